"""Decisions and what was said of them, for tests of appeals."""

from sqlalchemy import select

from forum.extensions import db
from forum.models import Appeal, Decision, ModerationCase, Statement
from forum.queries import guidelines
from forum.services import appeals, decisions
from forum.services.appeals import Answer
from forum.services.decisions import Choice
from tests import casework, factories

FACTS = "The post offers a shop of the author's own without saying that it is theirs."
WHY = "It was a recommendation of a friend's shop, as the thread asked for."


def rules(cast):
    factories.guidelines()
    return {section.anchor: section for section in guidelines.applying(cast.ada)}


def choice(cast, action="hide", **with_):
    section = next(iter(guidelines.applying(cast.ada)), None) or next(iter(rules(cast).values()))
    given = {"section_id": section.id, "quote": "was said", "facts": FACTS,
             "explanation": "Please say whose shop it is."}  # fmt: skip
    return Choice(action, **{**given, **with_})


def decided(cast, by, action="hide", author=None, reporter=None, thread=None, **with_):
    """What somebody of the cast decided about what `author` (Max) wrote: the Decision."""
    case = casework.case(author or cast.max, thread=thread)
    casework.report(case, reporter or cast.nia)
    chosen = Choice("none", explanation="Fair criticism.") if action == "none" else choice(
        cast, action, **with_)  # fmt: skip
    return decisions.decide(by, case, chosen, case.version)


def told(decision, recipient="author") -> Statement:
    return db.session.scalars(
        select(Statement).where(
            Statement.decision_id == decision.id, Statement.recipient == recipient
        )
    ).one()


def appealed(decision, by, recipient="author", grounds="It was not my shop.") -> Appeal:
    return appeals.appeal(by, told(decision, recipient), grounds)


def answered(appeal, by, outcome="reversed", code="context", **with_):
    appeals.answer(by, appeal, Answer(outcome, WHY, code, **with_), appeal.version)


def case_of(decision) -> ModerationCase:
    return db.session.get_one(ModerationCase, decision.case_id)


def read(decision) -> Decision:
    db.session.expire_all()
    return db.session.get_one(Decision, decision.id)
