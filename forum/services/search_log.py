"""What was searched for: forgotten when its time is over."""

from datetime import timedelta

from sqlalchemy import delete

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import SearchTerm
from forum.models.columns import utcnow
from forum.policies import searching as policy
from forum.structure import setting


def clean(actor: object) -> None:
    """Forget the days that are older than `search.log_days`."""
    require(policy.can_note(actor))
    last = utcnow().date() - timedelta(days=setting("search.log_days"))
    db.session.execute(delete(SearchTerm).where(SearchTerm.day < last))
