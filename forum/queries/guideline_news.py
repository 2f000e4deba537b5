"""A new version of guidelines: whom it concerns, what they were told of it, and in what words."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from forum import links, structure
from forum.extensions import db
from forum.models import (
    CategoryLevel,
    GuidelineDocument,
    GuidelineVersion,
    Mailing,
    Notification,
    Post,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.guidelines import COMMUNITY
from forum.models.notifications import MUTED, TRACKING
from forum.policies import guidelines as policy
from forum.policies import notifications as told_policy
from forum.queries import audiences

EVENT = told_policy.RULES
TAKES_PART = timedelta(days=365)  # who wrote in a category within this time takes part there


def group(viewer: Viewer | None, document: GuidelineDocument) -> str:
    """One line at the bell for a document, however many versions come while it is unread."""
    return told_policy.rules_of(document.category_id)


def reached(
    viewer: Viewer | None, version: GuidelineVersion, after: int, most: int, *, again: bool = False
) -> list[int]:
    """The next `most` members, by id, who were here when it was published.

    Of the community's guidelines not who has accepted this version or a later one, but `again`.
    """
    here = select(User.id).where(
        User.id > after, User.created_at <= version.published_at, User.erased_at.is_(None)
    )
    if version.document_id == COMMUNITY and not again:
        here = here.where(User.accepted_number < version.number)
    return list(db.session.scalars(here.order_by(User.id).limit(most)))


def concerned(
    viewer: Viewer | None, document: GuidelineDocument, ids: Collection[int]
) -> dict[int, User]:
    """Those of these members whom it concerns, the suspended too: of the community's guidelines
    everybody; of what a category adds, who may read it and follows it or takes part there."""
    people = audiences.present(viewer, ids, also_suspended=True)
    if document.category_id is None:
        return people
    able = {i: user for i, user in people.items() if policy.can_read(user, document)}
    area = structure.current().with_children(document.category_id)  # they inherit its rules
    levels = db.session.execute(
        select(CategoryLevel.user_id, CategoryLevel.category_id, CategoryLevel.level).where(
            CategoryLevel.user_id.in_(able), CategoryLevel.category_id.in_(area)
        )
    ).all()
    follow = {row.user_id for row in levels if row.level >= TRACKING}
    muted = {
        row.user_id for row in levels
        if row.level == MUTED and row.category_id == document.category_id
    }  # fmt: skip
    wrote = _writers(able.keys() - follow - muted, area)
    return {i: user for i, user in able.items() if i in follow | wrote}


def _writers(ids: Collection[int], area: Collection[int]) -> set[int]:
    lately = (
        select(Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == User.id, Post.state == "visible",
               Post.created_at > utcnow() - TAKES_PART, Thread.category_id.in_(area))
        .correlate(User)
    )  # fmt: skip
    return set(db.session.scalars(select(User.id).where(User.id.in_(ids), lately.exists())))


def heard(
    viewer: Viewer | None,
    document: GuidelineDocument,
    version: GuidelineVersion,
    ids: Collection[int],
) -> dict[int, dict[str, Any]]:
    """What each of these members was last told of this document since `version` was published."""
    rows = db.session.execute(
        select(Notification.user_id, Notification.details)
        .where(Notification.user_id.in_(ids), Notification.created_at >= version.published_at,
               Notification.event == EVENT, Notification.group == group(viewer, document))
        .order_by(Notification.id)
    )  # fmt: skip
    return {row.user_id: row.details for row in rows}


def written_to(
    viewer: Viewer | None, version: GuidelineVersion, kind: str, ids: Collection[int]
) -> set[int]:
    """Those of these members who got the letter about it."""
    keys = [f"{letter(viewer, version.id, kind)}:{user_id}" for user_id in ids]
    sent = select(Mailing.user_id).where(Mailing.key.in_(keys), Mailing.state == "sent")
    return {user_id for user_id in db.session.scalars(sent) if user_id is not None}


def letter(viewer: Viewer | None, version_id: int, kind: str) -> str:
    """What the key of the letter begins with: one letter for a person, a version and what is said
    of it."""
    return f"{EVENT}:{version_id}:{kind}"


def details(
    viewer: Viewer | None,
    document: GuidelineDocument,
    version: GuidelineVersion,
    *,
    is_taken_back: bool,
) -> dict[str, Any]:
    """Of the notification: what happened to which version, and where it leads. `many`: where, when
    several versions have come meanwhile."""
    before = db.session.scalar(
        select(GuidelineVersion.number)
        .where(GuidelineVersion.document_id == document.id, GuidelineVersion.state == "published",
               GuidelineVersion.number < version.number)
        .order_by(GuidelineVersion.number.desc()).limit(1)
    )  # fmt: skip
    every = links.guidelines("versions", document.slug)
    if is_taken_back:
        path = every
    elif document.id == COMMUNITY and version.significance == "major":
        path = every = links.guidelines("accept")  # all that changed since they accepted
    elif before is not None:
        path = links.guidelines("compare", document.slug, **{"from": before, "to": version.number})
    else:
        path = links.guidelines(version.number, document.slug)
    assert version.effective_at is not None
    return {
        "version": version.id, "path": path, "many": every,
        "kind": "back" if is_taken_back else "changed" if before is not None else "new",
        "from": version.effective_at.isoformat(), "category": document.category_id,
    }  # fmt: skip


def category_name(viewer: Viewer | None, details: Mapping[str, Any]) -> str:
    """Of the category whose rules they are; "" for the community's."""
    node = structure.current().categories.get(details.get("category") or 0)
    return node.name if node is not None else ""


def sentence(viewer: Viewer | None, details: Mapping[str, Any]) -> str:
    """What is said at the bell and in the letter. What was going to change has changed once its
    day has come."""
    name = category_name(viewer, details)
    kind, at = details.get("kind"), datetime.fromisoformat(details["from"])
    if kind == "changed" and at > utcnow():
        day = format_date(at, "long")
        said = (
            _("The rules of the category %(name)s change on %(day)s", name=name, day=day)
            if name else _("The guidelines change on %(day)s", day=day)
        )  # fmt: skip
    elif name:
        said = {
            "new": _("The category %(name)s now has its own rules", name=name),
            "changed": _("The rules of the category %(name)s have changed", name=name),
            "back": _("The rules of the category %(name)s stay as they are: the announced "
                      "change has been withdrawn", name=name),
        }[kind or "changed"]  # fmt: skip
    else:
        said = {
            "new": _("There are now guidelines that everybody here can rely on"),
            "changed": _("The guidelines have changed"),
            "back": _("The guidelines stay as they are: the announced change has been withdrawn"),
        }[kind or "changed"]
    return str(said)


def change_note(viewer: Viewer | None, version_id: int) -> str:
    """What changed, and why, in the words of who wrote it; "" for a version that is taken back."""
    found = db.session.scalar(
        select(GuidelineVersion.change_note).where(
            GuidelineVersion.id == version_id,
            GuidelineVersion.state == "published",
            policy.published(),
        )
    )
    return found or ""
