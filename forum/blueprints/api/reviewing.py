"""The team's side of the ambassador programme: candidates, terms, flags, perks, the programme."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from forum.blueprints.api import shapes_of_programme as shapes
from forum.blueprints.api.frame import route
from forum.forms.ambassadors import (
    AskAdviceForm,
    AwardForm,
    CheckInForm,
    DeclineForm,
    FlagForm,
    PerkForm,
    ProgrammeForm,
    ReasonForm,
    TierForm,
    VoteForm,
)
from forum.forms.base import Form
from forum.lib.verdict import Denied, require
from forum.policies import ambassadors as policy
from forum.queries import advice as advice_queries
from forum.queries import ambassadors, programme_effect
from forum.queries import reviewing as queries
from forum.services import advice, candidacies, check_ins, grants, integrity, programmes
from forum.web import member, viewer

if TYPE_CHECKING:
    from forum.models import Candidacy, Programme, ProgrammeGrant, User

CANDIDATE = "/ambassadors/candidates/<int:candidacy_id>"
GRANT = "/ambassadors/terms/<int:grant_id>"
DECIDES: dict[str, Callable[["User", "Candidacy"], Any]] = {
    "admit": candidacies.admit, "approve": candidacies.approve, "retract": candidacies.retract,
}  # fmt: skip
TENDS: dict[str, Callable[["User", "ProgrammeGrant"], Any]] = {
    "confirm": grants.confirm, "drop_revocation": grants.drop_revocation, "revoke": grants.revoke,
}  # fmt: skip


@route("GET", "/ambassadors/console", answer=shapes.Console, scope="moderate")
def get_console() -> Any:
    """Who applied, who is proposed, who serves, and what looks odd."""
    require(policy.can_review(viewer()))
    return queries.console(viewer(), ambassadors.current(viewer()))


@route("GET", CANDIDATE, answer=shapes.Candidate, scope="moderate")
def get_candidate(candidacy_id: int) -> Any:
    """One with what they wrote, the votes, and the advice of ambassadors."""
    found = queries.candidacy(viewer(), candidacy_id)
    shown = queries.candidate(viewer(), found)
    given = advice_queries.of(viewer(), found)
    names = shapes.Candidate.model_fields.keys() - {"advice", "askable"}
    return {**{name: getattr(shown, name) for name in names},
            "advice": given.given, "askable": given.askable}  # fmt: skip


@route("PUT", f"{CANDIDATE}/vote", scope="moderate", body=VoteForm)
def vote_on_candidate(candidacy_id: int, sent: VoteForm) -> None:
    """Vote, with marks from 1 to 5 and a comment."""
    found = queries.candidacy(viewer(), candidacy_id)
    candidacies.vote(member(), found, sent.vote, sent.rubric, sent.comment)


@route("POST", f"{CANDIDATE}/<any(admit, approve, retract):verb>", scope="moderate", body=Form)
def decide_on_candidate(candidacy_id: int, verb: str, sent: Form) -> None:
    """Let them be reviewed; offer them a term; take one's own vote back."""
    DECIDES[verb](member(), queries.candidacy(viewer(), candidacy_id))


@route("POST", f"{CANDIDATE}/decline", scope="moderate", body=DeclineForm)
def decline_candidate(candidacy_id: int, sent: DeclineForm) -> None:
    """Decline, with a letter to the candidate."""
    found = queries.candidacy(viewer(), candidacy_id)
    candidacies.decline(member(), found, sent.code, sent.message)


@route("POST", f"{CANDIDATE}/advice", scope="moderate", body=AskAdviceForm)
def ask_for_advice(candidacy_id: int, sent: AskAdviceForm) -> None:
    """Ask an ambassador; `adviser` is a name."""
    advice.ask(member(), queries.candidacy(viewer(), candidacy_id), sent.adviser)


