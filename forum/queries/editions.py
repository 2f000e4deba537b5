"""What is newer in the set of guidelines that comes along than what the community knows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from forum import wording
from forum.extensions import db
from forum.lib import diff, languages, renewals, rulebooks
from forum.lib.renewals import Step
from forum.lib.rulebooks import Rule
from forum.lib.verdict import require
from forum.models import GuidelineVersion, KnownEdition, Viewer
from forum.models.editions import GUIDELINES
from forum.models.guidelines import COMMUNITY
from forum.policies import guidelines as policy
from forum.queries import guidelines
from forum.queries.guideline_drafts import WRITTEN

_NAMES = frozenset(Rule.__dataclass_fields__)


class Change(NamedTuple):
    """A rule that is otherwise, in words; `stays`: what the community has there is its own."""

    kind: str
    anchor: str
    title: str
    pieces: tuple[diff.Piece, ...]
    stays: bool


@dataclass(frozen=True, slots=True)
class News:
    """`known` and `number` are the editions that are compared."""

    known: int
    number: int
    changes: tuple[Change, ...]

    @property
    def is_any_taken(self) -> bool:
        return any(not one.stays for one in self.changes)


def is_newer(viewer: Viewer) -> bool:
    """Whether the program has a newer set than the community began with or looked at last. One
    that began with none is told of none."""
    require(policy.can_manage(viewer))
    known = db.session.get(KnownEdition, GUIDELINES)
    return known is not None and known.number < rulebooks.edition()


def language(viewer: Viewer) -> str:
    """In which the community knows the set: in this it is compared."""
    require(policy.can_manage(viewer))
    known = db.session.get(KnownEdition, GUIDELINES)
    return known.language if known and known.language in languages.NAMES else wording.site()


def news(viewer: Viewer, newer: Sequence[Rule]) -> News | None:
    """What `newer`, the set as it is said now in this `language`, changes for the community's
    guidelines: those that are being written, else those that were published last."""
    require(policy.can_manage(viewer))
    known = db.session.get(KnownEdition, GUIDELINES)
    if known is None or known.number >= rulebooks.edition():
        return None
    made = steps(viewer, newer, own(viewer))
    return News(known.number, rulebooks.edition(), tuple(_change(one) for one in made))


def steps(viewer: Viewer, newer: Sequence[Rule], ours: Sequence[Rule]) -> list[Step]:
    require(policy.can_manage(viewer))
    return list(renewals.steps(then(viewer), newer, ours))


def then(viewer: Viewer) -> list[Rule]:
    """The set as the community knows it, in the language in which it knows it. A row of elsewhere
    may say anything; what is no rule is left out."""
    require(policy.can_manage(viewer))
    known = db.session.get(KnownEdition, GUIDELINES)
    if known is None:
        return []
    return [Rule(**row) for row in known.rules if _is_rule(row)]


def own(viewer: Viewer) -> list[Rule]:
    """What the community has made of it."""
    require(policy.can_manage(viewer))
    newest = db.session.scalar(
        select(GuidelineVersion)
        .where(GuidelineVersion.document_id == COMMUNITY,
               GuidelineVersion.state.in_([*WRITTEN, "published"]))
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    )  # fmt: skip
    found = guidelines.sections(viewer, newest.id) if newest is not None else ()
    return [rulebooks.rule(one) for one in found]


def _is_rule(row: Any) -> bool:
    if not isinstance(row, dict) or not {"anchor", "title", "body"} <= row.keys() <= _NAMES:
        return False
    return all(isinstance(value, str) or name == "severity" for name, value in row.items())


def _change(step: Step) -> Change:
    before, after = (_whole(one) if one else "" for one in (step.before, step.after))
    return Change(step.kind, step.anchor, step.title, diff.words(before, after), step.stays)


def _whole(rule: Rule) -> str:
    parts = (rule.title, rule.body.strip(), rule.example, rule.reason)
    return "\n\n".join(part for part in parts if part)
