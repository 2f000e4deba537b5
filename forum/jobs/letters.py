"""What a waiting letter says, as its reader may know it now; or why it need not be sent."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from forum import links
from forum.extensions import db
from forum.jobs import statement_letters
from forum.letters import in_language_of, sentences
from forum.letters import written as letter
from forum.lib import letter_kinds, markdown, stops
from forum.lib.emails import FORGOTTEN, MOST_POINTS
from forum.models import OPERATOR, Group, Mailing, Notification, Post, User
from forum.models.columns import utcnow
from forum.policies import groups as group_policy
from forum.queries import (
    audiences,
    choices,
    groups,
    guideline_news,
    letters_of_programme,
    mailings,
    people,
    viewers,
)
from forum.structure import setting

LONGEST_TEXT = 1200  # characters of a post
OF_ONESELF = ("application", "guidelines")  # of these the suspended hear as well
OF_THREADS = ("mention", "group_mention", "reply", "quote", "watched", "first_post", "followed")


def write(mailing: Mailing) -> EmailMessage | str:
    """The letter, or the reason why it is dropped. Only reads."""
    if mailing.statement_id is not None and mailing.notification_id is None:
        return statement_letters.write(mailing)
    wanted, also_suspended = mailing.user_id or 0, mailing.kind in OF_ONESELF
    user = audiences.present(None, [wanted], also_suspended=also_suspended).get(wanted)
    if user is None or not user.email or not user.confirmed_at or not user.mail_key:
        return "nobody to write to"
    if not mailings.is_healthy(user, user.email, MOST_POINTS, FORGOTTEN):
        return "e-mails to this address come back"
    if mailings.sent_today(user) >= setting("mail.per_day"):
        return "enough e-mails for one day"
    made = _digest(mailing, user) if mailing.kind == "digest" else _told(mailing, user)
    if not isinstance(made, str):
        _address(made, mailing, user)
    return made


def _told(mailing: Mailing, user: User) -> EmailMessage | str:
    if not choices.wishes(user, mailing.kind, [user.id])[user.id].mail:
        return "not wanted by mail"
    row = mailings.unread(user, mailing.notification_id)
    if row is None:
        return "read in the meantime, or not visible to them"
    if mailing.statement_id is not None:
        return statement_letters.chosen(mailing, user)
    post = audiences.post(None, mailing.post_id) if mailing.post_id else None
    if mailing.post_id and (post is None or not _may_hear(mailing, row, user, post)):
        return "not visible to them, or muted"
    # What was read already is news only when it is about something done to it.
    if (
        post is not None
        and mailing.kind in OF_THREADS
        and mailings.has_read(user, post.thread_id, post.number)
    ):
        return "read in the meantime"
    if mailing.kind == "application":
        return _of_programme(row, user)
    if mailing.kind == guideline_news.EVENT:
        return _of_guidelines(mailing, row, user)
    if mailing.kind == "group":
        return _of_group(mailing, row, user)
    return _letter(mailing, row, user, post)


def _of_programme(row: Notification, user: User) -> EmailMessage | str:
    """Asked again as well: who of the team has no office any more reads nothing of others."""
    what, ids = row.details["what"], (row.details["candidacy_id"], row.details["grant_id"])
    about = letters_of_programme.about(OPERATOR, what, *ids)
    concerned = letters_of_programme.hearing(OPERATOR, what, row.details["user_id"], *ids)
    if about is None or user.id not in {each.id for each in concerned}:
        return "decided in the meantime, or not theirs to know"
    with in_language_of(user):
        said = letters_of_programme.filled(OPERATOR, about)
    made: EmailMessage = letter(
        f"programme.{what}", user, str(user.email), **said, href=links.notifications(row.id),
        stop_kind=_stop(user, "application"), choices=links.account("notifications"),
    )  # fmt: skip
    return made


def _of_guidelines(mailing: Mailing, row: Notification, user: User) -> EmailMessage | str:
    """What changed, and why. Of two that came while nothing was read only the newer one is sent."""
    version_id = row.details["version"]
    said = guideline_news.letter(user, version_id, row.details["kind"])
    if mailing.key != f"{said}:{user.id}":
        return "something newer is told"
    with in_language_of(user):
        sentence = guideline_news.sentence(user, row.details)
    made: EmailMessage = letter(
        "told", user, str(user.email), sentence=sentence, title="",
        quoted=guideline_news.change_note(user, version_id), href=links.notifications(row.id),
        stop_kind=_stop(user, mailing.kind), choices=links.account("notifications"),
    )  # fmt: skip
    return made


def _of_group(mailing: Mailing, row: Notification, user: User) -> EmailMessage | str:
    """Asked again: whether they keep the group and somebody waits, or may know of it at all."""
    group = db.session.get(Group, row.details["group_id"])
    if group is None or not group_policy.can_read(user, group):
        return "not visible to them, or muted"
    if row.details["what"] == "asked" and not (
        group_policy.can_manage(user, group) and groups.waiting(user, group)
    ):
        return "decided in the meantime, or not theirs to know"
    return _letter(mailing, row, user, None)


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
        about["sentence"] = sentences.told(mailing.kind, name, row.details)
        if mailing.kind == "badge":
            about["title"] = mailings.badge(user, row)
        if mailing.kind == "group":
            named = groups.named(user, [row.details["group_id"]])
            about["title"] = "".join(name for name, _href in named.values())
        if post is not None:
            about["title"] = post.thread.title
            about["href"] = links.post(post.thread_id, post.thread.slug, post.number)
            if mailing.kind in OF_THREADS:
                about["quoted"] = _quoted(post)
    stop = {"stop_kind": _stop(user, mailing.kind), "choices": links.account("notifications")}
    if post is not None:
        stop["stop_thread"] = _stop(user, f"t{post.thread_id}")
    which = letter_kinds.WAITS if (row.details or {}).get("waits") else mailing.kind
    key = f"told.{which}" if f"told.{which}" in letter_kinds.ALL else "told"
    made: EmailMessage = letter(key, user, str(user.email), **about, **stop)
    if post is not None:
        place = urlsplit(_base()).hostname or "localhost"
        made["In-Reply-To"] = made["References"] = f"<thread-{post.thread_id}@{place}>"
    return made


def _quoted(post: Post) -> str:
    """Its beginning; above it what its page says of an ambassador who writes about a product."""
    author = people.author_of(post)
    words = markdown.excerpt(post.html.striptags(), LONGEST_TEXT)
    return " ".join(filter(None, (people.at_length(author), words)))


def _name(mailing: Mailing, row: Notification, user: User, post: Post | None) -> str:
    """Who did it, with the role in which they spoke: in text, as on every page."""
    if post is not None and mailing.kind in OF_THREADS:
        label = {
            "ambassador": people.label("ambassador", post.author_byline),
            "partner": people.label("partner", post.author_byline),
            "moderator": _("Moderator"), "bot": _("Automatic"),
            "brand": post.author_byline or _("Team"),
        }.get(post.author_capacity, "")  # fmt: skip
        name = people.announced(post.author.display_name, post.house_name)
        return f"{name} ({label})" if label else name
    found = mailings.person(user, row.actor_id)
    return found.display_name if found else _("Somebody")


def _digest(mailing: Mailing, user: User) -> EmailMessage | str:
    days = user.digest_days
    if not days:
        return "not wanted by mail"
    since = utcnow() - timedelta(days=days)
    threads = mailings.worth_opening(user, since, setting("digest.threads"))
    if not threads:
        return "nothing new"
    made: EmailMessage = letter(
        "digest", user, str(user.email), threads=threads, title=threads[0].title,
        stop_kind=_stop(user, "digest"), choices=links.account("notifications"),
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
