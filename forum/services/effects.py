"""What a decision does, and how it is taken back: to a post, to what waits, to an account.

Called by the verbs of decisions, which have asked, and by them alone: `suspended_until`,
`restricted_until` and `terminated_at` are written nowhere else.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select, update

from forum import database
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused
from forum.models import (
    Decision,
    GroupMember,
    HeldEdit,
    MemberSession,
    MisuseMeasure,
    ModerationCase,
    Post,
    ProgrammeGrant,
    Sanction,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS
from forum.models.moderation import OF_OFFICE
from forum.policies.affiliations import is_another_admin
from forum.queries import viewers
from forum.services import (
    arrivals,
    calming,
    counters,
    editing,
    holding,
    moving,
    rendering,
    revoking,
    states,
    sweeping,
    versions,
)
from forum.services.cases import the_post

Before = dict[str, Any]
OF_ACCOUNTS = ("restriction", "suspension", "termination")
# What happens beside it to more than the one post: "also" of decisions of software and of spammers.
LATELY, ALL, CLOSE = "hide-lately", "hide-all", "close"


def apply(actor: Viewer, case: ModerationCase, decision: Decision, body: str = "") -> Before:
    """Do it; what has to be known to take it back. `body`: what an edited post says."""
    if decision.action in OF_ACCOUNTS:
        _spare_the_last_admin(case)
    content = _of_content(case, decision)
    found = content(actor, case, decision, body) if content else {}
    return {**found, "content": content.__name__} if content else found


def undo(actor: Viewer, case: ModerationCase, decision: Decision) -> None:
    """Take back what is still as the decision left it; what somebody changed since stays."""
    before = decision.before
    name = str(before.get("content", ""))
    if name in _BACK:
        _BACK[name](actor, case, before)


def sanctioned(case: ModerationCase, decision: Decision, points: int) -> None:
    """The row that says what it means for the account, and the account itself.

    A suspension without an end closes the account (services.spammers).
    """
    closes = decision.action == "suspension" and decision.ends_at is None
    kind = "termination" if closes else decision.action
    db.session.add(
        Sanction(
            user_id=case.user_id, decision_id=decision.id, kind=kind, points=points,
            starts_at=decision.starts_at, expires_at=decision.ends_at,
        )
    )  # fmt: skip
    db.session.flush()
    settle(case.user_id, decision.starts_at)


def lifted(decision: Decision, at: datetime) -> None:
    """What the decision meant for the account counts no longer."""
    found = db.session.scalar(select(Sanction).where(Sanction.decision_id == decision.id))
    if found is not None and found.lifted_at is None:
        found.lifted_at = at
        db.session.flush()
        settle(found.user_id, at, found.kind)


def lapsed(decision: Decision, at: datetime) -> None:
    """Note it where what ends now ends because nobody agreed: the time for that was over first,
    however late this is seen to."""
    until, own = decision.restores_at, decision.ends_at
    if until is not None and until <= at and (own is None or until < own):
        decision.lapsed_at = at


def settle(user_id: int, at: datetime, *lifted: str) -> None:
    """Give the account what its live sanctions say; kinds that were `lifted` may go to nothing."""
    # Of two who suspend each other neither waits for what the other only refers to.
    user = db.session.get_one(User, user_id, with_for_update={"key_share": True})
    rows = db.session.execute(
        select(Sanction.kind, func.max(Sanction.expires_at), func.min(Sanction.starts_at))
        .where(Sanction.user_id == user_id, Sanction.lifted_at.is_(None),
               or_(Sanction.expires_at.is_(None), Sanction.expires_at > at))
        .group_by(Sanction.kind)
    ).all()  # fmt: skip
    live = {kind: (until, since) for kind, until, since in rows}
    for kind, column in (("restriction", "restricted_until"), ("suspension", "suspended_until")):
        if kind in live or kind in lifted:
            setattr(user, column, live.get(kind, (None, None))[0])
    if "termination" in live or "termination" in lifted:
        user.terminated_at = live.get("termination", (None, None))[1]
    if "termination" in live:
        db.session.execute(
            update(MemberSession)
            .where(MemberSession.user_id == user_id, MemberSession.revoked_at.is_(None))
            .values(revoked_at=at)
        )
    database.touch("members", f"member:{user_id}")
    db.session.flush()


# --- posts ---------------------------------------------------------------------------------------


def take_away(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """Hide or remove a post, the first one with its thread."""
    post = the_post(case)
    state = {"hide": "hidden", "remove": "removed"}[
        decision.action if decision.action in {"hide", "remove"} else decision.also
    ]
    if post.state == "removed":  # but what its author deleted, they could restore afterwards
        raise Conflict(_("This post is no longer there."))
    was = post.state
    before = {"post": was, "thread": post.thread.state, "state": state,
              "answer": states.answer_of(post), "deleted_by": post.deleted_by_id,
              "category": post.thread.category_id, "thread_id": post.thread_id,
              "number": post.number}  # fmt: skip
    if post.number == 1:
        states.change_thread(actor, post.thread, state)
    if state == "removed":
        post.deleted_by_id, post.deleted_at = actor.id, utcnow()
    states.change(actor, post, state)
    states.withdraw_answer(post, was)
    return before


def _give_back(actor: Viewer, case: ModerationCase, before: Before) -> None:
    stood = int(before.get("thread_id", 0)), int(before.get("number", 0))
    counters.lock(Thread, {one for one in (stood[0], case.thread_id) if one})
    post = the_post(case)
    if post.state != before["state"]:
        return
    if moving.home_again(actor, {post.id: stood}):
        db.session.expire(case, ["thread_id"])
        post = the_post(case)
    post.deleted_by_id, post.deleted_at = before.get("deleted_by"), None  # theirs again
    if before["post"] == "pending":  # what was refused is published now, at last
        post.state = "pending"
        db.session.flush()
        holding.publish(actor, post)
        return
    states.change(actor, post, before["post"])
    if post.number == 1:
        states.change_thread(actor, post.thread, before["thread"])
        moving.back_in_sight(actor, post.thread, before.get("category", 0))
    states.mark_again(post, before["answer"])


def lock(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """Nobody but moderators edits it."""
    post = the_post(case)
    before = {"locked": post.is_locked}
    post.is_locked, post.version = True, Post.version + 1
    db.session.flush()
    return before


def _unlock(actor: Viewer, case: ModerationCase, before: Before) -> None:
    post = the_post(case)
    post.is_locked, post.version = before["locked"], Post.version + 1
    db.session.flush()


def edit(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """Give the post the text that was chosen; what it was stays in its history."""
    assert isinstance(actor, User)
    post = the_post(case)
    before = {"body": post.body, "became": ""}
    _write(actor, post, body, str(_("Decided by a moderator")))
    return before | {"became": post.body}


def _write(actor: User, post: Post, body: str, reason: str) -> None:
    change = versions.change(actor, post, body, None, None, None)
    if not change.after:
        raise Refused(_("The post already says this."), "body")
    drawn = rendering.draw(actor, post.author, post.thread.category_id, change.body, post)
    editing.write(actor, post, change, drawn, post.version, reason, utcnow())


def _write_back(actor: Viewer, case: ModerationCase, before: Before) -> None:
    post = the_post(case)
    if isinstance(actor, User) and post.body == before["became"]:
        _write(actor, post, before["body"], str(_("Taken back after an appeal")))


# --- more than one post ---------------------------------------------------------------------------


def hide_lately(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """Hide what the member wrote within a day."""
    sweeping.sweep(actor, decision, since=decision.starts_at - sweeping.LATELY)
    return {"decision": decision.id}


def hide_all(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """Hide everything the member wrote: the first step now, the rest by jobs."""
    sweeping.sweep(actor, decision)
    return {"decision": decision.id}


def _bring_back(actor: Viewer, case: ModerationCase, before: Before) -> None:
    sweeping.bring_back(actor, before["decision"])


def _bring_all_back(actor: Viewer, case: ModerationCase, before: Before) -> None:
    sweeping.give_all_back(actor, before["decision"])


# --- what waits ----------------------------------------------------------------------------------


def let_through(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """Publish the post or the edit that waited."""
    if case.kind == "held":
        holding.publish(actor, the_post(case))
        return {}
    post, held = the_post(case), _edit(case)
    editor = viewers.with_groups(actor, db.session.get_one(User, held.editor_id))
    change = versions.change(editor, post, held.body, held.title, held.tags, held.kind)
    if change.after:
        drawn = rendering.draw(editor, post.author, post.thread.category_id, change.body, post)
        editing.write(editor, post, change, drawn, held.version, held.reason, utcnow())
    db.session.delete(held)
    db.session.flush()
    return {}


def refuse(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """Let what waited go: a post is removed, an edit is forgotten but for the case's snapshot."""
    if case.kind == "held":
        return take_away_held(actor, case)
    held = _edit(case)
    before = {"edit": {name: getattr(held, name) for name in _OF_EDIT}}
    db.session.delete(held)
    db.session.flush()
    return before


