"""What moderators did in June 2025, small enough to count by hand; the site's clocks show Berlin's
time, two hours ahead of UTC."""

from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.periods import Period
from forum.models import Appeal, Decision, GuidelineSection, Report, Statement, Visit
from forum.services import cases
from tests import factories

JUNE = Period(datetime(2025, 6, 1).date(), datetime(2025, 6, 30).date(), "Europe/Berlin")
_n = count(1)


def at(text):
    return datetime.fromisoformat(f"2025-{text}").replace(tzinfo=UTC)


def case(author, opened, **with_):
    post = factories.post(thread=factories.thread(), author=author)
    made = cases.open_case(cases.of_post(post), with_.pop("kind", "report"), 3, at=at(opened))
    for name, value in with_.items():
        setattr(made, name, value)
    db.session.flush()
    return made


def report(of, reason, created, source="member", section=None, **with_):
    return factories._save(
        Report(reference=f"R-{next(_n)}", case_id=of.id, reason=reason, source=source,
               section_id=section, created_at=at(created), **with_)
    )  # fmt: skip


def decision(of, by, action, decided, section=None, **with_):
    """By software when `by` is none. Ground: the section, else the law."""
    moment = at(decided)
    ground = {"ground": "guideline", "section_id": section} if section else {
        "ground": "illegal", "law": "A law"}  # fmt: skip
    made = factories._save(
        Decision(**{
            "case_id": of.id, "action": action, "facts": "What happened there. " * 3,
            "explanation": "Why that is so.", "decided_by_id": by.id if by else None,
            "automation": "no" if by else "fully", "decided_at": moment, "starts_at": moment,
            **ground, **with_,
        })
    )  # fmt: skip
    of.closed_at = moment if by else None
    return made


def statement(of, user=None, recipient="author"):
    return factories._save(
        Statement(decision_id=of.id, recipient=recipient, user_id=user.id if user else None,
                  body="Words.", puid=f"puid-{next(_n)}", sent_at=of.decided_at,
                  appeal_until=of.decided_at)
    )  # fmt: skip


def appeal(of, user, submitted, decided=None, reviewer=None, state="submitted", by_role="author"):
    return factories._save(
        Appeal(reference=f"A-{next(_n)}", decision_id=of.id, by_role=by_role, user_id=user.id,
               statement_id=statement(of, user, by_role).id, grounds="No.", state=state,
               submitted_at=at(submitted), due_at=at(submitted),
               decided_at=at(decided) if decided else None,
               reviewer_id=reviewer.id if reviewer else None)
    )  # fmt: skip


def section(anchor="respect"):
    found = select(GuidelineSection.id).where(GuidelineSection.anchor == anchor)
    return db.session.scalars(found.order_by(GuidelineSection.id.desc())).first()


def june(cast):
    """Six cases. 1 and 2 were decided in June, 3 never, 4 by software and then by a person, 5 in
    July; 6 waits for a second person. See tests/queries/test_figures.py for what that makes."""
    factories.guidelines(at=at("05-01 00:00"))
    respect, max_, mo, cleo = section(), cast.max, cast.mo, cast.cleo
    made = SimpleNamespace(respect=respect)

    made.first = case(max_, "06-02 08:00", is_about_brand=True)
    report(made.first, "respect", "06-02 08:00", section=respect, reporter_id=cast.amy.id)
    report(made.first, "respect", "06-02 09:00", section=respect, reporter_id=cast.nia.id)
    made.hidden = decision(made.first, mo, "hide", "06-02 10:00", respect, state="reversed",
                           reversed_at=at("06-07 00:00"), second_by_id=cast.ada.id)  # fmt: skip
    appeal(made.hidden, max_, "06-05 00:00", "06-07 00:00", cleo, "reversed")

    second = case(max_, "06-03 08:00")
    report(second, "respect", "06-03 08:00", section=respect)
    made.warned = decision(second, mo, "warning", "06-03 20:00", respect)
    appeal(made.warned, max_, "06-30 21:59")

    report(case(max_, "06-04 08:00"), "respect", "06-04 08:00", section=respect)

    fourth = case(max_, "06-10 00:00")
    report(fourth, "illegal", "06-10 00:00", "guest", is_illegal=True)
    decision(fourth, None, "hide", "06-10 00:01", respect, state="ended", origin="own_initiative")
    left = decision(fourth, mo, "none", "06-10 06:00", ground="none", law="")
    appeal(left, cast.amy, "06-11 00:00", "06-12 00:00", cleo, "confirmed", "reporter")

    fifth = case(max_, "06-29 23:30")
    report(fifth, "illegal", "06-29 23:30", "authority", is_illegal=True)
    decision(fifth, mo, "remove", "07-01 01:30", origin="order")

    waiting = case(cast.sue, "06-20 00:00")
    decision(waiting, mo, "termination", "06-20 01:00", state="proposed")

    held = case(cast.nia, "06-21 00:00", kind="held")
    decision(held, mo, "approve", "06-21 01:00", ground="none", law="")
    case(cast.nia, "06-22 00:00", kind="held")

    edges = case(cast.amy, "05-31 21:59")
    report(edges, "other", "05-31 21:59")  # a minute before June in Berlin
    report(edges, "other", "05-31 22:00")  # its first minute
    report(edges, "other", "06-30 21:59")  # its last
    report(edges, "other", "06-30 22:00")  # July
    report(edges, "other", "06-15 00:00", "software")  # nobody's notice
    _visits(cast)
    database.commit()
    return made


def _visits(cast):
    """Two members in May, three in June; who is of the company counts for none."""
    for person, days in (
        (cast.max, ("05-02", "06-01", "06-30")), (cast.amy, ("05-31", "06-02")),
        (cast.nia, ("06-12", "07-01")), (cast.cleo, ("06-03",)),
    ):  # fmt: skip
        for day in days:
            factories._save(Visit(user_id=person.id, day=at(f"{day} 00:00").date()))
