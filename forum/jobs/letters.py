"""What a waiting letter says, as its reader may know it now; or why it need not be sent."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from forum import links
from forum.extensions import db
from forum.jobs.mail import in_language_of, letter
from forum.lib import markdown, stops
from forum.models import Mailing, Notification, Post, User
from forum.models.columns import utcnow
from forum.queries import audiences, choices, mailings, people, viewers
from forum.services.telling import FORGOTTEN, MOST_POINTS
from forum.structure import setting

LONGEST_TEXT = 1200  # characters of a post
OF_THREADS = ("mention", "group_mention", "reply", "quote", "watched", "first_post", "followed")


def write(mailing: Mailing) -> EmailMessage | str:
    """The letter, or the reason why it is dropped. Only reads."""
    user = audiences.present(None, [mailing.user_id]).get(mailing.user_id)
    if user is None or not user.email or not user.confirmed_at or not user.mail_key:
        return "nobody to write to"
    if not mailings.is_healthy(user, user.email, MOST_POINTS, FORGOTTEN):
        return "letters to this address come back"
    if mailings.sent_today(user) >= setting("mail.per_day"):
        return "enough letters for a day"
    made = _digest(mailing, user) if mailing.kind == "digest" else _told(mailing, user)
    if not isinstance(made, str):
        _address(made, mailing, user)
    return made


def _told(mailing: Mailing, user: User) -> EmailMessage | str:
    if not choices.wishes(user, mailing.kind, [user.id])[user.id].mail:
        return "not wanted by mail"
    row = mailings.unread(user, mailing.notification_id)
    if row is None:
        return "read meanwhile, or not to be seen"
    post = audiences.post(None, mailing.post_id) if mailing.post_id else None
    if mailing.post_id and (post is None or not _may_hear(mailing, row, user, post)):
        return "not to be seen or heard"
    # What was read already is news only when it is about something done to it.
    if (
        post is not None
        and mailing.kind in OF_THREADS
        and mailings.has_read(user, post.thread_id, post.number)
    ):
        return "read meanwhile"
    return _letter(mailing, row, user, post)


def _may_hear(mailing: Mailing, row: Notification, user: User, post: Post) -> bool:
    """Asked again, now that it is sent: permission, levels, who keeps away from whom."""
    if mailing.kind == "reminder":
        return True
    actor = post.author
    if mailing.kind not in OF_THREADS and row.actor_id is not None:
        actor = db.session.get(User, row.actor_id) or actor
    viewers.with_groups(None, actor)
    return user.id in audiences.hearing(actor, post, [user.id])


def _letter(mailing: Mailing, row: Notification, user: User, post: Post | None) -> EmailMessage:
    about: dict[str, Any] = {"title": "", "quoted": "", "href": links.notifications(row.id)}
    with in_language_of(user):
        name = _name(mailing, row, user, post)
        about["sentence"] = _sentence(mailing.kind, name)
        if post is not None:
            about["title"] = post.thread.title
            about["href"] = links.post(post.thread_id, post.thread.slug, post.number)
            if mailing.kind in OF_THREADS:
                about["quoted"] = markdown.excerpt(post.html.striptags(), LONGEST_TEXT)
    stop = {"stop_kind": _stop(user, mailing.kind), "choices": links.account("notifications")}
    if post is not None:
        stop["stop_thread"] = _stop(user, f"t{post.thread_id}")
    made: EmailMessage = letter("told", user, str(user.email), **about, **stop)
    if post is not None:
        place = urlsplit(_base()).hostname or "localhost"
        made["In-Reply-To"] = made["References"] = f"<thread-{post.thread_id}@{place}>"
    return made


def _name(mailing: Mailing, row: Notification, user: User, post: Post | None) -> str:
    """Who did it, with the role in which they spoke: in text, as on every page."""
    if post is not None and mailing.kind in OF_THREADS:
        label = {
            "ambassador": _("Ambassador"), "moderator": _("Moderator"), "bot": _("Automatic"),
            "brand": post.author_byline or _("Team"),
        }.get(post.author_capacity, "")  # fmt: skip
        name = people.announced(post.author.display_name, post.house_name)
        return f"{name} ({label})" if label else name
    found = mailings.person(user, row.actor_id)
    return found.display_name if found else _("Somebody")


def _sentence(kind: str, name: str) -> str:
    sentences: dict[str, str] = {
        "mention": _("%(name)s mentions you.", name=name),
        "group_mention": _("%(name)s mentions a group of yours.", name=name),
        "reply": _("%(name)s replies to you.", name=name),
        "quote": _("%(name)s quotes you.", name=name),
        "watched": _("%(name)s writes in what you watch.", name=name),
        "first_post": _("%(name)s starts a thread.", name=name),
        "followed": _("%(name)s, whom you follow, starts a thread.", name=name),
        "reaction": _("%(name)s reacts to your post.", name=name),
        "answer": _("%(name)s marks your post as the answer.", name=name),
        "follow": _("%(name)s follows you.", name=name),
        "badge": _("You are given a badge."),
        "message": _("%(name)s writes to you privately.", name=name),
        "application": _("Your application has moved on."),
        "decision": _("The team has decided something about you."),
        "appeal": _("Your appeal is answered."),
        "reminder": _("You wanted to be reminded of this."),
    }
    return sentences[kind] if kind in sentences else str(_("There is something new for you."))


def _digest(mailing: Mailing, user: User) -> EmailMessage | str:
    days = user.digest_days
    if not days:
        return "not wanted by mail"
    since = utcnow() - timedelta(days=days)
    threads = mailings.worth_opening(user, since, setting("digest.threads"))
    if not threads:
        return "nothing new"
    made: EmailMessage = letter(
        "digest", user, str(user.email), threads=threads, stop_kind=_stop(user, "digest"),
        choices=links.account("notifications"),
    )  # fmt: skip
    return made


def _address(made: EmailMessage, mailing: Mailing, user: User) -> None:
    """What mail programs read: one letter at every try, and how to have no more (RFC 8058)."""
    del made["Message-ID"]
    made["Message-ID"] = mailing.message_id
    made["Reply-To"] = str(current_app.config["FORUM"]["FORUM_MAIL_FROM"])
    what = f"t{mailing.thread_id}" if mailing.thread_id and mailing.kind in OF_THREADS else None
    made["List-Unsubscribe"] = f"<{_base()}{_stop(user, what or mailing.kind)}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _stop(user: User, what: str) -> str:
    secret = current_app.config["SECRET_KEY"]
    return links.stop_mail(stops.make(secret, user.mail_key or "", user.id, what))


def _base() -> str:
    return str(current_app.config["FORUM"].base_url)
