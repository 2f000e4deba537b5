"""The guidelines, and what runs the place: for everybody to read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, redirect, request

from forum import links
from forum.blueprints.brand import BRAND
from forum.lib.verdict import NOT_FOUND, Denied
from forum.policies import guidelines as policy
from forum.queries import guidelines as queries
from forum.queries import moderating
from forum.queries.meta import absolute
from forum.web import keep, render_template, viewer

if TYPE_CHECKING:
    from forum.models import GuidelineDocument, GuidelineSection, GuidelineVersion

bp = Blueprint("guidelines", __name__)
PLACES = ("/guidelines", "/guidelines/in/<string(maxlength=64):document>")


V = TypeVar("V", bound=Callable[..., Any])


def at(page: str = "") -> Callable[[V], V]:
    """Registers a page for the community's guidelines and for those that a category adds."""

    def register(view: V) -> V:
        for place in PLACES:
            bp.add_url_rule(f"{place}{page}", view_func=view, methods=["GET"])
        return view

    return register


@at()
def show(document: str = "") -> str:
    keep()
    found = queries.document(viewer(), document)
    version = queries.in_force(viewer(), found.id)
    is_whole = found.kind == "community"
    return _version_page(
        found, version, how=moderating.how(viewer()) if is_whole else None,
        addenda=queries.addenda(viewer()) if is_whole else (),
    )  # fmt: skip


@at("/<int:number>")
def version(number: int, document: str = "") -> str:
    keep()
    found = queries.document(viewer(), document)
    return _version_page(found, queries.version(viewer(), found.id, number))


def _version_page(
    document: "GuidelineDocument", version: "GuidelineVersion | None", **shown: Any
) -> str:
    current = queries.in_force(viewer(), document.id)
    return render_template(
        "guidelines/show.html", document=document, guidelines=version, current=current,
        to_come=queries.to_come(viewer()) if document.kind == "community" else None,
        may_manage=policy.can_manage(viewer()), **{"how": None, "addenda": (), **shown},
    )  # fmt: skip


@at("/versions")
def versions(document: str = "") -> str:
    keep()
    found = queries.document(viewer(), document)
    return render_template(
        "guidelines/versions.html", document=found, versions=queries.versions(viewer(), found.id),
        current=queries.in_force(viewer(), found.id),
    )  # fmt: skip


@at("/compare")
def compare(document: str = "") -> str:
    keep()
    found = queries.document(viewer(), document)
    known = queries.versions(viewer(), found.id)
    if not known:
        raise Denied(NOT_FOUND)
    newest, oldest = known[0].number, known[-1].number
    to = request.args.get("to", newest, int)
    wanted = (request.args.get("from", max(to - 1, oldest), int), to)
    before, after = (_numbered(found.id, number) for number in wanted)
    changes = queries.changes(
        viewer(), queries.sections(viewer(), before.id), queries.sections(viewer(), after.id)
    )
    return render_template(
        "guidelines/compare.html", document=found, versions=known, before=before, after=after,
        changes=[one for one in changes if one.kind != "same"],
    )  # fmt: skip


def _numbered(document_id: int, number: int) -> "GuidelineVersion":
    if not 0 < number < 2**31:
        raise Denied(NOT_FOUND)
    return queries.version(viewer(), document_id, number)


@at("/section/<string(maxlength=80):anchor>")
def section(anchor: str, document: str = "") -> Any:
    """Where a rule is read: in what is in force, else in the last version that had it."""
    found = queries.document(viewer(), document)
    last = queries.last_with(viewer(), found.id, anchor)
    current = queries.in_force(viewer(), found.id)
    is_here = current is not None and any(
        one.anchor == anchor for one in queries.sections(viewer(), current.id)
    )
    page = "" if is_here else last.number
    return redirect(f"{links.guidelines(page, found.slug)}#{anchor}")


@bp.app_template_global()
def rules_to_know(category_id: int | None) -> Any:
    """What somebody who writes here for the first times should know; nothing for others."""
    return queries.to_know(viewer(), category_id)


@bp.get("/guidelines/ladder")
def ladder() -> str:
    """What follows a breach, step by step, until when, and how to disagree (community.md E6)."""
    keep()
    return render_template(
        "guidelines/ladder.html", how=moderating.how(viewer()), steps=moderating.steps(viewer())
    )


@bp.get("/guidelines.json")
def as_json() -> Any:
    """Everything in force, for machines (Digital Services Act, article 14)."""
    keep()
    return everything()


def everything() -> dict[str, Any]:
    """What is in force for the viewer, with its versions, and how moderation works."""
    documents = [queries.document(viewer()), *queries.addenda(viewer())]
    return {
        "community": BRAND.name,
        "documents": [_document(one) for one in documents],
        "how_we_moderate": moderating.how(viewer()).plain(),
    }


def _document(document: "GuidelineDocument") -> dict[str, Any]:
    current = queries.in_force(viewer(), document.id)
    known = queries.versions(viewer(), document.id)
    return {
        "slug": document.slug, "title": document.title, "kind": document.kind,
        "category_id": document.category_id,
        "url": absolute(links.guidelines("", document.slug)),
        "in_force": _version(document, current) if current else None,
        "sections": [
            _section(document, one)
            for one in (queries.sections(viewer(), current.id) if current else ())
        ],
        "versions": [_version(document, one) for one in known],
    }  # fmt: skip


def _version(document: "GuidelineDocument", version: "GuidelineVersion") -> dict[str, Any]:
    moments = ("noticed_at", "published_at", "effective_at")
    at = {name: getattr(version, name) for name in moments}
    return {
        "id": version.id, "number": version.number, "state": version.state,
        "significance": version.significance,
        "summary": version.summary, "what_changed": version.change_note, "sha256": version.sha256,
        "url": absolute(links.guidelines(version.number, document.slug)),
        **{name: moment.isoformat() if moment else None for name, moment in at.items()},
    }  # fmt: skip


def _section(document: "GuidelineDocument", section: "GuidelineSection") -> dict[str, Any]:
    place = links.guidelines(f"section/{section.anchor}", document.slug)
    return {
        "anchor": section.anchor, "title": section.title, "text": section.body,
        "what_would_be_fine": section.example, "report_reason": section.reason,
        "severity": section.severity, "eu_category": section.eu_category, "url": absolute(place),
    }  # fmt: skip


@bp.get("/software")
def software() -> str:
    """Names the software, its licence and where its source is (AGPL, section 13)."""
    keep()
    return render_template("home/software.html")
