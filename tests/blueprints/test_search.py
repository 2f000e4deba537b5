"""The pages of the search: everybody can use them, nothing typed is lost or believed."""

import pytest
from sqlalchemy import select

from forum import database, engines, tallies
from forum.extensions import db
from forum.jobs import search as search_jobs
from forum.models import Page, SearchTerm, Thread
from forum.queries import search
from forum.search import Found, Health, Hit, Place, Unavailable
from forum.services import indexing
from tests import factories, searching
from tests.lib.test_searches import HOSTILE
from tests.limiting import limits_on

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def town(app, cast):
    with app.test_request_context():
        tents = factories.category(name="Tents", slug="tents")
        factories.thread(category=tents, author=cast.amy, title="A <b>pole</b> broke",
                         body="The alloy pole & <script>alert(1)</script>")  # fmt: skip
        database.commit()
        database.begin("read")
        searching.index()
        database.commit()
        database.begin("write")
    return tents


def get(browser, who, path, **query):
    return browser(who).get(path, query_string=query)


def test_a_search_works_as_a_plain_page(app, cast, browser, town):
    page = get(browser, cast.guest, "/search", q="alloy poles").text
    assert "1 thread" in page and "<mark>pole</mark>" in page
    assert "A &lt;b&gt;<mark>" in page and "<script>alert" not in page
    assert 'value="alloy poles"' in page and "Why it stands here" not in page
    assert "Why it stands here" in get(browser, cast.ada, "/search", q="pole").text
    assert "A &lt;b&gt;" in get(browser, cast.guest, "/filter", q="status:noreplies").text
    assert "What are you looking for" in get(browser, cast.guest, "/search").text


def test_the_form_is_turned_into_the_text_that_asks_the_same(app, cast, browser, town):
    query = {"form": "1", "words": "pole", "category": "tents", "status": ["open", "noreplies"]}
    answer = browser(cast.guest).get("/search", query_string=query)
    assert answer.location == "/search?q=pole+status%3Anoreplies+status%3Aopen+category%3Atents"
    page = browser(cast.guest).get(answer.location).text
    assert "1 thread" in page and '<option value="tents" selected>' in page
    assert browser(cast.guest).get("/filter", query_string=query).location.startswith("/filter?q=")


@pytest.mark.parametrize("path", ["/search", "/search/results", "/filter"])
def test_hostile_queries_are_answered_with_a_sentence(app, cast, browser, town, path):
    guest = browser(cast.guest)
    for typed in HOSTILE:
        if "\0" in typed:
            continue  # nothing has such an address: 404 before any view
        page = guest.get(path, query_string={"q": typed})
        assert page.status_code == 200, typed[:20]
    assert "too long to search" in guest.get(path, query_string={"q": HOSTILE[0]}).text
    assert "too many" in guest.get(path, query_string={"q": HOSTILE[6]}).text


def test_what_is_not_understood_is_said_and_stays(app, cast, browser, town):
    page = get(browser, cast.guest, "/search", q="pole status:opne").text
    assert (
        "is not known. Possible values: open, closed" in page and 'value="pole status:opne"' in page
    )
    nothing = get(browser, cast.guest, "/search", q="zzyzx").text
    assert "Nothing was found" in nothing and "/start?title=zzyzx" in nothing


def test_while_one_types_the_last_word_is_a_beginning(app, cast, browser, town):
    page = get(browser, cast.guest, "/search/results", q="all").text
    assert "1 thread" in page and "<html" not in page


def test_only_so_many_searches_a_minute(app, cast, browser, town):
    with limits_on():
        guest, member = browser(cast.guest), browser(cast.max)
        codes = [guest.get("/search?q=pole").status_code for _ in range(16)]
        assert codes == [200] * 15 + [429]
        refused = guest.get("/search?q=my+long+words")
        assert 'value="my long words"' in refused.text and refused.headers["Retry-After"]
        assert [member.get("/filter?q=pole").status_code for _ in range(31)][-2:] == [200, 429]
        assert member.get("/search").status_code == 200  # the empty page costs nothing


def test_a_request_writes_nothing_into_the_index_and_the_worker_does(app, cast, browser, town):
    with app.app_context():
        with database.unit("read"):
            thread_id = db.session.scalar(select(db.func.max(Thread.id)))
        before = dict(search_jobs.current().versions())
        typed = {"body": "A gaiter is no tent."}
        assert browser(cast.max).post(f"/threads/{thread_id}/reply", data=typed).status_code == 303
        assert dict(search_jobs.current().versions()) == before
        search_jobs.write()
        assert len(dict(search_jobs.current().versions())) == len(before) + 1
    assert "1 thread" in get(browser, cast.guest, "/search", q="gaiter").text


