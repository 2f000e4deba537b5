"""What machines read of a page: canonical address, Open Graph, JSON-LD.

Every function takes what the page shows, which the viewer may read, and adds nothing to it.
"""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from forum import links, structure
from forum.lib import share_pictures as drawing
from forum.lib.times import iso
from forum.memory import remembered
from forum.models import Viewer
from forum.queries import people, share_pictures
from forum.queries.shapes import (
    CategoryRow,
    MemberView,
    Person,
    PostsPage,
    PostView,
    TagRef,
    ThreadView,
)

Meta = dict[str, Any]
SCHEMA = "https://schema.org"


def absolute(path: str) -> str:
    """The whole address of a rooted path, from the configured base, never from the request."""
    return f"{current_app.config['FORUM'].base_url}{path}"


def of_home(viewer: Viewer) -> Meta:
    name = structure.setting("brand.name")
    about = structure.setting("brand.description") or structure.setting("brand.tagline") or name
    site = {"@context": SCHEMA, "@type": "WebSite", "name": name, "url": absolute("/")}
    return {
        "canonical": absolute("/"),
        "title": name,
        "description": about,
        "jsonld": written(site),
    }


def of_list(viewer: Viewer, kind: str) -> Meta:
    name = structure.setting("brand.name")
    index = kind in {"latest", "top", "unanswered"}
    return {
        "canonical": absolute(links.lists(kind)),
        "title": name,
        "description": f"{kind.title()} threads, {name}.",
        **({} if index else {"robots": "noindex"}),
    }


def of_category(viewer: Viewer, row: CategoryRow) -> Meta:
    about = row.description or f"{row.ref.name}, {structure.setting('brand.name')}."
    return {
        "canonical": absolute(row.ref.href),
        "title": row.ref.name,
        "description": about,
    }


def of_tag(viewer: Viewer, tag: TagRef) -> Meta:
    about = tag.description or _(
        "Threads about %(tag)s, %(brand)s.", tag=tag.name, brand=structure.setting("brand.name")
    )
    return {"canonical": absolute(tag.href), "title": tag.name, "description": about}


def of_member(viewer: Viewer, member: MemberView, tab: str = "") -> Meta:
    about = f"{member.display_name} in {structure.setting('brand.name')}."
    if tab or member.is_unlisted:
        return {
            "canonical": absolute(links.member(member.name, tab)),
            "title": member.display_name,
            "robots": "noindex",
        }
    return {
        "canonical": absolute(member.href),
        "title": member.display_name,
        "description": about,
        "jsonld": written(
            {
                "@context": SCHEMA,
                "@type": "ProfilePage",
                "mainEntity": {**_person(member), "alternateName": member.name},
            }
        ),
    }


def of_people(viewer: Viewer, is_filtered: bool) -> Meta:
    found = {"canonical": absolute(links.members()), "title": structure.setting("brand.name")}
    return found | ({"robots": "noindex"} if is_filtered else {})


def of_team(viewer: Viewer) -> Meta:
    return {"canonical": absolute(links.team()), "title": structure.setting("brand.name")}


def of_thread(viewer: Viewer, thread: ThreadView, page: PostsPage) -> Meta:
    canonical = absolute(links.thread(thread.id, thread.slug, page.number))
    about = thread.excerpt or thread.title
    found = {"canonical": canonical, "title": thread.title, "description": about}
    if thread.state != "visible":
        found["robots"] = "noindex"
    if not viewer.is_authenticated:  # machines are guests
        key = ("jsonld", thread.id, page.first_number, page.last_number)
        found["jsonld"] = remembered(
            key,
            (f"thread:{thread.id}", "members", "structure"),
            lambda: _data(thread, page, about),
        )
        found |= _drawn(viewer, thread)
    return found


def _drawn(viewer: Viewer, thread: ThreadView) -> Meta:
    """The picture for links to this thread, when one is drawn; else the brand's is shown."""
    card = share_pictures.card(viewer, thread.title, thread.category.name)
    if card is None:
        return {}
    return {
        "image": absolute(links.share_picture(thread.id, card.mark)),
        "image_width": drawing.WIDTH,
        "image_height": drawing.HEIGHT,
        "image_alt": f"{thread.title}, {structure.setting('brand.name')}",
    }


def _data(thread: ThreadView, page: PostsPage, about: str) -> Markup:
    described = _question if thread.kind == "question" else _thread
    return written(described(thread, page, about))


def written(data: Meta) -> Markup:
    """JSON-LD as it stands in a script block: nothing in it can end the block."""
    return htmlsafe_json_dumps(data)


def _person(person: Person | MemberView) -> Meta:
    """With the capacity in which they speak: disclosure is for machines as well."""
    found: Meta = {"@type": "Person", "name": person.display_name, "url": absolute(person.href)}
    former = isinstance(person, Person) and person.is_former
    if said := people.label(person.capacity, person.byline, former):
        found["jobTitle"] = said
    if person.capacity == "brand":
        brand = structure.setting("brand.company") or structure.setting("brand.name")
        found["affiliation"] = {"@type": "Organization", "name": brand}
    return found


def _post(post: PostView, kind: str) -> Meta:
    found: Meta = {
        "@type": kind,
        "text": post.html.striptags()[:2000],
        "author": _person(post.author),
        "datePublished": iso(post.created_at),
        "url": absolute(post.permalink),
        "upvoteCount": sum(reaction.count for reaction in post.reactions),
    }
    if kind == "Comment":
        found.pop("upvoteCount")
    return found


def _thread(thread: ThreadView, page: PostsPage, about: str) -> Meta:
    first = page.posts[0] if page.number == 1 and page.posts else None
    rest = page.posts[1:] if first else page.posts
    return {
        "@context": SCHEMA,
        "@type": "DiscussionForumPosting",
        "headline": thread.title[:110],
        "url": absolute(thread.href),
        "author": _person(thread.author),
        "datePublished": iso(thread.created_at),
        "text": first.html.striptags()[:5000] if first else about,
        "articleSection": thread.category.name,
        "commentCount": max(0, thread.post_count - 1),
        "interactionStatistic": [
            {
                "@type": "InteractionCounter",
                "userInteractionCount": thread.reaction_count,
                "interactionType": {"@type": "LikeAction"},
            },
            {
                "@type": "InteractionCounter",
                "userInteractionCount": thread.view_count,
                "interactionType": {"@type": "ViewAction"},
            },
        ],
        "comment": [_post(post, "Comment") for post in rest if post.state == "visible"],
    }


def _question(thread: ThreadView, page: PostsPage, about: str) -> Meta:
    question: Meta = {
        "@type": "Question",
        "name": thread.title,
        "text": about,
        "answerCount": max(0, thread.post_count - 1),
        "author": _person(thread.author),
        "datePublished": iso(thread.created_at),
        "url": absolute(thread.href),
    }
    if thread.answer is not None:
        question["acceptedAnswer"] = {
            "@type": "Answer",
            "text": thread.answer.html.striptags()[:2000],
            "author": _person(thread.answer.author),
            "url": absolute(thread.answer.href),
            "datePublished": iso(thread.answer.created_at),
        }
    suggested = [
        _post(post, "Answer")
        for post in page.posts
        if post.number > 1 and post.state == "visible" and not post.is_answer
    ]
    if suggested:
        question["suggestedAnswer"] = suggested
    return {"@context": SCHEMA, "@type": "QAPage", "mainEntity": question}
