"""What a program asks on each route of the API that writes: a body that is right, and who may.

An `Ask` is one request that does what its route is for, when the first of `may` sends it. All others
of the cast send the same. What has to be there for it is put there by `before`, given the forum, in
a unit of its own.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote

from forum.blueprints.api.frame import ROUTES, Route
from tests.pictures import picture
from tests.sweeps import addresses, statuses
from tests.sweeps.things import Forum

EVERYBODY = "nia max amy mo cleo ada"  # who has an account that is good: not sue, not a guest
TEAM = "mo cleo ada"
STAFF = "cleo ada"
PICTURE = picture(size=(400, 400))
BY_NAME = {f"{route.method} {route.rule}": route for route in ROUTES}


@dataclass(frozen=True)
class Ask:
    """`body` and the parts of `at` may be functions of the forum; `mark` is the version in If-Match.
    `kept_from` are those of the cast whom a rule about the thing keeps from it (409, 412, 422), and
    everybody who is in neither is not let in: 401, 403, 404. `also` is a scope that this needs beside
    that of its route."""

    name: str
    may: str
    body: Any = None
    kept_from: str = ""
    at: Mapping[str, Any] = field(default_factory=dict)
    mark: Any = ""
    before: Callable[[Forum], object] | None = None
    also: str = ""

    @property
    def route(self) -> Route:
        return BY_NAME[self.name]

    def __str__(self) -> str:
        told = next((v for n, v in self.at.items() if n in {"verb", "way"}), "")
        return f"{self.name} {told}".strip()

    def path(self, forum: Forum) -> str:
        rule = f"/api/v1{self.route.rule}"
        chosen = {name: _now(value, forum) for name, value in self.at.items()}
        for thing in statuses.things(forum):
            for name, values in thing.items():
                chosen.setdefault(name, values[0])
        return addresses.ARGUMENT.sub(lambda part: quote(str(chosen[part[1]])), rule)

    def sent(self, forum: Forum) -> dict[str, Any]:
        """As a test client takes it."""
        headers = {"If-Match": f'"{_now(self.mark, forum)}"'} if self.mark != "" else {}
        if self.route.is_file:
            return {"headers": headers, "content_type": "multipart/form-data"}
        if self.route.body is None:
            return {"headers": headers}
        body = json.dumps(_now(self.body, forum) or {})
        return {"headers": headers, "data": body, "content_type": "application/json"}

    def fresh(self, sent: dict[str, Any]) -> dict[str, Any]:
        """The same once more: a file is read when it is sent."""
        if not self.route.is_file:
            return sent
        return {**sent, "data": {"file": (BytesIO(PICTURE), "one.png")}}


def _now(value: Any, forum: Forum) -> Any:
    return value(forum) if callable(value) else value