def test_what_was_opened_is_told_without_saying_by_whom(app, cast, browser, town):
    guest = browser(cast.guest)
    get(browser, cast.max, "/search", q="Pole @amy")
    get(browser, cast.max, "/search", q="zzyzx")
    assert guest.post("/search/clicked", data={"q": "pole"}).status_code == 403
    assert guest.post("/search/clicked", data={"q": "pole"}, headers=HERE).status_code == 204
    tallies.current().flush()
    database.begin("read")
    rows = db.session.execute(select(SearchTerm.term, SearchTerm.asked, SearchTerm.found_nothing,
                                     SearchTerm.clicked).order_by(SearchTerm.term)).all()  # fmt: skip
    assert [tuple(row) for row in rows] == [("pole", 1, 0, 1), ("zzyzx", 1, 1, 0)]


def test_who_starts_a_thread_is_shown_what_has_been_asked(app, cast, browser, town):
    found = get(browser, cast.max, "/search/similar", title="My alloy pole broke").text
    assert "Has it been asked already?" in found and "A &lt;b&gt;pole" in found
    assert get(browser, cast.guest, "/search/similar", title="pole broke").status_code == 401
    typed = {"title": "My alloy pole broke", "category": "tents", "body": "Help", "preview": "1",
             "kind": "discussion"}  # fmt: skip
    assert "Has it been asked already?" in browser(cast.max).post("/start", data=typed).text
    start = get(browser, cast.max, "/start", title="Zzyzx")
    assert 'value="Zzyzx"' in start.text


def test_the_number_found_is_exact_or_said_to_be_more_than(app, cast, browser, town, monkeypatch):
    with app.test_request_context():
        database.begin("write")
        for title in ("Pole of wood", "Pole of steel"):
            thread = factories.thread(category=town, author=cast.max, title=title, body="Which?")
        factories.post(thread=thread, author=cast.amy, body="No pole at all.")
        database.commit()
        searching.index()

    def number(**query):
        page = get(browser, cast.guest, "/search", **query).text
        return page.partition('data-part="count">')[2].partition("</p>")[0].strip()

    inside = {"q": f"pole thread:{thread.id}"}
    assert (number(q="pole"), number(**inside)) == ("3 threads", "2 posts in this thread")
    monkeypatch.setattr(search, "MOST_HITS", 3)
    assert number(q="pole") in {"More than 2 threads", "More than 3 threads"}
    monkeypatch.setattr(search, "MOST_HITS", 1)
    assert number(q="pole") == "More than 1 thread"
    assert number(**inside) == "More than 1 post in this thread"


def test_the_team_turns_a_term_into_a_synonym_or_a_note(app, cast, browser, town):
    cleo = browser(cast.cleo)
    tallies.current().searched("rod", asked=True, found_nothing=True)
    tallies.current().flush()
    page = cleo.get("/admin/search").text
    assert "rod" in page and "/start?title=Rod" in page
    assert cleo.post("/admin/search/synonyms", data={"words": "rod"}).status_code == 422
    assert cleo.post("/admin/search/synonyms", data={"words": "rod, pole"}).status_code == 303
    assert "1 thread" in get(browser, cast.guest, "/search", q="rod").text
    assert cleo.post("/admin/search/note", data={"term": "rod", "note": "done"}).status_code == 303
    assert "rod</strong>" not in cleo.get("/admin/search").text
    assert cleo.post("/admin/search/synonyms/1/remove").status_code == 303
    assert browser(cast.mo).get("/admin/search").status_code == 403


def test_a_community_manager_writes_an_article_about_a_term_and_it_is_found(
    app, cast, browser, town
):
    cleo, guest = browser(cast.cleo), browser(cast.guest)

    def rows(kind="missing"):
        tallies.current().flush()
        return cleo.get(f"/admin/search?show={kind}").text

    assert "Nothing was found" in guest.get("/search?q=warranty").text
    assert "/admin/pages/new?title=Warranty" in rows()
    assert 'value="Warranty"' in cleo.get("/admin/pages/new?title=Warranty").text
    typed = {"title": "Warranty and repair", "body": "Two years.", "slug": "warranty"}
    assert cleo.post("/admin/pages/new", data=typed).status_code == 303
    assert "/p/warranty" not in guest.get("/search?q=repair+warranty").text, "a draft"
    with database.unit("read"):
        page_id, number = db.session.execute(select(Page.id, Page.number)).one()
    typed |= {"number": number, "is_published": "1"}
    assert cleo.post(f"/admin/pages/{page_id}", data=typed).status_code == 303
    for _n in range(2):
        assert '"/p/warranty"' in guest.get("/search?q=repair+warranty").text
    assert "Finds nothing" in rows() and "repair warranty" not in rows()


