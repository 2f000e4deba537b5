"""The figures of a period for the transparency report: T01 to T03 of community.md §4.10 over the
forum's tables, and what stands beside them.

Every number is of things that happened in the period, as they stand now: an answer or a reversal
that came later counts. A report that nobody has decided is infinitely late (§2.0). Names of rules
that hold in private categories are nowhere: they are counted together.
"""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, case, func, select

from forum import structure
from forum.extensions import db
from forum.lib.periods import Period
from forum.lib.reasons import FIXED
from forum.lib.verdict import require
from forum.models import (
    GuidelineDocument,
    GuidelineSection,
    GuidelineVersion,
    MisuseMeasure,
    ProgrammeGrant,
    Viewer,
)
from forum.models.groups import EVERYONE
from forum.policies import transparency as policy
from forum.queries import figure_sources as sources
from forum.queries import people_of_figures

ELSEWHERE = "other-rules"  # rules of categories that not everybody sees


def of_period(viewer: Viewer, period: Period) -> dict[str, Any]:
    """Everything as plain values, by section; the same statements however much there is."""
    require(policy.can_draft(viewer))
    since, until = period.starts_at, period.ends_at
    return {
        "period": {"from": period.first.isoformat(), "to": period.last.isoformat(),
                   "time_zone": period.zone},
        "notices": notices(viewer, since, until),
        "notices_by_source": notices_by_source(viewer, since, until),
        "decisions": decisions(viewer, since, until),
        "decisions_by_section": _by_section(viewer, since, until),
        "automatic": automatic(viewer, since, until),
        "appeals": appeals(viewer, since, until),
        "misuse": _misuse(since, until),
        "brand": brand(viewer, since, until),
        "ambassadors": {"revoked": _revoked(since, until)},
        "guidelines": _guidelines(since, until),
        "people": {"moderators": people_of_figures.moderators(viewer)},
        "active": people_of_figures.active(viewer, period),
    }  # fmt: skip


