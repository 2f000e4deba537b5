"""Invitations: making links, taking them back, and joining by them."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, or_, select, update

from forum.extensions import db
from forum.lib import emails, tokens
from forum.lib.verdict import Refused, require
from forum.models import Invite, InviteUse, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import abilities
from forum.policies import accounts as account_policy
from forum.policies import invites as policy
from forum.queries.invites import Offer
from forum.services import trust
from forum.structure import setting

MOST_DAYS = 365
MOST_USES_OF_STAFF = 100_000  # a newsletter


@dataclass(frozen=True, slots=True)
class Asked:
    """What an invitation should be. None: as the settings say."""

    label: str = ""
    most_uses: int | None = None
    days: int | None = None
    email: str = ""  # only who has this address
    domain: str = ""  # only who has an address there


def make(actor: User, asked: Asked) -> tuple[Invite, str]:
    """A new invitation and the token of its link, which is kept nowhere: this is all there is."""
    require(policy.can_invite(actor))
    if asked.email or asked.domain:
        require(policy.can_bind(actor))
    email, domain = _bound(asked)
    most_uses = 1 if email else _within(
        asked.most_uses, int(setting("invites.uses")),
        MOST_USES_OF_STAFF if actor.is_staff else int(setting("invites.most_uses")), "most_uses",
    )  # fmt: skip
    days = _within(asked.days, int(setting("invites.days")), MOST_DAYS, "days")
    _stay_within_the_day(actor)
    token = tokens.new()
    invite = Invite(
        token_hash=tokens.hashed(token), creator_id=actor.id, label=asked.label.strip()[:80],
        email=email, domain=domain, most_uses=most_uses, use_count=0,
        expires_at=utcnow() + timedelta(days=days),
    )  # fmt: skip
    db.session.add(invite)
    db.session.flush()
    return invite, token


def _bound(asked: Asked) -> tuple[str, str]:
    if asked.email and asked.domain:
        raise Refused(_("Give an address or a domain, not both."), "domain")
    email = emails.normalised(asked.email) if asked.email else ""
    if email is None:
        raise Refused(_("This is not an e-mail address that we can write to."), "email")
    domain = emails.domain(asked.domain) if asked.domain else ""
    if domain is None:
        raise Refused(_("Write the domain like this: fernway.example."), "domain")
    return email, domain


def _within(typed: int | None, usual: int, most: int, field: str) -> int:
    wanted = min(usual, most) if typed is None else typed
    if not 1 <= wanted <= most:
        raise Refused(_("Choose a number from 1 to %(most)s.", most=most), field)
    return wanted


def _stay_within_the_day(actor: User) -> None:
    """Counted with the member's row held: fifty requests at once make no more than one by one."""
    db.session.execute(select(User.id).where(User.id == actor.id).with_for_update(key_share=True))
    made = db.session.scalar(
        select(func.count(Invite.id)).where(
            Invite.creator_id == actor.id, Invite.created_at > utcnow() - timedelta(days=1)
        )
    )
    if (made or 0) >= abilities.per_day(actor, "invites.per_day") and not actor.is_staff:
        raise Refused(_("You have made many invitations today. Please go on tomorrow."))


def revoke(actor: Viewer, invite: Invite) -> None:
    """Take it back. Who has joined by it stays. Of somebody else's it is written down."""
    require(policy.can_revoke(actor, invite))
    invite.revoked_at = utcnow()
    if actor.id is not None and actor.id != invite.creator_id:
        db.session.add(
            StaffAction(actor_id=actor.id, verb="revoke-invite", user_id=invite.creator_id,
                        details={"label": invite.label})
        )  # fmt: skip
    db.session.flush()


def admit(actor: Viewer, offer: Offer, address: str) -> int | None:
    """The invitation's id, when somebody with this normalised address may join by it.

    Where everybody may join, one that is not good for them is left aside (None); else it is
    Refused. Nothing is counted before the address is confirmed.
    """
    require(account_policy.can_join(actor, is_invited=True))
    problem = offer.problem
    invite = offer.invite
    if invite.email not in ("", address) or invite.domain not in ("", emails.host(address)):
        problem = _("This invitation is for another e-mail address. Use the one it was meant for.")
    if not problem:
        return invite.id
    if setting("join.open"):
        return None
    raise Refused(problem, "email" if problem != offer.problem else "")


def redeem(actor: Viewer, invite_id: int, user: User) -> None:
    """Count `user`, who has just confirmed the address, as one who joined by this invitation.

    One statement looks and counts, so of all who come at once exactly as many get in as it says.
    When it ended is asked when somebody asks to join: a letter may take a while.
    """
    require(account_policy.can_confirm(actor))
    good_hosts = select(User.id).where(
        User.active, or_(User.suspended_until.is_(None), User.suspended_until <= utcnow())
    )
    taken = db.session.execute(
        update(Invite)
        .where(
            Invite.id == invite_id, Invite.use_count < Invite.most_uses,
            Invite.revoked_at.is_(None), Invite.creator_id.in_(good_hosts),
        )
        .values(use_count=Invite.use_count + 1)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if not taken.rowcount:  # type: ignore[attr-defined]
        if setting("join.open"):
            return
        raise Refused(
            _("This invitation was used up or taken back in the meantime. Ask for a new one.")
        )
    label = db.session.scalar(select(Invite.label).where(Invite.id == invite_id))
    user.joined_via = f"invite: {label}" if label else "invite"
    db.session.add(InviteUse(user_id=user.id, invite_id=invite_id))
    db.session.flush()
    if setting("invites.level_one"):
        trust.begin_invited(actor, user)
