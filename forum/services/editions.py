"""The sets that come along: what the community knows of them, and taking over what is newer."""

from flask_babel import gettext as _

from forum.extensions import db
from forum.lib import renewals, rulebooks
from forum.lib.verdict import Conflict, Refused, require
from forum.models import GuidelineVersion, StaffAction, User
from forum.policies import guidelines as policy
from forum.queries import editions as queries
from forum.queries import guideline_drafts
from forum.services import beginnings, guidelines


def take(actor: User) -> GuidelineVersion:
    """Write what is newer into a draft of the guidelines, which a second person approves like any
    other. What the community says in its own words stays as it is. Raises Refused."""
    require(policy.can_manage(actor))
    newer = beginnings.rulebook(queries.language(actor)).rules
    if not queries.is_newer(actor):
        raise Refused(_("There is nothing new."))
    draft = guidelines.begin(actor, guideline_drafts.community(actor))
    if draft.state == "in_review":
        raise Conflict(_("A colleague has proposed guidelines: answer them first."))
    guidelines.hold(actor, draft)
    known, now = queries.then(actor), guideline_drafts.rules(actor, draft)
    taken = [one.title for one in renewals.steps(known, newer, now) if not one.stays]
    guidelines.rewrite(actor, draft, renewals.renewed(known, newer, now))
    if not draft.change_note:
        said = _("The set that comes with the forum has changed: %(titles)s.",
                 titles=", ".join(taken))  # fmt: skip
        draft.change_note = said[:1000]
    _settled(actor, "take-guideline-news")
    return draft


def leave(actor: User) -> None:
    """Everything stays as it is, and nobody is told of this edition again. Raises Refused."""
    require(policy.can_manage(actor))
    if not queries.is_newer(actor):
        raise Refused(_("There is nothing new."))
    _settled(actor, "leave-guideline-news")


def _settled(actor: User, verb: str) -> None:
    beginnings.know(actor, queries.language(actor))
    details = {"edition": rulebooks.edition()}
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details))
    db.session.flush()
