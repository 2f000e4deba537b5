"""What is new in the products: entered once, listed newest first."""

from datetime import date

import pytest

from forum import database
from forum.lib.verdict import Conflict, Denied
from forum.models import Guest
from forum.models.users import OPERATOR


def test_the_newest_comes_first_and_no_version_twice(app):
    from forum_releases import releases

    for day, version in ((1, "1.0"), (2, "1.1")):
        releases.enter(OPERATOR, "Lantern", version, date(2026, 1, day), "News", False)
    database.commit()
    with pytest.raises(Conflict):
        releases.enter(OPERATOR, "Lantern", "1.1", date(2026, 1, 3), "News", False)
    database.rollback()
    assert [row[0].version for row in releases.newest(Guest())] == ["1.1", "1.0"]


def test_only_admins_enter_releases(app):
    from forum_releases import releases

    with pytest.raises(Denied):
        releases.enter(Guest(), "Lantern", "1.0", date(2026, 1, 1), "News", False)


def test_it_says_what_it_adds(app):
    adds = app.extensions["forum"].plugins["releases"].adds
    assert adds["tables"] == ["plugin_releases_release"] and "home.rail" in adds["outlets"]
