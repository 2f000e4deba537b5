"""What people are told of a decision: in plain words, by name, with all that article 17 of the
Digital Services Act asks for (community.md §4.4). Kept word for word.

Called by the verbs of decisions.
"""

import re
import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy import select

from forum import links, wording
from forum.extensions import db
from forum.models import (
    Decision,
    ModerationCase,
    Post,
    Report,
    Statement,
    Thread,
    User,
    Viewer,
)
from forum.models.decisions import APPEAL_DAYS
from forum.models.moderation import PASSED_ON
from forum.policies import categories
from forum.policies.appeals import NOT_ACTED_ON
from forum.queries import viewers
from forum.services import choosing

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~@:-])")
_LONGEST = 300  # of a section and of what an explanation quotes
_LONGEST_TITLE = 80


def to_author(actor: Viewer, case: ModerationCase, decision: Decision) -> str:
    """The statement of reasons, in the language of whom it is for. Markdown."""
    user = db.session.get_one(User, case.user_id)
    with speaking(user.locale):
        parts = [
            _heading(case, decision, user), _why(decision), _facts(decision),
            plain(decision.explanation), _origin(case, decision), _redress(decision),
            _better(decision), _signed(actor, decision),
        ]  # fmt: skip
        return "\n\n".join(part for part in parts if part)


def to_reporter(
    actor: Viewer, case: ModerationCase, decision: Decision, report: Report, locale: str = ""
) -> str:
    """The answer to one report: what was decided, not who was sanctioned (community.md E1)."""
    with speaking(locale):
        day = format_date(report.created_at, "long")
        said = {"what": _kind(case), "day": day, "reference": report.reference}
        looked = _("You reported %(what)s on %(day)s (%(reference)s). Thank you: somebody has"
                   " looked at it.", **said)  # fmt: skip
        if decision.automation == "fully":
            looked = _("You reported %(what)s on %(day)s (%(reference)s). We are sorry.", **said)
        parts = [
            looked, _outcome(decision),
            plain(decision.explanation) if decision.action == "none" else "",
            _redress_of_reporter(decision),
            _signed(actor, decision),
        ]  # fmt: skip
        return "\n\n".join(part for part in parts if part)


def send(
    actor: Viewer, case: ModerationCase, decision: Decision, reports: Sequence[Report], at: datetime
) -> list[Statement]:
    """Write what the author and each reporter is told; it is sent by whoever listens."""
    made = []
    if decision.action not in {"none", "approve"}:
        author = db.session.get_one(User, case.user_id)
        body = to_author(actor, case, decision)
        made.append(row(decision, "author", body, at, author.locale, user_id=author.id))
    made += [_answer(actor, case, decision, report, at) for report in reports]
    db.session.add_all(made)
    db.session.flush()
    return made


def answer(actor: Viewer, case: ModerationCase, decision: Decision, at: datetime) -> None:
    """Tell who reported this what was decided in another case of the same member."""
    waiting = select(Report).where(
        Report.case_id == case.id, Report.answered_at.is_(None), Report.source != "software"
    )
    for report in db.session.scalars(waiting.order_by(Report.id)).all():
        report.is_upheld, report.answered_at = True, at
        db.session.add(_answer(actor, case, decision, report, at))
    db.session.flush()


def _answer(
    actor: Viewer, case: ModerationCase, decision: Decision, report: Report, at: datetime
) -> Statement:
    locale = locale_of(report)
    body = to_reporter(actor, case, decision, report, locale)
    return row(decision, "reporter", body, at, locale, report_id=report.id, **whom(report))


def row(
    decision: Decision, recipient: str, body: str, at: datetime, locale: str, **whom: Any
) -> Statement:
    """What one is told, to be stored."""
    return Statement(
        decision_id=decision.id, recipient=recipient, body=body[:20_000],
        language=locale or wording.site(),
        puid=secrets.token_urlsafe(18), sent_at=at,
        appeal_until=at + timedelta(days=APPEAL_DAYS), **whom,
    )  # fmt: skip


