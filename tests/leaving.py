"""A member who has one of everything, with a word in each that is found nowhere else, who leaves."""

import re
from datetime import timedelta
from pathlib import Path

from markupsafe import Markup
from sqlalchemy import select, update

from forum import database, storage, structure
from forum.extensions import db
from forum.jobs import departures as jobs
from forum.jobs.worker import Worker
from forum.lib import markdown, tokens
from forum.models import (
    AccountToken,
    Address,
    Affiliation,
    Badge,
    BadgeGrant,
    Bookmark,
    CandidacyReview,
    DataExport,
    Departure,
    Draft,
    Follow,
    GroupMember,
    GroupRequest,
    GuidelineAcceptance,
    GuidelineVersion,
    IntegrityFlag,
    Invite,
    InviteUse,
    Job,
    LedgerEntry,
    MailAddressHealth,
    Mailing,
    MemberSession,
    MessageReport,
    MessageUpload,
    Notification,
    OldName,
    Participant,
    Passkey,
    Perk,
    PerkAward,
    Post,
    PostUpload,
    ProfileField,
    ProfileValue,
    ReadPosition,
    Revision,
    SignUp,
    StaffAction,
    Upload,
    Visit,
)
from forum.models.columns import utcnow
from forum.security import passwords
from forum.services import departures, posts, reports
from forum.services import threads as thread_service
from forum.services.filing import Said
from tests import factories, programme

PASSWORD = "zqpasswordqz of her own"
HANDLE, DISPLAY, OLD = "zqhandleqz", "Zqdisplayqz Zqsurnameqz", "zqoldhandleqz"
EMAIL = "zqmailqz@example.org"
# What stays where posts were blanked, and why.
EXCEPTIONS = {
    "post.body": {"zqdisplayqz", "zqsurnameqz"},  # in a sentence of somebody else: listed
    "post.html": {"zqdisplayqz", "zqsurnameqz"},
    "message_report.snapshot": {"zqsnapshotqz"},  # what somebody showed the team, for a year
}


def say(word: str) -> str:
    return f"zq{word}qz"


def member(cast):
    """Somebody who has one of everything, with a word in each that is found nowhere else."""
    user = factories.user(
        name=HANDLE, display_name=DISPLAY, email=EMAIL, password=passwords.hashed(PASSWORD),
        bio=f"I am {say('bio')}.", location=say("location"), website=f"https://{say('web')}.example",
        pronouns=say("pronouns"), interests=[say("interest")], joined_via=say("label"),
        tf_totp_secret=say("totp"), mf_recovery_codes=[say("recovery")], mail_key=say("mailkey"),
        title=say("title"), external_ref=f"elsewhere:{say('ref')}", last_seen_at=utcnow(),
    )  # fmt: skip
    _account(user, cast)
    _relations(user, cast)
    _programme(user, cast)
    database.commit()
    return user


def _account(user, cast):
    one = factories._save
    one(OldName(name=OLD, name_key=OLD, user_id=user.id))
    one(
        MemberSession(
            user_id=user.id, token_hash=tokens.hashed("x"), expires_at=utcnow(),
            address="203.0.113.77", user_agent=say("agent"),
        )
    )  # fmt: skip
    one(AccountToken(user_id=user.id, purpose="email", token_hash=tokens.hashed("y"),
                     email=f"{say('newmail')}@example.org", expires_at=utcnow()))  # fmt: skip
    one(Passkey(user_id=user.id, credential_id=b"zqkeyqz", public_key=b"zqkeyqz", name=say("key"),
                device_type="x", usage="first"))  # fmt: skip
    one(SignUp(name=say("signup"), email=EMAIL, password="x", expires_at=utcnow()))
    one(MailAddressHealth(email=EMAIL, points=1))
    one(Draft(user_id=user.id, key="new", sequence=1, payload={"body": say("draft")}))
    field = one(ProfileField(label="Shelter"))
    one(ProfileValue(user_id=user.id, field_id=field.id, value=say("answer")))
    one(Affiliation(user_id=user.id, kind="partner", organisation=say("firm"),
                    detail=say("detail"), valid_from=utcnow().date()))  # fmt: skip
    invite = one(Invite(token_hash=tokens.hashed("i"), creator_id=user.id, most_uses=3,
                        label=f"From {DISPLAY}", expires_at=utcnow()))  # fmt: skip
    one(Invite(token_hash=tokens.hashed("j"), creator_id=cast.cleo.id, most_uses=1, email=EMAIL,
               expires_at=utcnow()))  # fmt: skip
    one(InviteUse(user_id=user.id, invite_id=invite.id))
    one(Visit(user_id=user.id, day=utcnow().date()))
    one(Address(path=f"/u/{HANDLE}", user_id=user.id))
    storage.current().put("exports/zqexportqz.zip", b"zqexportfileqz")
    one(DataExport(user_id=user.id, path="exports/zqexportqz.zip"))
    one(Job(name="mail.reset", arguments={"identity": HANDLE.upper()}, failed_at=utcnow()))
    one(Job(name="mail.notice", arguments={"user_id": user.id, "what": "password", "to": EMAIL}))
    one(Job(name="mail.x", arguments={}, failed_at=utcnow(), error=f"refused <{EMAIL}>"))
    version = one(GuidelineVersion(number=1, body="Be kind.", html=markdown.render("x").html,
                                   sha256="0" * 64))  # fmt: skip
    one(GuidelineAcceptance(user_id=user.id, version_id=version.id))


