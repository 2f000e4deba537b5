"""What programs leave behind."""

from forum.models import OPERATOR
from forum.services import kept_answers


def clean() -> None:
    """Forget what was answered under keys a day ago."""
    kept_answers.forget(OPERATOR)
