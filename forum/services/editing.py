"""Writing an edit: the version that was read, the change, what is kept of it, who is told.

Called by verbs and by the effects of decisions, which have asked already.
"""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update

from forum import database, events
from forum.extensions import db
from forum.lib import diff
from forum.lib.markdown import plain
from forum.lib.verdict import Conflict, Refused
from forum.models import Post, StaffAction, User
from forum.policies import brand
from forum.services import versions
from forum.services.rendering import Drawn
from forum.services.versions import Change


def write(
    actor: User, post: Post, change: Change, drawn: Drawn, version: int, reason: str, at: datetime,
) -> None:  # fmt: skip
    """Give `post` what `change` says. `version` is the one that was read. Raises Conflict."""
    take_version(post, version)
    versions.apply(actor, post, change, drawn)
    versions.record(actor, post, change, reason, at)
    if actor.id != post.author_id:
        note(actor, "edit", post, reason)
    events.post_edited.send(post=post, actor=actor)
    database.touch(f"thread:{post.thread_id}", "lists")


MOST_TAKEN = 10  # words; more than a correction takes
_OWN_VOICE = ("member", "ambassador", "partner")  # what others wrote in an office, the office keeps


def answer_for(actor: User, post: Post, change: Change, reason: str) -> None:
    """Whoever changes what somebody else wrote says why, and takes no words from criticism of the
    brand: that is decided, by two people; nor many words from anybody: that is decided, and told in
    a statement. Raises Refused."""
    if actor.id == post.author_id:
        return
    _keep_criticism(post, change)
    if "body" not in change.after:
        return
    if not plain.readable(reason).strip():
        raise Refused(_("Say in a few words why. Its author is told."), "reason")
    taken = diff.taken(post.body, change.body)
    if taken and brand.is_at_stake(post):
        raise Refused(
            _("This is about criticism of us, and your change takes words away. Two people decide"
              " that: choose “Decide it instead”; your text goes with you."), "body",
        )  # fmt: skip
    if taken > MOST_TAKEN and post.author_capacity in _OWN_VOICE:
        raise Refused(
            _("Your change takes %(taken)s words from what somebody else wrote. That is decided, so"
              " that they are told why: choose “Decide it instead”; your text goes with you.",
              taken=taken), "body",
        )  # fmt: skip


def _keep_criticism(post: Post, change: Change) -> None:
    """What a thread is called and filed under says too that it criticises the brand."""
    title = diff.takes_away(change.before.get("title", ""), change.after.get("title", ""))
    if title and brand.is_at_stake(post):
        raise Refused(
            _("This is about criticism of us: you may add words to the title, and take none away."),
            "title",
        )
    if change.tags is not None and not brand.stays_complaint(post.thread_id, change.tags):
        raise Refused(
            _("This is a complaint about us: only its author takes this tag away."), "tags"
        )


def take_version(post: Post, version: int) -> None:
    """Of two who edit what they both read, one gets here."""
    taken = db.session.execute(
        update(Post)
        .where(Post.id == post.id, Post.version == version)
        .values(version=Post.version + 1)
        .returning(Post.version),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if taken is None:
        raise Conflict(_("Somebody has changed this post since you opened it."), "body")
    db.session.expire(post, ["version"])


def note(actor: User, verb: str, post: Post, note: str) -> None:
    """A line in the log of what staff did."""
    db.session.add(
        StaffAction(actor_id=actor.id, verb=verb, thread_id=post.thread_id, post_id=post.id,
                    user_id=post.author_id, note=note[:1000], details={})
    )  # fmt: skip
    db.session.flush()
