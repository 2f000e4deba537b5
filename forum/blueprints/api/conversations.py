"""Private conversations: the list, one, beginning one, writing, leaving; asking the team."""

from typing import Any

from forum.blueprints.api import shapes_of_community as community
from forum.blueprints.api import shapes_of_people as shapes
from forum.blueprints.api.answering import cursor
from forum.blueprints.api.frame import needs, route
from forum.forms.api import (
    MessagesQuery,
    NewMessage,
    NewReport,
    NewTalk,
    PageQuery,
    Question,
    TeamQuery,
)
from forum.forms.base import Form
from forum.forms.conversations import AddForm
from forum.lib.verdict import require
from forum.policies import conversations as policy
from forum.policies import reports as report_policy
from forum.queries import conversations as queries
from forum.queries import posts, recipients
from forum.queries import report_reasons as reasons
from forum.services import conversations, message_reports
from forum.services.filing import Said
from forum.web import viewer

MESSAGE = "/conversations/<int:conversation_id>/messages/<int:number>"


@route("GET", "/conversations", answer=shapes.Conversations, scope="private", query=PageQuery)
def list_conversations(asked: PageQuery) -> Any:
    """Those the account is in, where something was written last first."""
    require(policy.can_have(viewer()))
    page = queries.mine(viewer(), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("GET", "/conversations/<int:conversation_id>/messages", answer=shapes.Messages,
       scope="private", query=MessagesQuery)  # fmt: skip
def list_messages(conversation_id: int, asked: MessagesQuery) -> Any:
    """Its last messages; `next` leads to the earlier ones."""
    page = queries.messages(viewer(), _opened(conversation_id), asked.after)
    return {"items": page.messages, "next": cursor(page.earlier_href)}


@route("POST", "/conversations", answer=shapes.Sent, status=201, scope="private", body=NewTalk)
def start_conversation(sent: NewTalk) -> Any:
    """Write to members."""
    people = recipients.named(viewer(), sent.to)
    post = posts.get(viewer(), sent.post) if sent.post else None
    talk = conversations.start(viewer(), people, sent.body, sent.title, post)
    return {"conversation_id": talk.id, "number": 1}


@route("POST", "/conversations/team", answer=shapes.Sent, status=201, scope="private",
       body=Question)  # fmt: skip
def ask_team(sent: Question) -> Any:
    """Ask the team."""
    require(policy.can_ask(viewer()))
    post = posts.get(viewer(), sent.post) if sent.post else None
    talk = conversations.ask(viewer(), sent.body, sent.title, post, is_direct=sent.is_direct)
    return {"conversation_id": talk.id, "number": 1}


@route("POST", "/conversations/<int:conversation_id>/messages", answer=shapes.Sent, status=201,
       scope="private", body=NewMessage)  # fmt: skip
def write(conversation_id: int, sent: NewMessage) -> Any:
    """Write into a conversation."""
    made = conversations.write(viewer(), _opened(conversation_id).conversation, sent.body)
    return {"conversation_id": made.conversation_id, "number": made.number}


@route("POST", "/conversations/<int:conversation_id>/"
       "<any(mute, unmute, leave, solve, assign, unassign):verb>",
       scope="private", body=Form)  # fmt: skip
def change_conversation(conversation_id: int, verb: str, sent: Form) -> None:
    """Be told of it no more, or again; leave it; for the team: it is solved, one looks after it, or
    not any more."""
    conversation = _opened(conversation_id).conversation
    if verb in {"mute", "unmute"}:
        conversations.mute(viewer(), conversation, verb == "mute")
    elif verb in {"assign", "unassign"}:
        conversations.assign(viewer(), conversation, verb == "assign")
    else:
        (conversations.leave if verb == "leave" else conversations.solve)(viewer(), conversation)


@route("POST", "/conversations/<int:conversation_id>/people", scope="private", body=AddForm)
def add_people(conversation_id: int, sent: AddForm) -> None:
    """Bring members in; `to` are names with commas between them."""
    opened = _opened(conversation_id)
    for user in recipients.named(viewer(), sent.to):
        conversations.add(viewer(), opened.conversation, user)


@route("GET", "/conversations/team", answer=shapes.Conversations, scope="moderate",
       query=TeamQuery)  # fmt: skip
def list_questions(asked: TeamQuery) -> Any:
    """What members ask the team."""
    require(policy.can_tend(viewer()))
    page = queries.of_team(viewer(), asked.state, asked.is_mine, asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("GET", f"{MESSAGE}/report-reasons", answer=community.Reasons, scope="private")
def list_reasons_of_message(conversation_id: int, number: int) -> Any:
    """For what a message can be reported."""
    message = queries.numbered(viewer(), queries.get(viewer(), conversation_id), number)
    return {"items": reasons.of_message(viewer(), message.author_id, message.created_at)}


@route("POST", f"{MESSAGE}/reports", answer=community.MaybeReference, status=201, scope="private",
       body=NewReport, rate="report.member")  # fmt: skip
def report_message(conversation_id: int, number: int, sent: NewReport) -> Any:
    """Report one message: the team can read this one then, and no other."""
    opened = queries.get(viewer(), conversation_id)
    message = queries.numbered(viewer(), opened, number)
    require(policy.can_report(viewer(), opened.conversation, opened.place, message)
            and report_policy.can_file(viewer()))  # fmt: skip
    made = message_reports.report(viewer(), opened, message, Said(**sent.model_dump()))
    return {"reference": made.reference if made else ""}


def _opened(conversation_id: int) -> queries.Opened:
    """One's own, or what somebody asked the team, which is work of moderators."""
    opened = queries.get(viewer(), conversation_id)
    if opened.place is None:
        needs("moderate")
    return opened
