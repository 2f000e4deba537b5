"""The looks: a draft that only its admin sees, published and undone, and never unreadable."""

import io
import re
from datetime import timedelta

import pytest

from forum import database, structure
from forum.extensions import db
from forum.lib import fonts
from forum.models import User
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS
from forum.models.users import OPERATOR
from forum.services import settings as service
from tests import pictures


@pytest.fixture
def ada(cast, browser):
    return browser(cast.ada)


def sent(then="draft", **values):
    named = {name.replace("__", "."): value for name, value in values.items()}
    return {"shown": list(named), "then": then, **named}


def publish(client, **values):
    return client.post("/admin/looks", data=sent("publish", **values))


def now(name):
    found = structure.setting(name)
    database.rollback()
    return found


def styles(client, path="/"):
    """What the styles of this page say, as this browser gets them."""
    hrefs = re.findall(
        r'<link rel="stylesheet" href="(/(?:brand|own)\.css[^"]*)"', client.get(path).text
    )
    return "".join(client.get(href.replace("&amp;", "&")).text for href in hrefs)


@pytest.mark.parametrize("who", ["max", "mo", "cleo", "sue"])
def test_only_admins_change_the_looks(cast, browser, who):
    client = browser(getattr(cast, who))
    paths = ("looks", "looks/preview", "looks/discard", "looks/undo/1")
    assert {client.post(f"/admin/{path}", data=sent(brand__name="Mine")).status_code
            for path in paths} == {403}  # fmt: skip
    with client.session_transaction() as session:
        session["look"] = "draft"  # as if the cookie could be had
    assert "draft of the looks" not in client.get("/").text


def test_a_draft_is_seen_by_its_admin_alone_until_it_is_published(cast, browser, ada):
    guest = browser(cast.guest)
    before = styles(guest)
    drafted = sent("preview", brand__name="Fernway", brand__accent="#aa3300", looks__corners="square",
                   looks__home="categories", looks__footer_links="Shop | https://example.com/shop")  # fmt: skip
    assert ada.post("/admin/looks", data=drafted).location == "/"
    page = ada.get("/").text
    assert "You see the draft of the looks" in page and "<title>Fernway" in page
    assert 'href="https://example.com/shop"' in page and "--radius:0" in styles(ada)
    assert "#aa3300" in styles(ada) and styles(guest) == before
    assert "Fernway" not in guest.get("/").text
    assert publish(ada, brand__tagline="Made for the long way round").status_code == 303
    page = guest.get("/").text
    assert (
        "<title>Fernway" in page and "the long way round" in page and "--radius:0" in styles(guest)
    )
    assert "You see the draft" not in ada.get("/").text
    undo = re.search(r'formaction="(/admin/looks/undo/\d+)"', ada.get("/admin/looks").text)[1]
    assert ada.post(undo).status_code == 303
    assert "Fernway" not in guest.get("/").text and styles(guest) == before


def test_colours_that_could_not_be_read_are_refused_by_every_door(cast, browser, ada):
    wrong = {"looks__light_link": "#bbddcc", "looks__dark_button": "#777777",
             "looks__dark_button_text": "#888888"}  # fmt: skip
    assert ada.post("/admin/looks", data=sent(**wrong)).status_code == 303
    assert "The draft cannot be published" in ada.get("/admin/looks").text
    answer = publish(ada, **wrong)
    assert answer.status_code == 422 and 'value="#bbddcc"' in answer.text
    assert "Light: links on the page has 1." in answer.text
    assert (
        ada.post("/admin/settings/looks", data=sent(looks__light_link="#bbddcc")).status_code == 422
    )
    assert service.read(OPERATOR, {"looks.light_link": "#bbddcc"}).errors
    assert now("looks.light_link") == ""
    ada.post("/admin/looks/discard")
    assert publish(ada, looks__light_link="#0b5c3b").status_code == 303
    css = styles(browser(cast.guest))
    assert "light-dark(#0b5c3b," in css  # and high contrast is computed as before
    assert "#0b5c3b" not in css.partition("@layer contrast")[2]


def test_styles_of_ones_own_are_a_file_in_a_layer_under_high_contrast(cast, browser, ada):
    guest = browser(cast.guest)
    assert "/own.css" not in guest.get("/").text
    answer = publish(ada, looks__css="</style><script>alert(1)</script>")
    assert answer.status_code == 422 and "not HTML" in answer.text
    assert "<script>alert" not in answer.text
    assert publish(ada, looks__css=".brand__name { color: red }").status_code == 303
    href = re.search(r'href="(/own\.css\?v=\w+)"', guest.get("/").text)[1]
    served = guest.get(href)
    assert served.mimetype == "text/css" and served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.text == "@layer custom{\n.brand__name { color: red }\n}\n"
    assert "immutable" in served.headers["Cache-Control"]
    sheet = guest.get(re.search(r'href="([^"]+css/forum\.css)"', guest.get("/").text)[1]).text
    order = re.search(r"@layer ([\w, ]+);", sheet)[1].replace(" ", "").split(",")
    assert order.index("theme") < order.index("custom") < order.index("contrast")


