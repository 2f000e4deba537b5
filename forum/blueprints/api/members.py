"""Members, how closely the account follows what, files, and search."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from forum import limits, structure
from forum.blueprints import uploads
from forum.blueprints.api import shapes_of_community as community
from forum.blueprints.api import shapes_of_people as shapes
from forum.blueprints.api.answering import cursor
from forum.blueprints.api.frame import needs, needs_all, route
from forum.forms.api import Level, MembersQuery, NewUpload, PageQuery, SearchQuery
from forum.forms.uploads import UploadForm
from forum.lib import searches
from forum.queries import (
    activity,
    categories,
    directory,
    posts,
    report_reasons,
    search,
    tags,
    threads,
    welcome,
)
from forum.queries import members as queries
from forum.services import levels
from forum.web import place, viewer

MEMBER = "/members/<string(maxlength=64):name>"


@route("GET", "/welcome", answer=community.WelcomeQueue)
def list_first_posts() -> Any:
    """First posts of newcomers that nobody has answered, for ambassadors and the team."""
    return {"items": welcome.queue(viewer())}


@route("GET", "/members", answer=shapes.Members, query=MembersQuery)
def list_members(asked: MembersQuery) -> Any:
    """Everybody who is here, those who helped most first."""
    page = directory.page(viewer(), _asked(asked))
    return {"items": [one.person for one in page.entries], "next": cursor(page.next_href)}


def _asked(asked: MembersQuery) -> directory.Asked:
    return directory.Asked(asked.q, asked.group, asked.badge, asked.within, asked.sort,
                           asked.after or None)  # fmt: skip


@route("GET", "/directory", answer=community.Directory, query=MembersQuery)
def list_directory(asked: MembersQuery) -> Any:
    """The same with what the directory says of each."""
    page = directory.page(viewer(), _asked(asked))
    return {"items": page.entries, "next": cursor(page.next_href)}


@route("GET", "/team", answer=community.Team)
def get_team() -> Any:
    """Who speaks for the brand, and who moderates."""
    return directory.team(viewer())


@route("GET", f"{MEMBER}/<any(threads, replies, answers, given, received, badges):tab>",
       answer=community.Activity, query=PageQuery)  # fmt: skip
def list_activity(name: str, tab: str, asked: PageQuery) -> Any:
    """What a member started, replied, answered; which reactions they gave and got; their badges."""
    found = activity.tab(viewer(), queries.one(viewer(), name), tab, asked.after or None)
    return {"threads": found.threads, "doings": found.doings, "badges": found.badges,
            "next": cursor(found.next_href)}  # fmt: skip


@route("GET", f"{MEMBER}/helps-with", answer=community.HelpsWith)
def get_subjects(name: str) -> Any:
    """What a member answers others about, the most frequent first."""
    return activity.helps_with(viewer(), queries.one(viewer(), name))


@route("GET", f"{MEMBER}/report-reasons", answer=community.Reasons, scope="read")
def list_reasons_of_member(name: str) -> Any:
    """For what a member can be reported."""
    return {"items": report_reasons.of_member(viewer(), queries.one(viewer(), name))}


@route("GET", "/posts/<int:post_id>/report-reasons", answer=community.Reasons, scope="read")
def list_reasons_of_post(post_id: int) -> Any:
    """For what a post can be reported."""
    return {"items": report_reasons.of_post(viewer(), posts.get(viewer(), post_id))}


@route("GET", "/members/<string(maxlength=64):name>", answer=shapes.Member)
def get_member(name: str) -> Any:
    """One member, by the name now or before."""
    return queries.view(viewer(), queries.one(viewer(), name))


@route("PUT", "/threads/<int:thread_id>/level", scope="write", body=Level)
def follow_thread(thread_id: int, sent: Level) -> None:
    """How closely to follow a thread."""
    levels.choose_for_thread(viewer(), threads.get(viewer(), thread_id), sent.level)


@route("PUT", "/categories/<slug>/level", scope="write", body=Level)
def follow_category(slug: str, sent: Level) -> None:
    """How closely to follow a category."""
    levels.choose_for_category(viewer(), categories.get(viewer(), slug).id, sent.level)


@route("PUT", "/tags/<string(maxlength=100):slug>/level", scope="write", body=Level)
def follow_tag(slug: str, sent: Level) -> None:
    """How closely to follow a tag."""
    needs_all()
    levels.choose_for_tag(viewer(), tags.get(viewer(), slug), sent.level)


@route("POST", "/uploads", answer=shapes.Upload, status=201, scope="write", body=NewUpload,
       is_file=True)  # fmt: skip
def upload() -> Any:
    """Send a file as multipart/form-data. It is in no post until one holds its `markdown`."""
    form = UploadForm.read({**request.form, "purpose": "post"}, request.files)
    return uploads.described(uploads.received(form))


@route("GET", "/search", answer=shapes.Hits, query=SearchQuery)
def find(asked: SearchQuery) -> Any:
    """Search posts, with the words and filters of the search box; in:bookmarks with `private`."""
    who = viewer()
    most = "search.per_minute" if who.is_authenticated else "search.per_minute_guest"
    if seconds := limits.take("search", who.id or place(), most=structure.setting(most)):
        raise limits.TooMany(
            _("That was a lot of searching. Please try again in a moment."), seconds
        )
    typed = searches.parse(asked.q)
    if who.is_authenticated and any(
        (one.name, one.value) == ("in", "bookmarks") for one in typed.search.conditions
    ):
        needs("private")
    found = search.page(who, typed, asked.after or None)
    items = [
        {**{name: getattr(hit, name) for name in shapes.Hit.model_fields if name != "url"},
         "url": hit.href, "title": _plain(hit.title), "passage": _plain(hit.passage)}
        for hit in found.results
    ]  # fmt: skip
    return {"items": items, "count": found.number, "problems": list(found.problems),
            "next": cursor(found.next_href)}  # fmt: skip


def _plain(pieces: Any) -> str:
    return "".join(str(getattr(piece, "text", piece[0])) for piece in pieces)
