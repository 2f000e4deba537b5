"""Who has no password confirms with a passkey where one is asked; nobody else's passkey does it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import AccountToken
from forum.models.columns import utcnow
from forum.security import passwords
from forum.services import accounts, departures, passkeys, tokens
from tests.authenticator import Authenticator


@pytest.fixture
def max_(cast):
    cast.max.session_id, cast.nia.session_id = 7, 8
    return cast.max


def asked(user, password=""):
    """Whether what asks for the password lets them go on."""
    try:
        accounts.check_password(user, user, password)
    except Refused as error:
        return error.message
    return True


def test_a_passkey_stands_for_the_password_for_five_minutes_in_this_browser(max_):
    device = Authenticator(max_)
    assert asked(max_) == "Please type your password, or confirm in another way."
    passkeys.confirm(max_, device.answer(passkeys.ask(max_)))
    assert asked(max_) is True
    max_.session_id = 9  # another browser of theirs
    assert asked(max_) is not True
    max_.session_id = 7
    db.session.execute(update(AccountToken).values(expires_at=utcnow() - timedelta(seconds=1)))
    assert asked(max_) is not True


def test_it_is_over_once_the_credentials_have_changed(max_):
    passkeys.confirm(max_, Authenticator(max_).answer(passkeys.ask(max_)))
    tokens.void(max_, max_)
    assert asked(max_) is not True


def test_somebody_elses_passkey_a_used_answer_and_an_unchecked_holder_confirm_nothing(cast, max_):
    device = Authenticator(max_)
    answer = device.answer(passkeys.ask(max_))
    with pytest.raises(Refused, match="not a passkey of your account"):
        passkeys.confirm(cast.nia, answer)
    with pytest.raises(Refused):
        passkeys.confirm(max_, answer)  # the challenge is used up
    with pytest.raises(Refused):
        passkeys.confirm(max_, device.answer(passkeys.ask(max_), flags=0x01))
    assert asked(max_) is not True and asked(cast.nia) is not True


def test_who_has_no_password_leaves_and_who_has_one_is_asked_for_it_as_before(cast, max_):
    passkeys.confirm(max_, Authenticator(max_).answer(passkeys.ask(max_)))
    departures.ask(max_, max_, False, "")
    cast.nia.password = passwords.hashed("four quiet lamps")
    assert asked(cast.nia, "four loud lamps") == "This is not your password."
    assert asked(cast.nia, "four quiet lamps") is True
