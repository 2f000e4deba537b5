"""Small rules that a reviewer would otherwise have to remember."""

import ast
import inspect
import re
from importlib import import_module
from pkgutil import iter_modules

import forum.queries
import forum.services
from forum.extensions import db
from forum.plugins import OUTLETS
from tests.house.test_floors import MODULES, ROOT, named, nodes, unit

# The doors, and what writes in units of work of its own: the tallies, imports, the demonstration.
MAY_COMMIT = {
    "database", "web", "jobs", "cli", "tallies", "importers", "demo", "bench",
    "schema",  # migrations
    "archives",  # one snapshot for all tables, one transaction that puts them back
    "search",  # the engine on PostgreSQL writes its own tables, asked by jobs only
}  # fmt: skip
MAY_KNOW_REQUESTS = {"web", "modes", "blueprints", "accounts", "security"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def functions(package, skip=()):
    for info in iter_modules(package.__path__):
        if info.name not in skip:
            module = import_module(f"{package.__name__}.{info.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and not name.startswith("_"):
                    yield f"{info.name}.{name}", function


def first_argument(function):
    return next(iter(inspect.signature(function).parameters))


def first_statement(function):
    body = ast.parse(inspect.getsource(function)).body[0].body
    has_doc = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return ast.unparse(body[1] if has_doc else body[0])


# What only works something out, or is called by verbs that have asked already.
NOT_VERBS = {
    "jobs", "rendering", "publishing", "versions", "counters", "tokens", "telling", "guards",
    "newcomers", "cases", "doubles", "states", "effects", "calming", "choosing",
    "statements", "filing", "thread_events", "moving", "moving_along", "chaining",
    "screening", "holding", "editing", "brand", "indexing", "sweeping", "arrivals", "answering",
    "setting_values",
    "tree",
    "announcing",
    "beginnings",
}  # fmt: skip


def test_a_verb_takes_the_actor_first_and_asks_first():
    """A verb starts with `require(...)`."""
    assert not [
        name
        for name, verb in functions(forum.services, skip=NOT_VERBS)
        if first_argument(verb) != "actor" or not first_statement(verb).startswith("require(")
    ]


# What only names or describes something has no viewer.
NAMING = {"meta", "people", "staff_details"}


def test_a_query_takes_the_viewer_first():
    assert not [
        name
        for name, query in functions(forum.queries, skip=NAMING)
        if query.__name__ != "names_of" and first_argument(query) != "viewer"
    ]


def test_only_the_doors_commit():
    commits = re.compile(r"session\.commit\(|database\.commit\(|database\.unit\(")
    assert not [
        named(path)
        for path in MODULES
        if unit(path) not in MAY_COMMIT and commits.search(path.read_text())
    ]


def test_only_the_web_knows_of_requests():
    of_a_request = {"request", "session", "g", "current_user"}
    assert not [
        (named(path), node.lineno)
        for path in MODULES
        if unit(path) not in MAY_KNOW_REQUESTS
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        and node.module in {"flask", "flask_login"}
        and {name.name for name in node.names} & of_a_request
    ]


def test_files_stay_small():
    lines = {named(path): path.read_text().count("\n") for path in MODULES}
    assert not {name: count for name, count in lines.items() if count > 400}


def test_functions_stay_small():
    assert not [
        (named(path), node.name, node.end_lineno - node.lineno)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno - node.lineno > (20 if unit(path) == "blueprints" else 50)
    ]


def test_a_module_says_what_it_is_for():
    assert not [
        named(path)
        for path in MODULES
        if (source := path.read_text()).strip() and not ast.get_docstring(ast.parse(source))
    ]


def wrong_in(path):
    """Which rules a template breaks."""
    source = path.read_text()
    if "|safe" in source.replace(" ", ""):
        yield "|safe"
    # Mail programs know no stylesheets.
    if path.parent.name != "mail" and re.search(r"\sstyle=|<style", source):
        yield "a style of its own"
    if re.search(r"\son[a-z]+=\"|<script(?![^>]*(src=|ld\+json))", source):
        yield "a script of its own"
    for name in re.findall(r"outlet\(\"([\w.]+)\"", source):
        if name not in OUTLETS:
            yield f"the outlet {name} is not declared"


def test_a_template_keeps_the_rules():
    assert not [
        (str(path.relative_to(ROOT / "templates")), wrong)
        for path in TEMPLATES
        for wrong in wrong_in(path)
    ]


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


def _changes_of_authors(path):
    """Assignments to an attribute of that name, and values(...) of an UPDATE with it."""
    for node in nodes(path):
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
    # Whoever changes a draft is its author from then on, or they could approve their own words.
    "services/guidelines.py": ["author_id"],
    "services/threads.py": ["house_name", "house_name"],  # beside the making of both rows
    # Who leaves is named nowhere: a byline with their name in it goes, in posts, in the threads that
    # these began, and in messages.
    "services/erasing_own.py": ["author_byline", "author_byline", "author_byline"],
}
# The demonstration makes up a past: it tells what an ambassador received at the time.
MAKES_A_PAST = {"importers", "demo", "bench"}


def test_no_verb_changes_who_wrote_something():
    found = {
        named(path): changed
        for path in MODULES
        if unit(path) not in MAKES_A_PAST and (changed := list(_changes_of_authors(path)))
    }
    assert found == ALLOWED
