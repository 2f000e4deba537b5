"""The letters that the forum sends: one declared list, with what may be filled into each.

A letter is called after its template in templates/mail/ and, where that one sends several, a dot
and which ("told.reply"). Words for "told" stand for all of them that have none of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forum.lib import occasions
from forum.lib.phrases import N_

TEXT, ADDRESS, LINK, BLOCK = "text", "address", "link", "block"
GROUPS = {
    "accounts": N_("Accounts"),
    "told": N_("Notifications"),
    "decisions": N_("Reports and decisions"),
    "programme": N_("Ambassadors"),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """`kind` is "text"; "address", of this forum, which may be continued; "link", which stands by
    itself; or "block", which is a paragraph or more."""

    name: str
    kind: str
    help: str


_VARIABLES = (
    Variable("brand", TEXT, N_("What the community is called")),
    Variable("home", ADDRESS, N_("The address of the community")),
    Variable("name", TEXT, N_("What its reader is called")),
    Variable(
        "link",
        LINK,
        N_(
            "Where the e-mail leads: written as [like this]({{ link }}) on a line of its own, "
            "it becomes a button"
        ),
    ),
    Variable("sentence", TEXT, N_("What happened, in one sentence")),
    Variable("title", TEXT, N_("The title of the thread, if it is about one")),
    Variable("quote", TEXT, N_("What was written, or its beginning, if anything was")),
    Variable("threads", BLOCK, N_("The threads, each with its beginning")),
    Variable("new_address", TEXT, N_("The new address, shortened")),
    Variable("why", TEXT, N_("What the team gave as its reason")),
    Variable("reference", TEXT, N_("The number under which the team knows it")),
    Variable("day", TEXT, N_("The day that it is about")),
    Variable("statement", BLOCK, N_("The statement of reasons, word for word")),
    Variable("programme", TEXT, N_("What the programme is called")),
    Variable("who", TEXT, N_("Whom it is about")),
)
VARIABLES: Mapping[str, Variable] = {one.name: one for one in _VARIABLES}
EVERYWHERE = ("brand", "home")


@dataclass(frozen=True, slots=True)
class Kind:
    """`names` are the variables that it has, `needed` those without which it would be worth
    nothing or say less than it has to."""

    key: str
    group: str
    label: str
    names: tuple[str, ...]
    needed: frozenset[str]

    @property
    def template(self) -> str:
        return self.key.partition(".")[0]

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which its words are looked for, the nearest first."""
        return (self.key, self.template) if self.template in ALL else (self.key,)


def _kind(key: str, group: str, label: str, names: str, needed: str = "") -> Kind:
    return Kind(key, group, label, (*EVERYWHERE, *names.split()), frozenset(needed.split()))


NOTICES = {
    "password": N_("The password was changed"),
    "email": N_("The address was changed"),
    "two-factor-on": N_("Two-factor was switched on"),
    "two-factor-off": N_("Two-factor was switched off"),
    "recovery-codes": N_("Recovery codes were made"),
    "recovery-code-used": N_("A recovery code was used"),
    "passkey-added": N_("A passkey was added"),
    "passkey-removed": N_("A passkey was removed"),
    "identity-added": N_("An account from elsewhere was linked"),
    "identity-removed": N_("An account from elsewhere was unlinked"),
    "office": N_("Somebody's office has changed"),
    "way-in": N_("A link to sign in was made on the server"),
    "export": N_("The copy of one's data is there"),
    "webhook-paused": N_("A webhook is paused"),
    "leaving": N_("Somebody has asked to leave"),
    "staying": N_("Somebody stays after all"),
}
# Of these the letter is the statement itself, or another of the list.
_TOLD_OTHERWISE = ("application", "decision", "appeal", "report")
WAITS = "waits"
# To the member, and to the team. Which needs what, beyond its link.
PROGRAMME = {
    "nominated": (N_("Somebody is proposed"), "programme", ""),
    "received": (N_("An application has arrived"), "programme", ""),
    "declined": (N_("An application is declined"), "programme why", "why"),
    "not_now": (N_("A proposed member does not become an ambassador now"), "programme", ""),
    "offered": (N_("Somebody is invited to become an ambassador"), "programme", ""),
    "renewal": (N_("A term ends soon"), "programme day", "day"),
    "renewed": (N_("A term is renewed"), "programme day", ""),
    "grace": (N_("A term is over and nobody has decided"), "programme day", ""),
    "expired": (N_("A term has ended"), "programme", ""),
    "left": (N_("An ambassador has stopped"), "programme", ""),
    "paused": (N_("A term is paused"), "programme", ""),
    "revoked": (N_("A term was ended by the team"), "programme why", "why"),
    "welcome": (N_("To the team: there is a new ambassador"), "programme who", ""),
    "undecided": (N_("To the team: a term is over and undecided"), "programme who day", ""),
    "screening": (N_("To the team: a candidate is to be looked at"), "programme who", ""),
    "review": (N_("To the team: a candidate is to be voted on"), "programme who", ""),
    "advise": (N_("To ambassadors: advice is wanted"), "programme", ""),
    "advised": (N_("To the team: there is advice"), "programme who", ""),
    "revoking": (N_("To the team: a second person is needed"), "programme who", ""),
    "agreed": (N_("To the team: an ambassador would like another term"), "programme who day", ""),
}


