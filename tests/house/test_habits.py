"""Small rules that a reviewer would otherwise have to remember."""

import ast
import inspect
import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

import forum.queries
import forum.services
from forum.extensions import db
from forum.plugins import OUTLETS
from tests.house.test_floors import MODULES, ROOT, unit

# The doors, and what writes in units of work of its own: the tallies, imports, the demonstration.
MAY_COMMIT = {
    "database", "web", "jobs", "cli", "tallies", "importers", "demo", "bench",
    "server",  # migrations
}  # fmt: skip
MAY_KNOW_REQUESTS = {"web", "blueprints", "accounts", "security"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def functions(package, skip=()):
    for info in iter_modules(package.__path__):
        if info.name not in skip:
            module = import_module(f"{package.__name__}.{info.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and not name.startswith("_"):
                    yield pytest.param(function, id=f"{info.name}.{name}")


def first_statement(function):
    body = ast.parse(inspect.getsource(function)).body[0].body
    has_doc = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return ast.unparse(body[1] if has_doc else body[0])


# What only works something out, or is called by verbs that have asked already.
NOT_VERBS = {
    "jobs", "rendering", "publishing", "versions", "counters", "tokens", "telling", "guards",
    "newcomers",
}  # fmt: skip


@pytest.mark.parametrize("verb", list(functions(forum.services, skip=NOT_VERBS)))
def test_a_verb_takes_the_actor_first_and_asks_first(verb):
    assert next(iter(inspect.signature(verb).parameters)) == "actor"
    assert first_statement(verb).startswith("require("), "a verb starts with require(...)"


@pytest.mark.parametrize("query", list(functions(forum.queries)))
def test_a_query_takes_the_viewer_first(query):
    # What only names or describes something has no viewer.
    if (
        query.__module__ not in {"forum.queries.meta", "forum.queries.people"}
        and query.__name__ != "names_of"
    ):
        assert next(iter(inspect.signature(query).parameters)) == "viewer"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_doors_commit(path):
    if unit(path) not in MAY_COMMIT:
        assert not re.search(
            r"session\.commit\(|database\.commit\(|database\.unit\(", path.read_text()
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_web_knows_of_requests(path):
    if unit(path) in MAY_KNOW_REQUESTS:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module in {"flask", "flask_login"}:
            assert not {name.name for name in node.names} & {
                "request",
                "session",
                "g",
                "current_user",
            }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    source = path.read_text()
    assert source.count("\n") <= 400
    longest = 20 if unit(path) == "blueprints" else 50
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno <= longest, f"{node.name} is too long"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(path):
    source = path.read_text()
    assert not source.strip() or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_a_template_keeps_the_rules(path):
    source = path.read_text()
    assert "|safe" not in source.replace(" ", "")
    if path.parent.name != "mail":  # mail programs know no stylesheets
        assert not re.search(r"\sstyle=|<style", source)
    assert not re.search(r"\son[a-z]+=\"|<script(?![^>]*(src=|ld\+json))", source)
    for name in re.findall(r"outlet\(\"([\w.]+)\"", source):
        assert name in OUTLETS, f"the outlet {name} is not declared"


def test_every_text_column_has_a_length():
    from sqlalchemy import String, Text

    from forum.models.columns import SafeHtml

    for table in db.metadata.tables.values():
        for column in table.columns:
            kind = column.type
            if isinstance(kind, SafeHtml):  # made by the renderer, which has limits of its own
                continue
            assert not isinstance(kind, Text), column
            assert not isinstance(kind, String) or kind.length, column


def test_every_relation_refuses_to_load_by_itself():
    exempt = {"User.webauthn"}  # Flask-Security walks it
    for mapper in db.Model.registry.mappers:
        for relation in mapper.relationships:
            name = f"{mapper.class_.__name__}.{relation.key}"
            assert relation.lazy == "raise_on_sql" or name in exempt, name


def test_nothing_names_a_registry_or_a_machine():
    for name in (
        "requirements.lock",
        "requirements-dev.lock",
        "pyproject.toml",
        "README.md",
        "Makefile",
    ):
        source = (ROOT.parent / name).read_text()
        assert not re.search(
            r"(?<!emit-)index-url|files\.pythonhosted|pypi\.org|/work/|/root/", source
        ), name


# Who wrote something is said where its row is made, and nowhere again (community.md B4).
AUTHORSHIP = {"author", "author_id", "author_capacity", "author_byline", "house_name"}


def _changes_of_authors(tree):
    """Assignments to an attribute of that name, and values(...) of an UPDATE with it."""
    for node in ast.walk(tree):
        targets = []
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if called == "values":
                yield from (one.arg for one in node.keywords if one.arg in AUTHORSHIP)
            elif getattr(node.func, "id", "") == "setattr" and len(node.args) > 1:
                name = node.args[1]
                yield from [name.value] if getattr(name, "value", "") in AUTHORSHIP else []
        for target in targets:
            yield from (
                each.attr
                for each in ast.walk(target)
                if isinstance(each, ast.Attribute) and each.attr in AUTHORSHIP
            )


ALLOWED = {
    "services/threads.py": ["house_name", "house_name"],  # beside the making of both rows
    # Who leaves is named nowhere: a byline with their name in it goes, in posts and messages.
    "services/erasing_own.py": ["author_byline", "author_byline"],
}
# The demonstration makes up a past: it tells what an ambassador received at the time.
MAKES_A_PAST = {"importers", "demo", "bench"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_verb_changes_who_wrote_something(path):
    if unit(path) not in MAKES_A_PAST:
        found = list(_changes_of_authors(ast.parse(path.read_text())))
        assert found == ALLOWED.get(str(path.relative_to(ROOT)), []), found
