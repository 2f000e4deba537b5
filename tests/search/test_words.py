"""What the embedded engines take for words: in every language that a site can have."""

import pytest

from forum.lib import languages
from forum.search import words


@pytest.mark.parametrize("code", languages.NAMES)
def test_words_of_every_script_are_read_in_every_language_of_a_site(code):
    text = "Which boots für den Küstenweg, d'été, ¿mañana? أحذية للمشي والأبواب 靴"
    plain, stems = words.language(code).tokens(text)
    assert len(plain) == len(stems) and "boots" in plain and "للمشي" in plain
