"""A quotation mark in what a page is asked with ends no statement of SQL (T44)."""

from urllib.parse import quote

from forum.keeping import LANGUAGE_COOKIE, SCHEME_COOKIE
from tests.sweeps import addresses

INJECTED = ("'", "1' OR '1'='1", '1") UNION SELECT password FROM "user" --', "1; SELECT 1 --")


def test_a_quotation_mark_ends_no_statement(app, forum, browser):
    """In each parameter that a page reads, in all of them at once, and in cookies."""
    client, wrong = browser(forum.people.ada), []
    for rule in addresses.rules(app):
        path, names = (
            addresses.paths(rule, forum)[0],
            sorted(addresses.asked_by(rule.endpoint, app)),
        )
        for what in INJECTED if names else ():
            asked = "&".join(f"{name}={quote(what)}" for name in names)
            answer = client.get(f"{path}?{asked}")
            if answer.status_code >= 500:
                wrong.append((path, what, answer.status_code))
    guest = app.test_client()
    for name in (app.config["SESSION_COOKIE_NAME"], SCHEME_COOKIE, LANGUAGE_COOKIE):
        guest.set_cookie(name, INJECTED[1])
    assert guest.get("/").status_code == 200
    assert not wrong
