"""Private conversations: one's own, the people in one, and its messages."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import and_, select, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset, markdown
from forum.lib.verdict import NOT_FOUND, Denied, Verdict, require
from forum.models import (
    Conversation,
    Message,
    Participant,
    Post,
    Thread,
    Viewer,
)
from forum.policies import conversations as policy
from forum.policies import posts as post_policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PER_PAGE = 30  # conversations
_FILE = re.compile(r"!?\[([^\]\n]*)\]\(upload://[^)\s]*\)")  # in a list its words are enough
MESSAGES_PER_PAGE = 50
_AUTHOR, _ASSIGNEE, _PERSON = (PersonColumns(p) for p in ("author", "assignee", "person"))


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that the viewer can read, and their place in it; none for the team."""

    conversation: Conversation
    place: Participant | None


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation in a list. `people` are the others in it, or who asks the team."""

    id: int
    href: str
    kind: str
    title: str
    people: tuple[Person, ...]
    state: str
    assignee: Person | None
    is_unread: bool
    is_muted: bool
    is_direct: bool  # an ambassador wrote to who runs the programme
    excerpt: str
    is_mine: bool  # who wrote last
    author_name: str
    last_message_at: datetime


@dataclass(frozen=True, slots=True)
class ConversationsPage:
    rows: tuple[ConversationRow, ...]
    next_href: str | None


@dataclass(frozen=True, slots=True)
class MessageView:
    number: int
    author: Person
    html: Markup
    created_at: datetime
    is_mine: bool
    is_erased: bool
    report_href: str  # "" where it cannot be reported


@dataclass(frozen=True, slots=True)
class MessagesPage:
    messages: tuple[MessageView, ...]
    earlier_href: str | None
    later_href: str | None
    last_number: int


@dataclass(frozen=True, slots=True)
class MayConverse:
    """What the viewer may do in a conversation. `write` says why not."""

    write: Verdict
    add: bool
    leave: bool
    mute: bool
    solve: bool
    assign: bool


@dataclass(frozen=True, slots=True)
class ConversationView:
    id: int
    href: str
    kind: str
    title: str
    state: str
    people: tuple[Person, ...]  # who is in it now, the viewer left out
    gone: tuple[Person, ...]  # who has left
    assignee: Person | None
    post_href: str
    post_title: str
    answer_href: str  # where the team answers for all, without what is private
    is_muted: bool
    is_direct: bool  # as above
    is_mine: bool  # the viewer began it
    first_unread: int | None
    may: MayConverse


def get(viewer: Viewer, conversation_id: int) -> Opened:
    """Raises Denied, as for one that never was, for everybody who is not in it."""
    row = db.session.execute(
        select(Conversation, Participant)
        .outerjoin(Participant, _place_of(viewer))
        .where(Conversation.id == conversation_id, policy.readable(viewer))
    ).first()
    if row is None:
        raise Denied(NOT_FOUND)
    return Opened(*row)


def _place_of(viewer: Viewer) -> Any:
    return and_(
        Participant.conversation_id == Conversation.id,
        Participant.user_id == viewer.id,
        Participant.left_at.is_(None),
    )


# --- lists --------------------------------------------------------------------------------------


def mine(viewer: Viewer, after: str | None = None) -> ConversationsPage:
    """The conversations which the viewer is in, the one with the newest message first."""
    order = (Participant.last_message_at, Participant.conversation_id)
    statement = _rows().join(Participant, _place_of(viewer)).add_columns(
        Participant.last_read_number, Participant.is_muted
    ).order_by(*(column.desc() for column in order)).limit(PER_PAGE + 1)  # fmt: skip
    if place := keyset.decode(after, datetime, int):
        statement = statement.where(tuple_(*order) < tuple_(*place))
    rows = db.session.execute(statement.where(policy.readable(viewer))).all()
    return page_of(viewer, rows, lambda cursor: links.messages(after=cursor))


def of_team(
    viewer: Viewer, state: str = "", is_mine: bool = False, after: str | None = None
) -> ConversationsPage:
    """What was asked of the team: in this state, or all that is not solved; newest first."""
    require(policy.can_tend(viewer))
    order = (Conversation.last_message_at, Conversation.id)
    statement = _rows().where(policy.asked_of_team(viewer)).order_by(
        *(column.desc() for column in order)
    ).limit(PER_PAGE + 1)  # fmt: skip
    states = [state] if state else ["open", "waiting"]
    statement = statement.where(Conversation.state.in_(states))
    if is_mine:
        statement = statement.where(Conversation.assignee_id == viewer.id)
    if place := keyset.decode(after, datetime, int):
        statement = statement.where(tuple_(*order) < tuple_(*place))
    rows = db.session.execute(statement).all()
    whose = "me" if is_mine else ""
    return page_of(viewer, rows, lambda at: links.team_inbox(state=state, whose=whose, after=at))


def _rows() -> Any:
    return (
        select(
            Conversation, Message.body, Message.is_erased, Message.author_id.label("wrote"),
            *_AUTHOR.columns, *_ASSIGNEE.columns,
        )
        .outerjoin(Message, and_(Message.conversation_id == Conversation.id,
                                 Message.number == Conversation.highest_number))
        .outerjoin(_AUTHOR.user, _AUTHOR.user.id == Message.author_id)
        .outerjoin(_ASSIGNEE.user, _ASSIGNEE.user.id == Conversation.assignee_id)
    )  # fmt: skip


def page_of(viewer: Viewer, rows: Sequence[Any], href: Any) -> ConversationsPage:
    shown = rows[:PER_PAGE]
    people = _people(viewer, [row.Conversation.id for row in shown])
    found = tuple(_row(viewer, row, people.get(row.Conversation.id, [])) for row in shown)
    if len(rows) <= PER_PAGE:
        return ConversationsPage(found, None)
    last = found[-1]
    return ConversationsPage(found, href(keyset.encode(last.last_message_at, last.id)))


def _row(viewer: Viewer, row: Any, people: list[tuple[Person, bool]]) -> ConversationRow:
    one, read = row.Conversation, getattr(row, "last_read_number", None)
    others = tuple(person for person, is_in in people if is_in and person.id != viewer.id)
    return ConversationRow(
        id=one.id, href=links.messages(one.id), kind=one.kind, title=one.title,
        people=others or tuple(p for p, _in in people if p.id != viewer.id), state=one.state,
        assignee=_ASSIGNEE.of(row, "brand") if one.assignee_id else None,
        is_unread=read is not None and read < one.highest_number,
        is_muted=bool(getattr(row, "is_muted", False)), is_direct=one.programme_id is not None,
        excerpt="" if row.is_erased else markdown.excerpt(_FILE.sub(r"\1", row.body or ""), 140),
        is_mine=row.wrote == viewer.id, author_name=row.author_display or "",
        last_message_at=one.last_message_at,
    )  # fmt: skip


def _people(viewer: Viewer, ids: Collection[int]) -> dict[int, list[tuple[Person, bool]]]:
    """Who is and was in these conversations, in the order they came: (person, still in it)."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(Participant.conversation_id, Participant.left_at, *_PERSON.columns)
        .join(_PERSON.user, _PERSON.user.id == Participant.user_id)
        .where(Participant.conversation_id.in_(ids))
        .order_by(Participant.joined_at, Participant.user_id)
    )
    found: dict[int, list[tuple[Person, bool]]] = {}
    for row in rows:
        there = found.setdefault(row.conversation_id, [])
        there.append(
            (
                _PERSON.of(row, "brand" if _PERSON.speaks_for_brand(row) else "member"),
                not row.left_at,
            )
        )
    return found


