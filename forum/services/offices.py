"""Offices of the forum, bylines of the team, partners of the brand: given by hand, and logged."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select

from forum import database
from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import Refused, require
from forum.models import Affiliation, GroupMember, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import offices as policy
from forum.policies.capacities import LONGEST_BYLINE
from forum.queries import viewers
from forum.services import affiliations, jobs, sessions
from forum.structure import setting


def give(actor: Viewer, user: User, office: str, byline: str) -> None:
    """From now on `user` has this office ("" for none of them) and speaks with this byline.

    Who leaves the team altogether leaves by `services.affiliations.end`, which says until when they
    were there. Their sessions end with another office: a browser that was signed in as less is not
    signed in as more. Raises Denied, Refused.
    """
    require(policy.can_give(actor, user))
    affiliations.hold(actor, user)
    require(policy.can_give(actor, user))
    if office and office not in policy.OFFICES:
        raise Refused(_("Choose one of the options."), "office")
    byline = names.clean(byline)[:LONGEST_BYLINE]
    before, said = policy.office_of(user), user.byline
    if (before, said) == (office, byline):
        return
    _check(user, office, byline, policy.speaks_for_brand(before, said))
    user.byline = byline
    if policy.speaks_for_brand(office, byline):
        _employ(user)
    if before != office:
        _change_office(user, office)
        sessions.end_all(user, user)
        jobs.enqueue("mail.notice", user_id=user.id, what="office", to=user.email)
    db.session.add(
        StaffAction(actor_id=actor.id, verb="give-office", user_id=user.id,
                    details={"office": office, "before": before, "byline": byline})
    )  # fmt: skip
    _noticed(user)


def _check(user: User, office: str, byline: str, was_brand: bool) -> None:
    becomes_brand = policy.speaks_for_brand(office, byline)
    if was_brand and not becomes_brand:
        raise Refused(
            _("Use the page “Leaves the company” for people who have left the team: it says"
              " until when they were there, and who takes over."), "office",
        )  # fmt: skip
    if becomes_brand and user.is_ambassador:
        raise Refused(
            _("People of the brand cannot be ambassadors: end their term as an ambassador first."),
            "office",
        )


def _employ(user: User) -> None:
    """Since when they speak for the brand, which the page of the team says."""
    today = utcnow().date()
    goes_on = select(Affiliation.id).where(
        Affiliation.user_id == user.id, Affiliation.kind == "employee",
        or_(Affiliation.valid_to.is_(None), Affiliation.valid_to > today),
    )  # fmt: skip
    if db.session.scalar(goes_on.limit(1)) is None:
        db.session.add(
            Affiliation(user_id=user.id, kind="employee", organisation=setting("brand.company"),
                        valid_from=today)
        )  # fmt: skip


def _change_office(user: User, office: str) -> None:
    db.session.execute(
        delete(GroupMember).where(
            GroupMember.user_id == user.id, GroupMember.group_id.in_(policy.OFFICES.values())
        )
    )
    if office:
        database.insert_missing(
            GroupMember, group_id=policy.OFFICES[office], user_id=user.id, source="hand",
            since=utcnow(), is_owner=False,
        )  # fmt: skip
    db.session.flush()
    viewers.with_groups(None, user)


def affiliate(actor: Viewer, user: User, kind: str, organisation: str) -> None:
    """`user` is a partner of the brand in this way, with this company, or "" no more; what they
    write from now on says so. Raises Denied, Refused."""
    require(policy.can_affiliate(actor, user))
    if kind and kind not in policy.PARTNERS:
        raise Refused(_("Choose one of the options."), "kind")
    organisation = names.clean(organisation)[:100]
    if kind and not organisation:
        raise Refused(_("Name the company: readers see it beside their name."), "organisation")
    if kind in {"agency", "reseller"} and user.is_ambassador:
        raise Refused(_("Agencies and resellers cannot be ambassadors: end their term as an"
                        " ambassador first."), "kind")  # fmt: skip
    today = utcnow().date()
    for row in db.session.scalars(
        select(Affiliation).where(
            Affiliation.user_id == user.id, Affiliation.kind.in_(policy.PARTNERS),
            or_(Affiliation.valid_to.is_(None), Affiliation.valid_to > today),
        )
    ):  # fmt: skip
        if row.valid_from < today:
            row.valid_to = today - timedelta(days=1)
        else:
            db.session.delete(row)
    if kind:
        db.session.add(
            Affiliation(user_id=user.id, kind=kind, organisation=organisation, valid_from=today)
        )
    db.session.add(
        StaffAction(actor_id=actor.id, verb="affiliate", user_id=user.id,
                    details={"kind": kind, "organisation": organisation})
    )  # fmt: skip
    _noticed(user)


def _noticed(user: User) -> None:
    db.session.flush()
    database.touch("members", "lists", f"member:{user.id}")
