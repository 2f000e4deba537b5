"""What of each table is in an archive. A new table fails a test until it stands here."""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, Table, types

from forum.extensions import db
from forum.models import columns

# In every archive.
_WHOLE = """
address affiliation appeal badge badge_grant blocked_address bookmark candidacy candidacy_review
category category_access category_level category_read category_slug category_tag check_in
conversation cut_reply decision decision_template departure distance door_rule draft embargo
embargo_reader eu_statement follow group group_member group_request guideline_acceptance
guideline_document guideline_section guideline_version held_edit incident integrity_flag invite
invite_use known_edition ledger_entry letter_text look_draft mail_address_health message
message_report message_upload misuse_measure
moderation_case moved_post notification notification_choice old_name page page_acceptance
page_version
participant past_appeal
past_case past_decision past_notice perk perk_award pin_dismissal post post_upload profile_field
profile_value programme programme_event programme_grant programme_notice programme_tier reaction
reaction_count reaction_kind read_position report revision sanction saved_filter score_row
score_run search_term setting_change setting_value snapshot staff_action staff_note statement
swept_post synonym tag tag_level tag_slug term_note thread thread_event thread_level thread_tag
told transparency_report upload user visit visit_total watched_word
"""
WHOLE = frozenset(_WHOLE.split())
# In archives with secrets only: what lets somebody in, and work that carries it.
SECRET = {
    "account_token": "hashes of links from letters",
    "api_token": "hashes of tokens of programs",
    "identity": "accounts of elsewhere by which members sign in",
    "job": "work that waits, with what it was given",
    "mailing": "letters that wait, with addresses",
    "member_session": "signed-in browsers",
    "passkey": "credentials",
    "webhook": "addresses with secrets, sealed with the server's key",
    "sign_up": "password hashes of who has not confirmed the address yet",
}
# In no archive.
LEFT_OUT = {
    "backup": "which backups this server has",
    "configuration": "what the configuration was before files were applied on this server",
    "data_export": "copies of members' data: each holds what is here already, and lives a week",
    "delivery": "what became of what other servers were told",
    "mail_report": "which signed reports of the mail provider were taken",
    "kept_answer": "what programs were answered in the last 24 hours",
    "seam_failure": "what failed in plugins on this server",
    "setup": "whether this server waits to be founded; with members in it, it does not",
    "stale_entry": "what the search index has to look at; the index is made anew",
}
FRESH = "fresh"  # where a table needs some value, the import draws a new one
SECRET_COLUMNS: Mapping[str, Mapping[str, str | None]] = {
    "user": {
        "password": None,
        "fs_uniquifier": FRESH,
        "fs_webauthn_user_handle": None,
        "tf_primary_method": None,
        "tf_totp_secret": None,
        "tf_last_counter": None,
        "mf_recovery_codes": None,
        "mail_key": None,
    },
    "invite": {"token_hash": FRESH},
    "report": {"token_hash": None, "form_key": None},
}
# Columns that pages show as they are. What comes from elsewhere goes through the last gate.
HTML = frozenset(
    (table.name, column.name)
    for table in db.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, columns.SafeHtml)
)


def included(with_secrets: bool) -> list[Table]:
    """The tables of an archive; what others point to comes first, as far as that is possible."""
    names = WHOLE | (SECRET.keys() if with_secrets else set())
    return [table for table in db.metadata.sorted_tables if table.name in names]


def hidden(table: str, with_secrets: bool) -> frozenset[str]:
    """The columns that are written as null."""
    return frozenset() if with_secrets else frozenset(SECRET_COLUMNS.get(table, ()))


def to_json(column: Column[Any]) -> Callable[[Any], Any] | None:
    """How a value is written; None: as it is. Moments are in UTC, bytes in base64."""
    if isinstance(column.type, columns.UtcDateTime | DateTime):
        return _said
    if isinstance(column.type, Date):
        return lambda value: value.isoformat()
    if isinstance(column.type, LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    return None


def _said(value: datetime) -> str:
    """SQLite keeps no zone; what is in there is UTC."""
    return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


def from_json(column: Column[Any]) -> Callable[[Any], Any]:
    """How a value is read, by the type that the database says the column has. Raises ValueError."""
    for kind, read in _READ:
        if isinstance(column.type, kind):
            return read
    return _text


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(_text(value))
    if found.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return found.astimezone(UTC)


def _day(value: Any) -> date:
    return date.fromisoformat(_text(value))


def _bytes(value: Any) -> bytes:
    return base64.b64decode(_text(value), validate=True)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not true or false")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("not a whole number")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError("not a number")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


_READ: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (types.JSON, lambda value: value),
    (Boolean, _flag),
    (Integer, _whole),
    (Float, _number),
    (DateTime, _moment),
    (Date, _day),
    (LargeBinary, _bytes),
)
