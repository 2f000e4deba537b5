"""What every new post and every edit passes before anybody reads it: a list of checks, in order.

A check looks at a `Submission` and says what it found: to hold it until a moderator has looked, to
publish it and have somebody look afterwards ("flag"), to warn its author once, to refuse it
("block"), or to let it pass for now ("later"). What a service outside has to be asked about is
asked by a job (`services.later`), which a finding names; the text waits or is public meanwhile, as
the finding says. No check writes. Nothing that is held is ever hidden from its author, and they are
told why it waits (community.md E8; features.md §4.2 point 8).

Staff, who moderates in the category, and bots are past all of it. Trusted members
(`screening.past_groups`) are past what holds, except the category's own rule; no statement is sent
for them. For everybody else it is one statement, whatever the checks.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Row, func, literal, select, update

from forum import limits, structure
from forum.extensions import db
from forum.lib.phrases import N_
from forum.lib.verdict import Refused
from forum.lib.watching import Hit, linkable, replaced
from forum.models import Post, User, WatchedWord
from forum.models.threads import STATES
from forum.policies import abilities
from forum.policies import categories as category_policy
from forum.services.rendering import Drawn
from forum.structure import CategoryNode, Watched, setting

KINDS = ("hold", "flag", "warn", "block", "later")
SHORTEST_COPY = 60  # characters; below that people happen to write the same
# What software says of what it held: for moderators and in letters. After a colon comes what was
# found, word for word.
CATEGORY = N_("This category is moderated: whatever is new here waits for a moderator.")
LEVEL = N_("Every post by members of this trust level waits.")
FIRST_POSTS = N_("The first posts of a new member.")
YOUNG = N_("The account is very young.")
LINKS = N_("Links in a post of a new member.")
PICTURES = N_("Pictures or files in a post of a new member.")
FAST = N_("A first post that was written faster than anybody types.")
COPY = N_("Somebody else recently wrote the same text.")
AGAIN = N_("They recently posted the same text themselves.")
WATCHED = N_("Watched word: %s")
INCIDENT = N_("The community is guarded at the moment: posts of new members wait.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: one of KINDS, why, and the watched word if it was one. `later` names who
    of a plugin looks once more (`Registry.later`), for a text that is held, flagged or passed."""

    kind: str
    reason: str
    word: Watched | None = None
    later: str = ""


@dataclass(frozen=True)
class Submission:
    """A text that somebody wants to publish. `earlier` is what it replaces, in an edit."""

    author: User
    category: CategoryNode
    drawn: Drawn
    at: datetime
    title: str = ""
    is_thread: bool = False
    seconds: int | None = None  # that it took to write; None: nobody knows
    earlier: "Submission | None" = None

    @cached_property
    def is_trusted(self) -> bool:
        return abilities.has(self.author, "screening.past_groups")

    @cached_property
    def done(self) -> Row[Any]:
        """What the author has published, what waits, and whether others wrote the same."""
        return _done(self)

    @cached_property
    def words(self) -> dict[int, str]:
        """Ids of the watched words in title and text, as it was typed and as it is shown, each
        with the passage."""
        found: dict[int, str] = {}
        for text in (self.title, self.drawn.body, self.drawn.text):
            for hit in structure.current().watch.find(text):
                found.setdefault(hit.number, text[hit.start : hit.end])
        return found


