"""What nobody joins with: each kind, who may say so, and that no member is ever locked out."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import DoorRule, SignUp, StaffAction
from forum.models.columns import utcnow
from forum.queries import doors as queries
from forum.services import accounts, doors, sessions
from forum.services.sessions import Device
from tests import factories

HERE = "192.0.2.77"


def join(cast, name="Newt", email="newt@mail.shop.example", place=HERE):
    version = factories.guidelines(at=utcnow() - timedelta(days=1))
    return accounts.join(
        cast.guest, name, email, "four quiet lamps", version.id, accounts.Brought(place=place)
    )


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("domain", "@Shop.Example", "shop.example"), ("email", "Newt@Mail.Shop.example",
         "newt@mail.shop.example"), ("name", "N3wt", None), ("range", "192.0.2.9/24", "192.0.2.0/24"),
        ("range", HERE, f"{HERE}/32"),
    ],
)  # fmt: skip
def test_who_is_on_the_list_does_not_join_until_it_ends(cast, kind, text, kept):
    rule = doors.add(cast.ada, kind, text, "A wave of spam.", 7)
    assert kept is None or rule.text == kept
    with pytest.raises(Refused) as told:
        join(cast, name="N3wt" if kind == "name" else "Newt")
    assert "please" in str(told.value).casefold() and "spam" not in str(told.value)
    assert db.session.scalar(select(func.count(SignUp.id))) == 0
    rule.until = utcnow() - timedelta(minutes=1)
    db.session.flush()
    assert join(cast).id


def test_others_join_and_who_asked_before_is_turned_away_at_the_letter(cast):
    made = join(cast)
    for kind, text in (("domain", "op.example"), ("email", "newt@shop.example"),
                       ("name", "newton"), ("range", "198.51.100.0/24")):  # fmt: skip
        doors.add(cast.ada, kind, text)
    assert join(cast, name="Newts", email="other@mail.shop.example").id
    doors.add(cast.ada, "domain", "shop.example")
    with pytest.raises(Refused):
        accounts.confirm(cast.guest, made)


def test_from_a_blocked_network_nobody_joins_and_every_member_signs_in(cast):
    """A member is kept out by a decision alone, which says why and can be appealed."""
    asked = join(cast, place="198.51.100.1")
    doors.add(cast.ada, "range", "192.0.2.0/24")
    for address in (HERE, f"::ffff:{HERE}"):
        with pytest.raises(Refused, match="join from your network"):
            join(cast, name="Other", email="other@shop.example", place=address)
        with pytest.raises(Refused, match="join from your network"):
            accounts.confirm(cast.guest, asked, place=address)
        for who in (cast.nia, cast.max, cast.mo, cast.sue, cast.ada):
            assert sessions.open_for(who, Device(address)).token
    assert accounts.confirm(cast.guest, asked, place="198.51.100.1").id


def test_only_the_team_sees_and_changes_the_list_and_only_admins_networks(cast):
    net, name = doors.add(cast.ada, "range", HERE), doors.add(cast.cleo, "name", "shop")
    for who in (cast.guest, cast.nia, cast.max, cast.amy, cast.mo, cast.sue):
        for act in (lambda who=who: doors.add(who, "name", "x"), lambda who=who: queries.every(who),
                    lambda who=who: doors.remove(who, name)):  # fmt: skip
            with pytest.raises(Denied):
                act()
    for act in (lambda: doors.add(cast.cleo, "range", "198.51.100.1"),
                lambda: queries.get(cast.cleo, net.id), lambda: doors.remove(cast.cleo, net)):  # fmt: skip
        with pytest.raises(Denied):
            act()
    assert [rule.id for rule, _name in queries.every(cast.cleo)] == [name.id]
    assert {rule.id for rule, _name in queries.every(cast.ada)} == {net.id, name.id}
    doors.remove(cast.ada, net)
    log = db.session.scalars(select(StaffAction).order_by(StaffAction.id)).all()
    assert [one.verb for one in log] == ["block-at-door", "block-at-door", "unblock-at-door"]
    assert HERE not in str([one.details for one in log])  # community managers read the log


def test_what_is_none_or_too_much_is_refused(cast, monkeypatch):
    for kind, text in (("range", "0.0.0.0/0"), ("range", "10.0.0.0/7"), ("range", "::/0"),
                       ("range", "shop"), ("domain", "shop"), ("email", "shop"), ("name", " "),
                       ("country", "x")):  # fmt: skip
        with pytest.raises(Refused):
            doors.add(cast.ada, kind, text)
    with pytest.raises(Refused):
        doors.add(cast.ada, "name", "shop", days=-1)
    doors.add(cast.ada, "name", "shop")
    with pytest.raises(Conflict), db.session.begin_nested():
        doors.add(cast.ada, "name", "Shop")
    monkeypatch.setattr(doors, "MOST", 2)
    doors.add(cast.ada, "name", "other")
    with pytest.raises(Refused, match="already"):
        doors.add(cast.ada, "name", "third")
    db.session.scalars(select(DoorRule)).first().until = utcnow() - timedelta(days=1)
    db.session.flush()
    assert doors.add(cast.ada, "name", "third").id
