"""What somebody who has left had of their own: rows, posts, files, messages, records about them.

Each function does a bit for `services.erasing`, and says whether it has done all of it.
"""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import and_, delete, func, or_, select, update

from forum import database, plugins, wording
from forum.extensions import db
from forum.lib import filenames, leaving, markdown
from forum.lib import names as lib_names
from forum.lib.verdict import require
from forum.models import (
    AccountToken,
    Address,
    Affiliation,
    ApiToken,
    Appeal,
    Badge,
    BadgeGrant,
    Bookmark,
    Candidacy,
    CandidacyReview,
    CategoryLevel,
    CategoryRead,
    Conversation,
    DataExport,
    Decision,
    Departure,
    Distance,
    Draft,
    Follow,
    GroupMember,
    GroupRequest,
    HeldEdit,
    Identity,
    IntegrityFlag,
    Invite,
    InviteUse,
    KeptAnswer,
    LedgerEntry,
    Mailing,
    MemberSession,
    Message,
    MessageReport,
    MessageUpload,
    MisuseMeasure,
    ModerationCase,
    Notification,
    NotificationChoice,
    Participant,
    Passkey,
    PerkAward,
    PinDismissal,
    Post,
    PostUpload,
    ProfileValue,
    ProgrammeEvent,
    ProgrammeGrant,
    ReadPosition,
    Report,
    Revision,
    SavedFilter,
    ScoreRow,
    Snapshot,
    StaffAction,
    Statement,
    TagLevel,
    Thread,
    ThreadEvent,
    ThreadLevel,
    Told,
    Upload,
    User,
    Viewer,
    Visit,
)
from forum.models.columns import fitting, utcnow
from forum.policies import departures as policy
from forum.services import chaining, jobs, rendering

BATCH = 50  # posts, messages or files in one unit of work
# Rows that are theirs alone go. Mailings first: they point to notifications.
ROWS: tuple[Any, ...] = (
    MemberSession.user_id, AccountToken.user_id, Passkey.user_id, Identity.user_id,
    Mailing.user_id,
    Notification.user_id, Notification.actor_id, Told.user_id, NotificationChoice.user_id,
    ThreadLevel.user_id, CategoryLevel.user_id, TagLevel.user_id, Bookmark.user_id, Draft.user_id,
    Follow.user_id, Follow.followed_id, Distance.user_id, Distance.other_id, ReadPosition.user_id,
    CategoryRead.user_id, PinDismissal.user_id, Visit.user_id, ProfileValue.user_id,
    Affiliation.user_id, DataExport.user_id, InviteUse.user_id, GroupMember.user_id,
    GroupRequest.user_id, BadgeGrant.user_id, LedgerEntry.user_id, ScoreRow.user_id,
    IntegrityFlag.user_id, Address.user_id, SavedFilter.user_id, HeldEdit.editor_id,
    KeptAnswer.user_id, ApiToken.user_id, ApiToken.creator_id,
)  # fmt: skip


def rows(actor: Viewer, user: User, departure: Departure) -> bool:
    """The rows of one table, and then of the next."""
    require(policy.can_erase(actor))
    column = ROWS[departure.after_id]
    theirs = column == user.id
    if column.class_ is Notification:
        among = select(Notification.id).where(theirs)
        _change(delete(Mailing).where(Mailing.notification_id.in_(among)))
    if column is BadgeGrant.user_id:
        held = select(BadgeGrant.badge_id).where(theirs, BadgeGrant.revoked_at.is_(None))
        fewer = update(Badge).where(Badge.id.in_(held), Badge.holder_count > 0)
        _change(fewer.values(holder_count=Badge.holder_count - 1))
    _change(delete(column.class_).where(theirs))
    departure.after_id += 1
    return departure.after_id == len(ROWS)


