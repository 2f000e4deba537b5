"""A way in for an admin whom nothing else lets in: a link that the operator makes on the server."""

import logging
from datetime import timedelta

from flask_babel import gettext as _

from forum.extensions import db
from forum.lib.verdict import Conflict, require
from forum.models import StaffAction, User, Viewer
from forum.policies import accounts as policy
from forum.queries import viewers
from forum.services import jobs, sessions, tokens
from forum.services.sessions import Device, Entry

LASTS = timedelta(minutes=15)


def make(actor: Viewer, user: User) -> str:
    """The token of a link that is good once and for 15 minutes. The admin is told by mail."""
    require(policy.can_give_way_in(actor, viewers.with_groups(actor, user)))
    logging.getLogger("forum.sign_in").warning("a link to sign in was made for %s", user.name)
    if user.email:
        jobs.enqueue("mail.notice", user_id=user.id, what="way-in", to=user.email)
    return tokens.issue(actor, user, "way-in", lifetime=LASTS)


def use(actor: Viewer, user: User, token: str, device: Device) -> Entry:
    """Sign in with it; a second factor is asked for all the same. It stands in the log."""
    require(policy.can_sign_in(actor))
    require(policy.can_enter(user))
    if not tokens.use(actor, "way-in", token):
        raise Conflict(_("This link has already been used. Please ask for a new one."))
    db.session.add(StaffAction(actor_id=user.id, verb="sign-in-by-link", user_id=user.id))
    db.session.flush()
    if user.tf_primary_method:
        return Entry(user.fs_uniquifier, None, False)
    return sessions.open_for(user, device, is_strong=True)  # else who lost a passkey stays out