def test_a_picture_is_sent_with_the_form_and_seen_by_everybody_once_published(cast, browser, ada):
    guest = browser(cast.guest)
    data = {
        **sent("draft", brand__logo=""),
        "file.brand.logo": (io.BytesIO(pictures.picture()), "own.png"),
    }
    assert (
        ada.post("/admin/looks", data=data, content_type="multipart/form-data").status_code == 303
    )
    href = re.search(r'value="(/uploads/[^"]+own\.png)"', ada.get("/admin/looks").text)[1]
    assert guest.get(href).status_code == 404 and href not in guest.get("/").text
    assert publish(ada, brand__logo=href, brand__logo_dark=href).status_code == 303
    assert guest.get("/").text.count(f'src="{href}"') == 2 and guest.get(href).status_code == 200
    bad = {**sent(brand__icon=""), "file.brand.icon": (io.BytesIO(b"no picture"), "x.png")}
    answer = ada.post("/admin/looks", data=bad, content_type="multipart/form-data")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("audience", "who"),
    [("everyone", "guest max amy"), ("guests", "guest"), ("members", "max amy"), ("groups", "amy")],
)
def test_an_announcement_is_for_its_audience_until_it_ends(cast, browser, ada, audience, who):
    amys = AMBASSADORS
    publish(ada, banner__text="We <moved> hall", banner__link="/categories",
            banner__audience=audience, banner__groups=[str(amys)])  # fmt: skip
    for name in ("guest", "max", "amy"):
        seen = "We &lt;moved&gt; hall" in browser(getattr(cast, name)).get("/").text
        assert seen == (name in who.split()), name
    past = (utcnow() - timedelta(minutes=2)).strftime("%Y-%m-%d %H:%M")
    publish(ada, banner__until=past)
    assert "We &lt;moved&gt;" not in browser(cast.amy).get("/").text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("banner.link", "javascript:alert(1)"),
        ("banner.until", "soon"),
        ("looks.header_links", "Shop | javascript:alert(1)"),
        ("looks.footer_links", "no address"),
        ("looks.header_links", "a | /a\n" * 6),
        ("looks.font", "../../etc/passwd"),
        ("looks.home", "{{ 7*7 }}"),
        ("brand.icon", "//evil.example/x.png"),
        ("brand.accent", "</style><script>"),
    ],
)
def test_what_does_not_belong_into_the_looks_is_refused(ada, name, typed):
    answer = ada.post("/admin/looks", data={"shown": [name], name: typed})
    assert answer.status_code == 422 and "49" not in re.findall(r'value="([^"]*)"', answer.text)
    assert "<script>" not in answer.text.replace("<script type", "")


def test_who_looked_at_the_draft_and_is_suspended_meanwhile_sees_pages_as_they_are(cast, ada):
    assert ada.post("/admin/looks", data=sent("preview", brand__name="Fernway")).status_code == 303
    assert "Fernway" in ada.get("/").text
    database.begin("write")
    db.session.get(User, cast.ada.id).suspended_until = utcnow() + timedelta(days=1)
    database.commit()
    page = ada.get("/")
    assert page.status_code == 200 and "Fernway" not in page.text


def test_a_font_is_sent_drafted_and_fetched_from_here_once_published(cast, browser, ada):
    guest = browser(cast.guest)
    font = next(fonts.FOLDER.glob("nunito-latin-wght-*")).read_bytes()
    data = {**sent("draft", looks__font="uploaded", looks__font_file=""),
            "file.looks.font_file": (io.BytesIO(font), "House.woff2")}  # fmt: skip
    assert (
        ada.post("/admin/looks", data=data, content_type="multipart/form-data").status_code == 303
    )
    href = re.search(r'value="(/uploads/[^"]+House\.woff2)"', ada.get("/admin/looks").text)[1]
    assert guest.get(href).status_code == 404 and "uploads" not in styles(guest)
    assert publish(ada, looks__title_font="literata").status_code == 303
    answer = guest.get(href)
    assert answer.mimetype == "font/woff2" and answer.data.startswith(b"wOF2")
    css = styles(guest)
    assert (
        f'@font-face{{font-family:"Brand";font-weight:100 1000;font-display:optional;src:url("{href}")'
        in css
    )
    assert '--font:"Brand"' in css and '--font-title:"Literata"' in css
    first = re.search(r'rel="preload" href="([^"]+)" as="font"', guest.get("/").text)[1]
    assert first == href
    served = re.search(r'url\("(/static/[^"]+literata-latin-wght[^"]+)"\)', css)[1]
    assert guest.get(served).mimetype == "font/woff2"


@pytest.mark.parametrize(
    "body", [b"wOF2" + b"\0" * 200, b"\0\1\0\0 a TTF", b"wOF2" + b"x" * 600_000]
)
def test_what_is_no_font_is_refused(cast, ada, browser, body):
    data = {**sent(looks__font_file=""), "file.looks.font_file": (io.BytesIO(body), "x.woff2")}
    answer = ada.post("/admin/looks", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422 and "font" in answer.text
    sent_by_max = browser(cast.max).post(
        "/uploads", data={"purpose": "font", "file": (io.BytesIO(body), "x.woff2")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert sent_by_max.status_code == 403
