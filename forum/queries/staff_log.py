"""The staff's log: what was done, by whom and to whom; and whether anybody changed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import and_, exists, select, tuple_
from sqlalchemy.orm import aliased

from forum import links
from forum.extensions import db
from forum.lib import chains, keyset, names
from forum.lib.times import iso
from forum.lib.verdict import require
from forum.models import Post, StaffAction, Thread, User, Viewer
from forum.policies import staff_log as policy
from forum.queries import staff_details, staff_verbs
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PAGE, MOST = 50, 10_000  # lines on a page; in a file
_ACTOR = PersonColumns("actor")
_WHOM = PersonColumns("whom")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; "" and none: everything. `who` and `whom` are names of members."""

    who: str = ""
    verb: str = ""
    whom: str = ""
    since: datetime | None = None
    before: datetime | None = None


class Line(NamedTuple):
    id: int
    number: int | None
    actor: Person
    verb: str
    done: str  # in words
    whom: Person | None
    title: str  # of the thread
    href: str
    note: str
    details: dict[str, Any]
    told: tuple[tuple[str, str], ...]  # the details in words
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    after: str  # where the next page begins; "": nowhere


def page(viewer: Viewer, asked: Asked, after: str = "") -> Page:
    """The newest lines first, as far as the viewer may read them."""
    require(policy.can_read_some(viewer))
    rows = _rows(viewer, asked, after, PAGE + 1)
    more = len(rows) > PAGE
    lines = tuple(_line(viewer, row) for row in rows[:PAGE])
    return Page(lines, keyset.encode(lines[-1].created_at, lines[-1].id) if more else "")


def export(viewer: Viewer, asked: Asked) -> list[dict[str, Any]]:
    """The same as plain values for a file: at most 10,000, the newest first."""
    require(policy.can_read_some(viewer))
    return [
        {
            "number": line.number,
            "at": iso(line.created_at),
            "by": line.actor.name,
            "verb": line.verb,
            "done": line.done,
            "to": line.whom.name if line.whom else "",
            "thread": line.title,
            "address": line.href,
            "note": line.note,
            "details": line.details,
        }
        for line in (_line(viewer, row) for row in _rows(viewer, asked, "", MOST))
    ]


def _rows(viewer: Viewer, asked: Asked, after: str, most: int) -> Sequence[Any]:
    conditions: list[Any] = [policy.readable(viewer)]
    if asked.who:
        conditions.append(StaffAction.actor_id.in_(_named(asked.who)))
    if asked.whom:
        conditions.append(StaffAction.user_id.in_(_named(asked.whom)))
    if asked.verb:
        conditions.append(StaffAction.verb == asked.verb)
    if asked.since is not None:
        conditions.append(StaffAction.created_at >= asked.since)
    if asked.before is not None:
        conditions.append(StaffAction.created_at < asked.before)
    if place := keyset.decode(after, datetime, int):
        conditions.append(tuple_(StaffAction.created_at, StaffAction.id) < tuple_(*place))
    thread, post = aliased(Thread), aliased(Post)
    return db.session.execute(
        select(
            StaffAction.id, StaffAction.number, StaffAction.verb, StaffAction.note,
            StaffAction.details, StaffAction.created_at, StaffAction.user_id,
            StaffAction.thread_id, thread.title, thread.slug, post.number.label("post_number"),
            post.thread_id.label("post_thread"), *_ACTOR.columns, *_WHOM.columns,
        )
        .join(_ACTOR.user, _ACTOR.user.id == StaffAction.actor_id)
        .outerjoin(_WHOM.user, _WHOM.user.id == StaffAction.user_id)
        .outerjoin(thread, thread.id == StaffAction.thread_id)
        .outerjoin(post, post.id == StaffAction.post_id)
        .where(and_(*conditions))
        .order_by(StaffAction.created_at.desc(), StaffAction.id.desc())
        .limit(most)
    ).all()  # fmt: skip


