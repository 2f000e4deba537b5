"""Words that the explanation of a decision begins with, one text for a section and a language."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case as when
from sqlalchemy import func, select

from forum import links, wording
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Decision, DecisionTemplate, User, Viewer
from forum.models.columns import utcnow
from forum.policies import moderation as policy


class TemplateRow(NamedTuple):
    """`decided` and `reversed` are of the decisions that began with it; `reversed_share` is in
    percent, none where there were none."""

    id: int
    anchor: str
    title: str
    body: str
    language: str
    owner: str
    review_at: datetime | None
    is_due: bool
    is_enabled: bool
    use_count: int
    decided: int
    reversed: int
    href: str

    @property
    def reversed_share(self) -> int | None:
        return round(100 * self.reversed / self.decided) if self.decided else None


def words(viewer: Viewer, anchors: Collection[str], locale: str) -> dict[str, str]:
    """What an explanation begins with, by section; in the language of who reads it, if there is
    one, else in the site's."""
    if not anchors:
        return {}
    wanted = languages(viewer, locale)
    rows = db.session.execute(
        select(DecisionTemplate.anchor, DecisionTemplate.language, DecisionTemplate.body)
        .where(DecisionTemplate.anchor.in_(anchors), DecisionTemplate.is_enabled.is_(True),
               DecisionTemplate.language.in_(wanted))
        .order_by(DecisionTemplate.id)
    ).all()  # fmt: skip
    best = sorted(rows, key=lambda row: -wanted.index(row.language))
    return {row.anchor: row.body for row in best}


def languages(viewer: Viewer | None, locale: str) -> list[str]:
    """The languages in which somebody may be written to, the best one first."""
    site = wording.site()
    found = [one for locale_ in (locale, site) for one in (locale_, locale_.split("_")[0]) if one]
    return list(dict.fromkeys(found))


def used(viewer: Viewer | None, anchor: str, locale: str) -> int | None:
    """The words that a decision on this section begins with for somebody with this language."""
    wanted = languages(viewer, locale)
    rows = db.session.execute(
        select(DecisionTemplate.id, DecisionTemplate.language).where(
            DecisionTemplate.anchor == anchor, DecisionTemplate.is_enabled.is_(True),
            DecisionTemplate.language.in_(wanted),
        )
    ).all()  # fmt: skip
    return next((row.id for row in sorted(rows, key=lambda r: wanted.index(r.language))), None)


def every(viewer: Viewer) -> tuple[TemplateRow, ...]:
    """All of them by section, with how often they were used and how often they did not hold."""
    require(policy.can_edit_templates(viewer))
    decided = (
        select(
            Decision.template_id.label("template_id"), func.count().label("decided"),
            func.sum(when((Decision.state == "reversed", 1), else_=0)).label("reversed"),
        )
        .where(Decision.template_id.is_not(None),
               Decision.state.in_(("in_force", "ended", "reversed")))
        .group_by(Decision.template_id)
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(DecisionTemplate, User.display_name, decided.c.decided, decided.c.reversed)
        .outerjoin(User, User.id == DecisionTemplate.owner_id)
        .outerjoin(decided, decided.c.template_id == DecisionTemplate.id)
        .order_by(DecisionTemplate.anchor, DecisionTemplate.language, DecisionTemplate.id)
    )
    now = utcnow()
    return tuple(
        TemplateRow(
            one.id, one.anchor, one.title, one.body, one.language, name or "", one.review_at,
            one.review_at is not None and one.review_at < now, one.is_enabled, one.use_count,
            int(number or 0), int(back or 0), links.moderation_page("templates", one.id),
        )
        for one, name, number, back in rows
    )  # fmt: skip


def get(viewer: Viewer, template_id: int) -> DecisionTemplate:
    """One of them. Denied (404) when there is none; (403) for who may not write them."""
    require(policy.can_edit_templates(viewer))
    found = db.session.get(DecisionTemplate, template_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found
