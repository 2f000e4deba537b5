"""What a password may be, and what is stored of it (T65)."""

import pytest

from forum import database
from forum.extensions import db
from forum.security import ARGON2, passwords
from tests.conftest import make_app


@pytest.fixture
def app(tmp_path):
    """With passwords as expensive as in life."""
    app = make_app(tmp_path, SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2)
    with app.app_context():
        yield app
        database.rollback()
        db.engine.dispose()


def test_passwords_of_64_to_1000_characters_are_whole(app):
    for length in (64, 72, 73, 128, 1000):
        password = ("four quiet lamps on a hill " * 40)[:length]
        assert passwords.problem(password) is None
        stored = passwords.hashed(password)
        assert passwords.matches(password, stored)
        assert not passwords.matches(password[:-1], stored)
        assert not passwords.matches(password[:-1] + "!", stored)


def test_what_is_stored_is_argon2id_and_salted(app):
    one, other = (passwords.hashed("four quiet lamps") for _ in range(2))
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other


def test_every_keyboard_gives_the_same_password(app):
    stored = passwords.hashed("mu\u0308de Wanderer am Fluss")
    assert passwords.matches("m\u00fcde Wanderer am Fluss", stored)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", passwords.TOO_SHORT),
        ("a b c d e f " * 84, passwords.TOO_LONG),
        ("four quiet\x00 lamps", passwords.UNREADABLE),
        ("four quiet\ud800 lamps", passwords.UNREADABLE),
        ("Password@123", passwords.COMMON),
        ("maya-lind-77", passwords.OWN_WORDS),
    ],
)
def test_what_is_refused_and_why(app, password, sentence):
    assert passwords.problem(password, "maya-lind") == sentence


def test_nul_and_half_characters_match_nothing_and_break_nothing(app):
    stored = passwords.hashed("four quiet lamps")
    for password in ("four quiet lamps\x00", "\x00", "\ud800", "x" * 1001):
        assert not passwords.matches(password, stored)


def test_a_hash_is_computed_where_there_is_none_to_compare_with(app, monkeypatch):
    """T59: the work is the same. What is counted is the library's own verification."""
    passwords.matches("warm up", None)
    counted = []
    context = app.extensions["security"].pwd_context
    original = context.verify
    monkeypatch.setattr(context, "verify", lambda *a: counted.append(a[1][:31]) or original(*a))
    passwords.matches("four quiet lamps", passwords.hashed("another lamp here"))
    passwords.matches("four quiet lamps", None)
    assert counted == ["$argon2id$v=19$m=19456,t=2,p=1$"] * 2


def test_a_password_in_plain_text_in_the_database_opens_nothing(app):
    for stored in ("four quiet lamps", "", "$1$abc$def", "{plaintext}four quiet lamps"):
        assert not passwords.matches("four quiet lamps", stored)
