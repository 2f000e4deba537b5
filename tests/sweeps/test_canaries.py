"""Nobody meets what is not for them, on any address, in any form (T17, T18, T36)."""

import re

import pytest

from forum import database, structure
from forum.extensions import db
from forum.models import CategoryAccess, GroupMember, Post, Tag, Thread
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS
from forum.services import posts, threads
from tests import factories
from tests.sweeps import seeded
from tests.sweeps.seeded import NAMES, said

JSON = {"Accept": "application/json"}


def leaks(client, words, address, met=None, **how):
    """The canaries that the answer to this address holds; what was asked for does not count."""
    answer = client.open(address, **how)
    told = said(answer)
    if met is not None:
        met.append(told)
    for echo in {address, address.partition("?")[2]}:
        told = told.replace(echo, "")
    found = [(address, how, answer.status_code, word) for word in words if word in told]
    return found or [(address, how, answer.status_code)] * (answer.status_code >= 500)


# Else a sweep could pass because it looks at nothing: pages there are show these to some.
SHOWN = (
    "title",
    "body",
    "reply",
    "categoryname",
    "categorytext",
    "tag",
    "childtitle",
    "deletedpost",
    "hiddenpost",
    "pendingpost",
    "removedpost",
    "drafttitle",
    "draftreply",
    "talktitle",
    "talkbody",
    "lefttitle",
    "leftbody",
    "askedtitle",
    "askedbody",
    "talkreason",
    "talkdraft0",
    "invitelabel",
    "invited",
)


@pytest.mark.parametrize("name", NAMES)
def test_no_address_tells_anybody_what_is_not_for_them(app, forum, browser, name):
    client = browser(getattr(forum.people, name))
    words = forum.secrets_for(name)
    found, met = [], []
    for path, queried in seeded.addresses(app, forum):
        known = [w for w in words if w not in path]  # who asks for a slug has it already
        found += leaks(client, known, path, met)
        if name in {"guest", "max", "mo"}:
            found += leaks(client, known, path, headers=JSON)
            found += leaks(client, known, path, method="HEAD")
            for address in queried:
                found += leaks(client, [w for w in known if w not in address], address)
    assert not found
    whole = "".join(met)
    assert not [
        canary
        for canary in forum.canaries
        if canary.word[2:-2] in SHOWN and name in canary.audience and canary.word not in whole
    ]


@pytest.mark.parametrize("name", ["guest", "max", "mo"])
@pytest.mark.parametrize("headers", [{}, JSON], ids=["html", "json"])
def test_what_one_may_not_see_is_as_if_it_had_never_been(app, forum, browser, name, headers):
    """Status, body and headers are the same for a private id and for one never used (T36)."""
    client, made = browser(getattr(forum.people, name)), forum.made
    found = []
    pairs = {
        "thread_id": (made.secret.id, "zqabout"),
        "post_id": (made.secret_post.id, ""),
        "conversation_id": (made.left.id, ""),
    }
    for rule in seeded.rules(app):
        argument = next((a for a in pairs if a in rule.arguments), None)
        if argument is None:
            continue
        theirs = {argument: [pairs[argument][0]]}
        never = {argument: [seeded.NEVER_USED]}
        others = {
            "slug": [made.secret.slug],
            "number": [2],
            "post": [1],
            "kind": ["heart"],
            "revision": [2],
            "version": [2],
        }
        for one, other in zip(
            seeded.paths(rule, seeded.Forum(forum.people, things=[{**theirs, **others}])),
            seeded.paths(rule, seeded.Forum(forum.people, things=[{**never, **others}])),
            strict=True,
        ):
            a, b = client.get(one, headers=headers), client.get(other, headers=headers)
            found += differences(a, one, b, other)
    assert not found


@pytest.mark.parametrize("name", ["guest", "max", "mo"])
def test_names_of_what_is_private_are_as_if_they_had_never_been(app, forum, browser, name):
    """The same for slugs and old addresses of categories and tags."""
    client, never = browser(getattr(forum.people, name)), "zqneverqz"
    found = []
    words = ["zqcategoryslugqz", "zqoldcategoryslugqz", "zqchildslugqz", "zqtagqz", "zqoldtagqz"]
    for rule in seeded.rules(app):
        if "slug" not in rule.arguments:
            continue
        for word in words:
            other = {
                "number": [904],
                "thread_id": [seeded.NEVER_USED],
                "post": [1],
                "parent": ["x"],
            }
            one, two = (
                seeded.paths(rule, seeded.Forum(forum.people, things=[{"slug": [slug], **other}]))
                for slug in (word, never)
            )
            for this, that in zip(one, two, strict=True):
                found += differences(client.get(this), this, client.get(that), that, word, never)
    assert not found


def differences(one, address, two, never, *words):
    """Where two answers differ, but for what was asked for: (address, statuses, lines)."""
    first, second = (lines(one, address, *words), lines(two, never, *words))
    if (one.status_code, first) == (two.status_code, second):
        return []
    odd = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]][:2]
    return [(address, one.status_code, two.status_code, odd)]


def lines(answer, *asked):
    told = seeded.settled(said(answer))
    for word in asked:
        told = told.replace(word, "A").replace(seeded.quote(word, safe=""), "A")
    return [line.strip() for line in told.splitlines() if not line.startswith(_OF_NOW)]


_OF_NOW = ("Date:", "Set-Cookie:", "ETag:", "Content-Length:")


