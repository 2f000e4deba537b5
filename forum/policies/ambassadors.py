"""The ambassador programme: the two lifecycles as tables, and who may take which step.

The tables are community.md §3.3. What a guard demands stands in `services/lifecycles.py`.
"""

from collections.abc import Collection

from flask_babel import lazy_gettext as _

from forum.lib.machines import NEW, Machine, Step
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import CandidacyReview, User, Viewer
from forum.policies import members, writing

# Who brings an event: the member it is about, any other member, two kinds of people of the brand
# (`staff` may not be the member it is about), or the forum itself, at night.
SELF, MEMBER, STAFF, FORUM = "self", "member", "staff", "forum"

CANDIDACY = Machine(
    "candidacy",
    [
        Step("nominate", (NEW,), "nominated", MEMBER, (
            "programme_open", "not_oneself", "nominations_left", "none_open", "not_serving",
            "no_cooldown", "unaffiliated", "eligible")),
        Step("apply", (NEW,), "applied", SELF, (
            "programme_open", "none_open", "not_serving", "no_cooldown", "of_age", "unaffiliated",
            "eligible")),
        Step("consent", ("nominated",), "applied", SELF,
             ("programme_open", "of_age", "unaffiliated")),
        Step("lapse", ("nominated",), "lapsed", FORUM, ("silent",)),
        Step("screen", ("applied",), "screening", FORUM, ("scored",)),
        Step("admit", ("screening",), "review", STAFF, ("no_flags", "two_reviewers")),
        Step("decline", ("screening", "review"), "declined", STAFF, ("reasoned",)),
        Step("approve", ("review",), "approved", STAFF,
             ("two_yes", "unaffiliated", "not_serving", "place_left")),
        Step("withdraw", ("nominated", "applied", "screening", "review"), "withdrawn", SELF),
    ],
)  # fmt: skip

_SERVING = ("active", "paused", "grace")
GRANT = Machine(
    "grant",
    [
        Step("offer", (NEW,), "offered", STAFF, ("approved", "not_serving")),
        Step("accept", ("offered",), "active", SELF,
             ("terms_current", "offer_open", "not_suspended", "unaffiliated")),
        Step("refuse", ("offered",), "lapsed", SELF),
        Step("lapse", ("offered",), "lapsed", FORUM, ("offer_over",)),
        Step("pause", ("active",), "paused", SELF, ("pause_left",)),
        Step("suspend", ("active",), "paused", FORUM, ("suspended",)),
        Step("resume", ("paused",), "active", SELF, ("not_suspended",)),
        Step("end-pause", ("paused",), "active", FORUM, ("pause_used_up", "not_suspended")),
        Step("open-renewal", ("active",), None, FORUM, ("renewal_open", "not_reminded")),
        # In grace as well: both sides are reminded there because they may still decide.
        Step("agree", ("active", "grace"), None, SELF, ("renewal_open", "terms_current")),
        Step("confirm", ("active", "grace"), None, STAFF, ("renewal_open",)),
        Step("renew", ("active", "grace"), "expired", FORUM,
             ("both_agreed", "conduct", "unaffiliated")),
        Step("begin-grace", ("active",), "grace", FORUM, ("term_over",)),
        Step("expire", ("grace",), "expired", FORUM, ("grace_over",)),
        Step("leave", _SERVING, "retired", SELF),
        Step("propose-revocation", _SERVING, None, STAFF, ("none_proposed", "grounds")),
        Step("drop-revocation", _SERVING, None, STAFF, ("proposed",)),
        Step("revoke", _SERVING, "revoked", STAFF, ("proposed_by_another",)),
        # After an appeal, by somebody who had no part in it (`policies.deciding.can_reverse`).
        Step("reinstate", ("revoked",), "active", STAFF, ("not_serving",)),
    ],
)  # fmt: skip

