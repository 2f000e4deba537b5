"""Asks: how admins arrange the forum by program."""

from datetime import date

from forum.queries.guidelines import draft_digest
from tests.sweeps import prepared
from tests.sweeps.asking import STAFF, Ask

BADGE = {"name": "Spring finder", "description": "Knows where water is.", "icon": "sprout"}


def _version(forum):
    return forum.made.empty.version


DRAFT = {"version_id": lambda forum: forum.made.draft.id}
EMPTY = {"category_id": lambda forum: forum.made.empty.id}
WORDS = {"name": "Repairs", "discussion": True, "description": "What broke."}
SECTION = {"title": "Fires", "body": "Only where *rangers* allow them.", "severity": 3}
STEP = (
    "/guideline-drafts/<int:version_id>/sections/<string(maxlength=80):anchor>"
    "/<any(up, down, remove):way>"
)
PAGE = {"title": "Imprint", "body": "Who we *are*.", "slug": "imprint", "is_published": True}
FIELD = {"label": "Favourite tent", "on_profile": True}
OWN = {"language": "en", "body": "Go: {{ link }}"}
LETTER = "/letters/<string(maxlength=40):letter_kind>"
EU = {"number": lambda forum: forum.made.waiting}
IT = {"name": "Ambassadors", "purpose": "Help each other.", "terms": "Be kind.", "state": "open",
      "account_days": 0, "active_days": 0, "replies": 0, "givers": 0, "anyway": True}  # fmt: skip

