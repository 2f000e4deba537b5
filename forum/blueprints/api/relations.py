"""Following, muting and blocking members, and whom the account follows, mutes and blocks."""

from typing import Any

from forum.blueprints.api import shapes_of_community as shapes
from forum.blueprints.api.answering import cursor
from forum.blueprints.api.frame import route
from forum.forms.api import PeopleQuery
from forum.forms.base import Form
from forum.queries import members
from forum.queries import relations as queries
from forum.services import relations
from forum.web import viewer

MEMBER = "/members/<string(maxlength=64):name>"
VERBS = {"follow": relations.follow, "unfollow": relations.unfollow, "mute": relations.mute,
         "block": relations.block, "part": relations.part}  # fmt: skip


@route("GET", "/me/people", answer=shapes.People, scope="private", query=PeopleQuery)
def list_people(asked: PeopleQuery) -> Any:
    """Whom the account follows, has muted or has blocked."""
    page = queries.page(viewer(), asked.which, asked.after or None)
    return {"items": page.people, "next": cursor(page.next_href)}


@route("GET", f"{MEMBER}/relation", answer=shapes.Relation, scope="private")
def get_relation(name: str) -> Any:
    """How the account stands to a member. `kind`: mute, block or nothing."""
    return queries.relation(viewer(), members.one(viewer(), name))


@route("POST", f"{MEMBER}/<any(follow, unfollow, mute, block, part):verb>", scope="private",
       body=Form, rate="account.change")  # fmt: skip
def relate(name: str, verb: str, sent: Form) -> None:
    """Follow a member or not any more; mute or block them, or part with both. Nobody tells them."""
    VERBS[verb](viewer(), members.one(viewer(), name))
