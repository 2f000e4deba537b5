"""One request is one transaction: returning commits, raising rolls back; a GET writes nothing."""

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused, deny
from forum.models import Tag


@pytest.fixture
def visit(app):
    def visit(view, method="post"):
        app.add_url_rule("/test", "test", view, methods=["GET", "POST"])
        app.config["PROPAGATE_EXCEPTIONS"] = False
        answer = getattr(app.test_client(), method)("/test")
        return answer.status_code, db.session.scalar(select(func.count()).select_from(Tag))

    return visit


def add_tag(name):
    db.session.add(Tag(name=name, slug=name))
    db.session.flush()


def test_returning_commits(visit):
    assert visit(lambda: add_tag("one") or "done") == (200, 1)


def test_returning_a_mistake_page_commits_too(visit):
    assert visit(lambda: add_tag("failed attempt") or ("try again", 422)) == (422, 1)


@pytest.mark.parametrize(
    ("error", "status"),
    [(Denied(deny("No.")), 403), (Refused("Not so."), 422), (ZeroDivisionError(), 500)],
)
def test_raising_rolls_back(visit, error, status):
    def view():
        add_tag("one")
        raise error

    assert visit(view) == (status, 0)


def test_a_commit_that_fails_is_an_error_and_saves_nothing(visit):
    def view():
        add_tag("one")
        db.session.add(Tag(name="one", slug="one"))
        return "done"

    assert visit(view) == (500, 0)


def test_a_get_cannot_write(visit):
    assert visit(lambda: add_tag("one") or "done", "get") == (500, 0)


def test_an_error_page_tells_nothing_of_the_inside(app, visit):
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = app.test_client().get("/broken").text
    for word in ("Traceback", "ZeroDivision", "sqlite", "/forum/", "Werkzeug", "Flask"):
        assert word not in page


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/static/x/none.css", "/robots.txt"])
def test_every_answer_has_the_policy(app, path):
    headers = app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


def test_during_maintenance_every_page_says_so(tmp_path, empty_sqlite):
    import shutil

    from tests.conftest import make_app

    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    app = make_app(tmp_path, FORUM_MAINTENANCE=True)
    for path in ("/", "/latest", "/sign-in", "/nothing"):
        answer = app.test_client().get(path)
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "600"
        assert "Back in a moment" in answer.text
    assert app.test_client().get("/healthz").status_code == 200


@pytest.mark.parametrize(("state", "status"), [("deleted", 410), ("removed", 410), ("hidden", 404)])
def test_a_deleted_thread_is_gone_and_says_nothing(app, cast, browser, state, status):
    from forum import database
    from tests import factories

    thread = factories.thread(title="Canary title", author=cast.amy, state=state)
    secret = factories.thread(category=factories.category(private_to="ambassadors"), state=state)
    database.commit()
    answer = browser(cast.guest).get(f"/t/{thread.id}/{thread.slug}")
    assert answer.status_code == status and "Canary" not in answer.text
    assert browser(cast.guest).get(f"/t/{secret.id}/{secret.slug}").status_code == 404
