"""Offices, bylines and partners: given by hand by who may, written down, and seen in what is written
from then on (community.md §0.3, B1, §3.4)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Affiliation, Job, MemberSession, StaffAction
from forum.models.columns import utcnow
from forum.policies import capacities
from forum.queries import directory, members, viewers
from forum.queries import offices as queries
from forum.services import offices, posts, threads
from tests import factories


def fresh(user):
    return viewers.with_groups(None, user)


def spoke(user, category):
    made = threads.start(
        fresh(user), category, "How do I mend a zip?", f"By {user.byline or user.name}."
    )
    return made.author_capacity, made.author_byline


def test_a_colleague_is_given_an_office_and_speaks_for_the_brand_from_then_on(app, cast):
    category = factories.category()
    assert spoke(cast.max, category) == ("member", "")
    factories.signed_in(cast.max)
    offices.give(cast.ada, cast.max, "community-manager", "Support, Fernway")
    assert fresh(cast.max).is_community_manager and not cast.max.is_admin
    assert spoke(cast.max, category) == ("brand", "Support, Fernway")
    sessions = db.session.scalars(
        select(MemberSession.revoked_at).where(MemberSession.user_id == cast.max.id)
    )
    assert all(sessions)  # who was signed in as less is not signed in as more
    line = db.session.scalars(select(StaffAction).where(StaffAction.verb == "give-office")).one()
    assert (line.user_id, line.details["office"], line.details["before"]) == (
        cast.max.id, "community-manager", "",
    )  # fmt: skip
    told = [job.arguments for job in db.session.scalars(select(Job)) if job.name == "mail.notice"]
    assert told == [{"user_id": cast.max.id, "what": "office", "to": "max@example.org"}]
    team = directory.team(cast.nia)
    since = {one.person.name: one.since for one in team.brand}
    assert since["max"] == f"{utcnow():%B %Y}"


def test_an_expert_has_a_byline_and_no_power(cast):
    """community.md A4: somebody of the company answers, without any office."""
    offices.give(cast.ada, cast.max, "", "Repair workshop, Fernway")
    assert fresh(cast.max).is_staff is False and cast.max.byline
    assert spoke(cast.max, factories.category()) == ("brand", "Repair workshop, Fernway")
    offices.give(cast.ada, cast.max, "", "Design, Fernway")  # and another one later
    rows = db.session.scalars(select(Affiliation).where(Affiliation.user_id == cast.max.id)).all()
    assert [row.kind for row in rows] == ["employee"]


def test_a_moderator_is_a_volunteer_and_is_one_no_more_by_the_same_form(cast):
    offices.give(cast.ada, cast.max, "moderator", "")
    assert fresh(cast.max).is_moderator
    offices.give(cast.ada, cast.max, "", "")
    assert not fresh(cast.max).is_moderator
    assert (
        db.session.scalar(select(Affiliation.id).where(Affiliation.user_id == cast.max.id)) is None
    )


def test_who_leaves_the_team_leaves_by_the_page_that_says_until_when(cast):
    with pytest.raises(Refused, match="Leaves the company"):
        offices.give(cast.ada, cast.cleo, "", "")
    with pytest.raises(Refused, match="Leaves the company"):
        offices.give(cast.ada, cast.cleo, "moderator", "")
    assert fresh(cast.cleo).is_community_manager


def test_people_of_the_brand_are_no_ambassadors(cast):
    for office, byline in (("admin", ""), ("", "Support, Fernway")):
        with pytest.raises(Refused, match="ambassador"):
            offices.give(cast.ada, fresh(cast.amy), office, byline)
    with pytest.raises(Refused, match="ambassador"):
        offices.affiliate(cast.ada, fresh(cast.amy), "agency", "Loud & Partners")


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "cleo", "sue"])
def test_only_admins_give_offices_and_nobody_to_themselves(cast, who):
    with pytest.raises(Denied):
        offices.give(getattr(cast, who), cast.nia, "moderator", "")
    with pytest.raises(Denied):
        offices.give(cast.ada, cast.ada, "", "Queen")
    with pytest.raises(Refused):
        offices.give(cast.ada, cast.nia, "emperor", "")


def test_a_partner_says_so_in_what_they_write_on_their_page_and_no_longer_when_it_ends(cast):
    category = factories.category(slug="here")
    offices.affiliate(cast.cleo, cast.max, "reseller", "Hill Sports")
    assert spoke(cast.max, category) == ("partner", "Hill Sports")
    view = members.view(cast.nia, fresh(cast.max))
    assert (view.capacity, view.byline) == ("partner", "Hill Sports")
    found = directory.page(cast.nia, directory.Asked(q="max")).entries[0].person
    assert (found.capacity, found.byline) == ("partner", "Hill Sports")
    offices.affiliate(cast.cleo, cast.max, "partner", "Second Mile")
    post = posts.reply(fresh(cast.max), factories.thread(category=category), "So say I.")
    assert (post.author_capacity, post.author_byline) == ("partner", "Second Mile")
    offices.affiliate(cast.cleo, cast.max, "", "")
    later = posts.reply(fresh(cast.max), post.thread, "As myself.")
    assert later.author_capacity == "member" and post.author_byline == "Second Mile"
    assert members.view(cast.nia, fresh(cast.max)).capacity == "member"
    assert [
        line.details["kind"]
        for line in db.session.scalars(select(StaffAction).where(StaffAction.verb == "affiliate"))
    ] == ["reseller", "partner", ""]


def test_a_paid_ambassador_is_no_mere_volunteer(cast):
    offices.affiliate(cast.cleo, fresh(cast.amy), "paid creator", "Fernway")
    assert capacities.disclosure(cast.amy, utcnow()) == "volunteer, partner of Fernway"


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_only_the_team_says_who_is_a_partner_and_nobody_of_a_colleague(cast, who):
    with pytest.raises(Denied):
        offices.affiliate(getattr(cast, who), cast.nia, "partner", "Hill Sports")
    with pytest.raises(Denied):
        offices.affiliate(cast.cleo, cast.ada, "partner", "Hill Sports")
    with pytest.raises(Denied):
        offices.affiliate(cast.cleo, cast.cleo, "partner", "Hill Sports")
    with pytest.raises(Refused):
        offices.affiliate(cast.cleo, cast.nia, "partner", " ")


def test_what_somebody_says_of_themselves_stands_beside_no_name(cast):
    """An applicant declares who pays them: the team reads it, and nobody makes a label of it."""
    factories._save(Affiliation(user_id=cast.max.id, kind="partner", organisation="Fernway support",
                                valid_from=utcnow().date(), is_public=False))  # fmt: skip
    old = utcnow().date() - timedelta(days=3)
    factories._save(Affiliation(user_id=cast.max.id, kind="reseller", organisation="Gone",
                                valid_from=old, valid_to=old))  # fmt: skip
    assert spoke(cast.max, factories.category()) == ("member", "")
    found = queries.view(cast.cleo, fresh(cast.max))
    assert [(one.kind, one.organisation) for one in found.declared] == [
        ("partner", "Fernway support")
    ]
    with pytest.raises(Denied):
        queries.view(cast.nia, fresh(cast.max))
    database.commit()