def _named(name: str) -> Any:
    return select(User.id).where(User.name_key == names.skeleton(name.strip().removeprefix("@")))


def _line(viewer: Viewer, row: Any) -> Line:
    href = ""
    if row.thread_id is not None:
        here = row.post_number is not None and row.post_thread == row.thread_id
        href = (links.post(row.thread_id, row.slug, row.post_number) if here
                else links.thread(row.thread_id, row.slug))  # fmt: skip
    return Line(
        row.id, row.number, _ACTOR.of(row), row.verb, staff_verbs.said(viewer, row.verb),
        _WHOM.of(row) if row.user_id is not None else None, row.title or "", href, row.note,
        row.details or {}, tuple(staff_details.told(row.details or {})), row.created_at,
    )  # fmt: skip


def verbs(viewer: Viewer) -> list[tuple[str, str]]:
    """What there is to choose from: (verb, words), in the order of the words."""
    require(policy.can_read_some(viewer))
    found = [(verb, staff_verbs.said(viewer, verb)) for verb in staff_verbs.ALL]
    return sorted(found, key=lambda pair: pair[1])


class End(NamedTuple):
    """The last line of the chain: to be written down elsewhere, and asked for the next time."""

    number: int
    sha256: str


def verify(viewer: Viewer, expected: End | None = None) -> tuple[list[str], End]:
    """What is wrong with the log, in sentences; and its end. Nothing is wrong: an empty list.

    A chain does not know of lines taken away at its end: for that `expected` is a line that was its
    end once.
    """
    require(policy.can_verify(viewer))
    wrong: list[str] = []
    taken_out, without = set(), {}
    number, before, found = 0, "", expected is None
    for row in _chained():
        wrong += _order(row, number, before)
        if row.sha256 != chains.line(row.prev_sha256, row.number, row.created_at, row.actor_id,
                                     row.verb, row.thread_id, row.post_id, row.user_id,
                                     row.words_sha256):  # fmt: skip
            wrong.append(_("Line %(n)s was changed.", n=row.number))
        if not row.salt:
            without[row.number] = row.id
        elif row.words_sha256 != chains.words(row.salt, row.note, row.details):
            wrong.append(_("The words of line %(n)s were changed.", n=row.number))
        if row.verb == "take-out":
            taken_out.update((row.details or {}).get("lines", ()))
        number, before = row.number, row.sha256
        found = found or (expected is not None and End(number, before) == expected)
    for each in sorted(without.keys() - taken_out):
        wrong.append(_("The words of line %(n)s were taken out, and no line says so.", n=each))
    if not found and expected is not None:
        wrong.append(_("Line %(n)s is not the one it was.", n=expected.number))
    if _unchained():
        wrong.append(_("There are lines that have no place in the chain."))
    return [str(each) for each in wrong], End(number, before)


def _order(row: Any, number: int, before: str) -> list[str]:
    """What is wrong with a line's place after the line with this number and hash."""
    if row.number == number + 2:
        return [_("Line %(n)s is missing.", n=number + 1)]
    if row.number != number + 1:
        return [_("Lines %(a)s to %(b)s are missing.", a=number + 1, b=row.number - 1)]
    if row.prev_sha256 != before:
        return [_("Line %(n)s does not follow the one before it.", n=row.number)]
    return []


def _chained() -> Iterator[Any]:
    """Every line that has a place, in order; a thousand at a time."""
    last = 0
    while True:
        rows = db.session.execute(
            select(StaffAction.__table__).where(StaffAction.number > last)
            .order_by(StaffAction.number).limit(1000)
        ).all()  # fmt: skip
        yield from rows
        if not rows:
            return
        last = rows[-1].number


def _unchained() -> bool:
    """Lines without a place, in a log that has begun: they came past the forum."""
    begun = exists(select(1).where(StaffAction.number.is_not(None)))
    rest = select(StaffAction.id).where(StaffAction.number.is_(None), begun)
    return db.session.scalar(rest.limit(1)) is not None
