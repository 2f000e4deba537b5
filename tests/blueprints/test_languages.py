"""The language somebody reads in: what is offered, who chooses, and that nobody gets another's page."""

import pytest

from forum import database, links, wording
from forum.lib import languages
from forum.models import OPERATOR
from forum.services import settings
from tests import factories

GERMAN, ARABIC = "Zum Inhalt", "تخط"


@pytest.fixture
def offering(app, cast):
    """Some of the languages, and their catalogues read."""

    def offer(more="de ar", site="en", **others):
        settings.change(OPERATOR, "site.language", site)
        settings.change(OPERATOR, "site.languages", more)
        for name, value in others.items():
            settings.change(OPERATOR, f"site.{name}", value)
        database.commit()

    return offer


def spoken(answer):
    return answer.get_data(as_text=True).split('<html lang="', 1)[1].split('"', 1)[0]


def test_every_language_of_the_list_has_a_catalogue(app):
    for language in languages.NAMES:
        words = wording.catalogue(language)
        assert language == languages.SOURCE or words.ugettext("Sign in") != "Sign in"
        assert words.ugettext("") == ""


def test_a_site_speaks_its_language_from_the_right_too(app, browser, cast, offering):
    offering("", "ar")
    page = browser(cast.guest).get("/").get_data(as_text=True)
    assert '<html lang="ar" dir="rtl"' in page and "/language/" not in page


def test_a_guest_chooses_at_the_foot_and_comes_back(browser, cast, offering):
    offering()
    guest = browser(cast.guest)
    assert links.language("de", "/tags").replace("&", "&amp;") in guest.get("/tags").get_data(
        as_text=True
    )
    answer = guest.get(links.language("de", "/tags"))
    assert answer.status_code == 303 and answer.location == "/tags"
    assert spoken(guest.get("/tags")) == "de"


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example/", "/\\evil"])
def test_the_way_back_leads_to_no_other_site(browser, cast, offering, where):
    offering()
    assert browser(cast.guest).get(links.language("de", where)).location == "/"


@pytest.mark.parametrize("language", ["fr", "xx", "..%2f..%2fetc%2fpasswd", "{{7*7}}"])
def test_what_is_not_offered_is_not_there(browser, cast, offering, language):
    offering()
    guest = browser(cast.guest)
    assert guest.get(f"/language/{language}").status_code == 404
    guest.set_cookie("language", language)
    assert spoken(guest.get("/")) == "en"


def test_kept_pages_of_two_languages_are_two(browser, cast, offering):
    offering()
    german, english = browser(cast.guest), browser(cast.guest)
    german.get(links.language("de"))
    for _twice in range(2):
        assert spoken(german.get("/")) == "de"
        assert spoken(english.get("/")) == "en"


def test_the_browser_is_followed_only_where_the_setting_says_so(browser, cast, offering):
    offering()
    asks = {"Accept-Language": "ar,de;q=0.5"}
    assert spoken(browser(cast.guest).get("/", headers=asks)) == "en"
    offering(follows_browser="true")
    for _twice in range(2):
        assert spoken(browser(cast.guest).get("/", headers=asks)) == "ar"
        assert spoken(browser(cast.guest).get("/")) == "en"


def test_what_stands_far_behind_in_a_long_wish_gives_nobody_else_its_page(browser, cast, offering):
    offering(follows_browser="true")
    long = ",".join(f"x{n}-y;q=0.{9 - n}" for n in range(9))
    browser(cast.guest).get("/", headers={"Accept-Language": f"{long},ar;q=0.05"})
    asks = {"Accept-Language": f"{long},de;q=0.05"}
    assert len(long) > 80 and spoken(browser(cast.guest).get("/", headers=asks)) == "de"


def test_a_member_chooses_language_and_time_zone(browser, cast, offering):
    offering()
    max_ = browser(cast.max)
    form = {"scheme": "", "posts_per_page": "0", "locale": "de", "time_zone": "Europe/Berlin"}
    assert max_.post("/account/look", data=form).status_code == 302
    assert spoken(max_.get("/")) == "de"
    for wrong in ({"locale": "fr"}, {"time_zone": "Mars/Base"}):
        assert max_.post("/account/look", data={**form, **wrong}).status_code == 422
    assert spoken(browser(cast.amy).get("/")) == "en"


def test_feeds_speak_the_sites_language(browser, cast, offering):
    offering()
    factories.thread(author=cast.max)
    database.commit()
    guest = browser(cast.guest)
    before = guest.get("/feed.atom").get_data(as_text=True)
    guest.get(links.language("de"))
    assert guest.get("/feed.atom").get_data(as_text=True) == before


def test_what_comes_along_is_called_as_the_reader_calls_it(app, cast, offering):
    offering()
    with app.test_request_context("/"):
        assert (
            wording.shipped("Admins", "de") != "" and wording.shipped("Our own", "de") == "Our own"
        )
