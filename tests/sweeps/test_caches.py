"""No cache, ours or another's, gives one person's page to somebody else (T105, T106)."""

from forum import database, keeping, web
from forum.extensions import db
from forum.models import Thread
from tests.sweeps import addresses


class Proxy:
    """A shared cache as RFC 9111 lets it be, at its greediest: in front of the forum, it keeps all
    that it may keep and uses it while it may."""

    def __init__(self, app):
        self._client = app.test_client(use_cookies=False)
        self._kept: dict[str, list[tuple[dict[str, str | None], object]]] = {}

    def get(self, path, headers):
        for asked, answer in self._kept.get(path, ()):
            if all(headers.get(name) == value for name, value in asked.items()):
                return answer
        answer = self._client.get(path, headers=headers)
        rules = {
            part.strip().partition("=")[0]
            for part in answer.headers.get("Cache-Control", "").lower().split(",")
        }
        vary = [name.strip() for name in answer.headers.get("Vary", "").split(",") if name.strip()]
        if not rules & {"private", "no-store", "no-cache"} and "*" not in vary:
            kept = {name: headers.get(name) for name in vary}
            self._kept.setdefault(path, []).append((kept, answer))
        return answer


def cookies(browser, person):
    return "; ".join(f"{c.key}={c.value}" for c in browser(person)._cookies.values())


def test_a_shared_cache_never_gives_a_guest_what_somebody_else_was_shown(app, forum, browser):
    """T105: each page as admin and as member through the proxy, then as a guest."""
    proxy, plain = Proxy(app), app.test_client(use_cookies=False)
    signed_in = [
        {"Cookie": cookies(browser, forum.people.ada)},
        {"Cookie": cookies(browser, forum.people.max)},
    ]
    secrets = forum.secrets_for("guest")
    found = []
    for path, _queried in addresses.addresses(app, forum):
        if path == "/metrics":  # counts what was asked meanwhile, and is kept nowhere
            continue
        for headers in signed_in:
            proxy.get(path, headers)
        through, straight = proxy.get(path, {}), plain.get(path)
        if (through.status_code, body(through)) != (straight.status_code, body(straight)):
            found.append((path, "another answer"))
        found += [(path, word) for word in secrets if word not in path and word in body(through)]
    assert not found


def test_our_own_memory_never_gives_a_guest_what_somebody_else_was_shown(app, forum, browser):
    """The same for pages kept for guests and for parts kept for everybody; with session cookies
    that are old, broken or not alone."""
    plain = app.test_client(use_cookies=False)
    ada, found = cookies(browser, forum.people.ada), []
    asked = [
        "/",
        "/latest",
        "/c/open",
        "/categories",
        f"/t/{forum.made.thread.id}/in-the-open",
        "/m/amy",
        "/feed.atom",
        "/sitemap-places.xml",
        "/tags",
    ]
    for path in asked:
        clean = body(plain.get(path))
        for cookie in (
            ada,
            f"x=1; {ada}",
            f"{ada}; scheme=dark",
            f"forum =1; {ada}",
            ada.replace("forum=", "forum =", 1),
            ada[:-6],
            f"Forum{ada[5:]}",
            f'a="; {ada}',
            f"{'x' * 300}=1; {ada}",
            f"{ada}; {ada}",
            "forum=; forum=",
        ):
            plain.get(path, headers={"Cookie": cookie})
            now = body(plain.get(path))
            if now != clean:
                found.append((path, cookie[:20]))
            found += [(path, w) for w in forum.secrets_for("guest") if w in now]
    assert not found


# What a proxy does not look at when it keeps a page, and neither do we.
UNKEYED = [
    {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Port": "1"},
    {"X-Forwarded-Prefix": "/evil"}, {"X-HTTP-Method-Override": "POST"}, {"X-Original-URL": "/x"},
    {"Accept": "application/json"}, {"Accept": "text/html;q=0.1, application/json"},
    {"Accept": "application/json;q=0.9, */*;q=0.1"}, {"Accept": "image/png"},
    {"X-Requested-With": "XMLHttpRequest"}, {"Accept-Language": "ar"}, {"Range": "bytes=0-9"},
    {"Accept-Language": f"{'en,' * 30}ar"}, {"If-None-Match": "*"}, {"If-None-Match": '"x"'},
    {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, {"If-Range": "x"}, {"Expect": "x"},
    {"User-Agent": "<script>fire(1)</script>"}, {"Referer": "https://evil.example/"},
    {"Origin": "https://evil.example"}, {"Cookie": "scheme=dark"}, {"Cookie": "js=1"},
    {"Cookie": f"a={'x' * 300}; scheme=dark"}, {"Accept-Encoding": "br"}, {"TE": "trailers"},
    {"Accept-Encoding": "gzip"}, {"Content-Type": "application/json"}, {"Authorization": "Basic eA=="},
    {"X-Forwarded-For": "127.0.0.1"}, {"Connection": "close, Cookie"}, {"Prefer": "return=minimal"},
]  # fmt: skip


def test_no_header_spoils_a_kept_page(app, forum):
    """T106: whoever comes first, the next guest has a clean page of the forum."""
    client = app.test_client(use_cookies=False)
    asked = [
        "/",
        "/latest?page=1",
        "/c/open",
        f"/t/{forum.made.thread.id}/in-the-open",
        "/m/max",
        "/feed.atom",
        f"/threads/{forum.made.thread.id}/news",
    ]
    clean = {path: picked(client.get(path)) for path in asked}
    found = []
    for headers in UNKEYED:
        database.begin("write")
        database.touch("structure")  # everything is made again, now for the one with the header
        database.commit()
        # The next one has the same long cookie of some tracker, but has chosen no look.
        later = {"Cookie": headers["Cookie"].partition(";")[0]} if "a=x" in str(headers) else {}
        for path in asked:
            client.head(path, headers=headers)
            client.get(path, headers=headers)
            if picked(client.get(path, headers=later)) != clean[path]:
                found.append((path, headers))
    assert not found


def picked(answer):
    return answer.status_code, answer.mimetype, answer.headers.get("Location"), body(answer)


def body(answer):
    """The page without what is another moment's or another form's."""
    return addresses.settled(answer.get_data(as_text=True))


def test_the_look_that_is_kept_apart_is_the_one_that_is_shown(app):
    assert keeping.SCHEME_COOKIE == web.SCHEME_COOKIE


def test_a_head_and_a_page_of_another_host_are_kept_apart(app, forum):
    client = app.test_client(use_cookies=False)
    client.head("/")
    assert client.get("/").text.rstrip().endswith("</html>")
    client.get("/", headers={"Host": "evil.example"})
    assert "evil.example" not in client.get("/").text


def test_views_from_kept_pages_are_the_only_thing_they_count(app, forum):
    client = app.test_client(use_cookies=False)
    before = db.session.get(Thread, forum.made.thread.id).view_count
    for _ in range(3):
        client.get(f"/t/{forum.made.thread.id}/in-the-open")
    app.extensions["forum.tallies"].flush()
    db.session.expire_all()
    database.begin("read")
    assert db.session.get(Thread, forum.made.thread.id).view_count == before + 3