# --- one of them --------------------------------------------------------------------------------


def view(viewer: Viewer, opened: Opened) -> ConversationView:
    one, place = opened.conversation, opened.place
    people = _people(viewer, [one.id]).get(one.id, [])
    post_href, post_title, answer_href = _continued(viewer, one.post_id)
    read = place.last_read_number if place else one.highest_number
    return ConversationView(
        id=one.id, href=links.messages(one.id), kind=one.kind, title=one.title, state=one.state,
        people=tuple(p for p, is_in in people if is_in and p.id != viewer.id),
        gone=tuple(p for p, is_in in people if not is_in and p.id != viewer.id),
        assignee=_assignee(viewer, one.assignee_id), post_href=post_href, post_title=post_title,
        answer_href=answer_href,
        is_muted=bool(place and place.is_muted), is_direct=one.programme_id is not None,
        is_mine=one.starter_id == viewer.id,
        first_unread=read + 1 if read < one.highest_number else None,
        may=MayConverse(
            write=policy.can_write(viewer, one, place),
            add=bool(policy.can_add(viewer, one, place, len(people)))
            and sum(is_in for _p, is_in in people) < policy.MOST_PEOPLE,
            leave=bool(policy.can_leave(viewer, one, place)),
            mute=bool(policy.can_mute(viewer, one, place)),
            solve=bool(policy.can_solve(viewer, one, place)),
            assign=bool(policy.can_assign(viewer, one)),
        ),
    )  # fmt: skip


