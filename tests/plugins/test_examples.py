"""The two plugins in docs/examples do what they say, on both databases."""

import subprocess
import sys
from datetime import date

import pytest
from forum_releases import releases
from forum_releases.models import Release
from forum_serials import units
from forum_serials.models import Unit
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs.worker import Worker
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import Badge, BadgeGrant, Departure, Job, Post, Thread
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.policies import categories as category_policy
from forum.queries import exports
from forum.services import badges, erasing, posts, reactions, settings, threads
from forum.structure import current
from tests import factories
from tests.plugins.plugged import EXAMPLES, NAMES, ROOT


def decided(**values):
    for name, value in values.items():
        settings.change(OPERATOR, name.replace("__", "."), value)
    database.commit()


def node(category):
    return current().categories[category.id]


@pytest.fixture
def room(app):
    found = factories.category(name="Products", slug="products")
    database.commit()
    return found


def entered(actor, version="2.0", announce=False):
    made = releases.enter(actor, "Lantern", version, date(2026, 5, 4), "**Brighter**", announce)
    database.commit()
    return made


def test_a_release_is_entered_listed_and_shown(app, cast, browser, room):
    decided(releases__category="products")
    ada = browser(cast.ada)
    typed = {"product": "Lantern", "version": "2.0", "released_on": "2026-05-04", "notes": "*Lit*"}
    assert ada.post("/admin/releases", data=typed).status_code == 303
    again = ada.post("/admin/releases", data=typed)
    assert again.status_code == 422 and "there already" in again.text and "*Lit*" in again.text
    for person in (cast.guest, cast.max):
        one = browser(person)
        assert "<em>Lit</em>" in one.get("/releases").text
        home = one.get("/").text
        assert "Lantern 2.0" in home and "releases/releases.css" in home
        assert "The newest release" in one.get("/c/products").text
    database.begin("write")
    decided(releases__on_home="false")
    assert "Lantern 2.0" not in browser(cast.max).get("/").text
    for person, status in ((cast.guest, 302), (cast.max, 403), (cast.cleo, 403), (cast.ada, 200)):
        assert browser(person).get("/admin/releases").status_code == status
    assert browser(cast.max).post("/admin/releases", data=typed).status_code == 403


def test_an_announced_release_gets_one_thread_and_no_link_to_it_once_it_is_gone(app, cast, room):
    with pytest.raises(Refused, match="in which category"):
        entered(cast.ada, announce=True)
    database.rollback()
    decided(releases__category="products")
    made = entered(cast.ada, announce=True)
    worker = Worker(app, lane="")
    for _again in range(2):
        while worker.once():
            pass
        database.begin("write")
        db.session.add(Job(name="releases.announce", arguments={"release_id": made.id}, error="",
                           run_at=made.created_at))  # fmt: skip
        database.commit()
    database.begin("write")
    db.session.refresh(made)
    thread = db.session.scalars(select(Thread)).one()
    assert thread.title == "Lantern 2.0" and made.thread_id == thread.id and made.announced_at
    first = db.session.scalars(
        select(Post).where(Post.thread_id == thread.id).options(db.joinedload(Post.thread))
    ).one()
    posts.delete(cast.ada, first)
    database.commit()
    db.session.refresh(made)
    assert made.thread_id is None


def test_who_entered_a_release_is_in_their_copy_and_forgotten_when_they_leave(app, cast, room):
    made = entered(cast.ada)
    assert exports.gather(cast.ada, cast.ada)["releases"][0]["version"] == "2.0"
    db.session.add(Departure(user_id=cast.ada.id, asked_at=utcnow(), erase_at=utcnow()))
    database.commit()
    while erasing.go_on(OPERATOR, cast.ada.id):
        database.commit()
    db.session.refresh(made)
    assert made.author_id is None and db.session.get(Release, made.id) is not None


def test_a_serial_number_is_held_or_refused_with_a_kind_sentence(app, cast, room):
    decided(serials__pattern="FW[0-9]{8}")
    thread = threads.start(cast.max, node(room), "My lantern is dark", "It is FW20260001, help")
    assert thread.state == "pending"
    decided(serials__action="block")
    with pytest.raises(Refused, match="There seems to be a serial number"):
        threads.start(cast.max, node(room), "My lantern FW20260001 is dark", "Please help me")
    assert threads.start(cast.max, node(room), "My lantern", "It is an FW, help").state == "visible"


def test_a_part_number_becomes_a_link_to_the_catalogue_and_passes_the_gate(app, cast, room):
    plain = threads.start(cast.max, node(room), "Which part", "Take [[FW-2210]] for it")
    html = db.session.scalars(select(Post.html).where(Post.thread_id == plain.id)).one()
    assert '<span class="plugin-serials-part">FW-2210</span>' in html
    decided(serials__catalogue="https://shop.example/p/{part}")
    linked = threads.start(cast.max, node(room), "Which part", "Take [[FW-2210]], not `[[X1]]`")
    html = db.session.scalars(select(Post.html).where(Post.thread_id == linked.id)).one()
    assert (
        '<a href="https://shop.example/p/FW-2210" rel="ugc nofollow noopener">FW-2210</a>' in html
    )
    assert "<code>[[X1]]</code>" in html


def test_only_owners_start_threads_where_that_is_said(app, cast, browser, room):
    decided(serials__owners_only="products")
    verdict = category_policy.can_start(cast.max, node(room))
    assert not verdict and "for owners" in str(verdict.reason)
    with pytest.raises(Denied):
        threads.start(cast.max, node(room), "May I begin", "I have none of them")
    assert category_policy.can_start(cast.cleo, node(room))
    max_ = browser(cast.max)
    assert max_.post("/serials", data={"serial": "fw20260001"}).status_code == 303
    assert "FW20260001" in max_.get("/serials").text
    assert category_policy.can_start(cast.max, node(room))
    with pytest.raises(Conflict, match="registered already"):
        units.register(cast.amy, "FW20260001")
    database.rollback()
    assert "FW20260001" not in browser(cast.amy).get("/serials").text
    assert browser(cast.guest).get("/serials").status_code == 302
    assert 'href="/serials"' in max_.get("/").text
    mine = db.session.scalars(select(Unit)).one()
    assert browser(cast.amy).post(f"/serials/{mine.id}/remove").status_code == 303
    assert max_.post(f"/serials/{mine.id}/remove").status_code == 303
    assert db.session.scalar(select(Unit.id)) is None


def test_an_owner_gets_the_badge_and_anybody_gives_the_reaction(app, cast, room):
    units.register(cast.max, "FW20260001")
    database.commit()
    badge = db.session.scalars(select(Badge).where(Badge.slug == "serials-owner")).one()
    assert badges.judge(OPERATOR, badge_id=badge.id) == 1
    assert db.session.scalars(select(BadgeGrant.user_id)).all() == [cast.max.id]
    thread = threads.start(cast.max, node(room), "It hums", "Does yours hum as well")
    post = db.session.scalars(
        select(Post).where(Post.thread_id == thread.id).options(db.joinedload(Post.thread))
    ).one()
    assert reactions.add(cast.amy, post, "serials.same")


@pytest.mark.parametrize("name", NAMES)
def test_their_own_tests_pass(name):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
         "-p", "no:randomly", str(EXAMPLES / name / "tests")],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
