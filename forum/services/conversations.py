"""Private conversations: beginning one, writing, bringing somebody in, leaving.

A message is drawn like a post and shows files like one; its mentions lead to members' pages and are
told to nobody. Nobody is shown how far another has read.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from forum import database, events
from forum.extensions import db
from forum.lib import markdown
from forum.lib.markdown import plain
from forum.lib.verdict import Refused, require
from forum.models import Conversation, Draft, Message, Participant, Post, User, Viewer
from forum.models.columns import utcnow
from forum.policies import abilities
from forum.policies import conversations as policy
from forum.policies import posts as post_policy
from forum.policies.capacities import capacity_of
from forum.queries import programmes, recipients, relations
from forum.services import drafts, newcomers, publishing, rendering, uploads
from forum.structure import setting

LONGEST_TITLE = 100
NOBODYS_CATEGORY = 0  # a message stands in none: links into what not all may read stay text
_SHORT = 20  # characters that one may well write to two people in a row: "Thank you!"
_QUIETLY = {"synchronize_session": False}


def start(
    actor: Viewer,
    people: Sequence[User],
    body: str,
    title: str = "",
    post: Post | None = None,
    submission_key: str | None = None,
) -> Conversation:
    """Begin to write to `people`; `post` (with its thread loaded) is the one that is continued.

    When the team continues with who wrote it, the thread says so and nothing more, and the whole
    team reads on: it is a conversation of its inbox, as if the member had asked (K2).
    The same `submission_key` again gives the same conversation. Raises Denied, Refused.
    """
    require(policy.can_start(actor))
    assert isinstance(actor, User)
    author: User = actor

    def publish() -> Message:
        others = {user.id: user for user in people if user.id != author.id}
        _check_people(author, others)
        if post is not None:
            require(post_policy.can_read(author, post))
            if author.is_staff and post.author_id in others:
                post.is_continued = True
                database.touch(f"thread:{post.thread_id}")
        if post is not None and author.is_staff and list(others) == [post.author_id]:
            return _go_on(author, post, body, title, submission_key)
        everybody = [author.id, *others]
        return _begin(author, "private", everybody, body, title, post, submission_key)

    return _of(_once(author, submission_key, publish))


def ask(
    actor: Viewer,
    body: str,
    title: str,
    post: Post | None = None,
    submission_key: str | None = None,
    is_direct: bool = False,
) -> Conversation:
    """Ask the team: every community manager and admin reads it and can answer.

    `is_direct`: by an ambassador, to whom runs their programme, who looks after it (F4).
    """
    require(policy.can_ask(actor))
    programme = programmes.with_line(actor) if is_direct else None
    assert isinstance(actor, User)
    author: User = actor
    if not plain.fold(title):
        raise Refused(_("Say in a few words what it is about."), "title")

    def publish() -> Message:
        if post is not None:
            require(post_policy.can_read(author, post))
        values = {} if programme is None else {
            "programme_id": programme.id, "assignee_id": programme.owner_id}  # fmt: skip
        return _begin(author, "team", [author.id], body, title, post, submission_key, **values)

    return _of(_once(author, submission_key, publish))


def write(
    actor: Viewer, conversation: Conversation, body: str, submission_key: str | None = None
) -> Message:
    """Add a message. Raises Denied, Refused."""
    require(policy.can_write(actor, conversation, _place(actor, conversation)))
    assert isinstance(actor, User)
    author = actor

    def publish() -> Message:
        if conversation.kind == "private":
            _check_somebody_hears(author, conversation)
        moment = utcnow()
        text = _accepted(author, body, conversation.id, moment)
        changes: dict[str, Any] = {}
        if conversation.kind == "team":
            is_asker = author.id == conversation.starter_id
            changes["state"] = "open" if is_asker else "waiting"
            if not is_asker:
                changes["assignee_id"] = func.coalesce(Conversation.assignee_id, author.id)
        return _add(author, conversation, text, moment, submission_key, changes)

    return _once(author, submission_key, publish)


def leave(actor: Viewer, conversation: Conversation) -> None:
    """Read it no more. What the actor wrote stays with the others."""
    require(policy.can_leave(actor, conversation, _place(actor, conversation)))
    assert isinstance(actor, User)
    _change_place(actor, conversation, left_at=utcnow())
    db.session.execute(
        delete(Draft).where(Draft.user_id == actor.id,
                            Draft.key == f"conversation:{conversation.id}")
    )  # fmt: skip
    events.conversation_left.send(conversation=conversation, user=actor)


def mute(actor: Viewer, conversation: Conversation, is_muted: bool = True) -> None:
    """Be told of nothing in it, or of everything again."""
    require(policy.can_mute(actor, conversation, _place(actor, conversation)))
    _change_place(actor, conversation, is_muted=is_muted)


def add(actor: Viewer, conversation: Conversation, user: User) -> None:
    """Bring `user` in, who then reads all that was written. Raises Denied, Refused."""
    require(policy.can_add(actor, conversation, _place(actor, conversation), _ever(conversation)))
    assert isinstance(actor, User)
    # Whoever adds at the same moment waits here, so that there are never too many.
    db.session.execute(
        update(Conversation).where(Conversation.id == conversation.id)
        .values(highest_number=Conversation.highest_number), execution_options=_QUIETLY,
    )  # fmt: skip
    places = {
        place.user_id: place.left_at
        for place in db.session.scalars(
            select(Participant).where(Participant.conversation_id == conversation.id)
            .execution_options(populate_existing=True)
        )
    }  # fmt: skip
    if user.id in places:
        there = places[user.id] is None
        raise Refused(
            _("%(name)s is already in it.", name=user.display_name) if there
            else _("%(name)s has left this conversation.", name=user.display_name), "to",
        )  # fmt: skip
    if sum(left is None for left in places.values()) >= policy.MOST_PEOPLE:
        raise Refused(_("A conversation has at most %(most)s people.", most=policy.MOST_PEOPLE),
                      "to")  # fmt: skip
    _check_people(actor, {user.id: user})
    db.session.refresh(conversation)
    _join(conversation, [user.id], utcnow())
    db.session.flush()


def solve(actor: Viewer, conversation: Conversation) -> None:
    """What was asked of the team is done; the next answer opens it again."""
    require(policy.can_solve(actor, conversation, _place(actor, conversation)))
    conversation.state = "solved"
    db.session.flush()


def assign(actor: Viewer, conversation: Conversation, is_mine: bool = True) -> None:
    """Look after it, or leave it to everybody again."""
    require(policy.can_assign(actor, conversation))
    conversation.assignee_id = actor.id if is_mine else None
    db.session.flush()


# --- rows ---------------------------------------------------------------------------------------


def _go_on(author: User, post: Post, body: str, title: str, key: str | None) -> Message:
    """One of the team continues with who wrote the post, in the team's inbox."""
    title = title or post.thread.title[:LONGEST_TITLE]
    return _begin(
        author, "team", [post.author_id], body, title, post, key, starter_id=post.author_id,
        assignee_id=author.id, state="waiting",
    )  # fmt: skip


