"""Who gets in at which door, with what: statuses, tokens against forgery, nothing by GET."""

import os

import pytest

from tests.sweeps import statuses
from tests.sweeps.things import NAMES
from tests.sweeps.unchanged import Watched

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def watched(app, forum, browser):
    """The seeded forum with everybody signed in, and a file that can be put back."""
    clients = {name: browser(getattr(forum.people, name)) for name in NAMES}
    watched = Watched(app)
    watched.cookies = {
        name: "; ".join(f"{c.key}={c.value}" for c in client._cookies.values())
        for name, client in clients.items()
    }
    return watched


def ask(watched, name, method, path, **how):
    """One request of a browser that has just come; whatever it changed is put back."""
    client = watched.app.test_client(use_cookies=False)
    headers = {"Cookie": watched.cookies[name], **how.pop("headers", {})}
    answer = client.open(path, method=method, headers=headers, **how)
    return answer


def test_every_route_answers_each_of_the_cast_as_the_table_says(app, forum, watched):
    """T37, T40: max's own things are tried by all the others."""
    expected, found = statuses.table(), {}
    for name, method, path in statuses.requests(app, forum):
        row = []
        for who in NAMES:
            row.append(ask(watched, who, method, path).status_code)
            if watched.changed():
                watched.restore()
        found[name] = row
    if os.environ.get("FORUM_WRITE_MATRIX"):
        statuses.TABLE.write_text(statuses.drawn(found))
        expected = found
    assert not {n: row for n, row in found.items() if row != expected.get(n)}
    assert not expected.keys() - found.keys(), "these routes are gone"


def test_nothing_is_written_without_the_token_of_a_form(app, forum, watched):
    """T53: not by a form, not by JSON, not by JSON that calls itself plain text."""
    app.config["WTF_CSRF_ENABLED"] = True
    carried = [
        {"data": {"body": "Forged, and long enough."}},
        {"data": {"csrf_token": "no such token"}},
        {"json": {"body": "Forged, and long enough."}},
        {"data": '{"body": "Forged, and long enough."}', "content_type": "text/plain"},
        {"data": "x", "content_type": "multipart/form-data; boundary=x"},
        {
            "headers": {
                "X-CSRFToken": "x",
                "Origin": "https://evil.example",
                "Referer": "https://evil.example/",
            }
        },
    ]
    for name, method, path in statuses.requests(app, forum):
        if method not in UNSAFE or name in FREE or " /api/v1/" in name:
            continue  # of programs, whom no cookie lets in: test_no_cookie_is_anybody_here
        for how in carried:
            answer = ask(watched, "ada", method, path, **dict(how))
            assert (answer.status_code, watched.changed()) == (400, False), (name, how)


# Routes that need no token, and why that harms nobody.
FREE = {
    "POST /search/clicked": "adds one to a sum of clicks; asks where it comes from instead",
    "POST /preferences/scheme": "sets a cookie for the look; asks where it comes from instead",
    "POST /mail/stop/<string(minlength=20, maxlength=100):token>": "the link is signed",
    "POST /mail/events/<string(maxlength=100):token>": "the mail provider; knows a secret",
}


@pytest.mark.parametrize(
    "way",
    [
        {"query_string": "_method=POST"},
        {"headers": {"X-HTTP-Method-Override": "POST"}},
        {"headers": {"X-Method-Override": "DELETE"}},
        {"data": {"_method": "DELETE"}},
    ],
    ids=["query", "header", "other header", "body"],
)
def test_a_get_stays_a_get_whatever_it_says(app, forum, watched, way):
    for name, method, path in statuses.requests(app, forum):
        if method == "GET":
            continue
        plain = ask(watched, "ada", "GET", path).status_code
        assert ask(watched, "ada", "GET", path, **dict(way)).status_code == plain, name
        assert not watched.changed(), name
