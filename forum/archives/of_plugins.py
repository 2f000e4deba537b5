"""Tables of plugins in an archive: those of the plugins that are there, each at its own revision.

They are written as they stand in the database, not as the plugin would have them, so that a backup
before an upgrade has them too. Only a forum with the same plugin can take them back.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, MetaData, Table, inspect

from forum import plugins, schema
from forum.archives.manifest import Manifest
from forum.archives.opening import NotAnArchive
from forum.extensions import db
from forum.models.columns import SafeHtml


def revisions(with_secrets: bool) -> dict[str, str]:
    """Whose tables are in an archive; in one without secrets only those that say so."""
    declared = plugins.current().tables
    found = schema.revisions_of_plugins(db.session.connection())
    return {
        name: revision
        for name, revision in found.items()
        if revision and (with_secrets or declared[name].is_exported)
    }


def tables(names: Mapping[str, str]) -> list[Table]:
    """The tables of these plugins as they are in the database, with what points to others last."""
    if not names:
        return []
    there = MetaData()
    there.reflect(db.session.connection(), only=lambda name, _meta: bool(owner(name, names)))
    return [table for table in there.sorted_tables if owner(table.name, names)]


def owner(table: str, names: Mapping[str, str]) -> str:
    """The plugin whose table this is; "" for ours, and for the one with its revision."""
    whose = [
        name
        for name in names
        if table.startswith(f"plugin_{name}_") and table != f"plugin_{name}_version"
    ]
    return max(whose, key=len, default="")


def require_known(manifest: Manifest) -> None:
    """NotAnArchive when a plugin is missing here, or older than the one that wrote its tables."""
    for name, revision in manifest.plugins.items():
        if name not in plugins.current().tables:
            raise NotAnArchive(
                f"It has tables of the plugin {name}, which is not used here. Install it first, and"
                " run this without FORUM_SAFE_MODE."
            )
        if not schema.knows_of_plugin(name, revision):
            raise NotAnArchive(
                f"The plugin {name} here is older than the one that wrote its tables."
            )
    for table in manifest.tables:
        if table.startswith("plugin_") and not owner(table, manifest.plugins):
            raise NotAnArchive(f"The table {table} is of no plugin that the manifest names.")


def emptied(connection: Connection) -> None:
    """Take away the tables of the plugins that are here; NotAnArchive where there are others."""
    names = plugins.current().tables
    for table in inspect(connection).get_table_names():
        if not table.startswith("plugin_"):
            continue
        if not any(table.startswith(f"plugin_{name}_") for name in names):
            raise NotAnArchive(
                f"There is the table {table} of a plugin that is not used here, about the community"
                " that is to be replaced. Install the plugin, or drop its tables."
            )
        quoted = connection.dialect.identifier_preparer.quote(table)
        more = " CASCADE" if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quoted}{more}")


def made(connection: Connection, manifest: Manifest) -> None:
    """The tables as they were when the archive was written."""
    for name, revision in manifest.plugins.items():
        schema.migrate_plugin(connection, name, revision)


def finished(connection: Connection) -> None:
    """All of them as the plugins here need them."""
    for name in plugins.current().tables:
        schema.migrate_plugin(connection, name, "head")


def html() -> frozenset[tuple[str, str]]:
    """Columns that pages of plugins show as they are, each with its table."""
    return frozenset(
        (table.name, column.name)
        for theirs in plugins.current().tables.values()
        for table in theirs.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, SafeHtml)
    )