# What was public a moment ago, and is kept in memory for guests, is gone with the commit.


def make_category_private(forum, victim, reply):
    db.session.query(CategoryAccess).filter(
        CategoryAccess.category_id == victim.category_id,
        CategoryAccess.group_id.in_([EVERYONE, MEMBERS]),
    ).delete()
    database.touch("structure")


def move_into_private(forum, victim, reply):
    threads.move(forum.people.ada, victim, forum.made.inner)


def delete_the_post(forum, victim, reply):
    posts.delete(forum.people.mo, reply)


def delete_the_thread(forum, victim, reply):
    first = db.session.query(Post).filter_by(thread_id=victim.id, number=1).one()
    posts.delete(forum.people.mo, first)


def hide_the_post(forum, victim, reply):
    reply.state = "hidden"


CHANGES = [
    (make_category_private, True),
    (move_into_private, True),
    (delete_the_thread, True),
    (delete_the_post, False),
    (hide_the_post, False),
]


def victim(forum, name):
    """A public thread of its own category, that everybody meets everywhere."""
    can, amy = forum.canary, forum.people.amy
    category = factories.category(name=can(f"{name}category"), slug=f"of-{name}")
    thread = seeded._thread(
        forum,
        category=category,
        author=amy,
        title=can(f"{name}title"),
        tags=[f"tag-{name}"],
        body=can(f"{name}body"),
        excerpt=can(f"{name}excerpt"),
        slug=f"zq{name}slugqz",
        pin_scope="everywhere",
        pinned_at=utcnow(),
    )
    reply = seeded._post(forum, thread=thread, author=amy, body=can(f"{name}reply"))
    tag = db.session.query(Tag).filter_by(slug=f"tag-{name}").one()
    tag.thread_count = category.thread_count = 1
    category.last_thread_id, category.last_post_at = thread.id, utcnow()
    forum.things += [{"slug": [tag.slug]}, {"slug": [category.slug]}]
    return thread, reply


def test_what_becomes_private_is_gone_at_once(app, forum, browser):
    victims = {change: victim(forum, change.__name__.replace("_", "")) for change, _ in CHANGES}
    database.commit()
    # Max and nia have the same rights; the memory of shared parts has served one of them before.
    clients = {name: browser(getattr(forum.people, name)) for name in ("guest", "max", "nia")}
    showing = set()
    for path, _queried in seeded.addresses(app, forum):
        for name in ("guest", "max"):
            if any(
                change.__name__.replace("_", "") in said(clients[name].get(path))
                for change in victims
            ):
                showing.add(path)
    assert app.extensions["forum.keeper"]._pages
    words = []
    for change, whole in CHANGES:
        name = change.__name__.replace("_", "")
        warm = "".join(said(clients["guest"].get(path)) for path in showing)
        words += [f"zq{name}replyqz"]
        words += [f"zq{name}{part}qz" for part in ("title", "body", "excerpt")] if whole else []
        missing = [word for word in words[-1:] if word not in warm]
        assert not missing
    database.begin("write")
    for change, (thread, reply) in victims.items():
        change(forum, db.session.get(Thread, thread.id), db.session.get(Post, reply.id))
    database.commit()
    found = []
    for client in clients.values():
        for path in sorted(showing):
            found += leaks(client, [w for w in words if w not in path], path)
    assert not found


def test_who_leaves_a_group_is_outside_at_once(app, forum, browser):
    amy = browser(forum.people.amy)
    words = [c.word for c in forum.canaries if c.audience == seeded.INSIDERS]
    asked = [path for path, _queried in seeded.addresses(app, forum)]
    showing = [path for path in asked if any(word in said(amy.get(path)) for word in words)]
    assert len(showing) > 5
    db.session.query(GroupMember).filter_by(group_id=forum.made.group.id).delete()
    database.commit()
    found = []
    for path in showing:
        found += leaks(amy, [w for w in words if w not in path], path)
    assert not found


def coloured(client):
    """The numbers of the categories whose colours the styles of this person's home page know."""
    page = client.get("/").text
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert "/brand.css" in styles
    told = "".join(client.get(href).text for href in {*styles, "/colours.css"})
    return {int(number) for number in re.findall(r"\.cat-(\d+)\b", told)}


@pytest.mark.parametrize("name", NAMES)
def test_styles_know_the_colours_of_what_one_may_see_and_no_others(forum, browser, name):
    """A category's number tells that it is there, and its colour often which one it is."""
    node = structure.current().categories
    private = {
        n for n in node if n == forum.made.inner.id or node[n].parent_id == forum.made.inner.id
    }
    database.rollback()
    expected = set(node) if name in seeded.INSIDERS else set(node) - private
    assert coloured(browser(getattr(forum.people, name))) == expected


def test_a_new_private_category_changes_nothing_for_a_guest(forum, browser):
    guest, ada = browser(forum.people.guest), browser(forum.people.ada)
    before = guest.get("/brand.css"), guest.get("/colours.css")
    known = coloured(ada)
    made = factories.category(colour="#c0ffee", private_to="admins")
    database.touch("structure")
    database.commit()
    after = guest.get("/brand.css"), guest.get("/colours.css")
    assert [(one.data, one.headers["ETag"]) for one in before] == [
        (one.data, one.headers["ETag"]) for one in after
    ]
    assert coloured(ada) == known | {made.id}
