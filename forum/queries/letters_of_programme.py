"""What members and the team are told of the ambassador programme: whom, where it leads, and the
letter, read when it is sent."""
# ruff: noqa: E501 - sentences stand whole

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from forum import links
from forum.extensions import db
from forum.models import (
    Candidacy,
    CandidacyReview,
    GroupMember,
    Programme,
    ProgrammeGrant,
    User,
    Viewer,
)
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.policies import ambassadors as policy
from forum.queries import advice, audiences

# For who runs the programme; for everybody who decides: until the step they wait for is taken.
TO_OWNER = ("welcome", "undecided")
TO_TEAM = ("screening", "review", "revoking", "agreed", "advised")
# What others decided about whom it concerns, who is told of it whatever they chose.
DECIDED = ("offered", "declined", "paused", "renewed", "expired", "revoked")
MOST = 50  # colleagues who are told
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
    href = path(viewer, what)
    message = ""
    if what == "declined" and candidacy:
        message = candidacy.message
    if what == "revoked" and grant:
        message = grant.end_reason
    ends_on = grant.ends_at if grant else None
    return About(what, programme.name, programme.owner_id, person.display_name, href, message,
                 ends_on)  # fmt: skip


def path(viewer: Viewer, what: str) -> str:
    """Where it leads."""
    if what in (*TO_OWNER, *TO_TEAM):
        return links.ambassadors("review")
    if what == "advise":
        return links.ambassadors("advice")
    return links.ambassadors() if what == "not_now" else links.ambassadors("mine")


def hearing(
    viewer: Viewer | None, what: str, user_id: int | None, candidacy_id: int | None,
    grant_id: int | None, actor_id: int | None = None,
) -> list[User]:  # fmt: skip
    """Whom it concerns now: the member themselves, or those of the team whose turn it is.

    Nobody of the team hears of themselves or of somebody they nominated, and nobody what they did.
    """
    candidacy = db.session.get(Candidacy, candidacy_id or 0)
    grant = db.session.get(ProgrammeGrant, grant_id or 0)
    thing = grant or candidacy
    if thing is None or not _waits(what, candidacy, grant):
        return []
    if what == "advise" and not _is_asked(candidacy, user_id):
        return []
    if user_id is not None:
        return list(audiences.present(viewer, [user_id], also_suspended=True).values())
    if what in TO_OWNER:
        ids = [db.session.get_one(Programme, thing.programme_id).owner_id]
    else:
        ids = list(db.session.scalars(
            select(GroupMember.user_id).where(GroupMember.group_id.in_((ADMINS, COMMUNITY_MANAGERS)))
            .distinct().order_by(GroupMember.user_id).limit(MOST)
        ))  # fmt: skip
    apart = {actor_id, candidacy.nominator_id if candidacy else None}
    return [
        user for user in audiences.present(viewer, ids).values()
        if user.id not in apart and policy.can_review(user, thing.user_id)
    ]  # fmt: skip


def _is_asked(candidacy: Candidacy | None, user_id: int | None) -> bool:
    """Whether an ambassador's advice is still wanted, and they have not given it."""
    own = (
        db.session.get(CandidacyReview, (candidacy.id, user_id)) if candidacy and user_id else None
    )
    user = db.session.get(User, user_id or 0)
    if candidacy is None or own is None or user is None or own.vote != policy.ASKED:
        return False
    return bool(advice.can_advise(user, candidacy))


def _waits(what: str, candidacy: Candidacy | None, grant: ProgrammeGrant | None) -> bool:
    """Whether there is still something to do about it; what is only news stays news."""
    if candidacy is not None and what in {"nominated", "screening", "review"}:
        return candidacy.state == what
    if candidacy is not None and what in {"advise", "advised"}:
        return candidacy.state == "review"
    if grant is None:
        return True
    waits = {
        "offered": grant.state == "offered",
        "undecided": grant.state == "grace",
        "revoking": grant.revoking_id is not None and grant.state != "revoked",
        "agreed": grant.renewal_agreed_at is not None and grant.renewal_staff_id is None,
    }
    return waits.get(what, True)


