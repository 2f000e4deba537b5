"""A colleague leaves the company: honest history, handed-over work, and no rights left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import (
    Affiliation,
    Conversation,
    Group,
    GroupMember,
    MemberSession,
    OldName,
    Programme,
    SettingValue,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS
from forum.models.users import OPERATOR
from forum.policies import affiliations as policy
from forum.queries import affiliations as queries
from forum.queries import ambassadors, letters_of_programme, members, viewers
from forum.queries.directory import team
from forum.services import affiliations, groups, posts
from forum.services import names as name_service
from tests import factories, programme

YESTERDAY = utcnow().date() - timedelta(days=1)


@pytest.fixture(autouse=True)
def _have_been_here_for_long(cast):
    for user in (cast.cleo, cast.mo, cast.ada):
        user.created_at = datetime(2024, 1, 1, tzinfo=UTC)
    database.commit()


@pytest.fixture
def talks(cast):
    """Two open questions that Cleo looks after, one that is solved, and a private conversation."""
    made = [factories.conversation(cast.max, kind="team", title=f"Question {n}",
                                   assignee_id=cast.cleo.id) for n in range(3)]  # fmt: skip
    made[2].state = "solved"
    made.append(factories.conversation(cast.cleo, cast.max, title="Between us"))
    database.commit()
    return made


def assignees(talks):
    db.session.expire_all()
    return [db.session.get(Conversation, talk.id).assignee_id for talk in talks]


def test_open_questions_go_to_the_successor_and_private_ones_stay(cast, talks):
    made = programme.programme(cast.cleo)
    assert affiliations.end(cast.ada, cast.cleo, YESTERDAY, cast.ada) == 2
    assert assignees(talks) == [cast.ada.id, cast.ada.id, cast.cleo.id, None]
    assert db.session.get(Programme, made.id).owner_id == cast.ada.id


def test_without_a_successor_they_are_everybodys_again(cast, talks):
    affiliations.end(cast.ada, cast.cleo, YESTERDAY)
    assert assignees(talks) == [None, None, cast.cleo.id, None]


def test_byline_groups_and_sessions_end_and_the_page_says_until_when(cast):
    factories.signed_in(cast.cleo)
    affiliations.end(cast.ada, cast.cleo, date(2026, 6, 30))
    now = viewers.with_groups(None, cast.cleo)
    assert (now.byline, now.is_staff) == ("", False)
    live = select(MemberSession.id).where(
        MemberSession.user_id == cast.cleo.id, MemberSession.revoked_at.is_(None)
    )
    assert db.session.scalars(live).all() == []
    shown = members.view(cast.guest, now)
    assert shown.former == "was with Forum until 30 June 2026"
    assert shown.capacity == "member"
    assert [(person.id, was) for person, was in team(cast.guest).former] == [
        (cast.cleo.id, "was with Forum until 30 June 2026")
    ]


def test_old_posts_say_what_they_were(cast):
    thread = factories.thread()
    post = posts.reply(cast.cleo, thread, "Written for the company.")
    affiliations.end(cast.ada, cast.cleo, YESTERDAY)
    db.session.refresh(post)
    assert (post.author_capacity, post.author_byline) == ("brand", "Community manager, Fernway")
    later = posts.reply(viewers.with_groups(None, cast.cleo), thread, "Written for myself.")
    assert (later.author_capacity, later.author_byline) == ("member", "")


def test_an_affiliation_that_is_known_gets_its_end(cast):
    factories._save(Affiliation(user_id=cast.cleo.id, kind="employee", organisation="Acme",
                                valid_from=date(2024, 1, 1)))  # fmt: skip
    affiliations.end(cast.ada, cast.cleo, date(2026, 6, 30))
    assert members.view(cast.guest, cast.cleo).former == "was with Acme until 30 June 2026"


def test_who_moderates_by_another_group_moderates_no_more(cast):
    group = factories.group("wardens")
    factories.category(access={group.id: "see reply start moderate"})
    hikers = factories.group("hikers")
    for one in (group, hikers):
        factories._save(GroupMember(group_id=one.id, user_id=cast.cleo.id))
    affiliations.end(cast.ada, cast.cleo, YESTERDAY)
    left = select(GroupMember.group_id).where(GroupMember.user_id == cast.cleo.id)
    assert db.session.scalars(left).all() == [hikers.id]


def test_the_day_is_not_in_the_future_and_the_successor_is_of_the_team(cast):
    with pytest.raises(Refused, match="not over"):
        affiliations.end(cast.ada, cast.cleo, utcnow().date() + timedelta(days=2))
    for other in (cast.max, cast.mo, cast.cleo):
        with pytest.raises(Refused, match="take over"):
            affiliations.end(cast.ada, cast.cleo, YESTERDAY, other)


def test_who_may_end_whose(cast):
    for actor, user in ((cast.guest, cast.cleo), (cast.max, cast.cleo), (cast.mo, cast.cleo),
                        (cast.cleo, cast.ada), (cast.cleo, cast.cleo), (cast.ada, cast.max)):  # fmt: skip
        with pytest.raises(Denied):
            affiliations.end(actor, user, YESTERDAY)
    affiliations.end(cast.cleo, cast.mo, YESTERDAY)
    assert not viewers.with_groups(None, cast.mo).is_moderator


def test_without_a_successor_the_programme_goes_to_who_ends_it(cast):
    made = programme.programme(cast.cleo)
    affiliations.end(cast.ada, cast.cleo, YESTERDAY)
    db.session.expire_all()
    assert db.session.get(Programme, made.id).owner_id == cast.ada.id


def test_who_runs_the_programme_without_an_office_hears_nothing_and_speaks_for_themselves(
    cast,
):
    made = programme.programme(cast.cleo)
    grant = programme.grant(made, cast.nia)
    database.commit()
    assert ambassadors.view(cast.guest).contact.capacity == "brand"
    told = (OPERATOR, "welcome", None, None, grant.id)
    assert letters_of_programme.hearing(*told) == [cast.cleo]
    db.session.execute(delete(GroupMember).where(GroupMember.user_id == cast.cleo.id))
    database.commit()
    contact = ambassadors.view(cast.guest).contact
    assert (contact.capacity, contact.byline) == ("member", "")
    assert letters_of_programme.hearing(*told) == []


def test_nothing_makes_them_look_like_the_team(cast):
    group = factories.group("wardens")
    group.title = "Warden"
    factories.category(access={group.id: "see reply start moderate"})
    factories._save(GroupMember(group_id=group.id, user_id=cast.cleo.id))
    cast.cleo.title, cast.cleo.display_name = "Warden", "Fernway Support"
    affiliations.end(cast.ada, cast.cleo, YESTERDAY)
    db.session.refresh(cast.cleo)
    assert (cast.cleo.title, cast.cleo.display_name) == ("", "cleo")


def test_a_title_and_a_name_that_anybody_may_have_stay(cast):
    cast.cleo.title, cast.cleo.display_name = "Map maker", "Cleo Fern"
    affiliations.end(cast.ada, cast.cleo, YESTERDAY)
    db.session.refresh(cast.cleo)
    assert (cast.cleo.title, cast.cleo.display_name) == ("Map maker", "Cleo Fern")


def hand_made(user):
    """A hidden group, one by the domain of an address, and one like any other."""
    found = [
        factories._save(Group(slug=f"group-{n}", name=f"Group {n}", **more))
        for n, more in enumerate(({"is_hidden": True}, {"email_domain": "example.org"}, {}))
    ]
    for group, source in zip(found, ("hand", "domain", "joined"), strict=True):
        factories._save(GroupMember(group_id=group.id, user_id=user.id, source=source))
    return found


def groups_of(user):
    mine = select(GroupMember.group_id).where(GroupMember.user_id == user.id)
    return set(db.session.scalars(mine))


def test_the_groups_that_are_named_end_and_no_rule_brings_them_back(cast):
    secret, domain, hikers = hand_made(cast.cleo)
    shown = queries.hand_over(cast.ada, cast.cleo).groups
    assert [(one.id, one.is_suggested) for one in shown] == [
        (secret.id, True), (domain.id, True), (hikers.id, False),
    ]  # fmt: skip
    affiliations.end(cast.ada, cast.cleo, YESTERDAY, groups=[secret.id, domain.id])
    assert groups_of(cast.cleo) == {hikers.id}
    groups.settle(OPERATOR, cast.cleo.id)
    groups.settle(OPERATOR, cast.max.id)
    assert groups_of(cast.cleo) == {hikers.id}
    assert groups_of(cast.max) == {domain.id}


def test_who_comes_back_is_in_the_groups_of_their_address_again(cast):
    domain = hand_made(cast.cleo)[1]
    affiliations.end(cast.ada, cast.cleo, YESTERDAY, groups=[domain.id])
    cast.cleo.byline = "Community manager, Fernway"
    groups.settle(OPERATOR, cast.cleo.id)
    assert domain.id in groups_of(cast.cleo)


def test_a_group_that_is_left_unticked_stays_by_its_rule(cast):
    domain = hand_made(cast.cleo)[1]
    affiliations.end(cast.ada, cast.cleo, YESTERDAY)
    groups.settle(OPERATOR, cast.cleo.id)
    assert domain.id in groups_of(cast.cleo)


@pytest.mark.parametrize("began", [date(2023, 1, 1), date(2026, 5, 1)])
def test_the_last_day_is_not_before_the_first_and_no_row_stays_open(cast, began):
    today = utcnow().date()
    for since in (began, today + timedelta(days=9)):
        factories._save(Affiliation(user_id=cast.cleo.id, kind="employee", valid_from=since))
    for early in {date(2023, 6, 1), began - timedelta(days=1)}:
        with pytest.raises(Refused, match="began later") as wrong:
            affiliations.end(cast.ada, cast.cleo, early)
        assert wrong.value.field == "until"
    affiliations.end(cast.ada, cast.cleo, YESTERDAY)
    rows = db.session.execute(
        select(Affiliation.valid_from, Affiliation.valid_to).where(
            Affiliation.user_id == cast.cleo.id
        )
    ).all()
    assert [tuple(row) for row in rows] == [(began, YESTERDAY)]


def test_staff_who_are_suspended_may_not_end_anybodys(cast):
    cast.ada.suspended_until = utcnow() + timedelta(days=1)
    with pytest.raises(Denied):
        affiliations.end(cast.ada, cast.cleo, YESTERDAY)


def test_of_two_admins_who_end_each_others_one_stays(cast):
    """The second still believes to be what they were when their request began."""
    other = factories.user(name="abe", groups=["admins"], created_at=cast.ada.created_at)
    affiliations.end(cast.ada, other, YESTERDAY)
    other.join(ADMINS)
    with pytest.raises(Denied):
        affiliations.end(other, cast.ada, YESTERDAY)
    assert viewers.with_groups(None, cast.ada).is_admin


def test_an_admin_who_is_suspended_does_not_count_as_another(cast):
    other = factories.user(name="abe", groups=["admins"])
    other.suspended_until = utcnow() + timedelta(days=1)
    database.commit()
    assert not policy.can_end(OPERATOR, cast.ada)
    other.suspended_until = None
    database.commit()
    assert policy.can_end(OPERATOR, cast.ada)


def test_nobody_who_is_suspended_takes_over(cast):
    tess = factories.user(name="tess", groups=["community-managers"], suspended=True)
    assert not policy.can_succeed(tess) and policy.can_succeed(cast.cleo)


def test_a_handle_that_says_the_brand_is_offered_another_and_the_old_one_leads_to_them(cast):
    db.session.merge(SettingValue(name="brand.company", value="Fernway"))
    database.touch("structure")
    maya = factories.user(name="maya-fernway", groups=["community-managers"], byline="Fernway")
    factories.user(name="maya")
    maya.created_at = datetime(2024, 1, 1, tzinfo=UTC)
    database.commit()
    assert queries.hand_over(cast.ada, maya).new_name == "maya-2"
    assert queries.hand_over(cast.ada, cast.cleo).new_name == ""
    for wrong in ("fernway-fan", "maya", "a b"):
        with pytest.raises(Refused) as caught:
            affiliations.end(cast.ada, maya, YESTERDAY, new_name=wrong)
        assert caught.value.field == "new_name"
        db.session.rollback()
        viewers.with_groups(None, maya)
    affiliations.end(cast.ada, maya, YESTERDAY, new_name="maya-2")
    assert (maya.name, maya.display_name) == ("maya-2", "maya-2")
    assert db.session.scalars(select(OldName.name)).all() == ["maya-fernway"]
    for wrong in (cast.mo, cast.max, maya):
        with pytest.raises(Denied):
            name_service.give(wrong, maya, "maya-3")
