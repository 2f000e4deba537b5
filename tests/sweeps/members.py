"""Seeded: what belongs to one member, and what members say to each other and to the team."""

from datetime import timedelta

from forum.extensions import db
from forum.lib import tokens
from forum.models import (
    AccountToken,
    Bookmark,
    Draft,
    Invite,
    Job,
    MemberSession,
    MessageReport,
    MessageUpload,
    Notification,
    OldName,
    Participant,
    ProfileField,
    ProfileValue,
    SignUp,
    StaffAction,
)
from forum.models.columns import utcnow
from tests import factories
from tests.sweeps import things
from tests.sweeps.things import MODERATORS, NEVER_USED, TEAM, Canary, Forum


def accounts(forum: Forum) -> None:
    """What belongs to one member alone: address, sessions, drafts, files, letters."""
    who, can = forum.people, forum.canary
    who.max.email = f"{can('email', 'max')}@example.org"
    who.max.password = can("password")
    who.max.tf_totp_secret = can("totp")
    who.max.mf_recovery_codes = [can("recovery")]
    who.sue.suspended_reason = can("suspension", "sue", *MODERATORS)
    session = factories._save(
        MemberSession(
            user_id=who.max.id,
            token_hash=tokens.hashed("x"),
            expires_at=utcnow() + timedelta(days=1),
            address="203.0.113.77",
            user_agent=can("agent", "max"),
        )
    )
    forum.canaries.append(Canary("203.0.113.77", frozenset({"max"})))
    factories._save(
        Draft(
            user_id=who.max.id,
            key="new",
            sequence=1,
            payload={"title": can("drafttitle", "max"), "body": can("draftbody", "max")},
        )
    )
    factories._save(
        Draft(
            user_id=who.max.id,
            key=f"thread:{forum.made.thread.id}",
            sequence=1,
            payload={"body": can("draftreply", "max")},
        )
    )
    # Kept from when the thread could still be read: the words are theirs, the title is not.
    factories._save(
        Draft(
            user_id=who.max.id,
            key=f"thread:{forum.made.secret.id}",
            sequence=1,
            payload={"body": "lost access"},
        )
    )
    shown = factories._save(ProfileField(label="Shelter", position=1))
    kept = factories._save(ProfileField(label="Shoes", position=2, is_on_profile=False))
    for question, answer in ((shown, "Tarp"), (kept, can("answer", "max"))):
        factories._save(ProfileValue(user_id=who.max.id, field_id=question.id, value=answer))
    forum.made.field = shown
    forum.things.append({"field_id": [shown.id, kept.id, NEVER_USED]})
    forum.made.unattached = things.upload(forum, who.max, f"{can('unattached', 'max')}.txt")
    forum.made.session = session
    factories._save(
        SignUp(
            name="newcomer",
            email=f"{can('signup')}@example.org",
            password="x",
            token_hash=tokens.hashed("z" * 40),
            expires_at=utcnow() - timedelta(days=1),
        )
    )
    factories._save(
        AccountToken(
            user_id=who.max.id,
            purpose="email",
            token_hash=tokens.hashed("y" * 40),
            email=f"{can('newemail')}@example.org",
            expires_at=utcnow() - timedelta(hours=1),
        )
    )
    forum.made.invite = factories._save(
        Invite(
            creator_id=who.max.id,
            label=can("invitelabel", "max", "cleo", "ada"),
            email=f"{can('invited', 'max', 'cleo', 'ada')}@example.org",
            token_hash=tokens.hashed("y" * 40),
            most_uses=3,
            expires_at=utcnow() + timedelta(days=9),
        )
    )
    forum.things.append({"invite_id": [forum.made.invite.id, NEVER_USED]})
    factories._save(
        StaffAction(
            actor_id=who.mo.id,
            verb="remove",
            thread_id=forum.made.thread.id,
            user_id=who.max.id,
            note=can("note", *MODERATORS),
            details={"why": can("details", *MODERATORS)},
        )
    )
    forum.made.name_left = factories._save(
        StaffAction(
            actor_id=who.sue.id,
            verb="name-left",
            user_id=who.sue.id,
            post_id=forum.made.secret_post.id,
            details={"places": [[0, 4]]},
        )
    )
    forum.things.append({"action_id": [forum.made.name_left.id, NEVER_USED]})
    factories._save(
        Job(
            name="mail.notice",
            arguments={"text": can("job", "ada")},
            error=can("joberror", "ada"),
            failed_at=utcnow(),
        )
    )
    factories._save(OldName(name="maxi", name_key="rnax1", user_id=who.max.id))
    forum.things += [
        {"badge": ["reader"]},
        {"group": ["moderators", "trust-1"]},
        {
            "name": ["max", "maxi", "amy", "sue", "nobody"],
            "rest": ["summary"],
            "tab": ["x"],
            "member_id": [who.max.id, NEVER_USED],
            "user_id": [who.max.id, NEVER_USED],
        },
        {"member_id": [who.max.id], "name": ["max"]},
        {"session_id": [session.id, NEVER_USED]},
        {"token": ["y" * 40, "z" * 40]},
        {"key": ["new", "thread:1", "post:1", "z" * 30], "name": ["x"]},
        {"thread_id": [NEVER_USED], "slug": ["x"], "number": [1], "post": [1]},
        {
            "post_id": [NEVER_USED],
            "revision": [2],
            "number": [2],
            "kind": ["heart"],
            "version": [2],
        },
        {"mark": ["x"], "path": ["css/forum.css", "../config.py"]},
        {"part": [0, 1]},
        {"upload_id": [1, NEVER_USED]},
        {"passkey_id": [1, NEVER_USED]},
        {"identity_id": [1, NEVER_USED]},
        {"provider": ["oidc", "x"]},
        {"notification_id": [*_told(forum), NEVER_USED]},
    ]


