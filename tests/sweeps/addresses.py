"""The addresses that lead to everything in the seeded forum, and what an answer tells.

`addresses(app, forum)` gives every GET address of `app.url_map` with every seeded id, so a new route
joins by itself; what it cannot fill in is said by an error, and belongs into `Forum.things`.
"""

import ast
import inspect
import re
from datetime import timedelta
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import quote

from werkzeug.routing import Rule

from forum.blueprints.api.frame import ROUTES
from forum.lib import keyset
from forum.models.columns import utcnow
from tests.sweeps.things import NEVER_USED, Forum

BLUEPRINTS = Path(__file__).parents[2] / "forum" / "blueprints"
ARGUMENT = re.compile(r"<(?:[^:<>]*(?:\([^)]*\))?:)?(\w+)>")
_ASKED = re.compile(r"""request\.args(?:\.get\(\s*|\[)["'](\w+)["']""")


def parameters(forum: Forum) -> dict[str, list[object]]:
    """What each parameter of a query may be; any other is given ids and a slug."""
    made, cursor = forum.made, keyset.encode(utcnow() + timedelta(days=1), NEVER_USED)
    secret = {"slug": made.inner.slug, "id": made.inner.id}
    return {
        "page": [1, 2, NEVER_USED], "number": [1, 2], "date": ["2020-01-01"], "period": ["all"],
        "after": [cursor], "before": [keyset.encode(utcnow() - timedelta(days=9), 0)],
        "q": ["zq", "z", "max", ""], "category": [secret["slug"], secret["id"]],
        "quote": [1, 2, 3, 4, 5, 6], "to": [1, 2, 3, 4, 5, 6], "next": [f"/c/{secret['slug']}"],
        "recovery": [1], "thread": [made.secret.id, made.thread.id],
        "post": [made.secret_post.id, 1], "from": [1], "version": [1, 2], "kind": ["heart"],
        "tab": ["x"], "name": ["max"], "tag": ["zq"], "compare": [1, 2, 3], "draft": ["new"],
        "sort": ["email", "-id"], "key": [f"thread:{made.secret.id}"], "author": ["max"],
        "limited": [1], "group": [made.group.slug, "admins"], "within": ["week"],
        "badge": ["reader", "host"], "ref": ["x"],
        "state": ["open", "solved"], "whose": ["me"],
    }  # fmt: skip


@cache
def defined(module: Path) -> dict[str, tuple[str, set[str]]]:
    """What a module defines: by its name its text, and the names that stand in it."""
    text, found = module.read_text(), {}
    for node in ast.parse(text).body:
        inside = list(ast.walk(node))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        else:
            names = [
                n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            ]
        used = {n.id for n in inside if isinstance(n, ast.Name)}
        used |= {n.attr for n in inside if isinstance(n, ast.Attribute)}
        found |= {name: (ast.get_source_segment(text, node) or "", used) for name in names}
    return found


def asked_by(endpoint: str, app) -> set[str]:
    """The parameters that a view reads, with all of its module, and of the views it builds on, that
    it leads to."""
    if endpoint.startswith("api."):
        declared = [route for route in ROUTES if f"api.{route.name}" == endpoint and route.query]
        return {name for route in declared for name in route.query.model_fields}
    view = inspect.unwrap(app.view_functions[endpoint])
    module = Path(view.__code__.co_filename)
    files = [module] + [
        BLUEPRINTS / f"{other}.py"
        for other in re.findall(r"from forum\.blueprints\.(\w+) import", module.read_text())
        if (BLUEPRINTS / f"{other}.py").is_file()  # not the API, which declares what it takes
    ]
    assert view.__name__ in defined(module), endpoint
    found: set[str] = set()
    seen, waiting = set(), {view.__name__}
    while waiting:
        seen |= waiting
        met = [defined(file)[name] for name in waiting for file in files if name in defined(file)]
        found |= {name for text, _used in met for name in _ASKED.findall(text)}
        waiting = {name for _text, used in met for name in used} - seen
    return found


def rules(app, method: str = "GET") -> list[Rule]:
    return sorted(
        (r for r in app.url_map.iter_rules() if method in r.methods), key=lambda r: r.rule
    )


def paths(rule: Rule, forum: Forum) -> list[str]:
    """The rule's address with each seeded thing that has all its arguments."""
    wanted = set(ARGUMENT.findall(rule.rule))
    fixed = {
        name: sorted(converter.items)
        for name, converter in rule._converters.items()
        if hasattr(converter, "items")
    }
    found: dict[str, None] = {}
    for thing in forum.things if wanted - fixed.keys() else [{}]:
        values = {**thing, **fixed}
        if not wanted <= values.keys() or not {next(iter(thing), "")} <= wanted | {""}:
            continue
        names = sorted(wanted)
        for chosen in product(*(values[name] for name in names)):
            each = dict(zip(names, chosen, strict=True))
            found[ARGUMENT.sub(lambda m, each=each: quote(str(each[m[1]])), rule.rule)] = None
    if not found:
        raise LookupError(f"tests/sweeps has nothing for {rule.rule}: add to `Forum.things`")
    return list(found)


def addresses(app, forum: Forum) -> list[tuple[str, list[str]]]:
    """(path, [path with queries]) for every GET route and every seeded thing."""
    known = parameters(forum)
    anything = [1, forum.made.secret.id, forum.made.inner.slug, "zq"]
    found = []
    for rule in rules(app):
        names = asked_by(rule.endpoint, app)
        queries = [
            f"{name}={quote(str(v), safe='')}"
            for name in sorted(names)
            for v in known.get(name, anything)
        ]
        for path in paths(rule, forum):
            found.append((path, [f"{path}?{query}" for query in queries]))
    return found


def said(answer) -> str:
    """Everything an answer tells: body, headers, where it leads."""
    return f"{answer.headers}\n{answer.get_data(as_text=True)}"


_OF_A_MOMENT = re.compile(
    r'name="csrf_token" value="[^"]*"|<updated>[^<]*</updated>|"submission_key" value="[^"]*"'
    r"|<time[^>]*>[^<]*</time>|reference <?[^.]*\b[0-9a-f]{8}\b"
    r"|X-Request-Id: [0-9a-f]+"
    r'|name="challenge" value="[^"]*"|data-proof="question">[\s\S]*?</label>'
)


def settled(text: str) -> str:
    """A page without what is new at every showing."""
    return _OF_A_MOMENT.sub("", text)