def test_a_thread_about_the_same_goes_from_a_kept_page_with_the_commit_that_hides_it(
    app, cast, browser, town
):
    with app.test_request_context():
        database.begin("write")
        other = factories.thread(category=town, author=cast.max, title="My alloy pole broke too")
        database.commit()
        searching.index()
    guest = browser(cast.guest)
    address = f"/t/{other.id}/{other.slug}"
    assert "Similar threads" in guest.get(address).text
    assert "A &lt;b&gt;pole" in guest.get(address).text
    with app.test_request_context():
        database.begin("write")
        first = db.session.scalar(select(Thread).where(Thread.id != other.id))
        first.state = "hidden"
        database.touch(f"thread:{first.id}", "lists")
        database.commit()
    assert "A &lt;b&gt;pole" not in guest.get(address).text


class Shelf:
    """An engine that a plugin brings: whole words only, and the newest post first."""

    name = "shelf"

    def __init__(self, folder, language):
        self.folder, self.kept = folder, {}

    def query(self, wanted):
        words = [piece.text.casefold() for piece in wanted.pieces if not piece.is_excluded]
        fitting = [
            one for one in self.kept.values()
            if one.category_id in wanted.category_ids
            and {*words} <= {*f"{one.title} {one.text}".casefold().split()}
        ]  # fmt: skip
        hits = [
            Hit(one.post_id, one.thread_id, one.number, one.category_id, 1.0, 0,
                Place(1.0, one.post_id), {"words": 1.0})
            for one in sorted(fitting, key=lambda one: -one.post_id)
        ]  # fmt: skip
        return Found(tuple(hits[: wanted.limit]), len(hits), True)

    def suggest(self, words, category_ids):
        return {}

    def add(self, documents):
        self.kept |= {one.post_id: one for one in documents}

    def remove(self, post_ids):
        for post_id in post_ids:
            self.kept.pop(post_id, None)

    def rebuild(self, documents, progress, settle):
        self.kept.clear()
        self.add(documents)
        changed, gone = settle(dict(self.versions()))
        self.add(changed)
        self.remove(gone)

    def versions(self):
        return iter([(one.post_id, one.version) for one in self.kept.values()])

    def health(self):
        return Health(self.name, "ready" if self.kept else "empty", len(self.kept), 0)

    def optimize(self):
        pass


def test_a_plugin_brings_an_engine_that_is_kept_and_asked_like_ours(app, cast, browser, town):
    app.extensions["forum"].search_engines["shelf"] = Shelf
    app.config["FORUM_SEARCH_ENGINE"] = "shelf"
    app.extensions.pop("forum.search", None)
    with app.test_request_context():
        assert engines.state().state == "empty"
        keeper = search_jobs.Keeper()
        while keeper():
            pass
        assert engines.state().is_ready and isinstance(engines.current(), Shelf)
        assert engines.current().folder.name == "shelf"
        factories.thread(category=town, author=cast.amy, title="A yurt", body="felt and poles")
        secret = factories.category(name="Team", slug="team", private_to="moderators")
        factories.thread(category=secret, author=cast.mo, title="A secret yurt")
        indexing.mark("thread", db.session.scalar(select(db.func.max(Thread.id))) - 1)
        indexing.mark("thread", db.session.scalar(select(db.func.max(Thread.id))))
        database.commit()
        assert search_jobs.write() and engines.state().documents == 3
    page = get(browser, cast.guest, "/search", q="yurt").text
    assert "1 thread" in page and "A <mark>yurt</mark>" in page and "secret" not in page
    assert "secret" in get(browser, cast.mo, "/search", q="yurt").text
    app.config["FORUM_SEARCH_ENGINE"] = "shelves"
    app.extensions.pop("forum.search", None)
    with app.test_request_context():
        assert engines.state().state == "unavailable" and "shelf" in engines.state().said
        with pytest.raises(Unavailable, match="there are postgresql, shelf"):
            engines.current()
    assert get(browser, cast.guest, "/search", q="yurt").status_code == 200
