"""The brand's own accounts by OpenID Connect: authorization code with PKCE, and nothing else.

What the provider says about itself, and its keys, are asked with the forum's own fetcher and kept
for an hour in each process. Claims are judged by Authlib, signatures by joserfc.
"""

import json
import re
import threading
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from forum import fetcher
from forum.config import Config
from forum.lib import tokens
from forum.lib.reachable import Unreachable
from forum.security.persons import Asked, Person, Unproven

KEY = "oidc"
SECONDS = 5.0  # for each question to the provider
AT_ONCE = 4  # people who wait for it in one process: a slow one does not take all threads
LASTS = 3_600.0  # seconds for which what it says about itself is kept
ANEW = 30.0  # seconds before its keys are asked for again because of one that nobody knows
LEEWAY = 60  # seconds between two clocks
FRESH = 300  # seconds since somebody showed there who they are, where that is asked for
# Only signatures that need the provider's private key: no "none", and no HS256, which is made with
# a secret that could be the public key.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
# What a provider may say went wrong (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6). Whoever
# comes back can write anything there, so nothing else gets into the log.
ERRORS = frozenset({
    "access_denied", "invalid_request", "unauthorized_client", "unsupported_response_type",
    "invalid_scope", "server_error", "temporarily_unavailable", "interaction_required",
    "login_required", "account_selection_required", "consent_required", "invalid_request_uri",
    "invalid_request_object", "request_not_supported", "request_uri_not_supported",
    "registration_not_supported",
})  # fmt: skip
STRONG = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "pop"})  # RFC 8176
LONGEST = 255
_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_waiting = threading.BoundedSemaphore(AT_ONCE)