def whom(report: Report) -> dict[str, Any]:
    """Who is answered: the member; a guest who has said that the address is theirs (the others read
    it behind their link); whom somebody of the team passed on, else that one, who tells them."""
    is_outside = report.reporter_id is None or report.source in PASSED_ON
    if is_outside and report.email_confirmed_at is not None:
        return {"user_id": None, "email": report.reporter_email}
    return {"user_id": report.reporter_id, "email": ""}


def locale_of(report: Report) -> str:
    """The language of whoever reported it; "": the forum's own."""
    if report.reporter_id is None:
        return ""
    return db.session.scalar(select(User.locale).where(User.id == report.reporter_id)) or ""


def speaking(locale: str) -> AbstractContextManager[Any]:
    """Words are of this language inside; "": the forum's own."""
    found: AbstractContextManager[Any] = force_locale(locale or wording.site())
    return found


# --- parts ---------------------------------------------------------------------------------------


def _heading(case: ModerationCase, decision: Decision, author: User) -> str:
    what = _named(case, author)
    said = {
        "edit": _("We changed %(what)s", what=what), "lock": _("We locked %(what)s", what=what),
        "hide": _("We hid %(what)s", what=what), "remove": _removed(case, what),
        "reminder": _("A reminder about %(what)s", what=what),
        "warning": _("A warning about %(what)s", what=what),
        "restriction": _("You cannot write here for a while"),
        "suspension": _("Your account is suspended"),
        "termination": _("Your account is closed"),
        "misuse_warning": _("A warning about how you report or appeal"),
        "revocation": _("Your time as an ambassador was ended"),
        "misuse_stop": _("The team takes no more reports or appeals from you for a while"),
    }  # fmt: skip
    closes = decision.action == "suspension" and decision.ends_at is None
    head = said["termination" if closes else decision.action]
    also = {"hide": _("We also hid %(what)s.", what=what),
            "remove": _("We also removed %(what)s.", what=what),
            "hide-lately": _("We also hid what you wrote within the last day."),
            "hide-all": _("We also hid everything that you wrote here."),
            "close": _("Nobody can reply in it until then.")}.get(decision.also, "")  # fmt: skip
    details = _("case %(reference)s, %(day)s, %(where)s, %(how_long)s",
                reference=case.reference, day=format_date(decision.decided_at, "long"),
                where=decision.scope or _("everywhere in this community"),
                how_long=_how_long(decision))  # fmt: skip
    return f"**{head}** ({details}). {also}".strip()


def _removed(case: ModerationCase, what: str) -> str:
    if case.kind == "edit":
        return str(_("We did not accept your change to %(what)s", what=what))
    if case.kind == "sign-up":
        return str(_("We did not accept you as a member"))
    if case.kind == "claim":
        return str(_("We did not hand over the account that you asked for"))
    if case.kind == "held":
        return str(_("We did not publish %(what)s", what=what))
    return str(_("We removed %(what)s", what=what))


def _kind(case: ModerationCase) -> str:
    """Without a title: it may have changed since, where the reader may not look any more."""
    if case.post_id is not None:
        return str(_("a post"))
    return str(_("a private message")) if case.message_id else str(_("a profile"))


def _named(case: ModerationCase, author: User) -> str:
    if case.post_id is None:
        return str(_("a private message")) if case.message_id else str(_("your profile"))
    title, number, category_id = db.session.execute(
        select(Thread.title, Post.number, Thread.category_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id == case.post_id)
    ).one()
    if category_id not in categories.visible_ids(viewers.with_groups(None, author)):
        return str(_("a post of yours"))
    title = plain(title[:_LONGEST_TITLE])
    if number == 1:
        return str(_("your thread “%(title)s”", title=title))
    return str(_("your post in “%(title)s”", title=title))


def _how_long(decision: Decision) -> str:
    if decision.ends_at is not None:
        return str(_("until %(day)s", day=format_date(decision.ends_at, "long")))
    if decision.action == "reminder":
        return str(_("without further consequences"))
    return str(_("for good, unless it is taken back"))


