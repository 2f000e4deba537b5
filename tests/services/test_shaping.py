"""Shaping the forum: categories and settings."""

import pytest

from forum import structure
from forum.lib.verdict import Denied, Refused
from forum.models.users import OPERATOR
from forum.policies import categories as policy
from forum.services import categories, settings


def test_a_category_is_public_unless_said_otherwise(cast):
    made = categories.create(cast.ada, "Trail talk", description="All of it.")
    node = structure.current().by_slug["trail-talk"]
    assert node.id == made.id and not node.is_private
    assert policy.can_start(cast.max, node) and policy.can_moderate(cast.mo, node.id)
    assert policy.can_read(cast.guest, node) and not policy.can_start(cast.guest, node)


def test_a_category_is_for_the_groups_that_are_named(cast):
    categories.create(OPERATOR, "Lounge", access={"ambassadors": ["see", "reply"]})
    node = structure.current().by_slug["lounge"]
    assert policy.can_read(cast.amy, node) and not policy.can_start(cast.amy, node)
    assert not policy.can_read(cast.max, node)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"parent": "nowhere"}, "parent"),
        ({"colour": "red; }"}, "colour"),
        ({"access": {"nobody": ["see"]}}, "access"),
        ({"access": {"members": ["fly"]}}, "access"),
        ({"slug": "taken"}, "slug"),
    ],
)
def test_a_wrong_category_is_refused(cast, wrong, field):
    categories.create(OPERATOR, "Taken")
    with pytest.raises(Refused) as refused:
        categories.create(OPERATOR, **{"name": "New", **wrong})
    assert refused.value.field == field


def test_only_admins_shape(cast):
    for who in (cast.guest, cast.max, cast.mo, cast.cleo):
        with pytest.raises(Denied):
            categories.create(who, "Mine")
        with pytest.raises(Denied):
            settings.change(who, "brand.name", "Mine")


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("brand.name", " Acme ", "Acme"),
        ("posts.per_page", "50", 50),
        ("join.open", "False", False),
        ("brand.accent", "#aa3300", "#aa3300"),
        ("tags.free_groups", "2, 5", [2, 5]),
        ("brand.logo", "/uploads/abc/logo.png", "/uploads/abc/logo.png"),
    ],
)
def test_a_setting_is_changed_and_known_at_once(cast, name, typed, value):
    assert settings.change(cast.ada, name, typed) == value
    assert structure.setting(name) == value
    settings.reset(cast.ada, name)
    assert structure.setting(name) != value


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("no.such", "x"),
        ("posts.per_page", "-1"),
        ("posts.per_page", "many"),
        ("join.open", "maybe"),
        ("brand.accent", "green"),
        ("tags.free_groups", "999"),
        ("brand.tagline", "x" * 5000),
        ("brand.logo", "logo.png"),
        ("brand.logo", "//evil.example/logo.png"),
        ("brand.logo", "https://evil.example/logo.png"),
        ("brand.logo", "javascript:alert(1)"),
        ("brand.logo", "/static/../account"),
    ],
)
def test_a_wrong_value_is_refused(cast, name, typed):
    with pytest.raises(Refused):
        settings.change(cast.ada, name, typed)
