"""What guards the place: watched words, what nobody joins with, incident mode, shared networks."""

from typing import TYPE_CHECKING, Any

from forum.blueprints.api import shapes_of_guarding as shapes
from forum.blueprints.api.frame import route
from forum.forms.base import Form
from forum.forms.guarding import DoorForm, IncidentForm, NetworksForm, TryForm, WordForm
from forum.lib.verdict import require
from forum.policies import guarding as policy
from forum.queries import doors as door_queries
from forum.queries import incidents as incident_queries
from forum.queries import members
from forum.queries import networks as network_queries
from forum.queries import words as queries
from forum.services import doors, incidents, networks, words
from forum.services.incidents import Measures
from forum.services.words import Wanted
from forum.web import viewer

if TYPE_CHECKING:
    from forum.models import Incident


@route("GET", "/words", answer=shapes.Words, scope="moderate")
def list_words() -> Any:
    """Every watched word, with how often it was met."""
    return {"items": queries.every(viewer())}


@route("POST", "/words", answer=shapes.Id, status=201, scope="moderate", body=WordForm)
def add_word(sent: WordForm) -> Any:
    """Watch a word or a pattern (RE2)."""
    return words.add(viewer(), _wanted(sent))


@route("PUT", "/words/<int:word_id>", scope="moderate", body=WordForm)
def change_word(word_id: int, sent: WordForm) -> None:
    """Watch it otherwise."""
    words.change(viewer(), queries.get(viewer(), word_id), _wanted(sent))


@route("DELETE", "/words/<int:word_id>", scope="moderate")
def remove_word(word_id: int) -> None:
    """Watch it no longer. What it held still waits."""
    words.remove(viewer(), queries.get(viewer(), word_id))


@route("POST", "/words/rehearsal", answer=shapes.Rehearsal, scope="moderate", body=WordForm,
       is_look=True)  # fmt: skip
def rehearse_word(sent: WordForm) -> Any:
    """What a rule would have done in the last 30 days. Writes nothing."""
    wanted = words.check(viewer(), _wanted(sent))
    return queries.rehearsal(viewer(), wanted.text, wanted.is_pattern, wanted.action)


@route("POST", "/words/try", answer=shapes.Tried, scope="moderate", body=TryForm, is_look=True)
def try_words(sent: TryForm) -> Any:
    """Which rules meet a text. Writes nothing."""
    found = queries.tried(viewer(), sent.text)
    return {"items": [{"action": rule.action, "rule": rule.text, "found": passage}
                      for rule, passage in found]}  # fmt: skip


def _wanted(sent: WordForm) -> Wanted:
    require(policy.can_watch(viewer()))
    return Wanted(**sent.model_dump(exclude={"rehearse"}))


@route("GET", "/doors", answer=shapes.Doors, scope="moderate")
def list_doors() -> Any:
    """What nobody joins with: addresses, domains, networks, names."""
    return {"items": [row[0] for row in door_queries.every(viewer())]}


@route("POST", "/doors", answer=shapes.Id, status=201, scope="moderate", body=DoorForm)
def add_door(sent: DoorForm) -> Any:
    """Block it at the door, for so many `days`; 0: for good."""
    require(policy.can_block(viewer()))
    return doors.add(viewer(), sent.kind, sent.text, sent.note, sent.days)


@route("DELETE", "/doors/<int:rule_id>", scope="moderate")
def remove_door(rule_id: int) -> None:
    """People can join with it again."""
    doors.remove(viewer(), door_queries.get(viewer(), rule_id))


@route("GET", "/incidents", answer=shapes.Incidents, scope="moderate")
def list_incidents() -> Any:
    """Whether the community is guarded now, and the last times it was."""
    rows = [_incident(row[0]) for row in incident_queries.latest(viewer())]
    return {"is_on": incident_queries.now(viewer()) is not None, "items": rows}


def _incident(one: "Incident") -> dict[str, Any]:
    measures = {name: one.measures.get(name, default) for name, default in
                (("holds", False), ("closes", False), ("slow_seconds", 0))}  # fmt: skip
    return {"id": one.id, "begun_at": one.starts_at, "until": one.ends_at,
            "ended_at": one.ended_at, "message": one.message, **measures}  # fmt: skip


@route("POST", "/incidents", scope="moderate", body=IncidentForm)
def begin_incident(sent: IncidentForm) -> None:
    """Guard the community for so many `hours`: hold what newcomers write, slow everything down,
    close the door; `message` stands above every page."""
    require(policy.can_guard(viewer()))
    measures = Measures(sent.holds, sent.slow_seconds, sent.closes)
    incidents.begin(viewer(), sent.hours, measures, sent.message)


@route("POST", "/incidents/end", scope="moderate", body=Form)
def end_incident(sent: Form) -> None:
    "Everything is back to normal."
    incidents.end(viewer())


@route("POST", "/networks", answer=shapes.Networks, scope="moderate", body=NetworksForm,
       is_secret=True)  # fmt: skip
def look_at_networks(sent: NetworksForm) -> Any:
    """Which accounts share a network, one member's or all. Each look is in the staff log."""
    require(policy.can_see_networks(viewer()))
    name = sent.name.removeprefix("@")
    user = members.one(viewer(), name) if name else None
    networks.look(viewer(), sent.reason, user)
    return {"items": network_queries.shared(viewer(), user)}
