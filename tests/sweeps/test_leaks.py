"""What somebody may not read any more is in nothing they were told, mailed or shown elsewhere.

Everybody was told of three threads; then one was hidden, one moved into a private category, and the
author of the third blocked. Each of the cast then walks all that speaks of threads from elsewhere.
"""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import update

from forum import database
from forum.extensions import db
from forum.jobs import HANDLERS, digests, mailings
from forum.jobs.worker import Worker
from forum.mailer import folder
from forum.models import Badge, BadgeGrant, Bookmark, Follow, Mailing, Reaction, Thread, User
from forum.models.columns import utcnow
from forum.services import posts, relations
from tests import casework
from tests.sweeps import addresses
from tests.sweeps.test_canaries import leaks, victim
from tests.sweeps.things import INSIDERS, MODERATORS, NAMES

MEMBERS = NAMES[1:]
WHAT = ("putaway", "moved", "blocked")
# Of a blocked member one is told nothing; that they exist, and what they wrote where one looks for
# it, is no secret. So for those who blocked her this is asked of what is brought to them.
BROUGHT = ("/notifications", "/notifications/count")
MAY = {"putaway": MODERATORS | {"amy"}, "moved": INSIDERS, "blocked": frozenset(NAMES)}
BLOCKING = ("nia", "max", "sue")
# Blueprints whose pages speak of threads that are elsewhere.
ABOUT = {
    "badges", "bookmarks", "categories", "discovery", "drafts", "feeds", "groups", "home",
    "members", "notifications", "relations", "tags",
}  # fmt: skip


def work(app):
    """The jobs that tell, done."""
    database.commit()
    worker = Worker(app, {n: h for n, h in HANDLERS.items() if n.startswith("notify")}, every={})
    while worker.once():
        pass
    database.begin("write")
    db.session.expire_all()


def words(name):
    return [f"zq{name}{part}qz" for part in ("title", "body", "excerpt", "reply", "call")]


def told_of(app, forum, name):
    """A thread that everybody heard of in every way: the posts that say so, and its badge."""
    thread, reply = victim(forum, name)
    who = forum.people
    names = " ".join(f"@{person}" for person in MEMBERS if len(person) > 2 and person != "amy")
    call = posts.reply(who.amy, thread, f"{forum.canary(name + 'call')} {names}")
    badge = Badge(slug=f"badge-{name}", name=f"Badge of {name}", icon="flag", tier="gold",
                  holder_count=1)  # fmt: skip
    db.session.add(badge)
    db.session.flush()
    db.session.add(BadgeGrant(badge_id=badge.id, user_id=who.amy.id, granted_at=utcnow(),
                              post_id=reply.id, reason="For this."))  # fmt: skip
    for person in MEMBERS:
        user = getattr(who, person)
        db.session.add(Bookmark(user_id=user.id, post_id=reply.id, note="Read again."))
        if person != "amy":
            db.session.add(Reaction(post_id=reply.id, user_id=user.id, kind="heart"))
    forum.things += [{"badge": [badge.slug]}, {"name": ["amy"], "tab": ["x"]}]
    work(app)
    return thread, call


@pytest.fixture
def known(app, forum):
    """What everybody was told of, by what will become of it; letters and digests wait."""
    for person in MEMBERS:
        if person != "amy":
            user = getattr(forum.people, person)
            db.session.add(Follow(user_id=user.id, followed_id=forum.people.amy.id))
    found = {name: told_of(app, forum, name) for name in WHAT}
    db.session.execute(update(User).values(last_seen_at=utcnow(), created_at=User.created_at))
    database.commit()
    return found


def change(forum, known):
    database.begin("write")
    who = forum.people
    thread = {name: db.session.get(Thread, known[name][0].id) for name in WHAT}
    thread["putaway"].state = "hidden"  # until there is a verb that hides
    database.touch(f"thread:{thread['putaway'].id}", "lists")
    casework.out_of_sight(who.ada, thread["moved"], forum.made.inner)
    for person in BLOCKING:
        relations.block(getattr(who, person), who.amy)
    database.commit()


def about(app, forum):
    """Every address of these blueprints, with every seeded thing."""
    chosen = [rule for rule in addresses.rules(app) if rule.endpoint.split(".")[0] in ABOUT]
    return [path for rule in chosen for path in addresses.paths(rule, forum)]


def test_nothing_that_speaks_of_a_thread_outlives_the_right_to_read_it(app, forum, browser, known):
    clients = {name: browser(getattr(forum.people, name)) for name in NAMES}
    everything = [word for name in WHAT for word in words(name)]
    speaking = {
        path
        for path in about(app, forum)
        for name in ("guest", "max", "amy")
        if leaks(clients[name], everything, path)
    }
    assert {"/notifications", "/bookmarks", "/m/amy", "/m/amy/threads", "/feed.atom", "/latest",
            "/m/amy/feed.atom", "/m/amy/badges"} <= speaking  # fmt: skip
    change(forum, known)
    found = []
    for name, client in clients.items():
        secret = [w for what in WHAT if name not in MAY[what] for w in words(what)]
        for path in sorted(speaking):
            asked = [w for w in secret if w not in path]
            found += leaks(client, asked, path)
        if name in BLOCKING:
            for path in BROUGHT:
                found += leaks(client, words("blocked"), path)
    assert not found
    assert (
        leaks(clients["mo"], words("putaway"), "/notifications") == []
    )  # a hidden thread is no news
    assert leaks(clients["cleo"], words("moved"), "/notifications")  # else this shows nothing


def letters():
    """(address, the whole letter as text) of all that was laid into the folder."""
    for path in sorted(folder().glob("*.eml")):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        parts = [
            part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"
        ]
        yield letter["To"], "\n".join([str(letter.items()), *parts])


def send_all(app):
    """Digests are asked for, and everything that waits is due."""
    database.begin("write")
    db.session.execute(update(User).values(digest_sent_at=None))
    db.session.execute(update(User).values(created_at=utcnow() - timedelta(days=30)))
    database.commit()
    digests.plan()
    database.begin("write")
    db.session.execute(
        update(Mailing).where(Mailing.state == "waiting")
        .values(due_at=utcnow() - timedelta(minutes=1))
    )  # fmt: skip
    database.commit()
    mailings.deliver()


@pytest.mark.parametrize("is_changed", [False, True])
def test_no_letter_or_digest_tells_of_it_either(app, forum, known, is_changed):
    if is_changed:
        change(forum, known)
    send_all(app)
    found, got = [], 0
    for to, text in letters():
        name = next((person for person in MEMBERS if f"{person}@example.org" in to), None)
        if name is None:  # somebody else of the forum
            continue
        got += 1
        if is_changed:
            secret = [w for what in WHAT if name not in MAY[what] for w in words(what)]
            if name in BLOCKING:
                secret += words("blocked")
            found += [(name, word) for word in secret if word in text]
        else:
            found += [(name, word) for what in WHAT for word in words(what) if word in text]
    assert got > 5
    assert bool(found) is not is_changed, found
