"""Releases of the brand's products: entered by an admin, listed, shown, announced in a thread."""

from typing import Any

from forum import events
from forum.settings import Setting
from forum_releases import following, models, pages, releases

FORUM_API = 1


def setup(forum: Any) -> None:
    forum.tables(models.Base)
    forum.setting(
        Setting("releases.category", str, "", "Category in which releases are announced",
                "Its address: the part after /c/. Empty: no release is announced."),
        Setting("releases.on_home", bool, True, "The home page shows the newest releases"),
        Setting("releases.shown", int, 3, "How many it shows", least=1, most=20),
    )  # fmt: skip
    forum.blueprint(pages.bp)
    forum.outlet("page.head", "releases/head.html")
    forum.outlet("home.rail", "releases/rail.html", releases.for_home)
    forum.outlet("category.above_list", "releases/newest.html", releases.for_category)
    forum.outlet("footer.links", "releases/footer.html")
    forum.job("releases.announce", following.announce, mode="write")
    forum.listen(events.post_state_changed, following.gone)
    forum.personal_data(erase=releases.forget_author, export=releases.entered_by)
