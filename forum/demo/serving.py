"""The ambassador programme of the demonstration community: three who serve, two who might.

Whoever the story made an ambassador by hand gets the grant they would have, with what they were
lent and given, and their posts say so.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from forum.demo.telling import Teller
from forum.extensions import db
from forum.models import (
    OPERATOR,
    Candidacy,
    CandidacyReview,
    GroupMember,
    Perk,
    PerkAward,
    Post,
    Programme,
    ProgrammeEvent,
    ProgrammeGrant,
    SettingValue,
    Thread,
    User,
)
from forum.models.groups import AMBASSADORS
from forum.policies.capacities import disclosure
from forum.services import scores
from forum.services.lifecycles import settle_all

TERM = timedelta(days=365)
PURPOSE = (
    "Some people here answer the question about the wet tent before anybody at Fernway has "
    "read it. Ambassadors are those who like to do that, and who tell us plainly when we "
    "are wrong.\n\nWe lend them things to try, and bring them in early when something "
    "changes. They owe us nothing for it: no posts, no praise."
)
TERMS = (
    "## What you give\n\nAs much as you like. You are a volunteer and not employed by "
    "Fernway; you may stop at any time, and help out anywhere else as well.\n\n## What you "
    "say\n\nWhat you think. Beside your name readers see what you receive from us; please "
    "say it, too, when you write about Fernway elsewhere.\n\n## What we do\n\nLend you "
    "gear, listen, and answer. What you tell us in the lounge stays there."
)
PERKS = {
    "amy": ("material", "Tents on loan", "is lent tents", 0),
    "callum": ("material", "A stove now and then", "receives free products", 9000),
    "maeve": ("material", "Fares to group walks", "has fares paid", 4000),
    "": ("access", "The lounge, and news before it is public", "", 0),
}
RUTH = (
    "I look after a hut on the other side of the world, so I am awake when most of you sleep. "
    "I like to answer the questions about drying things, because everything here is always wet."
)


def serve(teller: Teller) -> None:
    """Found the programme and give everybody their place in it."""
    people, now = teller.people, teller.now
    programme = Programme(
        slug="ambassadors", name="Fernway ambassadors", purpose=PURPOSE, terms=TERMS,
        criteria={"active_days": 5, "replies": 5, "givers": 3}, owner_id=people["cleo"].id,
        state="open", revised_at=now - timedelta(days=80), created_at=now - timedelta(days=470),
    )  # fmt: skip
    db.session.add(programme)
    db.session.add(SettingValue(name="ambassadors.is_public", value=True, changed_at=now))
    db.session.flush()
    perks = {
        who: Perk(programme_id=programme.id, kind=kind, title=title, disclosure=words,
                  value_cents=cents)
        for who, (kind, title, words, cents) in PERKS.items()
    }  # fmt: skip
    db.session.add_all(perks.values())
    db.session.flush()
    for described in teller.content.people.values():
        if described.role == "ambassador":
            since = now - (described.role_since or described.joined)
            grant = _grants(programme, people[described.handle], since, now)
            for who in ("", described.handle):
                if who in perks:
                    _award(grant, perks[who], now - timedelta(days=60), people["cleo"])
    _by_grant_alone()
    settle_all(OPERATOR)
    _say_so(teller)
    _candidates(programme, people, now)


def _grants(
    programme: Programme, user: User, since: datetime, now: datetime
) -> ProgrammeGrant:  # fmt: skip
    """A term for each year since then; the last one lasts."""
    before: ProgrammeGrant | None = None
    start = since
    while True:
        is_last = start + TERM > now
        grant = ProgrammeGrant(
            programme_id=programme.id, user_id=user.id, state="active" if is_last else "expired",
            offered_at=start, terms_version=1, accepted_at=start, starts_at=start,
            ends_at=start + TERM, previous_id=before.id if before else None,
            ended_at=None if is_last else start + TERM, end_reason="" if is_last else "renewed",
        )  # fmt: skip
        db.session.add(grant)
        db.session.flush()
        event = "begin-next" if before else "accept"
        _note(start, event, "" if before else "offered", "active", user.id, grant_id=grant.id)
        if is_last:
            return grant
        before, start = grant, start + TERM


def _note(
    at: datetime, event: str, before: str, after: str, actor_id: int | None, **of: Any
) -> None:  # fmt: skip
    db.session.add(ProgrammeEvent(event=event, from_state=before, to_state=after, created_at=at,
                                  actor_id=actor_id, **of))  # fmt: skip


def _award(grant: ProgrammeGrant, perk: Perk, at: datetime, by: User) -> None:
    db.session.add(PerkAward(grant_id=grant.id, perk_id=perk.id, value_cents=perk.value_cents,
                             awarded_at=at, awarded_by_id=by.id))  # fmt: skip


def _by_grant_alone() -> None:
    db.session.flush()
    db.session.execute(delete(GroupMember).where(GroupMember.group_id == AMBASSADORS))


def _say_so(teller: Teller) -> None:
    """What they wrote as ambassadors says what they receive, as it would have been written."""
    for described in teller.content.people.values():
        if described.role == "ambassador":
            user = teller.people[described.handle]
            db.session.execute(
                update(Post)
                .where(Post.author_id == user.id, Post.author_capacity == "ambassador")
                .values(author_byline=disclosure(user, teller.now))
            )
            db.session.execute(
                update(Thread)
                .where(Thread.author_id == user.id, Thread.author_capacity == "ambassador")
                .values(author_byline=disclosure(user, teller.now))
            )


def _candidates(programme: Programme, people: dict[str, User], now: datetime) -> None:
    """Ruth has applied and one of two has said yes; Élodie was proposed and has not answered."""
    ruth = Candidacy(
        programme_id=programme.id, user_id=people["ruth"].id, origin="self", pitch=RUTH,
        consent_at=now - timedelta(days=9), is_of_age=True, state="review",
        opened_at=now - timedelta(days=9), due_at=now + timedelta(days=12),
    )  # fmt: skip
    elodie = Candidacy(
        programme_id=programme.id, user_id=people["elodie"].id, origin="peer",
        nominator_id=people["max"].id, state="nominated", opened_at=now - timedelta(days=3),
        due_at=now + timedelta(days=18),
    )  # fmt: skip
    db.session.add_all([ruth, elodie])
    db.session.flush()
    run = scores.keep(OPERATOR, scores.computed(OPERATOR, programme, now))
    ruth.score_run_id = run.id
    for days, event, before, after in (
        (9, "apply", "", "applied"), (8, "screen", "applied", "screening"),
        (7, "admit", "screening", "review"),
    ):  # fmt: skip
        who = {"apply": ruth.user_id, "admit": people["cleo"].id}.get(event)
        _note(now - timedelta(days=days), event, before, after, who, candidacy_id=ruth.id)
    _note(elodie.opened_at, "nominate", "", "nominated", people["max"].id, candidacy_id=elodie.id)
    db.session.add(
        CandidacyReview(
            candidacy_id=ruth.id, reviewer_id=people["cleo"].id, is_staff=True, vote="yes",
            rubric={"empathy": 5, "accuracy": 4, "honesty": 4, "welcome": 5},
            comment="Told us the drying hooks are wrong, and was right.",
            created_at=now - timedelta(days=6),
        )
    )  # fmt: skip
    db.session.flush()
