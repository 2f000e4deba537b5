"""No catalogue lacks anything: whoever adds a sentence has it translated."""

import pytest

from forum.cli import words
from forum.lib import catalogues, languages


@pytest.mark.parametrize("language", [one for one, _name in languages.ALL[1:]])
def test_every_sentence_is_translated_with_its_places_tags_and_forms(language):
    catalogue = catalogues.load(catalogues.path(words.FOLDER, language))
    assert list(catalogues.lacking(words.extracted(), catalogue)) == []