def _relations(user, cast):
    one = factories._save
    one(Follow(user_id=user.id, followed_id=cast.amy.id))
    one(Follow(user_id=cast.amy.id, followed_id=user.id))
    group = factories.group("walkers")
    one(GroupMember(group_id=group.id, user_id=user.id))
    one(GroupRequest(group_id=factories.group("climbers").id, user_id=user.id, message=say("ask")))
    badge = db.session.scalars(select(Badge).order_by(Badge.id)).first()
    one(BadgeGrant(badge_id=badge.id, user_id=user.id, reason=say("badge")))
    badge.holder_count = 1
    one(LedgerEntry(user_id=user.id, kind="badge", what=badge.slug, change="granted",
                    reason=say("ledger")))  # fmt: skip
    one(IntegrityFlag(user_id=user.id, kind="pair", key=say("flag"), details={"x": say("flag")}))
    one(StaffAction(actor_id=cast.mo.id, user_id=user.id, verb="remove",
                    note=f"{DISPLAY} ({HANDLE}) was rude",
                    details={"said": [f"by {OLD}"]}))  # fmt: skip


def _programme(user, cast):
    one = factories._save
    made = programme.programme(cast.cleo)
    candidacy = programme.candidacy(made, user, pitch=say("pitch"), state="approved",
                                    message=f"Welcome, {say('welcome')}")  # fmt: skip
    one(CandidacyReview(candidacy_id=candidacy.id, reviewer_id=cast.ada.id, is_staff=True,
                        vote="yes", comment=say("review")))  # fmt: skip
    other = programme.candidacy(made, cast.mo, state="review")
    one(CandidacyReview(candidacy_id=other.id, reviewer_id=user.id, is_staff=False,
                        vote="no", comment=say("advice")))  # fmt: skip
    term = programme.grant(made, user)
    perk = one(Perk(programme_id=made.id, kind="recognition", title="Thanks"))
    one(PerkAward(grant_id=term.id, perk_id=perk.id, note=say("perk")))
    programme.scored(made, user)


def write(leaver, cast):
    """What they wrote, and what others wrote about them."""
    category = factories.category()
    thread = thread_service.start(
        leaver, structure.current().by_slug[category.slug], f"About {say('threadtitle')}", f"First {say('first')} words.",
    )  # fmt: skip
    reply = posts.reply(leaver, thread, f"A reply that says {say('reply')} and more.")
    posts.edit(leaver, reply, f"Edited, {say('edited')}, by a whole lot more than before, it is "
               "hoped, and then some, so that nobody can call it a small change any more.",
               reply.version, reason=say("reason"))  # fmt: skip
    factories._save(
        Revision(post_id=reply.id, number=9, editor_id=leaver.id, before={"body": say("before")},
                 after={"body": say("after")}, reason=say("why"))
    )  # fmt: skip
    upload = factories._save(
        Upload(key=tokens.new(), uploader_id=leaver.id, name=f"{HANDLE}.txt", mime="text/plain",
               size=4, path="uploads/aa/shown.bin", sha256="0" * 64)
    )  # fmt: skip
    storage.current().put(upload.path, b"zqfileqz")
    factories._save(PostUpload(post_id=reply.id, upload_id=upload.id))
    avatar = factories._save(
        Upload(key=tokens.new(), uploader_id=leaver.id, name=f"{HANDLE}.png", mime="image/png",
               size=4, path="uploads/aa/avatar.png", sha256="0" * 64, purpose="avatar")
    )  # fmt: skip
    storage.current().put(avatar.path, b"zqavatarqz")
    leaver.avatar_key = avatar.key
    cover = factories._save(
        Upload(key=tokens.new(), uploader_id=leaver.id, name=f"{HANDLE}-hut.png", mime="image/png",
               size=4, path="uploads/aa/cover.png", sha256="0" * 64, purpose="profile")
    )  # fmt: skip
    storage.current().put(cover.path, b"zqcoverqz")
    leaver.cover_key = cover.key
    other = factories.thread(category=category, author=cast.amy, body=f"@{HANDLE}, look at this.")
    quoting = posts.reply(
        cast.max, other,
        f'[quote="{DISPLAY}, post:{reply.number}, thread:{thread.id}"]\nwords\n[/quote]\n\n'
        f"@{HANDLE} and @{OLD}: yes.",
    )  # fmt: skip
    quoting.external_ref = "quoting"
    factories._save(
        Revision(post_id=quoting.id, number=2, editor_id=cast.max.id,
                 before={"body": f"@{HANDLE} said"}, after={"body": f"@{HANDLE} wrote"})
    )  # fmt: skip
    factories._save(Draft(user_id=cast.max.id, key="message", sequence=1,
                          payload={"to": f"amy, {HANDLE}", "body": f"@{HANDLE}?"}))  # fmt: skip
    first = db.session.scalars(
        select(Post).where(Post.thread_id == thread.id, Post.number == 1)
    ).one()
    first.author_byline = thread.author_byline = f"{DISPLAY}, Acme"  # they were of the team once
    cast.amy.bio = f"A friend of @{HANDLE}."
    cast.amy.joined_via = f"invite: From {DISPLAY}"
    posts.reply(cast.mo, other, f"I met {DISPLAY} once.")
    _between(leaver, cast, quoting)
    database.commit()
    return quoting