class Provider:
    key = KEY

    def __init__(self, config: Config) -> None:
        self.issuer = str(config["FORUM_OIDC_ISSUER"])
        self.client_id = str(config["FORUM_OIDC_CLIENT_ID"])
        self._secret = str(config["FORUM_OIDC_CLIENT_SECRET"])
        self._allowed = str(config["FORUM_OUTGOING_ALLOWED"]).split()
        self._said: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def begin(self, back: str, state: str, terms: Mapping[str, Any], is_fresh: bool) -> Asked:
        with _one_of_few():
            said = self._about()
        kept = {"state": state, "nonce": tokens.new(256), "verifier": tokens.new(512)}
        anew = {"prompt": "login", "max_age": str(FRESH)} if is_fresh else {}
        address = prepare_grant_uri(
            said["authorization_endpoint"], self.client_id, "code", redirect_uri=back,
            scope=_scopes(terms), state=state, nonce=kept["nonce"],
            code_challenge=create_s256_code_challenge(kept["verifier"]),
            code_challenge_method="S256", **anew,
        )  # fmt: skip
        return Asked(address, kept)

    def finish(
        self, kept: Mapping[str, str], answer: Mapping[str, str], back: str,
        terms: Mapping[str, Any],
    ) -> Person:  # fmt: skip
        if error := answer.get("error"):
            said = error if error in ERRORS else "other"
            raise Unproven("denied" if said == "access_denied" else "wrong", f"it said {said}")
        if not answer.get("code"):
            raise Unproven("wrong", "no code")
        with _one_of_few():
            about = self._about()
            # Whose answer it is (RFC 9207): a code of another provider is not taken to this one.
            named = answer.get("iss")
            is_named = about.get("authorization_response_iss_parameter_supported") is True
            if named not in ((self.issuer,) if is_named else (None, "", self.issuer)):
                raise Unproven("wrong", "the answer names another issuer")
            got = self._exchange(about, answer["code"], kept["verifier"], back)
            claims = self._judged(about, got, kept["nonce"])
            more = self._more(about, got, claims, terms)
        return self._person({**more, **claims}, terms)

    def _about(self) -> dict[str, Any]:
        """What the provider says about itself. Every address has to be as safe as its own."""
        if self._said is not None and monotonic() - self._said[0] < LASTS:
            return self._said[1]
        self._check_address(self.issuer)
        said = _object(
            self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        )
        if said.get("issuer") != self.issuer:
            raise Unproven("wrong", f"it calls itself {str(said.get('issuer'))[:200]!r}")
        for name in _NEEDED:
            self._check_address(said.get(name))
        self._said = (monotonic(), said)
        return said

    def _check_address(self, address: Any) -> None:
        """https, or a place in a network of the operator's that they have named."""
        if isinstance(address, str) and address.isascii() and not _ODD.search(address):
            with suppress(ValueError):
                parts = urlsplit(address)
                if parts.scheme == "https" and parts.hostname:
                    return
                if (
                    parts.scheme == "http"
                    and f"{parts.hostname}:{parts.port or 80}" in self._allowed
                ):
                    return
        raise Unproven("wrong", f"not an address to be trusted: {str(address)[:200]!r}")

    def _exchange(self, said: Mapping[str, Any], code: str, verifier: str, back: str) -> Any:
        """The code for the tokens, with what proves that it was this browser that asked for it."""
        body = prepare_token_request(
            "authorization_code", code=code, redirect_uri=back, code_verifier=verifier
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        auth = ClientAuth(self.client_id, self._secret, self._method(said))
        address, headers, body = auth.prepare("POST", said["token_endpoint"], headers, body)
        got = _object(self._ask("POST", address, body.encode(), headers))
        if not isinstance(got.get("id_token"), str):
            raise Unproven("wrong", "no ID token")
        return got

    def _method(self, said: Mapping[str, Any]) -> str:
        if not self._secret:
            return "none"
        offered = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"

    def _judged(
        self, said: Mapping[str, Any], got: Mapping[str, Any], nonce: str
    ) -> dict[str, Any]:
        """The claims of an ID token that is meant for us, now, and for this browser."""
        token = self._decoded(said, got["id_token"])
        claims = CodeIDToken(
            token.claims, token.header,
            {"iss": {"essential": True, "value": self.issuer},
             "aud": {"essential": True, "value": self.client_id}},
            {"nonce": nonce, "client_id": self.client_id, "access_token": got.get("access_token")},
        )  # fmt: skip
        try:
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Unproven("wrong", f"the ID token: {error}"[:200]) from error
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST or "\0" in subject:
            raise Unproven("wrong", "no subject")
        return dict(claims)

    def _decoded(self, said: Mapping[str, Any], token: str) -> Any:
        offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = [one for one in ALGORITHMS if one in offered]
        for is_again in (False, True):
            try:
                return jwt.decode(token, self._key_set(said, is_again), algorithms=algorithms)
            except (JoseError, ValueError, TypeError, KeyError) as error:
                # The provider may have other keys since; a token that is no good asks for no more.
                if is_again or not self._may_ask_anew():
                    raise Unproven("wrong", f"the ID token: {error}"[:200]) from error
        raise AssertionError

    def _may_ask_anew(self) -> bool:
        return self._keys is not None and monotonic() - self._keys[0] > ANEW

    def _key_set(self, said: Mapping[str, Any], is_again: bool) -> KeySet:
        if self._keys is not None and not is_again and monotonic() - self._keys[0] < LASTS:
            return self._keys[1]
        rows = _object(self._ask("GET", said["jwks_uri"])).get("keys")
        rows = rows if isinstance(rows, list) else []
        public = [
            row for row in rows
            if isinstance(row, dict) and row.get("kty") in {"RSA", "EC", "OKP"}
            and row.get("use", "sig") == "sig"
        ]  # fmt: skip
        try:
            found = KeySet.import_key_set({"keys": public})
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Unproven("away", f"its keys cannot be read: {error}"[:200]) from error
        self._keys = (monotonic(), found)
        return found

    def _more(
        self, said: Mapping[str, Any], got: Mapping[str, Any], claims: Mapping[str, Any],
        terms: Mapping[str, Any],
    ) -> dict[str, Any]:  # fmt: skip
        """What is not in the token stands in the provider's answer about the person."""
        address, access = said.get("userinfo_endpoint"), got.get("access_token")
        wanted = ("email", terms["name_claim"], terms["display_name_claim"], terms["groups_claim"])
        if not address or not isinstance(access, str) or all(_at(claims, one) for one in wanted):
            return {}
        self._check_address(address)
        found = _object(self._ask("GET", address, headers={"Authorization": f"Bearer {access}"}))
        if found.get("sub") != claims["sub"]:
            raise Unproven("wrong", "the answer about the person is about another one")
        return found

    def _person(self, claims: Mapping[str, Any], terms: Mapping[str, Any]) -> Person:
        groups = _at(claims, terms["groups_claim"])
        groups = groups if isinstance(groups, list) else [groups]
        confirmed = claims.get("email_verified")
        amr, acr = claims.get("amr"), claims.get("acr")
        shown_at = claims.get("auth_time")
        return Person(
            issuer=self.issuer,
            subject=claims["sub"],
            name=_text(_at(claims, terms["name_claim"])).partition("@")[0],
            display_name=_text(_at(claims, terms["display_name_claim"])),
            email=_text(claims.get("email")),
            # Some providers say nothing about it; no setting turns a "no" into a "yes".
            is_confirmed=confirmed is True or (confirmed is None and terms["trusts_addresses"]),
            groups=tuple(one for one in groups if isinstance(one, str)),
            is_strong=bool(STRONG & {one for one in amr if isinstance(one, str)})
            if isinstance(amr, list)
            else acr in str(terms["strong_acr"]).split(),
            shown_at=int(shown_at) if isinstance(shown_at, int | float) else None,
        )

    def _ask(
        self, method: str, address: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> bytes:
        try:
            answer = fetcher.fetch(method, address, body, headers, seconds=SECONDS, is_awaited=True)
        except (fetcher.Failed, Unreachable) as error:
            raise Unproven("away", f"{urlsplit(address).path}: {error}"[:200]) from error
        if answer.status >= 500:
            raise Unproven("away", f"{urlsplit(address).path}: it answered {answer.status}")
        if answer.status != 200:
            raise Unproven("wrong", f"{urlsplit(address).path}: it answered {answer.status}")
        return answer.body


@contextmanager
def _one_of_few() -> Any:
    if not _waiting.acquire(blocking=False):
        raise Unproven("busy", "others wait for it already")
    try:
        yield
    finally:
        _waiting.release()


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unproven("away", "what it answers is no JSON") from error
    if not isinstance(found, dict):
        raise Unproven("away", "what it answers is no object")
    return found


def _scopes(terms: Mapping[str, Any]) -> str:
    return " ".join(dict.fromkeys(["openid", *str(terms["scopes"]).split()]))


def _at(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of this name; "realm_access.roles" is one within another."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(value: Any) -> str:
    return value.replace("\0", "").strip()[:LONGEST] if isinstance(value, str) else ""
