import pytest

from forum.lib import commonplace

COMMON = [
    "password123", "Password@123", "P@ssw0rd123", "passwordpassword", "Summer2024!", "welcome123",
    "iloveyou12", "princess12", "1234567890", "0987654321", "11111111111111", "qwertyuiop",
    "qwerty12345", "asdfghjkl1", "1q2w3e4r5t", "1qaz2wsx3edc", "zxcvbnm123", "abcdefghij",
    "abc123abc123", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "administrator",
    "letmein12345", "football12", "liverpool1", "manchester", "justinbieber", "michael123",
    "jessica123", "basketball", "chocolate1", "elizabeth1", "3rjs1la7qe", "qazwsxedcrfv",
    "9876543210", "112233445566", "azertyuiop", "2020202020",
]  # fmt: skip
GOOD = [
    "correct horse battery staple", "four quiet lamps", "wanderung im nebel", "kX9#mPq2vL",
    "hummingbird-41-lantern", "мой дом на горе", "my dog ate 7 lamps", "ünïcödé ist schön",
]  # fmt: skip


@pytest.mark.parametrize("password", COMMON)
def test_what_is_tried_first_is_found(password):
    assert commonplace.is_common(password)


@pytest.mark.parametrize("password", GOOD)
def test_what_only_its_owner_would_put_together_is_not(password):
    assert not commonplace.is_common(password)


def test_ones_own_name_and_address_do_not_make_a_password():
    own = ("maya-lind", "maya.lind@example.org", "Fernway")
    for password in (
        "maya-lind-1",
        "MayaLind2024",
        "fernway2024!",
        "maya.lind@example.org",
        "Lind.Maya!!",
    ):
        assert commonplace.is_made_of(password, own), password
    for password in ("maya walks the northern ridge", "lanterns-on-fernway"):
        assert not commonplace.is_made_of(password, own), password


def test_long_passwords_are_common_only_when_they_repeat():
    for password in ("a" * 1000, "ab" * 500, "four-lamp" * 100):
        assert commonplace.is_common(password)
    for password in ("x" * 999 + "y", "password" * 3 + "password4!"):
        assert not commonplace.is_common(password)
