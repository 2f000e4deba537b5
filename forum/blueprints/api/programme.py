"""The ambassador programme: the register, one's own part in it, advice on candidates."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from forum.blueprints.api import shapes_of_programme as shapes
from forum.blueprints.api.frame import route
from forum.forms.ambassadors import (
    AdviceForm,
    ApplyForm,
    LeaveForm,
    NominateForm,
    TermsForm,
)
from forum.forms.api import ChangedShowing
from forum.forms.base import Form
from forum.lib.verdict import NOT_FOUND, Denied, Refused
from forum.queries import advice as advice_queries
from forum.queries import ambassadors as queries
from forum.queries import members
from forum.services import advice, candidacies, grants
from forum.web import member, viewer

if TYPE_CHECKING:
    from forum.models import Candidacy, ProgrammeGrant, User

VERBS: dict[str, Callable[["User", "ProgrammeGrant"], None]] = {
    "refuse": grants.refuse, "pause": grants.pause, "resume": grants.resume,
}  # fmt: skip


@route("GET", "/ambassadors", answer=shapes.Programme)
def get_programme() -> Any:
    """What the programme is for, its terms, and who is in it."""
    return queries.view(viewer())


@route("GET", "/ambassadors/mine", answer=shapes.Own, scope="private")
def get_own_part() -> Any:
    """The account's own application, term, and what it was given."""
    return queries.mine(member())


@route("POST", "/ambassadors/mine", scope="private", body=ApplyForm, rate="account.change")
def apply(sent: ApplyForm) -> None:
    """Apply."""
    candidacies.apply(member(), queries.current(viewer()), **sent.model_dump())


@route("POST", "/ambassadors/mine/consent", scope="private", body=ApplyForm, rate="account.change")
def consent(sent: ApplyForm) -> None:
    """Somebody nominated the account: agree, with an application of one's own."""
    candidacies.consent(member(), _candidacy(), **sent.model_dump())


@route("DELETE", "/ambassadors/mine", scope="private", rate="account.change")
def withdraw_application() -> None:
    """Take one's application back."""
    candidacies.withdraw(member(), _candidacy())


def _candidacy() -> "Candidacy":
    found = queries.own_candidacy(viewer())
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@route("POST", "/ambassadors/nominations", scope="private", body=NominateForm,
       rate="account.change")  # fmt: skip
def nominate(sent: NominateForm) -> None:
    """Propose a member. They are asked first, and never told by whom."""
    try:
        user = members.get(viewer(), sent.name.removeprefix("@"))
    except Denied:
        raise Refused(_("There is no member with this name."), "name") from None
    candidacies.nominate(member(), queries.current(viewer()), user, sent.reason)


@route("POST", "/ambassadors/mine/<any(refuse, pause, resume):verb>", scope="private", body=Form,
       rate="account.change")  # fmt: skip
def change_own_term(verb: str, sent: Form) -> None:
    """Decline what was offered; pause, and come back."""
    VERBS[verb](member(), _grant())


@route("POST", "/ambassadors/mine/<any(accept, agree):verb>", scope="private", body=TermsForm,
       rate="account.change")  # fmt: skip
def accept_terms(verb: str, sent: TermsForm) -> None:
    """Accept what was offered, or another term: `terms` is the version that the member has read."""
    grant = _grant()
    if sent.terms is None:
        raise Refused(_("Read the terms, and tick the box."), "terms")
    (grants.accept if verb == "accept" else grants.agree)(member(), grant, sent.terms)


@route("POST", "/ambassadors/mine/leave", scope="private", body=LeaveForm, rate="account.change")
def leave_programme(sent: LeaveForm) -> None:
    """Be an ambassador no more."""
    grants.leave(member(), _grant(), sent.reason, sent.as_alumni)


@route("PUT", "/ambassadors/mine/choices", scope="private", body=ChangedShowing,
       rate="account.change")  # fmt: skip
def choose_showing(sent: ChangedShowing) -> None:
    """Whether the register shows one now, and afterwards; what is left out stays."""
    grant = _grant()
    now = {"in_register": grant.is_in_register, "as_alumni": grant.is_alumni_shown}
    grants.choose(member(), grant, **{**now, **sent.model_dump(exclude_none=True)})


def _grant() -> "ProgrammeGrant":
    found = queries.own_grant(viewer())
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@route("GET", "/ambassadors/advice", answer=shapes.Asked, scope="private")
def list_asked_for_advice() -> Any:
    """Candidates about whom the account is asked for advice."""
    return {"items": advice_queries.asked(viewer())}


@route("PUT", "/ambassadors/advice/<int:candidacy_id>", scope="private", body=AdviceForm,
       rate="account.change")  # fmt: skip
def give_advice(candidacy_id: int, sent: AdviceForm) -> None:
    """Give it. The team reads it, and nobody else."""
    found = advice_queries.candidacy(viewer(), candidacy_id)
    advice.give(member(), found, sent.vote, sent.comment)
