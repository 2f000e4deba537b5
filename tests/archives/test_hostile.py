"""Archives that somebody made to do harm (security.md T80, T81): nothing of them is taken."""

import hashlib
import json
import os
import shutil
import stat
import zipfile

import pytest
from sqlalchemy import select, text

from forum import database, storage
from forum.archives import exporting, opening
from forum.cli.bringing import bring
from forum.extensions import db
from forum.models import SettingValue
from tests.archives import rows
from tests.archives.test_round_trip import forum_in
from tests.conftest import make_app


@pytest.fixture(scope="module")
def folder(empty_sqlite, tmp_path_factory):
    """An archive as a folder, to be copied and spoiled."""
    made = tmp_path_factory.mktemp("good")
    shutil.copy(empty_sqlite, made / "forum.db")
    with forum_in(made):
        rows.fill()
        exporting.write(made / "archive", with_secrets=True)
    return made / "archive"


@pytest.fixture
def good(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "archive")


def packed(good, extra=(), compress=zipfile.ZIP_DEFLATED):
    """The folder as a zip file, with members that no writer of ours would write."""
    path = good.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", compress) as file:
        for each in sorted(good.rglob("*")):
            if each.is_file():
                file.write(each, each.relative_to(good).as_posix())
        for name, data, mode in extra:
            about = zipfile.ZipInfo(name)
            about.external_attr = mode << 16
            about.compress_type = compress
            file.writestr(about, data)
    return path


def rewritten(good, name, change):
    """A member changed, and the manifest made to fit it, as somebody would who knows how."""
    file = good / name
    file.write_bytes(change(file.read_bytes()))
    manifest = json.loads((good / "manifest.json").read_text())
    for lines in (*manifest["tables"].values(), manifest["media"]):
        if lines["file"] == name:
            data = file.read_bytes()
            lines.update(bytes=len(data), rows=data.count(b"\n"),
                         sha256=hashlib.sha256(data).hexdigest())  # fmt: skip
    (good / "manifest.json").write_text(json.dumps(manifest))
    return good


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """An empty forum, which stays empty."""
    return make_app(tmp_path_factory.mktemp("target"))


def refused(path, target, says):
    """Brought into an empty forum: it says so, and the forum is as empty as before."""
    with target.app_context():
        with pytest.raises(opening.NotAnArchive, match=says), opening.opened(path) as archive:
            bring(archive, is_trusted=False, tell=lambda _what: None)
        database.begin("read")
        there = db.inspect(db.engine).get_table_names()
        assert not there or db.session.scalar(text('SELECT count(*) FROM "user"')) == 0
        assert not storage.current().exists("posts/1f/path1.png")
        database.rollback()


REG, LINK, DEVICE = stat.S_IFREG | 0o600, stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o600


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        (("../evil.py", b"x", REG), "no name"),
        (("/etc/cron.d/evil", b"x", REG), "no name"),
        (("media/../../evil.png", b"x", REG), "no name"),
        (("media\\..\\evil.png", b"x", REG), "no name"),
        (("search/MAIN_WRITELOCK", b"x", REG), "no name"),
        (("tables/post.jsonl/", b"", stat.S_IFDIR | 0o700), "no name"),
        (("media/9f/link.png", b"/etc/passwd", LINK), "link"),
        (("media/9f/null.png", b"", DEVICE), "device"),
        (("tables/pickle.jsonl", b"x", REG), "not in the manifest"),
        (("media/9f/more.zip", b"PK", REG), "not in media.jsonl"),
        (("media/9f/zeros.png", bytes(30 * 2**20), REG), "grow far too much"),
    ],
)
def test_a_member_that_should_not_be_there_is_refused(good, target, extra, says):
    refused(packed(good, [extra]), target, says)


