"""Guidelines as those see them who write them: every document, drafts, what stands against one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import and_, or_, select

from forum import structure
from forum.extensions import db
from forum.lib import rulebooks
from forum.lib.rulebooks import Rule, Rulebook
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import GuidelineDocument, GuidelineVersion, StaffAction, Viewer
from forum.models.columns import utcnow
from forum.models.guidelines import COMMUNITY
from forum.policies import guidelines as policy
from forum.queries import guidelines
from forum.queries.guidelines import Change
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

WRITTEN = ("draft", "in_review")
_AUTHOR = PersonColumns("author")


class Shelf(NamedTuple):
    """A document, or a category that could have one: what is in force, announced and written."""

    category_id: int  # 0: the whole community
    depth: int
    title: str
    slug: str  # "": there is no document yet
    in_force: GuidelineVersion | None
    announced: GuidelineVersion | None
    draft: GuidelineVersion | None
    author: Person | None  # of the draft


class Draft(NamedTuple):
    version: GuidelineVersion
    document: GuidelineDocument
    author: Person | None


class Answer(NamedTuple):
    """Why a proposal was sent back."""

    reason: str
    by: Person
    at: datetime


class Comparison(NamedTuple):
    """What a draft changes of the version that was published last; none: it is the first."""

    before: GuidelineVersion | None
    changes: list[Change]


def shelves(viewer: Viewer) -> list[Shelf]:
    """The community's guidelines, then every category in its order. One statement for all."""
    require(policy.can_manage(viewer))
    rows = db.session.execute(
        select(GuidelineDocument, GuidelineVersion, *_AUTHOR.columns)
        .outerjoin(GuidelineVersion, and_(
            GuidelineVersion.document_id == GuidelineDocument.id,
            or_(GuidelineVersion.state.in_(WRITTEN), GuidelineVersion.state == "published"),
        ))
        .outerjoin(_AUTHOR.user, _AUTHOR.user.id == GuidelineVersion.author_id)
        .order_by(GuidelineDocument.id, GuidelineVersion.number)
    ).all()  # fmt: skip
    places = [(0, 0, _("The whole community"))] + [
        (node.id, node.depth + 1, node.name) for node in structure.current().categories.values()
    ]
    found = {place: Shelf(*place, "", None, None, None, None) for place in places}
    keys = {place[0]: place for place in places}
    for row in rows:
        place = keys.get(row.GuidelineDocument.category_id or 0)
        if place is not None:
            found[place] = _put(found[place], row)
    return list(found.values())


def _put(shelf: Shelf, row: Sequence[object]) -> Shelf:
    document, version = row[0], row[1]
    assert isinstance(document, GuidelineDocument)
    shelf = shelf._replace(slug=document.slug)
    if not isinstance(version, GuidelineVersion):
        return shelf
    if version.state in WRITTEN:
        author = _AUTHOR.of(row) if version.author_id is not None else None
        return shelf._replace(draft=version, author=author)
    if policy.is_in_force(version):
        return shelf._replace(in_force=version)
    return shelf._replace(announced=version)


def waiting(viewer: Viewer) -> list[Shelf]:
    """What colleagues have proposed and the viewer can approve."""
    if not policy.can_manage(viewer):
        return []
    return [
        one for one in shelves(viewer)
        if one.draft is not None and policy.can_approve(viewer, one.draft)
    ]  # fmt: skip


