"""What the team knows of a member and gives by hand; colleagues who leave the company, names left
over in texts, statements for the EU's database."""

from typing import Any

from forum.blueprints.api import shapes_of_arranging as shapes
from forum.blueprints.api.frame import route
from forum.forms.api import OffBoarding
from forum.forms.base import Form
from forum.forms.people import LevelForm, PartnerForm
from forum.forms.transparency import EuForm
from forum.lib.verdict import require
from forum.policies import affiliations as policy
from forum.policies import transparency as eu_policy
from forum.queries import affiliations as queries
from forum.queries import badges, members, names_left, trust
from forum.queries import eu_statements as eu_queries
from forum.queries import offices as offices_queries
from forum.services import affiliations, departures, eu_statements, offices
from forum.services import trust as levels
from forum.web import viewer

MEMBER = "/members/<string(maxlength=64):name>"


@route("GET", f"{MEMBER}/standing", answer=shapes.StandingOf, scope="arrange")
def get_standing_of(name: str) -> Any:
    """A member's level, badges and why; of which company they are, as a partner of the brand."""
    user = members.one(viewer(), name)
    found, at = offices_queries.view(viewer(), user), trust.standing(viewer(), user)
    return {
        "level": at.level, "is_locked": at.is_locked, "next_level": at.next_level,
        "progress": at.progress, "badges": badges.of_member(viewer(), user),
        "ledger": trust.ledger(viewer(), user), "office": found.office, "byline": found.byline,
        "partner_kind": found.kind, "partner_of": found.organisation,
    }  # fmt: skip


@route("POST", f"{MEMBER}/level", scope="arrange", body=LevelForm)
def set_level(name: str, sent: LevelForm) -> None:
    """Give a level by hand, and say why; `is_locked`: no rule changes it any more."""
    user = members.one(viewer(), name)
    levels.set_level(viewer(), user, sent.level, sent.reason, is_locked=sent.is_locked)


@route("POST", f"{MEMBER}/partner", scope="arrange", body=PartnerForm)
def set_partner(name: str, sent: PartnerForm) -> None:
    """Say of which company somebody is, as a partner of the brand: `kind` is agency, reseller,
    partner, paid creator, or nothing for no more."""
    user = members.one(viewer(), name)
    offices.affiliate(viewer(), user, sent.kind, sent.organisation)


@route("GET", f"{MEMBER}/off-boarding", answer=shapes.HandOver, scope="arrange")
def get_hand_over(name: str) -> Any:
    """What would follow when a colleague leaves the company: conversations, groups, the name."""
    found = queries.hand_over(viewer(), members.one(viewer(), name))
    return {"person": found.person, "byline": found.byline, "open_count": found.open_count,
            "successors": [one for one, _called in found.successors], "groups": found.groups,
            "new_name": found.new_name}  # fmt: skip


@route("POST", f"{MEMBER}/off-boarding", answer=shapes.Count, scope="arrange", body=OffBoarding)
def end_affiliation(name: str, sent: OffBoarding) -> Any:
    """Say that a colleague is with the company until a day. The answer: how many conversations
    went to the `successor`."""
    user = members.one(viewer(), name)
    require(policy.can_end(viewer(), user))
    successor = members.one(viewer(), sent.successor) if sent.successor else None
    known = {one.id for one in queries.hand_over(viewer(), user).groups}
    ends = known & set(sent.groups)
    return {"count": affiliations.end(viewer(), user, sent.until, successor, ends, sent.new_name)}


@route("GET", "/names-left", answer=shapes.NamesLeft, scope="arrange")
def list_names_left() -> Any:
    """Where somebody has to look whether a former member's name still stands."""
    return {"items": names_left.waiting(viewer())}


@route("POST", "/names-left/<int:action_id>", scope="arrange", body=Form)
def check_name_left(action_id: int, sent: Form) -> None:
    """Somebody has looked."""
    departures.check(viewer(), names_left.get(viewer(), action_id))


@route("GET", "/eu-statements", answer=shapes.EuStatements, scope="arrange")
def list_eu_statements() -> Any:
    """Statements that wait for approval, and the files that were made. Nothing is sent anywhere."""
    items = [
        {"id": one.id, "case": one.case, "sent_at": one.sent_at, "is_reversed": one.is_reversed,
         **{name: getattr(one.told, name) for name in
            ("action", "ground", "reference", "facts", "explanation", "category")}}
        for one in eu_queries.waiting(viewer())
    ]  # fmt: skip
    return {"items": items, "files": eu_queries.files(viewer())}


@route("POST", "/eu-statements/<int:number>/approve", scope="arrange", body=EuForm)
def approve_eu_statement(number: int, sent: EuForm) -> None:
    """Let it leave with these words, in the next file."""
    require(eu_policy.can_export(viewer()))
    eu_statements.approve(viewer(), number, sent.facts, sent.explanation, sent.category)


@route("POST", "/eu-statements/<int:number>/leave-out", scope="arrange", body=Form)
def leave_out_eu_statement(number: int, sent: Form) -> None:
    "It will not go into any file."
    eu_statements.leave_out(viewer(), number)


@route("POST", "/eu-statements/files", answer=shapes.Count, scope="arrange", body=Form)
def make_eu_files(sent: Form) -> Any:
    """Put what was approved into files."""
    return {"count": len(eu_statements.make_files(viewer()))}


@route("GET", "/eu-statements/files/<int:number>", answer=shapes.EuContents, scope="arrange")
def get_eu_file(number: int) -> Any:
    """One file, as the EU's database takes it."""
    return {"contents": eu_queries.file(viewer(), number)}
