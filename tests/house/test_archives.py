"""Every table is in an export or left out with a reason, and no secret gets into a plain one."""

import re

from forum.archives import tables
from forum.extensions import db
from tests.house.test_floors import ROOT


def test_every_table_is_classified_and_in_the_documentation():
    # A new table: put its name into one of the three in forum/archives/tables.py.
    named = [tables.WHOLE, tables.SECRET.keys(), tables.LEFT_OUT.keys()]
    assert sum(len(some) for some in named) == len(set().union(*named))
    assert set().union(*named) == {table.name for table in db.metadata.sorted_tables}
    said = (ROOT.parent / "docs" / "export.md").read_text()
    for table in db.metadata.sorted_tables:
        assert f"`{table.name}`" in said, f"{table.name} is not in docs/export.md"


# Names that sound like secrets and are none: a file's or a form's own key, what is compared with.
HARMLESS = {
    "blocked_address.address_hash",
    "upload.key",
    "draft.key",
    "integrity_flag.key",
    "reaction_kind.key",
}


def test_what_sounds_like_a_secret_is_treated_as_one():
    sounds = re.compile(r"passw|secret|token|hash|totp|recovery|_handle|credential|^key$")
    for table in tables.included(with_secrets=False):
        for column in table.columns:
            if sounds.search(column.name) and "changed_at" not in column.name:
                name = f"{table.name}.{column.name}"
                hidden = tables.SECRET_COLUMNS.get(table.name, {})
                assert column.name in hidden or name in HARMLESS, name