def _declared() -> Iterator[Kind]:
    yield _kind("sign_up", "accounts", N_("To confirm the address of somebody who joins"),
                "name link", "link")  # fmt: skip
    yield _kind(
        "already_member", "accounts", N_("To somebody who joins and is already a member"), ""
    )
    yield _kind("reset", "accounts", N_("A new password"), "name link", "link")
    yield _kind("email", "accounts", N_("To confirm a new address"), "name link", "link")
    yield _kind("email_asked", "accounts", N_("To the old address, when a new one is wanted"),
                "name new_address", "new_address")  # fmt: skip
    yield _kind(
        "identity", "accounts", N_("To link an account from elsewhere"), "name link", "link"
    )
    yield _kind("claim", "accounts", N_("An imported account is waiting for its owner"),
                "name link", "link")  # fmt: skip
    yield _kind("arrival.admitted", "accounts", N_("The team has let somebody in"),
                "name link why")  # fmt: skip
    yield _kind("arrival.refused", "accounts", N_("The team has not let somebody in"),
                "name why", "why")  # fmt: skip
    yield _kind("arrival.claim", "accounts", N_("The team has not handed an account over"),
                "name why", "why")  # fmt: skip
    yield _kind("notice", "accounts", N_("Something about the account was changed"),
                "name sentence", "sentence")  # fmt: skip
    for what, label in NOTICES.items():
        needed = "sentence" if what == "leaving" else ""  # it has the day
        yield _kind(f"notice.{what}", "accounts", label, "name sentence", needed)
    yield _kind("test", "accounts", N_("A test e-mail"), "name")
    yield _kind("told", "told", N_("Any notification"), "name sentence title quote link",
                "sentence link")  # fmt: skip
    for one in occasions.ALL:
        if one.name not in _TOLD_OTHERWISE:
            yield _kind(f"told.{one.name}", "told", one.label, "name sentence title quote link",
                        "link")  # fmt: skip
    yield _kind(f"told.{WAITS}", "told", N_("Cases wait for longer than they should"),
                "name sentence link", "link")  # fmt: skip
    yield _kind("digest", "told", N_("The digest"), "name title threads", "threads")
    yield _kind("notice_received", "decisions", N_("A notice of something illegal has arrived"),
                "reference link", "reference link")  # fmt: skip
    yield _kind("appeal_got", "decisions", N_("An appeal has arrived"), "reference day link",
                "reference day link")  # fmt: skip
    for what, label in (
        ("decision", N_("A decision, to whom it is about")),
        ("report", N_("A decision, to who reported it")),
        ("appeal", N_("The answer to an appeal")),
    ):
        yield _kind(f"statement.{what}", "decisions", label, "reference statement", "statement")
    for what, (label, names, needed) in PROGRAMME.items():
        yield _kind(f"programme.{what}", "programme", label, f"name {names} link",
                    f"link {needed}")  # fmt: skip


ALL: dict[str, Kind] = {}
ALL.update((one.key, one) for one in _declared())
