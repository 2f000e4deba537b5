"""Settings: what was typed, as a value of its kind. Called by `settings`; raises Refused."""

import re
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from forum import structure, wording
from forum.config import TEMPLATES
from forum.extensions import db
from forum.lib import addresses, commas, custom_css, own_words, themes
from forum.lib.verdict import Refused
from forum.models import Group, Tag
from forum.queries.identities import is_mappable
from forum.settings import BY_NAME, Setting
from forum.settings import contrast as looks
from forum.settings.looks import AS_STARTED, OWN_LOOK

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# Of two numbers the first is not to be larger than the second.
ORDERED = (
    ("posts.shortest", "posts.longest"),
    ("invites.uses", "invites.most_uses"),
    ("edits.grace_characters", "edits.grace_characters_trusted"),
)


def read(declared: Setting, typed: str) -> Any:
    """The value. Raises Refused with the name of the setting as its field."""
    typed = typed.strip()
    kind = declared.kind if isinstance(declared.kind, str) else declared.kind.__name__
    if len(typed) > declared.longest:
        said = _("This is too long: at most %(most)s characters.", most=declared.longest)
        raise Refused(said, declared.name)
    return _READERS[kind](declared, typed)


def is_possible(name: str, value: Any) -> bool:
    """Whether a value that was kept is one that could be typed today, for what comes from elsewhere
    or from long ago. Of what is not declared nothing is known, and nothing reads it."""
    declared = BY_NAME.get(name)
    if declared is None:
        return True
    if declared.kind == "groups":  # which may be others there
        return isinstance(value, list) and all(type(one) is int for one in value)
    if declared.kind == "teams":
        return isinstance(value, str) and len(value) <= declared.longest
    if type(value) is not (declared.kind if declared.kind in {bool, int} else str):
        return False
    try:
        found = read(declared, str(value))
    except Refused:
        return False
    return str(found).lower().split() == str(value).lower().split()


def check_together(values: dict[str, Any], current: structure.Structure) -> dict[str, str]:
    """What is wrong between settings once `values` are in force, by the name of the setting."""
    wrong = {}
    for less, more in ORDERED:
        low, high = (values.get(name, current.setting(name)) for name in (less, more))
        if low > high and (less in values or more in values):
            field = less if less in values else more
            wrong[field] = _(
                "“%(less)s” cannot be more than “%(more)s”.",
                less=_(BY_NAME[less].label), more=_(BY_NAME[more].label),
            )  # fmt: skip
    return wrong | _unreadable(values, current)


def _unreadable(values: dict[str, Any], current: structure.Structure) -> dict[str, str]:
    """What could not be read in these colours: nothing of that kind is ever in force."""
    shown = {"brand.accent", "looks.neutral", *(name for name, _token in looks.exact())}
    if not shown & values.keys():
        return {}
    wrong: dict[str, str] = {}
    for found in looks.unreadable(lambda name: values.get(name, current.setting(name))):
        wrong.setdefault(found.setting, found.sentence)
    return wrong


def _text(declared: Setting, typed: str) -> str:
    return typed


def _line(declared: Setting, typed: str) -> str:
    if "\n" in typed or "\r" in typed:
        raise Refused(_("Write this on one line."), declared.name)
    return typed


def _bool(declared: Setting, typed: str) -> bool:
    if typed.lower() not in {"true", "false"}:
        raise Refused(_("This has to be true or false."), declared.name)
    return typed.lower() == "true"


