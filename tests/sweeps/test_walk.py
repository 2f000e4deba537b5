"""Each of the cast goes to every address there is, and each answer is judged at once: it holds no word
that is not for them, is no error of ours, has its headers, and wrote nothing (T16, T17, T18, T36, T49,
T53, T56, T105, T110, T111)."""

import pytest

from tests.sweeps import addresses
from tests.sweeps.addresses import said
from tests.sweeps.test_doors import watched
from tests.sweeps.test_headers import EVIL, wrong_with
from tests.sweeps.things import NAMES

__all__ = ["watched"]

JSON = {"Accept": "application/json"}

# Else a sweep could pass because it looks at nothing: pages there are show these to some.
SHOWN = (
    "title",
    "body",
    "reply",
    "categoryname",
    "categorytext",
    "tag",
    "childtitle",
    "deletedpost",
    "hiddenpost",
    "pendingpost",
    "removedpost",
    "drafttitle",
    "draftreply",
    "talktitle",
    "talkbody",
    "lefttitle",
    "leftbody",
    "askedtitle",
    "askedbody",
    "talkreason",
    "talkdraft0",
    "invitelabel",
    "invited",
)


class Walk:
    """What somebody met on the way, and what was wrong with it."""

    def __init__(self, watched, forum, name):
        self.found, self.met = [], []
        self._watched, self._secrets = watched, forum.secrets_for(name)
        self._client = watched.app.test_client(use_cookies=False)
        self._cookie = {"Cookie": watched.cookies[name]} if watched.cookies[name] else {}

    def ask(self, address, method="GET", **headers):
        """Who asks for a slug has it already: what was asked for does not count."""
        sent = {**self._cookie, **headers}
        answer = self._client.open(address, method=method, headers=sent)
        told = said(answer)
        self.met.append(told)
        for echo in {address, address.partition("?")[2]}:
            told = told.replace(echo, "")
        wrong = wrong_with(answer)
        wrong += [word for word in self._secrets if word in told and word not in address]
        if answer.status_code >= 500:
            wrong.append("an error of ours")
        if self._watched.changed():
            wrong.append("something was written")
        self.found += [(address, method, headers, answer.status_code, each) for each in wrong]


@pytest.mark.parametrize("name", NAMES)
def test_no_address_tells_fails_writes_or_lacks_a_header(app, forum, watched, name):
    """Asked for from a foreign page."""
    walk = Walk(watched, forum, name)
    for path, _queried in addresses.addresses(app, forum):
        walk.ask(path, **EVIL)
    assert not walk.found
    whole = "".join(walk.met)
    assert not [
        canary
        for canary in forum.canaries
        if canary.word[2:-2] in SHOWN and name in canary.audience and canary.word not in whole
    ]


@pytest.mark.parametrize("name", ["guest", "max", "mo", "ada"])
def test_no_other_way_to_ask_does_either(app, forum, watched, name):
    """As JSON, and with each parameter that the view reads. A HEAD has the view of its GET, and what
    is refused for its method has none: these once for each route."""
    walk = Walk(watched, forum, name)
    firsts = {addresses.paths(rule, forum)[0] for rule in addresses.rules(app)}
    for path, queried in addresses.addresses(app, forum):
        for method in ("HEAD", "OPTIONS", "TRACE", "PUT") if path in firsts else ():
            walk.ask(path, method, **EVIL)
        if name == "ada":  # who may see nearly everything: whether it writes or fails
            queried = queried[:3]
        else:
            walk.ask(path, **JSON)
        for address in queried:
            walk.ask(address)
        walk.met.clear()
    assert not walk.found
