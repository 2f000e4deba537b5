"""Signing in and out: who is in is a row, and guessing ends."""

import threading
import time

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import tokens
from forum.lib.verdict import Denied, Refused
from forum.limits import TooMany
from forum.models import MemberSession, User
from forum.models.columns import utcnow
from forum.queries import accounts as queries
from forum.queries import sessions as session_queries
from forum.queries import viewers
from forum.security import codes, passwords
from forum.services import second_factor, sessions
from forum.services.sessions import Device
from tests import factories
from tests.limiting import limits_on

PASSWORD = "four quiet lamps"
HOME = Device("192.0.2.1", "Firefox")


@pytest.fixture
def max_(cast):
    cast.max.password = passwords.hashed(PASSWORD)
    database.commit()
    return cast.max


def sign_in(cast, identity="max", password=PASSWORD, device=HOME):
    found = queries.candidate(cast.guest, identity)
    return sessions.sign_in(cast.guest, found, identity, password, device)


@pytest.mark.parametrize("identity", ["max", "MAX", "@max", "Max@Example.org"])
def test_a_member_signs_in_by_name_or_address(cast, max_, identity):
    entry = sign_in(cast, identity)
    viewer = viewers.load(None, entry.uniquifier, tokens.hashed(entry.token))
    assert viewer.id == max_.id
    assert viewer.session_id is not None


def test_a_wrong_password_and_an_unknown_name_are_answered_the_same(cast, max_):
    answers = set()
    for identity in ("max", "nobody", "max@example.org", "nobody@example.org"):
        with pytest.raises(Refused) as refused:
            sign_in(cast, identity, "not the password")
        answers.add((refused.value.message, refused.value.field))
    assert len(answers) == 1


def test_an_unclaimed_and_a_closed_account_are_answered_like_none(cast, max_):
    cast.amy.password = None
    max_.active = False
    db.session.flush()
    for identity in ("amy", "max"):
        with pytest.raises(Refused):
            sign_in(cast, identity)


def test_a_session_ends_when_it_is_revoked_or_too_old(cast, max_):
    entry = sign_in(cast)
    row = db.session.scalars(select(MemberSession)).one()
    row.expires_at = utcnow()
    db.session.flush()
    assert viewers.load(None, entry.uniquifier, tokens.hashed(entry.token)) is None
    entry = sign_in(cast)
    viewer = viewers.load(None, entry.uniquifier, tokens.hashed(entry.token))
    sessions.sign_out(viewer)
    assert viewers.load(None, entry.uniquifier, tokens.hashed(entry.token)) is None


def test_signing_out_everywhere_ends_every_session_and_changes_the_mark(cast, max_):
    entries = [sign_in(cast) for _ in range(3)]
    sessions.end_all(max_, max_)
    for entry in entries:
        assert entry.uniquifier != max_.fs_uniquifier
        assert viewers.load(None, entry.uniquifier, tokens.hashed(entry.token)) is None
        assert viewers.load(None, max_.fs_uniquifier, tokens.hashed(entry.token)) is None


def test_one_sees_and_ends_ones_own_sessions_only(cast, max_):
    sign_in(cast)
    factories.signed_in(cast.amy)
    mine = session_queries.of_viewer(max_)
    assert [row.browser for row in mine] == [""]
    theirs = db.session.scalars(
        select(MemberSession).where(MemberSession.user_id == cast.amy.id)
    ).one()
    with pytest.raises(Denied):
        session_queries.get(max_, theirs.id)
    sessions.revoke(max_, max_, theirs)
    assert theirs.revoked_at is None
    with pytest.raises(Denied):
        sessions.end_all(max_, cast.amy)


def test_twenty_tries_on_one_account_are_too_many(cast, max_):
    with limits_on():
        for n in range(20):
            with pytest.raises(TooMany if n >= 10 else Refused) as refused:
                sign_in(cast, password="not the password")
        assert refused.value.seconds > 0
        with pytest.raises(TooMany):
            sign_in(cast)  # the right one as well: that would tell which it is


@pytest.mark.parametrize(
    "identity", ["max ", "mAx", "@max", "max@example.org", "MAX@EXAMPLE.ORG", "m\u00e0x", "ｍａｘ"]
)
def test_however_a_name_is_written_it_is_the_same_counter(cast, max_, identity):
    with limits_on():
        for _ in range(10):
            with pytest.raises(Refused):
                sign_in(cast, password="not the password")
        with pytest.raises(TooMany):
            sign_in(cast, identity, "not the password")


def test_unknown_names_have_the_same_limit(cast):
    with limits_on():
        for n in range(11):
            with pytest.raises(TooMany if n == 10 else Refused):
                sign_in(cast, ["nobody", "N0body", "nobody "][n % 3], "not the password")


