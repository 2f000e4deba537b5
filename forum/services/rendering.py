"""The one place where a member's text becomes the HTML of a post, in a preview as in a post."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from forum import database, plugins, structure
from forum.extensions import db
from forum.lib import markdown
from forum.lib.verdict import Refused, require
from forum.models import Post, Thread, ThreadEvent, Upload, User, Viewer
from forum.models.groups import EVERYONE
from forum.policies import drafts as policy
from forum.policies import uploads as upload_policy
from forum.queries import references, viewers
from forum.services import jobs

_NOT_LOADED = frozenset({EVERYONE})  # every member is in more groups than this one


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text as it will be stored. `uploads` are the files it shows, `mentions` members' names.

    `links` leave the site, `pictures` are shown in the text, `attachments` are files to have: how
    many of each, the same one twice being two.
    """

    body: str
    html: Markup
    text: str
    has_math: bool
    uploads: tuple[Upload, ...]
    mentions: tuple[str, ...]
    links: int
    pictures: int
    attachments: int


def draw(
    actor: Viewer, author: User, category_id: int, body: str, post: Post | None = None
) -> Drawn:
    """`body` as a post of `author` in this category, written by `actor`. Writes nothing.

    `post` is the one being edited, if there is one. Raises Refused for too many mentions.
    """
    drawn = _draw(actor, author, category_id, body, post)
    most = structure.setting("limits.mentions")
    if len(drawn.mentions) > most:
        raise Refused(_("A post can mention at most %(most)s people.", most=most), "body")
    return drawn


def preview(actor: Viewer, category_id: int, body: str, post: Post | None = None) -> Drawn:
    """What `draw` will give, without refusing anything. Category 0 is one that nobody reads yet."""
    require(policy.can_keep(actor))
    assert isinstance(actor, User)
    return _draw(actor, post.author if post is not None else actor, category_id, body, post)


def redraw(post: Post) -> Drawn:
    """A post as its author would write it today, where it is today."""
    return _draw(post.author, post.author, post.thread.category_id, post.body, post,
                 is_import=post.external_ref is not None)  # fmt: skip


def redraw_message(author: User, body: str) -> Drawn:
    """A private message of `author`, who may have left; it stands in no category."""
    return _draw(author, author, 0, body, None)


def readers_changed(thread: Thread, before: int | None = None) -> None:
    """Others can read the thread than before (it was moved from the category `before`, taken away
    or brought back): what it links to, and what links to it, is drawn again."""
    linking = select(ThreadEvent.thread_id).where(ThreadEvent.other_id == thread.id).distinct()
    database.touch(*(f"thread:{each}" for each in db.session.scalars(linking)))
    jobs.enqueue("thread.render_quotes", thread_id=thread.id,
                 once=f"thread.render_quotes:{thread.id}")  # fmt: skip
    if before is not None and upload_policy.widens(before, thread.category_id):
        jobs.enqueue("thread.render", thread_id=thread.id, once=f"thread.render:{thread.id}")


def _draw(
    actor: Viewer,
    author: User,
    category_id: int,
    body: str,
    post: Post | None,
    is_import: bool = False,
) -> Drawn:
    if author is not actor or author.group_ids == _NOT_LOADED:
        viewers.with_groups(actor, author)
    found = references.of_text(actor, author, category_id, body, post)
    context = replace(found.context, is_import=is_import)  # those may be longer
    rendered = markdown.render(body, context)
    if rendered.failure is not None:
        registry = plugins.current()
        registry.failures.note(registry.whose(rendered.failure), "markdown", rendered.failure)
    files = {found.uploads[key].id: found.uploads[key]
             for key in rendered.uploads if key in found.uploads}  # fmt: skip
    return Drawn(body, rendered.html, rendered.text, rendered.has_math, tuple(files.values()),
                 rendered.mentions, rendered.outside_count, rendered.image_count,
                 rendered.attachment_count)  # fmt: skip