def test_the_same_name_twice_is_refused(good, target, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = packed(good, [("tables/post.jsonl", b"{}\n", REG)])
    refused(path, target, "twice")


def test_more_than_was_declared_is_never_read(good, target, tmp_path):
    """The directory of the zip says 3 kB; what is packed there is a hundred times that."""
    name = "media/posts/1f/path1.png"
    (good / name).write_bytes(os.urandom(300_000))
    path = packed(good, compress=zipfile.ZIP_STORED)
    data, size = path.read_bytes(), len(b"path 1" * 1000)
    assert data.count((300_000).to_bytes(4, "little") * 2) == 2  # here, and in the directory
    path.write_bytes(
        data.replace((300_000).to_bytes(4, "little") * 2,
                     (300_000).to_bytes(4, "little") + size.to_bytes(4, "little"))
    )  # fmt: skip
    refused(path, target, "hash differs|not a whole zip")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "link"),
        (lambda path: os.mkfifo(path), "device"),
        (lambda path: os.link("/etc/hostname", path), "link"),
    ],
    ids=["symbolic link", "pipe", "hard link"],
)
def test_in_a_folder_too(good, target, tmp_path, make, says):
    path = good / "media" / "posts" / "9.png"
    try:
        make(path)
    except OSError:
        other = tmp_path / "other"
        other.write_text("x")
        os.link(other, path)
    refused(good, target, says)


def _line(change):
    def changed(data):
        first, rest = data.split(b"\n", 1)
        row = json.loads(first)
        change(row)
        return json.dumps(row).encode() + b"\n" + rest

    return changed


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("tables/post.jsonl", lambda data: data.replace(b"{", b"[", 1), "no JSON"),
        ("tables/post.jsonl", lambda data: b"[" * 100_000 + b"\n" + data, "no JSON"),
        ("tables/post.jsonl", _line(lambda row: row.update(more=1)), "other columns: more"),
        ("tables/post.jsonl", _line(lambda row: row.pop("body")), "other columns: body"),
        ("tables/post.jsonl", _line(lambda row: row.update(id="1; DROP TABLE x")), "whole number"),
        ("tables/post.jsonl", _line(lambda row: row.update(thread_id=77)), "missing"),
        ("tables/post.jsonl", _line(lambda row: row.update(created_at="now")), "isoformat"),
        ("tables/post.jsonl", _line(lambda row: row.update(thread_id=2**70)), "does not fit"),
        ("tables/post.jsonl", _line(lambda row: row.update(body="\ud800")), "does not fit"),
        ("tables/post.jsonl",
         _line(lambda row: row.update(created_at="9999-12-31T23:59:59-23:59")), "out of range"),
        ("tables/upload.jsonl", _line(lambda row: row.update(path="../secret_key")), "no place"),
        ("tables/post.jsonl", lambda data: data + data, "UNIQUE"),
        ("media.jsonl", _line(lambda row: row.update(key="../x")), "missing"),
        ("media.jsonl", lambda data: data + data, "named twice"),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_are_refused_and_nothing_is_left(
    good, target, tmp_path, name, change, says
):
    refused(rewritten(good, name, change), target, says)


def test_a_member_that_cannot_be_unpacked_is_said_and_no_traceback(good, target, tmp_path):
    path = packed(good)
    with zipfile.ZipFile(path) as file:
        one = file.getinfo("tables/user.jsonl")
    data = bytearray(path.read_bytes())
    begins = one.header_offset + 30 + len(one.filename)
    data[begins : begins + 20] = b"\xff" * 20
    path.write_bytes(data)
    refused(path, target, "not a whole zip")


def test_what_was_changed_later_is_found_by_its_hash(good, target, tmp_path):
    file = good / "tables" / "post.jsonl"
    file.write_bytes(file.read_bytes().replace(b"body", b"bodi", 1))
    refused(good, target, "hash differs|other columns")


