"""Where reports, decisions, appeals and the console are."""

from urllib.parse import quote

from forum.links.ending import query as _query


def report_message(conversation_id: int, number: int, **query: str | int | None) -> str:
    return f"/messages/{conversation_id}/{number}/report{_query(query)}"


def report_post(post_id: int, **query: str | int | None) -> str:
    """Report a post, or by its first one a thread: choose why; with `reason`, say more."""
    return f"/posts/{post_id}/report{_query(query)}"


def report_member(name: str, **query: str | int | None) -> str:
    return f"/m/{quote(name)}/report{_query(query)}"


def reports(reference: str = "", **query: str | int | None) -> str:
    """What one has reported; with a reference, one of it."""
    return f"/account/reports{f'/{reference}' if reference else ''}{_query(query)}"


def decisions(statement_id: int | None = None, verb: str = "", **query: str | int | None) -> str:
    """What was decided about one; one of it as one was told, or what is done: appeal, withdraw."""
    one = f"/{statement_id}" if statement_id else ""
    return f"/account/decisions{one}{'/' + verb if verb else ''}{_query(query)}"


def statement(word: str) -> str:
    """What somebody was told, for who holds the link from the letter."""
    return f"/statements/read/{quote(word)}"


def appeal_by_letter(word: str, verb: str = "") -> str:
    """Contradicting it with the link from the letter, or taking that back: withdraw."""
    return f"/statements/appeal/{quote(word)}{'/' + verb if verb else ''}"


def misuse(name: str, verb: str = "") -> str:
    """How a member reports and appeals, and what the team does about it: warn, stop."""
    return f"/m/{quote(name)}/misuse{'/' + verb if verb else ''}"


def message_reports(report_id: int | None = None, **query: str | int | None) -> str:
    """For staff: what was reported, or one of it."""
    return f"/messages/reports{f'/{report_id}' if report_id else ''}{_query(query)}"


def moderation(**query: str | int | None) -> str:
    """The queue, filtered."""
    return f"/moderation{_query(query)}"


def moderation_page(
    page: str, key: int | str | None = None, verb: str = "", **query: str | int | None
) -> str:
    """Count, next, filters, appeals, proposals, templates …; one of them, what is done to it."""
    parts = [quote(str(part)) for part in (page, key, verb) if part]
    return "/moderation/" + "/".join(parts) + _query(query)


def case(reference: str, verb: str = "", **query: str | int | None) -> str:
    """A case, or what is done there: claim, release, escalate, note, decide, preview, brand …"""
    return f"/moderation/cases/{quote(reference)}{'/' + verb if verb else ''}{_query(query)}"


def member_notes(name: str) -> str:
    """What the team has noted about a member."""
    return f"/m/{quote(name)}/notes"


def thread_notes(thread_id: int) -> str:
    return f"/threads/{thread_id}/notes"


def remove_note(note_id: int) -> str:
    return f"/moderation/notes/{note_id}/remove"


def transparency(number: int | None = None, kind: str = "") -> str:
    return "/transparency" + (f"/{number}" if number else "") + (f".{kind}" if kind else "")
