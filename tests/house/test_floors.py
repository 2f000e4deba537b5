"""The house stands: each module imports only from floors below its own, and never in a circle."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "forum"
FLOORS = [
    {"lib", "bodies", "config", "extensions", "versions", "storage"},
    {"database", "mailer", "keeping", "limits"},
    {"memory"},
    {"events"},
    {"plugins"},
    {"models"},
    {"settings"},
    {"structure"},
    {"security"},
    {"policies", "tallies"},
    {"links"},
    {"queries", "forms"},
    {"services"},
    {"subscribers", "importers"},
    {"web", "theming", "templating"},
    {"accounts"},
    {"demo"},
    {"blueprints", "jobs"},
    {"app"},
    {"server"},
    {"bench"},
    {"cli"},
    {"__init__", "__main__"},
]
FLOOR = {name: number for number, floor in enumerate(FLOORS) for name in floor}
# A view shows and asks; it never reaches past the floor below for a table or a session.
FORBIDDEN = {"blueprints": {"models", "extensions", "database"}, "services": {"subscribers"}}
MODULES = sorted(ROOT.rglob("*.py"))


def unit(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path, for_types: bool = True) -> set[str]:
    """The modules of the forum that `path` imports, anywhere in it."""
    tree = ast.parse(path.read_text())
    if not for_types:
        tree.body = [
            node
            for node in tree.body
            if "TYPE_CHECKING" not in ast.unparse(getattr(node, "test", ast.Constant("")))
        ]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "forum":
            for name in node.names:
                deeper = f"{node.module}.{name.name}"
                file = ROOT.parent / Path(*deeper.split("."))
                found.add(
                    deeper if file.with_suffix(".py").exists() or file.is_dir() else node.module
                )
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("forum.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path):
    here = unit(path)
    for module in imported(path):
        there = ([*module.split("."), "__init__"])[1]
        assert FLOOR[there] < FLOOR[here] or there == here, f"{here} must not import {module}"
    for module in imported(path, for_types=False):
        there = ([*module.split("."), "__init__"])[1]
        assert there not in FORBIDDEN.get(here, ()), f"{here} must not import {module}"


def test_there_are_no_circles():
    name = {
        path: ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        )
        for path in MODULES
    }
    below = {name[path]: imported(path, for_types=False) - {name[path]} for path in MODULES}
    while below:
        free = [module for module, needs in below.items() if not needs & below.keys()]
        assert free, f"these import each other: {sorted(below)}"
        for module in free:
            del below[module]
