"""Applying a configuration: by the same verbs, and so within the same bounds, as the pages do it.

What the file does not name stays, but settings go back to their defaults, letters to what the forum
says, and words are watched no longer. Nothing is deleted that members filled: a category, a group,
a badge, a question, a page.
"""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from forum import database, structure
from forum import settings as declared
from forum.extensions import db
from forum.forms.configurations import (
    BadgePart,
    CategoryPart,
    ConfigurationFile,
    FieldPart,
    GroupPart,
    LetterPart,
    PagePart,
    WordPart,
)
from forum.lib import names
from forum.lib.verdict import Refused, require
from forum.models import (
    Badge,
    Category,
    Configuration,
    Group,
    Page,
    ProfileField,
    StaffAction,
    User,
    WatchedWord,
)
from forum.policies import structure as policy
from forum.queries import configurations as queries
from forum.services import (
    access,
    badges,
    groups,
    letter_texts,
    pages,
    product_teams,
    profile_fields,
    rehousing,
    setting_values,
    settings,
    shaping,
    tags,
    tree,
    words,
)

KEPT = 20  # of what was before


@dataclass
class _Work:
    """What is done, and where in the file, for the sentence if it cannot be."""

    actor: User
    now: queries.State
    at: str = ""
    found: dict[str, Any] = field(default_factory=dict)


def apply(actor: User, wanted: ConfigurationFile, before: str, note: str) -> None:
    """Put it in force, all of it or nothing. `before` is the configuration until now, as a file.

    Raises Refused with a sentence that says of what.
    """
    require(policy.can_shape(actor))
    work = _Work(actor, queries.state(actor))
    try:
        _groups(work, wanted.groups)
        _badges(work, wanted.badges)
        _profile_fields(work, wanted.profile_fields)
        _categories(work, wanted.categories)
        _pages(work, wanted.pages)
        _words(work, wanted.watched_words)
        _letters(work, wanted.letters)
        _settings(work, wanted.settings)
    except Refused as refused:
        said = _("%(what)s: %(why)s", what=work.at, why=refused.message)
        raise Refused(said, refused.field) from refused
    _keep(actor, before, note)


def _keep(actor: User, before: str, note: str) -> None:
    db.session.add(Configuration(body=before, note=note[:100], made_by_id=actor.id))
    db.session.add(StaffAction(actor_id=actor.id, verb="apply-configuration",
                               details={"file": note[:100], "by": "command"}))  # fmt: skip
    db.session.flush()
    newest = select(Configuration.id).order_by(Configuration.id.desc()).limit(KEPT)
    kept = db.session.scalars(newest).all()
    db.session.execute(delete(Configuration).where(Configuration.id.not_in(kept)))


def _new(work: _Work, section: str, part: Any) -> bool | None:
    """Whether there is none like this yet; None: it is as it should be."""
    key = queries.KEYS[section]
    named = [getattr(part, name) for name in key]
    work.at = f"{section} {named[-1] if section == 'profile_fields' else named[0]}"
    said = part.model_dump(exclude_none=True)
    for one in work.now[section]:
        if [one[name] for name in key] == named:
            return None if one == said else False
    return True


def _groups(work: _Work, parts: list[GroupPart] | None) -> None:
    for part in parts or ():
        if (is_new := _new(work, "groups", part)) is None:
            continue
        there = db.session.scalar(select(Group).where(Group.slug == part.slug))
        values = part.model_dump(exclude={"slug"})
        made = groups.define(work.actor, groups.Described(**values), there)
        if is_new:
            _call(made, part.slug)
    database.flush_or_raise(Refused(_("This name is already taken.")))


def _call(made: Group | Badge, slug: str) -> None:
    """Its address is the one that the file says, as any that is made from a name."""
    if slug != names.slug(slug)[:64] or slug == "-":
        said = _("An address consists of small letters, digits and hyphens: trail-talk.")
        raise Refused(said, "slug")
    made.slug = slug
    database.flush_or_raise(Refused(_("This address is already taken."), "slug"))
    database.touch(structure.NAME)


def _badges(work: _Work, parts: list[BadgePart] | None) -> None:
    for part in parts or ():
        if (is_new := _new(work, "badges", part)) is None:
            continue
        there = db.session.scalar(select(Badge).where(Badge.slug == part.slug))
        values = part.model_dump(exclude={"slug"})
        made = badges.define(work.actor, badges.Described(**values), there)
        if is_new:
            _call(made, part.slug)


def _profile_fields(work: _Work, parts: list[FieldPart] | None) -> None:
    for part in parts or ():
        if (is_new := _new(work, "profile_fields", part)) is None:
            continue
        said: dict[str, Any] = part.model_dump(exclude={"kind"})
        if is_new:
            profile_fields.add(work.actor, part.kind, **said)
            continue
        there = db.session.scalars(
            select(ProfileField).where(
                ProfileField.kind == part.kind, ProfileField.label == part.label
            )
        ).first()
        assert there is not None
        profile_fields.change(work.actor, there, **said)


