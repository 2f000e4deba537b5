"""What members say of themselves, and how they like pages to look."""

import pytest

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import SettingValue
from forum.services import names, profiles


def test_a_profile_is_changed_and_its_text_is_safe(cast):
    profiles.update(
        cast.max,
        cast.max,
        "Max  Moser",
        pronouns="he/him",
        location="Bern",
        website="example.org/max",
        bio="I **walk**. <script>alert(1)</script>",
    )
    assert cast.max.display_name == "Max  Moser"
    assert cast.max.website == "https://example.org/max"
    assert "<strong>walk</strong>" in cast.max.bio_html
    assert "<script" not in cast.max.bio_html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://a@evil.example",
        "http://",
        "//evil.example",
        "ftp://x.example",
    ],
)
def test_a_website_is_a_web_address(cast, address):
    with pytest.raises(Refused) as refused:
        profiles.update(cast.max, cast.max, "Max", website=address)
    assert refused.value.field == "website"


@pytest.mark.parametrize(
    "name",
    ["Admin", "Fernway Support", "Max ✓", "Cleo", "CLEO", "ada", "Mod\u200berator", "", "x" * 61],
)
def test_nobody_is_displayed_like_the_team_or_like_somebody_else(cast, name):
    db.session.add(SettingValue(name="brand.company", value="Fernway"))
    db.session.flush()
    with pytest.raises(Refused) as refused:
        profiles.update(cast.max, cast.max, name)
    assert refused.value.field == "display_name"


def test_the_team_is_called_what_it_is(cast):
    profiles.update(cast.cleo, cast.cleo, "Cleo, Community Manager")
    assert cast.cleo.display_name == "Cleo, Community Manager"


def test_one_changes_ones_own_profile_and_not_while_suspended(cast):
    for actor, user in ((cast.ada, cast.max), (cast.guest, cast.max), (cast.sue, cast.sue)):
        with pytest.raises(Denied):
            profiles.update(actor, user, "Somebody")


def test_a_look_is_one_of_those_there_are(cast):
    profiles.choose_look(cast.max, cast.max, "dark", 50)
    assert (cast.max.scheme, cast.max.posts_per_page) == ("dark", 50)
    profiles.choose_look(cast.max, cast.max, "")
    assert (cast.max.scheme, cast.max.posts_per_page) == ("", 50)
    for scheme, size in (("pink", 10), ("dark", 7), ("dark", 10_000)):
        with pytest.raises(Refused):
            profiles.choose_look(cast.max, cast.max, scheme, size)


@pytest.mark.parametrize("name", ["maya-lind", "Maya.Lind", "MÁYALIND", "mayа-lind", "maya1ind"])
def test_nobody_takes_a_name_that_looks_like_what_one_of_the_team_is_called(cast, name):
    """B3 and T68: a handle is compared with display names of the team as well."""
    cast.cleo.display_name = "Maya Lind"
    db.session.flush()
    with pytest.raises(Refused):
        names.check(cast.guest, name)
    names.check(cast.cleo, "maya-lind", cast.cleo)


def test_the_words_an_admin_keeps_are_kept_in_both_names(cast):
    db.session.add(SettingValue(name="brand.reserved_words", value="Lee 2\nMoraine"))
    db.session.flush()
    for name in ("moraine", "Мoraine", "m0raine-fan", "ｌee2", "lee-2"):
        with pytest.raises(Refused):
            names.check(cast.guest, name)
    for name in ("Moraine Care", "MORAINE", "Lee 2", "The real Moraine"):
        with pytest.raises(Refused):
            profiles.update(cast.max, cast.max, name)
    profiles.update(cast.max, cast.max, "Maureen")


def test_up_to_three_interests(cast):
    profiles.update(cast.max, cast.max, "Max", interests=" Lee 2 , maps,, maps")
    assert cast.max.interests == ["Lee 2", "maps"]
    for typed in ("a, b, c, d", "x" * 41):
        with pytest.raises(Refused) as refused:
            profiles.update(cast.max, cast.max, "Max", interests=typed)
        assert refused.value.field == "interests"