def posts(actor: Viewer, user: User, departure: Departure) -> bool:
    """Nothing that says who wrote them, nor for which partner of the brand; with "also blank my
    posts", not what they wrote either."""
    require(policy.can_erase(actor))
    found = db.session.scalars(
        select(Post).where(Post.author_id == user.id, Post.id > departure.after_id)
        .order_by(Post.id).limit(BATCH).execution_options(populate_existing=True)
    ).all()  # fmt: skip
    names = called(actor, user, departure)
    for post in found:
        post.submission_key = None
        if post.author_capacity == "partner" or leaving.holds(post.author_byline, names):
            post.author_byline = ""
            if post.number == 1:
                began = update(Thread).where(Thread.id == post.thread_id)
                _change(began.values(author_byline=""))
        if departure.blanks_posts:
            _blank(post)
        departure.after_id = post.id
    database.touch(*{f"thread:{post.thread_id}" for post in found})
    return len(found) < BATCH


def revisions(actor: Viewer, user: User, departure: Departure) -> bool:
    """The reasons they gave when they edited what others wrote."""
    require(policy.can_erase(actor))
    if departure.blanks_posts:
        _change(update(Revision).where(Revision.editor_id == user.id).values(reason=""))
    return True


def uploads(actor: Viewer, user: User, departure: Departure) -> bool:
    """Files that nothing shows any more go; the names of others say nothing of who sent them."""
    require(policy.can_erase(actor))
    found = db.session.scalars(
        select(Upload).where(Upload.uploader_id == user.id, Upload.id > departure.after_id)
        .order_by(Upload.id).limit(BATCH)
    ).all()  # fmt: skip
    names = called(actor, user, departure)
    for upload in found:
        if leaving.holds(upload.name, names) or departure.blanks_posts:
            _rename(upload)
        jobs.enqueue("upload.collect", upload_id=upload.id)
        departure.after_id = upload.id
    return len(found) < BATCH


def conversations(actor: Viewer, user: User, departure: Departure) -> bool:
    """They are in none any more; one that nobody is in goes, unless a message was reported."""
    require(policy.can_erase(actor))
    if departure.blanks_posts:
        _blank_messages(user)
    _change(
        update(Message).where(Message.author_id == user.id)
        .values(author_byline="", submission_key=None)
    )  # fmt: skip
    _change(
        update(Conversation).where(Conversation.assignee_id == user.id).values(assignee_id=None)
    )
    mine = select(Participant.conversation_id).where(Participant.user_id == user.id)
    ids = db.session.scalars(mine.order_by(Participant.conversation_id).limit(BATCH)).all()
    _change(
        delete(Participant).where(
            Participant.user_id == user.id, Participant.conversation_id.in_(ids)
        )
    )
    _remove_deserted(ids)
    return len(ids) < BATCH


def records(actor: Viewer, user: User, departure: Departure) -> bool:
    """What the team keeps of its decisions stays, without a name or their own words."""
    require(policy.can_erase(actor))
    names = called(actor, user, departure)
    about = Candidacy.user_id == user.id
    _change(update(Candidacy).where(about).values(pitch="", message=""))
    mine = select(Candidacy.id).where(about)
    reviews: Any = CandidacyReview.candidacy_id.in_(mine)
    if departure.blanks_posts:
        reviews |= CandidacyReview.reviewer_id == user.id
        nominated = Candidacy.nominator_id == user.id
        _change(update(Candidacy).where(nominated).values(pitch=""))
    advised = and_(CandidacyReview.reviewer_id == user.id, ~CandidacyReview.is_staff)
    _change(update(CandidacyReview).where(or_(reviews, advised)).values(comment=""))
    grants = select(ProgrammeGrant.id).where(ProgrammeGrant.user_id == user.id)
    _change(update(PerkAward).where(PerkAward.grant_id.in_(grants)).values(note=""))
    made = Invite.creator_id == user.id
    _change(
        update(Invite).where(made)
        .values(email="", domain="", revoked_at=func.coalesce(Invite.revoked_at, utcnow()))
    )  # fmt: skip
    history = or_(ProgrammeEvent.candidacy_id.in_(mine), ProgrammeEvent.grant_id.in_(grants))
    _scrub(ProgrammeEvent, ("reason",), history, names)
    _scrub(ProgrammeGrant, ("end_reason",), ProgrammeGrant.user_id == user.id, names)
    _scrub(Invite, ("label",), made, names)
    acted = ThreadEvent.actor_id == user.id
    _scrub(ThreadEvent, ("note", "actor_byline"), acted, names)
    of_partner = update(ThreadEvent).where(acted, ThreadEvent.actor_capacity == "partner")
    _change(of_partner.values(actor_byline=""))
    own = select(Post.id).where(Post.author_id == user.id)
    _scrub(Revision, ("reason",), Revision.post_id.in_(own), names)
    told = or_(StaffAction.user_id == user.id, StaffAction.actor_id == user.id)
    chaining.take_out(user.id, told, lambda value: _scrubbed(value, names))
    reported = MessageReport.message_id.in_(select(Message.id).where(Message.author_id == user.id))
    _scrub(MessageReport, ("reason", "snapshot"), reported, names)
    _forget_reports(user, names)
    return True


