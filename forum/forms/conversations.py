"""What is typed into private conversations and when asking the team."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, WholeOrNothing, Yes, longest
from forum.forms.posts import Body, SubmissionKey

LONGEST_TITLE = 100

Subject = Annotated[str, TEXT, ON_ONE_LINE, longest(LONGEST_TITLE)]
Names = Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(400)]


class StartTalkForm(Form):
    """`to` are names; `post` is the id of the one that is continued."""

    to: Names
    title: Subject = ""
    body: Body
    post: WholeOrNothing = None
    submission_key: SubmissionKey = ""
    preview: Yes = False


class AskTeamForm(Form):
    """`is_direct`: an ambassador writes to who runs the programme."""

    title: Annotated[Subject, FILLED]
    body: Body
    post: WholeOrNothing = None
    is_direct: Yes = False
    submission_key: SubmissionKey = ""
    preview: Yes = False


class MessageForm(Form):
    body: Body
    submission_key: SubmissionKey = ""
    preview: Yes = False


class AddForm(Form):
    to: Names