def _categories(work: _Work, parts: list[CategoryPart] | None) -> None:
    for part in parts or ():
        if (is_new := _new(work, "categories", part)) is not None:
            _category(work, part, is_new)
    if parts:
        _order(work, [part.slug for part in parts])


def _category(work: _Work, part: CategoryPart, is_new: bool) -> None:
    known = shaping.Described.__dataclass_fields__
    values = {name: value for name, value in part.model_dump().items() if name in known}
    described = shaping.Described(**{**values, "kinds": tuple(part.kinds)})
    actor = work.actor
    if is_new:
        made = shaping.make(actor, described, part.parent, "team")
    else:
        made = _by_slug(part.slug)
        made = shaping.describe(actor, made.id, described, made.version)
        above = structure.current().by_slug.get(part.parent)
        made = shaping.move(actor, made.id, above.id if above else None, made.version)
    now = {group.slug: group.id for group in db.session.scalars(select(Group))}
    grid = {now[slug]: frozenset(rights) for slug, rights in part.access.items()}
    made = access.grant(actor, made.id, grid, made.version)
    rehousing.archive(actor, made.id, part.is_archived, made.version)
    db.session.flush()


def _by_slug(slug: str) -> Category:
    return db.session.scalars(select(Category).where(Category.slug == slug)).one()


def _order(work: _Work, slugs: list[str]) -> None:
    """Siblings in the order of the file; those that are not in it come after them."""
    place = {slug: number for number, slug in enumerate(slugs)}
    rows = sorted(tree.hold_all(), key=lambda row: place.get(row.slug, len(place)))
    was = [row.slug for row in tree.hold_all()]
    for number, row in enumerate(rows, start=1):
        row.position = number
    db.session.flush()
    if was != [row.slug for row in rows] and rows:
        tree.log(work.actor, "order-categories", rows[0], below="")
    database.touch(structure.NAME, "lists")


def _pages(work: _Work, parts: list[PagePart] | None) -> None:
    for part in parts or ():
        if (is_new := _new(work, "pages", part)) is None:
            continue
        wanted = pages.Wanted(**part.model_dump())
        if is_new:
            made = pages.add(work.actor, wanted)
            if made.slug != part.slug:
                raise Refused(
                    _("An address consists of small letters, digits and hyphens: trail-talk.")
                )
            continue
        there = db.session.scalars(select(Page).where(Page.slug == part.slug)).one()
        number = there.number
        pages.change(work.actor, there, pages.Wanted(**part.model_dump(), number=number))


def _words(work: _Work, parts: list[WordPart] | None) -> None:
    if parts is None:
        return
    wanted = {(part.text, part.is_pattern) for part in parts}
    for there in db.session.scalars(select(WatchedWord).order_by(WatchedWord.id)).all():
        if (there.text, there.is_pattern) not in wanted:
            words.remove(work.actor, there)
    for part in parts:
        if (is_new := _new(work, "watched_words", part)) is None:
            continue
        described = words.Wanted(**part.model_dump())
        if is_new:
            words.add(work.actor, described)
            continue
        there = db.session.scalars(
            select(WatchedWord).where(
                WatchedWord.text == part.text, WatchedWord.is_pattern == part.is_pattern
            )
        ).one()
        words.change(work.actor, there, described)


def _letters(work: _Work, parts: list[LetterPart] | None) -> None:
    if parts is None:
        return
    named = {(part.kind, part.language) for part in parts}
    gone = [LetterPart(kind=one["kind"], language=one["language"]) for one in work.now["letters"]
            if (one["kind"], one["language"]) not in named]  # fmt: skip
    for part in (*gone, *parts):
        work.at = f"letters {part.kind} {part.language}"
        letter_texts.write(work.actor, part.kind, part.language, part.subject, part.body)


def _settings(work: _Work, wanted: dict[str, Any] | None) -> None:
    """All together, those that the file does not name with their defaults."""
    if wanted is None:
        return
    work.at = "settings"
    _tags(work, str(wanted.get(product_teams.NAME, "")))
    ids = {group.slug: group.id for group in db.session.scalars(select(Group))}
    typed = {name: _typed(value, ids) for name, value in wanted.items()}
    found = settings.read(work.actor, typed, together=False)
    values = {
        name: declared.default(name) for name in work.now["settings"] if name not in wanted
    } | found.values
    together = setting_values.check_together(values, structure.current())
    for name, sentence in {**found.errors, **together}.items():
        work.at = f"settings {name}"
        raise Refused(sentence, name)
    gone = [name for name in work.now["settings"] if name not in wanted]
    settings.apply(work.actor, {name: values[name] for name in values if name not in gone})
    settings.reset_all(work.actor, gone)


def _tags(work: _Work, teams: str) -> None:
    """Those that the teams of products are named with: in a forum that is empty nobody has made
    them, and the file could not be applied to it."""
    for line in teams.splitlines():
        for thing in line.partition(":")[2].replace(",", " ").split():
            if thing.startswith("#"):
                tags.make(work.actor, thing[1:].casefold())


def _typed(value: Any, groups_by_slug: dict[str, int]) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(str(groups_by_slug[one]) for one in value)
    return str(value)