_OF_EDIT = ("post_id", "editor_id", "version", "body", "title", "kind", "tags", "reason")


def take_away_held(actor: Viewer, case: ModerationCase) -> Before:
    """Of a post that waits: nobody has seen it, nothing counts it."""
    post = the_post(case)
    if post.state != "pending":
        raise Conflict(_("This post is no longer waiting."))
    if post.number == 1:
        states.change_thread(actor, post.thread, "removed")
    post.deleted_by_id, post.deleted_at = actor.id, utcnow()
    states.change(actor, post, "removed")
    return {"post": "pending", "thread": "pending", "state": "removed", "answer": None}


def _let_through_after_all(actor: Viewer, case: ModerationCase, before: Before) -> None:
    if "edit" not in before:
        _give_back(actor, case, before)
        return
    post = the_post(case)
    was = before["edit"]
    editor = viewers.with_groups(actor, db.session.get_one(User, was["editor_id"]))
    if post.version == was["version"] and post.state == "visible":
        change = versions.change(editor, post, was["body"], was["title"], was["tags"], was["kind"])
        if change.after:
            drawn = rendering.draw(editor, post.author, post.thread.category_id, change.body, post)
            editing.write(editor, post, change, drawn, post.version, was["reason"], utcnow())


def _edit(case: ModerationCase) -> HeldEdit:
    held = db.session.get(HeldEdit, int(case.target.partition(":")[2]), with_for_update=True)
    if held is None:
        raise Conflict(_("This change is no longer waiting."))
    return held