def _why(decision: Decision) -> str:
    if decision.ground == "illegal":
        return str(_("*Why:* we think that it is against the law: %(law)s.",
                     law=plain(decision.law)))  # fmt: skip
    found = choosing.version_of(decision.section_id)
    if found is None:
        return ""
    section, version = found
    since = version.effective_at or version.published_at
    text = section.body if len(section.body) <= _LONGEST else section.body[:_LONGEST] + " …"
    passage = _quoted(text, is_markdown=True)
    base = current_app.config["FORUM"].base_url
    href = f"{base}{links.guidelines()}/{version.number}#{section.anchor}"
    why = _("*Why:* section [%(title)s](%(href)s) of the guidelines, version %(number)s, in force"
             " since %(day)s:", title=plain(section.title), href=href, number=version.number,
             day=format_date(since, "long"))  # fmt: skip
    return f"{why}\n\n{passage}"


def _facts(decision: Decision) -> str:
    parts = []
    if decision.quote:
        parts += [str(_("You wrote:")), _quoted(decision.quote)]
    if decision.facts:
        parts.append(plain(decision.facts))
    return "\n\n".join(parts)


def _origin(case: ModerationCase, decision: Decision) -> str:
    how = {
        "notice": _("somebody reported it"), "trusted": _("a trusted flagger reported it"),
        "own_initiative": _("somebody of the team came across it"),
        "order": _("an authority ordered it"),
    }[decision.origin]  # fmt: skip
    software = {
        "no": _("none"), "partly": _("it helped to decide"),
        "fully": _("it decided alone, and a person will look at it"),
    }[decision.automation]  # fmt: skip
    if decision.automation == "fully" and case.closed_at is not None:
        software = _("it decided alone")
    if decision.automation == "no" and decision.is_detected_by_software:
        software = _("it pointed this out; a person decided")
    return str(_("*How it came to us:* %(how)s. *Software involved:* %(software)s.",
                 how=how, software=software))  # fmt: skip


def _redress(decision: Decision) -> str:
    return str(_(
        "*You can disagree:* until %(day)s you can appeal this decision, for free; somebody who was"
        " not involved will look at it and answer. You may also turn to a certified out-of-court"
        " body or go to court.", day=_last_day(decision)))  # fmt: skip


def _redress_of_reporter(decision: Decision) -> str:
    """Who reported something can appeal when nothing was done (community.md §4.5)."""
    if decision.action not in NOT_ACTED_ON:
        return str(_("*You can disagree:* you may turn to a certified out-of-court body or go to"
                     " court."))  # fmt: skip
    return str(_("*You can disagree:* until %(day)s you can appeal this decision; somebody who was"
                 " not involved will look at it. You may also turn to a certified out-of-court body"
                 " or go to court.", day=_last_day(decision)))  # fmt: skip


def _last_day(decision: Decision) -> str:
    return str(format_date(decision.decided_at + timedelta(days=APPEAL_DAYS), "long"))


def _better(decision: Decision) -> str:
    found = choosing.version_of(decision.section_id)
    if found is None or not found[0].example:
        return ""
    return str(_("*What would be fine:*")) + "\n\n" + _quoted(found[0].example, is_markdown=True)


def _outcome(decision: Decision) -> str:
    said = {
        "none": _("We decided to leave it as it is."),
        "approve": _("We decided to publish it."),
        "reminder": _("We reminded its author of the guidelines."),
    }.get(decision.action)
    if said is not None:
        return str(said)
    found = choosing.version_of(decision.section_id)
    if found is not None:
        return str(_("We have acted on it, because of the section “%(title)s” of the guidelines.",
                     title=plain(found[0].title)))  # fmt: skip
    if decision.ground == "illegal":
        return str(_("We have acted on it, because it is against the law."))
    return str(_("We have acted on it."))


def _signed(actor: Viewer, decision: Decision) -> str:
    if not isinstance(actor, User) or decision.automation == "fully":
        return f"— {plain(str(current_app.config['FORUM'].base_url))}"
    name = plain(actor.display_name)
    byline = plain(actor.byline) or str(_("moderator"))
    return f"— {name}, {byline}"


def plain(text: str) -> str:
    """Words as they are, whatever they look like as Markdown."""
    return _MARKS.sub(r"\\\1", text)


def _quoted(text: str, is_markdown: bool = False) -> str:
    lines = text.splitlines() or [""]
    return "\n".join(f"> {line if is_markdown else plain(line)}" for line in lines)
