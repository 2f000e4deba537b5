"""Writing the pages of the team: each time another version, the ones before stay."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.lib import markdown, names
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Page, PageAcceptance, PageVersion, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import acceptance, accounts
from forum.policies import pages as policy

MOST = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page as somebody describes it. `number` is that of the version they have changed."""

    title: str
    body: str
    slug: str = ""
    note: str = ""
    is_published: bool = False
    is_in_footer: bool = False
    position: int = 0
    number: int = 0
    is_to_accept: bool = False


def add(actor: Viewer, wanted: Wanted) -> Page:
    """Another page. Raises Refused, and Denied where only admins may."""
    require(policy.can_write(actor))
    _require_bind(actor, wanted, 0)
    assert isinstance(actor, User)
    if (db.session.scalar(select(func.count(Page.id))) or 0) >= MOST:
        raise Refused(_("There are already %(most)s pages.", most=MOST), "title")
    page = Page(title="", slug="")
    _describe(page, wanted)
    db.session.add(page)
    database.flush_or_raise(Conflict(_("There is already a page with this address."), "slug"))
    _write(actor, page, wanted)
    return page


def change(actor: Viewer, page: Page, wanted: Wanted) -> None:
    """Another version of it, unless only what is around the text changes. Raises Refused, and
    Denied where only admins may."""
    require(policy.can_change(actor, page))
    _require_bind(actor, wanted, page.position)
    assert isinstance(actor, User)
    if wanted.number != page.number:
        said = _(
            "Somebody else has changed this page in the meantime. Look at it, then save again."
        )
        raise Conflict(said, "body")
    current = db.session.scalars(
        select(PageVersion).where(PageVersion.page_id == page.id, PageVersion.number == page.number)
    ).one()
    _describe(page, wanted)
    taken = Conflict(_("There is already a page with this address."), "slug")
    database.flush_or_raise(taken)
    # Who has accepted a later version of another page is asked by a number that they do not know.
    is_newly_asked = (
        wanted.is_to_accept and page.is_published
        and not (current.is_to_accept and current.is_public)
    )  # fmt: skip
    if is_newly_asked or (current.title, current.body) != (page.title, wanted.body):
        _write(actor, page, wanted)
    else:
        current.is_public = current.is_public or page.is_published
        current.is_to_accept = wanted.is_to_accept
        _note(actor, page)


def accept(actor: Viewer, user: User, version_id: int) -> None:
    """Note that `user` accepted all that is to be accepted, up to this version. Raises Refused when
    something newer is."""
    require(accounts.can_change(actor, user))
    asked = acceptance.pages_to_accept(user)
    if asked and asked[-1].id != version_id:
        raise Refused(_("Please look once more: something has just changed."))
    for one in asked:
        database.insert_missing(
            PageAcceptance, user_id=user.id, version_id=one.id, accepted_at=utcnow()
        )
    if asked:
        user.accepted_page = version_id
        db.session.flush()


def _require_bind(actor: Viewer, wanted: Wanted, position: int) -> None:
    """Where this makes a page, now at `position`, one of those that members rely on."""
    if wanted.is_in_footer or wanted.is_to_accept or wanted.position != position:
        require(policy.can_bind(actor))
    if policy.is_kept_for_admins(_slug(wanted)) and not policy.can_bind(actor):
        raise Refused(_("Only admins write the page at this address."), "slug")


def _slug(wanted: Wanted) -> str:
    return names.slug(wanted.slug or wanted.title)[:80]


def _describe(page: Page, wanted: Wanted) -> None:
    page.slug = _slug(wanted)
    page.title = wanted.title.strip()
    page.is_published, page.is_in_footer = wanted.is_published, wanted.is_in_footer
    page.position = wanted.position


def _write(actor: User, page: Page, wanted: Wanted) -> None:
    page.number += 1
    drawn = markdown.render(wanted.body)
    if drawn.too_complex:
        raise Refused(_("This text is too long or too intricate to be drawn."), "body")
    db.session.add(PageVersion(
        page_id=page.id, number=page.number, title=page.title, body=wanted.body, html=drawn.html,
        html_version=markdown.VERSION, note=wanted.note.strip(), author_id=actor.id,
        is_public=page.is_published, is_to_accept=wanted.is_to_accept,
    ))  # fmt: skip
    _note(actor, page)
    database.flush_or_raise(Conflict(_("Somebody else was faster."), "body"))


def _note(actor: User, page: Page) -> None:
    details = {"page": page.slug, "version": page.number}
    db.session.add(StaffAction(actor_id=actor.id, verb="write-page", details=details))
    db.session.flush()
