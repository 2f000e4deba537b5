"""Codes of the second factor: right for a moment, once (T61)."""

import time

from forum.lib import tokens
from forum.security import codes


def code_at(app, secret, seconds):
    source = app.extensions["security"].totp_factory._totp.from_source(secret)
    return source.generate(time=time.time() + seconds).token


def test_a_code_is_right_now_and_one_step_away(app):
    secret = codes.new_secret()
    for seconds in (-30, 0, 30):
        assert codes.counter(code_at(app, secret, seconds), secret, None) is not None
    for seconds in (-90, 90, -3600, 3600):
        assert codes.counter(code_at(app, secret, seconds), secret, None) is None


def test_a_code_is_not_right_twice(app):
    secret = codes.new_secret()
    code = code_at(app, secret, 0)
    used = codes.counter(code, secret, None)
    assert codes.counter(code, secret, used) is None
    assert codes.counter(code_at(app, secret, -30), secret, used) is None


def test_what_are_no_six_digits_is_no_code(app):
    secret = codes.new_secret()
    code = code_at(app, secret, 0)
    assert codes.counter(f" {code[:3]} {code[3:]} ", secret, None) is not None
    for typed in (
        "",
        "12345",
        code + "0",
        "abcdef",
        "１２３４５６",
        "-12345",
        "1e5000",
        "\x00" * 6,
    ):
        assert codes.counter(typed, secret, None) is None


def test_the_secret_is_encrypted_and_the_app_is_told_the_brand(app):
    secret = codes.new_secret()
    key = codes.setup(secret, "max")["key"].replace("-", "")
    assert key not in secret
    setup = codes.setup(secret, "max")
    assert setup["uri"].startswith("otpauth://totp/Forum:max?")
    assert setup["image"].startswith("data:image/svg+xml;base64,")


def test_recovery_codes_have_enough_chance_for_a_plain_hash(app):
    made = codes.recovery_codes()
    assert len(set(made)) == 10
    assert all(len(code.replace("-", "")) == 16 for code in made)
    assert codes.hashed(made[0]) == codes.hashed(made[0].upper().replace("-", " "))
    assert codes.hashed(made[0]) == tokens.hashed(made[0].replace("-", ""))