def conversations(forum: Forum) -> None:
    """Between two, with one who has left, with the team; and a reported message."""
    who, can = forum.people, forum.canary
    two = factories.conversation(who.max, who.amy, title=can("talktitle", "max", "amy"))
    factories.message(two, who.amy, f"Said {can('talkbody', 'max', 'amy')}")
    sent = things.upload(forum, who.amy, f"{can('talkfile', 'max', 'amy')}.txt")
    factories._save(MessageUpload(
        message_id=factories.message(two, who.amy, f"[x](upload://{sent.key})").id,
        upload_id=sent.id,
    ))  # fmt: skip
    reported = factories.message(two, who.amy, f"Said {can('talkreported', 'max', 'amy')}")
    report = factories._save(
        MessageReport(message_id=reported.id, reporter_id=who.max.id,
                      reason=can("talkreason", *TEAM), snapshot=can("talksnapshot"))
    )  # fmt: skip
    left = factories.conversation(
        who.amy, who.cleo, who.max, title=can("lefttitle", "amy", "cleo"),
        post_id=forum.made.secret_post.id,
    )  # fmt: skip
    factories.message(left, who.cleo, f"Said {can('leftbody', 'amy', 'cleo')}")
    db.session.get(Participant, (left.id, who.max.id)).left_at = utcnow()
    asked = factories.conversation(who.max, kind="team", title=can("askedtitle", "max", *TEAM))
    factories.message(asked, who.max, f"Said {can('askedbody', 'max', *TEAM)}")
    theirs = factories.conversation(who.sue, kind="team", title=can("suetitle", "sue", *TEAM))
    factories.message(theirs, who.ada, f"Said {can('suebody', 'sue', *TEAM)}")
    for n, one in enumerate((left, two)):
        draft = {"body": can(f"talkdraft{n}", "max")}
        factories._save(
            Draft(user_id=who.max.id, key=f"conversation:{one.id}", sequence=1, payload=draft)
        )
    for one in (two, left, asked, theirs):
        forum.things.append(
            {"conversation_id": [one.id], "number": [1, 2], "key": [f"conversation:{one.id}"]}
        )
    forum.things += [
        {"conversation_id": [NEVER_USED], "number": [1]},
        {"report_id": [report.id, NEVER_USED]},
    ]
    forum.made.talk, forum.made.left, forum.made.report = two, left, report


def _told(forum: Forum) -> list[int]:
    """Max was told of what he could read then; nothing of it is there for him now."""
    made, who = forum.made, forum.people
    about = [made.secret_post, made.edited]
    for state in ("hidden", "removed"):
        thread = factories.thread(
            category=made.open, author=who.amy, title=forum.canary(f"told{state}", *MODERATORS, "amy")
            if state == "hidden" else forum.canary(f"told{state}", *MODERATORS), state=state,
        )  # fmt: skip
        about.append(factories.post(thread=thread, author=who.amy))
    for post in (made.secret_post, made.edited):
        note = "was mine" if post is made.secret_post else forum.canary("bookmark", "max")
        factories._save(Bookmark(user_id=who.max.id, post_id=post.id, note=note))
    found = []
    for post in about:
        row = Notification(
            user_id=who.max.id, event="mention", group=f"mention:{post.thread_id}:{post.id}",
            thread_id=post.thread_id, post_id=post.id, actor_id=post.author_id,
            details={"first": post.number},
        )  # fmt: skip
        found.append(factories._save(row).id)
    return found
