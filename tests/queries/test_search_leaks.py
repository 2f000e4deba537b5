"""What somebody may not read is in no answer: with it and without it the answers are the same (T19)."""

import os
import random
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import current_app

from forum import database, tallies
from forum.extensions import db
from forum.lib import searches
from forum.models import Category, Conversation, Message, Participant
from forum.policies import categories as category_policy
from forum.queries import engine as asking
from forum.queries import filtered, search, search_log, similar
from forum.search import asking as answering
from forum.search.postgresql import engine as postgresql
from forum.search.whoosh import engine as whoosh
from tests import factories, searching

# As each of the cast, of each engine, all of them others; the thousand where there is time for them.
MANY = int((os.environ.get("FORUM_TEST_LONG") and os.environ.get("FORUM_TEST_QUERIES", 1000)) or 4)
WORDS = ["tent", "pole", "rain", "stove", "peg", "guyline", "valley", "blister", "compass"]
SECRETS = ["quixotic", "zephyrine", "obelisk", "halcyon"]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """What is told where time runs out depends on the machine, and is not what is asked here."""
    for module, name in (
        (search, "SECONDS"), (similar, "SECONDS"), (answering, "SUGGESTING"),
        (whoosh, "NEAR"), (postgresql, "NEAR"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, 20)


def asked(number, seed=0):
    """Queries of every kind, some about the secrets by name, beginning, place and person."""
    chance = random.Random(seed)
    for _ in range(number):
        words = chance.sample(WORDS + SECRETS, chance.randint(1, 3))
        wrong = words[0][:4] + words[0][5:]
        shapes = [
            wrong,
            wrong + " {1}",
            "{0}",
            "{0} {1}",
            '"{0} {1}"',
            "{0}*",
            "{0} -{1}",
            "{2} in:title",
            "{0} in:first",
        ]
        query = chance.choice(shapes).format(*(words * 3)[:3])
        if chance.random() < 0.3:
            query = query[: chance.randint(3, 30)]
        if chance.random() < 0.4:
            query += " " + chance.choice(
                ["category:inner", "-category:inner", "category:open", "@mo", "@amy", "@sue",
                 "order:latest", "order:reactions", "tag:inner-tag", "status:solved",
                 "min_posts:2", "with:code", "after:7d", "group:moderators", "thread:3"]
            )  # fmt: skip
        yield query


def told(viewer, query):
    """All that the viewer is told: titles, passages, numbers, suggestions, problems, lists; of both
    pages when there are two, while typing, and what a title like it brings up."""
    read = searches.parse(query)
    page = search.page(viewer, read)
    pages = [page, search.page(viewer, searches.parse(query, is_typing=True))]
    if page.next_href:
        after = parse_qs(urlsplit(page.next_href).query)["after"][0]
        pages.append(search.page(viewer, read, after))
    words = [
        (p.number, p.strict, p.is_exact, p.problems, p.corrected, p.ignored, p.helps, p.people,
         p.places, bool(p.next_href), p.is_building)
        for p in pages
    ]  # fmt: skip
    here = category_policy.visible_ids(viewer)
    return {
        "rows": [(one.post_id, one.title, one.passage, one.more, one.is_partial)
                 for p in pages for one in p.results],
        "words": words,
        "suggested": dict(asking.better(viewer, query.split()[:4], here)),
        "listed": [row.id for row in filtered.page(viewer, read).page.items],
        "like": [one.href for one in similar.to_title(viewer, query)],
    }  # fmt: skip


def below(viewer, threads):
    """What stands under threads as like them, worked out anew."""
    current_app.extensions["forum.memory"]._things.clear()
    return [[one.href for one in similar.to_thread(viewer, thread)] for thread in threads]


def public(cast):
    open_, threads = factories.category(name="Open", slug="open"), []
    chance = random.Random(7)
    for _n in range(36):
        words = chance.sample(WORDS, 4)
        made = factories.thread(category=open_, author=chance.choice([cast.max, cast.amy]),
                                title=" ".join(words[:2]).title(), body=" ".join(words))  # fmt: skip
        factories.post(thread=made, author=cast.nia, body=" ".join(chance.sample(WORDS, 5)))
        threads.append(made)
    return open_, threads[:8]


def for_the_team(cast):
    """Words of their own and words of everybody, in a category that not everybody sees."""
    inner = db.session.scalar(db.select(Category).filter_by(slug="inner"))
    inner = inner or factories.category(name="Inner", slug="inner", private_to="moderators")
    for n, secret in enumerate(SECRETS):
        thread = factories.thread(category=inner, author=cast.mo, title=f"{secret} tent {n}",
                                  body=f"{secret} pole", tags=["inner-tag"])  # fmt: skip
        factories.post(thread=thread, author=cast.mo, body=f"{secret} rain")
        yield thread


def for_nobody(cast, open_):
    """The same words in what no list shows, whoever looks."""
    for state in ("pending", "hidden", "removed", "deleted"):
        yield factories.thread(category=open_, author=cast.sue, state=state,
                               title=f"{SECRETS[0]} stove", body=f"{SECRETS[1]} peg")  # fmt: skip
    talk = factories.conversation(cast.mo, cast.amy, title=f"{SECRETS[2]} tent")
    factories.message(talk, cast.mo, f"{SECRETS[3]} pole")
    db.session.flush()


def take_away(made):
    ids = [thread.id for thread in made]
    posts = factories.Post.thread_id.in_(ids)
    db.session.execute(db.delete(factories.ThreadTag).where(factories.ThreadTag.thread_id.in_(ids)))
    db.session.execute(db.delete(factories.Post).where(posts))
    db.session.execute(db.delete(factories.Thread).where(factories.Thread.id.in_(ids)))
    for table in (Message, Participant, Conversation):
        db.session.execute(db.delete(table))
    db.session.flush()
    db.session.expire_all()
    database.touch("lists")
    searching.index()


def same(who, queries, before):
    after = [told(who, query) for query in queries]
    odd = [(q, {k: (b[k], a[k]) for k in a if a[k] != b[k]})
           for q, b, a in zip(queries, before, after, strict=True) if b != a]  # fmt: skip
    assert not odd, (getattr(who, "name", "guest"), len(odd), odd[0])


def test_with_and_without_what_is_hidden_the_answers_are_the_same(app, cast, engine):
    """The category stays, for its slug is nobody's secret; what is in it goes."""
    team, others = (
        [cast.mo, cast.cleo, cast.ada],
        [cast.guest, cast.nia, cast.max, cast.amy, cast.sue],
    )
    with app.test_request_context():
        open_, threads = public(cast)
        for name in searching.names(engine):
            theirs, nobodys = list(for_the_team(cast)), list(for_nobody(cast, open_))
            searching.use(app, name)
            searching.index()
            queries = {
                id(who): [*asked(MANY, n), "tent compass"] for n, who in enumerate((*team, *others))
            }
            before = {id(who): [told(who, query) for query in queries[id(who)]]
                      for who in (*team, *others)}  # fmt: skip
            like = {id(who): below(who, threads) for who in (*team, *others)}
            assert any(any(found) for found in like.values())
            for who in others:
                shown = [(one["rows"], one["listed"], one["like"], one["suggested"].values())
                         for one in before[id(who)]]  # fmt: skip
                assert not [secret for secret in SECRETS if secret in repr(shown).lower()]
            for who in team:
                assert SECRETS[0] in repr(told(who, f"{SECRETS[0]} tent")["rows"])
                misspelt = told(who, SECRETS[0][:4] + SECRETS[0][5:])
                assert SECRETS[0] in misspelt["suggested"].values(), "there is something to hide"
            take_away(nobodys)
            for who in team:
                same(who, queries[id(who)], before[id(who)])
                assert below(who, threads) == like[id(who)]
            take_away(theirs)
            for who in others:
                same(who, queries[id(who)], before[id(who)])
                assert below(who, threads) == like[id(who)]


def test_the_log_of_what_is_searched_tells_a_hidden_word_from_none_as_little(app, cast, browser):
    """By those who find nothing. Whoever finds it may read it, and leaves it as found."""
    with app.test_request_context():
        open_, _threads = public(cast)
        theirs = [*for_the_team(cast), *for_nobody(cast, open_)]
        assert theirs
        database.commit()
        database.begin("write")
        searching.index()
        database.commit()
    for who in (cast.guest, cast.max):
        for word in (SECRETS[0], SECRETS[2], "nonesuchword"):
            assert browser(who).get("/search", query_string={"q": word}).status_code == 200
    tallies.current().flush()
    database.begin("read")
    rows = {row.term: (row.asked, row.found_nothing, row.clicked, row.note)
            for row in search_log.page(cast.cleo).rows}  # fmt: skip
    assert rows == dict.fromkeys((SECRETS[0], SECRETS[2], "nonesuchword"), (2, 2, 0, ""))


def test_pages_hold_nothing_of_what_is_hidden(app, cast, browser):
    with app.test_request_context():
        open_, _threads = public(cast)
        theirs, nobodys = list(for_the_team(cast)), list(for_nobody(cast, open_))
        database.commit()
        database.begin("write")
        searching.index()
        database.commit()
    for who in (cast.guest, cast.sue, cast.ada):
        client = browser(who)
        gone = nobodys if who is cast.ada else [*theirs, *nobodys]
        addresses = [f'"/t/{thread.id}/' for thread in gone]
        for query in (*asked(10), *SECRETS):
            for path in ("/search", "/search/results", "/filter"):
                page = client.get(path, query_string={"q": query}).text
                assert not [one for one in addresses if one in page], (path, query)
                found = [f"<mark>{secret}</mark>" in page.lower() for secret in SECRETS]
                assert who is cast.ada or not any(found), (path, query)


def test_until_the_index_knows_nothing_of_what_was_hidden_is_told(app, cast):
    """Hidden after it was indexed: the policy alone keeps it back."""
    with app.test_request_context():
        open_, _threads = public(cast)
        made = [factories.thread(category=open_, author=cast.sue, title=f"{s} tent", body=f"{s} pole")
                for s in SECRETS]  # fmt: skip
        searching.index()
        for thread in made:
            thread.state = "hidden"
        db.session.flush()
        for who in (cast.guest, cast.max, cast.sue, cast.mo, cast.ada):
            for query in asked(6):
                found = told(who, query)
                shown = repr((found["rows"], found["like"])).lower()
                assert not any(secret in shown for secret in SECRETS), query
                assert not {thread.id for thread in made} & set(found["listed"])
            assert told(who, SECRETS[0])["words"][0][0] == 0
