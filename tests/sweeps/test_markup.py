"""Markup in every name, parameter, cookie and header stays text (T2, T3, T9, T10, T15)."""

from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from forum import database
from tests import factories
from tests.sweeps import addresses, hostile

FEEDS = [
    "/feed.atom",
    "/c/category-5/feed.atom",
    "/m/max/feed.atom",
    "/tag/tag-1/feed.atom",
    "/sitemap.xml",
    "/sitemap-places.xml",
    "/sitemap-threads-0.xml",
]


@pytest.fixture
def named(app, cast):
    """The forum in which everything has a hostile name."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    hostile.seed(cast)
    return cast


def test_the_judge_knows_what_is_wrong():
    for payload in [
        *hostile.ELEMENTS[:8],
        *hostile.MUTATIONS[1:3],
        "<a href='java\nscript:x'>",
        "<p onclick=x>",
        "<form action=javascript:x>",
        "<script>fire()</script>",
    ]:
        assert hostile.faults(payload), payload
    assert not hostile.faults('<a href="/x">x</a><script src="/static/a/b.js"></script>')


@pytest.mark.parametrize("name", ["guest", "max", "mo", "ada"])
def test_nothing_anybody_is_called_is_markup(app, named, browser, name):
    client = browser(getattr(named, name))
    found = []
    for path in hostile.pages():
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.mimetype == "text/html":
            found += [(path, fault) for fault in hostile.faults(answer.text)]
    assert not found


@pytest.mark.parametrize("page", FEEDS)
def test_what_machines_read_is_well_formed(app, named, browser, page):
    factories.thread(title="]]> & \x00 \ufffe \ud7ff <b>", slug="odd")
    database.commit()
    answer = browser(named.guest).get(page)
    ElementTree.fromstring(answer.data)
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["guest", "max"])
def test_nothing_that_is_asked_for_is_markup(app, forum, browser, name):
    """T3: each payload in every parameter of every route; Referer, User-Agent and cookies with it."""
    client = browser(getattr(forum.people, name))
    worst = [
        hostile.BREAKOUTS[0],
        hostile.BREAKOUTS[1],
        hostile.BREAKOUTS[2],
        "</script><script>fire(1)</script>",
        "javascript:fire(1)",
        "//evil.example",
    ]
    found = []
    for rule in addresses.rules(app):
        names = addresses.asked_by(rule.endpoint, app)
        path = addresses.paths(rule, forum)[0]
        for payload in worst:
            query = "&".join(f"{each}={quote(payload, safe='')}" for each in names)
            answer = client.get(
                f"{path}?{query}",
                headers={
                    "Referer": f"https://x.example/{quote(payload)}",
                    "User-Agent": payload,
                    "Accept-Language": payload,
                    "X-Forwarded-Host": "evil.example",
                },
            )
            found += faults_of(answer, path, payload)
        for argument in rule.arguments:
            if f"<{argument}>" in rule.rule or f":{argument}>" in rule.rule:
                address = addresses.ARGUMENT.sub(quote(worst[0], safe=""), rule.rule)
                found += faults_of(client.get(address), rule.rule, worst[0])
    assert not found


def faults_of(answer, path, payload):
    assert answer.status_code < 500, path
    where = answer.headers.get("Location", "/").removeprefix("http://localhost")
    found = [] if where.startswith("/") and not where.startswith(("//", "/\\")) else [where]
    if answer.mimetype == "text/html":
        found += hostile.faults(answer.text)
    elif "<svg" in answer.text or answer.mimetype == "image/svg+xml":
        found += ["script in svg"] if "onerror=" in answer.text and "<img" in answer.text else []
    return [(path, payload, fault) for fault in found]


@pytest.mark.parametrize("payload", hostile.BREAKOUTS[:6] + ['dark" onload="fire(1)', "a;b"])
def test_no_cookie_is_markup(app, forum, payload):
    client = app.test_client(use_cookies=False)
    plain = payload.replace(";", "%3B").replace('"', "%22").encode().decode("latin-1")
    for cookie in (f"scheme={plain}", f"scheme={payload}", f"forum={plain}", f"js={plain}"):
        answer = client.get("/", headers={"Cookie": cookie.encode("utf-8").decode("latin-1")})
        assert answer.status_code == 200
        assert not hostile.faults(answer.text)


WATCH = """
window.fired = [];
window.fire = () => window.fired.push('fired ' + new Error().stack);
window.alert = window.confirm = window.prompt = window.fire;
document.addEventListener('securitypolicyviolation',
  e => window.fired.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
"""
TOUCH = """async () => {
  for (const each of document.querySelectorAll('*'))
    for (const kind of ['mouseover', 'pointerenter', 'focus', 'toggle', 'animationstart'])
      each.dispatchEvent(new Event(kind, {bubbles: true}));
  for (const details of document.querySelectorAll('details')) details.open = true;
  await new Promise(done => setTimeout(done, 60));
  return window.fired;
}"""


@pytest.mark.browser
def test_nothing_of_it_runs_in_a_browser(app, named, browser, chromium):
    """The same pages in Chromium, with our scripts running: no call, and nothing that only the
    Content-Security-Policy stopped."""
    context = chromium.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    clients = {"guest": browser(named.guest), "ada": browser(named.ada)}
    found = []
    for name, client in clients.items():
        page.unroute_all()
        page.route("**/*", served_by(client, found))
        for path in chosen():
            page.goto(f"http://forum.test{path}", wait_until="load")
            found += [(name, path, each) for each in page.evaluate(TOUCH)]
            assert page.url.startswith(f"http://forum.test{path.partition('?')[0]}"), page.url
    context.close()
    assert not found


def served_by(client, found):
    """What a browser asks for, answered by `client`; every other host is noted and refused."""

    def serve(route):
        path = route.request.url.removeprefix("http://forum.test")
        if not path.startswith("/"):
            found.append(f"called {route.request.url}")
            route.abort()
            return
        answer = client.get(path)
        route.fulfill(
            status=answer.status_code,
            body=answer.data,
            headers={k: v for k, v in answer.headers.items() if k != "Content-Encoding"},
        )

    return serve


def chosen():
    """Each kind of page, and the threads with the worst names."""
    pages = [
        p
        for p in hostile.pages()
        if p not in {"/uploads", "/drafts", "/account", "/join", "/sign-in"}
    ]
    guests = [p for p in pages if not p.startswith(("/start", "/account", "/threads", "/posts"))]
    return guests[:24]
