"""A second look at a text, by a job: what a check of a plugin cannot say at once, because it asks
somebody outside (`services.screening`, Finding.later).

The plugin is given a `Text` and answers with a Finding, or with none when all is well. Then:

- none: what waits only for this look is published; what waits for another reason still waits.
- "flag": somebody of the team looks; "hold": what is public is hidden until they have, which is a
  decision by software with its statement; what waits, waits with one reason more.
- "block": what waits is refused, what is public is hidden, each with its statement.

While nobody answers, everything stays as the first check left it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import HeldEdit, ModerationCase, Post, User, Viewer
from forum.policies import deciding as policy
from forum.services import cases, decisions
from forum.services.choosing import Choice
from forum.services.holding import SEVERITY
from forum.services.screening import Finding


@dataclass(frozen=True, slots=True)
class Text:
    """What is looked at: who wrote it, in Markdown, and the title of its thread."""

    author: str
    title: str
    body: str
    is_edit: bool = False


Look = Callable[[Text], Finding | None]


def text(actor: Viewer, target: str, digest: str) -> Text | None:
    """What is to be looked at; None when it is gone, or says something else by now."""
    require(policy.can_automate(actor))
    post, held = _of(target)
    if post is None or (held is None and post.state not in {"visible", "pending"}):
        return None
    body = held.body if held is not None else post.body
    author = db.session.get_one(User, held.editor_id if held is not None else post.author_id)
    if cases.digest(body) != digest:
        return None
    return Text(author.name, post.thread.title, body, held is not None)


def carry_out(
    actor: Viewer, target: str, digest: str, found: Finding | None, reason: str = ""
) -> None:
    """Do what was found; `reason` is why the text waited for this look. May run twice."""
    require(policy.can_automate(actor))
    if text(actor, target, digest) is None:
        return
    post, held = _of(target)
    assert post is not None
    if held is not None or post.state == "pending":
        _settle(actor, target, found, reason)
    elif found is not None and found.kind in {"hold", "block", "flag"}:
        case = cases.open_case(cases.of_post(post), "report", SEVERITY, [found.reason])
        cases.keep(case, post, post.thread.title if post.number == 1 else "")
        if found.kind != "flag":
            decisions.by_software(actor, case, _choice("hide", found.reason))


def _settle(actor: Viewer, target: str, found: Finding | None, reason: str) -> None:
    """Of what waits: let it through, refuse it, or say more of why it waits. What a colleague holds
    at this moment is theirs."""
    case = db.session.scalar(
        select(ModerationCase)
        .where(ModerationCase.target == target, ModerationCase.closed_at.is_(None),
               ModerationCase.kind.in_(("held", "edit")), ModerationCase.state != "waiting")
        .with_for_update()
    )  # fmt: skip
    if case is None:
        return
    if found is not None and found.kind == "block" and case.claimed_by_id is None:
        decisions.by_software(actor, case, _choice("remove", found.reason), closes=True)
    elif found is not None:
        case.reasons = list(dict.fromkeys([*case.reasons, found.reason]))
    elif reason:
        case.reasons = [one for one in case.reasons if one != reason]
        if not case.reasons and case.claimed_by_id is None:
            said = str(_("It waited for a check by software, which found nothing."))
            choice = Choice("approve", "none", facts=said, explanation=said)
            decisions.by_software(actor, case, choice, closes=True)
    db.session.flush()


def _choice(action: str, reason: str) -> Choice:
    facts = _("Software looked at it once more and found: %(what)s", what=reason)
    return Choice(action, "none", facts=str(facts), explanation=str(facts))


def _of(target: str) -> tuple[Post | None, HeldEdit | None]:
    kind, _dot, number = target.partition(":")
    held = db.session.get(HeldEdit, int(number)) if kind == "edit" else None
    if kind == "edit" and held is None:
        return None, None
    post = db.session.scalar(
        select(Post)
        .where(Post.id == (held.post_id if held is not None else int(number)))
        .options(joinedload(Post.thread), joinedload(Post.author))
        .execution_options(populate_existing=True)
    )
    return post, held
