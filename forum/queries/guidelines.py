"""The guidelines: what is in force, what was in force when something was written, every version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, select

from forum import memory, structure
from forum.extensions import db
from forum.lib import diff, markdown, rulebooks
from forum.lib.rulebooks import Rulebook
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import GuidelineDocument, GuidelineSection, GuidelineVersion, User, Viewer
from forum.models.columns import utcnow
from forum.models.guidelines import COMMUNITY
from forum.policies import acceptance
from forum.policies import guidelines as policy

FIRST_POSTS = 5  # in which somebody is shown the rules where they write (community.md §1.C3)
BRIEF = 110  # characters of a rule there


def document(viewer: Viewer, slug: str = "") -> GuidelineDocument:
    """The community's guidelines, or those that a category adds: by the document's slug."""
    wanted = GuidelineDocument.slug == slug if slug else GuidelineDocument.id == COMMUNITY
    found = db.session.scalar(select(GuidelineDocument).where(wanted, policy.readable(viewer)))
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def in_force(
    viewer: Viewer, document_id: int = COMMUNITY, at: datetime | None = None
) -> GuidelineVersion | None:
    """The version that is in force at `at` (now, if left out); None while there is none."""
    return db.session.scalar(
        _published(viewer)
        .where(
            GuidelineVersion.document_id == document_id,
            GuidelineVersion.state == "published",
            GuidelineVersion.effective_at <= (at or utcnow()),
        )
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    )


def applying(
    viewer: Viewer, category_id: int | None = None, at: datetime | None = None
) -> list[GuidelineSection]:
    """All sections in force at `at` in a category: what it adds first, then the community's.

    What was written before there were any guidelines is held against the first ones. A category
    inherits what the categories above it add. Two statements, whatever the number of sections.
    """
    chosen = _versions_at(viewer, _places(category_id), at or utcnow())
    if not chosen:
        return []
    rows = db.session.scalars(
        select(GuidelineSection)
        .where(GuidelineSection.version_id.in_(chosen))
        .order_by(GuidelineSection.position, GuidelineSection.id)
    ).all()
    order = {version_id: place for place, version_id in enumerate(chosen)}
    return sorted(rows, key=lambda section: order[section.version_id])


def section_at(
    viewer: Viewer, anchor: str, category_id: int | None = None, at: datetime | None = None
) -> GuidelineSection | None:
    """The rule called `anchor` as it was in force at `at` in a category; None: no such rule then.

    For reports and decisions: a post is held against what was in force when it was written
    (community.md §4.2).
    """
    known = applying(viewer, category_id, at)
    return next((section for section in known if section.anchor == anchor), None)


def reasons(viewer: Viewer, category_id: int | None = None) -> list[GuidelineSection]:
    """The sections that are a reason to report something written now, each once by its anchor."""
    found: dict[str, GuidelineSection] = {}
    for section in applying(viewer, category_id):
        if section.reason:
            found.setdefault(section.anchor, section)
    return list(found.values())


def hints(viewer: Viewer, category_id: int | None) -> list[GuidelineSection]:
    """At most three rules to show somebody who writes here for the first times: what the category
    adds, then what can be reported (community.md §1.C3)."""
    known = [section for section in applying(viewer, category_id) if section.title]
    general = known[-1].version_id if known else 0  # the community's come last
    known.sort(key=lambda section: (section.version_id == general, not section.reason))
    return known[:3]


class Hint(NamedTuple):
    """A rule in brief."""

    title: str
    text: str


def to_know(viewer: Viewer, category_id: int | None) -> tuple[Hint, ...]:
    """The rules that a member is shown where they write, in their first five posts. The viewer is
    known to be able to read the category; for all who are it is the same."""
    if not isinstance(viewer, User) or viewer.post_count >= FIRST_POSTS:
        return ()

    def made() -> tuple[Hint, ...]:
        return tuple(
            Hint(one.title, markdown.excerpt(markdown.render(one.body).html.striptags(), BRIEF))
            for one in hints(viewer, category_id)
        )

    return memory.remembered(("rules", category_id), ("structure",), made)


def versions(viewer: Viewer, document_id: int = COMMUNITY) -> Sequence[GuidelineVersion]:
    """All that were ever published, the newest first."""
    return db.session.scalars(
        _published(viewer)
        .where(GuidelineVersion.document_id == document_id)
        .order_by(GuidelineVersion.number.desc())
    ).all()


def version(viewer: Viewer, document_id: int, number: int) -> GuidelineVersion:
    """One published version; Denied for any other number."""
    found = db.session.scalar(
        _published(viewer).where(
            GuidelineVersion.document_id == document_id, GuidelineVersion.number == number
        )
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def sections(viewer: Viewer | None, version_id: int) -> Sequence[GuidelineSection]:
    """The sections of a version which the viewer is known to be able to read, in order."""
    return db.session.scalars(
        select(GuidelineSection)
        .where(GuidelineSection.version_id == version_id)
        .order_by(GuidelineSection.position, GuidelineSection.id)
    ).all()


def draft_digest(viewer: Viewer | None, version: GuidelineVersion) -> str:
    """A hash of a draft as it is now, for the form that approves it."""
    return rulebooks.digest(_book(viewer, version))


def digest(viewer: Viewer | None, document: GuidelineDocument, version: GuidelineVersion) -> str:
    """What the hash of a published version has to be: of every word, its number and its times."""
    moments = (version.published_at, version.effective_at)
    published, effective = (one.isoformat() if one else "" for one in moments)
    return rulebooks.digest(
        _book(viewer, version), document=document.slug, number=version.number,
        published=published, effective=effective,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a section between two versions: "added", "removed", "changed" or "same"."""

    kind: str
    anchor: str
    title: str
    pieces: tuple[diff.Piece, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What a member is asked to accept: a version, what changed since the one they know, and why.

    `changes` is None for somebody who has accepted nothing yet: to them all of it is new.
    """

    version: GuidelineVersion
    notes: list[GuidelineVersion]
    changes: list[Change] | None
    is_in_force: bool


def news(viewer: Viewer) -> News | None:
    """What the viewer has to accept, else what was announced and they have not accepted yet."""
    now = structure.current()
    coming = now.guidelines_to_come
    wanted = now.guidelines if acceptance.must_accept(viewer) else 0
    if not wanted and coming is not None and viewer.accepted_number < coming.number:
        wanted = coming.id
    if not wanted:
        return None
    known = versions(viewer)
    target = next(one for one in known if one.id == wanted)
    between = [one for one in known if viewer.accepted_number < one.number <= target.number]
    before = next((one for one in known if one.number == viewer.accepted_number), None)
    compared = None
    if before is not None:
        old, new = sections(viewer, before.id), sections(viewer, target.id)
        compared = [one for one in changes(viewer, old, new) if one.kind != "same"]
    return News(target, between, compared, coming is None or wanted != coming.id)


def to_come(viewer: Viewer) -> structure.Guidelines | None:
    """The significant version that was announced and is not in force yet. No SQL."""
    return structure.current().guidelines_to_come


def last_with(viewer: Viewer, document_id: int, anchor: str) -> GuidelineVersion:
    """The newest published version that has a section called `anchor`; Denied where none has.

    So a link to a rule that is gone leads to what it said.
    """
    found = db.session.scalar(
        _published(viewer)
        .join(GuidelineSection, GuidelineSection.version_id == GuidelineVersion.id)
        .where(GuidelineVersion.document_id == document_id, GuidelineSection.anchor == anchor)
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def addenda(viewer: Viewer) -> Sequence[GuidelineDocument]:
    """What categories add and the viewer may read, as far as something of it is in force."""
    in_force_now = select(GuidelineVersion.document_id).where(
        GuidelineVersion.state == "published", GuidelineVersion.effective_at <= utcnow()
    )
    return db.session.scalars(
        select(GuidelineDocument)
        .where(
            GuidelineDocument.id != COMMUNITY,
            GuidelineDocument.id.in_(in_force_now),
            policy.readable(viewer),
        )
        .order_by(GuidelineDocument.title, GuidelineDocument.id)
    ).all()


def changes(
    viewer: Viewer, before: Iterable[GuidelineSection], after: Iterable[GuidelineSection]
) -> list[Change]:
    """The difference, section by section, in the order of `after`, then what was removed."""
    old, new = ({section.anchor: section for section in each} for each in (before, after))
    found = []
    for anchor, section in new.items():
        earlier = old.get(anchor)
        text = _whole(section)
        if earlier is None:
            found.append(Change("added", anchor, section.title, (diff.Piece("added", text),)))
        elif _whole(earlier) == text:
            found.append(Change("same", anchor, section.title, ()))
        else:
            pieces = diff.words(_whole(earlier), text)
            found.append(Change("changed", anchor, section.title, pieces))
    for anchor, section in old.items():
        if anchor not in new:
            gone = (diff.Piece("removed", _whole(section)),)
            found.append(Change("removed", anchor, section.title, gone))
    return found


def _book(viewer: Viewer | None, version: GuidelineVersion) -> Rulebook:
    rules = tuple(rulebooks.rule(each) for each in sections(viewer, version.id))
    return Rulebook(rules, version.summary, version.change_note, version.significance)


def _whole(section: GuidelineSection) -> str:
    return "\n\n".join(part for part in (section.title, section.body, section.example) if part)


def _published(viewer: Viewer) -> Select[GuidelineVersion]:
    return (
        select(GuidelineVersion)
        .join(GuidelineDocument, GuidelineDocument.id == GuidelineVersion.document_id)
        .where(policy.readable(viewer), policy.published())
    )


def _places(category_id: int | None) -> list[int | None]:
    """The category, those above it, and none for the whole community."""
    above = structure.current().path(category_id) if category_id is not None else ()
    return [*(node.id for node in reversed(above)), None]


def _versions_at(viewer: Viewer, places: list[int | None], at: datetime) -> list[int]:
    """Ids of the versions in force, one for each of `places` that has any, in their order."""
    rows = db.session.execute(
        select(GuidelineDocument.category_id, GuidelineVersion.id, GuidelineVersion.effective_at)
        .join(GuidelineDocument, GuidelineDocument.id == GuidelineVersion.document_id)
        .where(policy.readable(viewer), GuidelineVersion.state == "published")
        .where(GuidelineVersion.effective_at.is_not(None))
        .order_by(GuidelineVersion.number)
    ).all()
    chosen: dict[int | None, int] = {}
    for row in rows:
        if row.effective_at <= at or (row.category_id is None and None not in chosen):
            chosen[row.category_id] = row.id
    return [chosen[place] for place in places if place in chosen]
