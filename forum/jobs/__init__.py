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
    api,
    appeals,
    backups,
    badges,
    bookmarks,
    cases,
    categories,
    conversations,
    decisions,
    departures,
    digests,
    drafts,
    embargoes,
    examples,
    exports,
    groups,
    guidelines,
    incidents,
    mail,
    mailings,
    members,
    notifications,
    posts,
    programme,
    reports,
    retention,
    screening,
    search,
    search_log,
    statements,
    threads,
    trust,
    uploads,
    webhooks,
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
    "api.clean": Handler(api.clean, "write"),
    "backup.make": Handler(backups.make, "outside", timedelta(hours=2)),
    "backup.prove": Handler(backups.prove, "outside", timedelta(hours=2)),
    "backup.nightly": Handler(backups.nightly, "outside"),
    "backup.erase": Handler(backups.erase, "outside"),
    "badge.judge": Handler(badges.judge, "write"),
    "badge.judge_all": Handler(badges.judge_all, "outside", timedelta(minutes=30)),
    "bookmark.remind": Handler(bookmarks.remind, "write"),
    "category.recount": Handler(categories.recount, "write"),
    "category.redraw": Handler(categories.redraw, "outside", timedelta(minutes=10)),
    "decision.end_due": Handler(decisions.end_due, "write"),
    "case.remind": Handler(cases.remind, "write"),
    "case.close_old": Handler(cases.close_old, "outside", timedelta(minutes=15)),
    "case.score": Handler(cases.score, "write"),
    "departure.erase_due": Handler(departures.erase_due, "outside", timedelta(minutes=30)),
    "digest.plan": Handler(digests.plan, "outside", timedelta(minutes=10)),
    "draft.clean": Handler(drafts.clean, "write"),
    "embargo.announce": Handler(embargoes.announce, "write"),
    "embargo.tend": Handler(embargoes.tend, "write"),
    "export.make": Handler(exports.make, "outside", timedelta(minutes=30)),
    "export.clean": Handler(exports.clean, "write"),
    "group.settle": Handler(groups.settle, "outside", timedelta(minutes=10)),
    "group.settle_one": Handler(groups.settle_one, "write"),
    "incident.settle": Handler(incidents.settle, "write"),
    "mail.sign_up": Handler(mail.sign_up, "outside", _LETTER),
    "mail.reset": Handler(mail.reset, "outside", _LETTER),
    "mail.email": Handler(mail.email, "outside", _LETTER),
    "mail.identity": Handler(mail.identity, "outside", _LETTER),
    "mail.claim": Handler(mail.claim, "outside", _LETTER),
    "mail.arrival": Handler(mail.arrival, "outside", _LETTER),
    "mail.notice_received": Handler(mail.notice_received, "outside", _LETTER),
    "mail.test": Handler(mail.test, "outside", _LETTER),
    "mail.example": Handler(examples.send, "outside", _LETTER),
    "mail.notice": Handler(mail.notice, "outside", _LETTER),
    "mailing.deliver": Handler(mailings.deliver, "outside", timedelta(minutes=5)),
    "mailing.clean": Handler(mailings.clean, "outside"),
    "member.count_helped": Handler(members.count_helped, "outside", timedelta(minutes=15)),
    "notify.post": Handler(notifications.post, "outside"),
    "notify.addressed": Handler(notifications.addressed, "outside"),
    "notify.watchers": Handler(notifications.watchers, "outside"),
    "notify.reaction": Handler(notifications.reaction, "write"),
    "notify.answer": Handler(notifications.answer, "write"),
    "notify.moved": Handler(notifications.moved, "write"),
    "notify.restored": Handler(notifications.restored, "write"),
    "notify.edited": Handler(notifications.edited, "write"),
    "notify.level": Handler(notifications.lowered, "write"),
    "notify.message": Handler(conversations.tell, "write"),
    "notify.follow": Handler(notifications.follow, "write"),
    "notify.badge": Handler(notifications.badge, "write"),
    "notify.second_person": Handler(decisions.tell_waiting, "write"),
    "notify.declined": Handler(decisions.tell_declined, "write"),
    "notify.escalated": Handler(decisions.tell_escalated, "write"),
    "notify.guidelines": Handler(guidelines.tell_proposed, "write"),
    "notify.guidelines_answer": Handler(guidelines.tell_answered, "write"),
    "notify.members_of_guidelines": Handler(guidelines.tell_members, "write"),
    "notify.group": Handler(groups.tell, "write"),
    "notify.programme": Handler(programme.tell, "write"),
    "notify.report": Handler(reports.acknowledge, "write"),
    "notify.statements": Handler(statements.tell_many, "write"),
    "notify.statement": Handler(statements.tell, "write"),
    "notify.appeal": Handler(statements.acknowledge, "write"),
    "notify.appeal_waits": Handler(appeals.tell_waiting, "write"),
    "screening.later": Handler(screening.look_later, "outside", timedelta(minutes=3)),
    "search_log.clean": Handler(search_log.clean, "write"),
    "programme.nightly": Handler(programme.nightly, "outside", timedelta(minutes=30)),
    "programme.score": Handler(programme.score, "outside", timedelta(minutes=30)),
    "search.tend": Handler(search.tend, "outside", timedelta(hours=6)),
    "search.check": Handler(search.check, "outside", timedelta(hours=1)),
    "search.optimize": Handler(search.optimize, "outside", timedelta(hours=1)),
    "sweep.on": Handler(cases.sweep_on, "write"),
    "sweep.back": Handler(cases.sweep_back, "write"),
    "retention.forget": Handler(retention.forget, "outside", timedelta(minutes=30)),
    "thread.remove_emptied": Handler(threads.remove_emptied, "write"),
    "thread.tend": Handler(threads.tend, "write"),
    "thread.render": Handler(posts.render_thread, "outside", timedelta(minutes=10)),
    "thread.render_quotes": Handler(posts.render_quotes, "outside", timedelta(minutes=10)),
    "trust.judge": Handler(trust.again, "write"),
    "trust.one": Handler(trust.one, "write"),
    "trust.recent": Handler(trust.recent, "outside", timedelta(minutes=30)),
    "trust.regulars": Handler(trust.regulars, "outside", timedelta(minutes=30)),
    "upload.thumbnail": Handler(uploads.thumbnail, "outside"),
    "upload.collect": Handler(uploads.collect, "write"),
    "upload.erase": Handler(uploads.erase, "outside"),
    "webhook.deliver": Handler(webhooks.deliver, "outside"),
    "webhook.clean": Handler(webhooks.clean, "write"),
    "webhook.resume": Handler(webhooks.resume, "write"),
}

