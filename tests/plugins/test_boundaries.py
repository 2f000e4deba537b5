"""What a plugin may not do is refused when the forum starts, with a sentence and the way out."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Blueprint
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum import config, events
from forum.app import create_app
from forum.extensions import csrf
from forum.models import User
from forum.plugins import BadgeKind, PluginError, tables_of
from forum.settings import Setting
from tests.plugins.plugged import small


@pytest.fixture
def refused(tmp_path):
    """`refused(plugin)` is the sentence with which the forum does not start."""

    def why(*plugins):
        variables = {"FORUM_INSTANCE": str(tmp_path), "FORUM_SECRET_KEY": "of tests"}
        with pytest.raises(PluginError) as error:
            create_app(config.read(variables), {"TESTING": True}, with_plugins=plugins)
        said = str(error.value)
        assert said.endswith("forum run --safe-mode") and "odd" in said
        return said

    return why


def page(path, name="odd"):
    bp = Blueprint(name, __name__)
    bp.add_url_rule(path, "show", lambda: "hm")
    return bp


def test_another_version_of_the_interface_is_refused(refused):
    assert "written for version 2" in refused(small("odd", lambda forum: None, api=2))
    assert "no version (FORUM_API)" in refused(small("odd", lambda forum: None, api=None))


def test_a_setup_that_fails_says_which_plugin_and_why(refused):
    def setup(forum):
        raise ZeroDivisionError("by nothing")

    assert "The plugin odd: its setup failed: ZeroDivisionError: by nothing." in refused(
        small("odd", setup)
    )


@pytest.mark.parametrize("name", ["posts", "odd-name", "Odd", "admin", "brand", "badge", "o"])
def test_a_name_that_is_ours_or_no_name_is_refused(tmp_path, name):
    variables = {"FORUM_INSTANCE": str(tmp_path), "FORUM_SECRET_KEY": "of tests"}
    with pytest.raises(PluginError, match="this name cannot be used"):
        create_app(config.read(variables), {}, with_plugins=[small(name, lambda forum: None)])


def about_tables(table, ondelete):
    base = tables_of("odd")

    class _Thing(base):
        __tablename__ = table
        id: Mapped[int] = mapped_column(primary_key=True)
        user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete=ondelete))

    return lambda forum: forum.tables(base, ".")


WRONG = {
    "an address of ours": (lambda f: f.blueprint(page("/c/<slug>")), "is not below /odd"),
    "an address of admins": (lambda f: f.blueprint(page("/admin/settings")), "is not below /odd"),
    "the root": (lambda f: f.blueprint(page("/")), "is not below /odd"),
    "a blueprint of ours": (lambda f: f.blueprint(page("/odd", "settings")), "is called settings"),
    "an unknown outlet": (lambda f: f.outlet("home.cellar", "odd/x.html"), "no outlet"),
    "an unknown event": (lambda f: f.listen(events.Event("mine"), print), "no event"),
    "a rule of reading": (lambda f: f.tighten("posts.can_read", print), "no rule that a plugin"),
    "a setting of ours": (
        lambda f: f.setting(Setting("brand.name", str, "", "Name")), "does not begin with odd."),
    "a job of ours": (lambda f: f.job("mail.reset", print), "does not begin with odd."),
    "a reaction of ours": (lambda f: f.reaction("like", "x", "x"), "does not begin with odd."),
    "a badge of ours": (
        lambda f: f.badge(BadgeKind("starter", "x", "x", "key")), "does not begin with odd-."),
    "a table of ours": (about_tables("post2", "CASCADE"), "is not called plugin_odd_"),
    "a table that holds on": (about_tables("plugin_odd_thing", None), "ON DELETE CASCADE"),
    "the table of its revision": (about_tables("plugin_odd_version", "CASCADE"), "its revision"),
}  # fmt: skip


TWICE = {
    "job": lambda f: f.job("odd.tidy", print, every=timedelta(hours=len(f.registry.jobs) + 1)),
    "look": lambda f: f.look_later("odd.look", print),
    "setting": lambda f: f.setting(Setting("odd.rate", int, 1, "Rate")),
    "reaction": lambda f: f.reaction("odd.wow", "!", "wow"),
    "badge": lambda f: f.badge(BadgeKind("odd-star", "x", "x", "key")),
    "measure": lambda f: f.measure(SimpleNamespace(name="odd.count")),
    "search engine": lambda f: f.search_engine("odd_extra", print),
    "place to sign in with": lambda f: f.sign_in_provider("odd_extra", print),
    "importer": lambda f: f.importer("odd_extra", print),
}


@pytest.mark.parametrize("what", TWICE)
def test_what_is_added_twice_is_refused_rather_than_one_of_them_forgotten(refused, what):
    def setup(forum):
        TWICE[what](forum)
        TWICE[what](forum)

    assert f"there is a {what} called odd" in refused(small("odd", setup))


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_its_own_is_refused(refused, what):
    setup, said = WRONG[what]
    assert said in refused(small("odd", setup))


def around(change):
    def setup(forum):
        bp = page("/odd")
        change(bp)
        forum.blueprint(bp)

    return setup


AROUND = {
    "before every page": lambda bp: bp.before_app_request(lambda: None),
    "after every page": lambda bp: bp.after_app_request(lambda answer: answer),
    "at the end of every page": lambda bp: bp.teardown_app_request(lambda error: None),
    "in every template": lambda bp: bp.app_context_processor(lambda: {"viewer": None}),
    "instead of error pages": lambda bp: bp.app_errorhandler(404)(lambda error: "mine"),
    "a function of templates": lambda bp: bp.app_template_global("outlet")(lambda name: ""),
    "a filter of templates": lambda bp: bp.app_template_filter("escape")(lambda text: text),
    "no tokens at all": lambda bp: bp.record(lambda state: csrf._exempt_views.add("x.y")),
}


@pytest.mark.parametrize("what", AROUND)
def test_a_blueprint_changes_nothing_around_pages_of_others(refused, what):
    kept = set(csrf._exempt_views)
    try:
        assert "of the whole forum" in refused(small("odd", around(AROUND[what])))
    finally:
        csrf._exempt_views.clear()
        csrf._exempt_views.update(kept)


def test_a_page_without_the_token_of_forms_is_refused(refused):
    def view():
        return "hm"

    view.__module__ = "forum_odd.pages"
    kept = set(csrf._exempt_views)
    try:
        csrf.exempt(view)
        assert re.search(
            "forum_odd.pages.*without the token", refused(small("odd", lambda f: None))
        )
    finally:
        csrf._exempt_views.clear()
        csrf._exempt_views.update(kept)


def test_an_event_is_not_replaced(refused, monkeypatch):
    def setup(forum):
        monkeypatch.setattr(events, "post_created", events.Event("mine"))

    assert "it replaces the event post_created" in refused(small("odd", setup))
