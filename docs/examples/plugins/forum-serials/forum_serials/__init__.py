"""Serial numbers and part numbers: kept out of posts, linked, registered, asked for."""

from typing import Any

from forum.plugins import BadgeKind
from forum.settings import Setting
from forum_serials import models, pages, parts, units, watching

FORUM_API = 1


def setup(forum: Any) -> None:
    forum.tables(models.Base, is_exported=False)  # in backups only: it says who owns what
    forum.setting(
        Setting("serials.pattern", str, "", "How a serial number looks",
                "A pattern (RE2), such as FW[0-9]{8}. Empty: nothing is looked for."),
        Setting("serials.action", "choice", "hold", "What happens to a post with a serial number",
                choices=(("hold", "It waits for a moderator"), ("block", "It is not taken"))),
        Setting("serials.catalogue", str, "", "Address of a part in the catalogue",
                "With {part} where its number goes. Empty: part numbers are no links."),
        Setting("serials.owners_only", str, "", "Categories in which only owners start threads",
                "Their addresses (the part after /c/), with spaces between."),
    )  # fmt: skip
    forum.check(watching.serial_numbers)
    forum.markdown(parts.rule)
    forum.blueprint(pages.bp)
    forum.outlet("menu.entries", "serials/menu.html")
    forum.tighten("categories.can_start", units.only_owners)
    forum.personal_data(erase=units.forget, export=units.of_member)
    forum.measure(units.MEASURE)
    forum.badge(BadgeKind(
        "serials-owner", "Owner", "Has registered a product.", "key",
        rule={"all": [{"measure": "serials.units", "is": "at_least", "value": 1}]},
    ))  # fmt: skip
    forum.reaction("serials.same", "🔧", "Same with mine")
