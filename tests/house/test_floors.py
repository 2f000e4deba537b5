"""The house stands: each module imports only from floors below its own, and never in a circle."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2] / "forum"
FLOORS = [
    {"lib", "bodies", "config", "extensions", "versions", "storage", "metrics"},
    {"database", "mailer", "fetcher", "keeping", "limits", "observing"},
    {"schema"},
    {"memory", "search"},
    {"events"},
    {"plugins"},
    {"models"},
    {"settings"},
    {"structure"},
    {"security", "engines", "wording"},
    {"policies", "tallies"},
    {"links"},
    {"queries", "forms"},
    {"services"},
    {"subscribers", "importers", "archives"},
    {"templating"},
    {"theming"},
    {"web"},
    {"modes", "letters"},
    {"accounts"},
    {"demo"},
    {"blueprints", "jobs"},
    {"app"},
    {"server"},
    {"bench", "frozen"},
    {"cli"},
    {"__init__", "__main__"},
]
FLOOR = {name: number for number, floor in enumerate(FLOORS) for name in floor}
# A view shows and asks; it never reaches past the floor below for a table or a session.
FORBIDDEN = {"blueprints": {"models", "extensions", "database"}, "services": {"subscribers"}}
MODULES = sorted(ROOT.rglob("*.py"))


def unit(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def nodes(path: Path, for_types: bool = True) -> list[ast.AST]:
    """All of a module, read once for all rules; without what only the type checker sees if asked."""
    body = ast.parse(path.read_text()).body
    if not for_types:
        body = [
            node
            for node in body
            if "TYPE_CHECKING" not in ast.unparse(getattr(node, "test", ast.Constant("")))
        ]
    return [each for node in body for each in ast.walk(node)]


def imported(path: Path, for_types: bool = True) -> set[str]:
    """The modules of the forum that `path` imports, anywhere in it."""
    found = set()
    for node in nodes(path, for_types):
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


def floor_of(module: str) -> str:
    return ([*module.split("."), "__init__"])[1]


def test_imports_go_down():
    assert not [
        f"{named(path)} must not import {module}"
        for path in MODULES
        for module in imported(path)
        if floor_of(module) != unit(path) and FLOOR[floor_of(module)] >= FLOOR[unit(path)]
    ]


def test_some_floors_are_forbidden_even_where_they_are_below():
    assert not [
        f"{named(path)} must not import {module}"
        for path in MODULES
        for module in imported(path, for_types=False)
        if floor_of(module) in FORBIDDEN.get(unit(path), ())
    ]


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
