"""Taking a case for fifteen minutes, keeping it while working, giving it back, handing it on; and
opening one about what one came across oneself."""

from contextlib import suppress
from datetime import timedelta

from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from forum import events
from forum.extensions import db
from forum.lib.markdown import plain
from forum.lib.verdict import Conflict, Refused, require
from forum.models import ModerationCase, Post, StaffAction, StaffNote, User, Viewer
from forum.models.columns import utcnow
from forum.policies import brand, deciding
from forum.policies import moderation as policy
from forum.policies import posts as post_policy
from forum.queries import viewers
from forum.services import cases, filing

CLAIM = timedelta(minutes=15)  # community.md E3
LONGEST_NOTE = 4000


def take_up(actor: Viewer, post: Post) -> ModerationCase:
    """The open case about `post`, opened on `actor`'s own initiative where there is none, with what
    is there now kept; theirs for 15 minutes, unless somebody else works on it or has to decide it.

    `post.thread` has to be loaded. Raises Denied, Refused.
    """
    require(post_policy.can_moderate(actor, post))
    target = cases.of_post(post)
    known = select(ModerationCase.id).where(
        ModerationCase.target == target.key, ModerationCase.closed_at.is_(None)
    )
    is_new = db.session.scalar(known) is None
    found = cases.open_case(target, "report")
    cases.keep(found, post, filing.title_of(post))
    if not policy.can_read(actor, found):
        raise Refused(_("Community managers look after this one. If you can add something, "
                        "report the post, and they will read it."))  # fmt: skip
    if is_new:
        found.is_about_brand = found.is_about_brand or brand.is_at_stake(post)
        db.session.add(
            StaffAction(actor_id=actor.id, verb="take-up", user_id=found.user_id, post_id=post.id,
                        thread_id=post.thread_id, details={"case": found.reference})
        )  # fmt: skip
        db.session.flush()
    if deciding.is_offered(actor, found):
        with suppress(Conflict):  # the page of the case says who holds it
            claim(actor, found)
    return found


def claim(actor: Viewer, case: ModerationCase) -> None:
    """From now on `actor` works on it, for 15 minutes; theirs already: for 15 minutes more.

    Of two at once one has it; the other, and whoever comes while it is held, gets a Conflict.
    """
    require(policy.can_work(actor, case))
    now = utcnow()
    taken = db.session.execute(
        update(ModerationCase)
        .where(
            ModerationCase.id == case.id,
            ModerationCase.closed_at.is_(None),
            or_(
                ModerationCase.claimed_by_id.is_(None),
                ModerationCase.claimed_by_id == actor.id,
                ModerationCase.claimed_until.is_(None),
                ModerationCase.claimed_until <= now,
            ),
        )
        .values(claimed_by_id=actor.id, claimed_until=now + CLAIM)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(case)
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise Conflict(_held(case))


def _held(case: ModerationCase) -> str:
    if case.closed_at is not None or case.claimed_until is None:
        return str(_("This case was decided a moment ago."))
    name = db.session.scalar(select(User.display_name).where(User.id == case.claimed_by_id))
    until = format_time(case.claimed_until, "short")
    return str(_("%(name)s is working on this case until %(time)s.", name=name, time=until))


def release(actor: Viewer, case: ModerationCase) -> bool:
    """Give it back, so that others may take it. False when it was not `actor`'s."""
    require(policy.can_read(actor, case))
    if case.claimed_by_id != actor.id:
        return False
    case.claimed_by_id = case.claimed_until = None
    db.session.flush()
    return True


def escalate(actor: Viewer, case: ModerationCase, to: User, note: str) -> None:
    """Ask a colleague by name to decide it, and say why. Refused when they could not open it."""
    require(policy.can_work(actor, case))
    note = plain.readable(note).strip()
    if not note:
        raise Refused(_("Say in a sentence why they should look at it."), "note")
    if len(note) > LONGEST_NOTE:
        raise Refused(_("At most %(most)s characters.", most=LONGEST_NOTE), "note")
    if to.id == actor.id:
        raise Refused(_("Choose somebody else: this is you."), "to")
    if not policy.can_read(viewers.with_groups(actor, to), case):
        raise Refused(_("%(name)s cannot work on this case.", name=to.display_name), "to")
    claim(actor, case)
    case.escalated_to_id = to.id
    case.state = "escalated" if case.state == "open" else case.state
    case.claimed_by_id = case.claimed_until = None
    case.version += 1
    db.session.add(StaffNote(case_id=case.id, author_id=actor.id, body=note))
    db.session.add(
        StaffAction(actor_id=actor.id, verb="escalate", user_id=case.user_id, post_id=case.post_id,
                    thread_id=case.thread_id, details={"case": case.reference, "colleague": to.id})
    )  # fmt: skip
    db.session.flush()
    events.case_escalated.send(case=case, to=to, actor=actor)
