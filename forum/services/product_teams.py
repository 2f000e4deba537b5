"""Whose product is whose stays so when a group, a category or a tag is called otherwise; and so
does which tags say that a thread is a complaint.

`brand.product_teams` and `brand.complaint_tags` name them by words. One that nothing has any more
would silently let people agree to taking away criticism of what they make themselves, or let one
person alone take a complaint away (community.md §4.6).
"""

from forum import structure
from forum.lib import commas
from forum.lib.verdict import require
from forum.models import Viewer
from forum.policies import structure as policy
from forum.services import settings

NAME, COMPLAINTS = "brand.product_teams", "brand.complaint_tags"


def group_renamed(actor: Viewer, was: str, now: str) -> None:
    """Its lines say the new name."""
    require(policy.can_keep(actor, NAME))
    _write(actor, [
        (now if group.casefold() == was.casefold() else group, things) for group, things in _read()
    ])  # fmt: skip


def thing_renamed(actor: Viewer, was: str, now: str) -> None:
    """The same for the address of a category, or a tag's with # before it; also of one that went
    into another."""
    require(policy.can_keep(actor, NAME))
    _write(actor, [
        (group, list(dict.fromkeys(now if one.casefold() == was else one for one in things)))
        for group, things in _read()
    ])  # fmt: skip
    tags = str(structure.current().setting(COMPLAINTS)).split()
    if was.removeprefix("#") in tags and was.startswith("#"):
        require(policy.can_keep(actor, COMPLAINTS))
        new = [now.removeprefix("#") if f"#{one}" == was else one for one in tags]
        settings.keep(actor, COMPLAINTS, " ".join(dict.fromkeys(new)))


def _read() -> list[tuple[str, list[str]]]:
    lines = str(structure.current().setting(NAME)).splitlines()
    parted = [line.partition(":") for line in lines]
    return [
        (group.strip(), commas.plain(things).replace(",", " ").split())
        for group, _colon, things in parted
    ]


def _write(actor: Viewer, lines: list[tuple[str, list[str]]]) -> None:
    if lines != _read():
        made = "\n".join(f"{group}: {' '.join(things)}" for group, things in lines)
        settings.keep(actor, NAME, made)
