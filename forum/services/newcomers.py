"""What members may not do yet who have just come: few links and names in a post, and no hurry.

The numbers are features.md §4.1 point 6. Who is in the groups of an ability is past its limit; bots
and what is brought in from elsewhere know none of them.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, ScalarSelect, case, func, literal, select

from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import Post, Thread, User
from forum.models.threads import STATES
from forum.policies import abilities
from forum.services import rendering
from forum.services.rendering import Drawn
from forum.structure import setting

FIRST_DAY = timedelta(days=1)


def stay_within_contents(actor: User, drawn: Drawn, post: Post | None = None) -> None:
    """Refuse more links, pictures, files or names in a post than `actor` may write yet.

    What the `post` that is edited has already, it may keep.
    """
    if found := too_much(actor, drawn, post):
        raise Refused(found[0], "body")


def stay_within_files(actor: User, drawn: Drawn) -> None:
    """The same of pictures and files alone, for a private message."""
    for sentence in [] if actor.is_bot else _over(actor, drawn, {}, files_only=True):
        raise Refused(sentence, "body")


def too_much(actor: User, drawn: Drawn, post: Post | None = None) -> list[str]:
    """The same as sentences, for a preview."""
    found = [] if actor.is_bot else _over(actor, drawn, {})
    if found and post is not None:
        had = rendering.preview(actor, post.thread.category_id, post.body, post)
        found = _over(actor, drawn, _contents(had))
    return found


def _over(
    actor: User, drawn: Drawn, had: dict[tuple[str, str], int], files_only: bool = False
) -> list[str]:
    ends = _("The limit ends when you have read here for a while.")
    return [
        f"{_sentence(name, most, count)} {ends}"
        for (ability, name), count in _contents(drawn).items()
        if count > (most := max(setting(f"newcomers.{name}"), had.get((ability, name), 0)))
        and not abilities.has(actor, ability)
        and (not files_only or ability.startswith("uploads."))
    ]


def _contents(drawn: Drawn) -> dict[tuple[str, str], int]:
    """How much of each thing that is counted, by (ability, last word of the setting)."""
    return {
        ("links.groups", "links"): drawn.links,
        ("uploads.picture_groups", "pictures"): drawn.pictures,
        ("uploads.file_groups", "attachments"): drawn.attachments,
        ("mentions.groups", "mentions"): len(drawn.mentions),
    }


def _sentence(name: str, most: int, count: int) -> str:
    said: dict[str, Callable[[], Any]] = {
        "links": lambda: ngettext(
            "A post of a new member can have %(num)d link to another site; this has %(count)s.",
            "A post of a new member can have %(num)d links to other sites; this has %(count)s.",
            most, count=count),
        "pictures": lambda: ngettext(
            "A post of a new member can show %(num)d picture; this has %(count)s.",
            "A post of a new member can show %(num)d pictures; this has %(count)s.",
            most, count=count),
        "attachments": lambda: ngettext(
            "A post of a new member can have %(num)d attached file; this has %(count)s.",
            "A post of a new member can have %(num)d attached files; this has %(count)s.",
            most, count=count),
        "mentions": lambda: ngettext(
            "A post of a new member can mention %(num)d person; this mentions %(count)s.",
            "A post of a new member can mention %(num)d people; this mentions %(count)s.",
            most, count=count),
    }  # fmt: skip
    return str(said[name]())


def stay_within_pace(actor: User, at: datetime, thread: Thread | None = None) -> None:
    """Refuse what comes too soon or is too much yet. `thread` is the one that is replied in; None
    when one is started.

    In one thread a newcomer writes three replies, and more when somebody else has written there
    since: three in a row, not three for ever.
    """
    if actor.is_bot or abilities.has(actor, "newcomers.past_groups"):
        return
    # Held, so that what is sent at once is counted one after the other.
    db.session.execute(select(User.id).where(User.id == actor.id).with_for_update(key_share=True))
    done = _done(actor, at, thread)
    _wait(at, done.posted_at, "posts")
    if thread is None:
        _wait(at, done.started_at, "threads")
    elif done.unanswered >= (most := setting("newcomers.replies_in_thread")):
        raise Refused(
            ngettext(
                "You have written %(num)d reply here that nobody has answered. Please wait until"
                " somebody else writes in this thread; you can edit your last reply.",
                "You have written %(num)d replies here that nobody has answered. Please wait until"
                " somebody else writes in this thread; you can edit your last reply.", most,
            ), "body",
        )  # fmt: skip
    _stay_within_the_first_day(actor, at, done, is_start=thread is None)


def _done(actor: User, at: datetime, thread: Thread | None) -> Row[Any]:
    """What the newcomer wrote within a day, deleted or not, and in a row in this thread."""
    is_first = Post.number == 1
    return db.session.execute(
        select(
            func.max(Post.created_at).label("posted_at"),
            func.max(case((is_first, Post.created_at))).label("started_at"),
            func.count(case((is_first, 1))).label("threads"),
            func.count(case((~is_first, 1))).label("replies"),
            (literal(0) if thread is None else _in_a_row(actor, thread)).label("unanswered"),
        ).where(
            Post.author_id == actor.id, Post.state.in_(STATES),
            Post.created_at > at - FIRST_DAY, Post.created_at <= at,
        )
    ).one()  # fmt: skip


def _in_a_row(actor: User, thread: Thread) -> ScalarSelect[int]:
    """How many replies of theirs are at the end of the thread, one after the other."""
    others = (
        select(Post.number)
        .where(Post.thread_id == thread.id, Post.author_id != actor.id, Post.state == "visible")
        .order_by(Post.number.desc()).limit(1).correlate(None).scalar_subquery()
    )  # fmt: skip
    return (
        select(func.count())
        .where(Post.thread_id == thread.id, Post.author_id == actor.id,
               Post.number > func.coalesce(others, 1))
        .correlate(None).scalar_subquery()
    )  # fmt: skip


def _wait(at: datetime, last: datetime | None, what: str) -> None:
    seconds = setting(f"newcomers.seconds_between_{what}")
    left = seconds - int((at - last).total_seconds()) if last is not None else 0
    if left > 0:
        raise Refused(
            ngettext(
                "New members wait a little between two posts. You can send this in %(num)d second;"
                " your text is kept.",
                "New members wait a little between two posts. You can send this in %(num)d seconds;"
                " your text is kept.", left,
            ), "body",
        )  # fmt: skip


def _stay_within_the_first_day(actor: User, at: datetime, done: Row[Any], is_start: bool) -> None:
    left = actor.created_at + FIRST_DAY - at
    number = done.threads if is_start else done.replies
    most = setting(f"newcomers.first_day_{'threads' if is_start else 'replies'}")
    if left <= timedelta(0) or number < most:
        return
    hours = -(-int(left.total_seconds()) // 3600)
    again = ngettext("You can go on in %(num)d hour; your text is kept.",
                     "You can go on in %(num)d hours; your text is kept.", hours)  # fmt: skip
    much = _("On your first day you can start %(most)s threads.", most=most) if is_start else _(
        "On your first day you can write %(most)s replies.", most=most)  # fmt: skip
    raise Refused(f"{much} {again}", "body")
