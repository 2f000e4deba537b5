"""Whatever an admin changes on a page of the administration stands in the staff's log (T47, N6)."""

import pytest

from forum import database
from forum.security import passwords
from tests.sweeps import statuses
from tests.sweeps.test_doors import ask, watched

__all__ = ["watched"]

PASSWORD = "seven wet socks"
HOOK = {"name": "Chat", "address": "https://hook.example/x", "secret": "a secret that is long",
        "event.post_created": "1", "reads_as": "guest", "is_enabled": "1",
        "current": PASSWORD}  # fmt: skip
# What each form needs to be taken; a route that is not here sends nothing.
FIELDS = {
    "/admin/badges/<string(maxlength=64):badge>": {"name": "Reader", "icon": "book"},
    "/admin/badges/<string(maxlength=64):badge>/grant": {"name": "max", "reason": "For that."},
    "/admin/badges/<string(maxlength=64):badge>/grant-many": {"lines": "max, For that."},
    "/admin/badges/new": {"name": "Walker", "icon": "book"},
    "/admin/categories/<int:category_id>": {"name": "Other", "discussion": "1"},
    "/admin/categories/<int:category_id>/archive": {"version": "0", "is_archived": "1"},
    "/admin/categories/<int:category_id>/cover": {"remove": "1"},
    "/admin/categories/new": {"name": "Maps", "discussion": "1"},
    "/admin/doors": {"kind": "domain", "text": "spam.example"},
    "/admin/groups/new": {"name": "Map makers", "joining": "open"},
    "/admin/incident": {"hours": "4", "holds": "1", "slow_seconds": "60"},
    "/admin/letters/<string(maxlength=40):letter_kind>": {"language": "en", "subject": "Hello"},
    "/admin/looks": {"then": "publish", "shown": "brand.name", "brand.name": "Fernway"},
    "/admin/networks": {"reason": "Two accounts of one."},
    "/admin/pages/<int:page_id>": {"title": "Terms", "body": "Be kinder.", "number": "1"},
    "/admin/pages/new": {"title": "About", "body": "Who we are."},
    "/admin/profile-fields/<int:field_id>": {"label": "Tent", "on_profile": "1"},
    "/admin/profile-fields/new": {"label": "Stove", "on_profile": "1"},
    "/admin/search/note": {"term": "nothing at all", "note": "We have none."},
    "/admin/search/synonyms": {"words": "tarp, flysheet"},
    "/admin/settings/<string(maxlength=32):section>": {
        "shown": "posts.per_page", "posts.per_page": "35",
    },
    "/admin/tokens": {"name": "Shop", "acts_as": "me", "days": "9", "current": PASSWORD},
    "/admin/view-as": {"group": "guest"},
    "/admin/webhooks/new": HOOK,
    "/admin/webhooks/<int:webhook_id>": HOOK,
    "/admin/wording": {"text": "Saved.", "language": "en", "said0": "Kept."},
    "/admin/words/<int:word_id>": {"text": "spam", "action": "flag", "is_enabled": "1"},
    "/admin/words/new": {"text": "spam", "action": "flag", "is_enabled": "1"},
}  # fmt: skip
# What changes something and is no business of the log, and why.
UNLOGGED = {
    "/admin/guidelines/<int:version_id>/sections/<string(maxlength=80):anchor>"
    "/<any(up, down, remove):way>": "a draft; who proposes and who publishes it is logged",
    "/admin/letters/<string(maxlength=40):letter_kind>/send": "a letter to oneself",
    "/admin/looks/discard": "one's own draft, which nobody else has seen",
}


@pytest.fixture
def ada(forum):
    """She has a password, by which she confirms that it is her."""
    forum.people.ada.password = passwords.hashed(PASSWORD)
    database.commit()


def test_what_an_admin_changes_is_in_the_staffs_log(app, forum, ada, watched):
    newest = "SELECT max(id) FROM staff_action"
    (before,) = watched.ask(newest)
    silent, taken = [], set()
    for name, method, path in statuses.requests(app, forum):
        route = name.partition(" ")[2]
        if method == "GET" or not route.startswith("/admin"):
            continue
        answer = ask(watched, "ada", method, path, data=FIELDS.get(route, {}))
        if answer.status_code < 400 and watched.changed():
            taken.add(route)
            if watched.ask(newest) == (before,):
                silent.append(route)
            watched.restore()
    assert set(silent) == UNLOGGED.keys()
    assert sorted(FIELDS.keys() - taken) == [], "these were not taken: what do they need?"
