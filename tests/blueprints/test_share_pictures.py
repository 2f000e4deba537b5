"""Pictures of threads for shared links: of public threads only, drawn once, gone with the thread."""

import re
from io import BytesIO

import pytest
from PIL import Image

from forum import database, storage, structure
from forum.extensions import db
from forum.jobs import HANDLERS
from forum.lib import share_pictures as drawing
from forum.models import Guest, Job, Thread
from forum.models.users import OPERATOR
from forum.queries import share_pictures as queries
from forum.services import access, settings, states, threads
from tests import factories, pictures


@pytest.fixture
def thread(cast):
    made = factories.thread(category=factories.category(name="Packs"), author=cast.max,
                            title="Which pack for a week in Łódź? 🎒", slug="pack")  # fmt: skip
    database.commit()
    return made


def head(client, thread, name):
    found = re.search(rf'<meta property="og:{name}" content="([^"]*)">',
                      client.get(f"/t/{thread.id}/{thread.slug}").text)  # fmt: skip
    return found[1] if found else None


def address(client, thread):
    return (head(client, thread, "image") or "").partition("localhost")[2].lstrip(":0123456789")


def test_a_public_thread_has_a_picture_with_its_title_that_is_drawn_once(cast, browser, thread):
    guest = browser(cast.guest)
    href = address(guest, thread)
    assert head(guest, thread, "image").startswith("http")
    assert (head(guest, thread, "image:width"), head(guest, thread, "image:height")) == (
        "1200",
        "630",
    )
    assert "Which pack" in head(guest, thread, "image:alt")
    answer = guest.get(href)
    assert answer.mimetype == "image/png" and answer.headers["Cache-Control"] == "public, no-cache"
    assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    kept = storage.current().read(drawing.place(thread.id))
    storage.current().put(drawing.place(thread.id), kept[:16] + b"the one that is kept")
    assert guest.get(href).data == b"the one that is kept"
    assert guest.get(href, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    db.session.get(Thread, thread.id).title = "Which pack now?"
    database.touch(f"thread:{thread.id}")
    database.commit()
    assert guest.get(href).location == address(guest, thread) != href
    assert guest.get(address(guest, thread)).data.startswith(b"\x89PNG")


@pytest.mark.parametrize("how", ["hidden", "private", "closed to guests"])
def test_what_guests_may_not_read_has_no_picture_for_anybody(cast, browser, thread, how):
    guest, href = browser(cast.guest), address(browser(cast.guest), thread)
    assert guest.get(href).status_code == 200
    with database.unit("write"):
        if how == "hidden":
            states.change_thread(cast.mo, db.session.get(Thread, thread.id), "hidden")
        elif how == "private":
            private = factories.category(name="Team", private_to="admins")
            db.session.get(Thread, thread.id).category_id = private.id
            database.touch(f"thread:{thread.id}", "structure")
        else:
            settings.apply(OPERATOR, {"guests.may_read": False})
    for who in (cast.guest, cast.max, cast.ada):
        assert browser(who).get(href).status_code in {404, 401}
    if how == "hidden":
        job = db.session.scalar(db.select(Job).where(Job.name == "upload.erase"))
        assert job.arguments == {"paths": [drawing.place(thread.id)]}
    database.rollback()


@pytest.mark.parametrize("how", ["moved", "category closed"])
def test_of_what_guests_may_no_longer_read_no_picture_is_kept(cast, browser, thread, how):
    guest = browser(cast.guest)
    href = address(guest, thread)
    assert guest.get(href).status_code == 200
    place = drawing.place(thread.id)
    with database.unit("write"):
        found = db.session.get(Thread, thread.id)
        if how == "moved":
            threads.move(cast.ada, found, factories.category(name="Us", private_to="members"))
        else:
            access.grant(cast.ada, found.category_id, {},
                         structure.current().categories[found.category_id].version)  # fmt: skip
    storage.current().read(place)
    work("category.redraw", "upload.erase")
    with pytest.raises(FileNotFoundError):
        storage.current().read(place)
    for who in (cast.guest, cast.max, cast.ada):
        assert browser(who).get(href).status_code == 404
    with pytest.raises(FileNotFoundError):
        storage.current().read(place)


def work(*names):
    """Do the jobs of these names."""
    found = [(job.name, job.arguments) for job in db.session.scalars(db.select(Job))]
    database.rollback()
    for name, arguments in found:
        if name in names:
            HANDLERS[name].run(**arguments)
    database.begin("write")


def test_what_the_type_cannot_write_keeps_the_picture_of_the_brand(cast, browser, thread):
    guest = browser(cast.guest)
    with database.unit("write"):
        settings.apply(OPERATOR, {"brand.share": "/static/img/share.png"})
        db.session.get(Thread, thread.id).title = "どのパックがいい？"
        database.touch(f"thread:{thread.id}")
    assert head(guest, thread, "image").endswith("/static/img/share.png")
    with database.unit("write"):
        settings.apply(OPERATOR, {"looks.share_threads": False})
        db.session.get(Thread, thread.id).title = "Which pack?"
        database.touch(f"thread:{thread.id}")
    assert head(guest, thread, "image").endswith("/static/img/share.png")


def test_the_drawing_holds_long_words_other_alphabets_and_a_logo_that_is_none(app):
    for title in ("W" * 300, "word " * 60, "Привет, Ελλάδα", "a"):
        card = drawing.Card(title, "Packs", "日本", ("#ffd23f", "#10140f", "#ffffff", "#111111"),
                            "literata", "")  # fmt: skip
        for logo in (pictures.picture(), b"no picture"):
            assert drawing.draw(card, logo).startswith(b"\x89PNG")
    assert drawing.drawable("  A 🎒 b\u200d ", "own") == "A b"
    assert drawing.drawable("مرحبا", "own") == ""


def test_a_logo_is_read_only_where_everybody_may_have_it(cast, app):
    sent = pictures.send(cast.ada, pictures.picture())
    path = f"/uploads/{sent.key}/{sent.name}"
    database.commit()
    assert queries.logo(Guest(), path) == b""
    with database.unit("write"):
        settings.apply(OPERATOR, {"brand.logo": path})
    assert queries.logo(Guest(), path).startswith(b"\x89PNG")
    assert structure.setting("brand.logo") == path
    database.rollback()
