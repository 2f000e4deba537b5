"""Why somebody can or cannot do something somewhere: the rules one after the other, and the answer.

The answer is the policy's own, always. The steps retell its rules in its order, each with what
decides it; what they do not retell is the last step, in the policy's words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum import links, settings, structure, wording
from forum.extensions import db
from forum.lib.phrases import N_
from forum.lib.verdict import ALLOW, NOT_FOUND, Denied, Verdict, deny, require
from forum.models import Guest, Post, Thread, Viewer
from forum.policies import abilities, acceptance, conversations, posts, reports, threads, uploads
from forum.policies import categories as policy
from forum.policies import structure as shaping_policy
from forum.policies import writing as writing_policy
from forum.queries import accounts, viewers
from forum.structure import STAFF, CategoryNode

CATEGORY, THREAD, POST = "category", "thread", "post"


class Step(NamedTuple):
    """A rule, whether it lets them, what decided that, and where it is changed."""

    rule: str
    lets: bool
    detail: str = ""
    reason: str = ""  # what the policy says when this rule decides
    href: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What it is about: nothing, a category, a thread, a post; with all that is around it."""

    node: CategoryNode | None = None
    thread: Thread | None = None
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    verdict: Verdict
    steps: tuple[Step, ...]
    notes: tuple[str, ...]

    @property
    def deciding(self) -> Step:
        """The rule that says no; where none does, the last one that was asked."""
        return next((step for step in self.steps if not step.lets), self.steps[-1])


class _About:
    """Who asks for what where, and the rules that several abilities share."""

    def __init__(self, person: Viewer, place: Place) -> None:
        self.person, self.place = person, place
        self.is_staff = bool(STAFF & person.group_ids)

    @property
    def node(self) -> CategoryNode:
        assert self.place.node is not None
        return self.place.node

    def group_step(self, rule: str, ids: frozenset[int], reason: str, href: str) -> Step:
        names = wording.groups()
        asked = ", ".join(sorted(names[one] for one in ids if one in names)) or _("nobody")
        own = ", ".join(sorted(names[one] for one in self.person.group_ids & ids if one in names))
        detail = _("Open to %(groups)s.", groups=asked)
        if self.is_staff:
            detail = _("Community managers and admins can, everywhere.")
        elif own:
            detail += " " + _("They are in %(groups)s.", groups=own)
        return Step(rule, self.is_staff or bool(own), detail, reason, href)

    def sees(self) -> list[Step]:
        found = []
        if not self.person.is_authenticated:
            may = structure.setting("guests.may_read")
            found.append(Step(_("Guests may read here at all"), may, "", NOT_FOUND.reason))
        for level in structure.current().path(self.node.id):
            href = links.admin_category(level.id, "access")
            found.append(self.group_step(_("May see “%(name)s”", name=level.name), level.see,
                                         NOT_FOUND.reason, href))  # fmt: skip
        return found

    def signed_in(self, reason: str) -> list[Step]:
        return [Step(_("Is signed in"), self.person.is_authenticated, "", reason)]

    def not_suspended(self, reason: str = "") -> list[Step]:
        said = reason or _("Your account is suspended.")
        return [Step(_("Is not suspended"), not self.person.is_suspended, "", said)]

    def let_in(self) -> list[Step]:
        said = str(acceptance.can_write(self.person).reason)
        waits = self.person.waits_since is not None
        return [Step(_("Has been let in"), not waits, "", said if waits else "")]

    def accepted(self) -> list[Step]:
        must = acceptance.must_accept(self.person)
        said = str(acceptance.can_write(self.person).reason) if must else ""
        rules = Step(_("Has accepted the guidelines"), not must, "", said, links.guidelines())
        waiting = acceptance.pages_to_accept(self.person)
        if not waiting:
            return [rules]
        said = "" if must else str(acceptance.can_write(self.person).reason)
        step = Step(_("Has accepted the pages the team asked about"), False, "", said,
                    links.page(waiting[0].slug))  # fmt: skip
        return [rules, step]

    def speaks(self) -> list[Step]:
        """As `writing.can_speak`."""
        held = bool(self.person.is_restricted)
        said = str(writing_policy.can_speak(self.person).reason) if held else ""
        step = Step(_("No decision keeps them from writing"), not held, "", said)
        return [*self.not_suspended(), *self.let_in(), step]

    def writes(self) -> list[Step]:
        return [*self.speaks(), *self.accepted()]

    def writes_here(self, right: str, rule: str, reason: str) -> list[Step]:
        """As `categories._can_write`."""
        node = self.node
        archived = Step(_("“%(name)s” is not archived", name=node.name), not node.is_archived, "",
                        _("This category is archived."), links.admin_category(node.id, "archive"),
                        )  # fmt: skip
        href = links.admin_category(node.id, "access")
        group = self.group_step(rule, getattr(node, right), reason, href)
        return [*self.sees(), *self.signed_in(_("Sign in to take part.")), *self.not_suspended(),
                archived, group, *self.writes()]  # fmt: skip

    def in_setting(self, name: str, reason: str) -> list[Step]:
        ids, declared = frozenset(structure.setting(name)), settings.BY_NAME[name]
        names = wording.groups()
        asked = ", ".join(names[one] for one in sorted(ids) if one in names) or _("nobody")
        has = bool(ids & self.person.group_ids)
        href = links.admin("settings")
        return [Step(_(declared.label), has, _("Open to %(groups)s.", groups=asked), reason, href)]

    def reads_thread(self, reason: str) -> list[Step]:
        assert self.place.thread is not None
        verdict = threads.can_read(self.person, self.place.thread)
        detail = _("It is %(state)s.", state=_(STATES[self.place.thread.state]))
        return [*self.sees(), Step(_("The thread is shown to them"), bool(verdict), detail, reason)]

    def reads_post(self) -> list[Step]:
        assert self.place.post is not None
        verdict = posts.can_read(self.person, self.place.post)
        detail = _("It is %(state)s.", state=_(STATES[self.place.post.state]))
        step = Step(_("The post is shown to them"), bool(verdict), detail, NOT_FOUND.reason)
        return [*self.reads_thread(NOT_FOUND.reason), step]

    def touches(self) -> list[Step]:
        """As `posts.RightsIn`: whatever is done to a post."""
        assert self.place.thread is not None
        archived = Step(_("The thread is not archived"), not self.place.thread.is_archived, "",
                        _("This thread is archived."))  # fmt: skip
        return [*self.signed_in(_("Sign in to take part.")), *self.not_suspended(), archived]


