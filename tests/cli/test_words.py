"""The catalogues of the interface's words are whole and current."""

from forum.cli import words
from forum.lib import catalogues


def test_the_template_has_all_that_code_and_templates_say():
    """Else: make words."""
    said = (words.FOLDER / catalogues.TEMPLATE).read_bytes()
    assert said == words.written(words.extracted())
