"""Thumbnails are made and unused files collected, whatever happens in between."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from forum import database, storage, structure
from forum.extensions import db
from forum.jobs import uploads as jobs
from forum.models import Draft, Job, SettingValue, Upload
from forum.services import uploads
from tests import factories, pictures


def run(name):
    """Run what waits under this name, as the worker does: each job, then its row is gone."""
    for job in db.session.scalars(select(Job).where(Job.name == name)).all():
        jobs.HANDLERS[name](**job.arguments)
        db.session.delete(job)
        database.commit()


def kept(upload):
    return db.session.scalar(select(Upload.id).where(Upload.id == upload.id)) is not None


def test_a_large_picture_gets_a_smaller_copy_once(cast):
    upload = pictures.send(cast.max, pictures.picture(size=(2_800, 700)))
    run("upload.thumbnail")
    db.session.refresh(upload)
    small = Image.open(BytesIO(storage.current().read(upload.thumb_path)))
    assert (small.format, small.size) == ("WEBP", (1_400, 350))
    storage.current().delete(upload.path)
    jobs.thumbnail(upload.id)  # again: nothing to do, so nothing is read


def test_a_smaller_copy_of_what_is_gone_is_no_error(cast):
    jobs.thumbnail(12345)


def test_an_unused_file_is_deleted_with_its_copies_after_its_row(cast):
    upload = pictures.send(cast.max, pictures.picture(size=(1_600, 300)))
    run("upload.thumbnail")
    db.session.refresh(upload)
    paths = [upload.path, upload.thumb_path]
    run("upload.collect")
    assert not kept(upload)
    assert all(storage.current().exists(path) for path in paths)
    run("upload.erase")
    assert not any(storage.current().exists(path) for path in paths)
    jobs.erase(paths)  # again: nothing happens


def test_a_place_that_was_never_filled_is_collected(cast):
    upload = uploads.reserve(cast.max, "a.pdf", b"%PDF")
    database.commit()
    run("upload.collect")
    assert not kept(upload)
    assert db.session.scalars(select(Job)).all() == []


def test_what_is_asked_for_is_a_day_away(cast):
    upload = pictures.send(cast.max)
    job = db.session.scalar(select(Job).where(Job.name == "upload.collect"))
    assert 86_000 < (job.run_at - upload.created_at).total_seconds() < 86_800


@pytest.mark.parametrize("use", ["post", "avatar", "logo"])
def test_what_is_used_stays(cast, use):
    upload = pictures.send(cast.max, purpose="avatar" if use == "avatar" else "post")
    if use == "post":
        pictures.attach(factories.post(author=cast.max), upload)
    elif use == "avatar":
        uploads.use_as_avatar(cast.max, upload)
    else:
        db.session.add(SettingValue(name="brand.logo", value=f"/uploads/{upload.key}/x.png"))
        database.touch(structure.NAME)
    database.commit()
    jobs.collect(upload.id)
    assert kept(upload)


def test_what_a_draft_uses_stays_and_is_looked_at_again_tomorrow(cast):
    upload = pictures.send(cast.max)
    draft = Draft(
        user_id=cast.max.id, key="new", payload={"body": f"![x](upload://{upload.key}.png)"}
    )
    db.session.add(draft)
    database.commit()
    jobs.collect(upload.id)
    database.commit()
    assert kept(upload)
    assert len(db.session.scalars(select(Job).where(Job.name == "upload.collect")).all()) >= 1
    draft.payload = None
    database.commit()
    jobs.collect(upload.id)
    assert not kept(upload)


def test_a_picture_of_oneself_is_collected_once_another_is_worn(cast):
    first, second = (pictures.send(cast.max, purpose="avatar") for _ in range(2))
    uploads.use_as_avatar(cast.max, first)
    uploads.use_as_avatar(cast.max, second)
    database.commit()
    run("upload.collect")
    assert not kept(first) and kept(second)


def test_nothing_is_deleted_when_the_transaction_is_undone(cast):
    upload = pictures.send(cast.max)
    jobs.collect(upload.id)
    database.rollback()
    assert kept(upload) and storage.current().exists(upload.path)
    assert db.session.scalar(select(Job).where(Job.name == "upload.erase")) is None
