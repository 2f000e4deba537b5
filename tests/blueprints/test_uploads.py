"""The door for files: T6, T27, T77, T79, T83 and T84 of the security catalogue."""

import json
import os
import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from forum import database, storage
from forum.extensions import db
from forum.jobs import uploads as jobs
from forum.models import SettingValue, Upload
from tests import factories, pictures

JSON = {"Accept": "application/json"}
CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"


def post_file(client, data=None, name="photo.png", headers=None, **fields):
    data = pictures.picture() if data is None else data
    return client.post(
        "/uploads", data={"file": (BytesIO(data), name), **fields}, headers=headers or JSON
    )


def public(owner, data=None, name="photo.png"):
    """An upload of this person in a post that everybody may read."""
    upload = pictures.send(owner, data, name)
    pictures.attach(factories.post(author=owner), upload)
    return upload


def href(upload):
    return f"/uploads/{upload.key}/{upload.name}"


def get(client, address, **options):
    """Like a server, read the answer to its end and close the file behind it."""
    return client.get(address, buffered=True, **options)


def reread(person):
    db.session.refresh(person)
    database.commit()  # the test must not hold the database while it asks for the next page


def only_upload():
    db.session.expire_all()
    return db.session.scalars(select(Upload)).one()


def test_the_editor_gets_the_code_to_insert(cast, browser):
    answer = post_file(browser(cast.max), name="My day.png")
    assert answer.status_code == 201
    upload = only_upload()
    assert answer.json == {
        "key": upload.key, "markdown": f"![My day](upload://{upload.key}.png)", "name": "My-day.png",
        "size": upload.size, "href": href(upload), "thumb_href": None, "width": 60, "height": 40, "is_image": True,
    }  # fmt: skip
    assert get(browser(cast.max), answer.json["href"]).status_code == 200


def test_without_javascript_the_page_shows_the_code_to_copy(cast, browser):
    client = browser(cast.max)
    answer = client.post(
        "/uploads", data={"file": (BytesIO(pictures.picture()), "a.png")}, follow_redirects=True
    )
    assert f"![a](upload://{only_upload().key}.png)" in answer.text
    assert "1 of 60 files" in answer.text


@pytest.mark.parametrize("headers", [JSON, {"Accept": "text/html"}])
def test_what_is_refused_is_said_in_a_sentence_beside_the_field(cast, browser, headers):
    answer = post_file(browser(cast.max), b"<svg/>", "a.svg", headers)
    assert answer.status_code == 422
    assert "Images have to be PNG, JPEG, GIF or WebP." in answer.text
    if headers is JSON:
        assert answer.json["field"] == "file"
    else:
        assert 'aria-invalid="true"' in answer.text
    nothing = browser(cast.max).post("/uploads", data={}, headers=headers)
    assert nothing.status_code == 422 and "Choose a file first." in nothing.text


def test_only_members_send_files(cast, browser):
    assert post_file(browser(cast.guest)).status_code == 401
    assert get(browser(cast.guest), "/uploads").location.startswith("/sign-in")
    assert post_file(browser(cast.sue)).status_code == 403
    assert "suspended" in get(browser(cast.sue), "/uploads").text


@pytest.mark.parametrize("purpose", ["backup", "theme", "../x", "brand"])
def test_nobody_writes_into_another_place_by_naming_it(cast, browser, purpose):
    assert (
        post_file(
            browser(cast.max), purpose=purpose, upload_type="backup", type="theme"
        ).status_code
        == 422
    )
    assert db.session.scalars(select(Upload)).all() == []


def test_a_picture_is_shown_in_place_and_nothing_in_it_can_run(cast, browser):
    answer = get(browser(cast.guest), href(public(cast.max)))
    assert answer.status_code == 200 and answer.mimetype == "image/png"
    assert answer.headers["Content-Disposition"] == "inline; filename=photo.png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == CSP


