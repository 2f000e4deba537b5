"""Tables of a plugin: a base of their own, so that ours and theirs are never mixed up.

They are called `plugin_<name>_…`, and whatever points to a table of ours goes with what it points
to or lets go of it: a plugin, even one that is switched off, keeps nobody from being erased.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from forum.extensions import NAMING, db
from forum.plugins.refusing import refuse

LETS_GO = {"CASCADE", "SET NULL"}


@dataclass(frozen=True)
class Tables:
    """`folder` holds the migrations; `is_exported`: in `forum export` too, not in backups only."""

    plugin: str
    metadata: MetaData
    folder: Path
    is_exported: bool

    @property
    def version_table(self) -> str:
        return f"plugin_{self.plugin}_version"


def tables_of(plugin: str) -> type[Any]:
    """The class that the models of a plugin derive from. To be called once, in its models.

    A column that points to a table of ours says so by the column: `ForeignKey(User.id, …)`.
    """

    class Base(DeclarativeBase):
        __abstract__ = True
        metadata = MetaData(naming_convention=NAMING, info={"plugin": plugin})

    return Base


def check(tables: Tables) -> None:
    """Raises PluginError for a name that is not theirs, and for what would hold on to ours."""
    for table in tables.metadata.tables.values():
        if not table.name.startswith(f"plugin_{tables.plugin}_"):
            said = f"its table {table.name} is not called plugin_{tables.plugin}_…."
            raise refuse(tables.plugin, said)
        if table.name == tables.version_table:
            raise refuse(tables.plugin, f"{table.name} is where the forum notes its revision.")
        for key in table.foreign_keys:
            is_ours = key.column.table.metadata is db.metadata
            if is_ours and (key.ondelete or "").upper() not in LETS_GO:
                said = f"{table.name}.{key.parent.name} does not say ON DELETE CASCADE or SET NULL."
                raise refuse(tables.plugin, said)
    if not tables.folder.is_dir():
        raise refuse(tables.plugin, f"there is no folder {tables.folder} with its migrations.")
