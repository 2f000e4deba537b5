"""Accounts of elsewhere with which somebody signs in: the seam that OIDC and plugins stand on."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from flask import Flask, current_app

from forum.config import Config
from forum.security import oidc
from forum.security.persons import Asked, Person

Make = Callable[[Config], "Provider"]


class Provider(Protocol):
    """Who can say who somebody is. Its methods ask another server: no unit of work is open."""

    key: str

    def begin(self, back: str, state: str, terms: Mapping[str, Any], is_fresh: bool) -> Asked:
        """Where the browser goes, to come back to the address `back` with this `state`. `is_fresh`:
        who is there already is to show anew who they are. Raises Unproven."""

    def finish(
        self, kept: Mapping[str, str], answer: Mapping[str, str], back: str,
        terms: Mapping[str, Any],
    ) -> Person:  # fmt: skip
        """Who came back with this `answer`, given what was `kept` in their browser since. `terms`
        are the settings of `sign_in`. Raises Unproven."""


def init_app(app: Flask, config: Config, of_plugins: Mapping[str, Make]) -> None:
    """Does no I/O: what a provider says about itself is asked when somebody signs in."""
    made: dict[str, Provider] = {key: make(config) for key, make in of_plugins.items()}
    if config["FORUM_OIDC_ISSUER"]:
        made[oidc.KEY] = oidc.Provider(config)
    app.extensions["forum.providers"] = made


def all_providers() -> Mapping[str, Provider]:
    """By key, in the order in which they are offered."""
    found: Mapping[str, Provider] = current_app.extensions["forum.providers"]
    return found