def test_twenty_accounts_from_one_address_come_to_an_end(cast):
    with limits_on():
        for n in range(61):
            with pytest.raises(TooMany if n == 60 else Refused):
                sign_in(cast, f"somebody{n // 3}", "not the password")


def test_one_account_from_fifty_addresses_comes_to_an_end_but_its_owner_gets_in(cast, max_):
    sign_in(cast)  # from home, once
    with limits_on():
        for n in range(50):
            with pytest.raises(TooMany if n >= 30 else Refused):
                sign_in(cast, password="not the password", device=Device(f"198.51.100.{n}"))
        with pytest.raises(TooMany):
            sign_in(
                cast, device=Device("203.0.113.9")
            )  # even with the right one, from anywhere new
        assert sign_in(cast).token


def test_success_resets_the_own_counter_and_no_other(cast, max_):
    other = Device("192.0.2.2")
    sign_in(cast, device=other)
    with limits_on():
        for _ in range(9):
            for device in (HOME, other):
                with pytest.raises(Refused):
                    sign_in(cast, password="not the password", device=device)
        sign_in(cast, device=other)
        for _ in range(9):
            with pytest.raises(Refused):
                sign_in(cast, password="not the password", device=other)
        with pytest.raises(Refused) as refused:
            sign_in(cast, password="not the password", device=HOME)
        assert not isinstance(refused.value, TooMany)
        with pytest.raises(TooMany):
            sign_in(cast, password="not the password", device=HOME)


def test_addresses_of_one_ipv6_network_are_one(cast):
    with limits_on():
        for n in range(61):
            with pytest.raises(TooMany if n == 60 else Refused):
                sign_in(cast, f"somebody{n // 3}", "wrong", Device(f"2001:db8:1:2::{n + 1:x}"))


def code_of(app, user, seconds=0):
    source = app.extensions["security"].totp_factory._totp.from_source(user.tf_totp_secret)
    return source.generate(time=time.time() + seconds).token


@pytest.fixture
def with_codes(app, cast, max_):
    """Max, whose account asks for a second factor, and his recovery codes."""
    max_.tf_primary_method, max_.tf_totp_secret = codes.METHOD, codes.new_secret()
    shown = codes.recovery_codes()
    max_.mf_recovery_codes = [codes.hashed(code) for code in shown]
    database.commit()
    return shown


def test_the_password_alone_is_not_enough(app, cast, max_, with_codes):
    assert sign_in(cast).token is None
    assert db.session.scalars(select(MemberSession)).all() == []
    assert second_factor.enter(cast.guest, max_, code_of(app, max_), HOME, False).token


def test_a_code_lets_in_once(app, cast, max_, with_codes):
    code = code_of(app, max_)
    second_factor.enter(cast.guest, max_, code, HOME, False)
    with pytest.raises(Refused):
        second_factor.enter(cast.guest, max_, code, HOME, False)
    with pytest.raises(Refused):
        second_factor.enter(cast.guest, max_, code_of(app, max_, -30), HOME, False)
    with pytest.raises(Refused):
        second_factor.enter(cast.guest, max_, code_of(app, max_, 90), HOME, False)


def test_a_recovery_code_lets_in_once_and_its_owner_is_told(app, cast, max_, with_codes):
    assert second_factor.enter(cast.guest, max_, with_codes[3].upper(), HOME, False).token
    with pytest.raises(Refused):
        second_factor.enter(cast.guest, max_, with_codes[3], HOME, False)
    assert len(max_.mf_recovery_codes) == 9
    sent = db.session.execute(db.text("SELECT name, arguments FROM job")).all()
    assert "recovery-code-used" in str(sent)


def test_only_hashes_of_recovery_codes_are_stored(app, cast, max_, with_codes):
    stored = db.session.execute(
        db.text("SELECT mf_recovery_codes FROM \"user\" WHERE name = 'max'")
    ).scalar()
    assert not any(
        code in str(stored) or code.replace("-", "") in str(stored) for code in with_codes
    )


def test_guessing_codes_ends_for_the_account_from_wherever(app, cast, max_, with_codes):
    with limits_on():
        for n in range(11):
            with pytest.raises(TooMany if n == 10 else Refused):
                second_factor.enter(cast.guest, max_, "000000", Device(f"198.51.100.{n}"), False)


def test_of_many_who_come_with_one_code_at_once_one_gets_in(app, cast, max_, with_codes):
    for code in (code_of(app, max_), with_codes[0]):
        database.rollback()
        let_in, errors = [], []

        def come(code=code, let_in=let_in, errors=errors):
            try:
                with app.app_context(), database.unit("write"):
                    user = db.session.get(User, max_.id)
                    let_in.append(second_factor.enter(cast.guest, user, code, HOME, False))
            except Refused:
                pass
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=come) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert len(let_in) == 1
    database.begin("write")
