"""What somebody chose to decide, and whether it may be decided like that.

Called by the verbs of decisions, which have asked the policy.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update

from forum import links
from forum.extensions import db
from forum.lib import markdown, sanctions
from forum.lib.markdown import plain
from forum.lib.verdict import Refused
from forum.models import (
    Decision,
    DecisionTemplate,
    GuidelineSection,
    GuidelineVersion,
    ModerationCase,
    Report,
    Snapshot,
    User,
    Viewer,
)
from forum.models.decisions import GROUNDS, RESTRICTIVE
from forum.policies import deciding as policy
from forum.queries import deciding as queries
from forum.queries import templates

LEAST_FACTS = 40  # characters (community.md E4)
LONGEST = {"law": 100, "quote": 1000, "facts": 5000, "explanation": 2000, "scope": 100}
_SPACE = re.compile(r"\s+")
_VARIABLE = re.compile(r"\{(name|quote|section|appeal_link)\}")
# What rests on no rule and takes nothing: whatever else was chosen beside it does not happen.
_NOTHING: dict[str, Any] = {
    "ground": "none", "section_id": None, "law": "", "quote": "", "days": None, "jump": "",
    "also": "", "body": "",
}  # fmt: skip
VARIABLES = ("name", "quote", "section", "appeal_link")


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision as somebody would make it. `days` for what has an end; `jump`: why a step of the
    ladder is left out; `section_id` and `quote` as of what was there."""

    action: str
    ground: str = "guideline"
    section_id: int | None = None
    law: str = ""
    quote: str = ""
    facts: str = ""
    explanation: str = ""
    days: int | None = None
    jump: str = ""
    scope: str = ""
    origin: str = ""  # "": what the reports say
    also: str = ""  # beside a step of the ladder, what happens to the post: hide or remove
    body: str = ""  # for "edit": the text it gets


def is_restrictive(case: ModerationCase, action: str) -> bool:
    """Whether somebody loses something by it, so that grounds and facts are owed."""
    return action in RESTRICTIVE


def checked(actor: Viewer, case: ModerationCase, choice: Choice) -> Choice:
    """The choice as it is stored. Raises Refused, with the field, for what cannot be decided."""
    choice = _filled(case, _tidy(choice))
    if choice.action not in policy.offered(case):
        raise Refused(_("Choose what to do."), "action")
    if choice.action in {"none", "approve"} or case.kind in {"sign-up", "claim"}:
        return replace(choice, **_NOTHING)
    if choice.action == "edit" and not choice.body.strip():
        raise Refused(_("Write the text that the post gets."), "body")
    may_add = policy.may_add(case, choice.action)
    if choice.also and (choice.also not in {"hide", "remove"} or not may_add):
        raise Refused(_("Choose what happens to the post."), "also")
    _check_ground(actor, case, choice)
    if is_restrictive(case, choice.action):
        _check_facts(case, choice)
    return choice


def as_far_as_it_goes(actor: Viewer, case: ModerationCase, choice: Choice) -> Choice:
    """For a look at what would be said: without what cannot be, and nothing is missed."""
    choice = _tidy(choice)
    if choice.action not in policy.offered(case):
        raise Refused(_("Choose what to do."), "action")
    if choice.action in {"none", "approve"}:
        return _filled(case, replace(choice, **_NOTHING))
    if choice.section_id not in {section.id for section in queries.sections(actor, case)}:
        choice = replace(choice, section_id=None)
    if choice.also not in {"hide", "remove"} or not policy.may_add(case, choice.action):
        choice = replace(choice, also="")
    if choice.ground not in GROUNDS:
        choice = replace(choice, ground="guideline")
    return _filled(case, replace(choice, origin=""))


def check_ladder(
    actor: Viewer, case: ModerationCase, choice: Choice, at: datetime
) -> datetime | None:
    """When what is chosen ends. Raises Refused for a wrong length, and for a step left out."""
    ends = ends_at(choice, at)
    left_out = sanctions.leaves_out(choice.action, queries.highest_step(actor, case.user_id, at))
    if left_out and choice.jump not in sanctions.JUMPS:
        raise Refused(
            _("This leaves out a step of the ladder. Say why, or take the next step."), "jump"
        )
    return ends


