"""Addresses of another forum, or of earlier days: where they lead now, for who may go there."""

from sqlalchemy import select

from forum import links
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import Address, User, Viewer
from forum.queries import categories, members, posts, threads
from forum.structure import current


def target(viewer: Viewer, *paths: str) -> str:
    """Where the first known one of `paths` leads. Denied when none does, for this viewer."""
    found = {
        address.path: address
        for address in db.session.scalars(select(Address).where(Address.path.in_(paths)))
    }
    for path in paths:
        if path in found:
            return _href(viewer, found[path])
    raise Denied(NOT_FOUND)


def _href(viewer: Viewer, address: Address) -> str:
    if address.post_id is not None:
        post = posts.get(viewer, address.post_id)
        return links.post(post.thread.id, post.thread.slug, post.number)
    if address.thread_id is not None:
        thread = threads.get(viewer, address.thread_id)
        return links.thread(thread.id, thread.slug)
    if address.user_id is not None:
        name = db.session.scalar(select(User.name).where(User.id == address.user_id)) or ""
        return links.member(members.get(viewer, name).name)
    node = current().categories.get(address.category_id or 0)
    return links.category(categories.get(viewer, node.slug if node else "").slug)
