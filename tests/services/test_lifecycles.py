"""Both lifecycles of the programme: every step from every state, and every guard (community.md §3.3).

The tables here are written from the specification, not from the code.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import (
    OPERATOR,
    Affiliation,
    CandidacyReview,
    GroupMember,
    IntegrityFlag,
    ProgrammeEvent,
    ProgrammeGrant,
)
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS
from forum.policies import ambassadors as policy
from forum.services import candidacies, grants
from forum.services.lifecycles import move_candidacy, move_grant
from tests import programme as made
from tests.programme import PITCH, REASON, RUBRIC

DAY = timedelta(days=1)
# event: (from, to, who). "-" stays; §3.3, line by line.
CANDIDACY = {
    "nominate": ([""], "nominated", "max"),
    "consent": (["nominated"], "applied", "nia"),
    "apply": ([""], "applied", "nia"),
    "lapse": (["nominated"], "lapsed", "forum"),
    "screen": (["applied"], "screening", "forum"),
    "admit": (["screening"], "review", "cleo"),
    "decline": (["screening", "review"], "declined", "cleo"),
    "approve": (["review"], "approved", "cleo"),
    "withdraw": (["nominated", "applied", "screening", "review"], "withdrawn", "nia"),
}
CANDIDACY_STATES = ["", "nominated", "applied", "screening", "review", "approved", "declined",
                    "withdrawn", "lapsed"]  # fmt: skip
LIVE = ["active", "paused", "grace"]
GRANT = {
    "offer": ([""], "offered", "cleo"),
    "accept": (["offered"], "active", "nia"),
    "refuse": (["offered"], "lapsed", "nia"),
    "lapse": (["offered"], "lapsed", "forum"),
    "pause": (["active"], "paused", "nia"),
    "suspend": (["active"], "paused", "forum"),
    "resume": (["paused"], "active", "nia"),
    "end-pause": (["paused"], "active", "forum"),
    "open-renewal": (["active"], "-", "forum"),
    "agree": (["active", "grace"], "-", "nia"),
    "confirm": (["active", "grace"], "-", "cleo"),
    "renew": (["active", "grace"], "expired", "forum"),
    "begin-grace": (["active"], "grace", "forum"),
    "expire": (["grace"], "expired", "forum"),
    "leave": (LIVE, "retired", "nia"),
    "propose-revocation": (LIVE, "-", "cleo"),
    "drop-revocation": (LIVE, "-", "cleo"),
    "revoke": (LIVE, "revoked", "cleo"),
}
GRANT_STATES = ["", "offered", *LIVE, "expired", "retired", "revoked", "lapsed"]
WHO = ["guest", "max", "nia", "amy", "mo", "cleo", "sue", "forum"]


@pytest.fixture
def forum(cast):
    """The programme; nia is the candidate, the clock of a step is set by each test."""
    cast.forum = OPERATOR
    cast.programme = made.programme(cast.ada)
    cast.run = made.scored(cast.programme, cast.nia)
    db.session.flush()
    return cast


@contextmanager
def undone():
    """What is done inside is taken back afterwards: one database for many cases."""
    inner = db.session.begin_nested()
    try:
        yield
    finally:
        inner.rollback()


def noted():
    line = db.session.scalars(select(ProgrammeEvent).order_by(ProgrammeEvent.id.desc())).first()
    of = line.candidacy_id or line.grant_id
    return line.event, line.from_state, line.to_state, of, line.actor_id


def a_candidacy(forum, state, **with_):
    if state == "":
        return made.Candidacy(programme_id=forum.programme.id, user_id=forum.nia.id, origin="self",
                              state="", due_at=utcnow(), consent_at=utcnow())  # fmt: skip
    return made.candidacy(forum.programme, forum.nia, state=state, **with_)


def a_grant(forum, state, **with_):
    if state == "":
        approved = made.candidacy(forum.programme, forum.nia, state="approved")
        return made.ProgrammeGrant(programme_id=forum.programme.id, user_id=forum.nia.id, state="",
                                   candidacy_id=approved.id, offered_at=utcnow())  # fmt: skip
    return made.grant(forum.programme, forum.nia, state=state, **with_)


def ready(forum, thing, event):
    """Everything that the guards of `event` demand, and when to take it."""
    now = utcnow()
    given = {"is_of_age": True, "run_id": forum.run.id, "code": "fit", "message": REASON,
             "reason": REASON, "terms_version": 1}  # fmt: skip
    if event == "approve" and thing.id:
        for staff in (forum.cleo, forum.ada):
            db.session.add(CandidacyReview(candidacy_id=thing.id, reviewer_id=staff.id,
                                           is_staff=True, vote="yes"))  # fmt: skip
    if event in {"suspend"}:
        forum.nia.suspended_until = now + 7 * DAY
    if event == "end-pause":
        thing.paused_at = now - 91 * DAY
    if event == "renew":
        thing.renewal_agreed_at, thing.renewal_staff_id = now, forum.cleo.id
    if event in {"drop-revocation", "revoke"}:
        thing.revoking_id = forum.ada.id
    db.session.flush()
    later = {"open-renewal": 330, "agree": 330, "confirm": 330, "renew": 366, "begin-grace": 366,
             "expire": 396}  # fmt: skip
    late = {"lapse": 22, **later}.get(event, 0)
    return now + late * DAY, given


@pytest.mark.parametrize("event", CANDIDACY)
def test_a_candidacy_goes_where_the_table_says_and_nowhere_else(forum, event):
    sources, target, who = CANDIDACY[event]
    for state in CANDIDACY_STATES:
        with undone():
            thing = a_candidacy(forum, state)
            at, given = ready(forum, thing, event)
            if state not in sources:
                with pytest.raises(Conflict):
                    move_candidacy(getattr(forum, who), thing, event, at, **given)
                assert thing.state == state
                continue
            move_candidacy(getattr(forum, who), thing, event, at, **given)
            assert thing.state == (state if target == "-" else target)
            assert noted() == (event, state, thing.state, thing.id, getattr(forum, who).id)


@pytest.mark.parametrize("event", GRANT)
def test_a_grant_goes_where_the_table_says_and_nowhere_else(forum, event):
    sources, target, who = GRANT[event]
    for state in GRANT_STATES:
        with undone():
            thing = a_grant(forum, state)
            at, given = ready(forum, thing, event)
            if state not in sources:
                with pytest.raises(Conflict):
                    move_grant(getattr(forum, who), thing, event, at, **given)
                assert thing.state == state
                continue
            move_grant(getattr(forum, who), thing, event, at, **given)
            assert thing.state == (state if target == "-" else target)
            assert noted() == (event, state, thing.state, thing.id, getattr(forum, who).id)


def test_the_tables_of_the_code_have_no_step_more():
    assert set(policy.CANDIDACY.steps) == set(CANDIDACY)
    assert set(policy.GRANT.steps) == set(GRANT)


@pytest.mark.parametrize("event", CANDIDACY)
def test_nobody_else_moves_a_candidacy(forum, event):
    """Any member may nominate; the suspended and guests may not."""
    sources, _target, who = CANDIDACY[event]
    others = {"guest", "sue", "forum"} if event == "nominate" else set(WHO) - {who}
    thing = a_candidacy(forum, sources[0])
    at, given = ready(forum, thing, event)
    for name in others:
        with pytest.raises(Denied):
            move_candidacy(getattr(forum, name), thing, event, at, **given)
    assert thing.state == sources[0]


@pytest.mark.parametrize("event", GRANT)
def test_nobody_else_moves_a_grant(forum, event):
    sources, _target, who = GRANT[event]
    thing = a_grant(forum, sources[0])
    at, given = ready(forum, thing, event)
    for name in set(WHO) - {who}:
        with pytest.raises(Denied):
            move_grant(getattr(forum, name), thing, event, at, **given)
    assert thing.state == sources[0]


def test_staff_decide_nothing_about_themselves(forum):
    own = made.candidacy(forum.programme, forum.cleo, state="review")
    with pytest.raises(Denied):
        move_candidacy(forum.cleo, own, "approve")
    with pytest.raises(Denied):
        candidacies.vote(forum.cleo, own, "yes", RUBRIC)


# --- guards: what each refuses -------------------------------------------------------------------


def refused(forum, event, prepare, *, state=None, machine="candidacy", actor=None):
    table = CANDIDACY if machine == "candidacy" else GRANT
    sources, _target, who = table[event]
    make, move = ((a_candidacy, move_candidacy) if machine == "candidacy" else
                  (a_grant, move_grant))  # fmt: skip
    thing = make(forum, sources[0] if state is None else state)
    at, given = ready(forum, thing, event)
    at, given = prepare(forum, thing, at, given) or (at, given)
    db.session.flush()
    with pytest.raises(Refused) as error:
        move(actor or getattr(forum, who), thing, event, at, **given)
    assert not isinstance(error.value, Conflict)
    assert thing.state == (sources[0] if state is None else state)


def close(forum, *_):
    forum.programme.state = "closed"


def flagged(forum, *_):
    db.session.add(IntegrityFlag(user_id=forum.nia.id, kind="pair", key="x"))


def employed(kind):
    def prepare(forum, *_):
        db.session.add(
            Affiliation(user_id=forum.nia.id, kind=kind, valid_from=utcnow().date() - DAY)
        )

    return prepare


def full(forum, *_):
    forum.programme.most_live = 1
    made.grant(forum.programme, forum.max)


def demanding(**needs):
    def prepare(forum, *_):
        forum.programme.criteria = {**made.NO_GATES, **needs}

    return prepare


def giving(**more):
    return lambda forum, thing, at, given: (at, {**given, **more})


def early(days):
    return lambda forum, thing, at, given: (at - days * DAY, given)


def ended(state, ago):
    def prepare(forum, *_):
        made.grant(forum.programme, forum.nia, state=state, ended_at=utcnow() - ago * DAY)

    return prepare


def votes(*cast_votes):
    def prepare(forum, thing, at, given):
        for review in db.session.scalars(select(CandidacyReview)):
            db.session.delete(review)
        db.session.flush()
        for name, choice, is_staff in cast_votes:
            db.session.add(CandidacyReview(candidacy_id=thing.id, is_staff=is_staff, vote=choice,
                                           reviewer_id=getattr(forum, name).id))  # fmt: skip

    return prepare


def alone(forum, *_):
    for row in db.session.scalars(select(GroupMember).where(GroupMember.user_id == forum.ada.id)):
        db.session.delete(row)


def nominated_by_ada(forum, thing, *_):
    thing.nominator_id = forum.ada.id


def thrice(forum, *_):
    for person in (forum.mo, forum.amy, forum.sue):
        made.candidacy(forum.programme, person, state="withdrawn", nominator_id=forum.max.id)


HELD_CANDIDACIES = [
        ("nominate", close), ("nominate", thrice), ("nominate", employed("employee")),
        ("nominate", demanding(replies=1)), ("nominate", ended("retired", 10)),
        ("nominate", ended("revoked", 300)), ("apply", ended("expired", 80)),
        ("nominate", lambda f, *_: made.candidacy(f.programme, f.nia, state="applied") and None),
        ("nominate", lambda f, *_: made.grant(f.programme, f.nia, state="offered") and None),
        ("nominate", lambda f, *_: made.candidacy(
            f.programme, f.nia, state="declined", cooldown_until=utcnow() + DAY) and None),
        ("apply", close), ("apply", giving(is_of_age=False)), ("apply", employed("agency")),
        ("apply", employed("reseller")), ("apply", demanding(account_days=90)),
        ("apply", demanding(active_days=1)), ("apply", demanding(givers=1)), ("apply", flagged),
        ("consent", close), ("consent", giving(is_of_age=False)), ("consent", employed("employee")),
        ("lapse", early(9)), ("screen", giving(run_id=None)), ("screen", giving(run_id=9999)),
        ("admit", flagged), ("admit", alone), ("admit", nominated_by_ada),
        ("decline", giving(message="No.")), ("decline", giving(code="")),
        ("decline", giving(code="criticised us")), ("decline", giving(message=" " * 200)),
        ("approve", full), ("approve", employed("employee")),
        ("approve", votes(("cleo", "yes", True))),
        ("approve", votes(("cleo", "yes", True), ("ada", "no", True))),
        ("approve", votes(("cleo", "yes", True), ("ada", "recuse", True))),
        ("approve", votes(("cleo", "yes", True), ("amy", "yes", False))),
        ("approve", votes(("cleo", "yes", True), ("mo", "yes", True))),
        ("approve", nominated_by_ada), ("approve", alone),
]  # fmt: skip


@pytest.mark.parametrize("event", dict.fromkeys(event for event, _prepare in HELD_CANDIDACIES))
def test_a_guard_holds_a_candidacy_back(forum, event):
    for each, prepare in HELD_CANDIDACIES:
        if each == event:
            with undone():
                refused(forum, event, prepare, machine="candidacy")


def test_nobody_nominates_themselves(forum):
    refused(forum, "nominate", lambda *_: None, actor=forum.nia)


def unapproved(forum, thing, *_):
    db.session.get(made.Candidacy, thing.candidacy_id).state = "declined"


def suspended(forum, *_):
    forum.nia.suspended_until = utcnow() + 3 * DAY


def used_up(forum, thing, *_):
    thing.paused_days = 90


def setting(**columns):
    def prepare(forum, thing, *_):
        for name, value in columns.items():
            setattr(thing, name, value(forum) if callable(value) else value)

    return prepare


HELD_GRANTS = [
        ("offer", unapproved), ("accept", giving(terms_version=0)), ("accept", suspended),
        ("accept", lambda f, t, at, given: (at + 21 * DAY, given)),
        ("accept", employed("employee")), ("lapse", early(3)), ("pause", used_up),
        ("suspend", lambda f, *_: setattr(f.nia, "suspended_until", None)),
        ("resume", suspended), ("end-pause", suspended),
        ("end-pause", setting(paused_at=lambda f: utcnow() - 9 * DAY)), ("open-renewal", early(15)),
        ("open-renewal", lambda f, t, *_: db.session.add(
            grants.ProgrammeNotice(grant_id=t.id, kind="renewal-open"))),
        ("agree", early(20)), ("agree", giving(terms_version=7)), ("confirm", early(20)),
        ("renew", setting(renewal_agreed_at=None)), ("renew", setting(renewal_staff_id=None)),
        ("renew", setting(renewal_staff_id=lambda f: f.nia.id)), ("renew", employed("agency")),
        ("renew", lambda f, t, at, given: (utcnow() + 100 * DAY, given) if suspended(f) is None
            else None),
        ("begin-grace", early(2)), ("expire", early(2)), ("propose-revocation", giving(reason="-")),
        ("propose-revocation", setting(revoking_id=lambda f: f.ada.id)),
        ("drop-revocation", setting(revoking_id=None)), ("revoke", setting(revoking_id=None)),
        ("revoke", setting(revoking_id=lambda f: f.cleo.id)),
]  # fmt: skip


@pytest.mark.parametrize("event", dict.fromkeys(event for event, _prepare in HELD_GRANTS))
def test_a_guard_holds_a_grant_back(forum, event):
    for each, prepare in HELD_GRANTS:
        if each == event:
            with undone():
                refused(forum, event, prepare, machine="grant")


# --- what follows --------------------------------------------------------------------------------


def in_group(person):
    return db.session.scalar(
        select(GroupMember.source).where(
            GroupMember.group_id == AMBASSADORS, GroupMember.user_id == person.id
        )
    )


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        ("offered", "accept", "grant"), ("active", "pause", None), ("paused", "resume", "grant"),
        ("active", "begin-grace", "grant"), ("grace", "expire", None), ("active", "leave", None),
        ("grace", "revoke", None), ("offered", "refuse", None),
    ],
)  # fmt: skip
def test_an_ambassador_is_in_the_group_exactly_while_a_grant_is_live(forum, state, event, after):
    thing = a_grant(forum, state)
    if state in {"active", "grace"}:
        db.session.add(GroupMember(group_id=AMBASSADORS, user_id=forum.nia.id, source="grant"))
    at, given = ready(forum, thing, event)
    move_grant(getattr(forum, GRANT[event][2]), thing, event, at, **given)
    assert in_group(forum.nia) == after


def test_who_was_put_into_the_group_by_hand_stays_there(forum):
    thing = made.grant(forum.programme, forum.amy, state="offered")
    grants.accept(forum.amy, thing, 1)
    grants.leave(forum.amy, thing)
    assert in_group(forum.amy) == "hand"
    grants.nightly(OPERATOR)
    assert in_group(forum.amy) == "hand"


def test_the_whole_way_of_one_ambassador(forum):
    """Application, two yes, terms, a pause, renewal, grace, expiry, alumni; time moved on."""
    nia, cleo, ada = forum.nia, forum.cleo, forum.ada
    start = utcnow()
    own = candidacies.apply(nia, forum.programme, PITCH, is_of_age=True, at=start)
    assert own.due_at == start + 21 * DAY
    candidacies.screen(OPERATOR, own, forum.run.id, start)
    candidacies.admit(cleo, own)
    candidacies.vote(cleo, own, "yes", RUBRIC)
    with pytest.raises(Refused):
        candidacies.approve(cleo, own)
    candidacies.vote(ada, own, "yes", RUBRIC)
    first = candidacies.approve(cleo, own, at=start)
    assert (first.state, in_group(nia)) == ("offered", None)
    grants.accept(nia, first, 1, start)
    assert first.ends_at == start + 365 * DAY and in_group(nia) == "grant"
    grants.pause(nia, first, start + 10 * DAY)
    assert in_group(nia) is None
    grants.resume(nia, first, start + 30 * DAY)
    assert first.paused_days == 20
    grants.nightly(OPERATOR, start + 321 * DAY)
    grants.agree(nia, first, 1, start + 322 * DAY)
    assert first.state == "active"
    grants.confirm(cleo, first, start + 323 * DAY)
    second = db.session.scalars(
        select(ProgrammeGrant).where(ProgrammeGrant.previous_id == first.id)
    ).one()
    assert (first.state, first.end_reason, second.state) == ("expired", "renewed", "active")
    assert (second.starts_at, second.ends_at) == (first.ends_at, first.ends_at + 365 * DAY)
    assert in_group(nia) == "grant"
    grants.nightly(OPERATOR, start + 731 * DAY)
    assert (second.state, in_group(nia)) == ("grace", "grant")
    grants.nightly(OPERATOR, start + 761 * DAY)
    assert (second.state, in_group(nia)) == ("expired", None)
    assert grants.has_served_a_term(nia, nia.id, start + 761 * DAY)
    grants.choose(nia, second, in_register=True, as_alumni=True)
    assert second.is_alumni_shown


def test_one_open_candidacy_and_one_live_grant(forum):
    candidacies.apply(forum.nia, forum.programme, PITCH, is_of_age=True)
    with pytest.raises(Refused):
        candidacies.nominate(forum.max, forum.programme, forum.nia, "")


def test_who_pays_is_asked_and_employees_are_turned_away(forum):
    with pytest.raises(Refused) as error:
        candidacies.apply(forum.nia, forum.programme, PITCH, is_of_age=True, affiliation="agency")
    assert error.value.field == "affiliation"


def test_who_nominated_does_not_vote_and_a_rubric_is_filled_in(forum):
    own = a_candidacy(forum, "review", nominator_id=forum.cleo.id)
    for choice in ("yes", "no"):
        with pytest.raises(Refused):
            candidacies.vote(forum.cleo, own, choice, RUBRIC)
    candidacies.vote(forum.cleo, own, "recuse", {})
    with pytest.raises(Refused):
        candidacies.vote(forum.ada, own, "yes", {"empathy": 4})


# --- at night ------------------------------------------------------------------------------------


def test_the_night_is_the_same_twice(forum):
    now = utcnow()
    offered = made.grant(forum.programme, forum.max, state="offered", offered_at=now - 22 * DAY)
    ending = made.grant(forum.programme, forum.nia, starts_at=now - 330 * DAY,
                        ends_at=now + 35 * DAY)  # fmt: skip
    nominated = made.candidacy(forum.programme, forum.sue, state="nominated",
                               opened_at=now - 15 * DAY)  # fmt: skip
    fresh = made.candidacy(forum.programme, forum.mo, state="nominated")
    for _ in range(2):
        grants.nightly(OPERATOR, now)
    assert (offered.state, ending.state) == ("lapsed", "active")
    assert (nominated.state, fresh.state) == ("lapsed", "nominated")
    assert notices() == [(ending.id, "renewal-open")]
    assert in_group(forum.nia) == "grant"


def notices():
    rows = db.session.execute(select(grants.ProgrammeNotice.grant_id, grants.ProgrammeNotice.kind))
    return sorted((row.grant_id, row.kind) for row in rows)


@pytest.mark.parametrize(("days", "kinds"), [(0, []), (1, ["grace-1"]), (14, ["grace-14"]),
                                              (27, ["grace-27"]), (29, ["grace-27"])])  # fmt: skip
def test_grace_is_reminded_of_on_the_1st_14th_and_27th_day(forum, days, kinds):
    now = utcnow()
    grant = made.grant(forum.programme, forum.nia, starts_at=now - 400 * DAY, state="grace",
                       ends_at=now - days * DAY)  # fmt: skip
    grants.nightly(OPERATOR, now)
    grants.nightly(OPERATOR, now)
    assert notices() == [(grant.id, kind) for kind in kinds]


def test_who_is_suspended_is_paused_and_comes_back_by_themselves(forum):
    now = utcnow()
    grant = made.grant(forum.programme, forum.nia)
    suspended(forum)
    grants.nightly(OPERATOR, now)
    assert (grant.state, in_group(forum.nia)) == ("paused", None)
    grants.nightly(OPERATOR, now + 4 * DAY)
    assert grant.state == "paused"
    grants.resume(forum.nia, grant, now + 4 * DAY)
    assert in_group(forum.nia) == "grant"


def test_only_the_forum_does_the_nightly_round(forum):
    for name in ("guest", "nia", "amy", "mo", "cleo", "ada"):
        with pytest.raises(Denied):
            grants.nightly(getattr(forum, name))
