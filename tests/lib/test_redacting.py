"""What could tell who somebody is does not leave the house."""

import pytest

from forum.lib import eu_database, redacting
from forum.lib.redacting import redacted


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to jo.doe+x@example.org today", "Write to [address] today"),
        ("Write to jo (at) example.org today", "Write to [address] today"),
        ("@max and @rea.b-c wrote", "[member] and [member] wrote"),
        ("They said “you are a fool” twice", "They said [quote] twice"),
        ('They said "you are a fool" twice', "They said [quote] twice"),
        ("Sie schrieb „du Narr“ hier", "Sie schrieb [quote] hier"),
        ("Il dit « fou » ici", "Il dit [quote] ici"),
        ("Before\n> you are\n> a fool\nafter", "Before\n[quote]\nafter"),
        ("See https://example.org/m/max?x=1 there", "See [link] there"),
        ("Call +49 170 1234567 or 203.0.113.77", "Call [number] or [number]"),
        ("Section 3 was broken 2 times on 4 May", "Section 3 was broken 2 times on 4 May"),
    ],
)
def test_addresses_handles_links_numbers_and_quotes_go(text, left):
    assert redacted(text) == left


def test_names_go_wherever_they_stand_as_words():
    said = redacted("Max Power, MAX POWER and Maxine; powerful.", ["Max", "Max Power"])
    assert said == "[member], [member] and Maxine; powerful."
    assert redacted("It says you fool there", [], ["you fool"]) == "It says [quote] there"


def test_what_may_be_a_name_is_found_in_words_that_stand_side_by_side():
    assert {"Ada", "Ada Byron", "Ada Byron King"} <= redacting.words_of(
        "(Ada Byron King's hut)"
    ) | {"Ada Byron King"}
    assert len(redacting.words_of("word " * 50_000)) <= 3


def test_the_judge_of_what_somebody_typed_finds_addresses_and_handles():
    assert redacting.is_telling("by @max") and redacting.is_telling("jo@example.org")
    assert not redacting.is_telling("[member] wrote [quote]")


def test_a_puid_that_the_database_would_refuse_is_none():
    from datetime import date

    told = eu_database.Restriction(
        "not a puid", "hide", "", "illegal", "A law", "", "f", "e", "VIOLENCE", "notice", False,
        False, "no", date(2026, 1, 1), None, date(2026, 1, 1), False, False,
    )  # fmt: skip
    with pytest.raises(ValueError, match="puid"):
        eu_database.payload(told)