STATES = {
    "visible": N_("visible"), "pending": N_("waiting for a moderator"), "hidden": N_("hidden"),
    "removed": N_("removed"), "deleted": N_("deleted by its author"),
}  # fmt: skip


def _see(about: _About) -> list[Step]:
    return about.sees()


def _start(about: _About) -> list[Step]:
    reason = _("You may not start threads here.")
    return about.writes_here("start", _("May start threads there"), reason)


def _read(about: _About) -> list[Step]:
    assert about.place.thread is not None
    return about.reads_thread(str(threads.can_read(about.person, about.place.thread).reason))


def _reply(about: _About) -> list[Step]:
    thread = about.place.thread
    assert thread is not None
    moderates = bool(policy.can_moderate(about.person, thread.category_id))
    closed = threads.is_closed(thread)
    reason = _("You may not reply here.")
    return [
        *about.reads_thread(NOT_FOUND.reason),
        *about.writes_here("reply", _("May reply there"), reason)[len(about.sees()) :],
        Step(_("The thread is visible"), thread.state == "visible", "",
             _("This thread is not open to replies.")),
        Step(_("The thread is not archived"), not thread.is_archived, "",
             _("This thread is archived.")),
        Step(_("The thread is open"), not closed or moderates,
             _("It is closed; those who moderate there can reply all the same.") if closed else "",
             _("This thread is closed.")),
    ]  # fmt: skip


def _moderate(about: _About) -> list[Step]:
    reason = _("Only moderators can do that.")
    node = about.node
    href = links.admin_category(node.id, "access")
    group = about.group_step(_("May moderate there"), node.moderate, reason, href)
    return [*about.sees(), *about.signed_in(reason), *about.not_suspended(reason), group]


def _edit(about: _About) -> list[Step]:
    return [*about.reads_post(), *about.touches(), *about.writes()]


def _delete(about: _About) -> list[Step]:
    return [*about.reads_post(), *about.touches()]


def _react(about: _About) -> list[Step]:
    return [*about.reads_post(), *about.touches(), *about.let_in(), *about.accepted()]


def _report(about: _About) -> list[Step]:
    return about.reads_post()


def _accept(about: _About) -> list[Step]:
    return about.reads_thread(NOT_FOUND.reason)


def _upload(about: _About) -> list[Step]:
    group = about.in_setting("uploads.groups", _("You may not upload files yet."))
    return [*about.signed_in(_("Sign in to upload files.")), *about.speaks(), *group]


def _files(about: _About) -> list[Step]:
    reason = _("You may upload images only, for now.")
    return [*_upload(about), *about.in_setting("uploads.file_groups", reason)]


def _message(about: _About) -> list[Step]:
    reason = _("Once you have been here a little longer you can write to other members.")
    group = about.in_setting("messages.groups", reason)
    return [*about.signed_in(_("Please sign in first.")), *about.writes(), *group]


class Ability(NamedTuple):
    label: str
    place: str  # what has to be named: "", category, thread or post
    steps: Callable[[_About], list[Step]]
    ask: Callable[[Viewer, Any], Verdict]  # with the place


