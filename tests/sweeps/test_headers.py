"""What every answer carries, whatever it is: T16, T49, T56, T105, T110, T111."""

import pytest

from forum import config
from forum.app import create_app
from forum.extensions import db
from tests.sweeps import addresses, statuses
from tests.sweeps.test_doors import ask, watched

__all__ = ["watched"]

EVIL = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}


def wrong_with(answer):
    """Which of the headers that every answer has to have this one has not."""
    headers, found = answer.headers, []
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in headers.get("Content-Security-Policy", "").split(";")
    )
    if policy.get("default-src") != "'none'" or policy.get("frame-ancestors") != "'none'":
        found.append("no policy")
    if "sandbox" in policy:  # a letter as mail programs draw it: styles in it, and nothing runs
        policy.pop("style-src", None)
    if policy.get("script-src", "'self'") != "'self'" or "unsafe" in str(policy):
        found.append("scripts")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("sniffing")
    if headers.get("Referrer-Policy") not in {
        "strict-origin-when-cross-origin",
        "same-origin",
        "strict-origin",
        "no-referrer",
    }:
        found.append("referrer")
    if any(name.lower().startswith("access-control") for name in headers.keys()):  # noqa: SIM118
        found.append("cors")
    if "Server" in headers or "X-Powered-By" in headers:
        found.append("version")
    kept = headers.get("Cache-Control", "")
    if "public" in kept and "Set-Cookie" in headers:
        found.append("a public answer that sets a cookie")
    if "public" not in kept:
        if not ("private" in kept or "no-store" in kept):
            found.append(f"Cache-Control: {kept}")
        if "Cookie" not in headers.get("Vary", "") and "no-store" not in kept:
            found.append("Vary")
    return found


def test_answers_to_writing_have_them_too(app, forum, watched):
    found = []
    for name, method, path in statuses.requests(app, forum):
        if method == "GET":
            continue
        for how in ({}, {"data": {"body": "x" * 700_000}}, {"headers": EVIL}):
            answer = ask(watched, "max", method, path, **how)
            found += [(name, answer.status_code, wrong) for wrong in wrong_with(answer)]
            if watched.changed():
                watched.restore()
    assert not found


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_error_of_ours_has_them_and_tells_nothing(app, forum, browser, accept):
    """T49: no name of a file, statement, library or version."""
    app.add_url_rule("/broken", "broken", lambda: db.session.execute(db.text("SELECT zq FROM zq")))
    answer = browser(forum.people.ada).get("/broken", headers={"Accept": accept})
    assert answer.status_code == 500
    assert not wrong_with(answer)
    for word in (
        "Traceback",
        "SELECT",
        "sqlite",
        "sqlalchemy",
        ".py",
        "Flask",
        "Werkzeug",
        "Python",
        "/work",
        str(app.config["FORUM_INSTANCE"]),
    ):
        assert word not in answer.text, word


NOT_THERE = [
    "/console",
    "/debug",
    "/setup",
    "/install",
    "/installer",
    "/admin/setup",
    "/__debugger__",
    "/_debug_toolbar/",
    "/.env",
    "/.git/config",
    "/instance/forum.db",
    "/static/x/../../config.py",
    "/static/x/%2e%2e/%2e%2e/config.py",
    "/uploads/../forum.db",
    "/server-status",
    "/api/debug",
]


def test_there_is_no_setup_and_no_debugger(app, forum, browser):
    """T48, T49: whoever asks, and wherever they say they come from."""
    local, found = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "localhost"}, []
    for person in (forum.people.guest, forum.people.ada):
        client = browser(person)
        for path in NOT_THERE:
            for headers in ({}, local):
                answer = client.get(path, headers=headers)
                found += [(path, answer.status_code)] * (answer.status_code != 404)
        page = client.get("/?__debugger__=yes&cmd=resource&f=debugger.js")
        found += ["debugger"] * (page.mimetype != "text/html" or "EVALEX" in page.text)
    assert not found


