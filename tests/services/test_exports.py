"""A member's copy of their data: whole, theirs alone, and gone after a week."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from forum import database, storage
from forum.extensions import db
from forum.jobs import exports as jobs
from forum.lib.verdict import Denied, Refused
from forum.models import DataExport, GroupMember, Job, Post, StaffAction, Upload
from forum.models.columns import utcnow
from forum.policies import exports as policy
from forum.queries import exports as queries
from forum.services import exports
from tests import factories, leaving


@pytest.fixture
def leaver(app, cast):
    user = leaving.member(cast)
    leaving.write(user, cast)
    db.session.execute(db.text("DELETE FROM data_export"))
    database.commit()
    return user


def copy_of(user):
    """(data, page, names of files) of the copy that the job makes."""
    made = exports.ask(user, user, leaving.PASSWORD)
    database.commit()
    jobs.make(made.id)
    database.begin("write")
    db.session.refresh(made)
    with zipfile.ZipFile(io.BytesIO(storage.current().read(made.path))) as archive:
        data = json.loads(archive.read("data.json"))
        return data, archive.read("index.html").decode(), set(archive.namelist())


# What the copy leaves out of what a member has, and why.
LEFT_OUT = {
    "zqtotpqz", "zqrecoveryqz", "zqmailkeyqz", "zqkeyqz",  # secrets; the key's name is there
    "zqrefqz",  # a number in another forum
    "zqsignupqz", "zqnewmailqz",  # may have been typed by somebody else
    "zqpitchqz", "zqreviewqz", "zqperkqz", "zqflagqz",  # see below: what the team wrote
    "zqsnapshotqz", "zqaloneqz", "zqmailingqz", "zqexportqz", "zqexportfileqz", "zqasksqz",
}  # fmt: skip


def test_the_copy_holds_what_is_theirs(app, leaver):
    data, page, names = copy_of(leaver)
    whole = json.dumps(data)
    for word in ("bio", "location", "interest", "draft", "answer", "firm", "detail", "agent",
                 "first", "edited", "before", "message", "talktitle", "note", "badge", "ledger",
                 "welcome", "label", "threadtitle"):  # fmt: skip
        assert leaving.say(word) in whole, word
        assert leaving.say(word) in page, word
    for word in (leaving.OLD, leaving.EMAIL, "203.0.113.77"):
        assert word in whole
    assert not [word for word in LEFT_OUT - {"zqpitchqz", "zqkeyqz"} if word in whole]
    sent = db.session.scalars(select(Upload).where(Upload.uploader_id == leaver.id)).all()
    assert {one.purpose for one in sent} == {"post", "avatar", "profile"}
    assert names == {"data.json", "index.html", *(f"files/{one.id}-{one.name}" for one in sent)}


def test_nobody_elses_address_or_word_is_in_it(app, cast, leaver):
    factories._save(leaving.Invite(token_hash="b", creator_id=leaver.id, most_uses=1,
                                   email="friend@example.org", expires_at=utcnow()))  # fmt: skip
    database.commit()
    data, page, _names = copy_of(leaver)
    for text in (json.dumps(data), page):
        assert set(re.findall(r"[\w.]+@example\.org", text)) == {leaving.EMAIL}
        assert "I told @" not in text
        assert "was rude" not in text


def test_of_what_they_cannot_see_any_more_there_is_no_title_and_no_category(app, cast, leaver):
    group = factories.group("insiders")
    factories._save(GroupMember(group_id=group.id, user_id=leaver.id))
    inner = factories.category(private_to="insiders", name="zzcategoryzz")
    thread = factories.thread(category=inner, author=cast.amy, title="zztitlezz")
    post = factories.post(thread=thread, author=leaver, body="My own words there.")
    factories._save(
        leaving.Revision(post_id=post.id, number=2, editor_id=cast.amy.id, reason="zzreasonzz",
                         before={"title": "zztitlezz", "body": "Before."}, after={})
    )  # fmt: skip
    for table in (leaving.ReadPosition, leaving.Bookmark):
        values = {"thread_id": thread.id} if table is leaving.ReadPosition else {"post_id": 1}
        factories._save(table(user_id=leaver.id, **values))
    db.session.execute(db.delete(GroupMember).where(GroupMember.group_id == group.id))
    database.commit()
    data, page, _names = copy_of(leaver)
    for text in (json.dumps(data), page):
        assert "My own words there." in text
        assert "Before." in text
        assert "zzreasonzz" not in text
        assert "zztitlezz" not in text
        assert "zzcategoryzz" not in text


def test_html_in_what_they_wrote_does_nothing_in_the_page(app, leaver):
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)></pre></dd>"
    db.session.execute(update(Post).where(Post.author_id == leaver.id).values(body=attack))
    leaver.display_name, leaver.bio, leaver.location = attack[:25], attack, '"><svg onload=x>'
    database.commit()
    _data, page, _names = copy_of(leaver)
    assert "&lt;script&gt;" in page
    assert not re.search(r"<(script|img|svg)", page)
    assert not re.search(r"(src|href)=\"(?!#)", page), "the page asks for nothing from anywhere"


def test_one_copy_a_day_and_only_with_the_password(app, cast, leaver):
    with pytest.raises(Refused):
        exports.ask(leaver, leaver, "not the password")
    exports.ask(leaver, leaver, leaving.PASSWORD)
    with pytest.raises(Refused, match="tomorrow"):
        exports.ask(leaver, leaver, leaving.PASSWORD)
    db.session.execute(update(DataExport).values(requested_at=utcnow() - timedelta(days=2)))
    assert exports.ask(leaver, leaver, leaving.PASSWORD)


def test_nobody_but_its_owner_may_have_it(app, cast, leaver):
    made = exports.ask(leaver, leaver, leaving.PASSWORD)
    for other in (cast.guest, cast.max, cast.mo, cast.cleo, cast.ada):
        assert not policy.can_fetch(other, made)
        with pytest.raises(Denied):
            queries.gather(other, leaver)
        with pytest.raises(Denied):
            exports.ask(other, leaver, leaving.PASSWORD)


def test_the_member_is_told_and_an_older_copy_goes(app, leaver):
    copy_of(leaver)
    first = queries.latest(leaver, is_made=True)
    db.session.execute(update(DataExport).values(requested_at=utcnow() - timedelta(days=2)))
    copy_of(leaver)
    assert queries.latest(leaver, is_made=True).id != first.id
    told = db.session.scalars(select(Job).where(Job.name == "mail.notice")).all()
    assert "export" in [job.arguments.get("what") for job in told]
    leaving.work(app)
    assert len(_files(app)) == 1


def test_after_a_week_the_file_is_gone(app, leaver):
    copy_of(leaver)
    jobs.clean()
    assert queries.latest(leaver, is_made=True) is not None
    db.session.execute(update(DataExport).values(expires_at=utcnow() - timedelta(minutes=1)))
    assert queries.latest(leaver, is_made=True) is None
    jobs.clean()
    database.commit()
    leaving.work(app)
    assert db.session.scalars(select(DataExport)).all() == []
    assert not _files(app)


def _files(app):
    kept = Path(app.config["FORUM_INSTANCE"]) / "files" / "exports"
    return [path for path in kept.iterdir() if path.name != "zqexportqz.zip"]


def test_a_copy_does_not_tell_that_a_message_was_reported(app, cast, leaver):
    for verb in ("read-message", "set-level"):
        factories._save(StaffAction(actor_id=cast.cleo.id, verb=verb, user_id=leaver.id))
    database.commit()
    verbs = [row["verb"] for row in queries.gather(leaver, leaver)["decisions"]]
    assert "set-level" in verbs and "read-message" not in verbs
