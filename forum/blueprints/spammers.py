"""The page on which a member is said to be a spammer, or not to be one after all."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import submitted
from forum.blueprints.moderation import limit_work
from forum.forms.base import Typed, blank, read
from forum.forms.moderation import SpammerForm
from forum.lib.verdict import require
from forum.policies import spammers as policy
from forum.queries import members
from forum.services import spammers
from forum.web import members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Decision, User

bp = Blueprint("spammers", __name__)
bp.before_request(limit_work)


@bp.get("/m/<name>/spammer")
@members_only
def ask(name: str) -> Any:
    user = members.one(viewer(), name)
    decision = policy.mark_of(user)
    if decision is not None:
        require(policy.can_undo(viewer(), user))
    else:
        require(policy.can_mark(viewer(), user))
    return _page(user, decision, blank())


def _page(user: "User", decision: "Decision | None", form: Typed[Any]) -> str:
    return render_template(
        "members/spammer.html", user=user, decision=decision, form=form,
        why_two=policy.why_two(user), case=policy.case_of(decision),
    )  # fmt: skip


@bp.post("/m/<name>/spammer")
@members_only
def mark(name: str) -> Any:
    user = members.one(viewer(), name)
    form = read(SpammerForm, submitted())
    if not form:
        require(policy.can_mark(viewer(), user))
        return _page(user, None, form), 422
    needs_two = spammers.mark(viewer(), user, form.data.note).restores_at is not None
    done = _("Done. Everything is hidden and the account is closed. You can undo it here.")
    if needs_two:
        done = _("Done for 24 hours. Somebody else on the team has been asked to agree.")
    tell(done)
    return redirect(links.act_on_member(user.name, "spammer"), 303)


@bp.post("/m/<name>/spammer/undo")
@members_only
def undo(name: str) -> Any:
    user = members.one(viewer(), name)
    spammers.undo(viewer(), user)
    tell(_("Everything is as it was. If there are many posts, they take a minute to come back."))
    return redirect(links.member(user.name), 303)