def _between(leaver, cast, quoting):
    """Conversations, notifications and letters, with them and about them."""
    one = factories._save
    kept = factories.conversation(leaver, cast.max, title=say("talktitle"))
    secret = factories.message(kept, leaver, f"Between us: {say('message')}")
    one(MessageReport(message_id=secret.id, reporter_id=cast.max.id, snapshot=say("snapshot"),
                      reason=f"{HANDLE} was rude"))  # fmt: skip
    paper = one(Upload(key=tokens.new(), uploader_id=leaver.id, name=f"{HANDLE}.pdf", size=4,
                       mime="application/pdf", path="uploads/aa/sent.bin", sha256="0" * 64))  # fmt: skip
    storage.current().put(paper.path, b"zqpaperqz")
    shown = factories.message(kept, leaver, "Look:")
    shown.html = Markup(f'<p><a href="/uploads/{paper.key}/{HANDLE}.pdf">{HANDLE}.pdf</a></p>')
    shown.body = f"Look: [it](upload://{paper.key})"
    one(MessageUpload(message_id=shown.id, upload_id=paper.id))
    reports.report_member(cast.max, leaver, Said("other", f"{HANDLE} was rude"))
    reports.report_member(leaver, cast.max, Said("other", f"He says {DISPLAY} is rude"))
    factories.message(kept, cast.max, f"I told @{HANDLE} so.")
    alone = factories.conversation(leaver, cast.amy, title=say("alonetitle"))
    factories.message(alone, cast.amy, f"To {DISPLAY}: {say('alone')}")
    db.session.execute(
        update(Participant)
        .where(Participant.conversation_id == alone.id, Participant.user_id == cast.amy.id)
        .values(left_at=utcnow())
    )
    told = one(Notification(user_id=cast.amy.id, event="follow", group="follow", actor_id=leaver.id,
                            details={"path": f"/m/{HANDLE}"}))  # fmt: skip
    one(Mailing(user_id=cast.amy.id, key="notification:1", kind="follow", notification_id=told.id,
                due_at=utcnow(), message_id="<1@example.org>"))  # fmt: skip
    one(Mailing(user_id=leaver.id, key=say("mailing"), kind="reply", post_id=quoting.id,
                due_at=utcnow(), message_id="<2@example.org>"))  # fmt: skip
    one(Bookmark(user_id=leaver.id, post_id=quoting.id, note=say("note")))
    one(ReadPosition(user_id=leaver.id, thread_id=quoting.thread_id, last_number=1))


def leave(app, user, blanks_posts):
    """Ask, wait until the days are over, and have the worker do all that follows."""
    departures.ask(user, user, blanks_posts, PASSWORD)
    database.commit()
    db.session.execute(update(Departure).values(erase_at=utcnow() - timedelta(minutes=1)))
    database.commit()
    jobs.erase_due()
    work(app)


def work(app):
    """All jobs that are due."""
    database.commit()
    worker = Worker(app)
    while worker.once():
        pass
    db.session.expire_all()
    database.begin("write")


def everything(app):
    """(where, text) of every value in every table, and of every file of the instance."""
    with database.unit("read"):
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(select(table)).mappings():
                for name, value in row.items():
                    yield f"{table.name}.{name}", repr(value)
    database.empty_journal()
    for path in Path(app.config["FORUM_INSTANCE"]).rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes().decode("latin-1")


def planted():
    """All words of this module that are found nowhere else. Any "zq…qz" would not do: among
    keys and packed files, letters fall into that order by chance."""
    source = Path(__file__).read_text()
    said = {say(word) for word in re.findall(r"\bsay\(['\"](\w+)['\"]\)", source)}
    return said | set(re.findall(r"zq[a-z]+qz", source.lower())) | {"203.0.113.77"}


def left(app):
    """What is still there of the words: {place: words}."""
    words = "|".join(re.escape(word) for word in sorted(planted(), key=len, reverse=True))
    found: dict[str, set[str]] = {}
    for place, text in everything(app):
        for word in re.findall(words, text, re.IGNORECASE):
            found.setdefault(place, set()).add(word.lower())
    return found


def left_in_tables(app):
    tables = {table.name for table in db.metadata.sorted_tables}
    return {at: words for at, words in left(app).items() if at.partition(".")[0] in tables}


def too_much(app):
    """What is left of the words, in tables and files, that should not be."""
    stays = set().union(*EXCEPTIONS.values())
    return {at: words - stays for at, words in left(app).items() if words - stays}
