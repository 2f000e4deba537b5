"""Badges: all of them, one with its holders; for the team, making, giving and taking them."""

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from forum.blueprints.api import shapes_of_groups as shapes
from forum.blueprints.api.frame import route
from forum.forms.api import NewBadge, PageQuery
from forum.forms.badges import GrantForm, GrantManyForm, RevokeForm
from forum.lib.verdict import Refused, require
from forum.policies import badges as policy
from forum.queries import accounts, moved
from forum.queries import badges as queries
from forum.services import badges
from forum.services.badges import Described
from forum.web import viewer

if TYPE_CHECKING:
    from forum.models import Badge

BADGE = "/badges/<string(maxlength=64):badge>"


@route("GET", "/badges", answer=shapes.Badges)
def list_badges() -> Any:
    """Every badge there is to be had."""
    return {"items": [one for part in queries.board(viewer()).values() for one in part]}


@route("GET", BADGE, answer=shapes.Badge, query=PageQuery)
def get_badge(badge: str, asked: PageQuery) -> Any:
    """One with what it is given for, and who has it, the latest first."""
    found = queries.get(viewer(), badge)
    ref, holders = queries.ref(viewer(), found), queries.holders(viewer(), found, asked.after)
    shown = {name: getattr(ref, name) for name in shapes.BadgeInList.model_fields if name != "url"}
    return {**shown, "url": ref.href, "holders": holders.items, "next": holders.after,
            "rule_in_words": queries.rule_in_words(viewer(), found),
            "is_taken_back": found.is_taken_back}  # fmt: skip


@route("POST", "/badges", answer=shapes.Slug, status=201, scope="arrange", body=NewBadge)
def make_badge(sent: NewBadge) -> Any:
    """A new one. `rule`: {"all": [{"measure": …, "is": "at_least", "value": …, "days": …}]};
    without one it is given by hand."""
    require(policy.can_define(viewer()))
    return badges.define(viewer(), Described(**sent.model_dump()))


@route("PUT", BADGE, answer=shapes.Slug, scope="arrange", body=NewBadge)
def change_badge(badge: str, sent: NewBadge) -> Any:
    """Change what it is and what it is given for."""
    require(policy.can_define(viewer()))
    return badges.define(viewer(), Described(**sent.model_dump()), queries.get(viewer(), badge))


@route("POST", "/badges/preview", answer=shapes.BadgePreview, scope="arrange", body=NewBadge,
       is_look=True)  # fmt: skip
def preview_badge(sent: NewBadge) -> Any:
    """Who would have a badge of this rule. Writes nothing."""
    require(policy.can_define(viewer()))
    if sent.rule is None:
        raise Refused(_("A badge that is given by hand has no preview."), "rule")
    return queries.preview(viewer(), badges.read_rule(viewer(), sent.rule))


@route("POST", f"{BADGE}/grant", scope="arrange", body=GrantForm)
def grant_badge(badge: str, sent: GrantForm) -> None:
    """Give it to a member by hand, and say why; `post` is the address of a post that shows it."""
    found = _defined(badge)
    user = accounts.typed(viewer(), sent.name)
    post = moved.post_named(viewer(), sent.post) if sent.post else None
    until = queries.day_of(viewer(), sent.until)
    badges.grant(viewer(), found, user, sent.reason, post=post, until=until)


@route("POST", f"{BADGE}/grant-many", answer=shapes.BadgeRows, scope="arrange", body=GrantManyForm)
def grant_badge_to_many(badge: str, sent: GrantManyForm) -> Any:
    """Give it to many: lines of a name, a comma and why; then, if you like, the address of a post
    that shows it, and a last day. The answer says what became of each."""
    return {"items": badges.grant_many(viewer(), _defined(badge), sent.lines)}


@route("POST", f"{BADGE}/revoke", scope="arrange", body=RevokeForm)
def revoke_badge(badge: str, sent: RevokeForm) -> None:
    """Take it from a member, and say why."""
    found = _defined(badge)
    user = accounts.typed(viewer(), sent.name)
    badges.revoke(viewer(), queries.grant_of(viewer(), found, user), sent.reason)


def _defined(slug: str) -> "Badge":
    require(policy.can_define(viewer()))
    return queries.get(viewer(), slug)
