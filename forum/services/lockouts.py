"""Settings that could lock the team out, and what has to be so before they are switched on."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from forum.lib.verdict import Refused, require
from forum.models import User, Viewer
from forum.policies import structure as policy
from forum.queries import identities, viewers
from forum.settings.signing_in import NOBODY


def check(actor: Viewer, values: Mapping[str, Any]) -> None:
    """Raise Refused, with the name of the setting, where `values` may lock everybody out."""
    require(policy.can_shape(actor))
    if values.get("sign_in.only") and not identities.an_admin_has_come(actor):
        raise Refused(_("First an admin has to sign in this way once, so that it is known to"
                        " work."), "sign_in.only")  # fmt: skip
    wanted = values.get("second_factor.asked_of", NOBODY)
    # Whoever has the machine can take it back there.
    if wanted != NOBODY and isinstance(actor, User) and not viewers.has_factor(actor, actor):
        raise Refused(_("First set up a second factor for yourself: otherwise you would lock "
                        "yourself out."), "second_factor.asked_of")  # fmt: skip
