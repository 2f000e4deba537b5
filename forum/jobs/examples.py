"""A letter with made-up contents, sent to who writes its words."""

from forum import database
from forum.extensions import db
from forum.jobs import mail
from forum.letters import samples
from forum.models import User
from forum.queries import viewers


def send(user_id: int, kind: str, language: str) -> None:
    """To an admin who wants to see the letter where letters are read."""
    with database.unit("read"):
        user = db.session.get(User, user_id)
        if user is None or not user.email:
            return
        viewers.with_groups(None, user)
        made = samples.example(user, kind, language)
    mail.send("test", made, user)
