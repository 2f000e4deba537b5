"""The search index follows the database: what is marked is written, what is gone is gone."""

from datetime import timedelta

import pytest

from forum import database, engines
from forum.extensions import db
from forum.jobs import search
from forum.models import Post, StaleEntry
from forum.models.columns import utcnow
from forum.queries import search_documents, stale
from forum.search import Piece, Wanted
from forum.services import answers, cooling, indexing, names, posts, settings, threads
from tests import factories, searching


@pytest.fixture
def kept(app):
    """An index of the (empty) forum, and what it takes to bring it up to date."""
    database.commit()
    search.rebuild(lambda n: None)

    def settle():
        database.commit()
        search.write()
        database.begin("write")
        assert stale.waiting(None) == 0

    return settle


def found(*words, categories=range(1, 99)):
    pieces = tuple(Piece(word) for word in words)
    asked = Wanted(pieces, frozenset(categories), utcnow(), need="all", per_thread=False)
    hits = engines.current().query(asked).hits
    return [hit.post_id for hit in hits]


def test_a_post_an_edit_a_hide_a_move_and_a_rename_are_in_the_index_a_moment_later(app, cast, kept):
    here, there = factories.category(), factories.category()
    thread = factories.thread(category=here, author=cast.max, title="Wet socks", body="On a hill.")
    first = db.session.scalar(db.select(Post).where(Post.thread_id == thread.id))
    database.commit()
    search.rebuild(lambda n: None)
    reply = posts.reply(cast.amy, thread, "Wear gaiters on the moraine.")
    kept()
    assert found("gaiters") == [reply.id] == found("socks", "gaiters")
    posts.edit(cast.amy, reply, "Wear liners on the moraine.", version=reply.version)
    kept()
    assert not found("gaiters") and found("liners") == [reply.id]
    threads.move(cast.ada, thread, there)
    kept()
    assert found("liners", categories=[there.id]) == [reply.id]
    assert not found("liners", categories=[here.id])
    names.rename(cast.amy, cast.amy, "quetzal")
    kept()
    assert found("quetzal") == [reply.id]
    posts.delete(cast.amy, reply)
    kept()
    assert not found("liners") and first.id in found("socks")


def test_only_what_is_visible_to_all_of_its_category_is_ever_in_the_index(app, cast, kept):
    thread = factories.thread(body="A visible marmot.")
    for state in ("pending", "hidden", "removed", "deleted"):
        factories.post(thread=thread, body=f"A {state} marmot.", state=state)
        factories.thread(body=f"A marmot in a {state} thread.", state=state)
    talk = factories.conversation(cast.max, cast.amy)
    factories.message(talk, cast.max, "A private marmot.")
    database.commit()
    search.rebuild(lambda n: None)
    assert len(found("marmot")) == 1
    assert engines.current().health().documents == 1


def test_a_check_finds_and_repairs_what_is_missing_old_or_too_much(app, cast, kept):
    thread = factories.thread(title="Ropes", body="A bowline.")
    other = factories.post(thread=thread, body="A sheepshank.")
    gone = factories.post(thread=thread, body="A granny knot.")
    database.commit()
    search.rebuild(lambda n: None)
    late = factories.post(thread=thread, body="A clove hitch.")
    db.session.execute(db.text(f"UPDATE post SET version = version + 1 WHERE id = {other.id}"))
    db.session.execute(db.text(f"UPDATE post SET state = 'hidden' WHERE id = {gone.id}"))
    database.commit()
    seen = search.compare_and_repair(engines.current(), repairs=False)
    assert (seen.missing, seen.changed, seen.extra) == (1, 1, 1)
    search.compare_and_repair(engines.current())
    assert found("hitch") == [late.id] and not found("granny")
    assert search.compare_and_repair(engines.current()).is_right


def test_an_accepted_answer_and_a_closed_thread_are_known_to_the_index(app, cast, kept):
    thread = factories.thread(kind="question", author=cast.max, body="Which knot?")
    reply = factories.post(thread=thread, body="A bowline.")
    database.commit()
    search.rebuild(lambda n: None)
    answers.accept(cast.max, thread, reply)
    threads.close(cast.ada, thread)
    kept()
    asked = Wanted((Piece("bowline"),), frozenset([thread.category_id]), utcnow(), is_answer=True)
    (hit,) = engines.current().query(asked).hits
    assert hit.post_id == reply.id and hit.why["answer"] > 1 and hit.why["closed"] < 1