def _int(declared: Setting, typed: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", typed):
        raise Refused(_("This has to be a whole number."), declared.name)
    if not declared.least <= int(typed) <= declared.highest:
        raise Refused(
            _("Between %(least)s and %(most)s.", least=declared.least, most=declared.highest),
            declared.name,
        )
    return int(typed)


def _colour(declared: Setting, typed: str) -> str:
    if not _COLOUR.fullmatch(typed) and (typed or declared.default):
        raise Refused(_("A colour is written like #2f6b4f."), declared.name)
    return typed.lower()


def _path(declared: Setting, typed: str) -> str:
    if typed and not addresses.local(typed, ""):
        raise Refused(
            _("This has to be a path on this site, like /static/img/icon.svg."), declared.name
        )
    return typed


def _zone(declared: Setting, typed: str) -> str:
    if typed not in available_timezones():
        said = _("There is no time zone with this name. Write it like Europe/Berlin, or UTC.")
        raise Refused(said, declared.name)
    return ZoneInfo(typed).key


def _time(declared: Setting, typed: str) -> str:
    try:
        if not re.fullmatch(r"[0-9]{2}:[0-9]{2}", typed):
            raise ValueError
        time.fromisoformat(typed)
    except ValueError as error:
        raise Refused(_("A time of day is written like 03:10."), declared.name) from error
    return typed


def _moment(declared: Setting, typed: str) -> str:
    if not typed:
        return ""
    try:
        found = datetime.fromisoformat(typed.replace("T", " "))
        if found.tzinfo is not None:
            raise ValueError
    except ValueError as error:
        raise Refused(_("A moment is written like 2027-05-01 18:00."), declared.name) from error
    return found.strftime("%Y-%m-%d %H:%M")


def _link(declared: Setting, typed: str) -> str:
    if typed and not is_link(typed):
        said = _("An address begins with https://, or with / on this site.")
        raise Refused(said, declared.name)
    return typed


def _links(declared: Setting, typed: str) -> str:
    """Lines of words, a bar and an address."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > declared.most:
        raise Refused(_("At most %(most)s links.", most=declared.most), declared.name)
    for line in lines:
        words, _bar, address = (part.strip() for part in line.rpartition("|"))
        if not words or not is_link(address):
            said = _(
                "“%(line)s” is not a link: write words, a vertical bar and an address.",
                line=line[:80],
            )
            raise Refused(said, declared.name)
    return "\n".join(lines)


def is_link(address: str) -> bool:
    """Whether a link of the team's may lead there: a page of this site, or another site's."""
    if addresses.local(address, "") == address:
        return True
    return bool(re.fullmatch(r"https?://[\w.-]+(:[0-9]+)?([/?#][^\s<>\"']*)?", address))


def _css(declared: Setting, typed: str) -> str:
    if said := custom_css.problem(typed):
        raise Refused(_(said), declared.name)
    return typed


def _choice(declared: Setting, typed: str) -> str:
    if typed not in {value for value, _label in declared.choices}:
        raise Refused(_("Choose one of the options."), declared.name)
    return typed


def _theme(declared: Setting, typed: str) -> str:
    """One that is installed and whole, the forum's own look, or the one it was started with."""
    if typed in {AS_STARTED, OWN_LOOK}:
        return typed
    found = themes.installed(Path(current_app.config["THEMES_FOLDER"]), TEMPLATES).get(typed)
    if found is None:
        raise Refused(_("There is no theme with this name on the server."), declared.name)
    if found.problems:
        said = _("This theme cannot be used as it is: %(why)s", why=found.problems[0])
        raise Refused(said, declared.name)
    return typed


def _words(declared: Setting, typed: str) -> str:
    known = [value for value, _label in declared.choices]
    words = dict.fromkeys(commas.plain(typed).replace(",", " ").split()) if typed else {}
    if unknown := [word for word in words if word not in known]:
        raise Refused(_("“%(word)s” is not one of the options.", word=unknown[0]), declared.name)
    return " ".join(words)


def _mapping(declared: Setting, typed: str) -> str:
    """Lines of a value, a bar and the slug of a group that may be given like this."""
    rows = []
    for line in (line.strip() for line in typed.splitlines() if line.strip()):
        value, bar, slug = (part.strip() for part in line.partition("|"))
        if not bar or not value:
            raise Refused(
                _(
                    "“%(line)s” does not fit: write a value, a vertical bar and a group.",
                    line=line[:80],
                ),
                declared.name,
            )
        found = db.session.scalar(select(Group).where(Group.slug == slug))
        if found is None:
            raise Refused(_("There is no group called %(name)s.", name=slug[:64]), declared.name)
        if not is_mappable(None, found):
            raise Refused(
                _("“%(name)s” cannot be given like this.", name=found.name), declared.name
            )
        rows.append(f"{value} | {slug}")
    return "\n".join(rows)


def _teams(declared: Setting, typed: str) -> str:
    """Lines of a group's name, a colon, and categories (their addresses) and tags (with #)."""
    now, lines = structure.current(), [one.strip() for one in typed.splitlines() if one.strip()]
    known = {name.casefold() for name in now.groups.values()}
    for line in lines:
        group, _colon, things = (part.strip() for part in line.partition(":"))
        made = commas.plain(things).replace(",", " ").split()
        if not group or not made:
            said = _("“%(line)s”: write the name of a group, a colon, and what it makes.",
                     line=line[:80])  # fmt: skip
            raise Refused(said, declared.name)
        if group.casefold() not in known:
            raise Refused(_("There is no group called “%(name)s”.", name=group[:80]), declared.name)
        for thing in made:
            if not _is_place(now, thing):
                raise Refused(_no_place(thing[:80]), declared.name)
    return "\n".join(lines)


def _is_place(now: structure.Structure, thing: str) -> bool:
    if not thing.startswith("#"):
        return thing in now.by_slug
    found = select(Tag.id).where(Tag.slug == thing[1:].casefold())
    return db.session.scalar(found) is not None


def _no_place(thing: str) -> str:
    if thing.startswith("#"):
        return str(_("There is no tag %(name)s.", name=thing))
    return str(_("There is no category at the address “%(name)s”. Tags begin with #.", name=thing))


def _groups(declared: Setting, typed: str) -> list[int]:
    """Group numbers, with spaces or commas between them."""
    found = [int(part) for part in re.findall(r"[0-9]{1,9}", typed)]
    known = structure.current().groups
    if unknown := [number for number in found if number not in known]:
        raise Refused(_("There is no group with the number %(n)s.", n=unknown[0]), declared.name)
    return list(dict.fromkeys(found))


def _phrases(declared: Setting, typed: str) -> str:
    own = own_words.parsed(typed)
    forms, known = wording.forms(declared.name.rpartition(".")[2]), wording.everything()
    for text, said in own.items():
        each = [said] if isinstance(said, str) else said
        if text in known and own_words.problem(known[text].id, each, forms):
            raise Refused(_("“%(text)s” cannot be said like this.", text=text[:100]), declared.name)
    if typed and not own:
        raise Refused(_("This cannot be read."), declared.name)
    return own_words.packed(own)


_READERS = {
    "str": _line, "text": _text, "secret": _line, "bool": _bool, "int": _int, "colour": _colour,
    "path": _path, "moment": _moment, "link": _link, "links": _links, "css": _css, "zone": _zone,
    "time": _time, "theme": _theme, "choice": _choice, "words": _words, "groups": _groups,
    "mapping": _mapping, "teams": _teams,
    "phrases": _phrases,
}  # fmt: skip
