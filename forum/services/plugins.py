"""What plugins add to tables of ours, made by `forum db upgrade`; and forgetting what failed."""

from sqlalchemy import delete, func, select

from forum import plugins
from forum.extensions import db
from forum.lib import rules
from forum.lib.verdict import require
from forum.models import Badge, ReactionKind, SeamFailure, StaffAction, User, Viewer
from forum.policies import plugins as policy
from forum.queries import measures


def settle(actor: Viewer) -> None:
    """Make the reactions and badges there are not yet; what an admin changed of them stays. And
    take away what plugins have of people who left while they were switched off."""
    require(policy.can_settle(actor))
    registry = plugins.current()
    for kind in registry.reactions.values():
        if db.session.get(ReactionKind, kind.key) is None:
            last = db.session.scalar(select(func.max(ReactionKind.position))) or 0
            db.session.add(ReactionKind(key=kind.key, symbol=kind.symbol, label=kind.label,
                                        position=last + 1))  # fmt: skip
            db.session.flush()
    for badge in registry.badges.values():
        if db.session.scalar(select(Badge.id).where(Badge.slug == badge.slug)) is None:
            db.session.add(_badge(badge))
    if registry.personal:
        for user_id in db.session.scalars(select(User.id).where(User.erased_at.is_not(None))).all():
            for kept in registry.personal.values():
                kept.erase(user_id)
    db.session.flush()


def forget(actor: Viewer, name: str) -> None:
    """Count what fails in a plugin anew, once somebody has looked."""
    require(policy.can_look(actor))
    db.session.execute(delete(SeamFailure).where(SeamFailure.plugin == name))
    if isinstance(actor, User):
        db.session.add(StaffAction(actor_id=actor.id, verb="forget-failures", note="",
                                   details={"plugin": name[:32]}))  # fmt: skip
    db.session.flush()


def _badge(kind: plugins.BadgeKind) -> Badge:
    rule = rules.read(dict(kind.rule), measures.ALL).as_json() if kind.rule else None
    return Badge(
        slug=kind.slug, name=kind.name, description=kind.description, icon=kind.icon,
        tier=kind.tier, grouping=kind.grouping, rule=rule, position=1000,
    )  # fmt: skip
