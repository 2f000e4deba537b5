"""Themes: listed, looked at, published, undone; one that is broken takes nothing down."""

import re

import pytest

from forum import database, theming
from forum.lib import themes
from forum.models.users import OPERATOR
from forum.services import settings
from tests import factories

GREETING = (
    '{% extends "core/home/index.html" %}{% block greeting %}<p>Dawn says hello</p>{% endblock %}'
)


@pytest.fixture
def dawn(app, tmp_path):
    """A folder of themes of this test, with one in it."""
    app.jinja_env.bytecode_cache = None  # which is shared by all tests
    app.jinja_env.themes = app.config["THEMES_FOLDER"] = tmp_path / "themes"
    write(
        app,
        "theme.toml",
        'name = "Dawn <b>"\nversion = "2.1"\nauthor = "Ida"\ndescription = "Pale."',
    )
    write(app, "templates/home/index.html", GREETING)
    write(app, "static/css/theme.css", "@layer theme{body{--dawn:1}}")
    return app


def write(app, path, text):
    file = app.config["THEMES_FOLDER"] / "dawn" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def publish(name="dawn"):
    with database.unit("write"):
        settings.apply(OPERATOR, {"looks.theme": name})


def sheet(client):
    return client.get(re.search(r'href="([^"]+css/forum\.css)"', client.get("/").text)[1])


def test_a_theme_is_listed_looked_at_published_and_undone(dawn, cast, browser):
    ada, guest = browser(cast.ada), browser(cast.guest)
    before = guest.get("/").text
    page = ada.get("/admin/themes").text
    assert "Dawn &lt;b&gt;" in page and "by Ida" in page and "static/css/theme.css" in page
    assert ada.post("/admin/themes", data={"theme": "dawn"}).location == "/"
    assert "Dawn says hello" in ada.get("/").text and "--dawn" in sheet(ada).text
    assert "Dawn says" not in guest.get("/").text and "--dawn" not in sheet(guest).text
    data = {"shown": ["looks.theme"], "looks.theme": "dawn", "then": "publish"}
    assert ada.post("/admin/looks", data=data).status_code == 303
    assert "Dawn says hello" in guest.get("/").text and "--dawn" in sheet(guest).text
    assert "immutable" in sheet(guest).headers["Cache-Control"]
    assert "Dawn says hello" in guest.get("/", headers={"Accept-Language": "de"}).text
    undo = re.search(r'formaction="(/admin/looks/undo/\d+)"', ada.get("/admin/looks").text)[1]
    assert ada.post(undo).status_code == 303
    assert guest.get("/").text == before


@pytest.mark.parametrize("who", ["guest", "max", "mo", "cleo", "sue"])
def test_only_admins_see_and_choose_themes(dawn, cast, browser, who):
    client = browser(getattr(cast, who))
    assert client.get("/admin/themes").status_code in {302, 403}
    assert client.post("/admin/themes", data={"theme": "dawn"}).status_code in {401, 403}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("templates/home/index.html", "{% extends 'core/home/index.html' %}{% block greeting %}"),
        ("templates/home/index.html", "{% extends 'nowhere.html' %}"),
        ("templates/home/index.html", "{{ nobody.said.this }}"),
        ("templates/layouts/footer.html", "{% if %}"),
        ("templates/layouts/page.html", "{{ 1 / 0 }}"),
        ("templates/components/threads.html", "{{ }}"),
        ("static/css/theme.css", None),
    ],
)
def test_a_broken_theme_takes_nothing_down_and_the_team_is_told(dawn, cast, browser, path, text):
    publish()
    factories.thread(author=cast.max, title="Which pack?")
    database.commit()
    if text is None:
        (dawn.config["THEMES_FOLDER"] / "dawn" / path).unlink()
    else:
        write(dawn, path, text)
    for who in (cast.guest, cast.max, cast.ada):
        answer = browser(who).get("/")
        assert answer.status_code == 200 and "</html>" in answer.text
        assert sheet(browser(who)).status_code == 200
    if text is not None:
        ada = browser(cast.ada)
        assert "Parts of the theme “Dawn &lt;b&gt;” are broken" in ada.get("/admin").text
        assert "Parts of it are broken" in ada.get("/admin/themes").text


def test_of_what_fails_while_a_page_is_drawn_no_words_are_kept(dawn, cast, browser, caplog):
    """They may be a member's: of the error the kind and the place are kept, the rest is logged."""
    publish()
    write(dawn, "templates/home/index.html", "{{ {}.__getitem__('the words of a member') }}")
    assert browser(cast.guest).get("/").status_code == 200
    kept = dawn.extensions["forum.theme_failures"]
    assert [theme for theme, _said in kept] == ["dawn"]
    page = browser(cast.ada).get("/admin/themes").text
    assert "KeyError in index.html, line 1" in page and "log says more" in page
    assert "of a member" not in page and "of a member" not in str(kept)
    assert "of a member" in caplog.text


def test_a_theme_that_is_no_more_leaves_the_forum_as_it_is(dawn, cast, browser):
    publish()
    (dawn.config["THEMES_FOLDER"] / "dawn" / "theme.toml").unlink()
    assert "Dawn says" not in browser(cast.guest).get("/").text
    assert "The theme “dawn” is not installed" in browser(cast.ada).get("/admin").text


@pytest.mark.parametrize("name", ["../almanac", "nowhere", "/etc", "dawn/static", "{{7*7}}"])
def test_what_is_no_theme_cannot_be_chosen(dawn, cast, browser, name):
    answer = browser(cast.ada).post("/admin/themes", data={"theme": name})
    assert answer.status_code == 422 and "There is no theme with this name" in answer.text
    assert not themes.is_installed(dawn.config["THEMES_FOLDER"], name)


def test_a_broken_theme_is_not_published_in_the_first_place(dawn, cast, browser):
    write(dawn, "templates/home/index.html", "{% if %}")
    answer = browser(cast.ada).post("/admin/themes", data={"theme": "dawn"})
    assert answer.status_code == 422 and "This theme cannot be used as it is" in answer.text


def test_each_theme_has_static_files_under_a_mark_of_its_own(dawn, cast, browser):
    client = browser(cast.guest)
    ours, theirs = (theming.fingerprint(dawn, name) for name in ("", "dawn"))
    assert ours != theirs and theming.theme_of(dawn, theirs) == "dawn"
    assert "--dawn" in client.get(f"/static/{theirs}/css/theme.css").text
    assert "--dawn" not in client.get(f"/static/{ours}/css/theme.css").text
    assert (
        client.get("/static/0123456789ab/css/theme.css").headers["Cache-Control"]
        == "public, max-age=300"
    )
    assert client.get(f"/static/{theirs}/../theme.toml").status_code == 404
