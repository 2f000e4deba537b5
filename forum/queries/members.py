"""Members as others see them."""

from datetime import date

from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from forum import links
from forum.extensions import db
from forum.lib import names, urls
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Affiliation, GroupMember, OldName, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, AMBASSADORS, COMMUNITY_MANAGERS, MODERATORS
from forum.policies import capacities
from forum.policies import members as policy
from forum.queries import profile_fields, standings, viewers
from forum.queries.shapes import MemberView
from forum.structure import setting


def get(viewer: Viewer, name: str) -> User:
    """The member called so now, or once. Raises Denied when nobody is or was."""
    is_named = func.lower(User.name) == name.lower()
    # Who is hidden is not even loaded: it takes as long as nobody does (T36).
    known = or_(policy.readable(viewer), User.erased_at.is_not(None))
    user: User | None = db.session.scalar(select(User).where(is_named, known))
    if user is None:
        old = select(OldName.user_id).where(OldName.name_key == names.skeleton(name))
        user = db.session.scalar(select(User).where(User.id.in_(old), known))
    if user is None:
        raise Denied(NOT_FOUND)
    require(policy.can_read(viewer, user))
    return user


def one(viewer: Viewer, name: str) -> User:
    """The same with their groups, so that policies can be asked about them."""
    return viewers.with_groups(viewer, get(viewer, name))


def active(viewer: Viewer, name: str) -> User:
    """A member whose activity the viewer may see gathered. Raises Denied otherwise."""
    user = get(viewer, name)
    require(policy.can_see_activity(viewer, user))
    return user


def view(viewer: Viewer, user: User, place: str = "profile") -> MemberView:
    """The head of a member's page or card, with the capacity they have today."""
    groups = set(
        db.session.scalars(
            select(GroupMember.group_id).where(
                GroupMember.user_id == user.id,
                or_(GroupMember.until.is_(None), GroupMember.until > utcnow()),
            )
        )
    )
    capacity = capacity_of(viewer, user.byline, groups)
    shown = standings.badge(viewer, user, capacity)
    capacity, byline = shown.capacity, user.byline or shown.byline
    former, company = _connections(user) if capacity != "brand" else ("", None)
    if capacity == "member" and company is not None:
        capacity, byline = "partner", company
    shows = bool(policy.can_see_activity(viewer, user))
    return MemberView(
        id=user.id,
        name=user.name,
        display_name=user.display_name,
        href=links.member(user.name),
        avatar_href=links.avatar(user.id, user.name, user.avatar_key),
        capacity=capacity,
        byline=byline,
        title=user.title,
        pronouns=user.pronouns,
        location=user.location,
        website=user.website if urls.is_web(user.website) else "",
        bio_html=user.bio_html,
        created_at=user.created_at,
        is_suspended=user.is_suspended,
        is_unclaimed=user.claimed_at is None,
        interests=tuple(user.interests or ()),
        cover_href=links.thumbnail(user.cover_key) if user.cover_key else "",
        cover_focus=user.cover_focus,
        fields=profile_fields.shown(viewer, [user.id], place).get(user.id, ()),
        former=former or ("" if capacity == "brand" else shown.former),
        terms=shown.terms,
        last_seen_at=user.last_seen_at if policy.can_see_presence(viewer, user) else None,
        is_unlisted=user.is_unlisted,
        shows_activity=shows,
        **({name: getattr(user, name) for name in _COUNTS} if shows else {}),
    )


_COUNTS = (
    "thread_count", "post_count", "answer_count", "reactions_given_count",
    "reactions_received_count", "helped_count", "thanked_count",
)  # fmt: skip


def capacity_of(viewer: Viewer, byline: str, groups: set[int]) -> str:
    """In which role somebody in these groups speaks today, wherever it is not said of a place."""
    if byline or groups & {ADMINS, COMMUNITY_MANAGERS}:
        return "brand"
    if MODERATORS in groups:
        return "moderator"
    return "ambassador" if AMBASSADORS in groups else "member"


def _connections(user: User) -> tuple[str, str | None]:
    """ "was with Fernway until 30 June 2026", for who worked for the brand once, else ""; and the
    company of who is a partner of it today, else none."""
    today = utcnow().date()
    rows = db.session.scalars(
        select(Affiliation)
        .where(Affiliation.user_id == user.id, Affiliation.is_public.is_(True))
        .order_by(Affiliation.id.desc())
        .limit(50)
    ).all()  # fmt: skip
    left = [
        one
        for one in rows
        if one.kind == "employee" and one.valid_to is not None and one.valid_to < today
    ]
    company = next((one.organisation for one in rows if capacities.is_partner_on(one, today)), None)
    if not left:
        return "", company
    last = max(left, key=lambda one: one.valid_to or today)
    until = last.valid_to or today
    return was_with(user, last.organisation or setting("brand.company"), until), company


def was_with(viewer: Viewer, brand: str, until: date) -> str:
    """ "was with Fernway until 30 June 2026", the way the reader's language writes a day."""
    day = format_date(until, "d MMMM y" if str(get_locale() or "en") == "en" else "long")
    name = brand or setting("brand.name")
    return str(_("was with %(brand)s until %(day)s", brand=name, day=day))
