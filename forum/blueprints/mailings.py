"""What one is mailed: the page of choices, stopping letters from a letter, what comes back."""

from time import time
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import submitted
from forum.forms.base import read
from forum.forms.notifications import BounceForm, DigestForm
from forum.lib import occasions, signing, tokens
from forum.lib.emails import FORGOTTEN, MOST_POINTS
from forum.lib.verdict import Refused
from forum.queries import choices as queries
from forum.queries import mailings
from forum.services import bounces, choices
from forum.web import (
    limit_changes,
    limited,
    member,
    members_only,
    operator,
    render_template,
    tell,
    undo,
    unkept,
    viewer,
    without_token,
)

bp = Blueprint("mailings", __name__)
TOKEN = "<string(minlength=20, maxlength=100):token>"  # noqa: S105 - a place in an address
MOST_EVENTS = 500


@bp.get("/account/notifications")
@members_only
def show() -> Any:
    return _page({})


@bp.post("/account/notifications")
@members_only
def choose() -> Any:
    limit_changes()
    form = read(DigestForm, submitted())
    wanted = {name: str(submitted()[f"event_{name}"]) for name in occasions.BY_NAME
              if f"event_{name}" in submitted()}  # fmt: skip
    if not form:
        return _page(form.errors), 422
    try:
        choices.choose(viewer(), member(), wanted, form.data.digest_days,
                       form.data.is_read_untracked)  # fmt: skip
    except Refused as error:
        undo()
        return _page({error.field: error.message}), 422
    tell(_("Saved."))
    return redirect(links.account("notifications"), 303)


def _page(errors: dict[str, str]) -> str:
    user = member()
    healthy = mailings.is_healthy(user, user.email or "", MOST_POINTS, FORGOTTEN)
    return render_template(
        "accounts/notifications.html", page="notifications", choices=queries.mine(user),
        digests=choices.DIGESTS, digest_days=user.digest_days,
        minutes=queries.minutes_to_track(user), is_read_untracked=user.is_read_untracked,
        is_ill=not healthy, errors=errors,
    )  # fmt: skip


@bp.get(f"/mail/stop/{TOKEN}")
def ask_stop(token: str) -> Any:
    """Only asks: mail programs and scanners fetch links by themselves."""
    limited("mail.stop")
    found = mailings.stop(viewer(), token)
    return unkept(render_template("notifications/stop.html", stop=found, word=token, is_done=False))


@bp.post(f"/mail/stop/{TOKEN}")
@without_token
def stop(token: str) -> Any:
    """One click (RFC 8058): the link itself proves whose it is, so there is no other token."""
    limited("mail.stop")
    found = mailings.stop(viewer(), token)
    choices.stop(viewer(), found.user, found.what)
    return unkept(render_template("notifications/stop.html", stop=found, word=token, is_done=True))


@bp.post("/mail/events/<string(maxlength=100):token>")
@without_token
def events(token: str) -> Any:
    """From the mail provider: {"address": …, "kind": "soft", "hard" or "complaint"}, or a list."""
    limited("mail.events")
    secret = current_app.config["FORUM"]["FORUM_MAIL_EVENTS_SECRET"]
    if not secret or not tokens.same(token, secret):
        abort(404)
    if not _is_signed():
        abort(401)
    sent = request.get_json(silent=True)
    told = sent if isinstance(sent, list) else [sent]
    forms = [read(BounceForm, one) for one in told[:MOST_EVENTS] if isinstance(one, dict)]
    if not forms or not all(forms):
        abort(400)
    for form in forms:
        bounces.note_bounce(operator(), form.data.address, form.data.kind)
    return {"noted": len(forms)}


def _is_signed() -> bool:
    """Where a key is configured: signed by it, over this body, just now, and not taken before."""
    key = current_app.config["FORUM"]["FORUM_MAIL_EVENTS_KEY"]
    if not key:
        return True
    told, moment, said = (request.headers.get(f"Webhook-{name}", "")
                          for name in ("Id", "Timestamp", "Signature"))  # fmt: skip
    return (
        bool(told)
        and signing.is_right(key, told, moment, request.get_data(), said, time())
        and bounces.take(operator(), told)
    )