@route("DELETE", f"{CANDIDATE}/advice/<int:member_id>", scope="moderate")
def unask_for_advice(candidacy_id: int, member_id: int) -> None:
    """Ask them no longer."""
    advice.unask(member(), queries.candidacy(viewer(), candidacy_id), member_id)


@route("GET", GRANT, answer=shapes.Term, scope="moderate")
def get_term(grant_id: int) -> Any:
    """One term with what was given and what was done."""
    return queries.ambassador(viewer(), queries.grant(viewer(), grant_id))


@route("POST", f"{GRANT}/<any(confirm, drop_revocation, revoke):verb>", scope="moderate",
       body=Form)  # fmt: skip
def tend_term(grant_id: int, verb: str, sent: Form) -> None:
    """Confirm the next term; end it as a second person, which the member is told with a statement
    of reasons; or leave it after all."""
    TENDS[verb](member(), queries.grant(viewer(), grant_id))


@route("POST", f"{GRANT}/propose_revocation", scope="moderate", body=ReasonForm)
def propose_revocation(grant_id: int, sent: ReasonForm) -> None:
    """Propose to end it; a second person decides."""
    grants.propose_revocation(member(), queries.grant(viewer(), grant_id), sent.reason)


@route("PUT", f"{GRANT}/tier", scope="moderate", body=TierForm)
def set_tier(grant_id: int, sent: TierForm) -> None:
    """In which tier they are; none without one."""
    programmes.set_tier(member(), queries.grant(viewer(), grant_id), sent.tier)


@route("POST", f"{GRANT}/awards", scope="moderate", body=AwardForm)
def award_perk(grant_id: int, sent: AwardForm) -> None:
    """Write down that they were given something."""
    found = queries.grant(viewer(), grant_id)
    programmes.award(member(), found, sent.perk, sent.value_cents, sent.note)


@route("DELETE", "/ambassadors/awards/<int:award_id>", scope="moderate")
def take_back_award(award_id: int) -> None:
    """They were not, or gave it back."""
    owner, found = queries.award(viewer(), award_id)
    programmes.take_back(member(), owner, found)


@route("POST", "/ambassadors/flags/<int:flag_id>", scope="moderate", body=FlagForm)
def resolve_flag(flag_id: int, sent: FlagForm) -> None:
    """Say what became of something that looked odd."""
    found = queries.flag(viewer(), flag_id)
    integrity.resolve(member(), found, sent.resolution, is_harmless=sent.is_harmless)


@route("GET", "/ambassadors/quiet", answer=shapes.QuietOnes, scope="moderate")
def list_quiet() -> Any:
    """Ambassadors who write much less than they used to: somebody may ask how they are."""
    return {"items": programme_effect.quiet(viewer())}


@route("POST", "/ambassadors/check-ins/<int:check_in_id>", scope="moderate", body=CheckInForm)
def note_check_in(check_in_id: int, sent: CheckInForm) -> None:
    """Somebody has asked."""
    found, user_id = programme_effect.check_in(viewer(), check_in_id)
    check_ins.done(member(), found, user_id, sent.note)


@route("PUT", "/ambassadors", scope="arrange", body=ProgrammeForm)
def save_programme(sent: ProgrammeForm) -> None:
    """Say what the programme is, or begin it."""
    require(policy.can_manage(viewer()))
    programmes.save(member(), _programme(), **sent.model_dump())


def _programme() -> "Programme | None":
    try:
        return ambassadors.current(viewer())
    except Denied:
        return None


@route("POST", "/ambassadors/perks", answer=shapes.Id, status=201, scope="arrange", body=PerkForm)
def add_perk(sent: PerkForm) -> Any:
    """Something that ambassadors can be given."""
    require(policy.can_manage(viewer()))
    return programmes.add_perk(member(), ambassadors.current(viewer()), **sent.model_dump())


@route("DELETE", "/ambassadors/perks/<int:perk_id>", scope="arrange")
def retire_perk(perk_id: int) -> None:
    """Offer it no longer. What was given stays given."""
    programmes.retire_perk(member(), queries.perk(viewer(), perk_id))
