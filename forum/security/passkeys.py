"""Passkeys: what a browser is asked, and whether it answered right (WebAuthn).

Each has to check who holds the device (a finger, a face, a PIN), so it is both factors at once. Our
address comes from the configuration, never from the request.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import current_app
from webauthn.helpers import (
    base64url_to_bytes,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from forum.structure import setting

TIMEOUT = 120_000  # milliseconds, until the browser gives up
_REQUIRED = UserVerificationRequirement.REQUIRED


class Wrong(Exception):  # noqa: N818
    """The answer is not one that we asked for, or not from where it must come from."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Which passkey answered which challenge, not checked yet."""

    credential_id: bytes
    challenge: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey, checked."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool
    device_type: str
    transports: list[str]


def to_create(
    challenge: str, handle: str, name: str, display_name: str, present: list[bytes]
) -> dict[str, Any]:
    """What `navigator.credentials.create` is to be called with. `present` are those there are."""
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=str(setting("brand.name")),
        user_id=handle.encode(),
        user_name=name,
        user_display_name=display_name,
        challenge=challenge.encode(),
        timeout=TIMEOUT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in present],
    )
    return options_to_json_dict(options)


def to_get(challenge: str) -> dict[str, Any]:
    """What `navigator.credentials.get` is to be called with: any passkey for this forum."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(), challenge=challenge.encode(), timeout=TIMEOUT, user_verification=_REQUIRED
    )
    return options_to_json_dict(options)


def challenge_of(credential: str) -> str:
    """The challenge that a new passkey answers. Wrong when it cannot be read."""
    try:
        data = json.loads(credential)["response"]["clientDataJSON"]
        return parse_client_data_json(base64url_to_bytes(data)).challenge.decode()
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Wrong from error


def read(credential: str) -> Answer:
    """Which passkey answers what. Wrong when it cannot be read."""
    try:
        found = parse_authentication_credential_json(credential)
        data = parse_client_data_json(found.response.client_data_json)
        return Answer(found.raw_id, data.challenge.decode())
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Wrong from error


def made(credential: str, challenge: str) -> Made:
    """The new passkey that the browser made for `challenge`. Raises Wrong."""
    try:
        found = webauthn.verify_registration_response(
            credential=credential, expected_challenge=challenge.encode(),
            expected_rp_id=_host(), expected_origin=_origin(), require_user_verification=True,
        )  # fmt: skip
        said = json.loads(credential)["response"].get("transports", [])
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Wrong from error
    transports = [one[:20] for one in said if isinstance(one, str)][:8]
    return Made(
        found.credential_id, found.credential_public_key, found.sign_count,
        found.credential_backed_up, found.credential_device_type.value, transports,
    )  # fmt: skip


def checked(credential: str, challenge: str, public_key: bytes, sign_count: int) -> int:
    """The new count of a passkey that answered `challenge`. Raises Wrong.

    A count that does not grow is the mark of a copied device, and wrong.
    """
    try:
        found = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=challenge.encode(),
            expected_rp_id=_host(), expected_origin=_origin(), credential_public_key=public_key,
            credential_current_sign_count=sign_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Wrong from error
    return int(found.new_sign_count)


def _origin() -> str:
    parts = urlsplit(current_app.config["FORUM"].base_url)
    return f"{parts.scheme}://{parts.netloc}"


def _host() -> str:
    return urlsplit(current_app.config["FORUM"].base_url).hostname or "localhost"