def filled(viewer: Viewer | None, it: About) -> dict[str, Any]:
    """All that its letter is made from, in the language that is set now."""
    return {"said": _SAID[it.what](it, _day(it)), "programme": it.programme, "who": it.who,
            "why": it.message, "due": _day(it)}  # fmt: skip


def _day(it: About) -> str:
    if isinstance(it.ends_on, str):  # said already
        return it.ends_on
    return format_date(it.ends_on, "long") if it.ends_on else ""


_SAID: dict[str, Callable[[About, str], Said]] = {
    "nominated": lambda it, day: (
        _("Somebody thinks you would be a good ambassador"),
        (_("A member has proposed you for %(programme)s. Nothing happens without you: read what it is about, and say yes or no.", programme=it.programme),
         _("If you do nothing, the proposal lapses after 14 days.")),
        _("Read and answer")),
    "received": lambda it, day: (
        _("Your application has arrived"),
        (_("Thank you for applying. People on the team read your application, and you will "
           "have an answer within 21 days, whatever it is."),),
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
         _("It is voluntary, and you can stop at any time.")),
        _("Read the terms")),
    "renewal": lambda it, day: (
        _("Would you like another term?"),
        (_("Your term ends on %(day)s. If you want to go on, one click is enough; if not, "
           "you need not do anything.", day=day),),
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
        (_("Your time as an ambassador has come to an end. What you wrote keeps its label. "
           "If you like, you can be listed among the alumni."),),
        _("Choose")),
    "left": lambda it, day: (
        _("Thank you for being an ambassador"),
        (_("You are no longer an ambassador, as you wished. Thank you for all you have done."),),
        _("See your page")),
    "paused": lambda it, day: (
        _("Your time as an ambassador is paused"),
        (_("It continues when you can write here again; the term keeps running in the meantime."),),
        _("See your page")),
    "revoked": lambda it, day: (
        _("Your time as an ambassador was ended"),
        (_("Two people of the team have decided this, for this reason:"), it.message,
         _("If you think this is wrong, reply to the team: it will be looked at again.")),
        _("See your page")),
    "welcome": lambda it, day: (
        _("%(name)s is an ambassador now", name=it.who),
        (_("%(name)s has accepted the terms. Say hello, and ask what they would like to do.", name=it.who),),
        _("To the programme")),
    "undecided": lambda it, day: (
        _("%(name)s: the term is over and nobody has decided", name=it.who),
        (_("It ended on %(day)s. Agree to another term, or let it end.", day=day),),
        _("To the programme")),
    "screening": lambda it, day: (
        _("A candidate waits to be looked at"),
        (_("%(name)s has applied for %(programme)s, and the score is ready. Look at the "
           "requirements, and let them into review or decline.", name=it.who, programme=it.programme),),
        _("To the candidates")),
    "review": lambda it, day: (
        _("A candidate waits for your vote"),
        (_("%(name)s is in review for %(programme)s. Two people on the team decide; say so "
           "if you are too close to them.", name=it.who, programme=it.programme),),
        _("To the candidates")),
    "advise": lambda it, day: (
        _("Your advice is wanted"),
        (_("The team would like to know what you think of somebody who may become an "
           "ambassador. It is only asking for advice: the team decides, and nobody else "
           "reads what you write."),
         _("Please keep to yourself that you were asked, and about whom. You do not have to "
           "answer.")),
        _("See about whom")),
    "advised": lambda it, day: (
        _("An ambassador has given advice"),
        (_("There is advice on %(name)s, who is in review for %(programme)s. The team decides.", name=it.who, programme=it.programme),),
        _("To the candidates")),
    "revoking": lambda it, day: (
        _("A second person is needed"),
        (_("A colleague proposes to end the term of %(name)s. It happens only if somebody else agrees.", name=it.who),),
        _("To the programme")),
    "agreed": lambda it, day: (
        _("%(name)s would like another term", name=it.who),
        (_("The term ends on %(day)s. It is renewed once somebody on the team agrees.", day=day),),
        _("To the programme")),
}  # fmt: skip
