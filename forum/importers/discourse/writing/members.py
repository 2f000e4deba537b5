"""Brings members over as unclaimed accounts: nobody can sign in to one until it is claimed."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select

from forum import database
from forum.extensions import db
from forum.importers.discourse.source import Source, member_path
from forum.importers.discourse.staging import Staging
from forum.importers.discourse.writing import addresses
from forum.importers.discourse.writing.units import written
from forum.lib import names, tokens
from forum.models import OldName, User
from forum.models.users import OPERATOR
from forum.queries.accounts import brand_words, is_somebody_elses

_NO_PART_OF_A_NAME = re.compile(r"[^\w.\-]+")
_MARKS = re.compile(r"[-_.]{2,}")
_MOST_TRIES = 1000
Row = tuple[int, str, str, str]  # number, username, name, time of the first post


def write(staging: Staging, source: Source) -> None:
    """Make the accounts that are not here yet; a page of them is one unit of work."""
    statement = """SELECT number, username, name, first_at FROM member
        WHERE number > ? AND ours IS NULL ORDER BY number"""
    for page in staging.pages(statement, size=200):
        made = written(lambda page=page: _make(staging, source, page))  # type: ignore[misc]
        staging.change("UPDATE member SET ours = ?, handle = ?, display = ? WHERE number = ?", made)
        staging.report.count_imported("members", len(made))
        _tell(staging, page, made)


def _make(staging: Staging, source: Source, page: list[Row]) -> list[tuple[int, str, str, int]]:
    """(our id, handle, display name, number) of each."""
    reserved, taken = brand_words(OPERATOR), set[str]()
    rows: list[dict[str, Any]] = []
    for number, username, name, first_at in page:
        handle = _handle(username, number, reserved, taken)
        taken.add(names.skeleton(handle))
        shown = (names.clean(found) for found in (name, username))
        free = (n for n in shown if _may_be_shown(staging, n, number, reserved))
        rows.append(_account(source.ref("u", number), handle, next(free, handle), number))
        rows[-1]["created_at"] = datetime.fromisoformat(first_at)
    statement = insert(User).returning(User.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(statement, rows))
    addresses.keep(
        ((member_path(username),), {"user_id": user_id})
        for user_id, (_, username, *_) in zip(ids, page, strict=True)
    )
    database.touch("lists", "members")
    return [
        (user_id, row["name"], row["display_name"], number)
        for user_id, row, (number, *_) in zip(ids, rows, page, strict=True)
    ]


def _account(ref: str, handle: str, display: str, number: int) -> dict[str, Any]:
    """An account without a password, an address or anybody who has claimed it."""
    return {
        "name": handle, "name_key": names.skeleton(handle), "display_name": display,
        "fs_uniquifier": tokens.new(), "external_ref": ref, "claimed_at": None,
        "is_bot": number < 0,
    }  # fmt: skip


def _may_be_shown(staging: Staging, name: str, number: int, reserved: list[str]) -> bool:
    """Whether a display name is well-formed and not what somebody else is called."""
    if names.display_problem(name, reserved) or is_somebody_elses(OPERATOR, 0, name):
        return False
    statement = "SELECT 1 FROM member WHERE username = ? COLLATE NOCASE AND number <> ?"
    return staging.row(statement, name, number) is None


def _handle(username: str, number: int, reserved: list[str], taken: set[str]) -> str:
    """`username`, or the nearest name that may be given and that nobody has or had."""
    for name in _candidates(username, number):
        key = names.skeleton(name)
        if key not in taken and not names.problem(name, reserved) and not _is_somebodys(key):
            return name
    raise AssertionError("there are more numbers than members")


def _candidates(username: str, number: int) -> Iterator[str]:
    clean = names.clean(username)
    yield clean
    near = _MARKS.sub("-", _NO_PART_OF_A_NAME.sub("-", clean)).strip("-_.")
    near = near[: names.LONGEST].strip("-_.")
    if near:
        yield near
        base = near[: names.LONGEST - 5].strip("-_.")
        yield from (f"{base}-{n}" for n in range(2, 10))
    yield "discourse" if number < 0 else f"member-{number}"
    yield from (f"member-{abs(number)}-{n}" for n in range(2, _MOST_TRIES))


def _is_somebodys(key: str) -> bool:
    somebody = select(User.id).where(User.name_key == key).exists()
    before = select(OldName.id).where(OldName.name_key == key).exists()
    return bool(db.session.scalar(select(or_(somebody, before))))


def _tell(staging: Staging, page: list[Row], made: list[tuple[int, str, str, int]]) -> None:
    for (number, username, *_), (_, handle, *_) in zip(page, made, strict=True):
        if handle != username:
            staging.report.note(
                "members", f"member {number}", f"“{username}” is called “{handle}” here"
            )
