"""The characters behind emoji shortcodes such as `:wave:`."""

from functools import cache

import emoji

# Names that other forums use for the same pictures, so that imported posts keep their smiles.
_OTHER_NAMES = {
    "slight_smile": "slightly_smiling_face",
    "slight_frown": "slightly_frowning_face",
    "upside_down": "upside_down_face",
    "nerd": "nerd_face",
    "rolling_eyes": "roll_eyes",
    "hugs": "hugging_face",
    "crossed_fingers": "fingers_crossed",
    "grinning_face_with_smiling_eyes": "smile",
}


@cache
def table() -> dict[str, str]:
    """Shortcode without colons in lower case to its character."""
    emoji.config.load_language("en")
    found: dict[str, str] = {}
    for character, names in emoji.EMOJI_DATA.items():
        for name in (*names.get("alias", ()), names["en"]):
            found.setdefault(name.strip(":").lower(), character)
    for name, same in _OTHER_NAMES.items():
        if same in found:
            found.setdefault(name, found[same])
    return found
