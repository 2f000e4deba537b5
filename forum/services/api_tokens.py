"""Tokens of programs: made, and ended. Only hashes are kept, so each is shown once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.lib import names, scopes, tokens
from forum.lib.verdict import Conflict, Refused, require
from forum.models import ApiToken, Group, GroupMember, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import api_tokens as policy
from forum.policies import categories as category_policy
from forum.services import accounts
from forum.services import names as naming

MOST_DAYS = 365
MOST_PERSONAL, MOST_OF_APPLICATIONS = 20, 100
PREFIX = "fpat_"  # so that a secret that got out is recognised for what it is


@dataclass(frozen=True, slots=True)
class Asked:
    """What a token should be. `days` 0: it does not end, which only applications may have."""

    name: str
    scopes: tuple[str, ...] = ()
    days: int = 90
    category_id: int | None = None
    # Of an application: the account it acts as, or a new one of software, in these groups.
    user: User | None = None
    account: str = ""
    group_ids: tuple[int, ...] = field(default=())


def make(actor: User, asked: Asked, password: str) -> tuple[ApiToken, str]:
    """A token that acts as its maker, and its secret, which is kept nowhere."""
    require(policy.can_make(actor))
    accounts.check_password(actor, actor, password)
    if not 1 <= asked.days <= MOST_DAYS:
        raise Refused(_("Choose a number from 1 to %(most)s.", most=MOST_DAYS), "days")
    _stay_within(actor, MOST_PERSONAL, "personal")
    return _add(actor, actor, asked, "personal")


def make_for_application(actor: User, asked: Asked, password: str) -> tuple[ApiToken, str]:
    """The same for an application, which acts as an account of software or as its maker."""
    require(policy.can_arrange(actor))
    accounts.check_password(actor, actor, password)
    if not 0 <= asked.days <= MOST_DAYS:
        raise Refused(_("Choose a number from 0 to %(most)s.", most=MOST_DAYS), "days")
    _stay_within(actor, MOST_OF_APPLICATIONS, "application")
    user = asked.user
    if user is None:
        user = _software(actor, asked.account or asked.name, asked.group_ids)
    if not (verdict := policy.can_act_as(actor, user)):
        raise Refused(str(verdict.reason), "account")
    if user.is_bot and scopes.OF_PEOPLE & set(asked.scopes):
        raise Refused(_("A software account neither moderates nor runs anything."),
                      "scopes")  # fmt: skip
    made, secret = _add(actor, user, asked, "application")
    _log(actor, "make-token", made)
    return made, secret


def revoke(actor: Viewer, token: ApiToken) -> None:
    """End it: the next request with it is refused."""
    require(policy.can_revoke(actor, token))
    if token.revoked_at is not None:
        return
    token.revoked_at = utcnow()
    if token.kind == "application":
        _log(actor, "revoke-token", token)
    db.session.flush()


def _add(actor: User, user: User, asked: Asked, kind: str) -> tuple[ApiToken, str]:
    name = names.clean(asked.name)[:80]
    if not name:
        raise Refused(_("Please fill this in."), "name")
    if wrong := set(asked.scopes) - scopes.ALL.keys():
        raise Refused(_("There is no scope called %(name)s.", name=min(wrong)[:32]), "scopes")
    _check_bound(actor, asked)
    secret = PREFIX + tokens.new(256)
    made = ApiToken(
        kind=kind, user_id=user.id, creator_id=actor.id, name=name,
        scopes=scopes.joined(asked.scopes), category_id=asked.category_id,
        token_hash=tokens.hashed(secret), ending=secret[-4:],
        expires_at=utcnow() + timedelta(days=asked.days) if asked.days else None,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made, secret


def _check_bound(actor: User, asked: Asked) -> None:
    if asked.category_id is None:
        return
    if asked.category_id not in category_policy.visible_ids(actor):
        raise Refused(_("There is no such category."), "category")
    if scopes.UNBOUND & set(asked.scopes):
        raise Refused(
            _("Limited to a category, a token reads and writes there and does nothing else."),
            "scopes",
        )


def _stay_within(actor: User, most: int, kind: str) -> None:
    """Counted with the maker's row held, so that many at once make no more than one by one."""
    db.session.execute(select(User.id).where(User.id == actor.id).with_for_update(key_share=True))
    live = select(func.count(ApiToken.id)).where(
        ApiToken.creator_id == actor.id, ApiToken.kind == kind, ApiToken.revoked_at.is_(None),
        policy.is_good(),
    )  # fmt: skip
    if (db.session.scalar(live) or 0) >= most:
        raise Refused(_("You have enough tokens. End one first."))


def _software(actor: User, typed: str, group_ids: Iterable[int]) -> User:
    """An account that nobody signs in to, marked as software wherever it writes."""
    name = names.clean(typed)
    try:
        naming.check(actor, name)
    except Refused as error:
        raise Refused(error.message, "account") from error
    user = User(
        name=name, name_key=names.skeleton(name), display_name=name, email=None, password=None,
        fs_uniquifier=tokens.new(), confirmed_at=utcnow(), claimed_at=utcnow(), is_bot=True,
        trust_level=1,
    )  # fmt: skip
    db.session.add(user)
    database.flush_or_raise(
        Conflict(_("This name, or one that looks like it, is taken."), "account")
    )
    found = db.session.scalars(select(Group).where(Group.id.in_(list(group_ids)))).all()
    if any(group.is_automatic for group in found):
        raise Refused(_("Software is not part of the team. Choose a group of your own."), "group")
    for group in found:
        database.insert_missing(GroupMember, group_id=group.id, user_id=user.id, source="hand")
    database.touch("members")
    return user


def _log(actor: Viewer, verb: str, token: ApiToken) -> None:
    db.session.add(
        StaffAction(actor_id=actor.id, verb=verb, user_id=token.user_id,
                    details={"token": token.id, "scopes": token.scopes})
    )  # fmt: skip
