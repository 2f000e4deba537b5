"""Work done after a transaction, outside of any request. One function per kind of job.

A handler may be run more than once (a worker can be killed at any moment), so doing it again must
change nothing. `services.jobs.enqueue` asks for a job; `forum.jobs.worker` does it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from forum.jobs import (
    accounts,
    badges,
    bookmarks,
    conversations,
    departures,
    digests,
    drafts,
    exports,
    groups,
    mail,
    mailings,
    members,
    notifications,
    posts,
    programme,
    trust,
    uploads,
)


@dataclass(frozen=True, slots=True)
class Handler:
    """What a kind of job does, called with the job's arguments by name.

    Mode "write" is for pure database work: it runs inside one unit of work that also removes the
    job, so it is done exactly once. Mode "outside" is for mail, files and anything slow: it holds
    no lock, opens `database.unit("read")` or `database.unit("write")` itself, one after the other,
    and may be run again when the worker dies before the job is removed.

    `lease` is how long it may take; after that another worker may take the job for its own.
    """

    run: Callable[..., None]
    mode: Literal["write", "outside"]
    lease: timedelta = timedelta(minutes=1)


_LETTER = timedelta(minutes=3)  # a slow mail server
HANDLERS: Mapping[str, Handler] = {
    "account.clean": Handler(accounts.clean, "write"),
    "badge.judge": Handler(badges.judge, "write"),
    "badge.judge_all": Handler(badges.judge_all, "outside", timedelta(minutes=30)),
    "bookmark.remind": Handler(bookmarks.remind, "write"),
    "departure.erase_due": Handler(departures.erase_due, "outside", timedelta(minutes=30)),
    "digest.plan": Handler(digests.plan, "outside", timedelta(minutes=10)),
    "draft.clean": Handler(drafts.clean, "write"),
    "export.make": Handler(exports.make, "outside", timedelta(minutes=30)),
    "export.clean": Handler(exports.clean, "write"),
    "group.settle": Handler(groups.settle, "outside", timedelta(minutes=10)),
    "group.settle_one": Handler(groups.settle_one, "write"),
    "mail.sign_up": Handler(mail.sign_up, "outside", _LETTER),
    "mail.reset": Handler(mail.reset, "outside", _LETTER),
    "mail.email": Handler(mail.email, "outside", _LETTER),
    "mail.claim": Handler(mail.claim, "outside", _LETTER),
    "mail.notice": Handler(mail.notice, "outside", _LETTER),
    "mailing.deliver": Handler(mailings.deliver, "outside", timedelta(minutes=5)),
    "mailing.clean": Handler(mailings.clean, "outside"),
    "member.count_helped": Handler(members.count_helped, "outside", timedelta(minutes=15)),
    "notify.post": Handler(notifications.post, "outside"),
    "notify.addressed": Handler(notifications.addressed, "outside"),
    "notify.watchers": Handler(notifications.watchers, "outside"),
    "notify.reaction": Handler(notifications.reaction, "write"),
    "notify.answer": Handler(notifications.answer, "write"),
    "notify.message": Handler(conversations.tell, "write"),
    "notify.follow": Handler(notifications.follow, "write"),
    "notify.badge": Handler(notifications.badge, "write"),
    "mail.programme": Handler(mail.programme, "outside", _LETTER),
    "programme.nightly": Handler(programme.nightly, "outside", timedelta(minutes=30)),
    "programme.score": Handler(programme.score, "outside", timedelta(minutes=30)),
    "thread.render": Handler(posts.render_thread, "outside", timedelta(minutes=10)),
    "thread.render_quotes": Handler(posts.render_quotes, "outside", timedelta(minutes=10)),
    "trust.recent": Handler(trust.recent, "outside", timedelta(minutes=30)),
    "trust.regulars": Handler(trust.regulars, "outside", timedelta(minutes=30)),
    "upload.thumbnail": Handler(uploads.thumbnail, "outside"),
    "upload.collect": Handler(uploads.collect, "write"),
    "upload.erase": Handler(uploads.erase, "outside"),
}

# Jobs without arguments that come back by themselves, and how long after one the next is due.
EVERY: Mapping[str, timedelta] = {
    "account.clean": timedelta(hours=24),
    "departure.erase_due": timedelta(hours=1),
    "draft.clean": timedelta(hours=24),
    "export.clean": timedelta(hours=24),
    "bookmark.remind": timedelta(minutes=1),
    "digest.plan": timedelta(hours=1),
    "mailing.deliver": timedelta(minutes=1),
    "mailing.clean": timedelta(hours=24),
    "badge.judge_all": timedelta(hours=24),
    "group.settle": timedelta(hours=24),
    "trust.recent": timedelta(hours=1),
    "trust.regulars": timedelta(hours=24),
    "member.count_helped": timedelta(hours=24),
    "programme.score": timedelta(days=7),
}

# Jobs that come back at an hour of the day: the setting that says which.
DAILY: Mapping[str, str] = {"programme.nightly": "ambassadors.nightly_at"}
