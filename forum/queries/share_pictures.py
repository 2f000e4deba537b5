"""What is in the picture of a thread for links that are shared, and the picture that is kept."""

from dataclasses import dataclass

from sqlalchemy import select

from forum import storage, structure
from forum.extensions import db
from forum.lib import colours
from forum.lib.share_pictures import Card, drawable, place, unpacked
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import Upload, Viewer
from forum.models.groups import EVERYONE
from forum.policies import uploads as upload_policy
from forum.queries import threads
from forum.settings import contrast


@dataclass(frozen=True, slots=True)
class Found:
    """`kept` is the picture as it was drawn before; None when there is none, or an older one."""

    thread_id: int
    card: Card
    kept: bytes | None


def card(viewer: Viewer, title: str, category: str) -> Card | None:
    """What is drawn for a thread that the viewer reads; None when nothing is."""
    now = structure.current()
    font = str(now.setting("looks.font"))
    if not now.setting("looks.share_threads") or not drawable(title, font):
        return None
    made = contrast.look(now.setting)
    tokens = colours.palette(made.accent, "light", made.neutral_hue, made.light)
    logo = str(now.setting("brand.logo"))
    return Card(
        title, category, str(now.setting("brand.name")),
        (tokens["accent"], tokens["on-accent"], tokens["paper"], tokens["ink"]),
        font, logo if logo.startswith("/uploads/") else "",
    )  # fmt: skip


def may_be_kept(viewer: object, category_id: int) -> bool:
    """Whether everybody may see the category; of what is in another one no picture stays."""
    return category_id in structure.current().visible(frozenset({EVERYONE}))


def get(viewer: Viewer, thread_id: int) -> Found:
    """The picture of a thread that this viewer reads; the door asks as a guest. Raises Denied."""
    thread = threads.seen(viewer, thread_id)
    category = structure.current().categories[thread.category_id]
    made = card(viewer, thread.title, category.name)
    if made is None:
        raise Denied(NOT_FOUND)
    return Found(thread_id, made, _kept(thread_id, made))


def logo(viewer: Viewer, path: str) -> bytes:
    """The logo as it was uploaded; b"" when there is none."""
    if not path:
        return b""
    key = path.split("/")[2]
    at = db.session.scalar(
        select(Upload.path).where(Upload.key == key, upload_policy.readable(viewer))
    )
    try:
        return storage.current().read(at) if at else b""
    except FileNotFoundError:
        return b""


def _kept(thread_id: int, card: Card) -> bytes | None:
    try:
        found = storage.current().read(place(thread_id))
    except FileNotFoundError:
        return None
    return unpacked(card, found)
