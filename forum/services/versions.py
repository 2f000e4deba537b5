"""What an edit changes, and when it is kept as a version of its own (features.md §4.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from forum import structure
from forum.extensions import db
from forum.lib import diff, markdown, names
from forum.lib.verdict import Refused
from forum.models import Post, Revision, Tag, Thread, ThreadTag, User
from forum.policies import abilities
from forum.policies import categories as category_policy
from forum.services import counters, publishing
from forum.services import tags as tag_service
from forum.services.rendering import Drawn

LONGEST_EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Change:
    """What changes, by field: body, title, kind, tags (names with commas between them)."""

    body: str
    before: dict[str, str]
    after: dict[str, str]
    tags: tuple[Tag, ...] | None = None

    @property
    def size(self) -> int:
        """Changed characters in all fields."""
        return sum(diff.changed_characters(self.before[name], self.after[name])
                   for name in self.after)  # fmt: skip


def change(
    actor: User,
    post: Post,
    body: str,
    title: str | None,
    tags: Iterable[str] | None,
    kind: str | None,
) -> Change:
    """What an edit would change. Raises Refused for what may not be."""
    text = publishing.accepted_body(body)
    before, after, chosen = {"body": post.body}, {"body": text}, None
    if post.number == 1:
        thread, node = post.thread, structure.current().categories[post.thread.category_id]
        before |= {"title": thread.title, "kind": thread.kind}
        after["title"] = thread.title if title is None else publishing.accepted_title(title)
        after["kind"] = (
            thread.kind if kind in (None, "", thread.kind)
            else publishing.accepted_kind(actor, node, kind)
        )  # fmt: skip
        if thread.house_name and after["kind"] != "announcement":
            raise Refused(_("What the brand has announced stays an announcement."), "kind")
        if tags is not None:
            before["tags"] = ", ".join(tags_of(thread))
            chosen = tuple(tag_service.choose(actor, node, tags))
            after["tags"] = ", ".join(tag.name for tag in chosen)
    changed = [name for name in after if after[name] != before[name]]
    return Change(text, {name: before[name] for name in changed},
                  {name: after[name] for name in changed}, chosen)  # fmt: skip


def tags_of(thread: Thread) -> list[str]:
    return list(
        db.session.scalars(
            select(Tag.name)
            .join(ThreadTag, ThreadTag.tag_id == Tag.id)
            .where(ThreadTag.thread_id == thread.id)
            .order_by(ThreadTag.position)
        )
    )


def stay_within_limits(actor: User, thread: Thread, at: datetime) -> None:
    """Refuse more edits a day than anybody needs."""
    if category_policy.can_moderate(actor, thread.category_id):
        return
    edits = db.session.scalar(
        select(func.count(Revision.id)).where(
            Revision.editor_id == actor.id, Revision.created_at > at - timedelta(days=1),
            Revision.created_at <= at,
        )
    )  # fmt: skip
    if (edits or 0) >= abilities.per_day(actor, "edits.per_day"):
        raise Refused(_("You have edited many posts today. Please go on tomorrow."), "body")


def apply(actor: User, post: Post, change: Change, drawn: Drawn) -> None:
    """Write the change into the post and its thread."""
    had_files = "upload://" in post.body
    post.body, post.html, post.has_math = drawn.body, drawn.html, drawn.has_math
    post.html_version = markdown.VERSION
    if "body" in change.after and not abilities.has(actor, "posts.official_groups"):
        post.is_official = False  # those are other words now
    if post.number == 1:
        _apply_to_thread(post.thread, change, drawn)
    db.session.flush()
    publishing.show_uploads(actor, post, drawn, had_files)


def _apply_to_thread(thread: Thread, change: Change, drawn: Drawn) -> None:
    thread.excerpt = markdown.excerpt(drawn.text, LONGEST_EXCERPT)
    thread.version = Thread.version + 1
    if "title" in change.after:
        thread.title = change.after["title"]
        thread.slug = names.slug(thread.title)
    if "tags" in change.after and change.tags is not None:
        retag(thread, change.tags)
    if "kind" in change.after:
        if thread.kind == "question" and thread.answer_id is not None:
            counters.answer_counted(thread, -1)
            thread.answer_id = thread.answered_at = thread.answered_by_id = None
        thread.kind = change.after["kind"]


def retag(thread: Thread, tags: tuple[Tag, ...]) -> None:
    """The thread has exactly these tags, in this order."""
    counted = thread.state == "visible" and thread.category_id in counters.public_categories()
    old = set(db.session.scalars(select(ThreadTag.tag_id).where(ThreadTag.thread_id == thread.id)))
    new = {tag.id for tag in tags}
    db.session.execute(delete(ThreadTag).where(ThreadTag.thread_id == thread.id))
    db.session.add_all(
        ThreadTag(thread_id=thread.id, tag_id=tag.id, position=n) for n, tag in enumerate(tags)
    )
    db.session.flush()
    for tag_id in sorted(old ^ new) if counted else ():
        counters.change(Tag, tag_id, thread_count=Tag.thread_count + (1 if tag_id in new else -1))


def record(actor: User, post: Post, change: Change, reason: str, at: datetime) -> None:
    """Keep the change as a version, or add it to the last one when it is small and follows soon."""
    last = db.session.scalar(
        select(Revision).where(Revision.post_id == post.id)
        .order_by(Revision.number.desc()).limit(1)
    )  # fmt: skip
    if _is_afterthought(actor, post, last, change, reason, at):
        if last is not None:
            _add_to(post, last, change)
    else:
        number = (last.number if last else post.edit_count + 1) + 1
        db.session.add(
            Revision(post_id=post.id, number=number, editor_id=actor.id, before=change.before,
                     after=change.after, reason=reason[:200], created_at=at)
        )  # fmt: skip
        post.edit_count += 1
        post.edited_at = at
    db.session.flush()


def _is_afterthought(
    actor: User, post: Post, last: Revision | None, change: Change, reason: str, at: datetime
) -> bool:
    """Same editor, soon after the last version, few characters, no new reason."""
    editor_id, since = (last.editor_id, last.created_at) if last else (post.author_id,
                                                                       post.created_at)  # fmt: skip
    if editor_id != actor.id or (reason and (last is None or reason != last.reason)):
        return False
    if at - since > timedelta(seconds=structure.setting("edits.grace_seconds")):
        return False
    trusted = "_trusted" if actor.trust_level >= 2 else ""
    most = int(structure.setting(f"edits.grace_characters{trusted}"))
    return change.size <= most


def _add_to(post: Post, last: Revision, change: Change) -> None:
    """One version out of two; none at all when it undoes the other."""
    before, after = {**change.before, **last.before}, {**last.after, **change.after}
    kept = [name for name in after if before[name] != after[name]]
    last.before = {name: before[name] for name in kept}
    last.after = {name: after[name] for name in kept}
    if not kept:
        db.session.delete(last)
        post.edit_count -= 1
        db.session.flush()
        post.edited_at = db.session.scalar(
            select(func.max(Revision.created_at)).where(Revision.post_id == post.id)
        )