def test_a_mark_made_while_the_index_is_written_is_not_forgotten(app, cast, kept):
    thread = factories.thread()
    database.commit()
    indexing.mark("thread", thread.id)
    database.commit()
    (seen,) = stale.next_of(None, 5)
    indexing.mark("thread", thread.id)
    database.commit()
    indexing.done([seen])
    database.commit()
    assert db.session.query(StaleEntry).count() == 1


def test_a_worker_that_starts_makes_a_missing_index_and_mends_one_left_behind(app, cast):
    thread = factories.thread(title="Kettles", body="Which one whistles?")
    database.commit()
    search.Keeper()()
    assert found("whistles")
    db.session.execute(db.delete(StaleEntry))
    late = posts.reply(cast.amy, thread, "The samovar does.")
    db.session.flush()
    db.session.execute(db.delete(StaleEntry))  # as it was marked while another engine was in use
    database.commit()
    keeper = search.Keeper()
    while keeper():  # and then it waits for what is marked
        pass
    assert found("samovar") == [late.id]


def test_a_post_is_found_while_the_index_is_still_compared(app, cast, kept, monkeypatch):
    monkeypatch.setattr(search, "COMPARED", 1)
    thread = factories.thread(title="Kettles", body="Which one whistles?")
    factories.post(thread=thread, body="A granny kettle.")
    database.commit()
    search.rebuild(lambda n: None)
    keeper = search.Keeper()
    assert keeper()
    fresh = posts.reply(cast.amy, thread, "The samovar does.")
    database.commit()
    assert keeper() and found("samovar") == [fresh.id]
    assert keeper(), "there is more to compare"
    while keeper():
        pass
    assert search.compare_and_repair(engines.current()).is_right


def test_an_index_of_an_older_format_is_made_anew_by_itself(app, cast, kept, monkeypatch):
    thread = factories.thread(title="Kettles", body="Which one whistles?")
    database.commit()
    search.rebuild(lambda n: None)
    before = dict(engines.current().versions())
    for many in (1_000, 0):  # one by one, and all beside what is in use
        monkeypatch.setattr(search, "MANY", many)
        monkeypatch.setattr(search_documents, "FORMAT", 99 + many)
        keeper = search.Keeper()
        while keeper():
            pass
        now = dict(engines.current().versions())
        assert now.keys() == before.keys() and now != before
        before = now
    assert len(found("whistles")) == 1 and thread.id


def test_the_language_of_the_site_decides_the_forms_of_words(app, cast, engine):
    """Of each engine. The worker makes the index anew when the site speaks another one."""
    factories.thread(title="Nacht", body="Zwischen den Kindern, as a lantern was shining.")
    for name in searching.names(engine):
        searching.use(app, name)
        settings.reset(cast.ada, "site.language")
        keeper = search.Keeper()
        settle(keeper)
        assert found("shine") and found("Kindern") and not found("Kind")
        settings.change(cast.ada, "site.language", "de")
        settle(keeper)
        assert found("Kind") and found("shining") and not found("shine")
        assert search.compare_and_repair(search.current()).is_right
        app.config["FORUM_SEARCH_LANGUAGE"] = "none"  # the operator's word goes before
        settle(keeper)
        assert found("Kindern") and not found("Kind") and not found("shine")
        app.config["FORUM_SEARCH_LANGUAGE"] = ""


def settle(keeper):
    database.commit()
    while keeper():
        pass
    database.begin("write")


def test_a_thread_that_opens_by_itself_is_open_in_the_index(app, cast, kept):
    thread = factories.thread(title="Kettles", body="Which one whistles?")
    cooling.close_for(cast.ada, thread, utcnow() + timedelta(hours=1))
    kept()

    def closed():
        asked = Wanted((Piece("whistles"),), frozenset([thread.category_id]), utcnow())
        return engines.current().query(asked).hits[0].why["closed"]

    assert closed() < 1
    thread.closed_until = utcnow() - timedelta(seconds=1)
    cooling.tend(None, thread.id, cast.ada.id)
    kept()
    assert closed() == 1
