"""Erasing who has left (community.md §4.8): a little in each unit of work, until nothing is left.

First goes who they were: names, address, credentials, in one unit of work. What they left all over
the place follows, in steps that can be interrupted anywhere and done twice without harm.
"""

import secrets
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import String, cast, delete, or_, select, update

from forum import database
from forum.extensions import db
from forum.lib import names, tokens
from forum.lib.verdict import require
from forum.models import (
    BlockedAddress,
    Candidacy,
    DataExport,
    Departure,
    Invite,
    InviteUse,
    Job,
    MailAddressHealth,
    OldName,
    ProgrammeGrant,
    SignUp,
    Upload,
    User,
    Viewer,
)
from forum.models.ambassadors import LIVE_GRANTS, OPEN_CANDIDACIES
from forum.models.columns import utcnow
from forum.policies import departures as policy
from forum.security import addresses
from forum.services import erasing_others, erasing_own, jobs, lifecycles

BLOCKED_FOR = timedelta(days=730)  # 24 months, community.md §4.8
# In this order: whose texts are looked through must be known before it is forgotten.
OWN = (
    erasing_own.rows, erasing_own.posts, erasing_own.revisions, erasing_own.uploads,
    erasing_own.conversations, erasing_own.records,
)  # fmt: skip
STEPS = (
    *OWN, erasing_others.posts, erasing_others.messages, erasing_others.revisions,
    erasing_others.drafts, erasing_others.members, erasing_own.of_plugins,
)  # fmt: skip
# What an account says of a person, and what it says instead once they have left. What is not here
# are counters, moments of the account itself, and what no longer means anything.
NOTHING: dict[str, Any] = {
    "email": None, "password": None, "active": False, "fs_webauthn_user_handle": None,
    "tf_primary_method": None, "tf_totp_secret": None, "tf_last_counter": None,
    "mf_recovery_codes": None, "last_seen_at": None, "byline": "",
    "title": "", "pronouns": "", "location": "", "website": "", "bio": "", "bio_html": Markup(),
    "avatar_key": None, "cover_key": None, "cover_focus": "middle", "interests": [],
    "hides_activity": True,
    "hides_presence": True, "is_unlisted": True, "mentions_from": "nobody",
    "messages_from": "nobody", "digest_days": 0, "digest_sent_at": None, "mail_key": None,
    "joined_via": "", "locale": "", "time_zone": "", "scheme": "", "posts_per_page": 0,
    "suspended_until": None, "suspended_reason": "", "restricted_until": None,
    "terminated_at": None, "waits_since": None, "trust_level": 0, "is_level_locked": False,
    "level_changed_at": None, "helped_count": 0, "thanked_count": 0, "confirmed_at": None,
    "is_read_untracked": False,
}  # fmt: skip


def go_on(actor: Viewer, user_id: int) -> bool:
    """Do the next bit of somebody's erasure. True while there is more to do.

    False as well while their days are not over, and when they have decided to stay.
    """
    require(policy.can_erase(actor))
    departure = db.session.get(Departure, user_id, with_for_update=True, populate_existing=True)
    if departure is None or departure.erase_at > utcnow():
        return False
    user = db.session.get_one(User, user_id)
    if departure.step < len(OWN):  # what others wrote is in many more bits, which say what changed
        database.touch("members", "lists", f"member:{user_id}")
    if departure.begun_at is None:
        _begin(user, departure)
    elif STEPS[departure.step](actor, user, departure):
        departure.step, departure.after_id = departure.step + 1, 0
    if departure.step == len(STEPS):
        db.session.delete(departure)
        return False
    db.session.flush()
    return True


