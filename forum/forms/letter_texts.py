"""What comes in when a letter is said in the community's own words."""

from typing import Annotated

from forum.forms.base import TEXT, Form, Whole, Yes, longest
from forum.lib.letter_texts import LONGEST_BODY, LONGEST_SUBJECT

Language = Annotated[str, TEXT, longest(16)]


class LetterQuery(Form):
    """`language`: none is the site's."""

    language: Language = ""


class LetterForm(Form):
    """`subject` and `body` are said as the forum says them where they are empty. `preview`: only
    show it. `number` is the version that was changed."""

    language: Language
    subject: Annotated[str, TEXT, longest(LONGEST_SUBJECT)] = ""
    body: Annotated[str, TEXT, longest(LONGEST_BODY)] = ""
    number: Whole = 0
    preview: Yes = False


class LetterVersionForm(Form):
    """Which language is put back; `number` is the version that counts now."""

    language: Language
    number: Whole = 0
