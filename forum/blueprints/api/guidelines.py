"""Guidelines, how moderation works, what the team writes, and figures about moderation."""

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from forum.blueprints.api import shapes_of_community as shapes
from forum.blueprints.api.frame import route
from forum.blueprints.guidelines import everything
from forum.forms.api import AcceptedVersion
from forum.forms.transparency import PeriodForm, PublishForm
from forum.lib.periods import Period
from forum.lib.verdict import NOT_FOUND, Denied, Refused, require
from forum.policies import acceptance
from forum.policies import transparency as policy
from forum.queries import guidelines as queries
from forum.queries import pages
from forum.queries import transparency as figures
from forum.services import guidelines, transparency
from forum.structure import setting
from forum.web import member, viewer

if TYPE_CHECKING:
    from forum.models import GuidelineDocument
    from forum.queries.transparency import Published


@route("GET", "/guidelines", answer=shapes.Guidelines)
def get_guidelines() -> Any:
    """Everything in force, with its versions, and how moderation works here."""
    return everything()


@route("GET", "/guidelines/<string(maxlength=64):document>/<int:number>", answer=shapes.Version)
def get_guideline_version(document: str, number: int) -> Any:
    """What one version of a document said: "community" or that of a category."""
    found = _document(document)
    version = queries.version(viewer(), found.id, number) if 0 < number < 2**31 else None
    if version is None:
        raise Denied(NOT_FOUND)
    sections = queries.sections(viewer(), version.id)
    return {**{name: getattr(version, name) for name in shapes.Version.model_fields
               if name not in {"html", "sections"}},
            "html": version.html, "sections": sections}  # fmt: skip


def _document(slug: str) -> "GuidelineDocument":
    return queries.document(viewer(), "" if slug == "community" else slug)


@route("POST", "/guidelines/accept", scope="private", body=AcceptedVersion, rate="account.change")
def accept_guidelines(sent: AcceptedVersion) -> None:
    """Accept a version, after its member has read it: `version_id` is that of what is in force."""
    require(acceptance.can_accept(viewer()))
    guidelines.accept(viewer(), member(), sent.version_id, "interstitial")


@route("GET", "/pages", answer=shapes.Pages)
def list_pages() -> Any:
    """What the team has written and published: terms, privacy, about and others."""
    return {"items": pages.published(viewer())}


@route("GET", "/pages/<string(maxlength=80):page_slug>", answer=shapes.Page)
def get_page(page_slug: str) -> Any:
    """One of them, as it is."""
    found = pages.one(viewer(), page_slug)
    return {"id": found.page.id, "slug": found.page.slug, "title": found.version.title,
            "number": found.version.number, "html": found.html, "note": found.version.note,
            "created_at": found.version.created_at}  # fmt: skip


@route("GET", "/transparency", answer=shapes.Reports)
def list_figures() -> Any:
    """Figures about moderation that were published, the newest period first."""
    return {"items": [_published(one) for one in figures.every(viewer())]}


@route("GET", "/transparency/<int:number>", answer=shapes.Figures)
def get_figures(number: int) -> Any:
    """The figures of one report."""
    found = figures.get(viewer(), number)
    return {**_published(found), "words": found.report.words, "figures": found.report.figures}


def _published(one: "Published") -> dict[str, Any]:
    names = ("id", "number", "starts_at", "ends_at", "published_at", "sha256")
    newer = one.newer.id if one.newer else None
    return {**{name: getattr(one.report, name) for name in names}, "replaced_by": newer}


@route("GET", "/transparency/draft", answer=shapes.DraftFigures, scope="moderate",
       query=PeriodForm)  # fmt: skip
def draft_figures(asked: PeriodForm) -> Any:
    """The figures of a period as they would be published now; without days, of the last year."""
    found = figures.draft(viewer(), _period(asked) if asked.since or asked.until else None)
    return {"since": found.period.first, "until": found.period.last, "figures": found.figures,
            "seen": found.seen, "is_over": found.is_over}  # fmt: skip


@route("POST", "/transparency", answer=shapes.Id, status=201, scope="moderate", body=PublishForm)
def publish_figures(sent: PublishForm) -> Any:
    """Publish them for everybody; `seen` is what the draft said, so that they are the same."""
    require(policy.can_publish(viewer()))
    return transparency.publish(viewer(), _period(sent), sent.words, sent.seen)


def _period(typed: PeriodForm) -> Period:
    found = typed.period(str(setting("site.time_zone")))
    if found is None:
        raise Refused(_("Choose the days."), "since")
    return found
