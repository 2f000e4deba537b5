"""Where one joins, signs in and out, and comes back without a password."""

from urllib.parse import quote

from forum.links.ending import query


def sign_in(then: str = "") -> str:
    return "/sign-in" + (f"?next={quote(then, safe='')}" if then else "")


def sign_out() -> str:
    return "/sign-out"


def sign_up(ref: str = "") -> str:
    """`ref` is the label of a campaign."""
    return "/join" + query({"ref": ref})


def confirm_sign_up(token: str = "") -> str:
    """Where a sign-up waits for its confirmation, or with the link from the letter, gets it."""
    return f"/join/{token or 'sent'}"


def sign_in_code(recovery: bool = False) -> str:
    """Where the second factor is asked for; `recovery`: one of the codes kept on paper."""
    return "/sign-in/code" + ("?recovery=1" if recovery else "")


def stay() -> str:
    """Where somebody who is leaving is asked, once they have signed in, whether they would stay."""
    return "/sign-in/leaving"


def sign_in_passkey() -> str:
    return "/sign-in/passkey"


def sign_in_with(provider: str) -> str:
    """Sign in with an account of elsewhere. `provider` is "oidc" or a plugin's."""
    return f"/sign-in/with/{provider}"


def sign_in_back(provider: str) -> str:
    """Where one comes back to from there."""
    return f"/sign-in/with/{provider}/back"


def arrived(verb: str = "") -> str:
    """Where somebody is asked what their account of elsewhere is to be here. `verb`: letter, or
    the token of that letter."""
    return "/sign-in/arrived" + (f"/{verb}" if verb else "")


def sign_in_link(token: str) -> str:
    """The link that the operator of the server gives an admin who cannot get in otherwise."""
    return f"/sign-in/link/{token}"


def reset_password(token: str = "") -> str:
    """Ask for a new password; with a token, choose it."""
    return "/reset" + (f"/{token}" if token else "")
