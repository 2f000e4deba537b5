"""Pictures of threads for shared links: drawn once, kept until something in them changes."""

from forum import storage
from forum.lib import share_pictures
from forum.lib.verdict import require
from forum.models import Viewer
from forum.policies import threads as policy
from forum.queries import share_pictures as queries
from forum.queries import threads


def drawn(actor: Viewer, found: queries.Found) -> bytes:
    """Draw it and keep it. Writes no row. Raises images.Busy, and TooLarge when it failed."""
    require(policy.can_read(actor, threads.seen(actor, found.thread_id)))
    picture = share_pictures.draw(found.card, queries.logo(actor, found.card.logo))
    packed = share_pictures.packed(found.card, picture)
    storage.current().put(share_pictures.place(found.thread_id), packed, "image/png")
    return picture
