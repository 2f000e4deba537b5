"""Confirming with a passkey on the pages that ask for a password."""

from forum import database
from tests.authenticator import Authenticator

PAGES = ("data", "leave", "two-factor", "passkeys", "email", "password")


def test_a_passkey_is_offered_where_a_password_is_asked_and_then_none_is(cast, browser):
    device = Authenticator(cast.max)
    database.commit()
    client = browser(cast.max)
    for page in PAGES:
        shown = client.get(f"/account/{page}").text
        assert "Confirm with a passkey" in shown and 'name="current"' in shown, page
    refused = client.post("/account/data", data={"current": ""})
    assert refused.status_code == 422
    assert "type your password, or confirm in another way" in refused.text
    answer = device.answer(client.post("/sign-in/passkey/options").json)
    sent = {"credential": answer, "next": "/account/data"}
    nia = browser(cast.nia).post("/account/confirm", data=sent)
    assert nia.status_code == 422 and "not a passkey of your account" in nia.text
    done = client.post("/account/confirm", data=sent)
    assert (done.status_code, done.location) == (302, "/account/data")
    for page in PAGES:
        assert 'name="current"' not in client.get(f"/account/{page}").text, page
    assert client.post("/account/data").status_code == 302  # the copy is being made
    assert "Confirm with a passkey" not in browser(cast.nia).get("/account/data").text
