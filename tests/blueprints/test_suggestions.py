"""Suggestions while one types: quick, few, and nothing that is hidden."""

import pytest

from forum import database
from forum.extensions import db
from forum.models import Tag
from tests import factories


def keys(client, address):
    return [each["key"] for each in client.get(address).get_json()["suggestions"]]


def test_members_are_suggested_by_both_names_those_of_the_thread_first(cast, browser):
    thread = factories.thread(author=cast.max)
    factories.user(name="maxine", post_count=9, display_name="Zoe")
    database.commit()
    client = browser(cast.amy)
    assert keys(client, "/suggest/members?q=max") == ["maxine", "max"]
    assert keys(client, f"/suggest/members?q=MA&thread={thread.id}") == ["max", "maxine"]
    assert keys(client, "/suggest/members?q=zo") == ["maxine"]
    assert keys(client, "/suggest/members?q=%25") == keys(client, "/suggest/members?q=") == []


def test_private_categories_and_their_tags_are_not_suggested(cast, browser):
    factories.category(name="Lounge", slug="lounge", private_to="ambassadors")
    factories.category(name="Packs", slug="packs")
    db.session.add_all(
        [Tag(name="secret", slug="secret"), Tag(name="season", slug="season", thread_count=2)]
    )
    database.commit()
    assert keys(browser(cast.max), "/suggest/categories?q=") == ["packs"]
    assert keys(browser(cast.amy), "/suggest/categories?q=lou") == ["lounge"]
    assert keys(browser(cast.max), "/suggest/tags?q=se") == ["season"]


@pytest.mark.parametrize("kind", ["members", "categories", "tags"])
def test_guests_are_told_nothing(cast, browser, kind):
    assert browser(cast.guest).get(f"/suggest/{kind}?q=a").status_code == 401


def test_there_are_never_many(cast, browser):
    for n in range(30):
        factories.user(name=f"maximilian{n}x")
    database.commit()
    assert len(keys(browser(cast.amy), "/suggest/members?q=max")) == 8
