"""Everything that a page does, a program can do: held by reading what each page's POST calls.

A verb of `services` that a page reaches is reached by the API as well, or the page stands in
`BY_PEOPLE` with the reason why programs do not do it.
"""

import ast
from functools import cache

from tests.house.test_floors import ROOT

# What is done by the person themselves, in a browser, and why no program does it.
SECRETS = "No token changes a password, an address or a second factor, or reaches what they guard."
BROWSER = "It is about this browser: who is signed in here, what it shows."
DOOR = "It is for people without an account, or who come in, and have no token yet."
LETTER = "It is for who holds a letter, or a provider with a secret of its own."
OUTLIVES = "What it makes would outlive the token that made it."
OFFICE = "Who speaks and acts for the brand is decided by an admin who shows who they are."
PAGE = "It is about the page itself, and does nothing that stays."
ONESELF = "A member says so of themselves: no program accepts terms for somebody."
BY_PEOPLE = {
    OFFICE: ("offices.give",),
    ONESELF: ("accepting.accept_terms",),
    SECRETS: (
        "accounts.change_email", "accounts.change_name", "accounts.change_password",
        "accounts.confirm_email", "linking.link_arrived", "linking.unlink", "linking.use_way_in",
        "backups.fetch", "backups.make", "backups.prove",
        "backups.remove", "backups.restore", "exports.ask", "exports.fetch", "leaving.leave",
        "second_factor.add_passkey", "second_factor.confirm", "second_factor.disable",
        "second_factor.enable", "second_factor.passkey_options", "second_factor.remove_passkey",
        "second_factor.replace_codes",
    ),
    OUTLIVES: (
        "api_tokens.make", "api_tokens.make_for_application", "api_tokens.revoke",
        "webhooks.change", "webhooks.make", "webhooks.remove", "webhooks.replay",
    ),
    BROWSER: (
        "accounts.choose_scheme", "leaving.stay", "looks.discard", "looks.save", "looks.show",
        "themes.choose",
        "sessions.enter_code", "sessions.passkey_options", "sessions.revoke", "sessions.revoke_all",
        "sessions.sign_in", "sessions.sign_in_with_passkey", "sessions.sign_out", "viewing.begin",
        "viewing.end",
    ),
    DOOR: (
        "invites.accept", "joining.claim", "joining.confirm", "joining.join",
        "providers.begin", "providers.finish", "providers.join", "providers.ask_for_proof",
        "providers.prove", "joining.request_reset", "joining.reset", "joining.send_again", "notices.confirm",
        "notices.notify_member", "notices.notify_post", "setups.found",
    ),
    LETTER: (
        "mailings.events", "mailings.stop", "statements.appeal_by_letter",
        "statements.withdraw_by_letter",
    ),
    PAGE: ("search.clicked", "letter_texts.send"),
}  # fmt: skip
# What cannot be seen in the source: a verb called by its name, or a page that only looks.
CALLED = {
    "reviewing.decide": {"candidacies.admit", "candidacies.approve", "candidacies.retract"},
    "reviewing.tend": {"grants.confirm", "grants.drop_revocation", "grants.revoke",
                       "grants.propose_revocation", "programmes.award", "programmes.set_tier"},
}  # fmt: skip
# The route of the API that shows the same.
LOOKS = {"words.try_text": "try_words", "letter_texts.draw": "preview_letter"}
# Steps of taking a file in, which pages and API go in the same function.
TAKEN_IN = {"uploads.reserve", "uploads.fill", "uploads.finish"}


@cache
def module(name):
    """Of a module of blueprints: what each of its names refers to, and where names come from."""
    place = ROOT / name.removeprefix("forum.").replace(".", "/")
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    tree = ast.parse(path.read_text())
    services, verbs, others, bodies = {}, {}, {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for each in node.names:
                called = each.asname or each.name
                if node.module == "forum.services":
                    services[called] = each.name
                elif node.module.startswith("forum.services.") and each.name.islower():
                    verbs[called] = f"{node.module.rpartition('.')[2]}.{each.name}"
                elif node.module.startswith("forum.blueprints"):
                    others[called] = (node.module, each.name)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            bodies[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bodies |= {each.id: node.value for each in targets if isinstance(each, ast.Name)}
    return services, verbs, others, bodies


def reached(where, name, seen=None):
    """The verbs that are named on the way from this function, in whatever module of blueprints."""
    seen = set() if seen is None else seen
    services, verbs, others, bodies = module(where)
    if (where, name) in seen or name not in bodies:
        return set()
    seen.add((where, name))
    found = set()
    for node in ast.walk(bodies[name]):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in services and node.attr.islower():
                found.add(f"{services[node.value.id]}.{node.attr}")
            elif node.value.id in others:
                source, noun = others[node.value.id]
                if (ROOT / f"{source.removeprefix('forum.').replace('.', '/')}/{noun}.py").exists():
                    found |= reached(f"{source}.{noun}", node.attr, seen)
        elif isinstance(node, ast.Name):
            if node.id in verbs:
                found.add(verbs[node.id])
            elif node.id in others:
                found |= reached(*others[node.id], seen)
            else:
                found |= reached(where, node.id, seen)
    return found


def by_program():
    """Every verb that some route of the API reaches, and the names of the routes."""
    found, names = set(), set()
    for path in sorted((ROOT / "blueprints" / "api").glob("*.py")):
        where = f"forum.blueprints.api.{path.stem}"
        if path.stem != "__init__":
            for name, body in module(where)[3].items():
                found |= reached(where, name)
                names |= {name} if isinstance(body, ast.FunctionDef) else set()
    return found, names


def posts(app):
    """What is sent on pages: (endpoint, module, function)."""
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and not rule.rule.startswith("/api/v1/"):
            view = app.view_functions[rule.endpoint]
            yield rule.endpoint, view.__module__, view.__name__


def test_a_program_can_do_what_a_page_does_or_it_is_said_why_not(app):
    verbs, names = by_program()
    people = {one for ones in BY_PEOPLE.values() for one in ones}
    endpoints, left = set(), {}
    for endpoint, where, name in posts(app):
        endpoints.add(endpoint)
        called = CALLED.get(endpoint, set()) | reached(where, name)
        if endpoint in people:
            continue
        if not called and LOOKS.get(endpoint) not in names:
            left[endpoint] = "nothing that it calls was found"
        elif called - verbs - TAKEN_IN:
            left[endpoint] = sorted(called - verbs - TAKEN_IN)
    assert not left, "give it a route in forum/blueprints/api, or say in BY_PEOPLE why not"
    assert not people - endpoints, "these pages are there no more"
    assert not (CALLED.keys() | LOOKS.keys()) - endpoints


def test_no_page_that_programs_could_replace_is_on_the_list(app):
    """A page is left to people because of something that no route of the API calls."""
    verbs, _names = by_program()
    own = {"looks.show", "invites.accept", "viewing.end", "search.clicked", "sessions.revoke_all",
           "letter_texts.send"}  # fmt: skip
    people = {one for ones in BY_PEOPLE.values() for one in ones} - own
    for endpoint, where, name in posts(app):
        if endpoint in people and (called := reached(where, name)):
            beyond = called - verbs
            shared = {"accounts.choose_scheme", "statements.appeal_by_letter",
                      "statements.withdraw_by_letter"}  # fmt: skip
            assert beyond or endpoint in shared, endpoint
