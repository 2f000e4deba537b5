"""Groups: the list, one with its members, joining and leaving, what owners and the team do."""

from typing import TYPE_CHECKING, Any

from forum.blueprints.api import shapes_of_groups as shapes
from forum.blueprints.api.answering import cursor
from forum.blueprints.api.frame import needs, needs_all, route
from forum.forms.api import PageQuery
from forum.forms.base import Form
from forum.forms.groups import AnswerForm, GroupForm, RequestForm, WhoForm
from forum.lib.verdict import require
from forum.policies import groups as policy
from forum.queries import accounts
from forum.queries import groups as queries
from forum.services import groups
from forum.services.groups import Described
from forum.web import member, viewer

if TYPE_CHECKING:
    from forum.models import Group

GROUP = "/groups/<string(maxlength=64):group>"


@route("GET", "/groups", answer=shapes.Groups)
def list_groups() -> Any:
    """The groups that the account may know of."""
    return {"items": queries.board(viewer())}


@route("GET", GROUP, answer=shapes.Group, query=PageQuery)
def get_group(group: str, asked: PageQuery) -> Any:
    """One with its members; for its owners, with who asks to join."""
    page = queries.page(viewer(), queries.get(viewer(), group), asked.after or None)
    shown = {name: getattr(page.group, name) for name in shapes.GroupInList.model_fields
             if name != "url"}  # fmt: skip
    return {**shown, "url": page.group.href, "members": page.members, "requests": page.requests,
            "may": page.may, "next": cursor(page.next_href)}  # fmt: skip


@route("POST", f"{GROUP}/<any(join, leave, title):verb>", scope="write", body=Form,
       rate="account.change")  # fmt: skip
def take_part(group: str, verb: str, sent: Form) -> None:
    """Join, leave, or show its title beside the name."""
    needs_all()
    found = queries.get(viewer(), group)
    if verb == "title":
        groups.choose_title(viewer(), member(), found)
    else:
        (groups.join if verb == "join" else groups.leave)(viewer(), found)


@route("POST", f"{GROUP}/requests", scope="write", body=RequestForm, rate="account.change")
def ask_to_join(group: str, sent: RequestForm) -> None:
    """Ask its owners to be let in."""
    needs_all()
    found = queries.get(viewer(), group)
    require(policy.can_request(viewer(), found))
    groups.request(viewer(), found, sent.message)


@route("POST", f"{GROUP}/requests/answer", scope="private", body=AnswerForm, rate="account.change")
def answer_request(group: str, sent: AnswerForm) -> None:
    """As an owner: let somebody in who asked, or not. Of other groups the team does it with the
    scope `arrange`."""
    found = _looked_after(group)
    groups.answer(viewer(), found, accounts.typed(viewer(), sent.name), sent.is_welcome)


@route("POST", f"{GROUP}/members/<any(add, remove):verb>", scope="private", body=WhoForm,
       rate="account.change")  # fmt: skip
def change_group_members(group: str, verb: str, sent: WhoForm) -> None:
    """As an owner: put a member in, as an owner or not, or out. Of other groups the team does it
    with the scope `arrange`."""
    found = _looked_after(group)
    user = accounts.typed(viewer(), sent.name)
    if verb == "add":
        groups.add(viewer(), found, user, sent.is_owner)
    else:
        groups.remove(viewer(), found, user)


def _looked_after(slug: str) -> "Group":
    """One's own; others are not one's own, and who is in them may read what is private."""
    found = queries.get(viewer(), slug)
    require(policy.can_manage(viewer(), found))
    if not policy.owns(viewer(), found):
        needs("arrange")
    return found


@route("POST", "/groups", answer=shapes.Slug, status=201, scope="arrange", body=GroupForm)
def make_group(sent: GroupForm) -> Any:
    """A new one."""
    require(policy.can_define(viewer()))
    return groups.define(viewer(), Described(**sent.model_dump()))


@route("PUT", GROUP, answer=shapes.Slug, scope="arrange", body=GroupForm)
def change_group(group: str, sent: GroupForm) -> Any:
    """Change what it is. Its address may change with its name: the answer says which it is."""
    require(policy.can_define(viewer()))
    found = queries.get(viewer(), group)
    return groups.define(viewer(), Described(**sent.model_dump()), found)
