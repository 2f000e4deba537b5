"""Two versions can run side by side during an upgrade: a migration takes nothing away that the
version before it uses (docs/operations.md).

Kept from the first release on. What a release stopped using may go in a later one: the migration
then says `UNUSED_SINCE = "0.1.0"`, a release that CHANGELOG.md knows.
"""

import ast
import re

import pytest

from tests.house.test_floors import ROOT

FROM = 40  # migrations of before the first release had nothing to run beside
TAKES_AWAY = {"drop_table", "drop_column", "rename_table", "drop_constraint"}
NARROWS = {"new_column_name", "type_", "nullable"}


def harm(source):
    """What of a migration the version before it would stumble over."""
    tree = ast.parse(source)
    since = re.search(r'^UNUSED_SINCE = "([\d.]+)"', source, re.MULTILINE)
    if since and f"## {since[1]}" in (ROOT.parent / "CHANGELOG.md").read_text():
        return []
    upgrade = next(one for one in tree.body if getattr(one, "name", "") == "upgrade")
    return [said for call in ast.walk(upgrade) if (said := _harm_of(call))]


def _harm_of(call):
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return ""
    name, words = call.func.attr, {one.arg: one.value for one in call.keywords}
    if name in TAKES_AWAY:
        return f"{name} takes away what the version before may use"
    if name == "alter_column" and words.keys() & NARROWS:
        is_wider = NARROWS & words.keys() == {"nullable"} and words["nullable"].value is True
        return "" if is_wider else "alter_column changes what the version before writes"
    if name == "add_column":
        column = next(one for one in call.args if isinstance(one, ast.Call))
        said = {one.arg: one.value for one in column.keywords}
        must = getattr(said.get("nullable"), "value", True) is False
        return (
            "add_column wants what the version before does not write"
            if (must and "server_default" not in said)
            else ""
        )
    return ""


def test_no_migration_takes_away_what_the_version_before_it_uses():
    found = {
        path.name: harm(path.read_text())
        for path in sorted((ROOT.parent / "migrations" / "versions").glob("*.py"))
        if int(path.name[:4]) >= FROM
    }
    assert not {name: said for name, said in found.items() if said}


@pytest.mark.parametrize(
    ("line", "is_harmful"),
    [
        ('op.drop_column("post", "body")', True),
        ('op.drop_table("post")', True),
        ('batch.alter_column("body", new_column_name="text")', True),
        ('batch.alter_column("body", nullable=False)', True),
        ('batch.alter_column("body", nullable=True)', False),
        ('op.add_column("post", sa.Column("x", sa.Integer(), nullable=False))', True),
        ('op.add_column("post", sa.Column("x", sa.Integer(), nullable=True))', False),
        (
            'op.add_column("p", sa.Column("x", sa.Integer(), nullable=False, server_default="0"))',
            False,
        ),
        ('op.create_table("new", sa.Column("id", sa.Integer(), nullable=False))', False),
    ],
)
def test_the_rule_finds_what_would_break_the_version_before(line, is_harmful):
    source = f"def upgrade():\n    {line}\n\ndef downgrade():\n    op.drop_table('x')\n"
    assert bool(harm(source)) is is_harmful
    assert harm(f'UNUSED_SINCE = "9.9.9"\n{source}') == harm(source)