def test_a_newer_version_is_refused_and_a_forum_with_people_too(good, target, tmp_path):
    manifest = json.loads((good / "manifest.json").read_text())
    newer = shutil.copytree(good, tmp_path / "newer")
    (newer / "manifest.json").write_text(json.dumps({**manifest, "schema_revision": "9999"}))
    refused(newer, target, "newer version")
    with forum_in(tmp_path / "target"), opening.opened(good) as archive:
        bring(archive, is_trusted=False, tell=lambda _what: None)
        with pytest.raises(opening.NotAnArchive, match="already"):
            bring(archive, is_trusted=False, tell=lambda _what: None)


def test_html_from_elsewhere_goes_through_the_last_gate(good, tmp_path):
    frame = '<section id="a-b"><h2><a href="#a-b">A &amp; b</a></h2>\n<p>x</p>\n</section>\n'
    evil = "<p>x</p><script>alert(1)</script>"
    rewritten(good, "tables/guideline_version.jsonl", _line(lambda row: row.update(html=frame)))
    rewritten(good, "tables/post.jsonl", _line(lambda row: row.update(html=evil)))
    with forum_in(tmp_path / "target"), opening.opened(good) as archive:
        bring(archive, is_trusted=False, tell=lambda _what: None)
        html = db.session.scalar(text("SELECT html FROM post WHERE id = 1"))
        assert html.startswith("<p>x</p>") and "<script" not in html
        kept = db.session.scalar(text("SELECT html FROM guideline_version WHERE id = 1"))
        assert kept == frame


KEPT = {"looks.footer_links": "Shop | https://example.org", "uploads.per_day": 7}
REFUSED = {
    "brand.accent": "red;} body{display:none}", "looks.header_links": 7, "looks.css": ["x"],
    "banner.link": "javascript:alert(1)", "brand.icon": "https://evil.example/x",
    "guests.may_read": "no", "join.approved": 1, "posts.longest": True, "banner.groups": ["1"],
}  # fmt: skip


def test_settings_addresses_and_colours_from_elsewhere_are_those_that_could_be_typed(
    good, tmp_path
):
    def settings(data):
        row = json.loads(data.split(b"\n")[0])
        all_ = {**KEPT, **REFUSED}.items()
        made = [json.dumps({**row, "name": name, "value": value}) for name, value in all_]
        return "".join(f"{line}\n" for line in made).encode()

    def history(row):
        row.update(name="brand.accent", before={"value": "red"}, after={"value": "#2f6b4f"})

    def draft(row):
        row.update(values={"brand.accent": "red", "brand.name": "X"})

    rewritten(good, "tables/setting_value.jsonl", settings)
    rewritten(good, "tables/setting_change.jsonl", _line(history))
    rewritten(good, "tables/look_draft.jsonl", _line(draft))
    rewritten(good, "tables/category.jsonl", _line(lambda row: row.update(colour="red;}")))
    rewritten(good, "tables/user.jsonl",
              _line(lambda row: row.update(website=" java\tscript:alert(1)")))  # fmt: skip
    with forum_in(tmp_path / "target"), opening.opened(good) as archive:
        bring(archive, is_trusted=False, tell=lambda _what: None)
        rows = db.session.execute(select(SettingValue.name, SettingValue.value))
        assert {one.name: one.value for one in rows} == KEPT
        first = "FROM {} WHERE id = 1"
        of = {
            column: db.session.scalar(text(f"SELECT {column} {first.format(table)}"))
            for table, column in (("setting_change", "before"), ("look_draft", '"values"'),
                                  ("category", "colour"), ('"user"', "website"))
        }  # fmt: skip
        assert json.loads(of["before"]) == {"hidden": True}
        assert json.loads(of['"values"']) == {"brand.name": "X"}
        assert (of["colour"], of["website"]) == ("#4c6b5a", "")


def test_a_text_longer_than_its_column_is_refused_on_sqlite_too(good, tmp_path):
    rewritten(good, "tables/category.jsonl", _line(lambda row: row.update(name="x" * 81)))
    with (
        forum_in(tmp_path / "target"),
        opening.opened(good) as archive,
        pytest.raises(opening.NotAnArchive, match="name is longer than 80 characters"),
    ):
        bring(archive, is_trusted=False, tell=lambda _what: None)
