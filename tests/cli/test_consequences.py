"""What a file of the configuration would do, said before it is put in force."""

import pytest

from forum import database
from forum.cli import consequences
from forum.forms import configurations as forms
from forum.models.users import OPERATOR
from forum.queries import configurations as queries
from forum.services import settings
from tests import factories

LAB = """
[[groups]]
slug = "testers"
name = "Testers"
email_domain = "fernway.example"

[[categories]]
slug = "gear"
name = "Gear"
[categories.access]
testers = ["see", "reply"]

[[categories]]
slug = "lab"
name = "Lab"
parent = "gear"
[categories.access]
members = ["see"]
testers = ["see", "reply", "start"]

[[categories]]
slug = "open"
name = "Open"
[categories.access]
everyone = ["see"]
"""


def read(text):
    known = {
        "settings": {one.name for one in settings.settings.ALL},
        "groups": set(queries.slugs(OPERATOR).values()),
        "rights": {"see", "reply", "start", "moderate"},
    }
    return forms.read(text, known, "forum.toml")


@pytest.fixture
def gear(cast):
    place = factories.category(name="Gear", slug="gear")
    factories.post(thread=factories.thread(author=cast.max, category=place), author=cast.nia)
    cast.amy.email = "amy@fernway.example"
    database.commit()


def test_a_group_of_the_same_file_counts_with_whoever_comes_into_it(cast, gear):
    """Eight can sign in, of them Cleo and Ada are staff; Amy comes into the group by her address."""
    said = consequences.people(cast.ada, read(LAB))
    assert [line for line in said if "gain" in line and "see" in line] == [
        "  Gear: 0 gain and 4 lose the right to see"
    ]
    assert "  Gear: 2 see no longer what they wrote there" in said
    assert "  Gear: guests see it no longer" in said
    [lab] = [line for line in said if line.startswith("  Lab:")]
    assert lab == "  Lab: of the members 3 see, 3 reply, 3 start, 2 moderate"
    [public] = [line for line in said if line.startswith("  Open:")]
    assert public.endswith("and guests see it") and " 0 reply" not in public


def test_what_guards_the_forum_and_is_left_out_has_a_line_of_its_own(cast):
    for name, value in {"join.open": "false", "guests.may_read": "false", "posts.per_page": "30",
                        "screening.first_posts": "2"}.items():  # fmt: skip
        settings.change(cast.ada, name, value)
    now = queries.state(cast.ada)
    left = list(consequences.guards(now, read('[settings]\n"posts.per_page" = 30\n')))
    assert left == [
        "! guests.may_read is not in the file and guards the forum: false -> true",
        "! join.open is not in the file and guards the forum: false -> true",
        "! screening.first_posts is not in the file and guards the forum: 2 -> 0",
    ]
    named = '[settings]\n"join.open" = false\n"guests.may_read" = false\n"join.by_invitation" = false\n"screening.first_posts" = 2\n'
    assert list(consequences.guards(now, read(named))) == [
        "! Nobody can join: neither everybody nor people with an invitation."
    ]
    assert list(consequences.guards(now, read("categories = []\n"))) == []
