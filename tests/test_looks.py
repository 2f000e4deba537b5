"""How it looks: one small stylesheet, icons that exist, both writing directions, themes that lie over it."""

import gzip
import re
import tomllib
from pathlib import Path

import pytest

from forum import theming
from forum.demo.shapes import ICONS
from forum.lib import stylesheets

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "forum" / "static"
TEMPLATES = ROOT / "forum" / "templates"
STYLES = sorted((STATIC / "css").glob("*.css"))
THEMES = sorted(path.parent for path in (ROOT / "themes").glob("*/theme.toml"))
APART = ("admin.css", "api.css", "console.css")  # of pages that few people see
LARGEST = 15_500  # bytes of all styles together as they travel, compressed; once a year each


def bundle() -> str:
    return stylesheets.bundle(
        "css/forum.css", lambda path: (STATIC / path).read_text(), lambda path: f"/static/x/{path}"
    )


def test_the_stylesheet_is_one_file_and_small() -> None:
    css = bundle()
    assert "@import" not in css
    assert len(gzip.compress(css.encode())) < LARGEST


@pytest.mark.parametrize("name", APART)
def test_a_stylesheet_of_few_pages_is_small_too_and_in_the_same_layers(name: str) -> None:
    css = (STATIC / "css" / name).read_text()
    assert len(css.encode()) < 24_000
    assert css.count("@layer") == 1 and "@layer components {" in css


def test_every_stylesheet_is_part_of_it() -> None:
    entry = (STATIC / "css" / "forum.css").read_text()
    named = set(re.findall(r'url\("([\w.-]+)"\)', entry)) | {"forum.css"}
    assert named | set(APART) == {path.name for path in STYLES}


def test_every_file_that_the_stylesheet_names_is_there() -> None:
    for path in re.findall(r'url\("/static/x/([^"#]+)', bundle()):
        assert (STATIC / path).is_file(), path


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_rule_knows_left_from_right(path: Path) -> None:
    physical = re.findall(
        r"^\s*((?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|"
        r"width|height|(?:min|max)-(?:width|height)|float: (?:left|right)|text-align: (?:left|right))\s*[:;]",
        path.read_text(), re.MULTILINE,
    )  # fmt: skip
    assert physical == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_rule_has_a_colour_of_its_own(path: Path) -> None:
    """But paper, and what a camera has to read, is black on white, whatever the brand."""
    if path.name != "print.css":
        found = re.findall(r":[^;{]*#[0-9a-f]{3,8}\b[^;]*;", path.read_text())
        assert set(found) <= {": #fff;"}


def test_every_icon_that_a_page_shows_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text()))
    assert set(ICONS) <= there
    for path in TEMPLATES.rglob("*.html"):
        shown = re.findall(r"icons\.svg'\) \}\}#([a-z][\w-]*)", path.read_text())
        shown += re.findall(r'icon="([\w-]+)"', path.read_text())
        assert set(shown) <= there, path


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_theme_lies_over_what_is_there(theme: Path) -> None:
    described = tomllib.loads((theme / "theme.toml").read_text())
    assert described["name"]
    assert described["version"]
    for path in (theme / "templates").rglob("*.html"):
        assert (TEMPLATES / path.relative_to(theme / "templates")).is_file(), path
    assert (theme / "static" / "css" / "theme.css").is_file()


def test_the_second_theme_replaces_a_block_and_a_stylesheet(tmp_path: Path) -> None:
    from tests.conftest import make_app

    app = make_app(tmp_path)
    app.config["FORUM"] = app.config["FORUM"].changed("test", FORUM_THEME="almanac")
    with app.app_context():
        found = theming.find(app, "css/theme.css", app.jinja_env.theme())
        page = app.jinja_env.get_template("home/index.html")
    assert found == ROOT / "themes" / "almanac" / "static" / "css" / "theme.css"
    assert page.filename == str(ROOT / "themes" / "almanac" / "templates" / "home" / "index.html")
    assert "greeting" in page.blocks
