"""What each route answers to each of the cast, on a fixed thing (T37).

`REQUESTS` makes the list of requests from `app.url_map`; the table itself is `matrix.toml`, which
`FORUM_WRITE_MATRIX=1` makes test_doors.py write anew, to be read line by line before a commit.
"""

import tomllib
from pathlib import Path

from tests.sweeps import addresses
from tests.sweeps.things import NAMES, NEVER_USED, Forum

TABLE = Path(__file__).with_name("matrix.toml")
SAFE = {"HEAD", "OPTIONS"}


def things(forum: Forum) -> list[dict[str, list[object]]]:
    """One thing for each kind of route: public, and max's own where it belongs to somebody."""
    made = forum.made
    return [
        {"thread_id": [made.thread.id], "slug": [made.thread.slug], "number": [1]},
        {"post_id": [made.edited.id], "number": [2], "kind": ["heart"], "revision": [2],
         "version": [2]},
        {"slug": [""], "number": [903], "post": [1], "parent": ["x"]},
        {"name": ["max"], "rest": ["summary"], "tab": ["x"]},
        {"member_id": [forum.people.max.id], "name": ["max"]},
        {"key": [made.unattached.key], "name": [made.unattached.name]},
        {"candidacy_id": [made.candidacy.id], "member_id": [forum.people.mo.id]},
        {"candidacy_id": [made.candidacy.id]}, {"grant_id": [made.term.id]},
        {"award_id": [made.award.id]}, {"perk_id": [made.perk.id]}, {"flag_id": [made.flag.id]},
        {"check_in_id": [made.check_in.id]}, {"session_id": [made.session.id]}, {"action_id": [made.name_left.id]}, {"token": ["y" * 40]}, {"part": [0]},
        {"section": ["writing"]}, {"setting_name": ["posts.per_page"]}, {"page_id": [made.page.id]},
        {"page_slug": ["terms"], "number": [1]}, {"change_id": [made.change.id]},
        {"category_id": [made.thread.category_id]}, {"field_id": [made.field.id]}, {"invite_id": [made.invite.id]},
        {"word_id": [made.word.id]}, {"rule_id": [made.rule.id]}, {"backup_id": [made.backup.id]}, {"synonym_id": [made.synonym.id]},
        {"badge": ["reader"]}, {"group": ["moderators"]},
        {"api_token_id": [made.api_token.id]}, {"letter_id": [made.letter.id]},
        {"letter_kind": ["reset"], "number": [1]},
        {"webhook_id": [made.hook.id], "delivery_id": [made.delivery.id]},
        {"thread_id": [made.thread.id], "drawing": ["f" * 16]},
        {"mark": ["x"], "path": ["css/forum.css"]}, {"passkey_id": [NEVER_USED]},
        {"provider": ["oidc"]}, {"identity_id": [NEVER_USED]},
        {"notification_id": [NEVER_USED]}, {"report_id": [made.report.id]},
        {"conversation_id": [made.talk.id], "number": [2]},
        {"reference": [made.reported.reference]}, {"case_key": [made.case.reference]},
        {"statement_id": [made.statement.id]}, {"word": [made.words[1]]}, {"appeal_key": ["A-SEEDED2"]},
        {"note_id": [made.note.id]}, {"filter_id": [made.view.id]},
        {"decision_id": [made.proposal.id]}, {"template_id": [1]}, {"severity": [1]},
        {"document": [made.added.slug], "number": [1], "anchor": ["inside"]},
        {"number": [1]}, {"anchor": ["respect"]}, {"version_id": [made.draft.id], "anchor": ["respect"]},
    ]  # fmt: skip


def path_of(rule, forum: Forum) -> str:
    """The one address by which this route is tried."""
    found = things(forum)
    if rule.rule.startswith("/drafts"):
        found = [{"key": ["new"]}]
    slug = {"/c/": "open", "/tag": "plain"}.get(rule.rule[:3], "old")
    slug = "open" if "/categories/" in rule.rule else slug
    slug = "plain" if rule.rule.startswith("/tag") else slug
    for thing in found:
        if thing.get("slug") == [""]:
            thing["slug"] = [slug]
    return addresses.paths(rule, Forum(forum.people, things=found))[0]


def requests(app, forum: Forum) -> list[tuple[str, str, str]]:
    """(name in the table, method, path)."""
    found = [
        (f"{method} {rule.rule}", method, path_of(rule, forum))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - SAFE)
    ]
    return sorted(set(found), key=lambda each: (each[0].split()[1], each[0]))


def table() -> dict[str, list[int]]:
    """The checked-in statuses, in the order of `NAMES`."""
    rows = tomllib.loads(TABLE.read_text())["statuses"]
    return {name: [int(word) for word in row.split()] for name, row in rows.items()}


def drawn(rows: dict[str, list[int]]) -> str:
    head = (
        "# What each route answers to each of the cast: statuses.py says on which thing.\n"
        "# A POST carries no field, so 422 means: allowed, and then something was missing.\n"
        f"# {' '.join(NAMES)}\n[statuses]\n"
    )
    return head + "".join(f'"{name}" = "{" ".join(map(str, row))}"\n' for name, row in rows.items())
