"""What waits for the moderators of the demonstration community, so that their queue has something.

Each report through the verb a member would use; only when it came is set by hand.
"""

from datetime import timedelta

from forum.demo import judging
from forum.demo.telling import Teller
from forum.extensions import db
from forum.models import ModerationCase, Report, StaffNote
from forum.queries import viewers
from forum.services import cases, posts, reports
from forum.services.filing import Said

_OFFER = (
    "Hello all! I found the same zip sliders much cheaper: https://zips.example/sliders and the "
    "oil to go with them: https://zips.example/oil. Is that a fair price?"
)
_HELD = timedelta(minutes=40)


def moderate(teller: Teller) -> None:
    """A few cases that were decided, and a few that nobody has decided yet."""
    judging.judge(teller)
    _reported(
        teller, ("that-van-fridge", 1), "no-spam-no-hidden-advertising", hours=30,
        noor="The code has her name in it, and she says she is just a customer.",
        fitz="",
    )  # fmt: skip
    about_us = _reported(
        teller, ("stop-making-it-lighter", 1), "respect", hours=5,
        sam="Calls everybody who buys a light pack a fool.",
    )  # fmt: skip
    about_us.is_about_brand = True
    judging.propose(teller, about_us)
    _member(teller)
    _held(teller)
    db.session.flush()
    judging.publish(teller)


def _reported(
    teller: Teller, key: tuple[str, int], reason: str, hours: int, **said: str
) -> ModerationCase:
    """The case of a post after each of `said` has reported it, some hours ago."""
    post = teller.posts[key]
    case_ = None
    for who, words in said.items():
        actor = viewers.with_groups(None, teller.people[who])
        made = reports.report_post(actor, post, Said(reason, words))
        case_ = _back(teller, made, hours)
    assert case_ is not None
    return case_


def _back(teller: Teller, made: Report, hours: int) -> ModerationCase:
    found = db.session.get_one(ModerationCase, made.case_id)
    at = teller.now - timedelta(hours=hours)
    made.created_at = found.opened_at = at
    found.due_at = at + cases.DUE[found.severity]
    return found


def _member(teller: Teller) -> None:
    """Sue is reported for what she writes to people; the team has noted something before."""
    people = teller.people
    actor = viewers.with_groups(None, people["yusuf"])
    said = Said("no-spam-no-hidden-advertising", "Writes to people privately with her code.")
    _back(teller, reports.report_member(actor, people["sue"], said), 9)
    db.session.add(
        StaffNote(user_id=people["sue"].id, author_id=people["cleo"].id,
                  body="I wrote to her on the phone number she left: she will think about it.",
                  created_at=teller.now - timedelta(days=32))
    )  # fmt: skip


def _held(teller: Teller) -> None:
    """Nia, new today, put two links into a reply; it waits."""
    actor = viewers.with_groups(None, teller.people["nia"])
    made = posts.reply(actor, teller.threads["zip-bites"], _OFFER)
    made.created_at = teller.now - _HELD
    found = db.session.query(ModerationCase).filter_by(post_id=made.id).one()
    found.opened_at, found.due_at = made.created_at, made.created_at + cases.DUE[found.severity]
