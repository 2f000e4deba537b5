"""What is typed about invitations."""

from typing import Annotated

from forum.forms.base import ON_ONE_LINE, TEXT, Form, WholeOrNothing, longest
from forum.lib.emails import LONGEST as LONGEST_ADDRESS


class InviteForm(Form):
    """Empty numbers: as the settings say. An address or a domain: the team only."""

    label: Annotated[str, TEXT, ON_ONE_LINE, longest(80)] = ""
    most_uses: WholeOrNothing = None
    days: WholeOrNothing = None
    email: Annotated[str, TEXT, ON_ONE_LINE, longest(LONGEST_ADDRESS)] = ""
    domain: Annotated[str, TEXT, ON_ONE_LINE, longest(LONGEST_ADDRESS)] = ""