def get(viewer: Viewer, version_id: int) -> Draft:
    """A draft or a proposal, with its document and who changed it last; Denied for any other."""
    require(policy.can_manage(viewer))
    row = db.session.execute(
        select(GuidelineVersion, GuidelineDocument, *_AUTHOR.columns)
        .join(GuidelineDocument, GuidelineDocument.id == GuidelineVersion.document_id)
        .outerjoin(_AUTHOR.user, _AUTHOR.user.id == GuidelineVersion.author_id)
        .where(GuidelineVersion.id == version_id, GuidelineVersion.state.in_(WRITTEN))
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    author = _AUTHOR.of(row) if row.GuidelineVersion.author_id is not None else None
    return Draft(row.GuidelineVersion, row.GuidelineDocument, author)


def open_version(viewer: Viewer, version_id: int) -> GuidelineVersion:
    """A version of any state, for who may take it back."""
    require(policy.can_manage(viewer))
    found = db.session.get(GuidelineVersion, version_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def published(viewer: Viewer, version_id: int) -> tuple[str, int] | None:
    """Where a version is read that was a draft once: its document's slug and its number."""
    require(policy.can_manage(viewer))
    row = db.session.execute(
        select(GuidelineDocument.slug, GuidelineVersion.number)
        .join(GuidelineDocument, GuidelineDocument.id == GuidelineVersion.document_id)
        .where(GuidelineVersion.id == version_id, policy.published())
    ).one_or_none()
    return (row.slug, row.number) if row is not None else None


def community(viewer: Viewer) -> GuidelineDocument:
    require(policy.can_manage(viewer))
    return db.session.get_one(GuidelineDocument, COMMUNITY)


def rules(viewer: Viewer, version: GuidelineVersion) -> list[Rule]:
    """The sections of a draft as plain values, in their order."""
    require(policy.can_manage(viewer))
    return [rulebooks.rule(each) for each in guidelines.sections(viewer, version.id)]


def section(viewer: Viewer, version: GuidelineVersion, anchor: str) -> Rule:
    found = next((one for one in rules(viewer, version) if one.anchor == anchor), None)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def drawn(viewer: Viewer, found: Sequence[Rule]) -> Markup:
    """Sections as members will read them."""
    require(policy.can_manage(viewer))
    return rulebooks.drawn(found, _("What would be fine:"))


def compared(viewer: Viewer, version: GuidelineVersion) -> Comparison:
    """What a draft changes of what was published last, whether that is in force yet or not."""
    require(policy.can_manage(viewer))
    before = db.session.scalar(
        select(GuidelineVersion)
        .where(GuidelineVersion.document_id == version.document_id,
               GuidelineVersion.state == "published")
        .order_by(GuidelineVersion.number.desc()).limit(1)
    )  # fmt: skip
    old = guidelines.sections(viewer, before.id) if before is not None else ()
    known = guidelines.changes(viewer, old, guidelines.sections(viewer, version.id))
    return Comparison(before, [one for one in known if one.kind != "same"])


def missing(viewer: Viewer, version: GuidelineVersion) -> list[tuple[str, str]]:
    """What stands against proposing a draft: the section's anchor ("": the whole), a sentence."""
    known = rules(viewer, version)
    titles = {one.anchor: one.title for one in known}
    found = []
    for place, sentence in rulebooks.problems(known, version.document_id == COMMUNITY):
        said = _(sentence)
        found.append((place, f"{titles[place]}: {said}" if titles.get(place) else said))
    if version.number > 1 and not version.change_note:
        found.append(("", _("Say in a sentence what changed: members read it.")))
    return found


def answer(viewer: Viewer, version: GuidelineVersion) -> Answer | None:
    """Why a draft was sent back the last time, as long as it was not proposed since."""
    require(policy.can_manage(viewer))
    row = db.session.execute(
        select(StaffAction.verb, StaffAction.note, StaffAction.created_at, *_AUTHOR.columns)
        .join(_AUTHOR.user, _AUTHOR.user.id == StaffAction.actor_id)
        .where(StaffAction.verb.in_(("return-guidelines", "propose-guidelines")),
               StaffAction.created_at >= version.created_at,
               StaffAction.details["document"].as_integer() == version.document_id,
               StaffAction.details["number"].as_integer() == version.number)
        .order_by(StaffAction.created_at.desc(), StaffAction.id.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if row is None or row.verb != "return-guidelines" or not row.note:
        return None
    return Answer(row.note, _AUTHOR.of(row), row.created_at)


def heading_digest(viewer: Viewer, version: GuidelineVersion) -> str:
    """Of what a draft says of itself, for the form that changes it."""
    require(policy.can_manage(viewer))
    book = Rulebook((), version.summary, version.change_note, version.significance)
    return rulebooks.digest(book)


def section_digest(viewer: Viewer, rule: Rule) -> str:
    """Of one section, for the form that changes it."""
    require(policy.can_manage(viewer))
    return rulebooks.digest(Rulebook((rule,)))


def effective(viewer: Viewer, version: GuidelineVersion) -> int:
    """In how many days it will be in force if it is approved now; 0: at once."""
    require(policy.can_manage(viewer))
    before = compared(viewer, version).before
    if before is None or before.effective_at is None:
        return 0
    days = (
        int(structure.setting("guidelines.notice_days")) if version.significance == "major" else 0
    )
    return max(days, (before.effective_at - utcnow()).days + 1)
