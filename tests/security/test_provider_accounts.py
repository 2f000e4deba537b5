"""Accounts and the brand's own sign-in: made, linked, and opened by nobody else."""

from time import time

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import User
from forum.models.users import OPERATOR
from forum.security import passwords
from forum.services import settings, ways_in
from forum.services import tokens as letters
from tests.providing import come_back, counts, go, is_in, is_in_by, linked, sign_in

# --- who has no account here yet ---------------------------------------------------------------


def test_the_first_time_one_chooses_a_name_and_is_a_member(app, cast, provider):
    provider.person("zoe-there", email="zoe@example.org", email_verified=True, name="Zoë Z.",
                    preferred_username="admin")  # fmt: skip
    client = app.test_client()
    assert sign_in(client, provider, "zoe-there", next="/members").location == "/sign-in/arrived"
    page = client.get("/sign-in/arrived").text
    assert "Zoë Z." in page and 'value="admin"' not in page, "a kept name is not proposed"
    assert client.post("/sign-in/arrived", data={"name": "moderator"}).status_code == 422
    assert client.post("/sign-in/arrived", data={"name": "Max"}).status_code == 422
    made = client.post("/sign-in/arrived", data={"name": "zoe"})
    assert (made.status_code, made.location) == (303, "/members")
    user = db.session.scalars(select(User).where(User.name == "zoe")).one()
    assert (user.display_name, user.email, user.password) == ("Zoë Z.", "zoe@example.org", None)
    assert user.joined_via == "sign-in"
    database.rollback()
    again = app.test_client()
    assert sign_in(again, provider, "zoe-there").location == "/"
    assert is_in(again)


@pytest.mark.parametrize("claims", [{"email_verified": False}, {}, {"email_verified": "true"}])
def test_an_address_that_nobody_confirmed_makes_and_opens_nothing(app, cast, provider, claims):
    provider.person("ada-elsewhere", email="ada@example.org", preferred_username="zed", **claims)
    client, before = app.test_client(), counts()
    assert sign_in(client, provider, "ada-elsewhere").location == "/sign-in/arrived"
    page = client.get("/sign-in/arrived").text
    assert "no confirmed e-mail address" in page and "already" not in page
    assert client.post("/sign-in/arrived", data={"name": "zed"}).status_code == 422
    assert client.post("/sign-in/arrived/letter").status_code == 422
    assert counts() == before and not is_in(client)


def test_an_account_with_the_same_address_is_not_taken_over(app, cast, provider):
    provider.person(
        "not-ada", email="ada@example.org", email_verified=True, preferred_username="zed"
    )
    client, before = app.test_client(), counts()
    assert sign_in(client, provider, "not-ada").location == "/sign-in/arrived"
    assert "Show once that it is yours" in client.get("/sign-in/arrived").text
    assert client.post("/sign-in/arrived", data={"name": "zed"}).status_code == 422
    assert client.post("/account/identities").status_code == 401
    assert counts() == before and not is_in(client)


def test_the_letter_links_in_the_browser_that_came_and_in_no_other(app, cast, provider):
    provider.person("ada-there", email="ada@example.org", email_verified=True)
    client, other = app.test_client(), app.test_client()
    sign_in(client, provider, "ada-there")
    page = client.post("/sign-in/arrived/letter")
    assert page.status_code == 200 and "ada@example.org" in page.text
    token = letters.issue(OPERATOR, cast.ada, "identity")
    database.commit()
    assert "Begin again there" in other.get(f"/sign-in/arrived/{token}").text
    assert other.post(f"/sign-in/arrived/{token}").location == "/sign-in"
    assert "Link them and sign in" in client.get(f"/sign-in/arrived/{token}").text
    assert not is_in(client)
    assert client.post(f"/sign-in/arrived/{token}").status_code == 302
    assert is_in(client)
    assert client.get(f"/sign-in/arrived/{token}").status_code == 404
    assert is_in_by(app, provider, "ada-there")