Check = Callable[[Submission], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Findings:
    """What all checks together found and did not refuse."""

    holds: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    words: frozenset[int] = field(default_factory=frozenset)
    later: tuple[tuple[str, str], ...] = ()  # who looks once more, and why it waits for that


NOTHING = Findings()


def look(this: Submission) -> Findings:
    """Have every check look. Raises Refused for what is blocked, and once for what is warned of."""
    author = this.author
    if author.is_bot or author.is_staff or category_policy.can_moderate(author, this.category.id):
        return NOTHING
    found = [one for check in (*CHECKS, *_of_plugins()) for one in check(this)]
    for one in found:
        if one.kind == "block":
            raise Refused(_message(one), "body")
    for one in found:
        if one.kind == "warn" and _is_first_warning(this, one):
            raise Refused(_message(one), "body")
    holds = tuple(dict.fromkeys(one.reason for one in found if one.kind == "hold"))
    if holds:
        _stay_within_waiting(this)
    return Findings(
        holds, tuple(dict.fromkeys(one.reason for one in found if one.kind == "flag")),
        frozenset(one.word.id for one in found if one.word is not None),
        tuple((one.later, one.reason if one.kind == "hold" else "") for one in found if one.later),
    )  # fmt: skip


def rewritten(author: User, category_id: int, text: str, is_markdown: bool = True) -> str:
    """The text with the watched words that are replaced, or made a link, so treated."""
    now = structure.current()
    if not now.rewrites or author.is_bot or author.is_staff:
        return text
    if category_policy.can_moderate(author, category_id):
        return text
    may_link = linkable(text)

    def new(hit: Hit, passage: str) -> str | None:
        word = now.words[hit.number]
        if word.action == "replace":
            return word.replacement
        if word.action == "link" and is_markdown and may_link(hit):
            return f"[{passage}]({word.replacement})"
        return None

    return replaced(text, now.watch.find(text), new)


def count(words: Iterable[int]) -> None:
    """These watched words were met once more."""
    ids = sorted(set(words))
    if ids:
        db.session.execute(
            update(WatchedWord).where(WatchedWord.id.in_(ids))
            .values(hit_count=WatchedWord.hit_count + 1),
            execution_options={"synchronize_session": False},
        )  # fmt: skip


def seconds_since(submission_key: str | None, at: datetime) -> int | None:
    """How long ago the form was drawn: the second stands at the end of its key."""
    tail = (submission_key or "").rpartition(".")[2]
    if not (tail.isascii() and tail.isdigit() and len(tail) < 12):
        return None
    return max(0, int(at.timestamp()) - int(tail))


# --- the checks ----------------------------------------------------------------------------------


def by_category(this: Submission) -> Iterator[Finding]:
    """Threads, or every post, of a category that is looked after (features.md rows 118, 149)."""
    what = this.category.holds
    if this.earlier is None and (what == "posts" or (what == "threads" and this.is_thread)):
        yield Finding("hold", CATEGORY)


def by_standing(this: Submission) -> Iterator[Finding]:
    """Who has just come: by level, by number of posts, by the age of the account."""
    if this.is_trusted or this.earlier is not None:
        return
    author = this.author
    incident = structure.current().incident
    if incident is not None and incident.holds and _is_new(this):
        yield Finding("hold", INCIDENT)
    if author.trust_level < setting("screening.below_level"):
        yield Finding("hold", LEVEL)
    if this.done.published < setting("screening.first_posts"):
        yield Finding("hold", FIRST_POSTS)
    if this.at - author.created_at < timedelta(hours=setting("screening.young_hours")):
        yield Finding("hold", YOUNG)


def by_contents(this: Submission) -> Iterator[Finding]:
    """Links, pictures and files of a new member; in an edit those that were not there before."""
    if not _is_new(this):
        return
    had, has = this.earlier and this.earlier.drawn, this.drawn
    least, more = setting("screening.links"), has.links > (had.links if had else 0)
    # An edit is where a link is put afterwards: then one is enough (security.md T102).
    if least and more and (has.links >= least or had is not None):
        yield Finding("hold", LINKS)
    shown = has.pictures + has.attachments
    before = had.pictures + had.attachments if had else 0
    if (least := setting("screening.pictures")) and shown > before and shown >= least:
        yield Finding("hold", PICTURES)


def by_behaviour(this: Submission) -> Iterator[Finding]:
    """A first post faster than anybody types; a text that others have written lately, or they
    themselves."""
    if not _is_new(this) or this.earlier is not None:
        return
    seconds = this.seconds
    if seconds is not None and seconds < setting("screening.seconds") and not this.done.published:
        yield Finding("hold", FAST)
    if this.done.copies:
        yield Finding("hold", COPY)
    if this.done.repeats:
        yield Finding("hold", AGAIN)


def by_words(this: Submission) -> Iterator[Finding]:
    """Watched words; in an edit those that were not there before."""
    words = structure.current().words
    had = this.earlier.words if this.earlier is not None and this.words else {}
    for number, passage in this.words.items():
        word = words[number]
        kind = word.action if word.action in KINDS else ""
        if not kind or number in had or (kind == "hold" and this.is_trusted):
            continue
        yield Finding(kind, WATCHED % passage[:80], word)


CHECKS: tuple[Check, ...] = (by_category, by_standing, by_contents, by_behaviour, by_words)


def _is_new(this: Submission) -> bool:
    """Whether the author is a newcomer: few links, and no hurry (features.md §4.1)."""
    return not this.is_trusted and not abilities.has(this.author, "newcomers.past_groups")


def _done(this: Submission) -> Row[Any]:
    own = select(func.count()).where(Post.author_id == this.author.id)
    hours = setting("screening.same_hours")
    copies: Any = literal(0)
    repeats: Any = literal(0)
    if hours and len(this.drawn.body) >= SHORTEST_COPY:
        same = (
            Post.state.in_([state for state in STATES if state != "deleted"]),
            Post.created_at > this.at - timedelta(hours=hours), Post.created_at <= this.at,
            Post.body == this.drawn.body,
        )  # fmt: skip
        others = select(func.count()).where(*same, Post.author_id != this.author.id)
        copies, repeats = others.scalar_subquery(), own.where(*same).scalar_subquery()
    return db.session.execute(
        select(
            own.where(Post.state == "visible").scalar_subquery().label("published"),
            own.where(Post.state == "pending").scalar_subquery().label("waiting"),
            copies.label("copies"), repeats.label("repeats"),
        )
    ).one()  # fmt: skip


def _stay_within_waiting(this: Submission) -> None:
    most = setting("screening.most_waiting")
    if this.earlier is None and this.done.waiting >= most:
        raise Refused(
            _("%(num)s posts of yours wait for a moderator. Please wait until somebody has looked"
              " at them; your text is kept.", num=this.done.waiting), "body",
        )  # fmt: skip


def _message(found: Finding) -> str:
    passage = found.reason.partition(": ")[2] or found.reason
    if found.word is not None and found.word.message:
        said = found.word.message
    elif found.word is None:
        return found.reason
    elif found.kind == "block":
        said = _("“%(words)s” cannot be posted here.", words=passage)
    else:
        said = _("Please think about “%(words)s” once more.", words=passage)
    return f"{said} {_('Send it again to post it as it is.')}" if found.kind == "warn" else said


def _is_first_warning(this: Submission, found: Finding) -> bool:
    """A member is warned once of a word in a text; who sends it again has decided.

    Where the counters cannot be reached nobody is warned: a warning must not lock anybody out.
    """
    digest = hashlib.sha256(f"{this.title}\0{this.drawn.body}".encode()).hexdigest()[:32]
    number = found.word.id if found.word is not None else 0
    return limits.first("words.warned", this.author.id, number, digest)


def _of_plugins() -> Iterator[Check]:
    for check in current_app.extensions["forum"].checks:
        yield _guarded(check)


def _guarded(check: Check) -> Check:
    """What fails is logged and holds nobody up; what is no finding of ours is left out."""

    def guarded(this: Submission) -> Iterable[Finding]:
        try:
            return [one for one in check(this) if isinstance(one, Finding) and one.kind in KINDS]
        except Exception:
            logging.getLogger("forum.plugins").exception("a plugin's check failed")
            return []

    return guarded
