"""Writing the guidelines: drafts with their sections, proposing, approving as a second person."""

from typing import Any

from forum.blueprints.api import shapes_of_drafts as shapes
from forum.blueprints.api.frame import route
from forum.forms.base import Form
from forum.forms.guidelines import (
    ApproveForm,
    BeginForm,
    DescribeForm,
    ReturnForm,
    SectionForm,
)
from forum.lib.rulebooks import Rule
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.policies import guidelines as policy
from forum.queries import editions
from forum.queries import guideline_drafts as queries
from forum.queries import guidelines as versions
from forum.services import beginnings, guideline_sections, guidelines
from forum.services import editions as edition_service
from forum.web import member, viewer

DRAFT = "/guideline-drafts/<int:version_id>"
SECTION = f"{DRAFT}/sections/<string(maxlength=80):anchor>"


@route("GET", "/guideline-drafts", answer=shapes.Shelves, scope="arrange")
def list_drafts_of_guidelines() -> Any:
    """The community's guidelines, then every category's: which version is in force, announced or
    written, by their ids."""
    rows = queries.shelves(viewer())
    names = ("in_force", "announced", "draft")
    return {"items": [
        {"category_id": row.category_id, "title": row.title, "author": row.author,
         **{name: one.id if (one := getattr(row, name)) else None for name in names}}
        for row in rows
    ]}  # fmt: skip


@route("POST", "/guideline-drafts", answer=shapes.Id, status=201, scope="arrange", body=BeginForm)
def begin_draft(sent: BeginForm) -> Any:
    """Begin the next version with all that is published now, or find the one that is there.
    `category`: whose addition it is; 0: the community's."""
    require(policy.can_manage(viewer()))
    document = (guidelines.add_document(viewer(), sent.category) if sent.category
                else queries.community(viewer()))  # fmt: skip
    return guidelines.begin(member(), document)


@route("GET", "/guideline-news", answer=shapes.News, scope="arrange")
def get_news_of_guidelines() -> Any:
    """What is newer in the set that comes with the program than what the community knows of it.
    Where it `stays`, the community has words of its own."""
    found = editions.news(viewer(), beginnings.rulebook(editions.language(viewer())).rules)
    if found is None:
        raise Denied(NOT_FOUND)
    return {"known": found.known, "number": found.number, "changes": [
        {"kind": one.kind, "anchor": one.anchor, "title": one.title, "stays": one.stays,
         "before": "".join(piece.text for piece in one.pieces if piece.kind != "added"),
         "after": "".join(piece.text for piece in one.pieces if piece.kind != "removed")}
        for one in found.changes
    ]}  # fmt: skip


@route("POST", "/guideline-news/take", answer=shapes.Id, scope="arrange", body=Form)
def take_news_of_guidelines(sent: Form) -> Any:
    """Write it into a draft, which a second person approves as any other."""
    require(policy.can_manage(viewer()))
    return edition_service.take(member())


@route("POST", "/guideline-news/leave", scope="arrange", body=Form)
def leave_news_of_guidelines(sent: Form) -> None:
    """Leave everything as it is; nobody is told of this edition again."""
    require(policy.can_manage(viewer()))
    edition_service.leave(member())


@route("GET", DRAFT, answer=shapes.Draft, scope="arrange")
def get_draft_of_guidelines(version_id: int) -> Any:
    """One as a whole, what stands against proposing it, and what approving asks: `seen_whole`."""
    who, draft = viewer(), queries.get(viewer(), version_id)
    version, answer = draft.version, queries.answer(who, draft.version)
    names = ("id", "number", "state", "summary", "change_note", "significance")
    return {
        **{name: getattr(version, name) for name in names}, "author": draft.author,
        "seen": queries.heading_digest(who, version),
        "seen_whole": versions.draft_digest(who, version),
        "sections": [{**_plain(rule), "seen": queries.section_digest(who, rule)}
                     for rule in queries.rules(who, version)],
        "missing": [sentence for _anchor, sentence in queries.missing(who, version)],
        "days_of_notice": queries.effective(who, version),
        "sent_back_because": answer.reason if answer else "",
        "may_propose": bool(policy.can_propose(who, version)),
        "may_approve": bool(policy.can_approve(who, version)),
    }  # fmt: skip


def _plain(rule: Rule) -> dict[str, Any]:
    names = ("anchor", "title", "body", "example", "reason", "severity", "eu_category")
    return {name: getattr(rule, name) for name in names}


@route("PUT", DRAFT, scope="arrange", body=DescribeForm)
def describe_draft(version_id: int, sent: DescribeForm) -> None:
    """Say what it is in plain words, what changed, and how much that matters. With `seen` what
    others changed meanwhile is not overwritten."""
    version = queries.get(viewer(), version_id).version
    guidelines.describe(member(), version, **sent.model_dump())


@route("POST", f"{DRAFT}/sections", answer=shapes.Anchor, status=201, scope="arrange",
       body=SectionForm)  # fmt: skip
def add_section(version_id: int, sent: SectionForm) -> Any:
    """A new section at the end."""
    return _kept(version_id, "", sent)


@route("PUT", SECTION, answer=shapes.Anchor, scope="arrange", body=SectionForm)
def write_section(version_id: int, anchor: str, sent: SectionForm) -> Any:
    """Another text for a section; `seen` as for the whole."""
    return _kept(version_id, anchor, sent)


def _kept(version_id: int, anchor: str, sent: SectionForm) -> dict[str, str]:
    version = queries.get(viewer(), version_id).version
    if anchor:
        queries.section(viewer(), version, anchor)
    rule = Rule(anchor, **sent.model_dump(exclude={"seen", "preview"}))
    return {"anchor": guideline_sections.write(member(), version, rule, sent.seen)}


@route("POST", f"{SECTION}/<any(up, down, remove):way>", scope="arrange", body=Form)
def shift_section(version_id: int, anchor: str, way: guideline_sections.Way, sent: Form) -> None:
    """Move a section, or take it out of the draft; what was published keeps it."""
    guideline_sections.shift(member(), queries.get(viewer(), version_id).version, anchor, way)


@route("POST", f"{DRAFT}/propose", scope="arrange", body=Form)
def propose_draft(version_id: int, sent: Form) -> None:
    """Ask for approval by somebody else."""
    guidelines.propose(member(), queries.get(viewer(), version_id).version)


@route("POST", f"{DRAFT}/approve", scope="arrange", body=ApproveForm)
def approve_draft(version_id: int, sent: ApproveForm) -> None:
    """Publish what somebody else proposes, as it was read: `seen` is its `seen_whole`."""
    version = queries.get(viewer(), version_id).version
    require(policy.can_approve(viewer(), version))
    guidelines.approve(member(), version, sent.seen)


@route("POST", f"{DRAFT}/return", scope="arrange", body=ReturnForm)
def return_draft(version_id: int, sent: ReturnForm) -> None:
    """Send it back to its author, and say why."""
    version = queries.get(viewer(), version_id).version
    require(policy.can_send_back(viewer(), version))
    guidelines.send_back(member(), version, sent.reason)


@route("DELETE", DRAFT, scope="arrange")
def withdraw_draft(version_id: int) -> None:
    """Take back a draft, or what is announced and not in force yet."""
    guidelines.withdraw(member(), queries.open_version(viewer(), version_id))