def _begin(user: User, departure: Departure) -> None:
    """Nobody is called this any more, nobody can sign in, and nothing is sent."""
    _leave_programme(user)
    old = db.session.scalars(select(OldName.name).where(OldName.user_id == user.id)).all()
    departure.names = {"handles": [user.name, *old], "displayed": [user.display_name]}
    departure.begun_at = utcnow()
    _forget_address(user, departure)
    _drop_files(user)
    db.session.execute(delete(OldName).where(OldName.user_id == user.id))
    for name, value in NOTHING.items():
        setattr(user, name, value)
    user.external_ref = user.external_ref and addresses.left(user.external_ref)
    mark = _free_mark()
    user.name, user.name_key = f"former-{mark}", names.skeleton(f"former-{mark}")
    user.display_name = f"former member {mark}"
    user.fs_uniquifier = tokens.new()
    user.erased_at = user.credentials_changed_at = utcnow()
    db.session.flush()


def _leave_programme(user: User) -> None:
    """Through the same door as everybody who leaves it, so that its history says so."""
    reason = _("Left the community.")
    mine = (Candidacy.user_id == user.id, Candidacy.state.in_(OPEN_CANDIDACIES))
    for candidacy in db.session.scalars(select(Candidacy).where(*mine)).all():
        lifecycles.move_candidacy(user, candidacy, "withdraw", reason=reason)
    live = (ProgrammeGrant.user_id == user.id, ProgrammeGrant.state.in_(LIVE_GRANTS))
    for grant in db.session.scalars(select(ProgrammeGrant).where(*live)).all():
        event = "refuse" if grant.state == "offered" else "leave"
        lifecycles.move_grant(user, grant, event, reason=reason)
        grant.ended_at, grant.is_alumni_shown = utcnow(), False


def _forget_address(user: User, departure: Departure) -> None:
    """Wherever the e-mail address stands; for who was suspended, a hash of it remains."""
    words = [user.name, *departure.names["handles"]]
    if user.email:
        words.append(user.email)
        if user.is_suspended:
            database.upsert(
                BlockedAddress, ("address_hash",), address_hash=addresses.hashed(user.email),
                until=utcnow() + BLOCKED_FOR,
            )  # fmt: skip
        for column in (MailAddressHealth.email, SignUp.email):
            db.session.execute(delete(column.class_).where(column == user.email))
        bound = update(Invite).where(Invite.email == user.email)
        db.session.execute(bound.values(email="", revoked_at=utcnow()))
    used = select(InviteUse.invite_id).where(InviteUse.user_id == user.id)  # at an earlier address
    db.session.execute(update(Invite).where(Invite.id.in_(used)).values(email=""))
    _forget_jobs(user, words)


def _forget_jobs(user: User, words: list[str]) -> None:
    """Letters that wait for them, and failed work whose words hold an address or a name."""
    said = cast(Job.arguments, String)
    db.session.execute(
        delete(Job).where(
            Job.name.like("mail.%"),
            or_(*(said.icontains(f'"{word}"', autoescape=True) for word in words),
                said.like(f'%"user_id": {user.id},%'), said.like(f'%"user_id": {user.id}}}%')),
        )
    )  # fmt: skip
    if user.email:
        db.session.execute(
            update(Job).where(Job.error.icontains(user.email, autoescape=True)).values(error="")
        )


def _drop_files(user: User) -> None:
    """Their pictures, unless a post shows it, and copies of their data that were made for them."""
    paths = db.session.scalars(
        select(DataExport.path).where(DataExport.user_id == user.id, DataExport.path != "")
    ).all()
    if paths:
        jobs.enqueue("upload.erase", paths=list(paths))
    shown = [key for key in (user.avatar_key, user.cover_key) if key]
    for upload_id in db.session.scalars(select(Upload.id).where(Upload.key.in_(shown))).all():
        jobs.enqueue("upload.collect", upload_id=upload_id)


def _free_mark() -> str:
    """Four signs of chance, more when all such are taken: nothing leads back from them."""
    for length in (2, 2, 2, 2, 3, 4, 8):
        mark = secrets.token_hex(length)
        key = names.skeleton(f"former-{mark}")
        if db.session.scalar(select(User.id).where(User.name_key == key)) is None:
            return mark
    raise RuntimeError("no free name for somebody who has left")
