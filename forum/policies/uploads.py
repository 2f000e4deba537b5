"""Uploads: who may send what, and who may have a file that was sent."""

import re
from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from forum import structure
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import (
    Conversation,
    Message,
    MessageUpload,
    Participant,
    Post,
    PostUpload,
    Upload,
    Viewer,
)
from forum.models.groups import EVERYONE, MEMBERS
from forum.plugins import tightening
from forum.policies import abilities, categories, writing
from forum.policies import conversations as conversation_policy
from forum.policies import posts as post_policy
from forum.settings.looks import FILES

_IN_STYLES = re.compile(r"/uploads/([\w-]{20,64})/")
PURPOSES = ("post", "avatar", "cover", "profile", "font")
OF_MEMBERS = ("avatar", "profile")  # beside their posts, and on top of their page
# A message that shows it, its conversation, the viewer's place there, and whether it was reported
# and opened by the team.
Shown = tuple[Message, Conversation, Participant | None, bool]


def can_upload(actor: Viewer) -> Verdict:
    """Send images."""
    if not actor.is_authenticated:
        return deny(_("Sign in to upload files."))
    if not (verdict := writing.can_speak(actor)):
        return verdict
    if not abilities.has(actor, "uploads.groups"):
        return deny(_("You may not upload files yet."))
    return tightening.ask("uploads.can_upload", ALLOW, actor)


def can_upload_files(actor: Viewer) -> Verdict:
    """Send files that are no images."""
    verdict = can_upload(actor)
    if verdict and not abilities.has(actor, "uploads.file_groups"):
        return deny(_("You may upload images only, for now."))
    return verdict


def can_fill(actor: Viewer, upload: Upload) -> Verdict:
    """Put the content where a place was reserved: once, and by who reserved it."""
    is_own = actor.is_authenticated and upload.uploader_id == actor.id
    return ALLOW if is_own and not upload.sha256 else NOT_FOUND


def can_use(actor: Viewer, upload: Upload, purpose: str = "avatar") -> Verdict:
    """Make it one's own picture, the cover of one's page, or the cover of a category."""
    verdict = can_upload(actor)
    if not verdict:
        return verdict
    is_own = upload.uploader_id == actor.id and upload.purpose == purpose
    return ALLOW if is_own and upload.sha256 else NOT_FOUND


def can_attach(actor: Viewer, message: Message) -> Verdict:
    """Show files in a private message: who writes it."""
    return ALLOW if actor.is_authenticated and message.author_id == actor.id else NOT_FOUND


def can_read(
    viewer: Viewer, upload: Upload, posts: Iterable[Post], messages: Iterable[Shown] = ()
) -> Verdict:
    """Have the file. `posts` and `messages` are those it is attached to.

    Whoever may read one of its posts, or the conversation of one of its messages; while it has
    none, who sent it. Pictures of members and the brand's logo: whoever may read here at all.
    Covers: whoever may see the category. Something half sent: nobody.
    """
    if not upload.sha256:
        return NOT_FOUND
    posts, messages = list(posts), list(messages)
    if any(post_policy.can_read(viewer, post) for post in posts):
        return ALLOW
    if any(conversation_policy.can_have_files(viewer, *each) for each in messages):
        return ALLOW
    is_alone = not posts and not messages
    if viewer.is_authenticated and upload.uploader_id == viewer.id and is_alone:
        return ALLOW
    if upload.purpose in OF_MEMBERS and _may_read_here(viewer):
        return ALLOW
    if upload.purpose == "cover" and upload.key in _cover_keys(viewer):
        return ALLOW
    return ALLOW if upload.key in _brand_keys() else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    attached = PostUpload.upload_id == Upload.id
    ways: list[ColumnElement[bool]] = [
        exists(
            select(1)
            .select_from(PostUpload)
            .join(Post, Post.id == PostUpload.post_id)
            .where(attached, post_policy.readable(viewer))
        ),
        Upload.key.in_(_brand_keys()),
    ]
    if viewer.is_authenticated:
        shown, sent = aliased(PostUpload), aliased(MessageUpload)  # whatever a query has joined
        ways.append(
            exists(
                select(1)
                .select_from(sent)
                .join(Message, Message.id == sent.message_id)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .where(sent.upload_id == Upload.id, conversation_policy.with_files(viewer))
            )
        )
        ways.append(
            and_(
                Upload.uploader_id == viewer.id,
                ~exists(select(1).where(shown.upload_id == Upload.id)),
                ~exists(select(1).where(sent.upload_id == Upload.id)),
            )
        )
    if _may_read_here(viewer):
        ways.append(Upload.purpose.in_(OF_MEMBERS))
    if covers := _cover_keys(viewer):
        ways.append(and_(Upload.purpose == "cover", Upload.key.in_(covers)))
    return and_(Upload.sha256 != "", or_(*ways))


def widens(from_category: int, to_category: int) -> bool:
    """Whether showing in one category what is in another could show it to somebody new.

    Sound, not complete: each level that guards the first has to be guarded as well on the second.
    """
    now = structure.current()
    guards = [guard.see for guard in now.path(to_category)]
    return not all(
        any(_is_within(guard, level.see) for guard in guards) for level in now.path(from_category)
    )


def _is_within(some: frozenset[int], others: frozenset[int]) -> bool:
    """Whether everybody in one of `some` groups is in one of the `others`."""
    if EVERYONE in others or some <= others:
        return True
    return MEMBERS in others and EVERYONE not in some


def _may_read_here(viewer: Viewer) -> bool:
    return bool(viewer.is_authenticated or structure.setting("guests.may_read"))


def _cover_keys(viewer: Viewer) -> frozenset[str]:
    nodes, visible = structure.current().categories, categories.visible_ids(viewer)
    return frozenset(nodes[one].cover_key for one in visible if nodes[one].cover_key)


def _brand_keys() -> frozenset[str]:
    """The keys of uploads that everybody sees because the looks show them."""
    now = structure.current()
    paths = [str(now.setting(name)).split("/") for name in FILES]
    keys = {parts[2] for parts in paths if len(parts) > 3 and parts[1] == "uploads"}
    return frozenset(keys) | frozenset(_IN_STYLES.findall(now.setting("looks.css")))
