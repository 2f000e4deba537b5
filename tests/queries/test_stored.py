"""What takes up room, and files that nothing shows."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.jobs import uploads as work
from forum.lib.verdict import Denied
from forum.models import OPERATOR, Job, PostUpload, Upload
from forum.models.columns import utcnow
from forum.queries import stored as queries
from forum.services import jobs, settings, stored
from tests import factories


def kept(user, name, purpose="post", size=1_000):
    row = Upload(key=f"key-{name}", uploader_id=user.id, purpose=purpose, name=f"{name}.txt",
                 mime="text/plain", size=size, path=f"posts/{name}.txt", sha256="x")  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def test_room_is_told_by_kind_and_of_files_that_nothing_shows(app, cast):
    thread = factories.thread(author=cast.max)
    post_id = factories.post(thread=thread).id
    used, lost, fresh = (kept(cast.max, name) for name in ("used", "lost", "fresh"))
    taken_out, type_ = kept(cast.max, "taken-out"), kept(cast.ada, "type", "font")
    jobs.enqueue("upload.collect", run_at=utcnow() + timedelta(days=20), upload_id=taken_out.id,
                 once=f"upload.collect:{taken_out.id}:20300101")  # fmt: skip
    settings.change(OPERATOR, "looks.font_file", f"/uploads/{type_.key}/type.woff2")
    worn = kept(cast.max, "worn", "avatar", 5_000)
    cast.max.avatar_key = worn.key
    db.session.add(PostUpload(post_id=post_id, upload_id=used.id))
    db.session.execute(
        update(Upload)
        .where(Upload.id.in_([used.id, lost.id, worn.id, taken_out.id, type_.id]))
        .values(created_at=utcnow() - timedelta(days=3))
    )
    database.commit()
    with pytest.raises(Denied):
        queries.page(cast.cleo)
    found = queries.page(cast.ada)
    by_size = {one.name: (one.size, one.count) for one in found.kinds}
    assert by_size["Pictures and files in posts and messages"] == (4_000, 4)
    assert by_size["Pictures of members"] == (5_000, 1)
    assert by_size["The database"][0] > 100_000 and 0 < found.free <= found.disk
    assert (found.unused.count, found.unused.size) == (1, 1_000)
    database.begin("write")
    assert stored.clear(cast.ada) == 1 and stored.clear(cast.ada) == 1
    assert len(db.session.scalars(select(Job).where(Job.name == "upload.collect")).all()) == 2
    work.collect(lost.id)
    assert queries.page(cast.ada).unused.count == 0 and db.session.get(Upload, fresh.id)
