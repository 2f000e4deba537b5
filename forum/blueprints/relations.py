"""Following, muting and blocking members, and what one lets others see and do."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.people import PrivacyForm
from forum.lib import addresses
from forum.lib.verdict import Refused
from forum.policies import relations as policy
from forum.queries import members
from forum.queries import relations as queries
from forum.services import profiles, relations
from forum.web import limit_changes, member, members_only, render_template, tell, viewer

bp = Blueprint("relations", __name__)
bp.before_request(limit_changes)

_VERBS = {
    "follow": relations.follow,
    "unfollow": relations.unfollow,
    "mute": relations.mute,
    "block": relations.block,
    "part": relations.part,
}


@bp.post("/m/<name>/<any(follow, unfollow, mute, block, part):verb>")
@members_only
def change(name: str, verb: str) -> Any:
    """Back to where the button was, if it says so."""
    user = members.one(viewer(), name)
    _VERBS[verb](viewer(), user)
    tell(_told(verb, user.display_name))
    return redirect(addresses.local(request.args.get("next"), links.member(user.name)), 303)


def _told(verb: str, name: str) -> Any:
    if verb == "follow":
        return _("You are now following %(name)s.", name=name)
    if verb == "unfollow":
        return _("You are no longer following %(name)s.", name=name)
    if verb == "mute":
        return _("%(name)s is muted: their posts are folded, for you alone.", name=name)
    if verb == "block":
        return _("%(name)s is blocked. They are not told.", name=name)
    return _("%(name)s is neither muted nor blocked now.", name=name)


@bp.get("/account/people", defaults={"which": "following"})
@bp.get("/account/people/<any(muted, blocked):which>")
@members_only
def people(which: str) -> Any:
    found = queries.page(viewer(), which, request.args.get("after"))
    return render_template("accounts/people.html", page="people", which=which, found=found)


@bp.get("/account/privacy")
@members_only
def privacy() -> Any:
    user = member()
    return _page(blank(**{name: getattr(user, name) for name in PrivacyForm.model_fields}))


@bp.post("/account/privacy")
@members_only
def change_privacy() -> Any:
    form = read(PrivacyForm, submitted())
    if not form:
        return _page(form), 422
    try:
        profiles.choose_privacy(viewer(), member(), **form.data.model_dump())
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("Saved."))
    return redirect(links.account("privacy"), 303)


def _page(form: Typed[Any]) -> str:
    return render_template(
        "accounts/privacy.html", page="privacy", form=form, choices=policy.CHOICES
    )
