"""Cases for tests, as the services make them."""

from datetime import timedelta

from forum.extensions import db
from forum.models import CategoryAccess, Decision, GroupMember, Post, Report, Sanction
from forum.models.columns import utcnow
from forum.services import cases, claims, decisions, threads
from forum.services.choosing import Choice
from tests import factories


def case(author, *, thread=None, body="What was said.", kind="report", severity=4, **with_):
    """An open case about a post of `author`, which is in a thread of somebody else."""
    thread = thread or factories.thread()
    post = factories.post(thread=thread, author=author, body=body)
    made = cases.open_case(cases.of_post(post), kind, severity)
    cases.keep(made, post)
    for name, value in with_.items():
        setattr(made, name, value)
    db.session.flush()
    return made


def report(case, reporter=None, reason="other", source="member", **with_):
    """What somebody says in a case; a guest's address counts as confirmed."""
    if with_.get("reporter_email"):
        with_.setdefault("email_confirmed_at", utcnow())
    made = Report(
        reference=cases.reference("R"), case_id=case.id, reason=reason, source=source,
        reporter_id=reporter.id if reporter else None, score=2.0, **with_,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def decided(case, by, action="warning", days_ago=1, **with_):
    """A decision of `by`, with the sanction that follows, as if it was made some days ago."""
    moment = utcnow() - timedelta(days=days_ago)
    made = Decision(
        **{"case_id": case.id, "action": action, "ground": "illegal", "law": "A law",
           "facts": "What happened. " * 4, "decided_by_id": by.id, "decided_at": moment,
           "starts_at": moment, **with_}
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add(
        Sanction(user_id=case.user_id, decision_id=made.id, kind=action, points=1,
                 starts_at=moment)
    )  # fmt: skip
    case.closed_at = case.closed_at or moment
    db.session.flush()
    return made


def proposed(case, by, action="termination", **with_):
    """The case, with what `by` proposes and somebody else has to agree with."""
    case.proposal = Decision(
            case_id=case.id, state="proposed", action=action, ground="illegal", law="A law",
            facts="What happened. " * 4, decided_by_id=by.id, decided_at=utcnow(),
            starts_at=utcnow(), **with_,
    )  # fmt: skip
    db.session.add(case.proposal)
    case.state = "waiting"
    db.session.flush()
    return case


def moderated(by, post, action="remove", **with_):
    """The Decision of `by`, on their own initiative, about what somebody else wrote."""
    case = claims.take_up(by, post)
    given = {"ground": "illegal", "law": "A law", "quote": post.body[:80],
             "facts": "What happened. " * 4}  # fmt: skip
    return decisions.decide(by, case, Choice(action, **{**given, **with_}), case.version)


def out_of_sight(by, thread, category):
    """Move it where who wrote it could read it at that time, and cannot any more."""
    group_id = (
        db.session.query(CategoryAccess.group_id).filter_by(category_id=category.id).first()[0]
    )
    inside = {row.user_id for row in db.session.query(GroupMember).filter_by(group_id=group_id)}
    wrote = {row.author_id for row in db.session.query(Post).filter_by(thread_id=thread.id)}
    guests = [GroupMember(group_id=group_id, user_id=one) for one in wrote - inside]
    db.session.add_all(guests)
    db.session.flush()
    threads.move(by, thread, category)
    for one in guests:
        db.session.delete(one)
    db.session.flush()