def _forget_reports(user: User, names: leaving.Names) -> None:
    """What was said of them and by them stays for a while, without their name; what they said of
    themselves does not (community.md §4.8)."""
    about = select(ModerationCase.id).where(ModerationCase.user_id == user.id)
    themselves = select(ModerationCase.id).where(ModerationCase.target == f"user:{user.id}")
    _change(
        update(Snapshot).where(Snapshot.case_id.in_(themselves)).values(title="", body="", media=[])
    )
    _scrub(Snapshot, ("title", "body"), Snapshot.case_id.in_(about), names)
    said = or_(Report.case_id.in_(about), Report.reporter_id == user.id)
    _scrub(Report, ("explanation", "law"), said, names)
    _forget_decisions(user, about, names)


def _forget_decisions(user: User, about: Any, names: leaving.Names) -> None:
    """What was decided about them and what they said against it, while an appeal or a claim is
    possible: under the name of nobody."""
    decided = select(Decision.id).where(Decision.case_id.in_(about))
    _scrub(Decision, ("quote", "facts", "explanation"), Decision.case_id.in_(about), names)
    told = or_(Statement.decision_id.in_(decided), Statement.user_id == user.id)
    _scrub(Statement, ("body",), told, names)
    against = or_(Appeal.decision_id.in_(decided), Appeal.user_id == user.id)
    _scrub(Appeal, ("grounds", "reasons", "apology"), against, names)
    mine: Any = MisuseMeasure.user_id == user.id
    _scrub(MisuseMeasure, ("assessment",), mine, names)


def called(actor: Viewer, user: User, departure: Departure) -> leaving.Names:
    """What they were called, and what they are called now."""
    require(policy.can_erase(actor))
    known = departure.names
    return leaving.Names(
        tuple(known.get("handles", ())), tuple(known.get("displayed", ())), user.name,
        user.display_name,
    )  # fmt: skip


def _blank(post: Post) -> None:
    """The text, its history and its files; of a first post the title too."""
    said = _said_instead()
    post.body, post.html, post.has_math = said, markdown.render(said).html, False
    post.html_version, post.version = markdown.VERSION, Post.version + 1
    post.edit_count, post.edited_at = 0, None
    _change(delete(Revision).where(Revision.post_id == post.id))
    _change(delete(PostUpload).where(PostUpload.post_id == post.id))
    db.session.flush()
    if post.number == 1:
        _change(
            update(Thread).where(Thread.id == post.thread_id)
            .values(title=said, slug=lib_names.slug(said), excerpt="", version=Thread.version + 1)
        )  # fmt: skip
        jobs.enqueue("thread.render_quotes", thread_id=post.thread_id,
                     once=f"thread.render_quotes:{post.thread_id}")  # fmt: skip


