"""What a plugin adds works; what fails in it costs the member nothing and is counted."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Blueprint, abort, render_template_string, request
from sqlalchemy import select

from forum import database, events
from forum.app import create_app
from forum.extensions import db
from forum.jobs.worker import Worker
from forum.lib.verdict import Denied
from forum.models import Category, SeamFailure
from forum.plugins import OUTLETS, TIGHTENED, About, loading
from forum.plugins.guarding import described
from forum.policies import posts as post_policy
from forum.policies import threads as thread_policy
from forum.policies import uploads, writing
from forum.queries import plugins as queries
from forum.services import conversations, jobs, settings, threads
from forum.settings import Setting
from forum.structure import current, setting
from tests import factories
from tests.conftest import Browser, make_app
from tests.plugins.plugged import both, small


@pytest.fixture
def plug(app):
    """`plug(setup)`: the forum at hand has one plugin more, called odd."""

    def plugged(setup):
        registry = app.extensions["forum"]
        before = len(registry.listeners)
        loading.set_up(registry, About("odd"), small("odd", setup), frozenset())
        for event, listener in registry.listeners[before:]:
            event.listen(app, listener)
        return registry.plugins["odd"]

    return plugged


@pytest.fixture
def with_(app):
    """`with_(module)`: another forum on the same database, with this plugin alone, to be visited."""
    made = []

    def another(module, **extra):
        options = {"TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False, **extra}
        other = create_app(app.config["FORUM"], options, with_plugins=[module])
        other.test_client_class = Browser
        made.append(other)
        database.commit()
        return other

    yield another
    for other in made:
        with other.app_context():
            db.engine.dispose()


def broken(**_anything):
    raise LookupError("a secret of a member")


def counted(app):
    """What the page of plugins would tell."""
    database.rollback()
    failures = app.extensions["forum"].failures
    assert "secret" not in str(failures._noted)
    app.extensions["forum.tallies"].flush()
    database.begin("read")
    rows = db.session.scalars(select(SeamFailure).order_by(SeamFailure.seam)).all()
    found = [(row.plugin, row.seam, row.count) for row in rows]
    database.begin("write")
    return found


def test_a_listener_that_fails_costs_the_member_nothing(app, plug, cast):
    def spoils(post):
        db.session.add(Category(name="of the plugin", slug="of-the-plugin", position=9))
        db.session.flush()
        raise LookupError("after it wrote")

    def setup(forum):
        forum.listen(events.post_created, spoils)

    room = factories.category()
    plug(setup)
    threads.start(cast.max, current().categories[room.id], "Still there", "Whatever fails")
    database.commit()
    assert counted(app) == [("odd", "listener post_created", 1)]
    assert db.session.scalar(select(Category.id).where(Category.slug == "of-the-plugin")) is None
    odd = next(one for one in queries.every(cast.ada) if one.about.name == "odd")
    assert odd.failures[0].error.startswith("LookupError in test_seams.py")


def test_an_outlet_that_fails_draws_nothing_and_takes_nothing_with_it(app, with_, tmp_path):
    """On PostgreSQL a statement that fails would fail all that follow it in the page."""

    def bad_sql(**_context):
        db.session.execute(db.text("SELECT nothing FROM nowhere"))

    def setup(forum):
        forum.outlet("home.rail", "odd/missing.html")
        forum.outlet("home.above", "odd/good.html", bad_sql)
        forum.outlet("footer.links", "odd/good.html", lambda **_context: {"word": "<b>drawn</b>"})
        forum.outlet("page.above_main", "odd/good.html", lambda **_context: None)

    (tmp_path / "odd" / "templates").mkdir(parents=True)
    (tmp_path / "odd" / "templates" / "good.html").write_text("<li>{{ word }}</li>")
    other = with_(small("odd", setup, folder=tmp_path / "odd"))
    answer = other.test_client().get("/")
    assert answer.status_code == 200
    assert answer.text.count("<li>&lt;b&gt;drawn&lt;/b&gt;</li>") == 1
    with other.app_context():
        assert counted(other) == [("odd", "outlet home.above", 1), ("odd", "outlet home.rail", 1)]


def test_every_outlet_is_in_a_page_and_gets_what_is_promised(plug, cast, browser):
    seen = {}

    def setup(forum):
        for name in OUTLETS:
            forum.outlet(name, "odd/x.html", lambda name=name, **given: seen.update({name: given}))

    plug(setup)
    thread = factories.thread(category=factories.category(slug="room"), author=cast.max)
    database.commit()
    client = browser(cast.amy)
    for path in ("/", "/categories", "/c/room", f"/t/{thread.id}/{thread.slug}", "/m/max"):
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
    assert seen.keys() == OUTLETS.keys()
    for name, given in seen.items():
        promised = OUTLETS[name].partition(":")[0]
        assert given.keys() == ({"viewer"} if promised == "nothing" else {"viewer", promised})
        assert given["viewer"].id == cast.amy.id


def test_a_rule_is_made_stricter_and_never_looser(plug, cast):
    room = factories.category()
    thread = factories.thread(category=room, author=cast.max)
    post = factories.post(thread=thread, author=cast.max)
    said = {}

    def setup(forum):
        for name in TIGHTENED:
            forum.tighten(name, lambda actor, *things, name=name: said.get(name))

    plug(setup)
    node = current().categories[room.id]
    from forum.policies import categories as category_policy
    from forum.policies import conversations as conversation_policy

    asked = {
        "categories.can_start": lambda who: category_policy.can_start(who, node),
        "threads.can_reply": lambda who: thread_policy.can_reply(who, thread),
        "posts.can_edit": lambda who: post_policy.can_edit(who, post),
        "posts.can_react": lambda who: post_policy.can_react(who, post),
        "writing.can_write": writing.can_write,
        "conversations.can_start": conversation_policy.can_start,
        "uploads.can_upload": uploads.can_upload,
    }
    assert asked.keys() == TIGHTENED.keys()
    for name, ask in asked.items():
        who = cast.amy if name == "posts.can_react" else cast.max
        said.clear()
        assert ask(who), name
        said[name] = "Not today."
        assert not ask(who) and ask(who).reason == "Not today.", name
        for nothing in (True, "", None, 0):  # whatever a hook says, a no stays a no
            said[name] = nothing
            assert not ask(cast.guest if name != "writing.can_write" else cast.sue), name
    said.update({"writing.can_write": "Not today."})
    with pytest.raises(Denied, match="Not today"):
        threads.start(cast.max, node, "May I begin", "Nobody writes today")
    with pytest.raises(Denied, match="Not today"):
        conversations.start(cast.max, [cast.cleo], "A question", "Nobody writes today")


def test_a_stricter_rule_that_fails_says_no(app, plug, cast):
    def setup(forum):
        forum.tighten("writing.can_write", lambda _actor: broken())

    plug(setup)
    verdict = writing.can_write(cast.max)
    assert not verdict and "try again later" in str(verdict.reason)
    assert counted(app) == [("odd", "policy writing.can_write", 1)]


def test_a_markdown_rule_that_fails_is_left_out_and_no_rule_gets_past_the_gate(app, plug, cast):
    def fails(parser):
        parser.core.ruler.push("odd_fails", lambda _state: broken())

    def sneaks(parser):
        def push(state):
            token = state.tokens and state.tokens[0]
            if token:
                token.tag, token.attrs = "script", {"onclick": "alert(1)"}

        parser.core.ruler.push("odd_sneaks", push)

    from forum.services import rendering

    room = factories.category()
    app.extensions["forum"].markdown = ()
    plug(lambda forum: forum.markdown(fails)).package = "tests"
    assert rendering.draw(cast.max, cast.max, room.id, "*hi*").html == "<p><em>hi</em></p>\n"
    assert counted(app) == [("odd", "markdown", 1)]
    app.extensions["forum"].markdown = (sneaks,)
    html = rendering.draw(cast.max, cast.max, room.id, "*hi*").html
    assert html.startswith("&lt;script") and "<em>hi</em>" in html


def test_a_job_of_a_plugin_is_done_comes_back_and_is_counted_when_it_fails(app, plug):
    from datetime import timedelta

    done = []

    def setup(forum):
        forum.job("odd.work", lambda **said: done.append(said), every=timedelta(hours=1))
        forum.job("odd.fail", broken)

    plug(setup)
    jobs.enqueue("odd.work", number=3)
    jobs.enqueue("odd.fail")
    database.commit()
    worker = Worker(app, lane="")
    while worker.once():
        pass
    assert done == [{"number": 3}] and worker._every["odd.work"] == timedelta(hours=1)
    assert counted(app) == [("odd", "job odd.fail", 1)]


def test_a_setting_of_a_plugin_is_changed_like_any_other_and_stays_when_it_goes(app, plug, cast):
    def setup(forum):
        forum.setting(
            Setting("odd.word", str, "hm", "A word"), Setting("odd.key", "secret", "", "A key")
        )

    plug(setup)
    settings.change(cast.ada, "odd.word", "aha")
    settings.change(cast.ada, "odd.key", "zqhiddenzq")
    database.commit()
    assert setting("odd.word") == "aha"
    from forum.queries import settings as setting_queries

    part = setting_queries.section(cast.ada, "plugins")
    mine = [line.setting.name for _heading, lines in part.groups for line in lines]
    assert mine[-2:] == ["odd.word", "odd.key"] and "zqhiddenzq" not in str(part)
    for name in ("odd.word", "odd.key"):  # the plugin is switched off
        del app.extensions["forum"].settings[name]
    with pytest.raises(KeyError):
        setting("odd.word")
    history = setting_queries.history(cast.ada)[0]
    assert [one.name for one in history] == ["odd.key", "odd.word"]
    assert "zqhiddenzq" not in str(history)


def test_templates_styles_and_words_of_a_plugin_never_stand_for_ours(with_, tmp_path):
    folder = tmp_path / "odd"
    (folder / "templates" / "layouts").mkdir(parents=True)
    (folder / "templates" / "page.html").write_text('{{ _("A dark lantern") }}|{{ _("Home") }}')
    (folder / "templates" / "layouts" / "page.html").write_text("taken over")
    (folder / "static" / "css").mkdir(parents=True)
    (folder / "static" / "odd.css").write_text("@layer plugins { p { color: red } }")
    (folder / "static" / "css" / "forum.css").write_text("taken over")
    (folder / "translations" / "de" / "LC_MESSAGES").mkdir(parents=True)
    catalogue = Catalog(locale="de")
    catalogue.add("A dark lantern", "Eine dunkle Laterne")
    with (folder / "translations" / "de" / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, catalogue)
    other = with_(small("odd", lambda forum: None, folder=folder))
    assert "taken over" not in other.test_client().get("/").text
    address = other.jinja_env.globals["static"]
    assert other.test_client().get(address("odd/odd.css")).text.startswith("@layer plugins")
    assert "taken over" not in other.test_client().get(address("css/forum.css")).text
    for sneaky in ("odd/../__init__.py", "odd/%2e%2e/secret", "odd//etc/passwd"):
        assert other.test_client().get(f"/static/x/{sneaky}").status_code == 404
    assert other.jinja_env.get_template("@de/odd/page.html").render().startswith("Eine dunkle Lat")


def pages():
    bp = Blueprint("odd", __name__)

    @bp.route("/odd", methods=["GET", "POST"])
    def show():
        if request.args.get("fail"):
            abort(404)
        return render_template_string("<p>{{ word }}</p>", word="<b>"), {
            "Content-Security-Policy": "default-src *",
            "X-Content-Type-Options": "no",
        }

    return bp


def test_pages_of_a_plugin_have_the_headers_tokens_limits_and_modes_of_ours(with_, cast):
    plugin = small("odd", lambda forum: forum.blueprint(pages()))
    other = with_(plugin, WTF_CSRF_ENABLED=True)
    client = other.test_client()
    ours, theirs = client.get("/categories").headers, client.get("/odd").headers
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
                 "Cross-Origin-Opener-Policy", "Permissions-Policy"):  # fmt: skip
        assert theirs[name] == ours[name], name
    assert "Cookie" in theirs["Vary"] and "no-cache" in theirs["Cache-Control"]
    assert client.get("/odd").text == "<p>&lt;b&gt;</p>"
    assert client.get("/odd?fail=1").status_code == 404
    assert client.post("/odd").status_code == 400  # no token
    other = with_(small("odd", lambda forum: forum.blueprint(pages())), RATELIMIT_ENABLED=True)
    client = other.test_client()
    answers = [client.post("/odd").status_code for _n in range(61)]
    assert answers[0] == 200 and answers[-1] == 429  # as for changes of an account
    client = with_(small("odd", lambda forum: forum.blueprint(pages()))).test_client()
    for mode, get, post in (("read-only", 200, 503), ("maintenance", 503, 503)):
        settings.change(cast.ada, "site.mode", mode)
        database.commit()
        assert (client.get("/odd").status_code, client.post("/odd").status_code) == (get, post)
    settings.reset(cast.ada, "site.mode")
    database.commit()


def test_admins_see_what_each_plugin_adds_and_what_failed(app, cast, browser):
    app.extensions["forum"].failures.note("serials", "outlet menu.entries", LookupError("hm"))
    database.rollback()
    app.extensions["forum.tallies"].flush()
    ada = browser(cast.ada)
    page = ada.get("/admin/plugins").text
    for said in ("plugin_releases_release", "home.rail", "post_state_changed", "releases.announce",
                 "GET /releases", "serials.owners_only", "categories.can_start", "Owner",
                 "Same with mine", "outlet menu.entries", "LookupError"):  # fmt: skip
        assert said in page, said
    assert "A plugin has failed 1 time" in ada.get("/admin").text
    assert ada.post("/admin/plugins/serials/forget").status_code == 303
    assert "LookupError" not in ada.get("/admin/plugins").text
    for person, status in ((cast.guest, 302), (cast.cleo, 403), (cast.max, 403)):
        assert browser(person).get("/admin/plugins").status_code == status


def test_safe_mode_has_no_plugins_theme_or_own_styles_and_says_so(app, cast, tmp_path):
    settings.change(cast.ada, "looks.css", "p { color: red }")
    token = factories.signed_in(cast.ada)
    database.commit()
    config = app.config["FORUM"].changed("test", FORUM_SAFE_MODE=True, FORUM_THEME="almanac")
    with create_app(config, {"TESTING": True}).app_context():
        from flask import current_app

        current_app.test_client_class = Browser
        client = current_app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = cast.ada.fs_uniquifier, True
            session["sid"] = token
        page = client.get("/admin/plugins").text
        assert "Safe mode" in page and "own.css" not in page and "almanac" not in page
        assert client.get("/releases").status_code == 404
        db.engine.dispose()


def test_an_error_is_described_by_its_kind_and_place_only():
    with pytest.raises(LookupError) as error:
        broken()
    assert described(error.value).startswith("LookupError in test_seams.py, line ")


def test_two_apps_of_a_process_know_of_their_own_plugins_only(app, tmp_path):
    other = make_app(tmp_path / "other")
    assert app.extensions["forum"].plugins.keys() == {"releases", "serials"}
    assert not other.extensions["forum"].plugins and len(both()) == 2
