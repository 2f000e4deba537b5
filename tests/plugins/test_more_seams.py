"""What a plugin may bring that stands beside something of ours: an engine for the search, a place to
sign in with, an importer, somebody outside who looks at texts once more, and its own migrations."""

import shutil
import sys

import click
import pytest
from sqlalchemy import func, select

from forum import database, engines
from forum.cli import importing
from forum.cli import plugins as command_line
from forum.cli.upgrading import upgrade
from forum.extensions import db
from forum.jobs.worker import Worker
from forum.models import Identity, Post, User
from forum.plugins import About, PluginError, loading
from forum.plugins.registry import Registry
from forum.search.whoosh import engine as whoosh
from forum.security import identities
from forum.security.persons import Asked, Person
from forum.services import posts, screening
from tests import factories, searching
from tests.conftest import make_app
from tests.plugins.plugged import small


@pytest.fixture
def plug(app):
    """`plug(setup)`: the forum at hand has one plugin more, called odd."""

    def plugged(setup):
        registry = app.extensions["forum"]
        loading.set_up(registry, About("odd"), small("odd", setup), frozenset())
        return registry

    return plugged


def test_a_search_engine_of_a_plugin_is_the_one_that_is_asked(app, plug, cast, browser):
    asked = []

    def make(folder, language):
        engine = whoosh.make(folder, language)
        asked.append((folder.name, language))
        return engine

    plug(lambda forum: forum.search_engine("odd_words", make))
    app.config["FORUM_SEARCH_ENGINE"] = "odd_words"
    app.extensions.pop("forum.search", None)
    thread = factories.thread(title="A lantern for the coast path")
    factories.post(thread=thread, body="It burns all night.")
    database.commit()
    searching.index()
    assert "lantern" in browser(cast.max).get("/search?q=lantern").text
    assert asked == [("odd_words", "en")]
    assert engines.state().state == "ready"


@pytest.mark.parametrize("seam", ["search_engine", "sign_in_provider", "importer"])
@pytest.mark.parametrize("name", ["whoosh", "oidc", "discourse", "oddly", "other_odd", "odd-x"])
def test_nothing_of_a_plugin_is_called_like_something_of_ours_or_another_one(seam, name):
    module = small("odd", lambda forum: getattr(forum, seam)(name, None))
    with pytest.raises(PluginError, match="neither odd nor begins with odd_"):
        loading.set_up(Registry(), About("odd"), module, frozenset())


class Club:
    """Signs members of a club in, who show a card there."""

    key, label = "odd_club", "Sign in with your club card"

    def begin(self, back, state, terms, is_fresh):
        return Asked(f"https://club.example/door?back={back}&state={state}", {"state": state})

    def finish(self, kept, answer, back, terms):
        assert answer["state"] == kept["state"]
        return Person("https://club.example", answer["code"], "tess", "Tess", "tess@club.example",
                      is_confirmed=True)  # fmt: skip


def test_members_come_in_by_a_place_that_a_plugin_knows(app, plug, cast):
    registry = plug(lambda forum: forum.sign_in_provider("odd_club", lambda config: Club()))
    identities.init_app(app, app.config["FORUM"], registry.sign_in_providers)
    db.session.add(Identity(user_id=cast.max.id, provider="odd_club",
                            issuer="https://club.example", subject="card-7"))  # fmt: skip
    database.commit()
    client = app.test_client()
    assert Club.label in client.get("/sign-in").text
    sent = client.post("/sign-in/with/odd_club").headers["Refresh"].partition("url=")[2]
    state = sent.partition("state=")[2]
    back = {"state": state, "code": "card-7"}
    answer = client.post("/sign-in/with/odd_club/back", data=back)
    assert answer.status_code == 302
    assert client.get("/account").status_code == 200
    other = app.test_client()
    assert other.post("/sign-in/with/odd_club/back", data=back).status_code != 302
    assert other.get("/account").status_code != 200


def test_an_importer_of_a_plugin_is_a_command_beside_ours(app, plug, monkeypatch, cast):
    @click.command()
    @click.argument("count", type=int)
    def bring(count):
        """Bring members over."""
        with app.app_context(), database.unit("write"):
            for number in range(count):
                factories.user(name=f"from-afar-{number}")
        click.echo(f"{count} came.")

    plug(lambda forum: forum.importer("odd", bring))
    database.rollback()
    monkeypatch.setattr(importing, "load", lambda: app)
    runner = app.test_cli_runner()
    assert "3 came." in runner.invoke(importing.command, ["odd", "3"]).output
    assert "No such command" in runner.invoke(importing.command, ["even"]).output
    database.begin("read")
    wanted = User.name.startswith("from-afar-")
    assert db.session.scalar(select(func.count()).where(wanted)) == 3


def test_somebody_outside_looks_once_more_by_a_job(app, plug, cast):
    seen = []

    def ask(this):
        return [screening.Finding("hold", "The club is asked.", later="odd.club")]

    def look(text):
        seen.append(text.body)
        return None

    def setup(forum):
        forum.check(ask)
        forum.look_later("odd.club", look)

    thread = factories.thread()
    plug(setup)
    held = posts.reply(cast.max, thread, "Is this one of ours?").id
    assert db.session.get_one(Post, held).state == "pending"
    database.commit()
    worker = Worker(app, lane="")
    while worker.once():
        pass
    database.begin("read")
    assert seen == ["Is this one of ours?"]
    assert db.session.get_one(Post, held).state == "visible"


WRITTEN = """
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy import String
from forum.models.columns import Id
from forum.plugins import tables_of

FORUM_API = 1
Base = tables_of("odd")

class Lamp(Base):
    __tablename__ = "plugin_odd_lamp"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(20))

def setup(forum):
    forum.tables(Base)
"""


def test_a_plugins_tables_get_a_migration_that_makes_them(
    empty_sqlite, tmp_path, monkeypatch, engine
):
    if engine == "postgresql":  # what is written is the same; test_kept runs both examples' there
        return
    package = tmp_path / "forum_odd"
    (package / "migrations").mkdir(parents=True)
    (package / "__init__.py").write_text(WRITTEN)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "forum_odd", raising=False)
    import forum_odd

    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    app = make_app(tmp_path, with_plugins=[forum_odd])
    monkeypatch.setattr(command_line, "load", lambda: app)
    runner = app.test_cli_runner()
    told = runner.invoke(command_line.command, ["migration", "odd", "lamps"])
    assert told.exit_code == 0, told.output
    (written,) = (package / "migrations").glob("0001*.py")
    assert "plugin_odd_lamp" in written.read_text()
    told = runner.invoke(command_line.command, ["migration", "even", "lamps"])
    assert "No plugin called even" in told.output
    with app.app_context():
        database.begin("write")
        upgrade(with_backup=False)
        database.begin("write")
        db.session.execute(db.text("INSERT INTO plugin_odd_lamp (name) VALUES ('storm')"))
        database.commit()
        db.engine.dispose()
