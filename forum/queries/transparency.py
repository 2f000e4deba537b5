"""The published transparency reports, and a draft of the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.lib import periods, published
from forum.lib.periods import Period
from forum.lib.times import iso
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import TransparencyReport, Viewer
from forum.models.columns import utcnow
from forum.policies import transparency as policy
from forum.queries import figures
from forum.structure import setting

MOST = 200  # on the page that lists them


@dataclass(frozen=True, slots=True)
class Published:
    """`newer` is the number that corrects this one; none: it stands."""

    report: TransparencyReport
    period: Period
    newer: TransparencyReport | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """`seen` tells one state of the figures from another; `earlier` are those published already."""

    period: Period
    figures: dict[str, Any]
    seen: str
    is_over: bool
    earlier: Sequence[TransparencyReport]


def every(viewer: Viewer) -> list[Published]:
    """What was published, the newest period first; of a period the newest number first."""
    found = db.session.scalars(
        select(TransparencyReport)
        .where(policy.readable(viewer))
        .order_by(TransparencyReport.ends_at.desc(), TransparencyReport.starts_at.desc(),
                  TransparencyReport.number.desc())
        .limit(MOST)
    ).all()  # fmt: skip
    newest: dict[tuple[datetime, datetime], TransparencyReport] = {}
    for one in found:
        newest.setdefault((one.starts_at, one.ends_at), one)
    return [_shown(one, newest[one.starts_at, one.ends_at]) for one in found]


def get(viewer: Viewer, report_id: int) -> Published:
    """One of them. Raises Denied."""
    found = db.session.get(TransparencyReport, report_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(policy.can_read(viewer, found))
    return _shown(found, of_period(viewer, found.starts_at, found.ends_at)[0])


def of_period(viewer: Viewer, starts_at: datetime, ends_at: datetime) -> list[TransparencyReport]:
    """Those of exactly this period, the newest number first."""
    return list(
        db.session.scalars(
            select(TransparencyReport)
            .where(policy.readable(viewer), TransparencyReport.starts_at == starts_at,
                   TransparencyReport.ends_at == ends_at)
            .order_by(TransparencyReport.number.desc())
        )
    )  # fmt: skip


def draft(viewer: Viewer, period: Period | None = None) -> Draft:
    """The figures as they would be published now; of the last calendar year unless one is said."""
    require(policy.can_draft(viewer))
    zone = str(setting("site.time_zone"))
    period = period or periods.last_year(utcnow(), zone)
    found = figures.of_period(viewer, period)
    earlier = of_period(viewer, period.starts_at, period.ends_at)
    return Draft(period, found, published.digest(found), period.is_over(utcnow()), earlier)


def plain(viewer: Viewer, report: TransparencyReport) -> dict[str, Any]:
    """A report as it is hashed: everything that was published, and nothing else."""
    require(policy.can_read(viewer, report))
    return contents(viewer, report)


def contents(viewer: Viewer, report: TransparencyReport) -> dict[str, Any]:
    return {
        "starts_at": iso(report.starts_at), "ends_at": iso(report.ends_at),
        "number": report.number, "published_at": iso(report.published_at),
        "words": report.words, "figures": report.figures,
    }  # fmt: skip


def _shown(report: TransparencyReport, newest: TransparencyReport) -> Published:
    zone = str(report.figures.get("period", {}).get("time_zone", "UTC"))
    period = periods.of_moments(report.starts_at, report.ends_at, zone)
    return Published(report, period, newest if newest.number > report.number else None)
