"""How moderation works here, in plain words, from what is really switched on (DSA, article 14)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forum import settings
from forum.lib import automation, rulebooks, sanctions
from forum.lib.automation import Automatic
from forum.models import Viewer
from forum.models.decisions import APPEAL_DAYS
from forum.structure import setting

APPEAL_ANSWER_DAYS = 7  # and fourteen at most (community.md §4.3)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the ladder: what may follow a breach, and for how long."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class HowWeModerate:
    automatic: tuple[Automatic, ...]
    ladder: tuple[Step, ...]
    targets: tuple[Step, ...]
    appeal: str
    people: str

    def plain(self) -> dict[str, Any]:
        """The same for machines."""
        return asdict(self)


def how(viewer: Viewer) -> HowWeModerate:
    """Everything that the page "How we moderate" says. The same for everybody."""
    return HowWeModerate(
        automatic=tuple(automation.switched_on()),
        ladder=_ladder(),
        targets=_targets(),
        appeal=_(
            "Whoever was affected, and whoever reported something, can disagree within "
            "%(days)s days, free of charge and without an account too. Somebody who took no "
            "part decides, as a rule within %(answer)s days. Whatever was wrong is put back "
            "where it was. You can also turn to a certified out-of-court body or a court.",
            days=APPEAL_DAYS, answer=APPEAL_ANSWER_DAYS,
        ),
        people=_(
            "Reports are read and decided by people, never about their own posts or threads."
            " Whoever is affected reads what was decided, under which section, and why. Ending an"
            " account, and removing criticism of the brand, takes two people. Nobody is"
            " restricted without being told."
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder for an account. `days` is from and to; none: it is no matter of time,
    or for good. `points` count as long as it lasts."""

    key: str
    name: str
    days: tuple[int, int] | None
    points: int


def steps(viewer: Viewer) -> tuple[Rung, ...]:
    """The steps that a moderator can take, mildest first, as they are enforced."""
    lengths = {"warning": (sanctions.WARNING.days,) * 2, **sanctions.LENGTHS}
    names = {
        "reminder": _("A reminder"), "warning": _("A warning"),
        "restriction": _("A time without posting"), "suspension": _("A suspension"),
        "termination": _("The end of an account"),
    }  # fmt: skip
    return tuple(
        Rung(key, names[key], lengths.get(key), sanctions.POINTS.get(key, 0))
        for key in sanctions.STEPS
    )


def _ladder() -> tuple[Step, ...]:
    """The steps of community.md §1.E6, mildest first."""
    return (
        Step(_("A note"), _("A word from a moderator. It has no consequence.")),
        Step(_("A reminder"), _("The section that was overlooked, in writing.")),
        Step(_("A warning"), _("Counts for 30 days, then it is gone.")),
        Step(_("A time without posting"), _("From 1 to 14 days. You can still read and appeal.")),
        Step(_("A suspension"), _("From 1 to 90 days. You can still read and appeal.")),
        Step(_("The end of an account"), _("Two people decide. It can be appealed.")),
    )


def _targets() -> tuple[Step, ...]:
    names = {
        1: _("Danger for somebody: children, threats, private data"),
        2: _("Product safety, legal notices, orders of an authority"),
        3: _("Harassment and discrimination"),
        4: _("Everything else: spam, the wrong place, duplicates"),
    }
    steps = [
        Step(names[severity], ngettext("within %(num)d hour", "within %(num)d hours", hours))
        for severity, hours in rulebooks.HOURS.items()
    ]
    off = str(setting("moderation.days_off")).split()
    if off:
        words = dict(settings.BY_NAME["moderation.days_off"].choices)
        steps.append(
            Step(_("Days that do not count for the last two"), ", ".join(_(words[d]) for d in off))
        )
    return tuple(steps)


@automation.declare
def _of_newcomers() -> Iterator[Automatic]:
    """The limits of who has just come (docs/newcomers.md), as they are set."""
    numbers = {
        "newcomers.links": _("links in a post: %(n)s at most"),
        "newcomers.pictures": _("pictures in a post: %(n)s at most"),
        "newcomers.mentions": _("names in a post: %(n)s at most"),
        "newcomers.first_day_threads": _("threads in the first 24 hours: %(n)s at most"),
        "newcomers.first_day_replies": _("replies in the first 24 hours: %(n)s at most"),
        "newcomers.seconds_between_posts": _("seconds between two posts: %(n)s at least"),
    }
    said = [words % {"n": setting(name)} for name, words in numbers.items()]
    yield Automatic(_("Limits for new members"), "; ".join(said) + ".")
    yield Automatic(
        _("Limits for everybody"),
        _("Threads a day: %(threads)s at most; replies a minute: %(replies)s at most; the same text"
          " is not posted twice within %(minutes)s minutes.",
          threads=setting("limits.threads_per_day"), replies=setting("limits.replies_per_minute"),
          minutes=setting("posts.same_minutes")),
    )  # fmt: skip


@automation.declare
def _of_reports() -> Iterator[Automatic]:
    """What is done once enough is said of something (features.md §4.2), as it is set."""
    yield Automatic(
        _("Posts that many people report"),
        _("A post is hidden until a person has looked at it, once the reports about it weigh "
          "enough. Its author is told, and can change it after %(minutes)s minutes; the "
          "first time, it is then shown again at once.", minutes=setting("reports.edit_minutes")),
        "hide",
    )  # fmt: skip
    yield Automatic(
        _("Newcomers reported for spam"),
        _("When %(people)s people report a newcomer for spam, what the newcomer wrote within a day"
          " is hidden, and they cannot write until a person has looked, %(days)s days at most.",
          people=setting("reports.silence_people"), days=setting("reports.silence_days")),
        "hide",
    )  # fmt: skip
    yield Automatic(
        _("Threads that many people report"),
        _("A thread that at least %(people)s people report heavily is closed for %(hours)s "
          "hours.", people=setting("reports.close_people"),
          hours=setting("reports.close_hours")),
        "limit",
    )  # fmt: skip
    if days := setting("reports.ignored_days"):
        yield Automatic(
            _("What nobody looks at"),
            _("After %(days)s days a case ends by itself: reports are answered, and what was "
              "waiting is not published. This does not apply where somebody may be in danger.",
              days=days),
            "notice",
        )  # fmt: skip