def ends_at(choice: Choice, at: datetime) -> datetime | None:
    """When what is chosen ends; None: never. Raises Refused for a wrong length."""
    try:
        return sanctions.ends_at(choice.action, choice.days, at)
    except ValueError as error:
        least, most = sanctions.lengths(choice.action)
        raise Refused(
            _("Choose between %(least)s and %(most)s days.", least=least, most=most), "days"
        ) from error


def _tidy(choice: Choice) -> Choice:
    found: dict[str, Any] = {}
    for name, longest in LONGEST.items():
        text = plain.readable(str(getattr(choice, name))).strip()
        if len(text) > longest:
            raise Refused(_("At most %(most)s characters.", most=longest), name)
        found[name] = text
    return replace(choice, **found)


def _filled(case: ModerationCase, choice: Choice) -> Choice:
    """The explanation with what its names in braces stand for (community.md §4.7)."""
    if "{" not in choice.explanation:
        return choice
    found = version_of(choice.section_id)
    base = str(current_app.config["FORUM"].base_url)
    author = select(User.display_name).where(User.id == case.user_id)
    values = {
        "name": db.session.scalar(author) or "", "quote": choice.quote,
        "section": found[0].title if found and choice.ground == "guideline" else choice.law,
        "appeal_link": base + links.decisions(),
    }  # fmt: skip
    text = _VARIABLE.sub(lambda match: values.get(match[1], match[0]), choice.explanation)
    if len(text) > LONGEST["explanation"]:
        most = LONGEST["explanation"]
        raise Refused(_("At most %(most)s characters.", most=most), "explanation")
    return replace(choice, explanation=text)


def _check_ground(actor: Viewer, case: ModerationCase, choice: Choice) -> None:
    if choice.ground not in GROUNDS or choice.ground == "none":
        raise Refused(_("Choose the guideline or the law that this rests on."), "ground")
    if choice.ground == "illegal":
        if not choice.law:
            raise Refused(_("Name the law."), "law")
        return
    known = {section.id for section in queries.sections(actor, case)}
    if choice.section_id not in known:
        raise Refused(
            _("Choose a section of the guidelines that was in force when this was written."),
            "section_id",
        )


def _check_facts(case: ModerationCase, choice: Choice) -> None:
    if len(choice.facts) < LEAST_FACTS:
        raise Refused(
            _("Say what happened in at least %(least)s characters.", least=LEAST_FACTS), "facts"
        )
    texts = [
        _SPACE.sub(" ", f"{row.title} {row.body}")
        for row in db.session.execute(
            select(Snapshot.title, Snapshot.body).where(Snapshot.case_id == case.id)
        )
    ]
    if not any(text.strip() for text in texts):
        return
    quote = _SPACE.sub(" ", choice.quote).strip()
    if not quote:
        raise Refused(_("Quote the passage that this is about."), "quote")
    if not any(quote in text or quote in _as_read(text) for text in texts):
        raise Refused(
            _("This passage is not in what was reported. Copy it word for word."), "quote"
        )


def _as_read(text: str) -> str:
    """A text as it stands on the page, from where a passage is copied."""
    return _SPACE.sub(" ", markdown.render(text).html.striptags())


def version_of(section_id: int | None) -> tuple[GuidelineSection, GuidelineVersion] | None:
    """A section with the version it is of."""
    if section_id is None:
        return None
    row = db.session.execute(
        select(GuidelineSection, GuidelineVersion)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineSection.version_id)
        .where(GuidelineSection.id == section_id)
    ).first()
    return (row[0], row[1]) if row else None


def origin(case: ModerationCase) -> str:
    """How a case came to the team, as its reports say."""
    sources = set(db.session.scalars(select(Report.source).where(Report.case_id == case.id)))
    if "authority" in sources:
        return "order"
    if "trusted" in sources:
        return "trusted"
    return "notice" if sources & {"member", "guest", "staff"} else "own_initiative"


def count_template(case: ModerationCase, decision: Decision) -> None:
    """One more use of the words that the section of a decision begins with; kept with it, so that
    what did not hold is known of each."""
    found = version_of(decision.section_id)
    if found is None:
        return
    locale = db.session.get_one(User, case.user_id).locale
    decision.template_id = templates.used(None, found[0].anchor, locale)
    if decision.template_id is not None:
        db.session.execute(
            update(DecisionTemplate).where(DecisionTemplate.id == decision.template_id)
            .values(use_count=DecisionTemplate.use_count + 1),
            execution_options={"synchronize_session": False},
        )  # fmt: skip