def test_an_empty_forum_offers_no_setup_either(app):
    """T48: the table of members is empty here, and no token was printed; with one it is
    tests/blueprints/test_setups.py that tries."""
    client = app.test_client()
    assert client.get("/").status_code == 200
    assert client.get(f"/setup/{'x' * 27}").status_code == 404
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    listed = " ".join(rule for rule in rules if not rule.startswith(("/setup/<", "/api/v1/")))
    for word in ("setup", "install", "console", "debug", "first"):
        assert word not in listed
        assert client.get(f"/{word}").status_code == 404


HOSTS = [
    "evil.example",
    "forum.example.com.evil.example",
    "forum.example.com@evil.example",
    "forum.example.com:@evil.example",
    "evil.example:443",
    "forum.example.com:evil",
    "",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "[::1]:8000",
    "[::1].evil.example",
    "[::2]",
    "xforum.example.com",
    "forum.example.com.",
]


@pytest.fixture
def production(app, tmp_path, forum):
    """The same forum as an operator runs it, with an address of its own."""
    settings = config.read(
        {
            "FORUM_INSTANCE": str(tmp_path),
            "FORUM_SECRET_KEY": "of tests",
            "FORUM_ENV": "production",
            "FORUM_BASE_URL": "https://forum.example.com",
        }
    )
    return create_app(settings, with_plugins=[])


def test_an_unknown_host_is_refused_and_a_known_one_changes_no_address(production):
    """T56: links come from the configured address, never from the request."""
    known, found = {"forum.example.com", "localhost", "127.0.0.1", "[::1]", "[::1]:8000"}, []
    for host in HOSTS:
        for path in (
            "/",
            "/join",
            "/latest",
            "/feed.atom",
            "/sitemap.xml",
            "/static/x/css/forum.css",
        ):
            answer = production.test_client().get(path, headers={"Host": host})
            expected = {200} if host in known else {400}
            if answer.status_code not in expected or (
                host and f"//{host}/" in answer.text.replace("https://forum.example.com/", "")
            ):
                found.append((host, path, answer.status_code))
            found += [(host, path, wrong) for wrong in wrong_with(answer)]
    assert not found


ELSEWHERE = [
    "X-Forwarded-Host",
    "X-Host",
    "X-Forwarded-Server",
    "X-Original-Host",
    "Forwarded",
    "X-Forwarded-Prefix",
    "X-Original-URL",
    "X-Rewrite-URL",
]


def test_no_other_header_says_where_we_are(production, forum):
    thread, found = forum.made.thread, []
    for header in ELSEWHERE:
        for path in (
            "/",
            f"/t/{thread.id}/{thread.slug}",
            f"/t/{thread.id}",
            "/feed.atom",
            "/join",
        ):
            value = "host=evil.example" if header == "Forwarded" else "evil.example"
            answer = production.test_client().get(
                path, headers={"Host": "forum.example.com", header: value}
            )
            if answer.status_code not in {200, 301} or "evil.example" in addresses.said(answer):
                found.append((header, path, answer.status_code))
    assert not found


@pytest.mark.parametrize(
    "host", ["[::1]:8000", "[::1]", "localhost:8000", "forum.lan", "[fe80::1]"]
)
def test_without_an_address_of_its_own_the_forum_answers_to_any_name(app, host):
    assert app.test_client().get("/", headers={"Host": host}).status_code == 200


def test_what_everybody_may_keep_depends_on_no_cookie(app, forum, browser):
    """One copy of the styles and scripts for all: members, guests, and a cache before the forum."""
    for name in ("guest", "max"):
        for path in ("/static/x/css/forum.css", "/static/x/js/forum.js", "/brand.css"):
            answer = browser(getattr(forum.people, name)).get(path)
            assert answer.cache_control.public and "Set-Cookie" not in answer.headers
            assert [one.lower() for one in answer.vary] == ["accept-encoding"]
