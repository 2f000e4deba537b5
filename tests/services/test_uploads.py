"""Taking files in: what is let in, how much of it, and what becomes of what nobody uses."""

import threading

import pytest
from sqlalchemy import func, select

from forum import database, storage, structure
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Job, PostUpload, SettingValue, Upload
from forum.queries import uploads as queries
from forum.services import uploads
from tests import factories, pictures

PDF = b"%PDF-1.7 hello"


def setting(name, value):
    db.session.add(SettingValue(name=name, value=value))
    database.touch(structure.NAME)
    database.commit()


def jobs(name):
    return db.session.scalars(select(Job).where(Job.name == name)).all()


def test_a_picture_is_written_again_and_kept_under_a_name_that_says_nothing(cast):
    data = pictures.picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    upload = pictures.send(cast.max, data, "../My holiday.PNG")
    assert (upload.name, upload.mime) == ("My-holiday.jpg", "image/jpeg")
    assert (upload.width, upload.height) == (60, 40)
    kept = storage.current().read(upload.path)
    assert len(kept) == upload.size and b"Exif" not in kept
    assert "holiday" not in upload.path
    assert len(upload.key) >= 22 and upload.key not in upload.path


def test_another_file_is_kept_as_it_is_and_never_as_a_page(cast):
    upload = pictures.send(cast.max, PDF, "Trail map.pdf")
    assert storage.current().read(upload.path) == PDF
    assert (upload.name, upload.mime, upload.width) == (
        "Trail-map.pdf",
        "application/octet-stream",
        None,
    )


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.png", b"", "empty"), ("a.png", b"<!doctype html><script>alert(1)</script>", "PNG, JPEG"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "PNG, JPEG"),
        ("a.heic", b"\0\0\0\x18ftypheic", "PNG, JPEG"), ("a.html", b"<script>", "cannot be uploaded"),
        ("a.exe", b"MZ", "cannot be uploaded"), ("a.pdf.exe", b"MZ", "cannot be uploaded"), ("README", b"x", "cannot be uploaded"),
        ("a.php", b"<?php", "cannot be uploaded"), ("a.pdf", b"x" * 4_000_001, "larger than 4 MB"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 8_000_000, "larger than 8 MB"),
    ],
)  # fmt: skip
def test_what_may_not_come_in_is_refused_with_a_sentence_before_a_place_is_made(
    cast, name, data, says
):
    with pytest.raises(Refused, match=says) as refused:
        uploads.reserve(cast.max, name, data)
    assert refused.value.field == "file"
    assert db.session.scalar(select(func.count()).select_from(Upload)) == 0


@pytest.mark.parametrize("purpose", ["backup", "theme", "brand", "POST", ""])
def test_nobody_chooses_where_else_a_file_goes(cast, purpose):
    with pytest.raises(Refused):
        uploads.reserve(cast.ada, "a.png", pictures.picture(), purpose)


def test_a_damaged_picture_is_refused_when_it_is_decoded_and_is_never_there(cast):
    data = pictures.picture()[:-30]
    upload = uploads.reserve(cast.max, "a.png", data)
    with pytest.raises(Refused, match="damaged"):
        uploads.fill(cast.max, upload, data)
    with pytest.raises(Denied):
        queries.get(cast.max, upload.key)


def test_guests_and_the_suspended_send_nothing_and_new_members_pictures_only(cast):
    for person in (cast.guest, cast.sue):
        with pytest.raises(Denied):
            uploads.reserve(person, "a.png", pictures.picture())
    assert uploads.reserve(cast.nia, "a.png", pictures.picture())
    with pytest.raises(Denied, match="images only"):
        uploads.reserve(cast.nia, "a.pdf", PDF)


def test_a_place_is_filled_once_and_only_by_who_reserved_it(cast):
    upload = uploads.reserve(cast.max, "a.pdf", PDF)
    for verb in (
        lambda: uploads.fill(cast.amy, upload, PDF),
        lambda: uploads.finish(cast.amy, upload, None),
    ):
        with pytest.raises(Denied):
            verb()
    uploads.finish(cast.max, upload, uploads.fill(cast.max, upload, PDF))
    with pytest.raises(Denied):
        uploads.fill(cast.max, upload, b"other")


