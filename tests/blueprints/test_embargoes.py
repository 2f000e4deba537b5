"""What is told early is shown with its day and its reader's name (community.md §3.7)."""

from datetime import timedelta

import pytest

from forum import database
from forum.extensions import db
from forum.models import Embargo
from forum.models.columns import utcnow
from forum.services import embargoes, lifecycles, rooms
from tests import factories, pictures
from tests import programme as made


@pytest.fixture
def early(cast):
    """A thread of Ada's in the room of Cleo's programme, with a picture; Max serves in it."""
    programme = made.programme(cast.cleo)
    lifecycles._settle_group(made.grant(programme, cast.max))
    room = rooms.open_for(cast.cleo, programme)
    database.commit()
    thread = factories.thread(author=cast.ada, category=room, body="It comes in spring.")
    cast.upload = pictures.send(cast.ada)
    pictures.attach(factories.post(author=cast.ada, thread=thread), cast.upload)
    embargoes.keep(cast.cleo, thread, utcnow() + timedelta(days=5))
    database.commit()
    cast.page = f"/t/{thread.id}/{thread.slug}"
    return cast


def test_a_reader_sees_their_own_name_on_the_page_and_in_the_pictures_until_its_day(early, browser):
    max_, cleo, ada = browser(early.max), browser(early.cleo), browser(early.ada)
    said = f"Shown to {early.max.display_name} before"
    assert said in max_.get(early.page).get_data(as_text=True)
    assert "Shown to" not in cleo.get(early.page).get_data(as_text=True), "who runs it"

    picture = f"/uploads/{early.upload.key}/{early.upload.name}"
    theirs, as_sent = (each.get(picture, buffered=True) for each in (max_, ada))
    assert (theirs.mimetype, theirs.headers["Cache-Control"]) == ("image/webp", "private, no-cache")
    assert theirs.data != as_sent.data and as_sent.data == cleo.get(picture, buffered=True).data
    small = max_.get(f"/uploads/{early.upload.key}/thumbnail", buffered=True)
    assert small.mimetype == "image/webp" and small.data != as_sent.data
    again = max_.get(picture, headers={"If-None-Match": theirs.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert browser(early.nia).get(picture).status_code == 404

    database.begin("write")
    row = db.session.get_one(Embargo, int(early.page.split("/")[2]))
    row.until = utcnow()
    database.commit()
    assert max_.get(picture, buffered=True).data == as_sent.data
    assert said not in max_.get(early.page).get_data(as_text=True)
