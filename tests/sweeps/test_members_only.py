"""T35: where members alone read, guests hear of no member, whatever address they go to."""

import pytest

from forum import database
from forum.extensions import db
from forum.models import SettingValue, User
from tests.sweeps import addresses
from tests.sweeps.addresses import said

FEW = 3  # things of each kind: who is named does not hang on which


@pytest.fixture
def shut(app, forum):
    """Guests may not read, and everybody's name is like no other word."""
    for user in db.session.query(User):
        user.display_name = f"Qqname{user.id}qq"
    db.session.add(SettingValue(name="guests.may_read", value=False))
    database.commit()
    return forum


def test_where_members_alone_read_guests_hear_of_no_member(app, shut):
    """But of who invites them, where they have the link."""
    client, told, met = app.test_client(use_cookies=False), {}, 0
    for rule in addresses.rules(app):
        for path in addresses.paths(rule, shut)[:FEW]:
            answer = client.get(path)
            met += answer.status_code == 200
            assert answer.status_code < 500, path
            if "Qqname" in said(answer) and not path.startswith("/invite/"):
                told[path] = answer.status_code
    assert met > 20
    assert not told