def _said_instead() -> str:
    with force_locale(wording.site()):
        return str(_("Removed at the author's wish."))


def _rename(upload: Upload) -> None:
    """The name stands in the posts that show it, so these are drawn again."""
    upload.name = filenames.harmless(f"file.{filenames.ending(upload.name) or 'bin'}")
    shown = select(Post.thread_id).join(PostUpload, PostUpload.post_id == Post.id)
    for thread_id in db.session.scalars(
        shown.where(PostUpload.upload_id == upload.id).distinct()
    ).all():
        jobs.enqueue("thread.render", thread_id=thread_id, once=f"thread.render:{thread_id}")
    db.session.flush()
    sent = select(Message).join(MessageUpload, MessageUpload.message_id == Message.id)
    for message in db.session.scalars(sent.where(MessageUpload.upload_id == upload.id)).all():
        author = db.session.get_one(User, message.author_id)
        message.html = rendering.redraw_message(author, message.body).html


def _blank_messages(user: User) -> None:
    _take_files_out(select(Message.id).where(Message.author_id == user.id))
    _change(
        update(Message).where(Message.author_id == user.id, Message.is_erased.is_(False))
        .values(body="", html=Markup(), is_erased=True)
    )  # fmt: skip
    titled = and_(Conversation.starter_id == user.id, Conversation.title != "")
    _change(update(Conversation).where(titled).values(title=_said_instead()))


def _take_files_out(messages: Any) -> None:
    """What these messages show is deleted, unless something else shows it."""
    shown: Any = MessageUpload.message_id.in_(messages)
    ids = db.session.scalars(select(MessageUpload.upload_id).where(shown).distinct()).all()
    _change(delete(MessageUpload).where(shown))
    for upload_id in ids:
        jobs.enqueue("upload.collect", upload_id=upload_id)


def _remove_deserted(ids: Any) -> None:
    """Conversations between members that the last of them has left."""
    here = select(Participant.conversation_id).where(Participant.left_at.is_(None))
    reported = select(Message.conversation_id).join(
        MessageReport, MessageReport.message_id == Message.id
    )
    gone = db.session.scalars(
        select(Conversation.id).where(
            Conversation.id.in_(ids), Conversation.kind == "private",
            Conversation.id.not_in(here.where(Participant.conversation_id.in_(ids))),
            Conversation.id.not_in(reported.where(Message.conversation_id.in_(ids))),
        )
    ).all()  # fmt: skip
    told = select(Notification.id).where(Notification.conversation_id.in_(gone))
    _change(delete(Mailing).where(Mailing.notification_id.in_(told)))
    _change(delete(Draft).where(Draft.key.in_([f"conversation:{key}" for key in gone])))
    _take_files_out(select(Message.id).where(Message.conversation_id.in_(gone)))
    for column in (Notification.conversation_id, Message.conversation_id,
                   Participant.conversation_id, Conversation.id):  # fmt: skip
        _change(delete(column.class_).where(column.in_(gone)))


def _scrub(table: Any, fields: tuple[str, ...], which: Any, names: leaving.Names) -> None:
    for row in db.session.scalars(select(table).where(which)).all():
        for field in fields:
            value = _scrubbed(getattr(row, field), names)
            setattr(row, field, fitting(getattr(table, field), value))
    db.session.flush()


def _scrubbed(value: Any, names: leaving.Names) -> Any:
    """A text without their name; of JSON all texts in it."""
    if isinstance(value, dict):
        return {key: _scrubbed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_scrubbed(each, names) for each in value]
    return leaving.scrubbed(value, names) if isinstance(value, str) else value


def _change(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})


def of_plugins(actor: Viewer, user: User, departure: Departure) -> bool:
    """What plugins keep of them. One that fails is asked again with the job."""
    require(policy.can_erase(actor))
    for kept in plugins.current().personal.values():
        kept.erase(user.id)
    return True
