"""The directory finds, filters and orders members; the team page tells who is staff."""

from datetime import date, timedelta

import pytest

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import Affiliation, Badge, BadgeGrant, Group, GroupMember, SettingValue
from forum.models.columns import utcnow
from forum.queries import directory
from forum.queries.directory import Asked
from tests import factories


def names(found):
    return [entry.person.name for entry in found.entries]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ver", ["vern"]),
        ("VERN", ["vern"]),
        ("aña", ["x-1"]),
        ("ana ri", ["x-1"]),
        ("ríos", []),
        ("%", []),
        ("zzz", []),
    ],
)
def test_one_finds_by_the_beginning_of_either_name(cast, typed, found):
    factories.user(name="vern", display_name="Somebody")
    factories.user(name="x-1", display_name="Aña Ríos")
    database.commit()
    assert names(directory.page(cast.max, Asked(q=typed))) == found


def test_a_new_name_is_found_and_the_old_one_not(cast):
    cast.max.display_name = "Walter"
    database.commit()
    assert names(directory.page(cast.amy, Asked(q="walt"))) == ["max"]


def test_the_first_are_those_who_helped_most_people(cast):
    cast.amy.helped_count, cast.mo.helped_count = 9, 4
    database.commit()
    assert names(directory.page(cast.guest, Asked()))[:2] == ["amy", "mo"]
    newest = names(directory.page(cast.guest, Asked(sort="new")))
    assert newest[0] == "sue" and newest[-1] == "nia"


def test_presence_orders_and_filters_for_members_and_leaves_out_who_hides_it(cast):
    for days, person in enumerate((cast.max, cast.amy, cast.mo)):
        person.last_seen_at = utcnow() - timedelta(days=days, minutes=5)
    cast.amy.hides_presence = True
    database.commit()
    for viewer in (cast.nia, cast.ada):
        assert names(directory.page(viewer, Asked(sort="active"))) == ["max", "mo"]
        assert names(directory.page(viewer, Asked(within="day"))) == ["max"]
    shown = directory.page(cast.nia, Asked()).entries
    assert next(e for e in shown if e.person.name == "amy").last_seen_at is None
    as_guest = directory.page(cast.guest, Asked(sort="active", within="day"))
    assert as_guest.asked.sort == "helped" and len(as_guest.entries) == 7
    assert not [entry for entry in as_guest.entries if entry.last_seen_at]


def test_groups_filter_and_hidden_ones_are_for_those_inside(cast):
    secret = factories.group("secret", "Secret")
    secret.is_hidden = True
    db.session.add(GroupMember(group_id=secret.id, user_id=cast.amy.id))
    cast.amy.join(*cast.amy.group_ids, secret.id)
    gone = utcnow() - timedelta(days=1)
    ambassadors = db.session.scalar(db.select(Group.id).where(Group.slug == "ambassadors"))
    db.session.add(GroupMember(group_id=ambassadors, user_id=cast.max.id, until=gone))
    database.commit()
    assert names(directory.page(cast.guest, Asked(group="ambassadors"))) == ["amy"]
    for name, knows in (("guest", False), ("max", False), ("amy", True), ("cleo", True)):
        found = directory.page(getattr(cast, name), Asked(group="secret"))
        assert ("secret" in dict(found.groups)) is knows
        assert (names(found) == ["amy"]) is knows
    offered = dict(directory.page(cast.ada, Asked()).groups)
    assert not {"everyone", "members", "trust-0"} & offered.keys()


def test_badges_filter_and_those_switched_off_are_for_staff(cast):
    reader = db.session.scalars(db.select(Badge).where(Badge.slug == "reader")).one()
    past = utcnow() - timedelta(days=1)
    db.session.add_all(
        [
            BadgeGrant(badge_id=reader.id, user_id=cast.amy.id),
            BadgeGrant(badge_id=reader.id, user_id=cast.max.id, revoked_at=past),
            BadgeGrant(badge_id=reader.id, user_id=cast.nia.id, until=past),
        ]
    )
    database.commit()
    found = directory.page(cast.guest, Asked(badge="reader"))
    assert names(found) == ["amy"] and ("reader", reader.name) in found.badges
    assert len(names(directory.page(cast.guest, Asked(badge="no-such-badge")))) > 1
    reader.is_enabled = False
    database.touch("members")
    database.commit()
    for name, knows in (("guest", False), ("amy", False), ("cleo", True)):
        found = directory.page(getattr(cast, name), Asked(badge="reader"))
        assert ("reader" in dict(found.badges)) is knows
        assert (names(found) == ["amy"]) is knows
    reader.is_enabled = True
    database.commit()


def test_guests_do_not_find_who_asked_search_engines_to_stay_away(cast):
    cast.amy.is_unlisted = True
    cast.max.is_bot = True
    database.commit()
    assert "amy" not in names(directory.page(cast.guest, Asked()))
    found = names(directory.page(cast.nia, Asked()))
    assert "amy" in found and "max" not in found


def test_where_guests_may_not_read_they_get_no_list(cast):
    db.session.add(SettingValue(name="guests.may_read", value=False))
    database.commit()
    for query in (lambda: directory.page(cast.guest, Asked()), lambda: directory.team(cast.guest)):
        with pytest.raises(Denied):
            query()


@pytest.mark.parametrize("sort", ["helped", "new", "active"])
def test_it_is_paged_to_its_end_without_a_repetition(cast, monkeypatch, sort):
    monkeypatch.setattr(directory, "PER_PAGE", 3)
    for person in (cast.nia, cast.max, cast.amy, cast.mo, cast.cleo, cast.ada, cast.sue):
        person.last_seen_at, person.helped_count = utcnow(), person.id % 2
    database.commit()
    seen, after = [], None
    for _ in range(3):
        found = directory.page(cast.max, Asked(sort=sort, after=after))
        seen += names(found)
        after = found.next_href.partition("after=")[2] if found.next_href else None
    assert len(seen) == len(set(seen)) == 7 and after is None


def test_the_team_is_who_speaks_for_the_brand_now(cast):
    was = {"kind": "employee", "organisation": "Fernway", "valid_from": date(2021, 3, 1)}
    db.session.add(Affiliation(user_id=cast.cleo.id, **was))
    db.session.add(Affiliation(user_id=cast.max.id, valid_to=date(2025, 6, 30), **was))
    quiet = {**was, "is_public": False, "valid_to": date(2025, 6, 30)}
    db.session.add(Affiliation(user_id=cast.nia.id, **quiet))
    database.commit()
    team = directory.team(cast.guest)
    assert [one.person.name for one in team.brand] == ["ada", "cleo"]
    assert team.brand[1].since == "March 2021"
    assert team.brand[1].person.byline == "Community manager, Fernway"
    assert [one.person.name for one in team.moderators] == ["mo"]
    assert [(p.name, was) for p, was in team.former] == [
        ("max", "was with Fernway until 30 June 2025")
    ]
