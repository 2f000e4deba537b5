"""What the forum knows of a member, gathered for themselves: plain values, as JSON can hold them.

Read with their own eyes: of what they cannot see any more there is their own text and no title, no
category and no link (T28). Of other people there are public names and nothing else.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, case, null, select

from forum import plugins
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Affiliation,
    ApiToken,
    Appeal,
    Badge,
    BadgeGrant,
    Bookmark,
    Candidacy,
    CandidacyReview,
    Category,
    CategoryLevel,
    Conversation,
    DataExport,
    Decision,
    Distance,
    Draft,
    EmbargoReader,
    Follow,
    Group,
    GroupMember,
    GuidelineAcceptance,
    GuidelineVersion,
    Identity,
    Invite,
    LedgerEntry,
    Mailing,
    MemberSession,
    Message,
    MisuseMeasure,
    Notification,
    NotificationChoice,
    OldName,
    Page,
    PageAcceptance,
    PageVersion,
    Participant,
    Passkey,
    Post,
    ProfileField,
    ProfileValue,
    ProgrammeGrant,
    Reaction,
    ReadPosition,
    Report,
    Revision,
    StaffAction,
    Statement,
    Tag,
    TagLevel,
    Thread,
    ThreadLevel,
    Upload,
    User,
    Viewer,
    Visit,
)
from forum.models.columns import utcnow
from forum.policies import categories as category_policy
from forum.policies import exports as policy
from forum.policies import posts as post_policy
from forum.policies import threads as thread_policy

Rows = list[dict[str, Any]]
# What the team writes down that is no decision about the member; the first would tell of a report.
UNTOLD = ("read-message", "name-checked", "name-left")
_PROFILE = (
    "name", "display_name", "email", "pronouns", "location", "website", "bio", "interests",
    "byline", "title", "created_at", "confirmed_at", "last_seen_at", "trust_level", "locale",
    "time_zone", "scheme", "posts_per_page", "hides_activity", "hides_presence", "is_unlisted",
    "mentions_from", "messages_from", "digest_days", "joined_via", "suspended_until",
    "suspended_reason", "thread_count", "post_count", "answer_count", "reactions_given_count",
    "reactions_received_count", "helped_count", "thanked_count",
)  # fmt: skip


def gather(viewer: Viewer, user: User) -> dict[str, Rows]:
    """Everything by section. `user` with their groups is the viewer as well."""
    require(policy.can_gather(viewer, user))
    return {
        "profile": [{name: _plain(getattr(user, name)) for name in _PROFILE}],
        **{name: _rows(statement) for name, statement in _statements(user).items()},
        **{name: kept.export(user.id) for name, kept in plugins.current().personal.items()},
    }


def place_of(viewer: Viewer | None, upload: Upload) -> str:
    """Where a file of theirs lies in the copy."""
    return f"files/{upload.id}-{upload.name}"


def latest(viewer: Viewer, is_made: bool) -> DataExport | None:
    """The viewer's newest copy that can be fetched, or that is being made; None without one."""
    state = DataExport.expires_at > utcnow() if is_made else DataExport.made_at.is_(None)
    found: DataExport | None = db.session.scalar(
        select(DataExport)
        .where(DataExport.user_id == viewer.id, state)
        .order_by(DataExport.id.desc())
        .limit(1)
    )
    return found


def _rows(statement: Select[Any]) -> Rows:
    return [
        {name: _plain(value) for name, value in row.items()}
        for row in db.session.execute(statement).mappings()
    ]