ABILITIES: dict[str, Ability] = {
    "see": Ability(N_("see a category"), CATEGORY, _see,
                   lambda who, at: policy.can_read(who, at.node)),
    "start": Ability(N_("start a thread in a category"), CATEGORY, _start,
                     lambda who, at: policy.can_start(who, at.node)),
    "moderate": Ability(N_("moderate a category"), CATEGORY, _moderate,
                        lambda who, at: policy.can_moderate(who, at.node.id)),
    "read": Ability(N_("read a thread"), THREAD, _read,
                    lambda who, at: threads.can_read(who, at.thread)),
    "reply": Ability(N_("reply to a thread"), THREAD, _reply,
                     lambda who, at: threads.can_reply(who, at.thread)),
    "accept": Ability(N_("mark an answer in a thread"), THREAD, _accept,
                      lambda who, at: threads.can_accept(who, at.thread)),
    "edit": Ability(N_("edit a post"), POST, _edit, lambda who, at: posts.can_edit(who, at.post)),
    "delete": Ability(N_("delete a post"), POST, _delete,
                      lambda who, at: posts.can_delete(who, at.post)),
    "react": Ability(N_("react to a post"), POST, _react,
                     lambda who, at: posts.can_react(who, at.post)),
    "report": Ability(N_("report a post"), POST, _report,
                      lambda who, at: reports.can_report_post(who, at.post)),
    "upload": Ability(N_("upload pictures"), "", _upload, lambda who, at: uploads.can_upload(who)),
    "files": Ability(N_("upload other files"), "", _files,
                     lambda who, at: uploads.can_upload_files(who)),
    "message": Ability(N_("write to another member"), "", _message,
                       lambda who, at: conversations.can_start_with(who, is_team=False)),
}  # fmt: skip
# What a list of groups in the settings decides by itself.
BY_SETTING = tuple(
    one.name for one in settings.ALL
    if one.kind == "groups" and one.name not in {"uploads.groups", "uploads.file_groups",
                                                  "messages.groups"}
)  # fmt: skip


def choices(viewer: Viewer) -> list[tuple[str, str]]:
    """What can be asked about, as pairs for a form."""
    require(shaping_policy.can_trace(viewer))
    by_setting = [(name, _(settings.BY_NAME[name].label)) for name in BY_SETTING]
    return [(key, _(one.label)) for key, one in ABILITIES.items()] + by_setting


def person(viewer: Viewer, name: str) -> Viewer:
    """The member of this name with their groups; a guest for "". Raises Refused."""
    require(shaping_policy.can_trace(viewer))
    return viewers.with_groups(viewer, accounts.typed(viewer, name)) if name.strip() else Guest()


def in_thread(viewer: Viewer, thread: Thread, number: int | None = None) -> Place:
    """The thread, and the post with this number if one is meant. Raises Denied."""
    require(shaping_policy.can_trace(viewer))
    node = structure.current().categories[thread.category_id]
    if number is None:
        return Place(node, thread)
    post = db.session.scalar(
        select(Post).where(Post.thread_id == thread.id, Post.number == number)
        .options(joinedload(Post.thread))
    )  # fmt: skip
    if post is None:
        raise Denied(NOT_FOUND)
    return Place(node, thread, post)


def trace(viewer: Viewer, who: Viewer, ability: str, place: Place) -> Trace:
    """The policy's answer, and how it comes about. `place` is as `ABILITIES` says."""
    require(shaping_policy.can_trace(viewer))
    about = _About(who, place)
    if ability in BY_SETTING:
        verdict = ALLOW if abilities.has(who, ability) else deny("")
        return Trace(verdict, tuple(about.in_setting(ability, "")), ())
    asked = ABILITIES[ability]
    steps, verdict = _once(asked.steps(about)), asked.ask(who, place)
    if not verdict and all(step.lets for step in steps):
        steps.append(Step(_("What other rules require"), False, "", str(verdict.reason)))
    return Trace(verdict, tuple(steps), tuple(_notes(about, ability)))


def _once(steps: list[Step]) -> list[Step]:
    """Some policies ask the same twice."""
    found: list[Step] = []
    for step in steps:
        if step.rule not in {one.rule for one in found}:
            found.append(step)
    return found


def _notes(about: _About, ability: str) -> list[str]:
    """What does not decide whether they may, but what becomes of it."""
    now, found = structure.current(), []
    if ability in {"start", "reply"} and about.node.holds:
        which = about.node.holds == "posts" or ability == "start"
        if which and not policy.can_moderate(about.person, about.node.id):
            found.append(_("It waits for a moderator: this category requires it."))
    if now.incident is not None and ability in {"start", "reply"}:
        found.append(_("Incident mode is on: some things take longer, or are closed to newcomers."))
    if ability == "reply" and about.place.thread is not None:
        seconds = threads.seconds_between(about.person, about.place.thread)
        if seconds:
            found.append(_("Slow mode: %(num)s seconds between two replies.", num=seconds))
    return found
