"""Who writes that they want to be deleted is recognised; who writes about a tent is not."""

import pytest

from forum.lib.farewells import LONGEST, asks_to_leave


@pytest.mark.parametrize(
    "text",
    ["Please delete me.", "erase my data!", "I want my account to be deleted", "Delete my account",
     "Could you remove all my personal data?", "Forget everything you have about me",
     "This is a GDPR request", "I use my right to be forgotten", "Bitte löscht meine Daten",
     "Könnt ihr mein Konto bitte löschen?", "Supprimez mon compte", "Borrad mi cuenta",
     "<p>Please <em>delete</em> me</p>"],
)  # fmt: skip
def test_a_wish_is_recognised(text):
    assert asks_to_leave(text)


@pytest.mark.parametrize(
    "text",
    ["How do I delete a post?", "Erase the pencil line", "It made me delete the app of my bank",
     "Remove my tent from the bag first", "My data sheet says 3 kg", "Close my eyes and sleep",
     "<blockquote><p>delete my account</p></blockquote><p>No way!</p>", "Forget it."],
)  # fmt: skip
def test_other_sentences_are_not(text):
    assert not asks_to_leave(text)


def test_a_long_text_is_read_only_so_far():
    assert not asks_to_leave("x " * LONGEST + "delete me")
