"""What many do at the same moment: every reply is there, every number once, every counter right.

Eight clients in threads of this process; the same over HTTP with several processes is in
tests/server.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import (
    Category,
    HeldEdit,
    ModerationCase,
    Post,
    Reaction,
    ReactionCount,
    SettingValue,
    Thread,
    User,
)
from forum.models.columns import utcnow
from forum.queries import guidelines, viewers
from forum.services import decisions, posts, recounting, threads, words
from forum.services.choosing import Choice
from tests import casework, factories

CLIENTS = 8


@pytest.fixture
def thread(cast):
    db.session.add(SettingValue(name="limits.replies_per_minute", value=10_000))
    made = factories.thread(author=cast.max)
    database.commit()
    return made


@pytest.fixture
def members(cast, browser):
    """Eight members, each with a browser of their own."""
    people = [factories.user(name=f"member-{n}x") for n in range(CLIENTS)]
    clients = [browser(person) for person in people]
    db.session.remove()  # holds no lock while the others write
    return clients


def at_once(clients, do):
    """`do(client, n)` for n = 0, 1, 2 … from all clients at the same time; the answers."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [answer for answers in pool.map(do, clients) for answer in answers]


def test_200_replies_at_once_are_all_there(app, cast, thread, members):
    """T97."""
    thread_id, numbers = thread.id, count()

    def reply(client):
        return [
            client.post(f"/threads/{thread_id}/reply", data={"body": f"Reply {next(numbers)}."})
            for _ in range(200 // CLIENTS)
        ]

    answers = at_once(members, reply)
    assert {answer.status_code for answer in answers} == {303}
    database.begin("write")
    posts = db.session.scalars(
        select(Post).where(Post.thread_id == thread_id).order_by(Post.number)
    ).all()
    assert [post.number for post in posts] == list(range(1, 202))
    assert {post.body for post in posts[1:]} == {f"Reply {n}." for n in range(200)}
    assert {answer.location.rsplit("#post-")[1] for answer in answers} == {
        str(n) for n in range(2, 202)
    }
    found = db.session.get(Thread, thread_id)
    assert (found.highest_number, found.post_count) == (201, 201)
    assert found.last_poster_id == posts[-1].author_id
    assert db.session.scalar(select(func.sum(User.post_count))) == 200
    db.session.get(Thread, thread_id).category_id  # noqa: B018
    wrong = {one.what.split(":")[0] for one in recounting.recount(cast.ada)}
    # The factory's thread counted neither itself nor its first post; nothing else is wrong.
    assert wrong <= {f"category {found.category_id}", f"user {cast.max.id}"}


def test_the_same_reply_50_times_at_once_is_there_once(app, cast, browser, thread):
    """T96: one key, one post, the same answer for everybody who asked."""
    thread_id = thread.id
    clients = [browser(cast.amy) for _ in range(CLIENTS)]
    db.session.remove()
    sent = {"body": "Only once.", "submission_key": "k" * 22}

    def reply(client):
        return [client.post(f"/threads/{thread_id}/reply", data=sent) for _ in range(7)]

    answers = at_once(clients, reply)
    assert {(answer.status_code, answer.location.rsplit("#")[1]) for answer in answers} == {
        (303, "post-2")
    }
    database.begin("write")
    assert db.session.scalar(select(func.count(Post.id))) == 2
    assert db.session.get(Thread, thread_id).highest_number == 2


def test_the_same_thread_many_times_at_once_is_there_once(app, cast, browser):
    clients = [browser(cast.amy) for _ in range(CLIENTS)]
    category = factories.category(slug="tents")
    database.commit()
    db.session.remove()
    sent = {
        "title": "Which tent?",
        "body": "Only once.",
        "category": "tents",
        "submission_key": "k" * 22,
    }
    answers = at_once(clients, lambda client: [client.post("/start", data=sent) for _ in range(3)])
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    database.begin("write")
    assert db.session.scalar(select(func.count(Thread.id))) == 1
    assert db.session.get(Category, category.id).thread_count == 1


def test_50_times_the_same_reaction_is_one(app, cast, browser, thread):
    """T95: one row, and the counter says one."""
    post = factories.post(thread=thread, author=cast.max)
    database.commit()
    post_id = post.id
    clients = [browser(cast.amy) for _ in range(CLIENTS)]
    db.session.remove()

    def react(client):
        return [client.post(f"/posts/{post_id}/react", data={"kind": "heart"}) for _ in range(7)]

    assert {answer.status_code for answer in at_once(clients, react)} == {303}
    database.begin("write")
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 1
    assert db.session.scalar(select(ReactionCount.count)) == 1
    assert db.session.get(Post, post_id).reaction_count == 1
    assert db.session.get(User, cast.amy.id).reactions_given_count == 1


def test_of_many_edits_at_once_one_is_kept_and_the_others_see_it(app, cast, browser, thread):
    """T101: everybody read the same version; nobody's text is lost and none is overwritten."""
    post = factories.post(thread=thread, author=cast.amy)
    database.commit()
    post_id, numbers = post.id, count()
    clients = [browser(cast.mo) for _ in range(CLIENTS)]
    db.session.remove()

    def edit(client):
        n = next(numbers)
        typed = {"body": f"Mine, {n}.", "version": "0", "reason": "Spelling."}
        answer = client.post(f"/posts/{post_id}/edit", data=typed)
        return [(n, answer.status_code, answer.text)]

    answers = at_once(clients, edit)
    (kept,) = (n for n, status, _ in answers if status == 303)
    lost = [(n, text) for n, status, text in answers if status == 409]
    assert len(lost) == CLIENTS - 1
    assert all(f"Mine, {kept}." in text and f"Mine, {n}." in text for n, text in lost)
    database.begin("write")
    assert db.session.get(Post, post_id).body == f"Mine, {kept}."


def _held_or_not(what, actor, thread, post):
    """What Max does while he is restricted; a glacier waits for a moderator."""
    word = "glacier" if what.startswith("held") else "word"
    if what.endswith("reply"):
        posts.reply(actor, thread, f"One more {word}.")
    elif what.endswith("thread"):
        threads.start(actor, thread.category, f"One more {word}", f"One more {word}.")
    else:
        posts.edit(actor, post, f"Another {word}.", post.version)


@pytest.mark.parametrize("what", ["reply", "held reply", "held thread", "edit", "held edit"])
def test_who_is_restricted_while_they_post_does_not_post(app, cast, thread, what):
    """T103: both begin while they may write, and wait for each other in the database."""
    factories.guidelines(at=utcnow() - timedelta(days=30))
    words.add(cast.ada, words.Wanted("glacier", action="hold"))
    case = casework.case(cast.max)
    section = guidelines.applying(cast.ada)[0]
    thread_id, max_id, case_id, mo_id = thread.id, cast.max.id, case.id, cast.mo.id
    case_thread_id = case.thread_id
    choice = Choice("restriction", section_id=section.id, quote="What was said.", days=2,
                    facts="What happened, said in forty characters at least.", jump="spam")  # fmt: skip
    database.commit()
    begun, said = threading.Event(), []

    def post():
        with app.app_context():
            try:
                if db.engine.dialect.name == "sqlite":
                    begun.set()  # there they already wait for their turn
                with database.unit("write"):
                    actor = viewers.with_groups(None, db.session.get_one(User, max_id))
                    place = db.session.get_one(Thread, thread_id)
                    db.session.refresh(place, ["category"])
                    own = db.session.scalars(select(Post).where(Post.thread_id == thread_id)).one()
                    db.session.refresh(own, ["thread", "author"])
                    begun.set()
                    _held_or_not(what, actor, place, own)
            except Denied as denied:
                said.append(str(denied))

    other = threading.Thread(target=post)
    with database.unit("write"):
        mo = viewers.with_groups(None, db.session.get_one(User, mo_id))
        found = db.session.get_one(ModerationCase, case_id)
        decisions.decide(mo, found, choice, found.version)
        other.start()
        assert begun.wait(10)
        if db.engine.dialect.name == "postgresql":
            waits = db.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while other.is_alive() and not db.session.scalar(waits):
                pass
    other.join()
    database.begin("write")
    assert len(said) == 1 and "cannot write here until" in said[0]
    left = db.session.scalars(select(Post).where(Post.author_id == max_id).order_by(Post.id)).all()
    assert [one.thread_id for one in left] == [thread_id, case_thread_id]
    assert not [one for one in left if "nother" in one.body or "more" in one.body]
    assert db.session.scalar(select(func.count()).select_from(HeldEdit)) == 0


def test_reactions_at_once_are_no_more_a_day_than_one_by_one(app, cast, browser):
    """Each in a thread of its own: nothing but the member is the same."""
    db.session.add(SettingValue(name="reactions.per_day", value=3))
    post_ids = [factories.post(author=cast.max).id for _ in range(CLIENTS)]
    database.touch("structure")
    database.commit()
    clients = [(browser(cast.nia), post_id) for post_id in post_ids]
    barrier = threading.Barrier(CLIENTS)
    db.session.remove()

    def react(one):
        client, post_id = one
        barrier.wait()
        return [client.post(f"/posts/{post_id}/react", data={"kind": "heart"})]

    answers = at_once(clients, react)
    assert sorted(answer.status_code for answer in answers) == [303] * 3 + [422] * 5
    database.begin("write")
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 3
    assert db.session.get(User, cast.nia.id).reactions_given_count == 3


def test_everything_at_once_never_waits_for_ever(app, cast, browser, thread, members):
    """Replies, reactions, edits, deletions, answers and moves in two threads at the same time."""
    places = [factories.category(), factories.category()]
    database.begin("write")
    two = [factories.thread(kind="question", category=place) for place in places]
    first = [factories.post(thread=made, author=cast.max) for made in two]
    db.session.add(SettingValue(name="edits.per_day", value=10_000))
    ids, slugs = [made.id for made in two], [place.slug for place in places]
    post_ids = [post.id for post in first]
    database.commit()
    mo = browser(cast.mo)
    db.session.remove()
    numbers = count()

    def live(client):
        answers = []
        for _ in range(8):
            n = next(numbers)
            one, other = ids[n % 2], post_ids[(n + 1) % 2]
            answers += [
                client.post(f"/threads/{one}/reply", data={"body": f"Reply {n}.", "to": "2"}),
                client.post(f"/posts/{other}/react", data={"kind": "heart"}),
                client.post(f"/posts/{other}/unreact", data={"kind": "heart"}),
            ]
        return answers

    def arrange(client):
        answers = []
        for n in range(6):
            answers += [
                client.post(f"/threads/{ids[n % 2]}/move", data={"category": slugs[n // 2 % 2]}),
                client.post(f"/posts/{post_ids[n % 2]}/accept"),
                client.post(f"/posts/{post_ids[n % 2]}/delete"),
                client.post(f"/posts/{post_ids[n % 2]}/restore"),
            ]
        return answers

    with ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [pool.submit(arrange, mo), *(pool.submit(live, client) for client in members[:5])]
        statuses = {answer.status_code for job in jobs for answer in job.result()}
    assert statuses <= {303, 403, 404, 409, 422}  # what was deleted meanwhile; never an error
    database.begin("write")
    wrong = [one.what for one in recounting.recount(cast.ada)]
    for thread_id in ids:
        assert not [what for what in wrong if what.startswith(f"thread {thread_id}:")]
    assert not [what for what in wrong if what.startswith(("reaction_count", "post "))]