def test_the_number_a_day_is_limited_and_attempts_count(cast):
    setting("uploads.per_day", 3)
    for _ in range(3):
        uploads.reserve(cast.max, "a.pdf", PDF)
    with pytest.raises(Refused, match="many files"):
        uploads.reserve(cast.max, "a.pdf", PDF)
    assert uploads.reserve(cast.amy, "a.pdf", PDF)


def test_the_bytes_a_day_are_limited(cast):
    setting("uploads.megabytes_per_day", 1)
    uploads.reserve(cast.max, "a.pdf", b"x" * 600_000)
    with pytest.raises(Refused, match="many megabytes"):
        uploads.reserve(cast.max, "a.pdf", b"x" * 600_000)


def test_what_was_sent_yesterday_does_not_count_today(cast):
    setting("uploads.per_day", 1)
    old = uploads.reserve(cast.max, "a.pdf", PDF)
    old.created_at = old.created_at.replace(year=2020)
    database.commit()
    assert uploads.reserve(cast.max, "a.pdf", PDF)


def test_fifty_at_once_do_not_get_past_the_quota(app, cast):
    setting("uploads.per_day", 7)
    database.commit()
    answers = []

    def one():
        with app.app_context():
            try:
                with database.unit("write"):
                    uploads.reserve(cast.max, "a.pdf", PDF)
                answers.append("taken")
            except Refused:
                answers.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers.count("taken"), answers.count("refused")) == (7, 43)
    assert db.session.scalar(select(func.count()).select_from(Upload)) == 7


def test_a_large_picture_asks_for_a_smaller_copy_and_a_small_one_does_not(cast):
    pictures.send(cast.max)
    pictures.send(cast.max, pictures.picture("GIF", (1_600, 20)), "a.gif")
    assert jobs("upload.thumbnail") == []
    upload = pictures.send(cast.max, pictures.picture(size=(1_600, 200)))
    assert [job.arguments for job in jobs("upload.thumbnail")] == [{"upload_id": upload.id}]


def test_a_post_shows_exactly_what_its_text_names(cast):
    post = factories.post(author=cast.max)
    one, two = pictures.send(cast.max), pictures.send(cast.max)
    uploads.attach(cast.max, post, [one, two])
    uploads.attach(cast.max, post, [two])
    database.commit()
    assert db.session.scalars(select(PostUpload.upload_id)).all() == [two.id]


def test_what_is_in_a_post_is_not_to_be_collected_and_what_is_taken_out_is_a_month_later(cast):
    post, upload = factories.post(author=cast.max), pictures.send(cast.max)
    assert [job.arguments for job in jobs("upload.collect")] == [{"upload_id": upload.id}]
    uploads.attach(cast.max, post, [upload])
    assert jobs("upload.collect") == []
    uploads.attach(cast.max, post, [])
    (job,) = jobs("upload.collect")
    assert (job.run_at - upload.created_at).days >= 29


def test_nothing_is_attached_to_a_post_one_cannot_read(cast):
    factories.group("team")
    hidden = factories.thread(category=factories.category(private_to="team"))
    post = factories.post(thread=hidden)
    with pytest.raises(Denied):
        uploads.attach(cast.max, post, [pictures.send(cast.max)])


def test_a_picture_of_oneself_is_square_and_replaces_the_one_before(cast):
    first = pictures.send(cast.max, pictures.picture(size=(600, 400)), purpose="avatar")
    assert (first.width, first.height, first.mime) == (256, 256, "image/webp")
    uploads.use_as_avatar(cast.max, first)
    database.commit()
    second = pictures.send(cast.max, purpose="avatar")
    uploads.use_as_avatar(cast.max, second)
    database.commit()
    db.session.refresh(cast.max)
    assert cast.max.avatar_key == second.key
    uploads.draw_avatar(cast.max)
    db.session.refresh(cast.max)
    assert cast.max.avatar_key is None


def test_nobody_wears_another_ones_picture_nor_a_picture_of_a_post(cast):
    others, of_a_post = pictures.send(cast.amy, purpose="avatar"), pictures.send(cast.max)
    for upload in (others, of_a_post):
        with pytest.raises(Denied):
            uploads.use_as_avatar(cast.max, upload)