def _begin(
    author: User, kind: str, people: list[int], body: str, title: str, post: Post | None,
    key: str | None, **values: Any,
) -> Message:  # fmt: skip
    """`people` are in it from now on; `values` of a conversation of the team's."""
    moment = utcnow()
    _check_number_today(author, moment)
    title = plain.fold(plain.readable(title))
    if len(title) > LONGEST_TITLE:
        raise Refused(_("A title has at most %(most)s characters.", most=LONGEST_TITLE), "title")
    text = _accepted(author, body, None, moment)
    begun = {
        "kind": kind, "title": title, "starter_id": author.id, "state": "open",
        "post_id": post.id if post else None, "highest_number": 0, "created_at": moment,
        "last_message_at": moment,
    }  # fmt: skip
    conversation = Conversation(**begun | values)
    db.session.add(conversation)
    db.session.flush()
    _join(conversation, people, moment)
    if key:
        drafts.sent(author, "ask" if kind == "team" and author.id in people else "message")
    return _add(author, conversation, text, moment, key, {})


def _join(conversation: Conversation, ids: Sequence[int], at: datetime) -> None:
    db.session.add_all(
        Participant(conversation_id=conversation.id, user_id=user_id, joined_at=at,
                    last_message_at=conversation.last_message_at)
        for user_id in ids
    )  # fmt: skip


