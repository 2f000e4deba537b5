"""What looks like gaming (community.md §3.6): noted at night, looked at by people, never a verdict.

Only bursts of reactions are acted on at once: they are voided, so that they count for no score,
and come back when somebody finds them harmless. Readers see them all the time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, tuple_, update
from sqlalchemy.orm import aliased

from forum import database
from forum.extensions import db
from forum.lib.favours import Favour, Given, bursts, pairs, rings
from forum.lib.verdict import Conflict, Refused, require
from forum.models import IntegrityFlag, Post, Reaction, ScoreRow, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.queries import contributions, copies
from forum.services import doubles

WINDOW = timedelta(days=90)
QUICK, YOUNG = timedelta(minutes=2), timedelta(days=30)
LATELY = timedelta(days=2)  # how far back a night looks for bursts
LONGEST_LIST = 50  # ids in the details of a flag
COPIES = 3


def look(actor: Viewer, at: datetime | None = None) -> None:
    """One night's look: bursts are voided first, then everything else is counted without them."""
    require(policy.can_tend(actor))
    moment = at or utcnow()
    _bursts(moment)
    _favours(actor, moment)
    _quick_accepts(moment)
    _copies(actor, moment)


def resolve(
    actor: Viewer, flag: IntegrityFlag, resolution: str, *, is_harmless: bool,
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Say what was found. What was voided for nothing counts again."""
    require(policy.can_review(actor, flag.user_id))
    if flag.resolved_at is not None:
        raise Conflict(_("Somebody has already looked at this."))
    if not resolution.strip():
        raise Refused(_("Write what you found."), "resolution")
    flag.resolved_at, flag.resolved_by_id = at or utcnow(), actor.id
    flag.resolution = resolution.strip()[:1000]
    if is_harmless and flag.kind == "burst":
        _void(flag.details.get("reactions", ()), None, "")
    db.session.flush()


def _flag(user_id: int, kind: str, key: str, at: datetime, **details: Any) -> None:
    """The same finding is noted once, also when somebody has looked at it since."""
    database.insert_missing(
        IntegrityFlag, user_id=user_id, kind=kind, details=details, resolution="",
        key=f"{kind}:{user_id}:{key}"[:100], created_at=at,
    )  # fmt: skip


def _void(reactions: Iterable[Any], at: datetime | None, reason: str) -> None:
    keys = [tuple(one) for one in reactions]
    db.session.execute(
        update(Reaction)
        .where(tuple_(Reaction.post_id, Reaction.user_id, Reaction.kind).in_(keys))
        .values(voided_at=at, voided_reason=reason),
        execution_options={"synchronize_session": False},
    )


def _bursts(at: datetime) -> None:
    rows = db.session.execute(
        select(Reaction.user_id, Post.author_id, Reaction.post_id, Reaction.kind,
               Reaction.created_at)
        .join(Post, Post.id == Reaction.post_id)
        .where(Reaction.voided_at.is_(None), Reaction.created_at > at - LATELY,
               Reaction.created_at <= at, Reaction.user_id != Post.author_id)
    )  # fmt: skip
    for burst in bursts(Given(*row) for row in rows):
        first = burst[0]
        ids = [[one.post_id, one.giver, one.kind] for one in burst]
        key = f"{first.giver}:{first.at:%Y%m%d%H%M%S}"
        known = select(IntegrityFlag.id).where(
            IntegrityFlag.key == f"burst:{first.to}:{key}"
        )  # found harmless before: it stays so
        if db.session.scalar(known) is not None:
            continue
        _void(ids, at, "burst")
        _flag(first.to, "burst", key, at, giver=first.giver, events=len(burst), reactions=ids)


def _favours(actor: Viewer, at: datetime) -> None:
    ev = contributions.credit(actor, at - WINDOW, at)
    rows = db.session.execute(
        select(ev.c.to_user, ev.c.giver, func.count(), func.sum(ev.c.v)).group_by(
            ev.c.to_user, ev.c.giver
        )
    )
    favours = [Favour(to, giver, events, float(worth)) for to, giver, events, worth in rows]
    month = f"{at:%Y%m}"
    for one, other in doubles.alike(
        ((f.to, f.giver) for f in favours if f.events >= doubles.LEAST_FAVOURS), at - WINDOW, at
    ):
        _flag(one, "second-account", f"{other}:{month}", at, people=[other])
    for pair in pairs(favours):
        for one, other in (pair, pair[::-1]):
            _flag(one, "pair", f"{other}:{month}", at, people=[other])
    for ring in rings(favours):
        for one in ring:
            others = [each for each in ring if each != one][:LONGEST_LIST]
            _flag(one, "ring", f"{'-'.join(map(str, ring))[:40]}:{month}", at, people=others)


def _quick_accepts(at: datetime) -> None:
    asker, helper = aliased(User), aliased(User)
    rows = db.session.execute(
        select(Thread.id, Thread.author_id, Post.author_id, Thread.answered_at, Post.created_at,
               asker.created_at, helper.created_at)
        .join(Post, Post.id == Thread.answer_id)
        .join(asker, asker.id == Thread.author_id)
        .join(helper, helper.id == Post.author_id)
        .where(Thread.answered_at > at - LATELY, Thread.author_id != Post.author_id,
               asker.created_at > at - YOUNG - LATELY, helper.created_at > at - YOUNG - LATELY)
    )  # fmt: skip
    for thread_id, asked, helped, accepted, wrote, *joined in rows:
        if (
            accepted
            and accepted - wrote <= QUICK
            and all(accepted - each < YOUNG for each in joined)
        ):
            _flag(helped, "quick-accept", str(thread_id), at, thread=thread_id, people=[asked])


def _copies(actor: Viewer, at: datetime) -> None:
    """Of those who are or may soon be candidates: whoever is in the newest run."""
    run_ids = select(func.max(ScoreRow.run_id))
    wanted = db.session.scalars(
        select(ScoreRow.user_id).where(ScoreRow.run_id == run_ids.scalar_subquery())
    ).all()
    found = copies.repeated(actor, wanted, at - WINDOW, at)
    for user_id, posts in found.items():
        if len(posts) >= COPIES:
            _flag(user_id, "copies", f"{at:%Y%m}", at, posts=list(posts)[:LONGEST_LIST])
