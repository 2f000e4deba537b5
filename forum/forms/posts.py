"""What comes in when somebody replies, edits, previews or deletes."""

from typing import Annotated

from forum.forms.base import (
    FILLED,
    ON_ONE_LINE,
    TEXT,
    Form,
    Whole,
    WholeOrNothing,
    Yes,
    longest,
)
from forum.forms.tags import Tags
from forum.models.posts import LONGEST_BODY
from forum.models.threads import KINDS

LONGEST_TITLE = 255

Body = Annotated[str, TEXT, FILLED, longest(LONGEST_BODY)]
Title = Annotated[str, TEXT, ON_ONE_LINE, longest(LONGEST_TITLE)]
Reason = Annotated[str, TEXT, ON_ONE_LINE, longest(200)]
SubmissionKey = Annotated[str, TEXT, longest(64)]
Kind = Annotated[str, TEXT, longest(max(map(len, KINDS)))]


class ReplyForm(Form):
    """`to` is the number of the post that is answered."""

    body: Body
    to: WholeOrNothing = None
    submission_key: SubmissionKey = ""
    preview: Yes = False
    is_personal: Yes = False
    anyway: Yes = False  # for the brand, while members answer first


class EditForm(Form):
    """`version` is the one that was read. Title, kind and tags are of the first post's thread."""

    body: Body
    version: Whole
    reason: Reason = ""
    title: Title | None = None
    kind: Kind | None = None
    tags: Tags | None = None
    preview: Yes = False


class PreviewForm(Form):
    """`category` is an id; without it, or with one that cannot be seen, links stay few."""

    body: Annotated[str, TEXT, longest(LONGEST_BODY)] = ""
    category: WholeOrNothing = None
    thread: WholeOrNothing = None
    post: WholeOrNothing = None


class NoteForm(Form):
    """Why something is done."""

    reason: Reason = ""
