"""Invitations: one's own, making and taking them back; everybody's, for admins."""

from typing import Any

from forum import links
from forum.blueprints.api import shapes_of_community as shapes
from forum.blueprints.api.answering import cursor
from forum.blueprints.api.frame import needs, route
from forum.forms.api import PageQuery
from forum.forms.invites import InviteForm
from forum.lib.verdict import require
from forum.policies import invites as policy
from forum.queries import invites as queries
from forum.queries.meta import absolute
from forum.services import invites
from forum.web import member, viewer


@route("GET", "/invites", answer=shapes.Invites, scope="private", query=PageQuery)
def list_invites(asked: PageQuery) -> Any:
    """The account's own, without the links: these are shown once."""
    page = queries.own(viewer(), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("POST", "/invites", answer=shapes.NewInvite, status=201, scope="private", body=InviteForm,
       rate="account.change", is_secret=True)  # fmt: skip
def make_invite(sent: InviteForm) -> Any:
    """Make one. The answer has its link, this once."""
    require(policy.can_invite(viewer()))
    invite, token = invites.make(member(), invites.Asked(**sent.model_dump()))
    return {"id": invite.id, "url": absolute(links.invite(token)), "expires_at": invite.expires_at}


@route("DELETE", "/invites/<int:invite_id>", scope="private", rate="account.change")
def revoke_invite(invite_id: int) -> None:
    """Nobody joins by it any more. The team: anybody's, with the scope `arrange`."""
    found = queries.get(viewer(), invite_id)
    if found.creator_id != viewer().id:
        needs("arrange")
    invites.revoke(viewer(), found)


@route("GET", "/invites/all", answer=shapes.Invites, scope="arrange", query=PageQuery)
def list_all_invites(asked: PageQuery) -> Any:
    """Everybody's, with the addresses that some are for."""
    page = queries.everybodys(viewer(), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}
