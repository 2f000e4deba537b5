"""The pages on which tokens are made and ended."""

import re

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import ApiToken, StaffAction, User
from forum.security import passwords
from tests import factories

PASSWORD = "seven wet socks"


def made_by(client, path, **typed):
    """(answer, secret): the one page that shows it."""
    answer = client.post(path, data={"name": "My script", "current": PASSWORD, **typed})
    found = re.search(r'id="field-secret"[^>]*value="([^"]+)"', answer.text)
    return answer, found[1] if found else ""


def test_a_member_makes_a_token_sees_it_once_and_ends_it(app, cast, browser):
    cast.max.password = passwords.hashed(PASSWORD)
    database.commit()
    max_, nobody = browser(cast.max), app.test_client()
    assert max_.post("/account/tokens", data={"name": "x", "current": "wrong"}).status_code == 422
    answer, secret = made_by(max_, "/account/tokens", write="1", days="30")
    assert secret.startswith("fpat_") and answer.headers["Cache-Control"] == "no-store"
    row = db.session.scalars(select(ApiToken)).one()
    assert (row.scopes, row.user_id) == ("read write", cast.max.id)
    assert secret not in str(row.__dict__)
    database.commit()
    shown = max_.get("/account/tokens").text
    assert "My script" in shown and secret not in shown and "never used" in shown
    with_it = {"Authorization": f"Bearer {secret}"}
    assert nobody.get("/api/v1/threads?list=mine", headers=with_it).status_code == 200
    app.extensions["forum.tallies"].flush()
    db.session.expire_all()
    assert db.session.scalars(select(ApiToken)).one().last_used_at is not None
    # It changes neither the password nor the address, and makes no other token.
    for page in ("password", "email", "tokens"):
        there = nobody.post(f"/account/{page}", data={"name": "x"}, headers=with_it)
        assert there.status_code == 401, page
    assert browser(cast.amy).post(f"/account/tokens/{row.id}/revoke").status_code == 404
    assert max_.post(f"/account/tokens/{row.id}/revoke").status_code == 303
    assert nobody.get("/api/v1/threads", headers=with_it).status_code == 401


def test_what_a_token_may_not_be_is_said_at_its_field(app, cast, browser):
    place = factories.category(slug="open")
    factories.category(slug="secret", private_to="insiders")
    cast.max.password = passwords.hashed(PASSWORD)
    database.commit()
    max_ = browser(cast.max)
    for typed, said in (
        ({"days": "0"}, "from 1 to 365"), ({"days": "366"}, "from 1 to 365"),
        ({"category": place.slug, "private": "1"}, "does nothing else"),
        ({"name": " "}, "fill this in"),
    ):  # fmt: skip
        answer, secret = made_by(max_, "/account/tokens", **typed)
        assert answer.status_code == 422 and said in answer.text and not secret, typed
    assert made_by(max_, "/account/tokens", category="secret")[0].status_code == 404


def test_an_admin_makes_an_application_that_is_software_and_nobody_else(app, cast, browser):
    club = factories.group("the-club")
    cast.ada.password = passwords.hashed(PASSWORD)
    cast.cleo.password = passwords.hashed(PASSWORD)
    database.commit()
    ada = browser(cast.ada)
    assert browser(cast.cleo).get("/admin/tokens").status_code == 403
    answer, secret = made_by(ada, "/admin/tokens", account="Shopkeeper", group=str(club.id),
                             write="1", days="0")  # fmt: skip
    assert secret, (answer.status_code, answer.text[-3000:])
    bot = db.session.scalars(select(User).where(User.name == "Shopkeeper")).one()
    assert bot.is_bot and bot.password is None
    database.commit()
    for typed, said in (
        ({"account": "Arbiter", "moderate": "1"}, "neither moderates"),
        ({"acts_as": str(cast.max.id)}, "never as anybody else"),
        ({"account": "Deputy", "group": "4"}, "not part of the team"),
        ({"account": "max"}, "taken"),
    ):  # fmt: skip
        answer, secret = made_by(ada, "/admin/tokens", **typed)
        assert answer.status_code == 422 and said in answer.text and not secret, typed
    row = db.session.scalars(select(ApiToken)).one()
    database.commit()
    assert "Shopkeeper" in ada.get("/admin/tokens").text
    assert ada.post(f"/account/tokens/{row.id}/revoke").status_code == 303
    db.session.expire_all()
    verbs = db.session.scalars(select(StaffAction.verb)).all()
    assert verbs == ["make-token", "revoke-token"]