HOSTILE = {
    "page.txt": b"<!doctype html><script>alert(1)</script>",
    "form.pdf": b"%PDF-1.7 /JavaScript (app.alert(1))",
    "data.json": b"{}",
    "table.csv": b"=cmd|' /C calc'!A0",
    "track.gpx": b'<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></x>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_every_other_file_is_a_download_that_no_browser_opens(cast, browser, name):
    answer = get(browser(cast.guest), href(public(cast.max, HOSTILE[name], name)))
    assert answer.data == HOSTILE[name]
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == CSP


def test_svg_and_html_are_downloads_even_where_an_admin_lets_them_in(cast, browser):
    db.session.add(SettingValue(name="uploads.file_types", value="html xhtml"))
    database.touch("structure")
    database.commit()
    answer = get(browser(cast.guest), href(public(cast.max, HOSTILE["page.txt"], "page.html")))
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=page.html"


@pytest.mark.parametrize(
    "name",
    ["../../x.txt", "..%2fx.txt", "/etc/passwd.txt", "a\0b.txt", "x" * 300 + ".txt", "CON.txt", "a\u202egnp.txt",
     "a.php;.txt", 'a"; filename="b.txt', "Übersicht „alles“.txt", "写真.txt", "a\\..\\b.txt"],
)  # fmt: skip
def test_no_name_breaks_the_header_or_leaves_the_folder(app, cast, browser, name):
    answer = post_file(browser(cast.max), b"x", name)
    assert answer.status_code == 201
    upload = only_upload()
    assert re.fullmatch(r"uploads/[0-9a-f]{2}/[0-9a-f]{32}\.bin", upload.path)
    got = get(browser(cast.max), answer.json["href"])
    assert got.status_code == 200 and "X-Evil" not in got.headers
    disposition = got.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=") and disposition.isascii()
    told = re.search(r"filename\*=UTF-8''(.+)", disposition) or re.search(
        r'filename="?([^"]+)', disposition
    )
    assert unquote(told[1]) == upload.name
    kept = [
        file for _, _, files in os.walk(storage.current().local_path("x").parent) for file in files
    ]
    assert kept == [upload.path.rsplit("/", 1)[1]]


def test_a_file_of_a_private_category_is_not_there_for_others(cast, browser):
    tia = factories.user(name="tia", groups=["team"])
    thread = factories.thread(category=factories.category(private_to="team"))
    upload = pictures.send(tia, pictures.picture(size=(1_600, 300)), "secret-plan.png")
    pictures.attach(factories.post(author=tia, thread=thread), upload)
    jobs.thumbnail(upload.id)
    etag = get(browser(tia), href(upload)).headers["ETag"]
    unknown = get(browser(cast.max), f"/uploads/{'x' * 27}/a.png")
    for person in (cast.guest, cast.max, cast.sue):
        for address in (
            href(upload),
            f"/uploads/{upload.key}/thumbnail",
            f"/uploads/{upload.key}/avatar",
            f"/uploads/{upload.key}/x",
        ):
            for headers in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-10"}):
                answer = get(browser(person), address, headers=headers)
                assert answer.status_code == 404
                assert "secret-plan" not in answer.text and "ETag" not in answer.headers
    assert unknown.status_code == 404
    theirs = get(browser(tia), href(upload))
    assert theirs.headers["Cache-Control"] == "private, no-cache"
    assert theirs.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert get(browser(tia), href(upload), headers={"If-None-Match": etag}).status_code == 304


def test_who_loses_access_loses_the_file_at_once_even_if_they_had_it(cast, browser):
    upload = pictures.send(cast.amy)
    post = factories.post(author=cast.amy)
    pictures.attach(post, upload)
    client = browser(cast.max)
    first = get(client, href(upload))
    post.thread.category_id = factories.category(private_to="team").id
    database.commit()
    again = get(client, href(upload), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 404


def test_what_everybody_may_have_is_kept_by_browsers_for_an_hour(cast, browser):
    upload = public(cast.max)
    for person in (cast.guest, cast.amy):
        answer = get(browser(person), href(upload))
        assert answer.headers["Cache-Control"] == "private, max-age=3600"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert (
        browser(cast.guest)
        .get(href(upload), headers={"If-None-Match": answer.headers["ETag"]})
        .status_code
        == 304
    )
    assert browser(cast.guest).head(href(upload)).status_code == 200


def test_the_smaller_copy_is_sent_once_there_is_one_and_the_picture_until_then(cast, browser):
    upload = public(cast.max, pictures.picture(size=(1_600, 300)))
    address = f"/uploads/{upload.key}/thumbnail"
    before = get(browser(cast.guest), address)
    jobs.thumbnail(upload.id)
    after = get(browser(cast.guest), address)
    assert (before.mimetype, after.mimetype) == ("image/png", "image/webp")
    assert before.headers["ETag"] != after.headers["ETag"]


def test_a_file_that_the_storage_lost_is_not_there_and_no_error(cast, browser):
    upload = public(cast.max)
    storage.current().delete(upload.path)
    assert get(browser(cast.guest), href(upload)).status_code == 404


@pytest.mark.parametrize(
    "key", ["x", "x" * 65, "../../../etc/passwd", "%2e%2e", "a" * 19, "' OR 1=1 --" + "x" * 20]
)
def test_what_is_no_key_is_not_there(cast, browser, key):
    assert get(browser(cast.guest), f"/uploads/{key}/a.png").status_code == 404


def raw(client, headers, body):
    content = b"--x\r\n" + headers + b"\r\n\r\n" + body + b"\r\n--x--\r\n"
    return client.post(
        "/uploads", data=content, content_type="multipart/form-data; boundary=x", headers=JSON
    )


def test_a_large_body_is_refused_before_it_is_read(cast, browser):
    disposition = b'Content-Disposition: form-data; name="file"; filename="a.pdf"'
    answer = raw(browser(cast.max), disposition, b"x" * 13 * 1024 * 1024)
    assert answer.status_code == 413 and "error" in answer.json


@pytest.mark.parametrize(
    "name", [b"%0d%0aX-Evil%3a%20y.txt", b"..%2f..%2fy.txt", b"%00y.txt", b"%ff%fey.txt"]
)
def test_an_encoded_name_is_made_harmless_too(cast, browser, name):
    disposition = b"Content-Disposition: form-data; name=file; filename*=UTF-8''" + name
    answer = raw(browser(cast.max), disposition, b"hello")
    assert answer.status_code == 201
    got = get(browser(cast.max), answer.json["href"])
    assert "X-Evil" not in got.headers and got.headers["Content-Disposition"].endswith("y.txt")


def test_a_picture_of_oneself_is_chosen_cut_and_taken_back(cast, browser):
    client = browser(cast.max)
    data = {
        "file": (BytesIO(pictures.picture(size=(300, 200))), "me.png"),
        "crop_left": "0",
        "crop_top": "0",
        "crop_side": "200",
    }
    assert client.post("/account/avatar", data=data).status_code == 302
    reread(cast.max)
    face = get(browser(cast.guest), f"/uploads/{cast.max.avatar_key}/avatar")
    assert face.status_code == 200 and face.mimetype == "image/webp"
    client.post("/account/avatar", data={"remove": "1"})
    reread(cast.max)
    assert cast.max.avatar_key is None


def test_a_picture_on_top_of_ones_page_is_chosen_moved_and_taken_away(cast, browser):
    client, guest = browser(cast.max), browser(cast.guest)
    assert "member-cover" not in guest.get("/m/max").text
    for data in ({}, {"file": (BytesIO(b"%PDF"), "me.pdf")}, {"focus": "left"}):
        assert client.post("/account/cover", data=data).status_code == 422
    sent = {"file": (BytesIO(pictures.picture(size=(300, 200))), "hut.png"), "focus": "top"}
    assert client.post("/account/cover", data=sent).status_code == 302
    reread(cast.max)
    key = cast.max.cover_key
    page = guest.get("/m/max").text
    assert f"/uploads/{key}/thumbnail" in page and "member-cover--top" in page
    assert guest.get(f"/uploads/{key}/thumbnail").mimetype == "image/png"
    client.post("/account/cover", data={"focus": "bottom"})
    assert "member-cover--bottom" in guest.get("/m/max").text
    with database.unit("write"):
        upload = db.session.scalars(select(Upload).where(Upload.key == key)).one()
        jobs.collect(upload.id)
    assert guest.get(f"/uploads/{key}/thumbnail").status_code == 200  # it is in use
    assert "Remove the picture at the top" in client.get("/account").text
    client.post("/account/cover", data={"remove": "1"})
    assert "member-cover" not in guest.get("/m/max").text
    with database.unit("write"):
        jobs.collect(db.session.scalars(select(Upload.id).where(Upload.key == key)).one())
    assert guest.get(f"/uploads/{key}/thumbnail").status_code == 404


def test_a_picture_of_oneself_is_a_picture_and_ones_own(cast, browser):
    client = browser(cast.max)
    for data in (
        {},
        {"file": (BytesIO(b"http://127.0.0.1/x"), "me.png")},
        {"file": (BytesIO(b"%PDF"), "me.pdf")},
    ):
        assert client.post("/account/avatar", data=data).status_code == 422
    assert browser(cast.guest).post("/account/avatar", data={"remove": "1"}).status_code == 401


def test_a_drawn_picture_asks_no_database_and_is_kept_for_good(cast, browser, queries):
    client = browser(cast.guest)
    with queries() as seen:
        answer = get(client, "/avatar/7/maya-lind.svg")
    assert seen == []
    assert (
        answer.status_code == 200
        and answer.mimetype == "image/svg+xml"
        and ">ML</text>" in answer.text
    )
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == CSP
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "name", ["%3Cscript%3E", '"onload=alert(1)', "%E2%80%AE", "x" * 3_000, "%ff"]
)
def test_a_drawn_picture_of_any_name_is_only_a_picture(cast, browser, name):
    answer = get(browser(cast.guest), f"/avatar/1/{name}.svg")
    assert answer.status_code == 200
    assert "<script" not in answer.text and "onload" not in answer.text


def test_json_answers_can_be_read_by_a_script(cast, browser):
    assert json.loads(post_file(browser(cast.max), b"", "a.png").data)["error"]
