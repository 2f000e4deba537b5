"""Nobody meets what is not for them, on any address, in any form (T17, T18, T36)."""

import re

import pytest

from forum import database, structure
from forum.extensions import db
from forum.models import CategoryAccess, GroupMember, Post, Tag, Thread
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS
from tests import casework, factories
from tests.blueprints.api.conftest import token
from tests.sweeps import addresses, things
from tests.sweeps.addresses import said
from tests.sweeps.things import NAMES

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


@pytest.mark.parametrize("name", ["nia", "max", "mo", "ada"])
def test_no_program_is_told_what_is_not_for_its_account(app, forum, name):
    """T17: a token with every scope, on every address of the API."""
    _row, secret = token(getattr(forum.people, name))
    client, words = app.test_client(use_cookies=False), forum.secrets_for(name)
    headers, found, met = {"Authorization": f"Bearer {secret}"}, [], []
    for path, queried in addresses.addresses(app, forum):
        if path.startswith("/api/v1/"):
            for address in [path, *queried]:
                known = [w for w in words if w not in address]
                found += leaks(client, known, address, met, headers=headers)
    assert not found
    whole = "".join(met)
    assert name != "ada" or "zqtitleqz" in whole


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
    for rule in addresses.rules(app):
        argument = next((a for a in pairs if a in rule.arguments), None)
        if argument is None:
            continue
        theirs = {argument: [pairs[argument][0]]}
        never = {argument: [things.NEVER_USED]}
        others = {
            "slug": [made.secret.slug],
            "number": [2],
            "post": [1],
            "kind": ["heart"],
            "revision": [2],
            "version": [2],
            "drawing": ["f" * 16],
        }
        for one, other in zip(
            addresses.paths(rule, things.Forum(forum.people, things=[{**theirs, **others}])),
            addresses.paths(rule, things.Forum(forum.people, things=[{**never, **others}])),
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
    for rule in addresses.rules(app):
        if "slug" not in rule.arguments:
            continue
        for word in words:
            other = {
                "number": [904],
                "thread_id": [things.NEVER_USED],
                "post": [1],
                "parent": ["x"],
            }
            one, two = (
                addresses.paths(
                    rule, things.Forum(forum.people, things=[{"slug": [slug], **other}])
                )
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
    told = addresses.settled(said(answer))
    for word in asked:
        told = told.replace(word, "A").replace(addresses.quote(word, safe=""), "A")
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
    casework.out_of_sight(forum.people.ada, victim, forum.made.inner)


def delete_the_post(forum, victim, reply):
    casework.moderated(forum.people.mo, reply)


def delete_the_thread(forum, victim, reply):
    first = db.session.query(Post).filter_by(thread_id=victim.id, number=1).one()
    casework.moderated(forum.people.mo, first)


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
    thread = things.thread(
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
    reply = things.post(forum, thread=thread, author=amy, body=can(f"{name}reply"))
    tag = db.session.query(Tag).filter_by(slug=f"tag-{name}").one()
    tag.thread_count = category.thread_count = 1
    category.last_thread_id, category.last_post_at = thread.id, utcnow()
    forum.things += [{"slug": [tag.slug]}, {"slug": [category.slug]}]
    return thread, reply


def meets(client, path, words):
    """Whether the answer, asked for once, holds any of these words."""
    told = said(client.get(path))
    return any(word in told for word in words)


def test_what_becomes_private_is_gone_at_once(app, forum, browser):
    victims = {change: victim(forum, change.__name__.replace("_", "")) for change, _ in CHANGES}
    database.commit()
    # Max and nia have the same rights; the memory of shared parts has served one of them before.
    clients = {name: browser(getattr(forum.people, name)) for name in ("guest", "max", "nia")}
    names = [change.__name__.replace("_", "") for change in victims]
    asked = [path for path, _queried in addresses.addresses(app, forum)]
    showing = {
        path for path in asked for name in ("guest", "max") if meets(clients[name], path, names)
    }
    assert app.extensions["forum.keeper"]._pages
    words = []
    warm = "".join(said(clients["guest"].get(path)) for path in showing)
    for change, whole in CHANGES:
        name = change.__name__.replace("_", "")
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
    # What she was asked as an ambassador stays hers: that is another group's.
    inside = [c.word for c in forum.canaries if c.audience == things.INSIDERS]
    words = [word for word in inside if word != "zqadviceqz"]
    asked = [path for path, _queried in addresses.addresses(app, forum)]
    showing = [path for path in asked if meets(amy, path, words)]
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
    assert any(href.startswith("/brand.css") for href in styles)
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
    expected = set(node) if name in things.INSIDERS else set(node) - private
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
