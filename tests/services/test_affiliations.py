"""A colleague leaves the company: honest history, handed-over work, and no rights left."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Affiliation, Conversation, GroupMember, MemberSession, Programme
from forum.models.columns import utcnow
from forum.queries import members, viewers
from forum.queries.directory import team
from forum.services import affiliations, posts
from tests import factories, programme

YESTERDAY = utcnow().date() - timedelta(days=1)


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