def decisions(viewer: Viewer, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """@T01: restrictions by where they came from, ground, action and automation; `not_agreed` is
    how many ended because no second person agreed in time."""
    require(policy.can_draft(viewer))
    d = sources.restrictions(viewer, since, until)
    keys = (d.c.origin, d.c.ground, d.c.action, d.c.automation)
    rows = db.session.execute(
        select(*keys, func.count().label("decisions"), func.sum(d.c.reversed).label("reversed"),
               func.sum(d.c.about_brand).label("about_brand"),
               func.sum(d.c.not_agreed).label("not_agreed"))
        .group_by(*keys)
        .order_by(*keys)
    )  # fmt: skip
    return [_plain(row) for row in rows]


def notices(viewer: Viewer, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """@T02: what was reported, by reason; hours until a person decided."""
    require(policy.can_draft(viewer))
    each = sources.notices(viewer, since, until)
    hidden = and_(each.c.section_id.is_not(None), ~_is_public(each))
    found = _notices(each, case((hidden, ELSEWHERE), else_=each.c.reason), "reason")
    titles = _titles({line["reason"] for line in found})
    for line in found:
        line["label"] = titles.get(line["reason"]) or _fixed(line["reason"])
    return found


def notices_by_source(viewer: Viewer, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The same by who reported: members, guests, trusted flaggers, authorities (orders)."""
    require(policy.can_draft(viewer))
    each = sources.notices(viewer, since, until)
    return _notices(each, each.c.source, "source")


def _notices(each: Any, key: Any, name: str) -> list[dict[str, Any]]:
    keyed = select(key.label("key"), each.c.seconds, each.c.illegal, each.c.upheld).subquery()
    ranked, times = _ranked(keyed)
    rows = db.session.execute(
        select(ranked.c.key.label(name), func.count().label("notices"),
               func.sum(ranked.c.illegal).label("alleged_illegal"),
               func.sum(ranked.c.upheld).label("upheld"), *times)
        .group_by(ranked.c.key)
        .order_by(ranked.c.key)
    )  # fmt: skip
    return [_plain(row) for row in rows]


def _ranked(each: Any) -> tuple[Any, list[Any]]:
    """`each` (with key and seconds) in the order of its times, what has none last; and the hours at
    which half and nine tenths of a key's lines stand: none where what stands there has no time."""
    late = func.coalesce(each.c.seconds, 10**12)
    ranked = select(
        each,
        func.row_number().over(partition_by=each.c.key, order_by=late).label("rank"),
        func.count().over(partition_by=each.c.key).label("n"),
    ).subquery()

    def hours(share: int) -> Any:
        is_there = ranked.c.rank == (ranked.c.n * share + 99) // 100
        return func.max(case((is_there, ranked.c.seconds))) / 3600.0

    return ranked, [hours(50).label("median_hours"), hours(90).label("p90_hours")]


def appeals(viewer: Viewer, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """@T03: by who appealed, with their outcomes; `must_be_zero` is how many were decided by
    somebody who had taken the decision."""
    require(policy.can_draft(viewer))
    each = sources.appeals(viewer, since, until)
    ranked, times = _ranked(each)

    def state(*names: str) -> Any:
        return func.sum(_one(ranked.c.state.in_(names)))

    rows = db.session.execute(
        select(
            ranked.c.key.label("by_role"), func.count().label("appeals"),
            state("confirmed").label("confirmed"), state("reversed").label("reversed"),
            state("varied").label("varied"), state("inadmissible").label("inadmissible"),
            state("withdrawn").label("withdrawn"),
            state("submitted", "in_review").label("pending"), *times,
            func.sum(ranked.c.same).label("must_be_zero"),
        )
        .group_by(ranked.c.key)
        .order_by(ranked.c.key)
    )  # fmt: skip
    return [_plain(row) for row in rows]


def automatic(viewer: Viewer, since: datetime, until: datetime) -> dict[str, int]:
    """What software decided alone, how much of it was wrong; what it made wait, and what came of
    it. Wrong is what an appeal reversed, and what a person who looked later left as it was."""
    require(policy.can_draft(viewer))
    d, c = sources.restrictions(viewer, since, until), sources.cases(viewer, since, until)
    made = db.session.execute(
        select(func.count(), func.coalesce(func.sum(d.c.wrong), 0))
        .where(d.c.automation == "fully")
    ).one()  # fmt: skip
    held = db.session.execute(
        select(func.count(), func.coalesce(func.sum(c.c.published), 0))
        .where(c.c.kind.in_(("held", "edit")))
    ).one()  # fmt: skip
    return {"decisions": made[0], "reversed": int(made[1]),
            "held": held[0], "published": int(held[1])}  # fmt: skip


def brand(viewer: Viewer, since: datetime, until: datetime) -> dict[str, int]:
    """Cases about criticism of the brand (community.md §4.6), what was taken, what came back."""
    require(policy.can_draft(viewer))
    d, c = sources.restrictions(viewer, since, until), sources.cases(viewer, since, until)
    cases = db.session.scalar(select(func.count()).select_from(c).where(c.c.about_brand == 1))
    row = db.session.execute(
        select(func.count(), func.coalesce(func.sum(d.c.takes_post), 0),
               func.coalesce(func.sum(d.c.reversed), 0),
               func.coalesce(func.sum(d.c.not_agreed), 0))
        .where(d.c.about_brand == 1)
    ).one()  # fmt: skip
    return {"cases": cases or 0, "decisions": row[0], "removed": int(row[1]),
            "reversed": int(row[2]), "not_agreed": int(row[3])}  # fmt: skip


def _by_section(viewer: Viewer, since: datetime, until: datetime) -> list[dict[str, Any]]:
    d = sources.restrictions(viewer, since, until)
    hidden = and_(d.c.section_id.is_not(None), ~_is_public(d))
    key = case((hidden, ELSEWHERE), else_=func.coalesce(GuidelineSection.anchor, d.c.ground))
    each = (
        select(key.label("section"), d.c.reversed)
        .outerjoin(GuidelineSection, GuidelineSection.id == d.c.section_id)
        .subquery()
    )
    rows = db.session.execute(
        select(each.c.section, func.count().label("decisions"),
               func.sum(each.c.reversed).label("reversed"))
        .group_by(each.c.section)
        .order_by(each.c.section)
    ).all()  # fmt: skip
    titles = _titles({row.section for row in rows})
    return [_plain(row) | {"label": titles.get(row.section) or _fixed(row.section)} for row in rows]


def _misuse(since: datetime, until: datetime) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(MisuseMeasure.kind, func.count().label("suspended"))
        .where(MisuseMeasure.suspended_from >= since, MisuseMeasure.suspended_from < until)
        .group_by(MisuseMeasure.kind)
        .order_by(MisuseMeasure.kind)
    )
    return [_plain(row) for row in rows]


def _revoked(since: datetime, until: datetime) -> int:
    ended = (ProgrammeGrant.state == "revoked", ProgrammeGrant.ended_at >= since,
             ProgrammeGrant.ended_at < until)  # fmt: skip
    return db.session.scalar(select(func.count()).select_from(ProgrammeGrant).where(*ended)) or 0


def _guidelines(since: datetime, until: datetime) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(GuidelineDocument.title.label("document"), GuidelineVersion.number,
               GuidelineVersion.significance, GuidelineVersion.effective_at)
        .join(GuidelineDocument, GuidelineDocument.id == GuidelineVersion.document_id)
        .where(_seen_by_all(), GuidelineVersion.published_at >= since,
               GuidelineVersion.published_at < until)
        .order_by(GuidelineVersion.published_at, GuidelineVersion.id)
    )  # fmt: skip
    return [
        _plain(row) | {"effective_at": row.effective_at.isoformat() if row.effective_at else None}
        for row in rows
    ]


# --- parts ---------------------------------------------------------------------------------------


def _seen_by_all() -> Any:
    open_to_all = structure.current().visible(frozenset({EVERYONE}))
    return GuidelineDocument.category_id.is_(None) | GuidelineDocument.category_id.in_(open_to_all)


def _is_public(rows: Any) -> Any:
    """Whether everybody may read the rule that a row names."""
    return (
        select(GuidelineSection.id)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineSection.version_id)
        .join(GuidelineDocument, GuidelineDocument.id == GuidelineVersion.document_id)
        .where(GuidelineSection.id == rows.c.section_id, _seen_by_all())
        .correlate(rows)
        .exists()
    )


def _titles(anchors: set[str]) -> dict[str, str]:
    """What the newest public version of a rule is called."""
    rows = db.session.execute(
        select(GuidelineSection.anchor, GuidelineSection.title)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineSection.version_id)
        .join(GuidelineDocument, GuidelineDocument.id == GuidelineVersion.document_id)
        .where(GuidelineSection.anchor.in_(anchors - set(FIXED)), _seen_by_all(),
               GuidelineVersion.published_at.is_not(None))
        .order_by(GuidelineVersion.published_at)
    )  # fmt: skip
    return {row.anchor: row.title for row in rows}


def _fixed(key: str) -> str:
    if key == ELSEWHERE:
        return str(_("Rules that some categories add"))
    return str(_(FIXED[key][0])) if key in FIXED else key


def _one(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _plain(row: Any) -> dict[str, Any]:
    """A line as JSON keeps it: whole numbers, hours to the hundredth."""
    return {
        name: value if value is None or isinstance(value, str | datetime)
        else round(float(value), 2) if name.endswith("_hours") else int(value)
        for name, value in row._mapping.items()
    }  # fmt: skip