def _plain(value: Any) -> Any:
    """As JSON holds it: days and moments as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _statements(me: User) -> dict[str, Select[Any]]:
    return {**_of_account(me), **_of_writing(me), **_between(me), **_of_standing(me)}


def _of_account(me: User) -> dict[str, Select[Any]]:
    return {
        "earlier_names": select(OldName.name, OldName.created_at).where(OldName.user_id == me.id),
        "answers": select(ProfileField.label, ProfileValue.value)
        .join(ProfileField, ProfileField.id == ProfileValue.field_id)
        .where(ProfileValue.user_id == me.id),
        "affiliations": select(
            Affiliation.kind, Affiliation.organisation, Affiliation.detail,
            Affiliation.is_public, Affiliation.valid_from, Affiliation.valid_to,
        ).where(Affiliation.user_id == me.id),
        "sessions": select(
            MemberSession.created_at, MemberSession.last_seen_at, MemberSession.revoked_at,
            MemberSession.address, MemberSession.user_agent,
        ).where(MemberSession.user_id == me.id).order_by(MemberSession.id),
        "passkeys": select(Passkey.name, Passkey.create_datetime, Passkey.lastuse_datetime)
        .where(Passkey.user_id == me.id),
        "accounts_elsewhere": select(
            Identity.issuer, Identity.subject, Identity.called, Identity.created_at,
            Identity.last_used_at,
        ).where(Identity.user_id == me.id).order_by(Identity.id),
        "visits": select(
            Visit.day, Visit.threads_opened, Visit.posts_read, Visit.seconds_reading
        ).where(Visit.user_id == me.id).order_by(Visit.day),
        "guidelines_accepted": select(GuidelineVersion.number, GuidelineAcceptance.accepted_at)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineAcceptance.version_id)
        .where(GuidelineAcceptance.user_id == me.id),
        "pages_accepted": select(Page.slug, PageVersion.number, PageAcceptance.accepted_at)
        .join(PageVersion, PageVersion.id == PageAcceptance.version_id)
        .join(Page, Page.id == PageVersion.page_id)
        .where(PageAcceptance.user_id == me.id),
        "notification_choices": select(
            NotificationChoice.event, NotificationChoice.channel, NotificationChoice.is_on
        ).where(NotificationChoice.user_id == me.id),
        "notifications": select(
            Notification.event, Notification.count, Notification.created_at, Notification.read_at
        ).where(Notification.user_id == me.id).order_by(Notification.id),
        "letters": select(Mailing.kind, Mailing.state, Mailing.created_at, Mailing.settled_at)
        .where(Mailing.user_id == me.id).order_by(Mailing.id),
        "threads_followed": _seen_thread(
            me, ThreadLevel, ThreadLevel.level, ThreadLevel.changed_at
        ),
        "categories_followed": select(Category.name, CategoryLevel.level)
        .join(Category, Category.id == CategoryLevel.category_id)
        .where(CategoryLevel.user_id == me.id, Category.id.in_(category_policy.visible_ids(me))),
        "tags_followed": select(Tag.name, TagLevel.level)
        .join(Tag, Tag.id == TagLevel.tag_id).where(TagLevel.user_id == me.id),
        "threads_read": _seen_thread(
            me, ReadPosition, ReadPosition.last_number, ReadPosition.read_at
        ),
    }  # fmt: skip


def _seen_thread(me: User, table: Any, *columns: Any) -> Select[Any]:
    """Rows of `table` about threads that the member can read."""
    return (
        select(Thread.title, *columns)
        .join(Thread, Thread.id == table.thread_id)
        .where(table.user_id == me.id, thread_policy.readable(me))
        .order_by(Thread.id)
    )


def _of_writing(me: User) -> dict[str, Select[Any]]:
    title = case((thread_policy.readable(me), Thread.title), else_=null()).label("thread")
    return {
        "posts": select(
            Post.id, title, post_policy.readable(me).label("is_readable"), Post.number,
            Post.created_at, Post.edited_at, Post.state, Post.author_capacity,
            Post.author_byline, Post.body,
        ).join(Thread, Thread.id == Post.thread_id).where(Post.author_id == me.id)
        .order_by(Post.id),
        "earlier_versions": select(
            Revision.post_id, Revision.number, Revision.created_at,
            Revision.before["body"].as_string().label("body"),
            case((thread_policy.readable(me), Revision.before["title"].as_string()), else_=null())
            .label("title"),
            case((Revision.editor_id == me.id, Revision.reason), else_=null()).label("reason"),
        ).join(Post, Post.id == Revision.post_id).join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == me.id, Revision.is_hidden.is_(False)).order_by(Revision.id),
        "reactions": select(
            Reaction.kind, Reaction.created_at, Reaction.post_id,
        ).where(Reaction.user_id == me.id).order_by(Reaction.created_at),
        "bookmarks": select(Bookmark.post_id, Bookmark.note, Bookmark.remind_at,
                            Bookmark.created_at).where(Bookmark.user_id == me.id),
        "drafts": select(Draft.key, Draft.payload, Draft.updated_at)
        .where(Draft.user_id == me.id),
        "files": select(
            Upload.id, Upload.name, Upload.mime, Upload.size, Upload.purpose, Upload.created_at
        ).where(Upload.uploader_id == me.id).order_by(Upload.id),
    }  # fmt: skip


def _between(me: User) -> dict[str, Select[Any]]:
    """Messages they wrote; the title where they are still in the conversation, or gave it."""
    here = (
        select(Participant.user_id)
        .where(
            Participant.user_id == me.id, Participant.left_at.is_(None),
            Participant.conversation_id == Conversation.id,
        )
        .exists()
    )  # fmt: skip
    title = case((here | (Conversation.starter_id == me.id), Conversation.title), else_=null())
    return {
        "messages": select(
            Message.conversation_id, title.label("conversation"), Message.number,
            Message.created_at, Message.body,
        ).join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.author_id == me.id).order_by(Message.id),
        "follows": select(User.name, Follow.created_at)
        .join(User, User.id == Follow.followed_id).where(Follow.user_id == me.id),
        "muted_and_blocked": select(User.name, Distance.kind, Distance.until)
        .join(User, User.id == Distance.other_id).where(Distance.user_id == me.id),
        "reports_filed": select(
            Report.reference, Report.reason, Report.explanation, Report.law, Report.created_at,
            Report.answered_at, Report.is_upheld,
        ).where(Report.reporter_id == me.id).order_by(Report.id),
        "tokens": select(
            ApiToken.kind, ApiToken.name, ApiToken.scopes, ApiToken.created_at,
            ApiToken.expires_at, ApiToken.last_used_at, ApiToken.revoked_at,
        ).where(ApiToken.creator_id == me.id).order_by(ApiToken.id),
        "invites": select(
            Invite.label, Invite.domain, Invite.use_count, Invite.created_at,
            Invite.expires_at,
        ).where(Invite.creator_id == me.id),
    }  # fmt: skip


def _of_standing(me: User) -> dict[str, Select[Any]]:
    """Decisions say what and when, not who decided; notes of the team may name others."""
    return {
        "groups": select(Group.name, GroupMember.since, GroupMember.until, GroupMember.is_owner)
        .join(Group, Group.id == GroupMember.group_id).where(GroupMember.user_id == me.id),
        "badges": select(
            Badge.name, BadgeGrant.granted_at, BadgeGrant.reason, BadgeGrant.revoked_at,
            BadgeGrant.revoked_reason,
        ).join(Badge, Badge.id == BadgeGrant.badge_id).where(BadgeGrant.user_id == me.id),
        "ledger": select(
            LedgerEntry.kind, LedgerEntry.what, LedgerEntry.change, LedgerEntry.reason,
            LedgerEntry.evidence, LedgerEntry.created_at,
        ).where(LedgerEntry.user_id == me.id).order_by(LedgerEntry.id),
        "statements": select(
            Decision.action, Decision.state, Statement.body, Statement.sent_at, Decision.ends_at,
            Statement.appeal_until,
        ).join(Decision, Decision.id == Statement.decision_id)
        .where(Statement.user_id == me.id).order_by(Statement.id),
        "appeals": select(
            Appeal.reference, Appeal.grounds, Appeal.state, Appeal.reasons, Appeal.submitted_at,
            Appeal.decided_at,
        ).where(Appeal.user_id == me.id).order_by(Appeal.id),
        "misuse_measures": select(
            MisuseMeasure.kind, MisuseMeasure.assessment, MisuseMeasure.warned_at,
            MisuseMeasure.suspended_from, MisuseMeasure.suspended_until,
        ).where(MisuseMeasure.user_id == me.id).order_by(MisuseMeasure.id),
        "decisions": select(StaffAction.verb, StaffAction.post_id, StaffAction.created_at)
        .where(
            StaffAction.user_id == me.id, StaffAction.actor_id != me.id,
            StaffAction.verb.not_in(UNTOLD),
        )
        .order_by(StaffAction.id),
        "candidacies": select(
            Candidacy.origin, Candidacy.state, Candidacy.opened_at, Candidacy.decided_at,
            case((Candidacy.origin == "self", Candidacy.pitch), else_="").label("pitch"),
            Candidacy.message, Candidacy.decision_code,
        ).where(Candidacy.user_id == me.id),
        "advice_on_candidates": select(
            CandidacyReview.vote, CandidacyReview.comment, CandidacyReview.created_at,
        ).where(CandidacyReview.reviewer_id == me.id, ~CandidacyReview.is_staff),
        "terms_as_ambassador": select(
            ProgrammeGrant.state, ProgrammeGrant.starts_at, ProgrammeGrant.ends_at,
            ProgrammeGrant.end_reason,
        ).where(ProgrammeGrant.user_id == me.id),
        "kept_to_oneself": select(
            EmbargoReader.thread_id, EmbargoReader.accepted_at, EmbargoReader.reminded_at,
        ).where(EmbargoReader.user_id == me.id),
    }  # fmt: skip
