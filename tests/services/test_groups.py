"""Groups: open, by request or closed; hidden ones; owners; by the domain of a confirmed address."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import structure
from forum.extensions import db
from forum.jobs import groups as jobs
from forum.lib.verdict import Denied, Refused
from forum.models import Group, GroupMember, GroupRequest, StaffAction, User
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.policies import groups as policy
from forum.queries import groups as queries
from forum.queries import posts
from forum.services import accounts, groups
from forum.services.groups import Described
from tests import factories

NAMES = ("guest", "nia", "max", "amy", "mo", "cleo", "ada", "sue")


def made(cast, joining="open", **with_):
    return groups.define(cast.cleo, Described("Map makers", "Draws.", joining, **with_))


def inside(group):
    rows = select(GroupMember.user_id).where(GroupMember.group_id == group.id)
    return set(db.session.scalars(rows))


def fresh(user):
    """The member with their groups, as the next request loads them."""
    mine = select(GroupMember.group_id).where(GroupMember.user_id == user.id)
    return db.session.get(User, user.id).join(*db.session.scalars(mine))


def test_an_open_group_is_joined_and_left(cast):
    group = made(cast)
    groups.join(cast.max, group)
    assert inside(group) == {cast.max.id}
    with pytest.raises(Denied):
        groups.join(fresh(cast.max), group)
    groups.leave(cast.max, group)
    assert inside(group) == set()
    with pytest.raises(Denied):
        groups.leave(fresh(cast.max), group)


def test_a_group_by_request_is_opened_by_an_owner(cast):
    group = made(cast, "request")
    groups.add(cast.cleo, group, cast.amy, is_owner=True)
    with pytest.raises(Denied):
        groups.join(cast.max, group)
    groups.request(cast.max, group, "I draw.")
    groups.request(cast.max, group, "I draw well.")
    assert db.session.scalars(select(GroupRequest.message)).all() == ["I draw well."]
    page = queries.page(fresh(cast.amy), group)
    assert [one.message for one in page.requests] == ["I draw well."]
    assert queries.page(cast.max, group).requests == ()
    groups.answer(fresh(cast.amy), group, cast.max, is_welcome=True)
    assert cast.max.id in inside(group)
    with pytest.raises(Refused):
        groups.answer(fresh(cast.amy), group, cast.max, is_welcome=False)
    groups.request(cast.nia, group, "")
    groups.answer(fresh(cast.amy), group, cast.nia, is_welcome=False)
    assert cast.nia.id not in inside(group)


def test_owners_and_staff_put_people_in_and_out_and_it_is_written_down(cast):
    group = made(cast, "closed")
    groups.add(cast.cleo, group, cast.max, is_owner=True)
    owner = fresh(cast.max)
    groups.add(owner, group, cast.nia)
    with pytest.raises(Denied):
        groups.add(fresh(cast.nia), group, cast.amy)
    groups.remove(owner, group, cast.nia)
    with pytest.raises(Refused):
        groups.remove(owner, group, cast.nia)
    verbs = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert verbs == ["make-group", *["put-into-group"] * 2, "put-out-of-group"]


def test_roles_are_not_given_away_like_this(cast):
    for slug in ("admins", "moderators", "ambassadors", "community-managers"):
        group = factories.group(slug)
        for actor in (cast.max, cast.mo, cast.cleo, cast.ada):
            for call in (
                lambda a=actor, g=group: groups.join(a, g),
                lambda a=actor, g=group: groups.request(a, g, ""),
                lambda a=actor, g=group: groups.leave(a, g),
                lambda a=actor, g=group: groups.add(a, g, cast.nia),
                lambda a=actor, g=group: groups.remove(a, g, cast.mo),
            ):
                with pytest.raises(Denied):
                    call()
        with pytest.raises(Refused):
            groups.define(cast.ada, Described("Mine", joining="open"), group)


@pytest.mark.parametrize("who", NAMES)
def test_who_may_know_of_a_group_is_the_same_for_one_and_for_all(cast, who):
    hidden, shown = made(cast, is_hidden=True), made(cast)
    groups.add(cast.cleo, hidden, cast.amy)
    viewer = getattr(cast, who) if who == "guest" else fresh(getattr(cast, who))
    listed = set(db.session.scalars(select(Group.id).where(policy.readable(viewer))))
    for group in db.session.scalars(select(Group)):
        assert (group.id in listed) is bool(policy.can_read(viewer, group)), group.slug
    assert (hidden.id in listed) is (who in {"amy", "cleo", "ada"}) and shown.id in listed
    if who not in {"amy", "cleo", "ada"}:
        for call in (lambda: queries.get(viewer, hidden.slug), lambda: groups.join(viewer, hidden)):
            with pytest.raises(Denied) as denied:
                call()
            assert denied.value.verdict.hidden


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_only_staff_make_groups(cast, who):
    with pytest.raises(Denied):
        groups.define(getattr(cast, who), Described("Mine"))


def test_a_suspended_member_does_not_take_part(cast):
    with pytest.raises(Denied):
        groups.join(cast.sue, made(cast))


def test_who_may_not_write_asks_in_no_words_and_describes_no_group(cast):
    group = made(cast, joining="request")
    for who in (cast.max, cast.cleo):
        who.restricted_until = utcnow() + timedelta(days=1)
    with pytest.raises(Denied, match="cannot write here"):
        groups.request(cast.max, group, "Let me in!")
    with pytest.raises(Denied, match="cannot write here"):
        groups.define(cast.cleo, Described("Map makers", "Other words.", "request"), group)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"joining": "x"}, "joining"), ({"email_domain": "fernway"}, "email_domain"),
     ({"email_domain": "a@b.example"}, "email_domain")],
)  # fmt: skip
def test_what_is_wrong_with_a_group_is_said(cast, change, field):
    with pytest.raises(Refused) as refused:
        groups.define(cast.ada, Described(**{"name": "Fine", **change}))
    assert refused.value.field == field


def test_who_has_confirmed_an_address_there_is_in_by_rule(cast):
    group = made(cast, "closed", email_domain="fernway.example")
    staff = accounts.create(OPERATOR, "lena", "lena@fernway.example", "four quiet lamps")
    near = accounts.create(OPERATOR, "notus", "n@notfernway.example", "four quiet lamps")
    unconfirmed = factories.user(email="x@fernway.example", confirmed_at=None)
    groups.add(cast.cleo, group, cast.max)
    jobs.settle_one(staff.id)
    jobs.settle_one(near.id)
    assert inside(group) == {staff.id, cast.max.id}
    assert groups.settle(OPERATOR) == 0 and unconfirmed.id not in inside(group)
    staff.email = "lena@elsewhere.example"
    db.session.flush()
    assert groups.settle(OPERATOR) == 1
    assert inside(group) == {cast.max.id}  # by hand, so nobody's address puts him out


def test_a_title_goes_with_the_group(cast):
    group = made(cast, title="Map maker")
    groups.join(cast.max, group)
    groups.choose_title(fresh(cast.max), cast.max, group)
    assert cast.max.title == "Map maker"
    with pytest.raises(Denied):
        groups.choose_title(cast.nia, cast.nia, group)
    groups.leave(fresh(cast.max), group)
    assert cast.max.title == ""


def test_the_drawing_of_a_group_stands_after_its_title_in_threads(cast):
    group = made(cast, title="Map maker", icon="lighthouse")
    groups.join(cast.max, group)
    groups.choose_title(fresh(cast.max), cast.max, group)
    thread = factories.thread(author=cast.max)
    (post,) = posts.page(cast.guest, thread, 1).posts
    assert (post.author.title, post.author.mark) == ("Map maker", "lighthouse")
    with pytest.raises(Refused) as error:
        groups.define(cast.cleo, Described("Other", icon="no-such-drawing"))
    assert error.value.field == "icon"


def test_who_chose_a_title_has_its_new_words(cast):
    group = made(cast, title="Map maker")
    groups.join(cast.max, group)
    groups.choose_title(fresh(cast.max), cast.max, group)
    cast.amy.title = "Map maker"  # of a badge, which stays as it is
    db.session.flush()
    groups.define(cast.cleo, Described("Map makers", joining="open", title="Cartographer"), group)
    for person in (cast.max, cast.amy):
        db.session.refresh(person)
    assert (cast.max.title, cast.amy.title) == ("Cartographer", "Map maker")


def test_members_come_in_pages_owners_first(cast):
    group = made(cast)
    groups.add(cast.cleo, group, cast.amy, is_owner=True)
    for _n in range(queries.PER_PAGE + 4):
        groups.add(cast.cleo, group, factories.user())
    first = queries.page(cast.guest, group)
    assert first.members[0].person.name == "amy" and first.members[0].is_owner
    rest = queries.page(cast.guest, group, first.next_href.partition("after=")[2])
    people = [one.person.id for one in (*first.members, *rest.members)]
    assert len(people) == len(set(people)) == queries.PER_PAGE + 5 == first.group.member_count
    assert rest.next_href is None


def test_the_statements_do_not_grow(cast, queries):
    from forum.queries import groups as asked

    group, counts = made(cast), []
    for _n in range(2):
        for _m in range(12):
            groups.add(cast.cleo, group, factories.user())
            groups.define(cast.cleo, Described(f"Another {_m}"))
        structure.current()
        with queries() as seen:
            asked.page(cast.guest, group)
            asked.board(cast.guest)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 3


def test_a_promotion_takes_nobody_out_of_what_they_are_in_by_wish_or_rule(cast):
    wished = made(cast)
    groups.join(cast.max, wished)
    accounts.promote(cast.ada, cast.max, ("moderators",))
    accounts.promote(cast.ada, cast.max, ("community-managers", wished.slug))
    mine = select(Group.slug, GroupMember.source).join(
        GroupMember, GroupMember.group_id == Group.id
    )
    rows = db.session.execute(mine.where(GroupMember.user_id == cast.max.id)).all()
    assert set(map(tuple, rows)) == {("community-managers", "hand"), (wished.slug, "joined")}
