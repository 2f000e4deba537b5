"""The guidelines: written as a draft, approved by a second person, published once, never changed.

Whoever changes a draft is its author from then on, so the person who approves is never the one
whose words are new (community.md §1.C1).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from forum import database, events, structure, wording
from forum.extensions import db
from forum.lib import rulebooks
from forum.lib.rulebooks import Rule, Rulebook
from forum.lib.verdict import Conflict, Refused, require
from forum.models import (
    GuidelineAcceptance,
    GuidelineDocument,
    GuidelineSection,
    GuidelineVersion,
    StaffAction,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.guidelines import COMMUNITY, SIGNIFICANCES
from forum.policies import accounts
from forum.policies import guidelines as policy
from forum.queries import guideline_drafts as drafts
from forum.queries import guidelines as queries
from forum.services import beginnings


def check(actor: Viewer, version_id: int | None) -> None:
    """Raise Refused unless `version_id` is the version in force (None while there is none)."""
    require(accounts.can_confirm(actor))
    if version_id != (structure.current().guidelines or None):
        raise Refused(
            _("Please read the guidelines once more: they have just changed.")
            if version_id else _("Please read and accept the guidelines."),
            "guidelines",
        )  # fmt: skip


def accept(actor: Viewer, user: User, version_id: int, method: str = "joining") -> None:
    """Note that `user` accepted this version now. `method`: joining, interstitial or settings.

    What is announced and not in force yet can be accepted too; a draft cannot.
    """
    require(accounts.can_change(actor, user))
    version = db.session.get(GuidelineVersion, version_id)
    if version is None or version.document_id != COMMUNITY or version.state != "published":
        raise Refused(_("Please read the guidelines once more: they have just changed."))
    database.insert_missing(
        GuidelineAcceptance, user_id=user.id, version_id=version_id, accepted_at=utcnow(),
        method=method,
    )  # fmt: skip
    if version.number > user.accepted_number:
        user.accepted_number = version.number
        db.session.flush()


def publish(
    actor: Viewer, book: Rulebook, at: datetime | None = None, document_id: int = COMMUNITY
) -> GuidelineVersion:
    """Make `book` the guidelines in force since `at` (now), without a second person or a notice.

    For the command line: a new community begins with its rules. Raises Refused where `book` says
    what no guidelines may say.
    """
    require(policy.can_publish_alone(actor))
    document = db.session.get_one(GuidelineDocument, document_id)
    made = _new(document, None)
    made.summary, made.change_note = book.summary, book.change_note
    made.significance = book.significance
    _write(made, book.rules)
    _freeze(document, made, at or utcnow(), at or utcnow())
    return made


def add_document(actor: Viewer, category_id: int) -> GuidelineDocument:
    """What a category adds to the guidelines of the community; the one that is there already."""
    require(policy.can_manage(actor))
    node = structure.current().categories.get(category_id)
    if node is None:
        raise Refused(_("There is no such category."), "category")
    database.insert_missing(
        GuidelineDocument, slug=f"category-{node.id}", title=node.name, kind="category",
        category_id=node.id, created_at=utcnow(),
    )  # fmt: skip
    found = select(GuidelineDocument).where(GuidelineDocument.category_id == category_id)
    return db.session.scalars(found).one()


def begin(actor: User, document: GuidelineDocument) -> GuidelineVersion:
    """A draft of the next version with all that is published now, or the one that is there.

    Where nothing was published yet, the community's begins with the set that comes along.
    """
    require(policy.can_manage(actor))
    _hold(document)
    there = db.session.scalar(
        select(GuidelineVersion).where(
            GuidelineVersion.document_id == document.id,
            GuidelineVersion.state.in_(["draft", "in_review"]),
        )
    )
    if there is not None:
        return there
    made = _new(document, actor.id)
    latest = _latest(document.id)
    if latest is not None:
        made.summary = latest.summary
        rules = [rulebooks.rule(each) for each in queries.sections(actor, latest.id)]
    else:
        default = Rulebook(())
        if document.id == COMMUNITY:
            default = beginnings.rulebook(wording.site())
            beginnings.know(actor, wording.site())
        made.summary, rules = default.summary, list(default.rules)
    _write(made, rules)
    return made


def describe(
    actor: User,
    version: GuidelineVersion,
    summary: str,
    change_note: str,
    significance: str,
    seen: str = "",
) -> None:
    """Say of a draft what it is in plain words, what changed, and how much that matters.

    `seen`: guideline_drafts.heading_digest of what was on the page; Conflict when somebody has
    changed it since.
    """
    require(policy.can_edit(actor, version))
    hold(actor, version)
    if seen and seen != drafts.heading_digest(actor, version):
        raise Conflict(
            _("Somebody has changed this in the meantime. Your words are still in the form.")
        )
    if significance not in SIGNIFICANCES:
        raise Refused(_("Choose how much changes."), "significance")
    version.summary, version.change_note = summary.strip()[:1000], change_note.strip()[:1000]
    version.significance = significance
    _changed(actor, version)


def propose(actor: User, version: GuidelineVersion) -> None:
    """Ask the team for approval. Raises Refused for what could not be published."""
    require(policy.can_propose(actor, version))
    hold(actor, version)
    require(policy.can_propose(actor, version))  # again, now that nobody else can change it
    _check(version, _rules(version))
    version.state = "in_review"
    _log(actor, version, "propose-guidelines")
    events.guidelines_proposed.send(version=version, actor=actor)


def send_back(actor: User, version: GuidelineVersion, reason: str = "") -> None:
    """Make a proposal a draft again, with its author unchanged, who is told `reason`; they
    themselves need none."""
    require(policy.can_send_back(actor, version))
    hold(actor, version)
    require(policy.can_send_back(actor, version))  # again, now that nobody else can change it
    if version.author_id != actor.id and not reason.strip():
        raise Refused(_("Say in a sentence what should be different."), "reason")
    version.state = "draft"
    _log(actor, version, "return-guidelines", reason.strip())
    if version.author_id != actor.id:
        events.guidelines_returned.send(version=version, actor=actor)


def approve(actor: User, version: GuidelineVersion, digest: str = "") -> None:
    """Publish what somebody else proposed. From here on it never changes.

    `digest`: of the draft as it was read; Conflict when it was changed since. A major change is in
    force after guidelines.notice_days, so that members hear of it before; anything else, and the
    first version of all, at once, but never before what was announced earlier.
    """
    require(policy.can_manage(actor))
    document = db.session.get_one(GuidelineDocument, version.document_id)
    _hold(document, version)
    require(policy.can_approve(actor, version))
    rules = _rules(version)
    if digest and digest != queries.draft_digest(actor, version):
        raise Conflict(_("It was changed while you were reading. Please look at it once more."))
    _check(version, rules)
    version.approver_id = actor.id
    now = utcnow()
    _freeze(document, version, now, _effective(document, version, now))
    _log(actor, version, "publish-guidelines")


def withdraw(actor: User, version: GuidelineVersion) -> None:
    """Take back a draft, or what was announced and is not in force yet.

    What nobody has seen gives its number free; what was announced stays in the list.
    """
    require(policy.can_manage(actor))
    _hold(db.session.get_one(GuidelineDocument, version.document_id), version)
    require(policy.can_withdraw(actor, version))
    if version.published_at is None:
        version.number = -version.id
    version.state = "withdrawn"
    _log(actor, version, "withdraw-guidelines")
    if version.published_at is not None:
        events.guidelines_withdrawn.send(version=version)


def _freeze(
    document: GuidelineDocument, version: GuidelineVersion, at: datetime, effective: datetime
) -> None:
    rules = _rules(version)
    _check(version, rules)
    version.body = rulebooks.assembled(rules)
    version.html = rulebooks.drawn(rules, _("What would be fine:"))
    version.published_at, version.effective_at = at, effective
    version.noticed_at = at if version.significance != "typo" else None
    version.sha256 = queries.digest(None, document, version)
    db.session.flush()  # the last change that it takes
    version.state = "published"
    db.session.flush()
    events.guidelines_published.send(version=version)


def _effective(document: GuidelineDocument, version: GuidelineVersion, now: datetime) -> datetime:
    latest = _latest(document.id)
    if latest is None or latest.effective_at is None:
        return now
    days = int(structure.setting("guidelines.notice_days"))
    wanted = now + timedelta(days=days) if version.significance == "major" else now
    return max(wanted, latest.effective_at)


def _check(version: GuidelineVersion, rules: Sequence[Rule]) -> None:
    titles = {rule.anchor: rule.title for rule in rules}
    for place, sentence in rulebooks.problems(rules, version.document_id == COMMUNITY):
        said = _(sentence)
        raise Refused(f"{titles[place]}: {said}" if titles.get(place) else said, place)
    if version.number > 1 and not version.change_note:
        raise Refused(_("Say in a sentence what changed: members read it."), "change_note")


def _new(document: GuidelineDocument, author_id: int | None) -> GuidelineVersion:
    number = db.session.scalar(
        select(func.max(GuidelineVersion.number)).where(GuidelineVersion.document_id == document.id)
    )
    made = GuidelineVersion(
        document_id=document.id, number=max(number or 0, 0) + 1, state="draft", body="",
        html=rulebooks.drawn((), ""), sha256="", author_id=author_id,
        significance="minor" if number else "major",
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _write(version: GuidelineVersion, rules: Sequence[Rule]) -> None:
    db.session.execute(delete(GuidelineSection).where(GuidelineSection.version_id == version.id))
    for position, rule in enumerate(rules):
        values = {name: getattr(rule, name) for name in Rule.__dataclass_fields__}
        db.session.add(GuidelineSection(version_id=version.id, position=position, **values))
    db.session.flush()


def _latest(document_id: int) -> GuidelineVersion | None:
    return db.session.scalar(
        select(GuidelineVersion)
        .where(GuidelineVersion.document_id == document_id, GuidelineVersion.state == "published")
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    )


def _rules(version: GuidelineVersion) -> list[Rule]:
    return [rulebooks.rule(each) for each in queries.sections(None, version.id)]


def _hold(document: GuidelineDocument, version: GuidelineVersion | None = None) -> None:
    """Of two who begin, write or publish at once one is first; the other sees what came of it."""
    held = select(GuidelineDocument.id).where(GuidelineDocument.id == document.id)
    db.session.execute(held.with_for_update())
    if version is not None:
        db.session.flush()
        db.session.refresh(version)


def hold(actor: User, version: GuidelineVersion) -> None:
    """Nobody else changes this draft until the unit of work is over. Denied for no draft."""
    require(policy.can_manage(actor))
    _hold(db.session.get_one(GuidelineDocument, version.document_id), version)
    require(policy.can_edit(actor, version))


def rewrite(actor: User, version: GuidelineVersion, rules: Sequence[Rule]) -> None:
    """Make `rules` the sections of a draft that is held."""
    require(policy.can_edit(actor, version))
    _write(version, rules)
    _changed(actor, version)


def _changed(actor: User, version: GuidelineVersion) -> None:
    """Whoever changes a draft is its author, and it has to be proposed again."""
    version.state, version.author_id = "draft", actor.id
    db.session.flush()


def _log(actor: User, version: GuidelineVersion, verb: str, note: str = "") -> None:
    details = {"document": version.document_id, "number": version.number}
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, note=note, details=details))
    db.session.flush()
