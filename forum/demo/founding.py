"""Lays the ground of the demonstration community: brand, groups, categories, tags and people."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forum.demo.shapes import Category as Described
from forum.demo.shapes import Content, Person
from forum.extensions import db
from forum.lib import markdown, names, tokens
from forum.models import (
    Category,
    CategoryAccess,
    CategoryTag,
    Group,
    GroupMember,
    SettingValue,
    Tag,
    TagSlug,
    User,
)

BRAND = {
    "brand.name": "Fernway Commons",
    "brand.company": "Fernway",
    "brand.tagline": "Made for the long way round",
    "brand.accent": "#2f5d50",
    "brand.logo": "/static/demo/img/demo-logo.svg",
    "brand.reserved_words": "Fernway\nMoraine\nSecond Mile",
    "brand.description": "Where people who walk, paddle, pedal and wheel the long way round "
    "help each other. Run by Fernway, maker of packs, tents and stoves.",
    "edits.window_days_trusted": 730,  # some keep a table up to date for months
}
# What a role is called among the groups that every forum has.
ROLES = {
    "ambassador": "ambassadors",
    "moderator": "moderators",
    "community_manager": "community-managers",
    "admin": "admins",
    "expert": "team",
}
OWN_GROUPS = {"team": "Fernway team"}


def lay(content: Content, now: datetime) -> None:
    """Add the brand's settings, the groups, categories and tags that are not there yet."""
    began = now - max(person.joined for person in content.people.values()) - timedelta(days=2)
    for name, value in BRAND.items():
        if db.session.get(SettingValue, name) is None:
            db.session.add(SettingValue(name=name, value=value, changed_at=began))
    _groups(content)
    _tags(content, began)
    _categories(content, began)


def _groups(content: Content) -> None:
    moderated = {slug for person in content.people.values() for slug in person.moderates}
    wanted = OWN_GROUPS | {
        _moderators_of(slug): f"{content.categories[slug].name}: moderators"
        for slug in sorted(moderated)
    }
    there = set(db.session.scalars(select(Group.slug)))
    for slug in wanted.keys() - there:
        db.session.add(Group(slug=slug, name=wanted[slug]))
    db.session.flush()


def _moderators_of(slug: str) -> str:
    return f"{slug}-moderators"


def _tags(content: Content, began: datetime) -> None:
    there = set(db.session.scalars(select(Tag.name)))
    for tag in content.tags.values():
        if tag.name not in there:
            db.session.add(Tag(name=tag.name, slug=names.slug(tag.name), created_at=began,
                               description=tag.description))  # fmt: skip
    db.session.flush()
    ids = dict(db.session.execute(select(Tag.name, Tag.id)).all())
    for tag in content.tags.values():
        for was in tag.was:
            if db.session.get(TagSlug, was) is None:
                db.session.add(TagSlug(slug=was, tag_id=ids[tag.name]))


def _categories(content: Content, began: datetime) -> None:
    groups = dict(db.session.execute(select(Group.slug, Group.id)).all())
    tags = dict(db.session.execute(select(Tag.name, Tag.id)).all())
    made = dict(db.session.execute(select(Category.slug, Category.id)).all())
    guards = {slug for person in content.people.values() for slug in person.moderates}
    for place, category in enumerate(content.categories.values()):
        if category.slug in made:
            continue
        row = Category(
            slug=category.slug, name=category.name, description=category.description,
            colour=category.colour, icon=category.icon, parent_id=made.get(category.parent),
            position=place, kinds=" ".join(category.kinds), default_kind=category.kinds[0],
            template=category.template, tags_wanted=category.tags_wanted,
            tags_limited=bool(category.only_tags), created_at=began,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        made[category.slug] = row.id
        db.session.add_all(_access(content, category, row.id, groups, guards))
        db.session.add_all(
            CategoryTag(category_id=row.id, tag_id=tags[name]) for name in category.only_tags
        )
        db.session.flush()


def _access(
    content: Content, category: Described, category_id: int, groups: dict[str, int],
    guards: set[str],
) -> list[CategoryAccess]:  # fmt: skip
    """What each group may do here; whoever moderates a category moderates what is below it."""
    rights: dict[str, set[str]] = {}
    for right, allowed in category.access.items():
        for group in allowed:
            rights.setdefault(group.replace("_", "-"), set()).add(right)
    for slug in {each.slug for each in path(content, category)} & guards:
        rights[_moderators_of(slug)] = {"see", "reply", "start", "moderate"}
    return [
        CategoryAccess(category_id=category_id, group_id=groups[group],
                       **{f"may_{right}": True for right in granted})
        for group, granted in rights.items()
    ]  # fmt: skip


def path(content: Content, category: Described) -> list[Described]:
    """The category and all above it."""
    found = [category]
    while found[-1].parent:
        found.append(content.categories[found[-1].parent])
    return found


def address(handle: str) -> str:
    """The e-mail address of one of the cast, at a domain that cannot exist."""
    return f"{handle}@fernway.example"


def person(described: Person, password: str, now: datetime) -> User:
    """The account of one of the cast, as on the day they joined. `password` is the hash of one."""
    joined = now - described.joined
    name = described.old_handles[0] if described.old_handles else described.handle
    user = User(
        name=name, name_key=names.skeleton(name), display_name=described.name,
        email=address(described.handle), password=password,
        fs_uniquifier=tokens.new(), trust_level=described.trust, pronouns=described.pronouns,
        location=described.location, bio=described.bio,
        bio_html=markdown.render(described.bio).html,
        byline=described.byline, created_at=joined, confirmed_at=joined, claimed_at=joined,
        credentials_changed_at=joined, read_before_at=joined,
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    return user.join()


def appoint(user: User, described: Person, at: datetime) -> User:
    """Put `user` into the groups of their role, from then on."""
    wanted = [_moderators_of(slug) for slug in described.moderates]
    wanted += [ROLES[described.role]] if described.role in ROLES else []
    ids = db.session.scalars(select(Group.id).where(Group.slug.in_(wanted))).all()
    db.session.add_all(GroupMember(group_id=id, user_id=user.id, since=at) for id in ids)
    db.session.flush()
    return user.join(*ids)
