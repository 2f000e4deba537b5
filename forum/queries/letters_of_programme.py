"""What the letters about the ambassador programme say, read when they are sent."""
# ruff: noqa: E501 - sentences stand whole

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from forum import links
from forum.extensions import db
from forum.models import Candidacy, Programme, ProgrammeGrant, User, Viewer

Said = tuple[str, tuple[str, ...], str]  # subject, paragraphs, the words on the button


@dataclass(frozen=True, slots=True)
class About:
    what: str
    programme: str
    owner_id: int
    who: str
    href: str
    message: str
    ends_on: Any


def about(
    viewer: Viewer, what: str, candidacy_id: int | None, grant_id: int | None
) -> About | None:
    """Nothing, when what the letter is about is gone."""
    candidacy = db.session.get(Candidacy, candidacy_id or 0)
    grant = db.session.get(ProgrammeGrant, grant_id or 0)
    thing = grant or candidacy
    if thing is None:
        return None
    programme = db.session.get_one(Programme, thing.programme_id)
    person = db.session.get_one(User, thing.user_id)
    href = links.ambassadors("mine")
    if what in {"welcome", "undecided"}:
        href = links.ambassadors("review")
    elif what == "not_now":
        href = links.ambassadors()
    message = ""
    if what == "declined" and candidacy:
        message = candidacy.message
    if what == "revoked" and grant:
        message = grant.end_reason
    ends_on = grant.ends_at if grant else None
    return About(what, programme.name, programme.owner_id, person.display_name, href, message,
                 ends_on)  # fmt: skip


def said(viewer: Viewer, it: About) -> Said:
    """Subject, paragraphs and button, in the language that is set now."""
    day = format_date(it.ends_on, "long") if it.ends_on else ""
    return _SAID[it.what](it, day)


_SAID: dict[str, Callable[[About, str], Said]] = {
    "nominated": lambda it, day: (
        _("Somebody thinks you would be a good ambassador"),
        (_("A member has proposed you for %(programme)s. Nothing happens without you: read what it is about, and say yes or no.", programme=it.programme),
         _("If you do nothing, the proposal lapses after 14 days.")),
        _("Read and answer")),
    "received": lambda it, day: (
        _("Your application has arrived"),
        (_("Thank you for applying. People of the team read it, and you will have an answer within 21 days, whatever it is."),),
        _("See where it stands")),
    "declined": lambda it, day: (
        _("About your application"),
        (_("Thank you for your patience. This time the answer is no, and here is why:"), it.message),
        _("See where it stands")),
    "not_now": lambda it, day: (
        _("About your nomination: not now"),
        (_("The member you proposed does not become an ambassador now. Thank you for thinking of them."),),
        _("About the programme")),
    "offered": lambda it, day: (
        _("Would you like to be an ambassador?"),
        (_("The team would be glad to have you in %(programme)s. Read the terms, and accept or decline within 21 days.", programme=it.programme),
         _("It is voluntary, and you may stop at any time.")),
        _("Read the terms")),
    "renewal": lambda it, day: (
        _("Would you like another term?"),
        (_("Your term ends on %(day)s. If you want to go on, one click is enough; if not, nothing has to be done.", day=day),),
        _("Have a look")),
    "renewed": lambda it, day: (
        _("Your term is renewed"),
        (_("Your next term begins where this one ends, on %(day)s. Thank you.", day=day),),
        _("See your page")),
    "grace": lambda it, day: (
        _("Your term as an ambassador is over"),
        (_("It ended on %(day)s, and nobody has decided yet. For 30 days your badge stays, and you can still go on.", day=day),),
        _("Go on, or not")),
    "expired": lambda it, day: (
        _("Thank you for being an ambassador"),
        (_("Your time as an ambassador has come to its end. What you wrote keeps its label. You can be shown among the alumni, if you like."),),
        _("Choose")),
    "left": lambda it, day: (
        _("Thank you for being an ambassador"),
        (_("You are no ambassador any more, as you wished. Thank you for all you have done."),),
        _("See your page")),
    "paused": lambda it, day: (
        _("Your time as an ambassador is paused"),
        (_("It goes on when you can write here again; the term runs on meanwhile."),),
        _("See your page")),
    "revoked": lambda it, day: (
        _("Your time as an ambassador was ended"),
        (_("Two people of the team have decided this, for this reason:"), it.message,
         _("If you think it is wrong, answer to the team: it will be looked at again.")),
        _("See your page")),
    "welcome": lambda it, day: (
        _("%(name)s is an ambassador now", name=it.who),
        (_("%(name)s has accepted the terms. Say hello, and ask what they would like to do.", name=it.who),),
        _("To the programme")),
    "undecided": lambda it, day: (
        _("%(name)s: the term is over and nobody has decided", name=it.who),
        (_("It ended on %(day)s. Agree to another term, or let it end.", day=day),),
        _("To the programme")),
}  # fmt: skip
