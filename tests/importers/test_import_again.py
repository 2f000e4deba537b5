"""An archive that is brought again changes nothing, and adds what is new."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.importers.discourse.records import KINDS
from forum.models import User
from forum.models.columns import utcnow
from forum.security import passwords
from tests import factories, leaving
from tests.importers import archives
from tests.importers.bringing import bring, posts, thread


def test_importing_again_changes_nothing(app, archive):
    where = archive(
        {"categories": [{"id": 7, "name": "Gear"}]},
        *[archives.post(62, n, reply_to_post_number=1 if n > 1 else None) for n in range(1, 6)],
        archives.topic(63, tags=["rain"], accepted_answer={"post_number": 1}),
    )
    bring(where)
    before = everything()
    outcome = bring(where)
    assert everything() == before
    assert outcome.imported.total() == 0
    assert outcome.skipped == {kind: outcome.read[kind] for kind in KINDS}
    assert set(outcome.reasons["posts"]) == {"it is here already"}


def test_importing_again_brings_nobody_back_who_has_left(app, archive):
    bring(archive(archives.post(62, 1, id=1), name="one"))
    wren = db.session.get_one(User, posts(62)[0].author_id)
    wren.claimed_at, wren.password = utcnow(), passwords.hashed(leaving.PASSWORD)
    leaving.leave(app, wren, blanks_posts=False)
    later = [archives.post(62, 1, id=1), archives.post(62, 2, id=2)]
    bring(archive(*later, name="two"))
    database.commit()
    found = posts(62)
    assert [post.author_id for post in found] == [found[0].author_id] * 2
    author = db.session.get_one(User, found[1].author_id)
    assert author.erased_at and "former" in author.display_name
    assert not db.session.scalar(select(User).where(User.name == "wren"))


def everything():
    """Every row of every table."""
    database.commit()
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all()))
        for table in db.metadata.sorted_tables
    }


def test_what_has_come_since_is_added_behind_what_is_here(app, cast, archive):
    bring(archive(archives.post(62, 1, id=1), archives.post(62, 2, id=2), name="one"))
    here = thread(62)
    factories.post(thread=here, author=cast.max, body="From here.")
    database.commit()
    later = [archives.post(62, 1, id=1), archives.post(62, 2, id=2, raw="edited since"),
             archives.post(62, 3, id=3, reply_to_post_number=2), archives.post(63, 1)]  # fmt: skip
    outcome = bring(archive(*later, name="two"))
    db.session.expire_all()
    assert [post.body for post in posts(62)] == [
        "Post 1 of thread 62.", "Post 2 of thread 62.", "From here.", "Post 3 of thread 62.",
    ]  # fmt: skip
    assert posts(62)[3].reply_to_id == posts(62)[1].id
    assert (outcome.imported["posts"], outcome.imported["threads"]) == (2, 1)
