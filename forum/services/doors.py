"""What nobody joins with: addresses, domains, network ranges and names; and asking that list.

The list is for the team; who is turned away reads a calm sentence and whom to ask. Members keep
their accounts whatever is on it, and sign in from a blocked range as well: they are kept out by a
decision alone, of which they are told and which they can appeal.
"""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.lib import emails, names, networks
from forum.lib.verdict import Conflict, Refused, require
from forum.models import DoorRule, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.models.doors import DOOR_KINDS
from forum.policies import accounts
from forum.policies import guarding as policy
from forum.queries import doors as queries

MOST = 2_000
LONGEST = 3_660  # days


def add(actor: Viewer, kind: str, text: str, note: str = "", days: int = 0) -> DoorRule:
    """Let nobody join with this for so many days; 0: for good. Raises Denied, Refused, Conflict."""
    require(policy.can_block(actor, kind))
    assert isinstance(actor, User)
    if kind not in DOOR_KINDS:
        raise Refused(_("Choose one of the options."), "kind")
    if not 0 <= days <= LONGEST:
        raise Refused(_("At most %(most)s days; 0 means for good.", most=LONGEST), "days")
    now = utcnow()
    for old in db.session.scalars(select(DoorRule).where(DoorRule.until <= now)):
        db.session.delete(old)
    if (db.session.scalar(select(func.count(DoorRule.id))) or 0) >= MOST:
        raise Refused(_("There are already %(most)s. Remove one first.", most=MOST), "text")
    made = DoorRule(
        kind=kind, text=_compared(kind, text), note=note.strip(), creator_id=actor.id,
        until=now + timedelta(days=days) if days else None, created_at=now,
    )  # fmt: skip
    db.session.add(made)
    database.flush_or_raise(Conflict(_("This is already blocked."), "text"))
    _note(actor, "block-at-door", made)
    return made


def remove(actor: Viewer, rule: DoorRule) -> None:
    """Let people join with it again."""
    require(policy.can_block(actor, rule.kind))
    assert isinstance(actor, User)
    _note(actor, "unblock-at-door", rule)
    db.session.delete(rule)
    db.session.flush()


def check(actor: Viewer, name: str, email: str, place: str = "") -> None:
    """Raise Refused for who cannot join with this name, address, or from this network address."""
    require(accounts.can_confirm(actor))
    if queries.blocks_email(actor, email):
        raise Refused(_("Nobody can join with this e-mail address at the moment. Please take"
                        " another one, or write to the team."), "email")  # fmt: skip
    if queries.blocks_name(actor, name):
        raise Refused(_("This name cannot be used here. Please choose another one."), "name")
    if place and queries.blocks_place(actor, place):
        raise Refused(_("Nobody can join from your network at the moment. If that is a mistake,"
                        " please write to the team."))  # fmt: skip


def _compared(kind: str, text: str) -> str:
    """As it is compared. Raises Refused for what is none of its kind."""
    found: str | None
    if kind == "range":
        network = networks.network(text)
        found = str(network) if network else None
        said = _("Write a network address, or a range such as 192.0.2.0/24; at most a /8, or a /19"
                 " of IPv6.")  # fmt: skip
    elif kind == "name":
        found, said = names.skeleton(text), _("Write a name.")
    elif kind == "domain":
        found, said = emails.domain(text), _("Write a domain such as example.com.")
    else:
        found, said = emails.normalised(text), _("This is not an e-mail address.")
    if not found:
        raise Refused(said, "text")
    return found


def _note(actor: User, verb: str, rule: DoorRule) -> None:
    """A line in the log, which community managers read as well: no network address is in it."""
    text = "" if rule.kind == "range" else rule.text
    details = {"kind": rule.kind, "text": text, "rule": rule.id}
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details, note=rule.note))
    db.session.flush()
