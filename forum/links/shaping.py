"""Where admins shape the forum, and staff writes the guidelines."""

from urllib.parse import quote

from forum.links.ending import query as _query


def admin_category(category_id: int | str, verb: str = "", **query: str | int | None) -> str:
    """A category as admins shape it: a number or "new"; access, move, merge, delete, cover …"""
    return f"/admin/categories/{category_id}{'/' + quote(verb) if verb else ''}{_query(query)}"


def guideline_draft(version_id: int, part: str = "", anchor: str = "", verb: str = "") -> str:
    """A draft as staff writes it; `part`: read, propose, approve, return, withdraw, sections (the
    one at `anchor`, or "new"); `verb`: what is done to a section."""
    parts = [quote(one) for one in (part, anchor, verb) if one]
    return "/admin/guidelines/" + "/".join([str(version_id), *parts])