def test_who_signs_in_with_the_password_is_asked_whether_to_link(app, cast, provider):
    cast.amy.password = passwords.hashed("seven wet socks")
    database.commit()
    provider.person("amy-there", email="other@example.org", email_verified=True)
    client = app.test_client()
    sign_in(client, provider, "amy-there")
    typed = {"identity": "amy", "password": "seven wet socks", "next": "/account/identities"}
    assert client.post("/sign-in", data=typed).location == "/account/identities"
    assert "You came as other@example.org" in client.get("/account/identities").text
    assert not is_in_by(app, provider, "amy-there"), "nothing is linked by coming alone"
    assert client.post("/account/identities").status_code == 303
    assert is_in_by(app, provider, "amy-there")
    assert "other@example.org" in client.get("/account/identities").text


def test_a_member_links_one_with_their_password_and_for_themselves_alone(
    app, cast, browser, provider
):
    cast.amy.password = passwords.hashed("seven wet socks")
    database.commit()
    amys, maxs = browser(cast.amy), browser(cast.max)
    wrong = amys.post("/sign-in/with/oidc", data={"purpose": "link", "current": "no"})
    assert wrong.status_code == 303
    own = {"purpose": "link", "current": "seven wet socks"}
    assert app.test_client().post("/sign-in/with/oidc", data=own).status_code == 403
    answer = provider.answer(go(amys, **own), "amy-there")
    assert come_back(maxs, answer).status_code == 303, "what amy began is not max's"
    assert come_back(amys, answer).location == "/account/identities"
    assert is_in_by(app, provider, "amy-there")


def test_who_has_no_password_confirms_there_before_what_matters(app, cast, provider):
    provider.person("zoe-there", email="zoe@example.org", email_verified=True)
    client = app.test_client()
    sign_in(client, provider, "zoe-there")
    client.post("/sign-in/arrived", data={"name": "zoe"})
    leave = {"posts": "keep", "current": ""}
    assert client.post("/account/leave", data=leave).status_code == 422
    assert 'value="confirm"' in client.get("/account/leave").text
    asked = {"purpose": "confirm", "next": "/account/leave"}
    address = go(client, **asked)
    assert "prompt=login" in address and "max_age=300" in address
    answer = provider.answer(address, "zoe-there")
    provider.put("/spoil", claims={"auth_time": int(time()) - 3600})
    come_back(client, answer)
    assert client.post("/account/leave", data=leave).status_code == 422, "it was long ago"
    answer = provider.answer(go(client, **asked), "zoe-there")
    provider.put("/spoil", claims={"auth_time": int(time())})
    assert come_back(client, answer).location == "/account/leave"
    assert "you will not be asked for a password here" in client.get("/account/leave").text
    assert client.post("/account/leave", data=leave).status_code == 302


def test_while_it_is_the_only_way_in_all_others_lead_there(app, cast, provider, visitor):
    linked(cast.ada, "ada-there", provider)
    cast.amy.password = passwords.hashed("seven wet socks")
    database.commit()
    assert is_in_by(app, provider, "ada-there")
    settings.change(OPERATOR, "sign_in.only", "true")
    database.commit()
    page = visitor.get("/sign-in").text
    assert "/sign-in/with/oidc" in page and "password" not in page.partition("<main")[2]
    for path in ("/join", "/reset"):
        assert visitor.get(path).location == "/sign-in"
    typed = {"identity": "amy", "password": "seven wet socks"}
    assert visitor.post("/sign-in", data=typed).status_code == 403
    assert visitor.post("/reset", data={"identity": "amy"}).status_code == 403
    token = ways_in.make(OPERATOR, cast.ada)
    database.commit()
    assert "for you alone" in visitor.get(f"/sign-in/link/{token}").text
    assert visitor.post(f"/sign-in/link/{token}").location == "/"
    assert is_in(visitor)
    assert visitor.get(f"/sign-in/link/{token}").status_code == 404


def test_who_owes_a_second_factor_is_led_to_it_once_and_reminded_after(app, cast, browser):
    settings.change(OPERATOR, "second_factor.asked_of", "team")
    database.commit()
    client, maxs = browser(cast.ada), browser(cast.max)
    assert client.get("/members").location == "/account/two-factor"
    page = client.get("/members")
    assert page.status_code == 200 and "needs a second factor" in page.text
    assert client.get("/admin/settings").status_code == 403
    assert client.get("/account/two-factor").status_code == 200
    page = maxs.get("/members")
    assert page.status_code == 200 and "second factor" not in page.text
    cast.ada.tf_primary_method = "authenticator"
    database.commit()
    assert client.get("/admin/settings").status_code == 200