def _continued(viewer: Viewer, post_id: int | None) -> tuple[str, str, str]:
    """Where the post is that is continued, its thread's title, and where the team answers it;
    nothing once it is hidden."""
    row = db.session.execute(
        select(Post.number, Thread.id, Thread.slug, Thread.title)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id == post_id, post_policy.readable(viewer))
    ).first() if post_id else None  # fmt: skip
    if row is None:
        return "", "", ""
    answer_href = links.reply(row.id, row.number) if viewer.is_staff else ""
    return links.post(row.id, row.slug, row.number), row.title, answer_href


def _assignee(viewer: Viewer, user_id: int | None) -> Person | None:
    row = db.session.execute(
        select(*_ASSIGNEE.columns).where(_ASSIGNEE.user.id == user_id)
    ).first() if user_id else None  # fmt: skip
    return _ASSIGNEE.of(row, "brand") if row else None


def messages(viewer: Viewer, opened: Opened, before: int | None = None) -> MessagesPage:
    """The last messages, or the last before a number, in the order they were written."""
    require(policy.can_read(viewer, opened.conversation, opened.place))
    one = opened.conversation
    before = min(before or 2**31 - 1, 2**31 - 1)
    rows = db.session.execute(
        select(Message, *_AUTHOR.columns)
        .join(_AUTHOR.user, _AUTHOR.user.id == Message.author_id)
        .where(Message.conversation_id == one.id, Message.number < before)
        .order_by(Message.number.desc())
        .limit(MESSAGES_PER_PAGE + 1)
    ).all()
    shown = tuple(_message(viewer, opened, row) for row in reversed(rows[:MESSAGES_PER_PAGE]))
    last = shown[-1].number if shown else 0
    earlier = links.messages(one.id, before=shown[0].number) if rows[MESSAGES_PER_PAGE:] else None
    later = None
    if last < one.highest_number:
        until = last + MESSAGES_PER_PAGE + 1
        later = links.messages(one.id, before=until if until <= one.highest_number else None)
    return MessagesPage(shown, earlier, later, last)


def _message(viewer: Viewer, opened: Opened, row: Any) -> MessageView:
    one: Message = row.Message
    may_report = policy.can_report(viewer, opened.conversation, opened.place, one)
    return MessageView(
        number=one.number,
        author=_AUTHOR.of(row, one.author_capacity, one.author_byline),
        html=Markup() if one.is_erased else one.html,
        created_at=one.created_at,
        is_mine=one.author_id == viewer.id,
        is_erased=one.is_erased,
        report_href=links.report_message(one.conversation_id, one.number)
        if may_report and not one.is_erased else "",
    )  # fmt: skip


def numbered(viewer: Viewer, opened: Opened, number: int) -> Message:
    """One message. Raises Denied."""
    require(policy.can_read(viewer, opened.conversation, opened.place))
    found: Message | None = db.session.scalar(
        select(Message).where(
            Message.conversation_id == opened.conversation.id, Message.number == number
        )
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found
