"""The configuration as a file: the same there and back, within the bounds of the pages, or nothing."""

import shutil

import pytest
import tomli_w
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.forms import configurations as forms
from forum.forms.configurations import Wrong
from forum.lib import differences
from forum.lib.verdict import Denied, Refused
from forum.models import Category, Configuration, Group, StaffAction, Tag, WatchedWord
from forum.models.users import OPERATOR
from forum.policies import categories as category_policy
from forum.queries import configurations as queries
from forum.queries import measures
from forum.queries.badges import ICONS
from forum.services import badges, configurations, groups, pages, settings, shaping, tags
from tests import factories
from tests.conftest import make_app

KNOWN = {
    "settings": {"posts.per_page", "brand.accent", "brand.name", "uploads.groups", "looks.css"},
    "groups": {"everyone", "members", "moderators"},
    "rights": {"see", "reply", "start", "moderate"},
}
FILE = """
[settings]
"brand.name" = "Fernway"
"posts.per_page" = 30
"uploads.groups" = ["members", "testers"]

[[groups]]
slug = "testers"
name = "People who test"
joining = "request"

[[badges]]
slug = "patched"
name = "Patched it"
icon = "star"

[badges.rule]
all = [{measure = "answers", is = "at_least", value = 3}]

[[profile_fields]]
label = "Shoe size"
places = ["profile", "join"]

[[categories]]
slug = "gear"
name = "Gear"
description = "What we carry."

[categories.access]
everyone = ["see"]
members = ["see", "reply", "start"]

[[categories]]
slug = "lab"
name = "The lab"
parent = "gear"
kinds = ["question"]
default_kind = "question"

[categories.access]
testers = ["see", "reply", "start"]

[[pages]]
slug = "about"
title = "About"
is_published = true
body = \"\"\"
# About us

We walk.\"\"\"

[[watched_words]]
text = "casino"
action = "block"
message = "Not here."

[[letters]]
kind = "reset"
language = "de"
subject = "Neu bei {{ brand }}"
"""


def read(text):
    return forms.read(text, KNOWN, "forum.toml")


def written():
    return tomli_w.dumps(queries.state(OPERATOR), multiline_strings=True)


def apply(actor, text):
    configurations.apply(actor, read(text), written(), "forum.toml")
    database.commit()


@pytest.fixture
def known(app):
    return FILE.replace('"answers"', f'"{min(measures.ALL)}"').replace('"star"', f'"{min(ICONS)}"')


def test_what_a_file_says_is_in_force_and_written_the_same_again(cast, known):
    apply(cast.ada, known)
    now = structure.current()
    assert now.setting("posts.per_page") == 30 and now.setting("brand.name") == "Fernway"
    lab = now.by_slug["lab"]
    assert now.categories[lab.parent_id].slug == "gear"
    assert lab.id not in category_policy.visible_ids(cast.max)
    testers = db.session.scalars(select(Group).where(Group.slug == "testers")).one()
    assert lab.see == {testers.id} and testers.id in now.setting("uploads.groups")
    once = written()
    everything = {**KNOWN, "groups": KNOWN["groups"] | set(queries.slugs(OPERATOR).values())}
    again = forms.read(once, everything, "forum.toml")
    assert differences.between(
        queries.state(OPERATOR), again.model_dump(exclude_none=True), queries.KEYS
    ) == []  # fmt: skip
    configurations.apply(cast.ada, again, once, "forum.toml")
    assert written() == once
    log = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert log.count("apply-configuration") == 2
    assert {"change-setting", "make-category", "change-access", "write-page", "watch"} <= {*log}


def test_a_file_makes_an_empty_forum_the_same(cast, known, empty_sqlite, tmp_path):
    apply(cast.ada, known)
    once = written()
    database.rollback()
    (tmp_path / "other").mkdir()
    shutil.copy(empty_sqlite, tmp_path / "other" / "forum.db")
    with make_app(tmp_path / "other").app_context():
        configurations.apply(factories.user(name="eve", groups=["admins"]), read(once), "", "once")
        database.commit()
        assert written() == once
        db.session.rollback()
        db.engine.dispose()


def test_what_the_file_leaves_out_stays_but_settings_and_words(cast, known):
    apply(cast.ada, known)
    apply(cast.ada, "settings = {}\nwatched_words = []\ncategories = []\nletters = []\n")
    assert queries.state(cast.ada)["letters"] == []
    assert structure.current().setting("posts.per_page") != 30
    assert db.session.scalars(select(WatchedWord)).all() == []
    assert db.session.scalars(select(Category.slug).order_by(Category.slug)).all() == [
        "gear",
        "lab",
    ]


def test_what_was_before_comes_back(cast, known):
    settings.change(cast.ada, "posts.per_page", "25")
    database.commit()
    apply(cast.ada, known)
    kept = db.session.scalars(select(Configuration)).one()
    everything = {**KNOWN, "groups": KNOWN["groups"] | set(queries.slugs(OPERATOR).values())}
    configurations.apply(
        cast.ada, forms.read(kept.body, everything, "kept"), written(), "back"
    )  # fmt: skip
    assert structure.current().setting("posts.per_page") == 25
    assert structure.current().setting("brand.name") != "Fernway"


