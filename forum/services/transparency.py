"""Publishing the figures of a period: by a person, for good (community.md §4.10)."""

from flask_babel import gettext as _

from forum import database
from forum.extensions import db
from forum.lib import published
from forum.lib.markdown import plain
from forum.lib.periods import Period
from forum.lib.verdict import Conflict, Refused, require
from forum.models import StaffAction, TransparencyReport, User, Viewer
from forum.models.columns import utcnow
from forum.policies import transparency as policy
from forum.queries import transparency as queries

LONGEST = 10_000


def publish(actor: Viewer, period: Period, words: str, seen: str) -> TransparencyReport:
    """Publish the figures of `period` with the team's own `words` (Markdown).

    `seen` is Draft.seen of what was read: nobody publishes numbers they have not looked at. What
    is published once stays; publishing the period again is the next number, which corrects it.
    Raises Refused with the field, Conflict when the figures have changed since.
    """
    require(policy.can_publish(actor))
    assert isinstance(actor, User)
    if not period.is_possible or not period.is_over(utcnow()):
        raise Refused(_("The period is not over yet. Its figures can be published when it is."),
                      "until")  # fmt: skip
    words = plain.readable(words).strip()
    if len(words) > LONGEST:
        raise Refused(_("At most %(most)s characters.", most=LONGEST), "words")
    draft = queries.draft(actor, period)
    if draft.seen != seen:
        raise Conflict(_("The figures have changed since you looked. Please look again."))
    made = TransparencyReport(
        starts_at=period.starts_at, ends_at=period.ends_at, figures=draft.figures, words=words,
        number=draft.earlier[0].number + 1 if draft.earlier else 1, published_by_id=actor.id,
        published_at=utcnow().replace(microsecond=0),
    )  # fmt: skip
    made.sha256 = published.digest(queries.contents(actor, made))
    db.session.add(made)
    db.session.flush()
    details = {"report": made.id, "first_day": period.first.isoformat(),
               "last_day": period.last.isoformat(),
               "number": made.number, "sha256": made.sha256}  # fmt: skip
    db.session.add(StaffAction(actor_id=actor.id, verb="publish-figures", details=details))
    database.touch("transparency")
    db.session.flush()
    return made
