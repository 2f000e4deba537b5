"""What members are called. A name is theirs, and stays theirs after they have another."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select

from forum import database, events
from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import Conflict, Refused, require
from forum.models import OldName, User, Viewer
from forum.models.columns import utcnow
from forum.policies import accounts as policy
from forum.policies import affiliations
from forum.queries.accounts import brand_words, is_somebody_elses
from forum.structure import setting


def check(actor: Viewer, name: str, owner: User | None = None) -> None:
    """Raise Refused, with a sentence, unless `name` may be given to `owner` (or to somebody new).

    The team may use the brand's words and those of office: they are who these words are kept for.
    """
    require(policy.can_confirm(actor))
    if owner is not None and owner.is_staff:
        problem = names.form_problem(name)
    else:
        problem = names.problem(name, brand_words(actor))
    if problem:
        raise Refused(_(problem), "name")
    taken = _is_taken(names.skeleton(name), owner.id if owner else None)
    if taken or is_somebody_elses(actor, owner.id if owner else 0, name):
        raise Refused(_("This name, or one that looks like it, is taken."), "name")


def rename(actor: Viewer, user: User, name: str) -> None:
    """Call `user` by `name`. The old name leads to them and is never given to anybody else."""
    require(policy.can_present(actor, user))
    name = names.clean(name)
    if name == user.name:
        return
    _check_pace(user)
    check(actor, name, user)
    _give(user, name)


def give(actor: Viewer, user: User, name: str) -> None:
    """The same by who ends an affiliation, at any pace. Reads the groups that `user` is in now."""
    require(affiliations.can_rename(actor, user))
    name = names.clean(name)
    if name == user.name:
        return
    problem = names.problem(name, brand_words(actor))
    if problem:
        raise Refused(_(problem), "name")
    if _is_taken(names.skeleton(name), user.id) or is_somebody_elses(actor, user.id, name):
        raise Refused(_("This name, or one that looks like it, is taken."), "name")
    _give(user, name)


def _give(user: User, name: str) -> None:
    old, key = user.name, names.skeleton(name)
    db.session.execute(delete(OldName).where(OldName.name_key == key))
    if key != user.name_key:
        database.insert_missing(
            OldName, name=old, name_key=user.name_key, user_id=user.id, created_at=utcnow()
        )
    if user.display_name == old:
        user.display_name = name
    user.name, user.name_key = name, key
    database.flush_or_raise(Conflict(_("This name, or one that looks like it, is taken."), "name"))
    events.member_renamed.send(user=user, old_name=old)


def _is_taken(key: str, owner_id: int | None) -> bool:
    somebody = select(User.id).where(User.name_key == key, User.id != (owner_id or 0))
    before = select(OldName.id).where(OldName.name_key == key, OldName.user_id != (owner_id or 0))
    return bool(db.session.scalar(select(or_(somebody.exists(), before.exists()))))


def _check_pace(user: User) -> None:
    days = int(setting("names.change_days"))
    latest = db.session.scalar(
        select(OldName.created_at)
        .where(OldName.user_id == user.id)
        .order_by(OldName.created_at.desc())
        .limit(1)
    )
    if latest is not None and latest > utcnow() - timedelta(days=days) and not user.is_staff:
        raise Refused(_("You can change your name once in %(days)s days.", days=days), "name")
