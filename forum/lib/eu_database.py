"""A statement of reasons as the EU's Transparency Database takes it: schema 2, in force since July
2025 (community.md §4.9). Pure: plain values in, plain values out; nothing is sent anywhere.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

AT_ONCE = 100  # statements in one call, so in one file
LONGEST_FACTS, LONGEST_EXPLANATION, LONGEST_GROUND, LONGEST_PUID = 5000, 2000, 500, 500
_PUID = re.compile(r"[A-Za-z0-9_-]{1,500}")
# Of the European Economic Area: what is decided here is decided everywhere.
EVERYWHERE = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
# What is taken from sight, by the action or beside it.
_VISIBILITY = {"hide": "DISABLED", "remove": "REMOVED", "hide-lately": "DISABLED",
               "hide-all": "DISABLED"}  # fmt: skip
BESIDE = tuple(_VISIBILITY)
_AUTOMATION = {"no": "NOT_AUTOMATED", "partly": "PARTIALLY", "fully": "FULLY"}
_SOURCES = {"trusted": "SOURCE_TRUSTED_FLAGGER", "own_initiative": "SOURCE_VOLUNTARY"}
# What restricts somebody in the sense of article 17. A warning or a locked post does not.
EXPORTED = ("edit", "hide", "remove", "restriction", "suspension", "termination")


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a statement tells, after its words were redacted. `also` is done to the post beside."""

    puid: str
    action: str
    also: str
    ground: str  # guideline or illegal
    reference: str  # title of the rule, or the law
    reference_url: str  # "": none that everybody may open
    facts: str
    explanation: str
    category: str  # one of rulebooks.EU_CATEGORIES
    origin: str
    is_illegal_notice: bool  # somebody reported it as illegal (article 16)
    is_detected_by_software: bool
    automation: str
    starts_on: date
    ends_on: date | None
    content_on: date
    has_pictures: bool
    is_profile: bool


def is_exported(action: str, also: str) -> bool:
    return action in EXPORTED or also in BESIDE


def payload(told: Restriction) -> dict[str, Any]:
    """The JSON object of one statement. ValueError for a puid that the database would refuse."""
    if not _PUID.fullmatch(told.puid):
        raise ValueError("a puid is made of letters, digits, _ and -")
    found: dict[str, Any] = {
        **_restrictions(told),
        **_ground(told),
        "content_type": _content_type(told),
        "category": f"STATEMENT_CATEGORY_{told.category}",
        "territorial_scope": list(EVERYWHERE),
        "content_date": told.content_on.isoformat(),
        "application_date": told.starts_on.isoformat(),
        "decision_facts": told.facts[:LONGEST_FACTS],
        "source_type": _source(told),
        "automated_detection": "Yes" if told.is_detected_by_software else "No",
        "automated_decision": f"AUTOMATED_DECISION_{_AUTOMATION[told.automation]}",
        "puid": told.puid,
    }
    if told.is_profile:
        found["content_type_other"] = "Profile of an account"
    return found


def _restrictions(told: Restriction) -> dict[str, Any]:
    found: dict[str, Any] = {}
    end = told.ends_on.isoformat() if told.ends_on else None
    post = told.action if told.action in _VISIBILITY else told.also
    if post in _VISIBILITY:
        found["decision_visibility"] = [f"DECISION_VISIBILITY_CONTENT_{_VISIBILITY[post]}"]
        if end and told.action in _VISIBILITY:
            found["end_date_visibility_restriction"] = end
    if told.action == "edit":
        found["decision_visibility"] = ["DECISION_VISIBILITY_OTHER"]
        found["decision_visibility_other"] = "A part of the text was changed."
    if told.action == "restriction":
        found["decision_provision"] = "DECISION_PROVISION_PARTIAL_SUSPENSION"
        found |= {"end_date_service_restriction": end} if end else {}
    if told.action in {"suspension", "termination"}:
        word = "SUSPENDED" if told.action == "suspension" else "TERMINATED"
        found |= {"decision_account": f"DECISION_ACCOUNT_{word}",
                  "account_type": "ACCOUNT_TYPE_PRIVATE"}  # fmt: skip
        found |= {"end_date_account_restriction": end} if end else {}
    return found


def _ground(told: Restriction) -> dict[str, Any]:
    ground, why = told.reference[:LONGEST_GROUND], told.explanation[:LONGEST_EXPLANATION]
    found = {"decision_ground_reference_url": told.reference_url} if told.reference_url else {}
    if told.ground == "illegal":
        return found | {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": ground, "illegal_content_explanation": why,
        }  # fmt: skip
    return found | {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": ground, "incompatible_content_explanation": why,
        "incompatible_content_illegal": "No",
    }  # fmt: skip


def _content_type(told: Restriction) -> list[str]:
    if told.is_profile:
        return ["CONTENT_TYPE_OTHER"]
    return ["CONTENT_TYPE_TEXT", *(["CONTENT_TYPE_IMAGE"] if told.has_pictures else [])]


def _source(told: Restriction) -> str:
    if told.origin == "notice":
        return "SOURCE_ARTICLE_16" if told.is_illegal_notice else "SOURCE_TYPE_OTHER_NOTIFICATION"
    return _SOURCES.get(told.origin, "SOURCE_TYPE_OTHER_NOTIFICATION")
