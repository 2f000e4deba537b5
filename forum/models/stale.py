"""What the search index does not show as it is any more: written with its cause, read by a job."""

from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Short

POST, THREAD, AUTHOR, TAG = "post", "thread", "author", "tag"


class StaleEntry(Model):
    """A post, or all posts of a thread, of an author or with a tag, have to be looked at again.

    `marked_at` tells a mark from a later one of the same thing: who has looked removes only the
    one it saw.
    """

    kind: Mapped[Short] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marked_at: Mapped[Created]
