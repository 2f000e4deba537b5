"""What is one's own: the profile, notifications, bookmarks, drafts, reports, decisions."""

from datetime import UTC, datetime, time
from typing import Any

from flask import g

from forum import links
from forum.blueprints.api import shapes_of_people as shapes
from forum.blueprints.api.answering import cursor
from forum.blueprints.api.frame import needs_all, route
from forum.blueprints.bookmarks import MORNING
from forum.forms.api import (
    ChangedProfile,
    KeptBookmark,
    NewReport,
    PageQuery,
    SavedDraft,
)
from forum.forms.appeals import AppealForm
from forum.forms.base import Form
from forum.lib.verdict import require
from forum.policies import drafts as draft_policy
from forum.queries import bookmarks as bookmark_queries
from forum.queries import drafts as draft_queries
from forum.queries import members, notifications, posts, reports, statements
from forum.services import appeals, bookmarks, drafts, profile_fields, profiles
from forum.services import notifications as telling
from forum.services import reports as reporting
from forum.services.filing import Said
from forum.web import member, viewer

_PROFILE = ("display_name", "pronouns", "location", "website", "bio")


@route("GET", "/me", answer=shapes.Me, scope="read")
def get_me() -> Any:
    """The account the token acts as."""
    user = member()
    return {
        **{name: getattr(user, name) for name in ("id", "name", "trust_level", *_PROFILE)},
        "url": links.member(user.name), "interests": list(user.interests),
        "unread_notifications": user.unread_count, "unread_conversations": user.unread_talks,
        "scopes": sorted(g.scopes),
    }  # fmt: skip


@route("PATCH", "/me", answer=shapes.Me, scope="private", body=ChangedProfile,
       rate="account.change")  # fmt: skip
def change_me(sent: ChangedProfile) -> Any:
    """Change the profile. Name, e-mail address and password are changed by people, on pages."""
    user = member()
    given = {name: value for name, value in sent.model_dump(exclude={"fields"}).items()
             if value is not None}  # fmt: skip
    now = {name: getattr(user, name) for name in _PROFILE}
    profiles.update(viewer(), user, **{**now, "interests": ", ".join(user.interests), **given})
    if sent.fields:
        profile_fields.answer(viewer(), user, sent.fields)
    return get_me()


@route("GET", "/notifications", answer=shapes.Notifications, scope="private", query=PageQuery)
def list_notifications(asked: PageQuery) -> Any:
    """What the account is told, the newest first."""
    page = notifications.page(viewer(), asked.after or None)
    rows = [row for day in page.days for row in day.rows]
    return {"items": rows, "next": cursor(page.next_href)}


@route("POST", "/notifications/read", scope="private", body=Form)
def mark_notifications_read(sent: Form) -> None:
    """All of them count as read."""
    telling.mark_all(viewer())


@route("GET", "/bookmarks", answer=shapes.Bookmarks, scope="private", query=PageQuery)
def list_bookmarks(asked: PageQuery) -> Any:
    """Posts that were kept, the newest first."""
    page = bookmark_queries.page(viewer(), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("PUT", "/posts/<int:post_id>/bookmark", scope="private", body=KeptBookmark)
def keep_bookmark(post_id: int, sent: KeptBookmark) -> None:
    """Keep a post, with a note and a day on which to be reminded."""
    at = datetime.combine(sent.remind, time.min, UTC) + MORNING if sent.remind else None
    bookmarks.keep(viewer(), posts.get(viewer(), post_id), sent.note, at)


@route("DELETE", "/posts/<int:post_id>/bookmark", scope="private")
def drop_bookmark(post_id: int) -> None:
    """Keep it no longer."""
    bookmarks.drop(viewer(), posts.get(viewer(), post_id))


@route("GET", "/drafts", answer=shapes.Drafts, scope="private")
def list_drafts() -> Any:
    """What was typed and not sent."""
    return {"items": draft_queries.mine(viewer())}


@route("GET", "/drafts/<string(maxlength=64):key>", answer=shapes.Draft, scope="private")
def get_draft(key: str) -> Any:
    """One: new, message, ask, thread:42 (a reply), post:7 (an edit), conversation:9."""
    return draft_queries.at(viewer(), key)


@route("PUT", "/drafts/<string(maxlength=64):key>", answer=shapes.Saved, scope="private",
       body=SavedDraft)  # fmt: skip
def save_draft(key: str, sent: SavedDraft) -> Any:
    """Keep it. 409 when a newer one is there."""
    require(draft_policy.can_keep(viewer()))
    return {"sequence": drafts.save(viewer(), key, sent.sequence, sent.payload, sent.force)}


@route("DELETE", "/drafts/<string(maxlength=64):key>", scope="private")
def discard_draft(key: str) -> None:
    """Throw it away."""
    drafts.discard(viewer(), key)


@route("GET", "/reports", answer=shapes.Reports, scope="private", query=PageQuery)
def list_reports(asked: PageQuery) -> Any:
    """What the account has reported, and what became of it."""
    page = reports.own(viewer(), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("POST", "/posts/<int:post_id>/reports", answer=shapes.Reference, status=201,
       scope="write", body=NewReport, rate="report.member")  # fmt: skip
def report_post(post_id: int, sent: NewReport) -> Any:
    """Report a post to the team."""
    said = Said(**sent.model_dump())
    return reporting.report_post(viewer(), posts.get(viewer(), post_id), said)


@route("POST", "/members/<string(maxlength=64):name>/reports", answer=shapes.Reference,
       status=201, scope="write", body=NewReport, rate="report.member")  # fmt: skip
def report_member(name: str, sent: NewReport) -> Any:
    """Report a member to the team."""
    needs_all()
    said = Said(**sent.model_dump())
    return reporting.report_member(viewer(), members.one(viewer(), name), said)


@route("GET", "/decisions", answer=shapes.Decisions, scope="private", query=PageQuery)
def list_decisions(asked: PageQuery) -> Any:
    """What was decided about the account."""
    page = statements.own(viewer(), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("GET", "/decisions/<int:statement_id>", answer=shapes.Statement, scope="private")
def get_decision(statement_id: int) -> Any:
    """One of them in full: the statement of reasons."""
    return statements.told(viewer(), statements.get(viewer(), statement_id))


@route("POST", "/decisions/<int:statement_id>/appeal", answer=shapes.Reference, status=201,
       scope="private", body=AppealForm, rate="account.change")  # fmt: skip
def appeal(statement_id: int, sent: AppealForm) -> Any:
    """Contradict it. Somebody else than who decided looks at it."""
    statement = statements.get(viewer(), statement_id)
    require(statements.told(viewer(), statement).may_appeal)
    return appeals.appeal(viewer(), statement, sent.grounds)


@route("DELETE", "/decisions/<int:statement_id>/appeal", scope="private")
def withdraw_appeal(statement_id: int) -> None:
    """Take one's appeal back."""
    statement = statements.get(viewer(), statement_id)
    appeals.withdraw(viewer(), statements.appeal_to_withdraw(viewer(), statement))
