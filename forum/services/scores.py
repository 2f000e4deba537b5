"""The score of candidates: computed from what they did for others, kept for the team alone."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.lib import scoring
from forum.lib.verdict import require
from forum.models import Candidacy, Post, Programme, ScoreRow, ScoreRun, Thread, User, Viewer
from forum.models.ambassadors import OPEN_CANDIDACIES
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.policies import counted
from forum.queries import conduct, contributions, copies, eligibility

WINDOW = timedelta(weeks=scoring.WEEKS)
WELCOME = timedelta(hours=24)
MOST = 2_000  # people with a score


@dataclass(frozen=True, slots=True)
class Computed:
    programme_id: int
    since: datetime
    until: datetime
    parameters: dict[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)


def computed(actor: Viewer, programme: Programme, at: datetime | None = None) -> Computed:
    """Everything about a run, only read: who passes the gates and who applied, with components."""
    require(policy.can_tend(actor))
    until = at or utcnow()
    since = until - WINDOW
    applied = set(
        db.session.scalars(
            select(Candidacy.user_id).where(
                Candidacy.programme_id == programme.id, Candidacy.state.in_(OPEN_CANDIDACIES)
            )
        )
    )
    first = contributions.contributions(actor, since, until, few_posts=eligibility.FEW_POSTS)
    floor = _reply_floor(first, programme)
    need = eligibility.DEFAULTS | programme.criteria | {"replies": floor}
    likely = {c.user_id for c in first if c.replies >= floor and c.givers >= need["givers"]}
    wanted = sorted(likely | applied)[:MOST]
    left_out = copies.repeated(actor, wanted, since, until)
    found = {
        c.user_id: c
        for c in contributions.contributions(
            actor, since, until, few_posts=eligibility.FEW_POSTS,
            leave_out=[post for posts in left_out.values() for post in posts],
        )
    }  # fmt: skip
    welcomed = _welcomed(actor, since, until)
    featured = conduct.featured(actor, since, until)
    counts = conduct.multipliers(actor, wanted, until)
    people = {u.id: u for u in db.session.scalars(select(User).where(User.id.in_(wanted)))}
    passed = {
        user_id for user_id in wanted
        if all(g.is_passed for g in eligibility.gates(actor, people[user_id], need, until))
    }  # fmt: skip
    inputs = {
        user_id: _inputs(
            found.get(user_id), welcomed.get(user_id, 0), featured.get(user_id, 0)
        ) for user_id in wanted
        if user_id in passed | applied
    }  # fmt: skip
    halves = {
        name: scoring.half_of(inputs[user_id][name] for user_id in passed)
        for name in scoring.WEIGHTS
    }
    rows = [
        _row(actor, user_id, inputs[user_id], halves, user_id in passed, found.get(user_id),
             left_out.get(user_id, ()), counts.get(user_id, 1.0))
        for user_id in inputs
    ]  # fmt: skip
    parameters = {"halves": halves, "reply_floor": floor, "weights": scoring.WEIGHTS,
                  "few_posts": eligibility.FEW_POSTS}  # fmt: skip
    return Computed(programme.id, since, until, parameters, rows)


def keep(actor: Viewer, found: Computed) -> ScoreRun:
    """Write a run down."""
    require(policy.can_tend(actor))
    run = ScoreRun(programme_id=found.programme_id, formula_version=scoring.FORMULA,
                   window_from=found.since, window_to=found.until,
                   parameters=found.parameters)  # fmt: skip
    db.session.add(run)
    db.session.flush()
    db.session.add_all(ScoreRow(run_id=run.id, **row) for row in found.rows)
    db.session.flush()
    return run


def _reply_floor(found: tuple[contributions.Contribution, ...], programme: Programme) -> int:
    """Twenty, or what nine of ten who reply do not exceed: in a small community that is less."""
    most = int((eligibility.DEFAULTS | programme.criteria)["replies"])
    ninth = scoring.percentile((c.replies for c in found if c.replies), 0.9)
    return min(most, int(ninth)) if ninth else most


def _inputs(
    found: contributions.Contribution | None, welcomed: int, featured: int
) -> dict[str, float]:
    return {
        "help": found.help_raw if found else 0.0,
        "breadth": float(found.people_helped) if found else 0.0,
        "newcomers": float(welcomed),
        "steady": float(min(found.active_weeks, scoring.WEEKS)) if found else 0.0,
        "craft": float(featured),  # ideas and summaries: there are none to be accepted yet
    }


def _row(
    actor: Viewer, user_id: int, inputs: dict[str, float], halves: dict[str, float],
    passed: bool, found: contributions.Contribution | None, repeated: Any,
    counts_for: float,
) -> dict[str, Any]:  # fmt: skip
    parts = scoring.components(inputs, halves)
    flags = [flag.kind for flag in eligibility.open_flags(actor, user_id)]
    facts = asdict(found) if found else {}
    return {
        "user_id": user_id,
        "inputs": {
            **inputs,
            "conduct": counts_for,
            "passed": passed,
            "repeated": len(repeated),
            "found": facts,
        },
        "components": parts,
        "total": round(scoring.total(parts, counts_for), 2),
        "flags": flags,
    }


def _welcomed(actor: Viewer, since: datetime, until: datetime) -> dict[int, int]:
    """How many newcomers' first posts each member answered within a day (M04)."""
    author = aliased(User)
    live = (
        select(Post.author_id, func.min(Post.created_at).label("at"))
        .join(Thread, Thread.id == Post.thread_id)
        .join(author, author.id == Post.author_id)
        .where(
            counted.is_open(Thread), counted.is_live(Post, author),
            Post.author_capacity.in_(counted.MEMBERS_SIDE), author.created_at >= since - WINDOW,
        )
        .group_by(Post.author_id)
        .having(func.min(Post.created_at) >= since, func.min(Post.created_at) < until)
        .cte("first_at")
    )  # fmt: skip
    first = aliased(Post)
    m = contributions.replies(actor, since, until).cte("answers")
    rows = db.session.execute(
        select(m.c.author_id, live.c.author_id, live.c.at, func.min(m.c.at))
        .join(first, and_(first.author_id == live.c.author_id, first.created_at == live.c.at))
        .join(m, and_(m.c.thread_id == first.thread_id, m.c.to_author_id == live.c.author_id,
                      m.c.at > live.c.at))
        .group_by(m.c.author_id, live.c.author_id, live.c.at)
    )  # fmt: skip
    found: dict[int, int] = {}
    for helper, _newcomer, wrote, answered in rows:
        if answered - wrote <= WELCOME:
            found[helper] = found.get(helper, 0) + 1
    return found
