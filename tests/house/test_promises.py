"""community.md §5.4: what would break a promise has one place, where its statement is written too."""

import ast
from pathlib import Path

import pytest

from tests.house.test_floors import MODULES, ROOT, unit

# Who restricts: the row of a decision, what it means for an account, the account itself.
MADE_IN = {
    "Decision": {
        "services/decisions.py",
        "services/spammers.py",
        "services/misuse.py",
        "services/revoking.py",
    },
    "Sanction": {"services/effects.py"},
    "Statement": {"services/statements.py"},
}
WRITTEN_IN = {
    "suspended_until": {"services/effects.py"},
    "restricted_until": {"services/effects.py"},
    "terminated_at": {"services/effects.py"},
}
MAKES_A_PAST = {"demo", "bench", "importers"}  # no verb of theirs is reached by a running forum


def made(tree):
    """What classes are called, by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def written(tree):
    """Attributes that are assigned, by name or through setattr and the values of an UPDATE."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (t.attr for t in targets if isinstance(t, ast.Attribute))
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in {"values", "update"}:
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_restricts_past_the_verbs_that_state_why(path: Path):
    if unit(path) in MAKES_A_PAST | {"models"}:
        return
    tree, here = ast.parse(path.read_text()), str(path.relative_to(ROOT))
    for name in made(tree):
        assert here in MADE_IN.get(name, {here}), f"{name} is made in {here}"
    for name in written(tree):
        assert here in WRITTEN_IN.get(name, {here}), f"{name} is written in {here}"


def test_the_statement_is_sent_where_the_decision_takes_effect():
    """Every function that does what a decision says also sends its statements."""
    tree = ast.parse((ROOT / "services" / "decisions.py").read_text())
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name == "_do":
            continue
        called = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
        assert "_do" not in called or "statements.send" in called, function.name
