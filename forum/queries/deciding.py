"""What the form on the page of a case offers: actions, rules in force when it was written, words to
begin with, and what was done with this member before.

The number of statements is the same whatever the case holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from forum import links
from forum.extensions import db
from forum.lib import sanctions
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import (
    Decision,
    GuidelineSection,
    HeldEdit,
    ModerationCase,
    Post,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import deciding as policy
from forum.policies import moderation
from forum.queries import guidelines, templates


class Rule(NamedTuple):
    """A section that a decision can rest on. `words`: what an explanation may begin with."""

    id: int
    anchor: str
    title: str
    words: str


class Alternative(NamedTuple):
    """What can be done about criticism instead of taking it away. `key`: reply, move, private."""

    key: str
    href: str


@dataclass(frozen=True, slots=True)
class Desk:
    actions: tuple[str, ...]  # what the viewer may decide here; none: `refusal` says why
    refusal: str
    rules: tuple[Rule, ...]
    chosen: int | None  # the rule that most reports name
    taken: int  # the highest step of the ladder within a year; 0: none
    may_add: bool
    may_mark: bool
    text: str  # of the post, for "edit"
    alternatives: tuple[Alternative, ...]
    proposal: Decision | None  # what waits for a second person, or stands only until one agrees
    may_second: bool
    why_not_second: str

    @property
    def choices(self) -> list[tuple[int, str]]:
        return [(rule.id, rule.title) for rule in self.rules]

    @property
    def words(self) -> dict[str, str]:
        """What an explanation may begin with, by section."""
        return {str(rule.id): rule.words for rule in self.rules if rule.words}


def desk(viewer: Viewer, case: ModerationCase, named: Sequence[int | None] = ()) -> Desk:
    """What the viewer may decide in this case. `named`: the sections that its reports name."""
    require(moderation.can_read(viewer, case))
    actions, refusal = _actions(viewer, case)
    rules = _rules(viewer, case) if actions else ()
    proposal = waiting(viewer, case)
    second = policy.can_second(viewer, case, proposal) if proposal else NOT_FOUND
    post = db.session.get(Post, case.post_id) if case.post_id else None
    return Desk(
        actions=actions, refusal=refusal, rules=rules, chosen=_chosen(rules, named),
        taken=highest_step(viewer, case.user_id, utcnow()) if actions else 0,
        may_add=policy.may_add(case, policy.OF_MEMBERS[0]),
        may_mark=bool(policy.can_mark(viewer, case)), text=post.body if post else "",
        alternatives=_alternatives(case) if actions and case.is_about_brand else (),
        proposal=proposal, may_second=bool(second),
        why_not_second="" if second.hidden else str(second.reason),
    )  # fmt: skip


def waiting(viewer: Viewer, case: ModerationCase) -> Decision | None:
    """What was proposed in this case, or done in danger, and waits for somebody else to agree."""
    require(moderation.can_read(viewer, case))
    found: Decision | None = db.session.scalar(
        select(Decision)
        .where(Decision.case_id == case.id, policy.waits())
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return found


def to_answer(viewer: Viewer, decision_id: int) -> tuple[Decision, ModerationCase]:
    """A decision with its case, for who can be the second person. Denied for everybody else."""
    row = db.session.execute(
        select(Decision, ModerationCase)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(Decision.id == decision_id, moderation.readable(viewer))
    ).first()
    if row is None:
        raise Denied(NOT_FOUND)
    require(policy.can_second(viewer, row.ModerationCase, row.Decision))
    return row.Decision, row.ModerationCase


def sections(viewer: Viewer, case: ModerationCase) -> list[GuidelineSection]:
    """The rules that were in force for the target when it was written, addendum first."""
    require(moderation.can_read(viewer, case) or policy.can_automate(viewer))
    category_id, at = _place_and_time(case)
    return list(guidelines.applying(viewer, category_id, at))


def highest_step(viewer: Viewer, user_id: int, at: datetime) -> int:
    """The highest step of the ladder that was taken with this member within a year."""
    actions = db.session.scalars(
        select(Decision.action)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(
            ModerationCase.user_id == user_id, Decision.action.in_(sanctions.STEPS),
            Decision.state.in_(("in_force", "ended")),
            Decision.decided_at > at - sanctions.REMEMBERED,
        )
        .distinct()
    )  # fmt: skip
    return max(map(sanctions.step, actions), default=0)


def _actions(viewer: Viewer, case: ModerationCase) -> tuple[tuple[str, ...], str]:
    offered = policy.offered(case)
    verdict = policy.can_decide(viewer, case, offered[0])
    if not verdict:
        return (), "" if verdict.hidden else str(verdict.reason)
    mine = offered if viewer.is_staff else tuple(a for a in offered if a not in policy.OF_STAFF)
    return mine, ""


def _rules(viewer: Viewer, case: ModerationCase) -> tuple[Rule, ...]:
    found = [one for one in sections(viewer, case) if one.title]
    author = db.session.get(User, case.user_id)
    locale = author.locale if author is not None else ""
    words = templates.words(viewer, [one.anchor for one in found], locale)
    return tuple(
        Rule(one.id, one.anchor, one.title, words.get(one.anchor, "")) for one in found
    )  # fmt: skip


def _chosen(rules: Sequence[Rule], named: Sequence[int | None]) -> int | None:
    """The rule that most reports name; of several the first."""
    most = max((rule.id for rule in rules), key=lambda id_: list(named).count(id_), default=None)
    return most if most in named else None


def _alternatives(case: ModerationCase) -> tuple[Alternative, ...]:
    """Reply, move, continue privately (community.md §4.6 point 4); to correct is an action."""
    author = db.session.get(User, case.user_id)
    found = []
    if case.thread_id is not None and case.post_id is not None:
        found.append(Alternative("reply", links.reply(case.thread_id, to=case.post_id)))
        found.append(Alternative("move", links.act_on_thread(case.thread_id, "move")))
    if author is not None:
        found.append(Alternative("private", links.new_message(author.name, case.post_id)))
    return tuple(found)


def _place_and_time(case: ModerationCase) -> tuple[int | None, datetime | None]:
    if case.post_id is None:
        return None, None
    thread = db.session.get(Thread, case.thread_id) if case.thread_id else None
    written: HeldEdit | Post | None = db.session.get(Post, case.post_id)
    if case.kind == "edit":
        written = db.session.get(HeldEdit, int(case.target.partition(":")[2]))
    return thread.category_id if thread else None, written.created_at if written else None