ASKS = (
    Ask("PATCH /settings", "ada", {"values": {"posts.per_page": 25}},
        mark=lambda forum: forum.made.change.id),
    Ask("DELETE /settings/<string(maxlength=100):setting_name>", "ada",
        at={"setting_name": "brand.complaint_tags"}),
    Ask("POST /settings/history/<int:change_id>/undo", "ada"),
    Ask("POST /jobs", "ada", lambda forum: {"what": "discard", "job": forum.made.job.id},
        before=prepared.failed_job),
    Ask("POST /plugins/<string(maxlength=32):name>/forget", "ada", at={"name": "releases"},
        before=prepared.broken_plugin),
    Ask("PUT /wording", "ada", {"language": "en", "text": "Reply", "said": ["Answer"]}),
    Ask("POST /stored-files/clear", "ada", before=prepared.unused_file),
    Ask("POST /mail-log/<int:letter_id>/again", "ada",
        at={"letter_id": lambda forum: forum.made.given_up.id}, before=prepared.letter_given_up),
    Ask("POST /profile-fields", "ada", FIELD),
    Ask("PUT /profile-fields/<int:field_id>", "ada", FIELD),
    *(Ask("POST /profile-fields/<int:field_id>/<any(up, down):way>", "ada",
          at={"way": way, "field_id": lambda forum, n=n: forum.made.field.id + n})
      for way, n in (("up", 1), ("down", 0))),
    Ask("DELETE /profile-fields/<int:field_id>", "ada"),
    Ask("POST /synonyms", STAFF, {"words": "tent, shelter"}),
    Ask("DELETE /synonyms/<int:synonym_id>", STAFF),
    Ask("POST /search-notes", STAFF, {"term": "nothing at all", "note": "We sell none."}),
    # --- badges and groups -----------------------------------------------------------------------
    Ask("POST /badges", STAFF, BADGE),
    Ask("PUT /badges/<string(maxlength=64):badge>", STAFF, BADGE, at={"badge": "star"},
        before=prepared.badge),
    Ask("POST /badges/preview", STAFF,
        {**BADGE, "rule": {"all": [{"measure": "replies", "is": "at_least", "value": 1}]}}),
    Ask("POST /badges/<string(maxlength=64):badge>/grant", STAFF,
        {"name": "max", "reason": "For the map."}, at={"badge": "star"}, before=prepared.badge),
    Ask("POST /badges/<string(maxlength=64):badge>/grant-many", STAFF,
        {"lines": "max, for the map"}, at={"badge": "star"}, before=prepared.badge),
    Ask("POST /badges/<string(maxlength=64):badge>/revoke", STAFF,
        {"name": "max", "reason": "Mistaken."}, at={"badge": "star"}, before=prepared.given_badge),
    Ask("POST /groups", STAFF, {"name": "Night owls", "joining": "open"}),
    Ask("PUT /groups/<string(maxlength=64):group>", STAFF,
        {"name": "Night owls", "joining": "open"},
        at={"group": lambda forum: forum.made.hikers.slug}, before=prepared.group_of_hikers),
    # --- categories and pages --------------------------------------------------------------------
    Ask("POST /structure", "ada", {**WORDS, "first": "team"}),
    Ask("PUT /structure/<int:category_id>", "ada", WORDS, at=EMPTY, mark=_version,
        before=prepared.empty_category),
    *(Ask("POST /structure/<int:category_id>/<any(up, down, in, out):way>", "ada",
          at={**EMPTY, "way": way}, before=before)
      for way, before in (*((way, prepared.empty_category) for way in ("up", "down", "in")),
                          ("out", prepared.category_below))),
    Ask("PUT /structure/<int:category_id>/place", "ada",
        lambda forum: {"parent": None, "before": forum.made.open.id}, at=EMPTY,
        before=prepared.empty_category),
    Ask("POST /structure/<int:category_id>/cover", "ada", at=EMPTY, before=prepared.empty_category),
    Ask("DELETE /structure/<int:category_id>/cover", "ada", at=EMPTY, before=prepared.covered_category),
    Ask("POST /structure/<int:category_id>/access/preview", "ada", {"access": {"2": ["see"]}},
        at=EMPTY, before=prepared.empty_category),
    Ask("PUT /structure/<int:category_id>/access", "ada", {"access": {"2": ["see"]}}, at=EMPTY,
        mark=_version, before=prepared.empty_category),
    Ask("POST /structure/<int:category_id>/archive", "ada", {"is_archived": True}, at=EMPTY,
        mark=_version, before=prepared.empty_category),
    Ask("POST /structure/<int:category_id>/move", "ada", {"parent": "open"}, at=EMPTY,
        mark=_version, before=prepared.empty_category),
    Ask("POST /structure/<int:category_id>/merge", "ada", {"target": "open"}, at=EMPTY,
        mark=_version, before=prepared.empty_category),
    Ask("DELETE /structure/<int:category_id>", "ada", at=EMPTY, mark=_version,
        before=prepared.empty_category),
    Ask("POST /pages", STAFF, PAGE),
    Ask("PUT /pages/<string(maxlength=80):page_slug>", "ada", {**PAGE, "slug": "terms"},
        at={"page_slug": "terms"}, mark="1"),
    # --- guidelines ------------------------------------------------------------------------------
    Ask("POST /guideline-drafts", STAFF, {"category": 0}, before=prepared.no_draft),
    Ask("PUT /guideline-drafts/<int:version_id>", STAFF,
        {"summary": "Be kind.", "change_note": "Fires.", "significance": "minor"}, at=DRAFT),
    Ask("POST /guideline-drafts/<int:version_id>/sections", STAFF, SECTION, at=DRAFT),
    Ask("PUT /guideline-drafts/<int:version_id>/sections/<string(maxlength=80):anchor>", STAFF,
        {"title": "Respect", "body": "Be very, very kind.", "severity": 4},
        at={**DRAFT, "anchor": "respect"}),
    *(Ask(f"POST {STEP}", STAFF, at={**DRAFT, "anchor": anchor, "way": way}, before=prepared.section)
      for way, anchor in (("up", "fires"), ("down", "respect"), ("remove", "fires"))),
    Ask("POST /guideline-drafts/<int:version_id>/propose", "cleo", at=DRAFT),
    Ask("POST /guideline-drafts/<int:version_id>/approve", "ada",
        lambda forum: {"seen": draft_digest(forum.people.ada, forum.made.draft)}, at=DRAFT,
        before=prepared.proposed),
    Ask("POST /guideline-drafts/<int:version_id>/return", STAFF,
        {"reason": "Say it in fewer words."}, at=DRAFT, before=prepared.proposed),
    Ask("DELETE /guideline-drafts/<int:version_id>", STAFF, at=DRAFT),
    *(Ask(f"POST /guideline-news/{verb}", STAFF, before=prepared.newer_edition)
      for verb in ("take", "leave")),
    # --- letters ---------------------------------------------------------------------------------
    Ask(f"PUT {LETTER}", "ada", OWN, mark="0"),
    Ask(f"POST {LETTER}/preview", "ada", OWN),
    Ask(f"POST {LETTER}/versions/<int:number>", "ada", {"language": "en"}, at={"number": 1},
        mark="2", before=prepared.own_letter),
    # --- colleagues who leave, the EU's database, the programme -----------------------------------
    Ask("POST /members/<string(maxlength=64):name>/off-boarding", STAFF,
        lambda _forum: {"until": date.today().isoformat()}, at={"name": "ida"},
        before=prepared.leaving_colleague),
    Ask("POST /members/<string(maxlength=64):name>/level", STAFF,
        {"level": 3, "reason": "Looks after the workshop."}, at={"name": "nia"}),
    Ask("POST /members/<string(maxlength=64):name>/partner", STAFF,
        {"kind": "reseller", "organisation": "Hill Sports"}, at={"name": "nia"}),
    Ask("POST /names-left/<int:action_id>", STAFF),
    Ask("POST /eu-statements/<int:number>/approve", STAFF,
        {"facts": "A member insulted another one.", "explanation": "That is against the rule.",
         "category": "CYBER_VIOLENCE"}, at=EU, before=prepared.waits_for_eu),
    Ask("POST /eu-statements/<int:number>/leave-out", STAFF, at=EU, before=prepared.waits_for_eu),
    Ask("POST /eu-statements/files", STAFF, before=prepared.approved_for_eu),
    Ask("PUT /ambassadors", STAFF, IT),
    Ask("POST /ambassadors/perks", STAFF, {"title": "A mug", "kind": "recognition"}),
    Ask("DELETE /ambassadors/perks/<int:perk_id>", STAFF),
)  # fmt: skip
