"""Entering releases, finding them, and what of them is about people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.lib import markdown
from forum.lib.verdict import Conflict, Refused, require
from forum.models import StaffAction, Thread, Viewer
from forum.policies import structure as policy
from forum.policies import threads as thread_policy
from forum.services import jobs
from forum.structure import current, setting
from forum_releases.models import Release

MOST = 100


def enter(
    actor: Viewer, product: str, version: str, day: date, notes: str, announce: bool
) -> Release:
    """A new release; `announce`: a thread about it follows. Raises Denied, Refused, Conflict."""
    require(policy.can_shape(actor))
    if announce and not setting("releases.category"):
        raise Refused(
            _("Say in the settings in which category releases are announced."), "announce"
        )
    made = Release(
        product=product, version=version, released_on=day, notes=notes,
        html=markdown.render(notes).html, author_id=actor.id,
    )  # fmt: skip
    db.session.add(made)
    database.flush_or_raise(Conflict(_("This version is there already."), "version"))
    _log(actor, "enter-release", made)
    if announce:
        jobs.enqueue("releases.announce", release_id=made.id, once=f"releases.announce:{made.id}")
    database.touch("structure")  # pages that are kept for guests show it
    return made


def remove(actor: Viewer, release_id: int) -> None:
    """Take a release off the list; the thread about it stays."""
    require(policy.can_shape(actor))
    found = db.session.get(Release, release_id)
    if found is not None:
        db.session.delete(found)
        _log(actor, "remove-release", found)
        database.touch("structure")


def newest(viewer: Viewer, most: int = MOST) -> Sequence[Any]:
    """Pairs of a release and the slug of its thread, where the viewer can read that."""
    readable = (Thread.id == Release.thread_id) & thread_policy.readable(viewer)
    return db.session.execute(
        select(Release, Thread.slug)
        .outerjoin(Thread, readable)
        .order_by(Release.released_on.desc(), Release.id.desc())
        .limit(most)
    ).all()


def for_home(viewer: Viewer, **_more: Any) -> Mapping[str, Any] | None:
    """For the outlet on the home page."""
    if not setting("releases.on_home"):
        return None
    rows = newest(viewer, setting("releases.shown"))
    return {"rows": rows} if rows else None


def for_category(viewer: Viewer, category: Any, **_more: Any) -> Mapping[str, Any] | None:
    """For the outlet above the threads of the category in which releases are announced."""
    node = current().by_slug.get(setting("releases.category"))
    if node is None or node.id != category.ref.id:
        return None
    rows = newest(viewer, 1)
    return {"row": rows[0]} if rows else None


def forget_author(user_id: int) -> None:
    db.session.execute(update(Release).where(Release.author_id == user_id).values(author_id=None))


def entered_by(user_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(select(Release).where(Release.author_id == user_id))
    return [
        {"product": one.product, "version": one.version, "entered_at": one.created_at.isoformat()}
        for one in rows
    ]


def _log(actor: Viewer, verb: str, release: Release) -> None:
    """A line in the log of the team, but for what was done at the command line."""
    if actor.id is not None:
        said = {"release": f"{release.product} {release.version}"}
        db.session.add(StaffAction(actor_id=actor.id, verb=verb, note="", details=said))