def test_only_an_admin_applies_a_file(cast, known):
    for person in (cast.max, cast.mo, cast.cleo):
        with pytest.raises(Denied):
            apply(person, known)
        database.rollback()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[settings]\n"posts.per_page" = 100000\n', "posts.per_page"),
        ('[settings]\n"brand.accent" = "red"\n', "brand.accent"),
        ('[settings]\n"looks.css" = "@import url(https://example.org)"\n', "looks.css"),
        ('[[categories]]\nslug = "A b"\nname = "x"\n', "categories A b"),
        ('[[watched_words]]\ntext = "(((("\nis_pattern = true\n', "watched_words"),
        ('[[groups]]\nslug = "admins"\nname = "Ours"\n', "groups admins"),
        ('[[letters]]\nkind = "reset"\nlanguage = "en"\nbody = "x"\n', "letters reset en"),
    ],
)
def test_the_bounds_are_those_of_the_pages(cast, text, what):
    with pytest.raises(Refused) as refused:
        apply(cast.ada, text)
    assert what in str(refused.value.message)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[settings]\n\n"posts.per_pag" = 3\n', "forum.toml:3: there is no setting called"),
        ('[settings]\n"mail.password" = "x"\n', "forum.toml:2: there is no setting called"),
        ('[[groups]]\nslug = "a"\nname = "b"\n\n[[groups]]\nslug = "c"\nname = "d"\ncolr = 1\n',
         "forum.toml:8: there is nothing called colr"),
        ('[[categories]]\nslug = "a"\nname = "b"\n[categories.access]\nnobody = ["see"]\n',
         "forum.toml:5: there is no group called nobody"),
        ('[[categories]]\nslug = "a"\nname = "b"\n[categories.access]\nmembers = ["fly"]\n',
         "forum.toml:5: there is no right called fly"),
        ('[[categories]]\nslug = "a"\nname = "b"\nparent = "z"\n', "forum.toml:4: z does not stand"),
        ("[[groups]]\nslug = 3\n", "forum.toml:2: slug"),
        ('[[letters]]\nkind = "resett"\nlanguage = "en"\n', "forum.toml:2: there is no letter called"),
        ('[[letters]]\nkind = "reset"\nlanguage = "xx"\n', "forum.toml:3: there is no language"),
        ("[people]\n", "forum.toml:1: there is nothing called people"),
        ("x = \n", "this is not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said_with_its_line(text, said):
    with pytest.raises(Wrong) as wrong:
        read(text)
    assert said in str(wrong.value)


def test_no_secret_is_in_a_file(cast):
    for name in [one.name for one in settings.settings.ALL if one.kind == "secret"]:
        settings.change(cast.ada, name, "hush-hush")
    assert "hush" not in written()


@pytest.mark.parametrize("was", ["testers", "patched"])
def test_a_file_gives_no_group_and_no_badge_an_address_that_no_page_would(cast, known, was):
    odd = known.replace(f'"{was}"', '"../admin"').replace(f"{was} =", '"../admin" =')
    with pytest.raises(Refused, match="small letters"):
        apply(cast.ada, odd)
    database.rollback()


def test_a_question_in_a_file_is_as_short_as_on_its_page_and_shown_where_answers_are(known):
    for old, new in (("Shoe size", "x" * 101), ('"join"', '"everywhere"'),
                     ("places", f'hint = "{"x" * 301}"\nplaces')):  # fmt: skip
        with pytest.raises(Wrong, match=r"forum\.toml:"):
            read(known.replace(old, new))


def test_all_that_a_category_and_a_group_are_stands_in_the_file(cast, known):
    """Else what the file does not name is silently its default after the next change."""
    for part, described in ((forms.CategoryPart, shaping.Described), (forms.GroupPart, groups.Described),
                            (forms.BadgePart, badges.Described)):  # fmt: skip
        assert described.__dataclass_fields__.keys() <= part.model_fields.keys()
    of_page = pages.Wanted.__dataclass_fields__.keys() - {"number", "note"}
    assert of_page <= forms.PagePart.model_fields.keys()
    apply(cast.ada, known.replace('name = "Gear"', 'name = "Gear"\nhold_back_hours = 9'))
    assert structure.current().by_slug["gear"].hold_back_hours == 9
    kept = written()
    apply(cast.ada, kept.replace('name = "Gear"', 'name = "Tents"'))
    assert structure.current().by_slug["gear"].hold_back_hours == 9
    asked = kept.replace("is_to_accept = false", "is_to_accept = true")
    assert asked != kept
    apply(cast.ada, asked)
    assert "is_to_accept = true" in written()


def test_teams_of_products_apply_to_a_forum_without_tags(cast):
    """Tags are made by threads, and an empty forum has none."""
    file = """
[settings]
"brand.product_teams" = "Testers: #tents lab"

[[groups]]
slug = "testers"
name = "Testers"

[[categories]]
slug = "lab"
name = "Lab"
"""
    known = {**KNOWN, "settings": {"brand.product_teams"}}
    wanted = forms.read(file, known, "forum.toml")
    configurations.apply(cast.ada, wanted, written(), "forum.toml")
    database.commit()
    assert db.session.scalars(select(Tag.slug)).all() == ["tents"]
    assert structure.current().setting("brand.product_teams") == "Testers: #tents lab"
    configurations.apply(cast.ada, wanted, written(), "again")
    assert db.session.scalars(select(Tag.slug)).all() == ["tents"]
    for slug in ("", "a, b", "É"):
        with pytest.raises(Refused):
            tags.make(cast.ada, slug)
    for person in (cast.max, cast.mo, cast.cleo):
        with pytest.raises(Denied):
            tags.make(person, "boots")
    assert [by for _one, by in queries.applied(cast.ada)] == ["ada", "ada"]
