"""Whatever an admin changes on a page of the administration stands in the staff's log (T47, N6).

Each form is sent with what it needs, in each of its ways: what is not taken fails, unless it is said
here why it changes nothing.
"""

import re
from urllib.parse import quote

import pytest

from forum import database, storage
from forum.extensions import db
from forum.queries.guidelines import draft_digest
from forum.security import passwords
from forum.services import incidents
from forum.services.incidents import Measures
from tests.sweeps import addresses, prepared, statuses
from tests.sweeps.addresses import ARGUMENT
from tests.sweeps.test_doors import ask, watched

__all__ = ["watched"]

PASSWORD = "seven wet socks"
HOOK = {"name": "Chat", "address": "https://hook.example/x", "secret": "a secret that is long",
        "event.post_created": "1", "reads_as": "guest", "is_enabled": "1",
        "current": PASSWORD}  # fmt: skip
BADGE, CATEGORY = (
    "/admin/badges/<string(maxlength=64):badge>",
    "/admin/categories/<int:category_id>",
)
DRAFT, LETTER = (
    "/admin/guidelines/<int:version_id>",
    "/admin/letters/<string(maxlength=40):letter_kind>",
)
SECTION = f"{DRAFT}/sections/<string(maxlength=80):anchor>"
AGAIN = "/admin/mail-log/<int:letter_id>/again"
# What each form needs to be taken; a route that is not here sends nothing.
FIELDS = {
    "/admin/backups/<int:backup_id>/file": {"current": PASSWORD},
    BADGE: {"name": "Reader", "icon": "book"},
    f"{BADGE}/grant": {"name": "max", "reason": "For that."},
    f"{BADGE}/grant-many": {"lines": "max, For that."},
    f"{BADGE}/revoke": {"name": "max", "reason": "Mistaken."},
    "/admin/backups/<int:backup_id>/restore": {"agreed": "1", "current": PASSWORD},
    "/admin/badges/new": {"name": "Walker", "icon": "book"},
    CATEGORY: {"name": "Other", "discussion": "1"},
    f"{CATEGORY}/access": {"version": "0", "see-2": "1"},
    f"{CATEGORY}/archive": {"version": "0", "is_archived": "1"},
    f"{CATEGORY}/cover": {"remove": "1"},
    f"{CATEGORY}/delete": {"version": "0"},
    f"{CATEGORY}/merge": {"version": "0", "target": "open"},
    f"{CATEGORY}/move": {"version": "0", "parent": "open"},
    "/admin/categories/new": {"name": "Maps", "discussion": "1"},
    "/admin/doors": {"kind": "domain", "text": "spam.example"},
    "/admin/groups/new": {"name": "Map makers", "joining": "open"},
    DRAFT: {"summary": "Be kind.", "significance": "minor"},
    f"{DRAFT}/approve": lambda forum: {"seen": draft_digest(forum.people.ada, forum.made.draft)},
    f"{DRAFT}/return": {"reason": "Say it in fewer words."},
    f"{DRAFT}/sections/new": {"title": "Fires", "body": "Only where rangers allow them."},
    SECTION: {"title": "Respect", "body": "Be very, very kind."},
    "/admin/incident": {"hours": "4", "holds": "1", "slow_seconds": "60"},
    "/admin/jobs": lambda forum: {"what": "discard", "job": forum.made.job.id},
    LETTER: {"language": "en", "subject": "Hello"},
    f"{LETTER}/versions/<int:number>": {"language": "en", "number": "2"},
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
    "/admin/themes": {"theme": "almanac"},
    "/admin/tokens": {"name": "Shop", "acts_as": "me", "days": "9", "current": PASSWORD},
    "/admin/view-as": {"group": "guest"},
    "/admin/webhooks/new": HOOK,
    "/admin/webhooks/<int:webhook_id>": HOOK,
    "/admin/wording": {"text": "Saved.", "language": "en", "said0": "Kept."},
    "/admin/words/<int:word_id>": {"text": "spam", "action": "flag", "is_enabled": "1"},
    "/admin/words/new": {"text": "spam", "action": "flag", "is_enabled": "1"},
}  # fmt: skip


def guarded(forum):
    incidents.begin(forum.people.ada, 4, Measures(holds=True, slow_seconds=60, closes=True), "")


def copied(forum):
    storage.backups().put(forum.made.backup.key, b"what is in it")


# What has to be there before it.
BEFORE = {
    "/admin/backups/<int:backup_id>/file": copied,
    f"{BADGE}/revoke": prepared.given_badge,
    f"{CATEGORY}/<any(up, down, in, out):way>": prepared.empty_category,
    f"{CATEGORY}/<any(up, down, in, out):way> out": prepared.category_below,
    f"{CATEGORY}/delete": prepared.empty_category,
    f"{CATEGORY}/merge": prepared.empty_category,
    f"{CATEGORY}/move": prepared.empty_category,
    f"{DRAFT}/approve": prepared.proposed,
    f"{DRAFT}/return": prepared.proposed,
    f"{SECTION}/<any(up, down, remove):way>": prepared.section,
    "/admin/guidelines/begin": prepared.no_draft,
    "/admin/guidelines/news/<any(take, leave):what>": prepared.newer_edition,
    "/admin/incident/end": guarded,
    "/admin/jobs": prepared.failed_job,
    f"{LETTER}/versions/<int:number>": prepared.own_letter,
    AGAIN: prepared.letter_given_up,
    "/admin/storage/clear": prepared.unused_file,
}


