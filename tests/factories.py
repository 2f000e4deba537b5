"""One small maker per noun. Each makes what it needs and returns the saved object."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.lib import markdown, names, rulebooks, tokens
from forum.lib.rulebooks import Rulebook
from forum.models import (
    Category,
    CategoryAccess,
    Conversation,
    Group,
    GroupMember,
    GuidelineVersion,
    MemberSession,
    Message,
    Participant,
    Post,
    Tag,
    Thread,
    ThreadTag,
    User,
)
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS, MODERATORS
from forum.models.guidelines import COMMUNITY
from forum.models.users import OPERATOR
from forum.services import guidelines as services

_n = count(1)


def _save(thing: Any) -> Any:
    db.session.add(thing)
    db.session.flush()
    return thing


def group(slug: str, name: str = "") -> Group:
    found = db.session.scalar(select(Group).where(Group.slug == slug))
    return found or _save(Group(slug=slug, name=name or slug.title()))


def user(*, groups: list[str] | None = None, suspended: bool = False, **with_: Any) -> User:
    name = with_.pop("name", f"member-{next(_n)}x")
    with_.setdefault("trust_level", 1)
    with_.setdefault("accepted_number", 1)  # the first version of the guidelines, if there is any
    if suspended:
        with_["suspended_until"] = utcnow() + timedelta(days=7)
    person = _save(
        User(
            **{
                "name": name,
                "name_key": names.skeleton(name),
                "display_name": name.title(),
                "email": f"{name}@example.org",
                "fs_uniquifier": tokens.new(),
                "confirmed_at": utcnow(),
                "claimed_at": utcnow(),
                **with_,
            }
        )
    )
    ids = [group(slug).id for slug in groups or []]
    for group_id in ids:
        _save(GroupMember(group_id=group_id, user_id=person.id))
    return person.join(*ids)


def signed_in(person: User) -> str:
    """A live session for this member; the token that belongs into the cookie."""
    token = tokens.new()
    _save(
        MemberSession(
            user_id=person.id,
            token_hash=tokens.hashed(token),
            expires_at=utcnow() + timedelta(days=1),
        )
    )
    return token


def category(
    *, private_to: str | None = None, access: dict[int, str] | None = None, **with_: Any
) -> Category:
    """Public unless `private_to` names a group. `access` maps group ids to rights ("see reply")."""
    n = next(_n)
    made = _save(Category(**{"name": f"Category {n}", "slug": f"category-{n}", **with_}))
    if access is None:
        access = {
            EVERYONE: "see",
            MEMBERS: "see reply start",
            MODERATORS: "see reply start moderate",
        }
        if private_to is not None:
            access = {group(private_to).id: "see reply start"}
    for group_id, rights in access.items():
        _save(
            CategoryAccess(
                category_id=made.id,
                group_id=group_id,
                **{f"may_{right}": True for right in rights.split()},
            )
        )
    return made


def thread(*, body: str = "First post.", tags: list[str] | None = None, **with_: Any) -> Thread:
    """A thread with its first post and right counters."""
    where = with_.pop("category", None) or category()
    who = with_.pop("author", None) or user()
    title = with_.pop("title", f"Thread {next(_n)}")
    made = _save(
        Thread(
            **{
                "title": title,
                "slug": names.slug(title),
                "category": where,
                "author": who,
                "last_poster": who,
                **with_,
            }
        )
    )
    post(thread=made, author=who, body=body, created_at=made.created_at)
    for position, name in enumerate(tags or []):
        tag = db.session.scalar(select(Tag).where(Tag.name == name)) or _save(
            Tag(name=name, slug=name)
        )
        _save(ThreadTag(thread_id=made.id, tag_id=tag.id, position=position))
    return made


def post(*, body: str = "Hello.", **with_: Any) -> Post:
    where = with_.pop("thread", None) or thread()
    who = with_.pop("author", None) or user()
    rendered = markdown.render(body)
    where.highest_number = (where.highest_number or 0) + 1
    made = _save(
        Post(
            **{
                "body": body,
                "html": rendered.html,
                "html_version": markdown.VERSION,
                "thread": where,
                "author": who,
                "number": where.highest_number,
                **with_,
            }
        )
    )
    if made.state == "visible":
        where.post_count = (where.post_count or 0) + 1
        where.last_post_at = made.created_at
        where.last_poster = who
        where.last_poster_id = who.id
    db.session.flush()
    return made


def conversation(*people: User, kind: str = "private", title: str = "", **with_: Any) -> Any:
    """Begun by the first of `people`. Without messages; see `message`."""
    now = utcnow()
    made = _save(
        Conversation(
            kind=kind, title=title, starter_id=people[0].id, created_at=now, last_message_at=now,
            **{"state": "open", "highest_number": 0, **with_},
        )
    )  # fmt: skip
    for person in people:
        _save(Participant(conversation_id=made.id, user_id=person.id, last_message_at=now))
    return made


def message(conversation: Any, author: User, body: str = "Between us.") -> Message:
    conversation.highest_number += 1
    made = _save(
        Message(
            conversation_id=conversation.id, number=conversation.highest_number,
            author_id=author.id, body=body, html=markdown.render(body).html,
            html_version=markdown.VERSION,
        )
    )  # fmt: skip
    return made


def guidelines(*bodies: str, at: Any = None, **with_: Any) -> GuidelineVersion:
    """Guidelines in force since `at`: the set that comes along, or these texts (Markdown with
    headings) and that criticism is welcome. The newest version is returned; once published it is
    the community's, or of the document with the id `document_id`."""
    made = None
    for number, body in enumerate(bodies or [""]):
        default = rulebooks.default()
        rules = rulebooks.parse(body, default.rules) if body else default.rules
        known = {rule.anchor for rule in rules}
        rules += tuple(one for one in default.rules
                       if one.anchor == rulebooks.CRITICISM not in known)  # fmt: skip
        book = Rulebook(rules, with_.get("summary", default.summary), f"Change {number}.",
                        with_.get("significance", "major"))  # fmt: skip
        document_id = with_.get("document_id", COMMUNITY)
        made = services.publish(OPERATOR, book, at, document_id)
    return made