# Criticising the brand is no reason, and there is none that could stand for it.
DECLINE_CODES = {
    "too-early": _("Too early: a little more time here first"),
    "fit": _("Not the right fit at the moment"),
    "conduct": _("Conduct towards other members"),
    "affiliation": _("A connection that rules it out"),
    "places": _("No free place at the moment"),
    "other": _("Another reason, given below"),
}
DISQUALIFYING = ("employee", "agency", "reseller")
AFFILIATIONS = {
    "": _("None: nobody pays me"),
    "employee": _("I am employed by the brand"),
    "agency": _("I work for an agency of the brand"),
    "reseller": _("I sell the brand's products"),
    "partner": _("I work with the brand as a partner"),
    "paid creator": _("I am paid to write or film about the brand"),
    "competitor": _("I work for a competitor"),
    "family": _("Somebody in my family works for the brand"),
}
# Ambassadors who advise on one candidate, and what stands in their place until they have answered.
MOST_ADVISERS, ASKED = 3, "asked"
RUBRIC = {
    "empathy": _("Empathy"),
    "accuracy": _("Accuracy"),
    "honesty": _("Handles disagreement with the brand honestly"),
    "welcome": _("Welcomes newcomers"),
}


def can_step(actor: Viewer, machine: Machine, event: str, user_id: int) -> Verdict:
    """Bring `event` about the member with `user_id`; whether it is possible now is another matter.

    The forum itself is the actor without an account: the operator behind nightly jobs.
    """
    by = machine.steps[event].by
    if by == FORUM:
        return ALLOW if actor.is_authenticated and not isinstance(actor, User) else NOT_FOUND
    if not isinstance(actor, User):
        return deny(_("Please sign in first."))
    if by == SELF:
        return ALLOW if actor.id == user_id else NOT_FOUND
    if actor.is_suspended:
        return deny(_("Your account is suspended."))
    if by == STAFF:
        return can_review(actor, user_id)
    return ALLOW


def can_review(actor: Viewer, user_id: int = 0) -> Verdict:
    """See candidates, scores, flags and reviews, and decide: community managers and admins.

    Nobody sees or decides their own. To everybody else there is nothing of the kind.
    """
    if not isinstance(actor, User) or not actor.is_staff or actor.is_suspended:
        return NOT_FOUND
    return ALLOW if actor.id != user_id else NOT_FOUND


def can_advise(actor: Viewer, is_serving: bool, asked: CandidacyReview | None) -> Verdict:
    """Say what one thinks of a candidate: an ambassador whom the team has asked.

    `asked` is the row that says so; to everybody else there is nothing of the kind.
    """
    if not isinstance(actor, User) or actor.is_suspended or not is_serving or asked is None:
        return NOT_FOUND
    return ALLOW if asked.reviewer_id == actor.id and not asked.is_staff else NOT_FOUND


def can_manage(actor: Viewer) -> Verdict:
    """Change the programme, its terms and perks."""
    return can_review(actor)


def can_apply(actor: Viewer) -> Verdict:
    """Apply, nominate, answer a nomination: members who are not of the brand themselves."""
    if not isinstance(actor, User):
        return deny(_("Please sign in first."))
    return writing.can_speak(actor)


def can_tend(actor: Viewer) -> Verdict:
    """Do what the forum does at night: the operator."""
    return ALLOW if actor.is_authenticated and not isinstance(actor, User) else NOT_FOUND


def can_see_register(viewer: Viewer) -> Verdict:
    """Who is an ambassador, how one becomes one: everybody who may look at members at all."""
    return members.can_look(viewer)


def can_own(actor: Viewer, user_id: int) -> Verdict:
    """Choose about one's own grant: the register, the alumni badge."""
    return ALLOW if isinstance(actor, User) and actor.id == user_id else NOT_FOUND


def is_disqualifying(kinds: Collection[str]) -> bool:
    return any(kind in DISQUALIFYING for kind in kinds)
