"""Both lifecycles of the programme: every step from every state (community.md §3.3)."""

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import (
    OPERATOR,
    GroupMember,
    ProgrammeGrant,
)
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS
from forum.policies import ambassadors as policy
from forum.services import candidacies, grants
from forum.services.lifecycles import move_candidacy, move_grant
from tests import programme as made
from tests.lifecycles import (
    CANDIDACY,
    CANDIDACY_STATES,
    DAY,
    GRANT,
    GRANT_STATES,
    WHO,
    a_candidacy,
    a_grant,
    noted,
    ready,
    suspended,
    undone,
)
from tests.programme import PITCH, RUBRIC


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
    # Both terms were served to their ends; the second ended because its time was over.
    assert (first.revoking_id, second.revoking_id, second.end_reason) == (None, None, "over")
    assert first.ends_at <= second.starts_at < second.ends_at <= start + 761 * DAY
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
