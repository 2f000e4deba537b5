import re

from forum.lib import tokens


def test_a_token_has_the_bits_it_was_asked_for_and_fits_an_address():
    assert re.fullmatch(r"[A-Za-z0-9_-]{27}", tokens.new())
    assert len(tokens.new(128)) == 22
    assert len(tokens.new(130)) == 23
    assert len({tokens.new() for _ in range(1000)}) == 1000


def test_what_is_kept_is_the_sha_256_of_the_token():
    assert (
        tokens.hashed("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_only_equal_tokens_are_the_same():
    assert tokens.same("é", "é")
    assert not tokens.same("abc", "abd")
    assert not tokens.same("abc", "")
    assert not tokens.same("\ud800", "abc")
