"""The archive site has what guests could read, leads everywhere it points to, and nothing else."""

import posixpath
import re
from html import unescape
from urllib.parse import unquote

import pytest
from markupsafe import Markup
from sqlalchemy import select

from forum import database, storage
from forum.archives import exporting
from forum.extensions import db
from forum.frozen import rewriting, site
from forum.frozen.places import file_name, folder
from forum.lib import avatars
from forum.models import Address, MovedPost, OldName, Post, PostUpload, Upload
from forum.services import settings
from tests import factories

CANARY = "yellowbird"
_POINTS = re.compile(r'\s(?:href|src)="([^"]*)"')


def upload(post, key, data, **with_):
    made = Upload(
        key=key, uploader_id=post.author_id, purpose="post", sha256="0" * 64, size=len(data),
        **{"path": f"uploads/{key}.png", "name": "tent.png", "mime": "image/png", **with_},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add(PostUpload(post_id=post.id, upload_id=made.id))
    storage.current().put(made.path, data)
    post.html += Markup('<p><img src="/uploads/{}/tent.png" alt=""></p>').format(key)


@pytest.fixture
def town(cast):
    """A community of which guests may read a part; the word is wherever they may not."""
    shelter = factories.category(name="Shelter", slug="shelter")
    hidden = factories.category(
        name=CANARY, slug=CANARY, private_to="moderators", description=CANARY
    )
    long = factories.thread(category=shelter, author=cast.max, title="A long thread", tags=["wind"])
    for number in range(2, 24):
        factories.post(thread=long, author=cast.amy, body=f"Number {number}.")
    secret = factories.thread(
        category=hidden, author=cast.mo, title=CANARY, body=CANARY, tags=[CANARY]
    )
    pointing = factories.post(
        thread=long, author=cast.max,
        body=f"See [this](/t/{secret.id}/x) and [that](/t/{long.id}/a-long-thread/22), @amy, "
        "`<a href=\"/t/1/x\">`, [out](https://example.org/a) and [in](http://localhost:8000/c/shelter).",
    )  # fmt: skip
    for state in ("hidden", "removed", "deleted", "pending"):
        factories.post(thread=long, author=cast.max, state=state, body=CANARY)
        factories.thread(category=shelter, state=state, title=f"{CANARY} {state}", body=CANARY)
    upload(pointing, "tentpicturekey000000000", b"a tent")
    upload(db.session.get(Post, _first(secret)), "secretpicturekey0000000", CANARY.encode())
    talk = factories.conversation(cast.max, cast.amy, title=CANARY)
    factories.message(talk, cast.max, CANARY)
    cast.nia.bio, cast.nia.bio_html, cast.nia.is_unlisted = CANARY, Markup(CANARY), True
    cast.max.email = f"{CANARY}@example.org"
    db.session.add(OldName(name="maximilian", name_key="maxirnilian", user_id=cast.max.id))
    db.session.add(Address(path="/topic/7", thread_id=long.id))
    db.session.add(Address(path='/x";return 200;#', thread_id=long.id))
    db.session.add(Address(path=f"/{CANARY}", thread_id=secret.id))
    db.session.add(MovedPost(thread_id=secret.id, number=40, post_id=pointing.id))
    database.commit()
    return long


def _first(thread):
    return db.session.scalar(select(Post.id).where(Post.thread_id == thread.id))


@pytest.fixture
def export(town, tmp_path):
    exporting.write(tmp_path / "town.zip")
    database.rollback()
    return tmp_path / "town.zip"


def made(export, name="site", replaces=False, **wanted):
    target = export.parent / name
    site.make(export, target, site.Wanted(**wanted), lambda _what: None, replaces)
    return target


def everything_in(site_folder):
    return {
        path.relative_to(site_folder).as_posix(): path.read_bytes()
        for path in sorted(site_folder.rglob("*"))
        if path.is_file()
    }


def test_it_shows_what_guests_could_read_and_hides_the_rest(export, town):
    files = everything_in(made(export))
    assert not [name for name in files if CANARY in name]
    assert not [name for name, data in files.items() if CANARY.encode() in data]
    page = files[f"t/{town.id}/a-long-thread/index.html"].decode()
    assert "First post." in page and "Number 20." in page and "Number 21." not in page
    assert "Number 21." in files[f"t/{town.id}/a-long-thread/page-2/index.html"].decode()
    assert "A long thread" in files["c/shelter/index.html"].decode()
    assert "A long thread" in files["tag/wind/index.html"].decode()
    assert "m/max/index.html" in files and "m/nia/index.html" not in files
    assert files["uploads/tentpicturekey000000000/tent.png"] == b"a tent"


def test_every_address_in_it_is_relative_and_leads_somewhere(export, town):
    files = everything_in(made(export))
    for name, data in files.items():
        if not name.endswith(".html"):
            continue
        assert "<script" not in data.decode() and "<form" not in data.decode()
        for address in map(unescape, _POINTS.findall(re.sub(r">[^<]*", ">", data.decode()))):
            if address.startswith(("https://", "mailto:")):
                continue
            path, _mark, fragment = address.partition("#")
            place = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
            place = place if path else name
            assert not address.startswith("/") and place in files, (name, address)
            is_post = fragment.startswith("post-")  # the last one may be hidden
            assert not fragment or is_post or f'id="{fragment}"' in files[place].decode(), address
    last = files[f"t/{town.id}/a-long-thread/page-2/index.html"].decode()
    assert 'href="../../../../c/shelter/index.html"' in last  # of the full address
    assert '&lt;a href="/t/1/x"&gt;' in last.replace("&quot;", '"')  # what somebody wrote as code
    assert "<a>this</a>" in re.sub(r'<a rel="[^"]*"', "<a", last)


def test_old_addresses_lead_on_and_none_of_them_speaks_to_the_server(export, town):
    files = everything_in(made(export))
    for name in ("redirects.map", "_redirects"):
        said = files[name].decode()
        for old, now in (
            (f"/t/{town.id}/a-long-thread/23", f"/t/{town.id}/a-long-thread/page-2/#post-23"),
            ("/topic/7", f"/t/{town.id}/a-long-thread/"),
            ("/m/maximilian", "/m/max/"),
        ):
            assert re.search(rf'^"?{re.escape(old)}"? "?{re.escape(now)}"?(;| 301)$', said, re.M), (
                old
            )
        assert "return 200" not in said
    assert f"/t/{town.id}/a-long-thread/</loc>" in files["sitemap-1.xml"].decode()
    unlisted = everything_in(made(export, "quiet", is_unlisted=True))
    assert b"Disallow: /\n" in unlisted["robots.txt"] and "sitemap.xml" not in unlisted
    assert b'content="noindex"' in unlisted["index.html"]


def test_the_same_export_makes_the_same_bytes(export):
    assert everything_in(made(export)) == everything_in(made(export, "again"))


def test_with_everything_it_has_what_is_private_but_no_message(export, town):
    files = everything_in(made(export, with_everything=True))
    assert f"c/{CANARY}/index.html" in files
    assert files["uploads/secretpicturekey0000000/tent.png"] == CANARY.encode()
    assert (
        "Removed by a moderator." in files[f"t/{town.id}/a-long-thread/page-2/index.html"].decode()
    )
    assert not [name for name, data in files.items() if b"@example.org" in data]
    assert b"Between us" not in b"".join(files.values())


def test_only_an_archive_is_replaced_and_only_when_asked(export, tmp_path):
    first = made(export)
    with pytest.raises(site.Occupied, match="--replace"):
        made(export)
    assert made(export, replaces=True) == first
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(site.Occupied, match="something else"):
        made(export, "mine", replaces=True)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert not [path for path in tmp_path.iterdir() if "unfinished" in path.name]


def test_it_is_in_the_language_of_the_community(cast, town, tmp_path):
    settings.change(cast.ada, "site.language", "ar")
    database.commit()
    exporting.write(tmp_path / "town.zip")
    database.rollback()
    page = (made(tmp_path / "town.zip") / "index.html").read_text()
    assert '<html lang="ar" dir="rtl"' in page


def test_where_guests_may_read_nothing_there_is_nothing_to_draw(cast, town, tmp_path):
    settings.change(cast.ada, "guests.may_read", "false")
    database.commit()
    exporting.write(tmp_path / "town.zip")
    database.rollback()
    with pytest.raises(site.Closed):
        made(tmp_path / "town.zip")
    assert not (tmp_path / "site").exists()


def test_no_file_of_the_archive_runs_on_the_host_that_serves_it():
    assert file_name("a.html", "application/octet-stream") == "a.html.bin"
    assert file_name("a.svg", "image/svg+xml") == "a.svg.bin"
    assert file_name("../../etc/a.pdf", "application/octet-stream") == "a.pdf"
    assert file_name("a.svg", "image/png") == "a.png"
    assert folder("..") == "-" and folder("../x") == "-x" and folder("a b") == "a-b"


def test_only_faces_that_are_somebodys_are_drawn(export, town, cast):
    """A link of a member's names whom it likes: nobody gets another's picture or initials."""
    wrong = (f"/avatar/{cast.max.id}/Evil%20Queen.svg", f"/avatar/00{cast.max.id}/Zed.svg",
             "/avatar/987654/Zed.svg", f"/avatar/{cast.max.id}/max", f"/avatar/{cast.ada.id}/max.svg",
             f"/avatar/{cast.max.id}/max.svg/..")  # fmt: skip
    body = " ".join(f"[here]({address})" for address in wrong)
    factories.post(thread=town, author=cast.max, body=body)
    database.commit()
    exporting.write(export.parent / "again.zip")
    database.rollback()
    files = everything_in(made(export.parent / "again.zip"))
    drawn = {name: data.decode() for name, data in files.items() if name.startswith("avatar/")}
    assert drawn[f"avatar/{cast.max.id}.svg"] == avatars.svg(str(cast.max.id), "M")
    assert "avatar/987654.svg" not in drawn and ">EQ<" not in "".join(drawn.values())
    page = files[f"t/{town.id}/a-long-thread/page-2/index.html"].decode()
    assert "Evil" not in page and "987654" not in page


def test_text_that_looks_like_a_tag_is_left_alone():
    drawn = '<p title="a > b">x &lt;a href="/c/x"&gt; <a class="m" href="/c/x">y</a></p></body>'
    seen = rewriting.page(drawn, "t/index.html", "", lambda _a: "c/ü/index.html", lambda _s: "")
    assert seen.startswith('<p title="a > b">x &lt;a href="/c/x"&gt; ')
    assert '<a class="m" href="../c/%C3%BC/index.html">y</a>' in seen


def test_no_address_that_a_member_wrote_breaks_the_archive_or_leads_out_of_it(export, town, cast):
    far = "..%2f" * 2 + "forum/static/css/forum.css"
    addresses = ("/static/x/nothing.css", f"/static/x/css/{far}", "/static/x/css%2f..%2fforum.css",
                 "/static/x/", "/static", f"/avatar/{'9' * 300}/A.svg")  # fmt: skip
    body = " ".join(f"[here]({address})" for address in addresses)
    post = factories.post(thread=town, author=cast.max, body=body)
    assert all(address in post.html for address in addresses)
    database.commit()
    exporting.write(export.parent / "again.zip")
    database.rollback()
    before = {path.name for path in export.parent.iterdir()}
    files = everything_in(made(export.parent / "again.zip"))
    assert {path.name for path in export.parent.iterdir()} - before == {"site"}
    assert "static/css/forum.css" not in files
    assert "nothing.css" not in files[f"t/{town.id}/a-long-thread/page-2/index.html"].decode()
