"""Members who leave: how far that is, and addresses that may not come back for a while."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Moment


class Departure(Model):
    """A member is leaving: hidden at once, erased once `erase_at` has come, unless they stay.

    While they are erased the row says how far that is, so that it goes on where it was
    interrupted. It holds the names that are looked for, and goes when nothing is left to do.
    """

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    blanks_posts: Mapped[Flag]  # what they wrote goes as well as who they were
    asked_at: Mapped[Created]
    erase_at: Mapped[Moment] = mapped_column(index=True)
    begun_at: Mapped[Moment | None]  # from then on nothing brings the account back
    names: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)  # handles, displayed
    step: Mapped[Count]  # of services.erasing.STEPS
    after_id: Mapped[Count]  # within the step


class BlockedAddress(Model):
    """A keyed hash of the e-mail address of somebody who left while suspended (§4.8)."""

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[Moment] = mapped_column(index=True)
