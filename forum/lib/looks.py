"""What a brand decided about its looks, as a stylesheet: colours, corners, density, type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from forum.lib import colours, fonts
from forum.lib.oklch import normal_hex, to_oklch

# Type that machines have, that comes with the forum ("own" is what it has without a choice), and
# the brand's own.
FONTS = {
    "own": "",
    "system": "ui-sans-serif, system-ui, sans-serif",
    "humanist": 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", sans-serif',
    "serif": 'Charter, "Bitstream Charter", "Sitka Text", Cambria, "DejaVu Serif", serif',
    "rounded": 'ui-rounded, "Hiragino Maru Gothic ProN", Quicksand, Comfortaa, "Arial Rounded MT",'
    " sans-serif",
    "slab": 'Rockwell, "Rockwell Nova", "Roboto Slab", "DejaVu Serif", "Sitka Small", serif',
    **{key: font.stack for key, font in fonts.CHOSEN.items()},
    "uploaded": fonts.UPLOADED.stack,
}
CORNERS = {
    "square": ("0", "0", "0"),
    "soft": (),
    "round": ("0.6rem", "1.1rem", "1.6rem"),
}
_COMPACT = {
    "--text-m": "1rem", "--text-s": "0.9375rem", "--leading": "1.5", "--s4": "0.8125rem",
    "--s5": "1.1875rem", "--s6": "1.5rem", "--s7": "2.25rem",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """`light` and `dark` are exact colours, by the names of tokens. `neutral` may be ""."""

    accent: str
    neutral: str = ""
    light: colours.Exact = ()
    dark: colours.Exact = ()
    corners: str = "soft"
    density: str = "airy"
    font: str = "own"
    title_font: str = "same"
    has_dark_logo: bool = False
    font_file: str = ""

    @property
    def neutral_hue(self) -> float | None:
        return to_oklch(normal_hex(self.neutral)).hue if self.neutral else None


def css(
    look: Look, categories: Mapping[int, str], address: Callable[[str], str] = "/static/".__add__
) -> str:
    """The whole stylesheet of a brand. `address` is where a static file is. The text depends on
    the arguments alone."""
    return (
        fonts.faces((look.font, look.title_font), address, look.font_file)
        + colours.brand_css(
            look.accent, categories, neutral_hue=look.neutral_hue, light=look.light, dark=look.dark
        )
        + _shape(look)
    )


@lru_cache(maxsize=16)
def problems(look: Look) -> tuple[tuple[str, str, str, float], ...]:
    """Which text could not be read: see `lib.colours.problems`."""
    found = colours.problems(look.accent, look.neutral_hue, look.light, look.dark)
    return tuple(found)


def _shape(look: Look) -> str:
    tokens: dict[str, str] = {}
    if corners := CORNERS.get(look.corners):
        tokens |= dict(zip(("--radius-s", "--radius", "--radius-l"), corners, strict=True))
    if look.density == "compact":
        tokens |= _COMPACT
    if font := FONTS.get(look.font):
        tokens |= {"--font": font, "--font-emphasis": "var(--font)"}
    if title := FONTS.get(look.title_font):
        tokens["--font-title"] = title
    rules = ""
    if tokens:
        inner = ";".join(f"{name}:{value}" for name, value in tokens.items())
        rules = f"@layer brand{{\n:root{{{inner}}}\n}}\n"
    return rules + (_TWO_LOGOS if look.has_dark_logo else "")


# The logo for dark pages is there where the page is dark: by the system, or by choice.
_TWO_LOGOS = """@layer theme{
.brand__logo--dark{display:none}
@media (prefers-color-scheme:dark){
:root:not([data-scheme=light]) .brand__logo--light{display:none}
:root:not([data-scheme=light]) .brand__logo--dark{display:inline}}
:root[data-scheme=dark] .brand__logo--light{display:none}
:root[data-scheme=dark] .brand__logo--dark{display:inline}
}
"""