# --- who waits at the door ------------------------------------------------------------------------


def admit(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """A sign-up or a claim is granted."""
    arrivals.admit(case, decision)
    return {}


def turn_away(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> Before:
    """It is not."""
    arrivals.refuse(case, decision)
    return {}


def _admit_after_all(actor: Viewer, case: ModerationCase, before: Before) -> None:
    user = db.session.get_one(User, case.user_id)
    if case.kind == "sign-up" and user.erased_at is None:
        user.active, user.waits_since = True, None
        database.touch("members", f"member:{user.id}")


def _lift_misuse(actor: Viewer, case: ModerationCase, before: Before) -> None:
    """Reports or appeals are taken from them again; what was over already stays so."""
    now = utcnow()
    ended = select(Decision.id).where(
        Decision.case_id == case.id, Decision.state.in_(("ended", "reversed"))
    )
    db.session.execute(
        update(MisuseMeasure)
        .where(MisuseMeasure.decision_id.in_(ended), MisuseMeasure.suspended_until > now)
        .values(suspended_until=now)
    )


def _reinstate(actor: Viewer, case: ModerationCase, before: Before) -> None:
    """Who was an ambassador is one again."""
    assert isinstance(actor, User)
    revoking.taken_back(actor, db.session.get_one(ProgrammeGrant, before["grant_id"]))


# --- the table -----------------------------------------------------------------------------------

Effect = Callable[[Viewer, ModerationCase, Decision, str], Before]
_BACK: dict[str, Callable[[Viewer, ModerationCase, Before], None]] = {
    "take_away": _give_back, "lock": _unlock, "edit": _write_back,
    "refuse": _let_through_after_all, "hide_lately": _bring_back, "hide_all": _bring_all_back,
    "close_thread": calming.open_again, "turn_away": _admit_after_all, "misuse": _lift_misuse,
    OF_OFFICE: _reinstate,
}  # fmt: skip
_BESIDE: dict[str, Effect] = {LATELY: hide_lately, ALL: hide_all, CLOSE: calming.close_thread}
# By kind of case: what other things that wait for a decision do. (approve, remove, its way back)
KINDS: dict[str, tuple[Effect, Effect]] = {
    "held": (let_through, refuse), "edit": (let_through, refuse),
    "sign-up": (admit, turn_away), "claim": (admit, turn_away),
}  # fmt: skip


def _of_content(case: ModerationCase, decision: Decision) -> Effect | None:
    if case.kind != "report":
        if case.kind not in KINDS:
            raise Refused(_("A decision of this kind is not possible yet."))
        yes, no = KINDS[case.kind]
        return yes if decision.action == "approve" else no
    if decision.also in _BESIDE:
        return _BESIDE[decision.also]
    if decision.action in {"hide", "remove"} or decision.also:
        return take_away
    found: dict[str, Effect] = {"lock": lock, "edit": edit}
    return found.get(decision.action)


def _spare_the_last_admin(case: ModerationCase) -> None:
    """A community is never left without an admin who can act (T98)."""
    # Held, so that of two admins who end each other one stays.
    held = (
        select(GroupMember.user_id)
        .where(GroupMember.group_id == ADMINS)
        .with_for_update(key_share=True)
    )
    db.session.execute(held)
    user = viewers.with_groups(None, db.session.get_one(User, case.user_id))
    if user.is_admin and not is_another_admin(user):
        raise Refused(_("This is the only admin who can act. Make somebody else an admin first."),
                      "action")  # fmt: skip
