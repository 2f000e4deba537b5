"""Every setting, variable, command, event, outlet and rule that plugins may tighten is in docs."""

from forum import cli, config, events, settings
from forum.cli import reference
from forum.plugins import OUTLETS, TIGHTENED, Plugin
from tests.house.test_floors import ROOT

DOCS = ROOT.parent / "docs"


def test_the_page_about_the_configuration_has_variables_settings_and_commands():
    page = (DOCS / "configuration.md").read_text()
    assert page == reference.text(), "make docs"
    commands = [f"forum {name}" for name in cli.COMMANDS]
    names = [one.name for one in (*config.VARIABLES, *settings.ALL)]
    assert not [name for name in (*names, *commands) if f"`{name}`" not in page]
    assert "`forum plugins list`" in page and "`forum db upgrade`" in page


def test_the_page_about_plugins_has_events_outlets_rules_and_the_whole_desk():
    page = (DOCS / "plugins.md").read_text()
    assert page == reference.filled(page), "make docs"
    happenings = [name for name, one in vars(events).items() if isinstance(one, events.Event)]
    assert not [name for name in (*happenings, *OUTLETS, *TIGHTENED) if f"`{name}`" not in page]
    inside = {"folders", "name"}  # what the forum itself asks of it
    desk = {
        name
        for name in vars(Plugin)
        if not name.startswith("_") and callable(getattr(Plugin, name))
    }
    assert not [name for name in desk - inside if f"`forum.{name}(" not in page]


def test_every_page_of_the_documentation_is_found_from_the_others():
    said = "".join(page.read_text() for page in [*DOCS.glob("*.md"), ROOT.parent / "README.md"])
    assert not [page.name for page in DOCS.glob("*.md") if f"{page.name})" not in said]
