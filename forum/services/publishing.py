"""What starting a thread and replying share: limits, posting once, and the row of a post."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from forum import database, structure
from forum.extensions import db
from forum.lib import markdown
from forum.lib.markdown import limits, plain
from forum.lib.verdict import Refused, require
from forum.models import Post, ReadPosition, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.models.threads import STATES
from forum.policies import categories as category_policy
from forum.policies import writing
from forum.policies.capacities import as_personal, can_speak_personally, capacity_of
from forum.services import uploads
from forum.services.rendering import Drawn
from forum.structure import CategoryNode

LONGEST_TITLE = 255


def accepted_body(body: str) -> str:
    """`body` as it is stored. Raises Refused when it is too short or too long."""
    body = plain.readable(body).strip("\n").rstrip()
    shortest = structure.setting("posts.shortest")
    longest = min(structure.setting("posts.longest"), limits.CHARACTERS)
    if not body.strip():
        raise Refused(_("Write something first."), "body")
    if len(body.strip()) < shortest:
        raise Refused(
            ngettext("Write at least %(num)d character.", "Write at least %(num)d characters.",
                     shortest), "body",
        )  # fmt: skip
    if len(body) > longest:
        raise Refused(
            ngettext("This is %(num)d character over the limit of %(longest)s.",
                     "This is %(num)d characters over the limit of %(longest)s.",
                     len(body) - longest, longest=longest), "body",
        )  # fmt: skip
    return body


def accepted_title(title: str) -> str:
    """`title` as it is stored. Raises Refused when it is too short or too long."""
    title = plain.fold(plain.readable(title))
    shortest = structure.setting("threads.shortest_title")
    if len(title) < shortest:
        raise Refused(
            ngettext("A title has at least %(num)d character.",
                     "A title has at least %(num)d characters.", shortest), "title",
        )  # fmt: skip
    if len(title) > LONGEST_TITLE:
        raise Refused(_("A title has at most %(most)s characters.", most=LONGEST_TITLE), "title")
    return title


def accepted_kind(actor: User, category: CategoryNode, kind: str) -> str:
    """The kind a thread of `actor` gets here. Only moderators announce."""
    kind = kind or category.default_kind
    if kind not in category.kinds:
        raise Refused(_("Threads of this kind are not started in this category."), "kind")
    if kind == "announcement" and not category_policy.can_moderate(actor, category.id):
        raise Refused(_("Only moderators can make announcements."), "kind")
    return kind


def stay_within_limits(actor: User, body: str, at: datetime) -> None:
    """Refuse the same text twice in a row, and more posts in a minute than anybody writes."""
    minute = at - timedelta(minutes=1)
    lately = at - timedelta(minutes=structure.setting("posts.same_minutes"))
    same, in_minute = db.session.execute(
        select(
            func.sum(case(((Post.created_at > lately) & (Post.body == body), 1), else_=0)),
            func.sum(case((Post.created_at > minute, 1), else_=0)),
        ).where(
            Post.author_id == actor.id,
            Post.state.in_(STATES),  # all: with them the index finds the last minutes
            Post.created_at > min(minute, lately),
            Post.created_at <= at,
        )
    ).one()
    if same:
        raise Refused(_("You have just posted the same text. It is there; once is enough."), "body")
    most = structure.setting("limits.replies_per_minute")
    if (in_minute or 0) >= most and not (actor.is_staff or actor.is_bot):
        raise Refused(
            _("You are writing very fast. Please wait a minute; your text is kept."), "body"
        )


def once(actor: User, key: str | None, publish: Callable[[], Post]) -> Post:
    """What `publish` makes, or the post that was already sent under this submission key.

    The unique constraint decides, so of two requests at the same moment one posts and both get
    the same post.
    """
    if key and (post := sent_before(actor, key)):
        return post
    try:
        with db.session.begin_nested():
            return publish()
    except (IntegrityError, Refused):  # refused: the same text twice, which is what it is
        post = sent_before(actor, key) if key else None
        if post is None:
            raise
        return post


def sent_before(actor: User, key: str) -> Post | None:
    post: Post | None = db.session.scalar(
        select(Post)
        .where(Post.author_id == actor.id, Post.submission_key == key)
        .options(joinedload(Post.thread), joinedload(Post.author))
    )
    return post


def reach(reader: Viewer, thread_id: int, number: int) -> None:
    """This member has been at this post of the thread: who writes one has seen it. Never back."""
    values = {"user_id": reader.id, "thread_id": thread_id}
    if database.insert_missing(ReadPosition, **values, last_number=number, read_at=utcnow()):
        return
    db.session.execute(
        update(ReadPosition)
        .where(
            ReadPosition.user_id == reader.id,
            ReadPosition.thread_id == thread_id,
            ReadPosition.last_number < number,
        )
        .values(last_number=number, read_at=utcnow())
    )


def add_post(
    actor: User,
    thread: Thread,
    number: int,
    drawn: Drawn,
    at: datetime,
    reply_to: Post | None = None,
    submission_key: str | None = None,
    state: str = "visible",
    is_personal: bool = False,
) -> Post:
    """The row of a new post, with the files it shows. Touches no counter.

    `is_personal`: its byline says for good that it is its author's own view.
    """
    capacity, byline = capacity_of(actor, thread.category_id)
    if is_personal:
        require(can_speak_personally(actor))
        byline = as_personal(byline)
    post = Post(
        thread=thread, number=number, author=actor, author_capacity=capacity,
        author_byline=byline, reply_to=reply_to, body=drawn.body, html=drawn.html,
        html_version=markdown.VERSION, has_math=drawn.has_math, state=state, created_at=at,
        submission_key=submission_key,
    )  # fmt: skip
    db.session.add(post)
    db.session.flush()
    show_uploads(actor, post, drawn)
    return post


def arrived(actor: User, thread_id: int, number: int) -> None:
    """Their post is there, and they have read as far. Called last, as `ask_again`."""
    ask_again(actor)
    reach(actor, thread_id, number)


def ask_again(actor: User) -> None:
    """With their row held somebody who has just written is asked once more whether they may
    (T103): of a restriction and what they write at the same moment one comes first. Called last, as
    members are locked after all else."""
    if db.engine.dialect.name == "postgresql":  # on SQLite nobody has written since we began
        columns = ("restricted_until", "suspended_until", "terminated_at", "waits_since")
        db.session.refresh(actor, columns, with_for_update={"key_share": True})
        require(writing.can_speak(actor))


def show_uploads(actor: User, post: Post, drawn: Drawn, had: bool = False) -> None:
    """Attach the files that the text shows; `had` says whether it may have shown some before."""
    if drawn.uploads or had:
        uploads.attach(actor, post, drawn.uploads)
