"""The look that the settings make, and what could not be read in it, as sentences."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from forum.lib import colours
from forum.lib.looks import Look, problems
from forum.lib.phrases import N_
from forum.settings.looks import EXACT

_WORDS = {
    "ink": N_("text"), "ink-soft": N_("quiet text"), "accent-ink": N_("links"),
    "on-accent": N_("text on buttons"), "danger-ink": N_("warnings"), "warning-ink": N_("warnings"),
    "success-ink": N_("what went well"), "info-ink": N_("hints"), "paper": N_("the page"),
    "surface": N_("panels"), "sunken": N_("what is inset in the page"),
    "accent-soft": N_("coloured backgrounds"), "accent": N_("buttons"),
    "accent-hover": N_("buttons under the pointer"),
}  # fmt: skip
_SCHEMES = {"light": N_("Light"), "dark": N_("Dark")}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """`setting` is the one to change."""

    setting: str
    sentence: str


def exact() -> list[tuple[str, str]]:
    """The settings of exact colours, each with its scheme and token."""
    return [(f"looks.{scheme}_{end}", token) for scheme in _SCHEMES for end, token, _words in EXACT]


def look(of: Callable[[str], Any]) -> Look:
    """The look that these values make; `of` gives one by its name. What is no colour, however it
    came into the database, is left out: no page fails for it."""

    def colour(name: str) -> str:
        return colours.colour_or_none(str(of(name)))

    sides = {
        scheme: tuple(
            (token, found) for end, token, _words in EXACT
            if (found := colour(f"looks.{scheme}_{end}"))
        )
        for scheme in _SCHEMES
    }  # fmt: skip
    return Look(
        colour("brand.accent") or colours.DEFAULT_ACCENT, colour("looks.neutral"),
        sides["light"], sides["dark"],
        str(of("looks.corners")), str(of("looks.density")), str(of("looks.font")),
        str(of("looks.title_font")), bool(of("brand.logo_dark")), str(of("looks.font_file")),
    )  # fmt: skip


def unreadable(of: Callable[[str], Any]) -> Iterator[Unreadable]:
    """Every pair of colours below 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    for scheme, text, ground, ratio in problems(look(of)):
        names = [f"looks.{scheme}_{end}" for end, token, _w in EXACT if token in {text, ground}]
        wanted = [name for name in names if of(name)]
        others = [f"looks.{scheme}_{end}" for end, _t, _w in EXACT if of(f"looks.{scheme}_{end}")]
        said = _(
            "%(scheme)s: %(text)s on %(ground)s has %(ratio)s to 1, and 4.5 to 1 is needed.",
            scheme=_(_SCHEMES[scheme]), text=_(_WORDS[text]), ground=_(_WORDS[ground]),
            ratio=int(ratio * 10) / 10,
        )  # fmt: skip
        yield Unreadable((wanted or others or ["brand.accent"])[0], said)