def empty(forum):
    return forum.made.empty.id


# What it is done to, where that is not the first of the seeded things.
AT = {
    f"{BADGE}/revoke": {"badge": "star"},
    f"{CATEGORY}/<any(up, down, in, out):way>": {"category_id": empty},
    f"{CATEGORY}/delete": {"category_id": empty},
    f"{CATEGORY}/merge": {"category_id": empty},
    f"{CATEGORY}/move": {"category_id": empty},
    SECTION: {"anchor": "respect"},
    f"{SECTION}/<any(up, down, remove):way>": {"anchor": "respect"},
    f"{SECTION}/<any(up, down, remove):way> up": {"anchor": "fires"},
    AGAIN: {"letter_id": lambda forum: forum.made.given_up.id},
    "/admin/profile-fields/<int:field_id>/<any(up, down):way> up":
        {"field_id": lambda forum: forum.made.field.id + 1},
}  # fmt: skip
ASKED_BY = {f"{DRAFT}/propose": "cleo"}  # who wrote it; all others: ada
# What changes something and is no business of the log, and why.
A_DRAFT = "a draft; who proposes and who publishes it is logged"
OWN_DRAFT = "one's own draft, which nobody else has seen"
UNLOGGED = {
    DRAFT: A_DRAFT,
    f"{DRAFT}/sections/new": A_DRAFT,
    SECTION: A_DRAFT,
    f"{SECTION}/<any(up, down, remove):way>": A_DRAFT,
    "/admin/guidelines/begin": A_DRAFT,
    f"{LETTER}/send": "a letter to oneself",
    "/admin/looks/discard": OWN_DRAFT,
    "/admin/themes": OWN_DRAFT,
}
# What changes nothing in the database, and why.
NOTHING = {
    f"{LETTER}/html": "draws what was typed",
    "/admin/looks/preview": "whether one's own pages show the draft: in the session",
    "/admin/view-as/end": "nobody looks: test_viewing.py has it in the log where somebody does",
    "/admin/words/try": "says which rules meet a text",
}


@pytest.fixture
def ada(app, forum, monkeypatch):
    """She has a password, by which she confirms that it is her, and one server that runs all."""
    monkeypatch.setitem(app.extensions, "forum.can_restore", True)
    forum.people.ada.password = passwords.hashed(PASSWORD)
    database.commit()


def forms(app):
    """(route, its way or "") of each form of the administration."""
    for rule in addresses.rules(app, "POST"):
        if rule.rule.startswith("/admin"):
            ways = [each.items for each in rule._converters.values() if hasattr(each, "items")]
            yield from ((rule.rule, way) for way in sorted(ways[0] if ways else [""]))


def of_this(table, route, way, default=None):
    """What a table says of the route in this way, or in any."""
    return table.get(f"{route} {way}", table.get(route, default))


def prepared_for(route, way, forum):
    """(the path, what is sent, who does it, their id), once what it needs is there."""
    database.begin("write")
    if before := of_this(BEFORE, route, way):
        before(forum)
        database.commit()
    at, fields = of_this(AT, route, way, {}), of_this(FIELDS, route, way, {})
    chosen = {name: v(forum) if callable(v) else v for name, v in at.items()}
    for thing in statuses.things(forum):
        for name, values in thing.items():
            chosen.setdefault(name, values[0])
    path = ARGUMENT.sub(lambda part: quote(str(chosen.get(part[1], way))), route)
    who = ASKED_BY.get(route, "ada")
    found = path, fields(forum) if callable(fields) else fields, who, getattr(forum.people, who).id
    database.rollback()
    return found


def send(watched, who, path, fields):
    """The form; where the answer asks whether that is what was meant, once more with its yes."""
    answer = ask(watched, who, "POST", path, data=fields)
    seen = re.search(r'name="seen" value="(\w+)"', answer.text)
    if answer.status_code == 200 and seen and not watched.changed():
        answer = ask(watched, who, "POST", path, data={**fields, "seen": seen[1]})
    return answer


def test_what_an_admin_changes_is_in_the_staffs_log(app, forum, ada, watched):
    """By the name of who did it, in the unit of work that did it."""
    newest, taken, silent = "SELECT id, actor_id FROM staff_action ORDER BY id DESC", {}, set()
    for route, way in forms(app):
        path, fields, who, its_id = prepared_for(route, way, forum)
        last, _was = watched.ask(newest), watched.changed()
        answer = send(watched, who, path, fields)
        taken[route, way] = answer.status_code < 400 and watched.changed()
        line = watched.ask(newest)
        if taken[route, way] and (line == last or line[1] != its_id):
            silent.add(route)
        watched.restore()
        db.session.expire_all()
    assert silent == UNLOGGED.keys()
    refused = [form for form, is_taken in taken.items() if not is_taken]
    assert {route for route, _way in refused} == NOTHING.keys(), f"what do they need? {refused}"
