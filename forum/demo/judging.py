"""What the moderators of the demonstration community have decided, so that each page has something.

Through the verbs they use; only when it was is set by hand.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from forum.demo.telling import Teller
from forum.extensions import db
from forum.lib.periods import Period
from forum.models import (
    Appeal,
    Decision,
    ModerationCase,
    Report,
    Sanction,
    StaffAction,
    Statement,
    User,
    Viewer,
)
from forum.models.decisions import APPEAL_DAYS
from forum.queries import guidelines, transparency, viewers
from forum.services import cases, claims, decisions, effects, reports, statements
from forum.services import transparency as publishing
from forum.services.choosing import Choice
from forum.services.filing import Said

_WORDS = (
    "Our first figures. They are small, and that is how we like them.\n\n"
    "One account was suspended for advertising that did not say that it was advertising. Its owner"
    " has appealed; somebody who took no part looks at it."
)
_APPEAL = (
    "I am a customer who likes to share. The code is a thank-you from the shop, nobody pays me, and"
    " nobody asked me before my account was closed for three months."
)


def judge(teller: Teller) -> None:
    """Posts removed, one case left as it was, one account suspended, with an appeal."""
    _remove(teller)
    before = teller.now - timedelta(days=36)
    fitz = _reported(teller, "fitz", ("stop-making-it-lighter", 3), "respect",
                     "He says that we all buy too much.", before)  # fmt: skip
    _decide(teller, fitz, "mo", Choice(
        "none", ground="none",
        explanation="Hob says what he thinks of packs, and he may: it is about things, not people.",
    ), before + timedelta(hours=5))  # fmt: skip
    at, offer = teller.now - timedelta(days=32, hours=19), ("that-van-fridge", 3)
    rule = "no-spam-no-hidden-advertising"
    about = _reported(teller, "noor", offer, rule, "She hides that the code is her own.",
                      at - timedelta(hours=9))  # fmt: skip
    made = _decide(teller, about, "cleo", Choice(
        "suspension", section_id=_section(teller, rule, offer), days=90,
        jump="spam", quote="until Sunday with VANSUE20",
        facts="Three threads advertised a shop with codes of the account's own, after two reminders"
              " by moderators, and without saying so.",
        explanation="You may recommend whatever you like. You may not pretend that you are not paid"
                    " for it. We asked twice.",
    ), at)  # fmt: skip
    _appeal(teller, made, teller.now - timedelta(days=2))
    db.session.flush()


def _remove(teller: Teller) -> None:
    """What the story says was removed, on a moderator's own initiative and for the one reason there
    is in it."""
    for who, post, at in teller.removals:
        case = claims.take_up(_actor(teller, who), post)
        case.is_about_brand, case.opened_at = False, at
        case.due_at = at + cases.DUE[case.severity]
        found = guidelines.applying(_actor(teller, "ada"), post.thread.category_id, post.created_at)
        rule = "no-spam-no-hidden-advertising"
        _decide(teller, case, who, Choice(
            "remove", section_id=next(one.id for one in found if one.anchor == rule),
            quote=post.body[:40], facts="The code has the author's own name in it, and the post"
            " does not say so. Two moderators had asked before.",
            explanation="Hidden advertising, after two reminders. You may recommend whatever you"
                        " like; say when you earn by it.",
        ), at)  # fmt: skip
        post.deleted_at = at


def propose(teller: Teller, case: ModerationCase) -> None:
    """Mo would hide criticism of the brand, for its tone; a second person has to agree."""
    hob = ("stop-making-it-lighter", 1)
    choice = Choice(
        "hide",
        section_id=_section(teller, "respect", hob),
        quote="Landfill, landfill, a hedge",
        facts="Somebody reads it as mockery of everybody who has bought a lighter pack lately.",
        explanation="Please say it again without making fun of anybody.",
    )
    _decide(teller, case, "mo", choice, teller.now - timedelta(hours=2))


def publish(teller: Teller) -> None:
    """The figures of the two whole months before this one."""
    zone = str(teller.now.tzinfo)
    last = teller.now.date().replace(day=1) - timedelta(days=1)
    first = (last.replace(day=1) - timedelta(days=1)).replace(day=1)
    ada, period = _actor(teller, "ada"), Period(first, last, zone)
    publishing.publish(ada, period, _WORDS, transparency.draft(ada, period).seen)
    _date_log(teller, teller.now - timedelta(days=1))


def _actor(teller: Teller, name: str) -> User:
    found = viewers.with_groups(None, teller.people[name])
    assert isinstance(found, User)
    return found


def _section(teller: Teller, anchor: str, key: tuple[str, int]) -> int:
    """Of the rules in force when the post was written."""
    post, thread = teller.posts[key], teller.threads[key[0]]
    found = guidelines.applying(_actor(teller, "ada"), thread.category_id, post.created_at)
    return next(one.id for one in found if one.anchor == anchor)


def _reported(
    teller: Teller, who: str, key: tuple[str, int], reason: str, words: str, at: datetime
) -> ModerationCase:
    made = reports.report_post(_actor(teller, who), teller.posts[key], Said(reason, words))
    return _backdated(made, at)


def _backdated(made: Report, at: datetime) -> ModerationCase:
    case = db.session.get_one(ModerationCase, made.case_id)
    made.created_at = case.opened_at = at
    case.due_at = at + cases.DUE[case.severity]
    db.session.flush()
    return case


def _decide(
    teller: Teller, case: ModerationCase, who: str, choice: Choice, at: datetime
) -> Decision:
    actor = _actor(teller, who)
    made = decisions.decide(actor, case, choice, case.version)
    made.ends_at = at + (made.ends_at - made.starts_at) if made.ends_at else None
    made.decided_at = made.starts_at = at
    case.closed_at = at if case.closed_at else None
    for report in db.session.scalars(select(Report).where(Report.case_id == case.id)):
        report.answered_at = at if report.answered_at else None
    _date_statements(actor, case, made, at)
    sanction = db.session.scalar(select(Sanction).where(Sanction.decision_id == made.id))
    if sanction is not None:
        sanction.starts_at, sanction.expires_at = at, made.ends_at
        db.session.flush()
        effects.settle(case.user_id, teller.now)
    _date_log(teller, at)
    return made


def _date_statements(actor: Viewer, case: ModerationCase, made: Decision, at: datetime) -> None:
    """Each says of which day it is."""
    for told in db.session.scalars(select(Statement).where(Statement.decision_id == made.id)):
        told.sent_at, told.appeal_until = at, at + timedelta(days=APPEAL_DAYS)
        report = db.session.get(Report, told.report_id) if told.report_id else None
        told.body = (
            statements.to_reporter(actor, case, made, report)
            if report
            else statements.to_author(actor, case, made)
        )


def _appeal(teller: Teller, made: Decision, at: datetime) -> None:
    told = db.session.scalars(
        select(Statement).where(Statement.decision_id == made.id, Statement.recipient == "author")
    ).one()
    db.session.add(
        Appeal(
            reference=cases.reference("A"), decision_id=made.id, statement_id=told.id,
            by_role="author", user_id=told.user_id, grounds=_APPEAL, submitted_at=at,
            due_at=at + timedelta(days=7),
        )
    )  # fmt: skip


def _date_log(teller: Teller, at: datetime) -> None:
    """What the log says since we began happened then; lines get their places when all is done."""
    db.session.flush()
    db.session.execute(
        update(StaffAction)
        .where(StaffAction.created_at >= teller.now, StaffAction.sha256 == "")
        .values(created_at=at)
    )
