"""Who may look at whom: `can_read` and `readable`, `can_list` and `listed` are one rule each."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import OPERATOR, SettingValue, User
from forum.models.groups import ADMINS
from forum.policies import accounts, members, profile_fields
from tests import factories

WHO = ["guest", "nia", "max", "amy", "mo", "cleo", "ada", "sue"]


@pytest.mark.parametrize("guests", [True, False])
def test_twins_agree_for_the_whole_cast(cast, guests):
    for flags in ({"active": False}, {"is_unlisted": True}, {"is_bot": True}, {}):
        factories.user(**flags)
    db.session.add(SettingValue(name="guests.may_read", value=guests))
    database.commit()
    people = db.session.scalars(select(User)).all()
    for name in WHO:
        viewer = getattr(cast, name)
        for one, all_ in ((members.can_read, members.readable), (members.can_list, members.listed)):
            one_by_one = {person.id for person in people if one(viewer, person)}
            at_once = set(db.session.scalars(select(User.id).where(all_(viewer))))
            assert one_by_one == at_once, (name, one)


@pytest.mark.parametrize("name", WHO)
def test_what_is_kept_to_oneself_is_seen_by_oneself_and_the_team(cast, name):
    viewer = getattr(cast, name)
    cast.max.hides_activity = cast.max.hides_presence = True
    seen = name in {"max", "cleo", "ada"}
    assert bool(members.can_see_activity(viewer, cast.max)) is seen
    assert bool(members.can_see_presence(viewer, cast.max)) is seen
    assert bool(members.can_see_activity(viewer, cast.amy))
    assert bool(members.can_see_presence(viewer, cast.amy)) is (name != "guest")


def test_an_admin_who_is_suspended_gives_no_account_and_asks_members_nothing(cast):
    sue = cast.sue.join(ADMINS)
    assert sue.is_admin and sue.is_suspended
    assert not accounts.can_create(sue) and not profile_fields.can_define(sue)
    assert accounts.can_end_sessions(sue, sue) and not accounts.can_end_sessions(sue, cast.max)
    assert accounts.can_create(cast.ada) and accounts.can_create(OPERATOR)
