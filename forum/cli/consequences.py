"""What a file of the configuration would do to people and to what guards the forum, in lines."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from forum import settings, structure
from forum.forms.configurations import ConfigurationFile
from forum.models.users import OPERATOR
from forum.queries import access
from forum.queries import configurations as queries
from forum.settings import dangers

if TYPE_CHECKING:
    from forum.models import User


def people(actor: "User", wanted: ConfigurationFile) -> list[str]:
    """How many members gain and lose what, as the page of a category says it, all of the file
    together: also by groups and in categories that it makes."""
    now, ids, coming = structure.current(), _groups(actor), {}
    for number, group in enumerate(wanted.groups or (), start=1):
        ids.setdefault(group.slug, -number)
        if group.email_domain:
            coming[ids[group.slug]] = group.email_domain.strip().lower()
    places = [
        access.Place(part.slug, part.name, part.parent,
                     {ids[slug]: frozenset(has) for slug, has in part.access.items()},
                     part.is_archived)
        for part in wanted.categories or ()
    ]  # fmt: skip
    after = access.planned(actor, places)
    found: list[str] = []
    for place in places:
        node = now.by_slug.get(place.slug)
        if node is not None:
            found += _said(access.preview(actor, node.id, after, coming))
        else:
            found += _begun(place, *access.begun(actor, place.slug, after, coming))
    return list(dict.fromkeys(found))  # what stands below another is told with it


def guards(now: queries.State, wanted: ConfigurationFile) -> Iterator[str]:
    """What the file leaves out and so puts back, where that decides who gets in, what is held and
    what is kept; and what its settings do together that one may not expect."""
    if wanted.settings is None:
        return
    for name, value in now["settings"].items():
        if name not in wanted.settings and dangers.is_guarding(name):
            usual = _plain(settings.default(name))
            yield f"! {name} is not in the file and guards the forum: {_plain(value)} -> {usual}"
    before = {one.sentence for one in dangers.found(structure.current().setting)}
    ids = _groups(OPERATOR)

    def then(name: str) -> Any:
        value = (wanted.settings or {}).get(name, settings.default(name))
        if settings.BY_NAME[name].kind == "groups" and name in (wanted.settings or {}):
            return [ids[slug] for slug in value if slug in ids] if isinstance(value, list) else []
        return value

    for one in dangers.found(then):
        if one.sentence not in before:
            yield f"! {one.sentence}"


def _groups(actor: Any) -> dict[str, int]:
    return {slug: number for number, slug in queries.slugs(actor).items()}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        named = queries.slugs(OPERATOR)
        return " ".join(named.get(one, str(one)) for one in value) or "nobody"
    return str(value) or "nothing"


def _said(preview: access.Preview) -> list[str]:
    place = preview.own[0].place
    lines = [
        f"  {one.place}: {one.gained:,} gain and {one.lost:,} lose the right to {one.right}"
        for one in (*preview.own, *preview.below)
        if one.gained or one.lost
    ]
    if preview.authors:
        lines.append(f"  {place}: {preview.authors:,} see no longer what they wrote there")
    if preview.guests:
        does = "see it then" if preview.guests == "gained" else "see it no longer"
        lines.append(f"  {place}: guests {does}")
    return lines


def _begun(
    place: access.Place, counts: tuple[tuple[str, int], ...], is_seen_by_guests: bool
) -> list[str]:
    said = ", ".join(f"{number:,} {right}" for right, number in counts)
    guests = ", and guests see it" if is_seen_by_guests else ""
    return [f"  {place.name}: of the members {said}{guests}"]