def _add(
    author: User,
    conversation: Conversation,
    text: str,
    at: datetime,
    key: str | None,
    changes: dict[str, Any],
) -> Message:
    drawn = rendering.draw(author, author, NOBODYS_CATEGORY, text)
    newcomers.stay_within_files(author, drawn)
    db.session.flush()
    number = db.session.execute(
        update(Conversation).where(Conversation.id == conversation.id)
        .values(highest_number=Conversation.highest_number + 1, last_message_at=at, **changes)
        .returning(Conversation.highest_number), execution_options=_QUIETLY,
    ).scalar_one()  # fmt: skip
    db.session.refresh(conversation)
    has_read = Participant.last_read_number
    db.session.execute(
        update(Participant).where(Participant.conversation_id == conversation.id)
        .values(last_message_at=at,
                last_read_number=case((Participant.user_id == author.id, number), else_=has_read)),
        execution_options=_QUIETLY,
    )  # fmt: skip
    capacity, byline = capacity_of(author, NOBODYS_CATEGORY)
    message = Message(
        conversation_id=conversation.id, number=number, author_id=author.id,
        author_capacity=capacity, author_byline=byline, body=drawn.body, html=drawn.html,
        html_version=markdown.VERSION, submission_key=key, created_at=at,
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()
    uploads.attach_to_message(author, message, drawn.uploads)
    if key:
        drafts.sent(author, f"conversation:{conversation.id}")
    events.message_sent.send(
        message=message, conversation=conversation, to=recipients.told(author, conversation)
    )
    return message


def _once(author: User, key: str | None, publish: Callable[[], Message]) -> Message:
    """What `publish` makes, or the message that was already sent under this submission key."""
    if key and (before := _sent_before(author, key)):
        return before
    try:
        with db.session.begin_nested():
            return publish()
    except (IntegrityError, Refused):
        found = _sent_before(author, key) if key else None
        if found is None:
            raise
        return found


def _sent_before(author: User, key: str) -> Message | None:
    found: Message | None = db.session.scalar(
        select(Message).where(Message.author_id == author.id, Message.submission_key == key)
    )
    return found


def _of(message: Message) -> Conversation:
    return db.session.get_one(Conversation, message.conversation_id)


def _place(actor: Viewer, conversation: Conversation) -> Participant | None:
    found: Participant | None = db.session.scalar(
        select(Participant).where(
            Participant.conversation_id == conversation.id, Participant.user_id == actor.id,
            Participant.left_at.is_(None),
        ).execution_options(populate_existing=True)
    )  # fmt: skip
    return found


def _change_place(actor: Viewer, conversation: Conversation, **values: Any) -> None:
    mine = (Participant.conversation_id == conversation.id, Participant.user_id == actor.id)
    db.session.execute(update(Participant).where(*mine).values(**values))


def _ever(conversation: Conversation) -> int:
    count = select(func.count()).where(Participant.conversation_id == conversation.id)
    return db.session.scalar(count) or 0


# --- what is refused ----------------------------------------------------------------------------


def _accepted(author: User, body: str, conversation_id: int | None, at: datetime) -> str:
    text = publishing.accepted_body(body)
    lately = at - timedelta(minutes=setting("posts.same_minutes"))
    minute = at - timedelta(minutes=1)
    again = Message.body == text
    if len(text) < _SHORT:
        again &= Message.conversation_id == (conversation_id or 0)
    same, fast = db.session.execute(
        select(
            func.sum(case((again & (Message.created_at > lately), 1), else_=0)),
            func.sum(case((Message.created_at > minute, 1), else_=0)),
        ).where(Message.author_id == author.id,
                or_(Message.created_at > lately, Message.created_at > minute))
    ).one()  # fmt: skip
    if same:
        raise Refused(_("You have just sent the same text. It is there; once is enough."), "body")
    if (fast or 0) >= setting("limits.replies_per_minute") and not author.is_staff:
        raise Refused(
            _("You are writing very fast. Please wait a minute; your text is kept."), "body"
        )
    return text


def _check_number_today(author: User, at: datetime) -> None:
    is_new = not abilities.has(author, "messages.groups")
    most = setting("messages.started_per_day_new" if is_new else "messages.started_per_day")
    begun = db.session.scalar(
        select(func.count()).where(
            Conversation.starter_id == author.id,
            Conversation.created_at > at - timedelta(days=1),
            ~exists().where(
                Message.conversation_id == Conversation.id,
                Message.number == 1,
                Message.author_id != author.id,
            ),
        )
    )
    if (begun or 0) >= most and not author.is_staff:
        raise Refused(_("You have begun %(most)s conversations within a day. Please wait until"
                        " tomorrow; your text is kept.", most=most))  # fmt: skip


def _check_people(author: User, others: dict[int, User]) -> None:
    """Everybody whom `author` begins to write to takes their messages."""
    if not others:
        raise Refused(_("Say to whom you want to write."), "to")
    if len(others) >= policy.MOST_PEOPLE:
        raise Refused(_("A conversation has at most %(most)s people.", most=policy.MOST_PEOPLE),
                      "to")  # fmt: skip
    require(policy.can_start_with(author, recipients.team_among(author, others) >= others.keys()))
    reached = relations.writable(author, others.keys())
    blocked = {key for key, kind in relations.distances(author).items() if kind == "block"}
    for user in others.values():
        if user.id in blocked:
            raise Refused(_("You have blocked %(name)s.", name=user.display_name), "to")
        if user.id not in reached or not user.active or user.is_bot:
            raise Refused(_no_messages(user, len(others)), "to")


def _no_messages(user: User, people: int) -> str:
    """The same whether nobody may write, or not this member: a block is told to nobody."""
    if people == 1:
        return str(_("This member does not accept messages from you."))
    return str(_("%(name)s does not accept messages from you.", name=user.display_name))


def _check_somebody_hears(author: User, conversation: Conversation) -> None:
    others = db.session.scalars(
        select(Participant.user_id).where(
            Participant.conversation_id == conversation.id, Participant.left_at.is_(None),
            Participant.user_id != author.id,
        )
    ).all()  # fmt: skip
    if not others:
        raise Refused(_("Nobody else is in this conversation any more."), "body")
    if len(others) == 1 and recipients.blocking(author, others):
        raise Refused(_("This member does not accept messages from you."), "body")