# Jobs without arguments that come back by themselves, and how long after one the next is due.
EVERY: Mapping[str, timedelta] = {
    "account.clean": timedelta(hours=24),
    "api.clean": timedelta(hours=24),
    "webhook.clean": timedelta(hours=24),
    "webhook.resume": timedelta(minutes=2),
    "decision.end_due": timedelta(minutes=1),
    "case.remind": timedelta(hours=24),
    "case.close_old": timedelta(hours=24),
    "case.score": timedelta(hours=24),
    "departure.erase_due": timedelta(hours=1),
    "draft.clean": timedelta(hours=24),
    "embargo.tend": timedelta(hours=1),
    "export.clean": timedelta(hours=24),
    "bookmark.remind": timedelta(minutes=1),
    "digest.plan": timedelta(hours=1),
    "mailing.deliver": timedelta(minutes=1),
    "mailing.clean": timedelta(hours=24),
    "badge.judge_all": timedelta(hours=24),
    "group.settle": timedelta(hours=24),
    "retention.forget": timedelta(hours=24),
    "search.tend": timedelta(minutes=1),
    "search.check": timedelta(hours=24),
    "trust.recent": timedelta(hours=1),
    "trust.regulars": timedelta(hours=24),
    "member.count_helped": timedelta(hours=24),
    "programme.score": timedelta(days=7),
    "search_log.clean": timedelta(hours=24),
}

# Jobs that come back at an hour of the day: the setting that says which.
DAILY: Mapping[str, str] = {
    "backup.nightly": "backup.daily_at",
    "programme.nightly": "ambassadors.nightly_at",
    "search.optimize": "ambassadors.nightly_at",
}
