"""What is typed on the pages about accounts: shapes and limits.

Whether a name is free or a password good is asked of the verbs, which say it in a sentence.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, WholeOrNothing, Yes, longest
from forum.lib.emails import LONGEST as LONGEST_ADDRESS


def _secret(value: Any) -> str:
    """Exactly what was typed: of a password nothing is left out."""
    if not isinstance(value, str):
        raise PydanticCustomError("shape", "not a text")
    return value


# Longer ones are refused before anything is computed (T65).
Password = Annotated[str, BeforeValidator(_secret), longest(1_000), FILLED]
# Of one's own, asked once more: empty where a passkey was used instead; the verb decides.
Current = Annotated[str, BeforeValidator(_secret), longest(1_000)]
Code = Annotated[str, TEXT, ON_ONE_LINE, longest(40), FILLED]
Identity = Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(LONGEST_ADDRESS)]
Name = Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(200)]
Address = Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(LONGEST_ADDRESS)]
Credential = Annotated[str, TEXT, longest(20_000)]  # JSON from the browser


class SignInForm(Form):
    identity: Identity
    password: Password
    keep: Yes = False
    next: Annotated[str, TEXT] = ""


class PasskeyForm(Form):
    credential: Credential
    keep: Yes = False
    next: Annotated[str, TEXT] = ""


class ProviderForm(Form):
    """Going to a provider: to sign in, to link an account of there, or to confirm who one is."""

    purpose: Literal["sign-in", "link", "confirm"] = "sign-in"
    current: Current = ""
    keep: Yes = False
    next: Annotated[str, TEXT] = ""


class BackForm(Form):
    """What a browser comes back with. Everything is judged by the provider's own rules."""

    state: Annotated[str, TEXT, longest(200)] = ""
    code: Annotated[str, TEXT, longest(4_000)] = ""
    iss: Annotated[str, TEXT, longest(300)] = ""
    error: Annotated[str, TEXT, longest(200)] = ""


class ArrivedForm(Form):
    name: Name
    guidelines: WholeOrNothing = None


class CodeForm(Form):
    code: Code


class JoinForm(Form):
    name: Name
    email: Address
    password: Password
    guidelines: WholeOrNothing = None  # the version that was shown, when its box is ticked
    ref: Annotated[str, TEXT, ON_ONE_LINE, longest(200)] = ""  # a campaign
    homepage: Annotated[str, TEXT, longest(300)] = ""  # there for programs; people never meet it
    challenge: Annotated[str, TEXT, ON_ONE_LINE, longest(200)] = ""  # when the form was drawn


class ConfirmForm(Form):
    """The password is asked for in any browser but the one that joined."""

    name: Annotated[str, TEXT, ON_ONE_LINE, longest(200)] = ""
    password: Annotated[str, BeforeValidator(_secret), longest(1_000)] = ""


class AskForm(Form):
    identity: Identity


class ChooseForm(Form):
    password: Password


class ChangePasswordForm(Form):
    current: Current = ""
    password: Password


class ChangeEmailForm(Form):
    email: Address
    current: Current = ""


class ChangeNameForm(Form):
    name: Name


class CurrentForm(Form):
    """The present password alone, before something that matters."""

    current: Current = ""


class ReplaceForm(Form):
    """`agreed`: that all which is here now goes."""

    agreed: Yes = False
    current: Current = ""


class LeaveForm(Form):
    """`posts`: "keep" them without a name, or "blank" them."""

    posts: Literal["keep", "blank"]
    current: Current = ""


class EnableForm(Form):
    current: Current = ""
    code: Code


class AddPasskeyForm(Form):
    current: Current = ""
    name: Annotated[str, TEXT, ON_ONE_LINE, longest(60)] = ""
    credential: Credential


class ProfileForm(Form):
    display_name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(200)]
    pronouns: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] = ""
    location: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    website: Annotated[str, TEXT, ON_ONE_LINE, longest(300)] = ""
    interests: Annotated[str, TEXT, ON_ONE_LINE, longest(200)] = ""
    bio: Annotated[str, TEXT, longest(4_000)] = ""


class LookForm(Form):
    scheme: Annotated[str, TEXT, longest(16)] = ""
    posts_per_page: WholeOrNothing = None
    locale: Annotated[str, TEXT, longest(16)] = ""
    time_zone: Annotated[str, TEXT, ON_ONE_LINE, longest(60)] = ""


class SchemeForm(Form):
    scheme: Annotated[str, TEXT, longest(16)] = ""
