"""Every route of the API that writes, asked with what is right by whoever may not: nothing is written.

The right person asks last, with a token for that alone, so that what was asked is known to be right.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from forum import database
from forum.blueprints.api import document
from forum.blueprints.api.frame import ROUTES
from forum.extensions import db
from forum.lib import scopes
from forum.models import StaffAction
from forum.models.columns import utcnow
from tests import factories
from tests.blueprints.api.conftest import token
from tests.sweeps import asks_of_admins, asks_of_members, asks_of_team, effects
from tests.sweeps.asking import Ask
from tests.sweeps.things import NAMES
from tests.sweeps.unchanged import Watched

OF_ALL = (asks_of_members, asks_of_team, asks_of_admins)
ASKS = tuple(ask for asks in OF_ALL for ask in asks.ASKS)
VALIDATORS = pytest.importorskip("jsonschema_rs").Draft202012Validator
OUT, KEPT_FROM = {401, 403, 404}, {409, 412, 422}
OF_THE_TEAM = {"moderate", "arrange"}
# What the team does that is in no line of its log, and why.
OWN_HISTORY = "the programme keeps a history of its own, with who did what"
DRAFTS = "a draft has its author; that it was proposed, approved, sent back is logged"
SIGNED = "it says itself who wrote it"
NOT_LOGGED = {
    "POST /cases/<string(maxlength=20):reference>/<any(claim, release):verb>": "the case says it",
    "POST /appeals/<string(maxlength=20):reference>/<any(claim, release):verb>": "so does an appeal",
    "POST /cases/<string(maxlength=20):reference>/notes": SIGNED,
    "POST /threads/<int:thread_id>/notes": SIGNED,
    "POST /members/<string(maxlength=64):name>/notes": SIGNED,
    "POST /cases/views": "one's own bookmark",
    "DELETE /cases/views/<int:filter_id>": "one's own bookmark",
    "PUT /ambassadors/candidates/<int:candidacy_id>/vote": OWN_HISTORY,
    "POST /ambassadors/candidates/<int:candidacy_id>/<any(admit, approve, retract):verb>":
        OWN_HISTORY,
    "POST /ambassadors/candidates/<int:candidacy_id>/decline": OWN_HISTORY,
    "POST /ambassadors/candidates/<int:candidacy_id>/advice": OWN_HISTORY,
    "DELETE /ambassadors/candidates/<int:candidacy_id>/advice/<int:member_id>": OWN_HISTORY,
    "POST /ambassadors/terms/<int:grant_id>/<any(confirm, drop_revocation, revoke):verb> confirm":
        OWN_HISTORY,
    "POST /ambassadors/terms/<int:grant_id>/<any(confirm, drop_revocation, revoke):verb>"
    " drop_revocation": OWN_HISTORY,
    "POST /ambassadors/terms/<int:grant_id>/propose_revocation": OWN_HISTORY,
    "PUT /ambassadors/terms/<int:grant_id>/tier": OWN_HISTORY,
    "POST /ambassadors/flags/<int:flag_id>": SIGNED,
    "POST /ambassadors/check-ins/<int:check_in_id>": SIGNED,
    "POST /guideline-drafts": DRAFTS,
    "PUT /guideline-drafts/<int:version_id>": DRAFTS,
    "POST /guideline-drafts/<int:version_id>/sections": DRAFTS,
    "PUT /guideline-drafts/<int:version_id>/sections/<string(maxlength=80):anchor>": DRAFTS,
    "POST /guideline-drafts/<int:version_id>/sections/<string(maxlength=80):anchor>"
    "/<any(up, down, remove):way>": DRAFTS,
}  # fmt: skip


def test_each_route_that_writes_is_asked_in_each_of_its_ways():
    """A route without a row, or one of its verbs, would be tried by nobody."""
    wanted = {f"{route.method} {route.rule}" for route in ROUTES if route.method != "GET"}
    assert {ask.name for ask in ASKS} == wanted
    told = {(ask.name, str(value)) for ask in ASKS for value in ask.at.values()}
    ways = {
        (name, way.strip())
        for name in wanted if "<any(" in name
        for way in name.partition("<any(")[2].partition(")")[0].split(",")
    }  # fmt: skip
    assert not ways - told
    assert not effects.HOLDS.keys() - {str(ask) for ask in ASKS}
    assert all(set(ask.may.split()) | set(ask.kept_from.split()) <= set(NAMES) for ask in ASKS)


class Try(NamedTuple):
    """`who` in words; a token, or none; the statuses that turn them away."""

    who: str
    secret: str | None
    expected: set[int]


class Sweep:
    """The seeded forum, a program with a token of every kind for each of the cast, and a file that
    tells whether anything was written."""

    def __init__(self, app, forum):
        self.forum = forum
        people = {name: getattr(forum.people, name) for name in NAMES if name != "guest"}
        apart = factories.category(slug="apart", name="Apart")
        every = set(scopes.ALL)
        self.all = {name: _token(who, every) for name, who in people.items()}
        self.only = {
            (name, one): _token(who, {one}) for name, who in people.items() for one in every
        }
        self.without = {(name, one): _token(who, every - {one})
                        for name, who in people.items() for one in every}  # fmt: skip
        self.bound = {name: _token(who, every, category_id=apart.id)
                      for name, who in people.items()}  # fmt: skip
        self.over = {
            name: (_token(who, every, expires_at=utcnow() - timedelta(seconds=1)),
                   _token(who, every, revoked_at=utcnow()))
            for name, who in people.items()
        }  # fmt: skip
        self.both = {(name, one): _token(who, {"private", one})
                     for name, who in people.items() for one in every}  # fmt: skip
        self.watched = Watched(app)
        self.client = app.test_client(use_cookies=False)
        self.document = self.client.get("/api/v1/openapi.json").json
        self.folder = Path(app.config["FORUM_INSTANCE"]) / "files"

    def prepare(self, ask: Ask) -> None:
        """What has to be there is there, and what is asked is put together."""
        database.begin("write")
        if ask.before is not None:
            ask.before(self.forum)
            database.commit()
        self.path, self.sent = ask.path(self.forum), ask.sent(self.forum)
        database.rollback()
        self.watched.changed()

    def ask(self, ask: Ask, secret: str | None):
        """The answer, and whether anything was written."""
        headers = dict(self.sent["headers"])
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        sent = {**ask.fresh(self.sent), "headers": headers}
        answer = self.client.open(self.path, method=ask.route.method, **sent)
        return answer, self.watched.changed()

    def tries(self, ask: Ask) -> Iterator[Try]:
        """Everybody who may not, with every token there is; whoever may, with a token that was not
        given the right scope, is over, or is bound to another place."""
        scope, first = ask.route.scope, ask.may.split()[0]
        yield Try("a guest", None, {401})
        for name, secret in self.all.items():
            if name in ask.may.split():
                yield Try(f"{name} without {scope}", self.without[name, scope], {403})
            else:
                yield Try(name, secret, KEPT_FROM if name in ask.kept_from.split() else OUT)
        for other in scopes.ALL.keys() - {scope}:
            yield Try(f"{first} with {other} alone", self.only[first, other], {403})
        if ask.also:
            yield Try(f"{first} with {scope} alone", self.only[first, scope], {403})
        for secret in self.over[first]:
            yield Try(f"{first}, over", secret, {401})
        if scope in scopes.UNBOUND:
            yield Try(f"{first}, bound", self.bound[first], {403})

    def turned_away(self, ask: Ask, one: Try) -> bool:
        answer, is_changed = self.ask(ask, one.secret)
        is_said = answer.mimetype == "application/problem+json" and answer.json["detail"]
        if is_changed:
            self.restore()
            self.prepare(ask)
        return answer.status_code in one.expected and bool(is_said) and not is_changed

    def done(self, ask: Ask) -> str:
        """What is wrong when the right person asks; "" where it was done, and is in the log."""
        before, files, first = self._logged(), self.files(), ask.may.split()[0]
        if effects.holds(str(ask), self.forum):
            return "it was so before"
        database.rollback()
        secret = self.both[first, ask.also] if ask.also else self.only[first, ask.route.scope]
        answer, is_changed = self.ask(ask, secret)
        if answer.status_code != ask.route.status or is_changed is ask.route.is_look:
            return f"{answer.status_code} {is_changed} {answer.text[:200]}"
        if wrong := self.misshapen(ask, answer):
            return wrong
        if effects.holds(str(ask), self.forum) is False:
            return f"it is not so: {effects.HOLDS[str(ask)]}"
        database.rollback()
        if (self.files() != files) is not ask.route.is_file:
            return "a file, or none"
        is_logged = self._logged() > before
        if ask.route.scope in OF_THE_TEAM and not ask.route.is_look:
            is_known = bool({ask.name, str(ask)} & NOT_LOGGED.keys())
            return "" if is_logged is not is_known else f"in the log: {is_logged}"
        return ""

    def misshapen(self, ask: Ask, answer) -> str:
        """What is not as the document says; "" where all is."""
        ways = self.document["paths"][document.address(ask.route.rule)][ask.route.method.lower()]
        said = ways["responses"][str(answer.status_code)].get("content", {})
        if not said:
            return answer.text
        shape = {"components": self.document["components"], **said[answer.mimetype]["schema"]}
        return " ".join(str(each) for each in VALIDATORS(shape).iter_errors(answer.json))

    def files(self) -> set[Path]:
        return {path for path in self.folder.rglob("*") if path.is_file()}

    def restore(self) -> None:
        self.watched.restore()
        db.session.expire_all()

    def _logged(self) -> int:
        found = db.session.scalar(select(func.count(StaffAction.id)))
        database.rollback()
        return found


def _token(who, chosen, **with_):
    return token(who, " ".join(sorted(chosen)), **with_)[1]


@pytest.fixture
def sweep(app, forum):
    return Sweep(app, forum)


@pytest.mark.parametrize("asks", OF_ALL, ids=lambda asks: asks.__name__.rpartition("_")[2])
def test_who_may_not_writes_nothing_with_what_is_right(sweep, asks: ModuleType):
    """T37, T41, T47: no status but 401, 403 or 404 with a sentence (and where a rule about the
    thing keeps somebody from it 409, 412 or 422), no row and no file. Whoever may is answered as
    the document says, and what it is for is done."""
    let_in, not_done = [], []
    for ask in asks.ASKS:
        sweep.prepare(ask)
        files = sweep.files()
        let_in += [(str(ask), one.who) for one in sweep.tries(ask)
                   if not sweep.turned_away(ask, one)]  # fmt: skip
        if sweep.files() != files:
            let_in.append((str(ask), "a file"))
        if wrong := sweep.done(ask):
            not_done.append((str(ask), wrong))
        sweep.restore()
    assert not let_in
    assert not not_done
