"""What one may not see takes as long as what was never there (T36): the same is asked of the database.

How long both take is measured where there is time for it: `FORUM_TEST_LONG=1 pytest -s
tests/sweeps/test_clock.py` asks 200 times each, in turn, by chance the one or the other first, and
prints the two medians (docs/security.md has the numbers).
"""

import os
import random
import re
import statistics
import time

import pytest

from forum import database
from tests import factories
from tests.blueprints.api.conftest import token
from tests.sweeps import addresses
from tests.sweeps.things import NEVER_USED, Forum

IS_LONG = bool(os.environ.get("FORUM_TEST_LONG"))
TIMES = 200
NO_KEY = "z" * 30
EVERYBODY = {"thread_id", "post_id", "conversation_id", "slug", "key", "name", "document"}
TRIED = {"guest": EVERYBODY - {"conversation_id"}, "max": EVERYBODY, "mo": EVERYBODY}


def twins(forum):
    """{name of an argument: (what is not for guests, max and mo; what was never used)}."""
    made = forum.made
    return {
        "thread_id": (made.secret.id, NEVER_USED),
        "post_id": (made.secret_post.id, NEVER_USED),
        "conversation_id": (made.left.id, NEVER_USED),
        "slug": (made.inner.slug, "zqneverqz"),
        "category_id": (made.inner.id, NEVER_USED),
        "key": (made.secret_upload.key, NO_KEY),
        "document": (made.added.slug, "zqneverqz"),
        "name": (made.hidden.name, "zqneverqz"),
        "page_slug": ("planned", "zqneverqz"),
        "case_key": (made.case.reference, "C-NEVER23"),
        "reference": (made.reported.reference, "R-NEVER23"),
        "grant_id": (made.term.id, NEVER_USED),
        "candidacy_id": (made.candidacy.id, NEVER_USED),
        "version_id": (made.draft.id, NEVER_USED),
    }


OTHERS = {"slug": ["x"], "number": [2], "post": [1], "kind": ["heart"], "revision": [2],
          "version": [2], "drawing": ["f" * 16], "parent": ["x"], "anchor": ["respect"],
          "name": ["x.txt"], "tab": ["x"], "rest": ["summary"], "token": ["y" * 40]}  # fmt: skip


@pytest.fixture
def forum(forum):
    """One more than is seeded: somebody who has joined and not confirmed it."""
    forum.made.hidden = factories.user(name="hidden", confirmed_at=None, active=False)
    database.commit()
    return forum


def pairs(app, forum):
    """(argument, address of what is hidden, of what was never there) for every route that reads."""
    for rule in addresses.rules(app):
        argument = next((name for name in twins(forum) if name in rule.arguments), None)
        if argument is None or rule.rule.startswith("/admin"):
            continue
        things = [{argument: [value], **{k: v for k, v in OTHERS.items() if k != argument}}
                  for value in twins(forum)[argument]]  # fmt: skip
        try:
            one, two = (
                addresses.paths(rule, Forum(forum.people, things=[each])) for each in things
            )
        except LookupError:
            continue
        yield from ((argument, this, that) for this, that in zip(one, two, strict=True))


def clients(app, browser, member, path):
    """Who asks for this: a browser, and a program where it is an address of the API."""
    if not path.startswith("/api/v1"):
        return browser(member), {}
    headers = {"Authorization": f"Bearer {token(member)[1]}"} if member.is_authenticated else {}
    return app.test_client(use_cookies=False), headers


def asked(queries, client, path, headers):
    """(status, kinds of statements, in their order), when it is asked for once more."""
    client.get(path, headers=headers)
    with queries() as seen:
        answer = client.get(path, headers=headers)
    return answer.status_code, [re.sub(r"savepoint_\d+", "savepoint", one) for one in seen]


@pytest.mark.parametrize("name", ["guest", "max", "mo"])
def test_what_is_hidden_asks_the_same_of_the_database_as_what_was_never_there(
    app, forum, browser, queries, name
):
    member, found, tried = getattr(forum.people, name), [], {}
    browser_, program = (clients(app, browser, member, path) for path in ("/", "/api/v1"))
    for argument, hidden, never in pairs(app, forum):
        client, headers = program if hidden.startswith("/api/v1") else browser_
        one, two = (asked(queries, client, path, headers) for path in (hidden, never))
        if one[0] < 400:
            continue  # this one may see it
        place = hidden.split("/")[1]  # one of each is measured
        tried.setdefault((argument, place), (client, headers, hidden, never))
        if one != two:
            odd = [pair for pair in zip(one[1], two[1], strict=False) if pair[0] != pair[1]][:1]
            found.append((hidden, one[0], two[0], len(one[1]), len(two[1]), odd))
    assert not found
    assert {argument for argument, _place in tried} >= TRIED[name]
    if IS_LONG:
        for client, headers, *paths in tried.values():
            print(f"{name:6} {measured(client, headers, *paths)}", flush=True)


def measured(client, headers, hidden, never):
    """The two medians of the processor's time, and how far they are apart: what else the machine does
    is not in it, and the database is this process's own."""
    took, chance = {hidden: [], never: []}, random.Random(5)
    for _n in range(TIMES + 5):
        for path in chance.sample((hidden, never), 2):
            begun = time.thread_time()
            client.get(path, headers=headers)
            took[path].append((time.thread_time() - begun) * 1000)
    one, two = (statistics.median(took[path][5:]) for path in (hidden, never))
    return f"{hidden:45.45} {one:7.2f} and {two:7.2f} ms, {(one / two - 1) * 100:+5.1f} %"
