"""Signing in with the brand's own accounts: a real provider answers, and every way to cheat fails."""

import socket
from time import monotonic, time

import pytest
from joserfc.jwk import KeySet, RSAKey

from forum import database
from forum.extensions import db
from forum.models import SettingValue
from forum.models.users import OPERATOR
from forum.security import oidc
from forum.services import settings
from tests.providing import come_back, counts, go, is_in, is_in_by, linked, sign_in, use


def test_who_is_linked_is_let_in_with_a_session_of_their_own(visitor, provider):
    with visitor.session_transaction() as session:
        session["sid"] = session["_user_id"] = "planted"
    answer = sign_in(visitor, provider, "max-there", next="/members")
    assert (answer.status_code, answer.location) == (302, "/members")
    assert is_in(visitor)
    with visitor.session_transaction() as session:
        assert session["sid"] != "planted"
        assert "away" not in session


@pytest.mark.parametrize("secret, said", [
    ("", {}), ("of tests", {"token_endpoint_auth_methods_supported": ["client_secret_post"]}),
])  # fmt: skip
def test_a_client_without_a_secret_or_with_it_in_the_body_is_known_too(
    app, visitor, provider, secret, said
):
    provider.put("/say", **said)
    use(app, provider.issuer, FORUM_OIDC_CLIENT_SECRET=secret)
    assert sign_in(visitor, provider, "max-there").status_code == 302


def test_there_it_asks_with_pkce_a_state_and_a_nonce_and_comes_back_to_our_own_address(visitor):
    visitor.get("/sign-in", headers={"X-Forwarded-Host": "evil.example"})
    address = go(visitor)
    for part in ("response_type=code", "code_challenge_method=S256", "state=", "nonce=",
                 "redirect_uri=http%3A%2F%2Flocalhost%3A8000%2Fsign-in%2Fwith%2Foidc%2Fback"):  # fmt: skip
        assert part in address
    assert "secret" not in address


def test_coming_back_is_a_page_that_signs_nobody_in_by_itself(visitor, provider):
    answer = provider.answer(go(visitor), "max-there")
    before = counts()
    page = visitor.get("/sign-in/with/oidc/back", query_string=answer)
    assert page.status_code == 200 and answer["code"] in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert counts() == before and not is_in(visitor)
    assert come_back(visitor, answer).status_code == 302


STATES = {
    "none at all": lambda answer: {"code": answer["code"]},
    "another": lambda answer: {**answer, "state": "x" * 27},
    "empty": lambda answer: {**answer, "state": ""},
}


@pytest.mark.parametrize("case", STATES)
def test_a_state_that_is_not_this_browsers_is_refused(visitor, provider, case):
    answer = STATES[case](provider.answer(go(visitor), "max-there"))
    assert come_back(visitor, answer).status_code == 400
    assert not is_in(visitor)


def test_what_another_browser_began_is_not_finished_here(app, visitor, provider):
    """Login CSRF: an attacker's own answer, carried into somebody's browser."""
    attackers = app.test_client()
    answer = provider.answer(go(attackers), "max-there")
    assert come_back(visitor, answer).status_code == 400
    go(visitor)  # even one that is on its way itself
    assert come_back(visitor, answer).status_code == 400
    assert not is_in(visitor)


def test_a_state_is_good_once_even_with_the_cookie_of_then(visitor, provider):
    answer = provider.answer(go(visitor), "max-there")
    with visitor.session_transaction() as session:
        then = dict(session)
    assert come_back(visitor, answer).status_code == 302
    asked = provider.paths().count("/oauth2/token")
    visitor.delete_cookie("forum")
    with visitor.session_transaction() as session:
        session.update(then)
    assert come_back(visitor, answer).status_code == 400
    assert provider.paths().count("/oauth2/token") == asked, "the provider is not even asked"


def test_a_code_of_another_sign_in_is_worth_nothing(visitor, provider):
    first = provider.answer(go(visitor), "max-there")
    second = provider.answer(go(visitor), "max-there")
    mixed = {**second, "code": first["code"]}
    assert come_back(visitor, mixed).status_code == 400, "its nonce is another"
    third = provider.answer(go(visitor), "max-there")
    assert come_back(visitor, {**third, "code": second["code"]}).status_code == 400
    assert not is_in(visitor)


SPOILT = {  # "since": seconds from the moment of the test
    "another nonce": {"claims": {"nonce": "x"}},
    "no nonce": {"claims": {"nonce": None}},
    "for another audience": {"claims": {"aud": "another"}},
    "no audience": {"claims": {"aud": None}},
    "for several, and not authorised for us": {"claims": {"aud": ["forum", "x"], "azp": "x"}},
    "of another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "expired": {"since": {"exp": -600, "iat": -900}},
    "no end": {"claims": {"exp": None}},
    "not yet": {"since": {"iat": 900, "nbf": 900}},
    "no subject": {"claims": {"sub": None}},
    "empty subject": {"claims": {"sub": ""}},
    "a subject that is no text": {"claims": {"sub": 7}},
    "another access token": {"claims": {"at_hash": "x" * 22}},
    "not signed": {"alg": "none"},
    "signed with the public key as a secret": {"alg": "HS256"},
    "signed with another key": {"key": "other"},
    "nothing": {"body": "{}"},
    "garbage": {"body": "<html>"},
    "a list": {"body": "[]"},
    "a token that is none": {"body": '{"id_token": "a.b.c"}'},
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_a_token_that_is_not_the_providers_for_us_now_lets_nobody_in(visitor, provider, case):
    answer, before = provider.answer(go(visitor), "max-there"), counts()
    spoilt = dict(SPOILT[case])
    if since := spoilt.pop("since", None):
        spoilt["claims"] = {name: int(time()) + seconds for name, seconds in since.items()}
    provider.put("/spoil", **spoilt)
    page = come_back(visitor, answer)
    assert page.status_code in {400, 503}
    assert "begin again" in page.text or "is not answering" in page.text
    assert counts()[1:] == before[1:] and not is_in(visitor)


def test_clocks_may_differ_by_a_minute(visitor, provider):
    answer = provider.answer(go(visitor), "max-there")
    now = int(time())
    provider.put("/spoil", claims={"exp": now - 20, "iat": now - 300})
    assert come_back(visitor, answer).status_code == 302


def test_keys_that_the_provider_has_changed_are_asked_for_again(
    app, visitor, provider, monkeypatch
):
    known = app.extensions["forum.providers"]["oidc"]
    assert is_in_by(app, provider, "max-there")
    other = KeySet.import_key_set({"keys": [RSAKey.generate_key(2048).as_dict(private=False)]})
    known._keys = (monotonic(), other)
    assert sign_in(visitor, provider, "max-there").status_code == 400, "not at every wrong token"
    monkeypatch.setattr(oidc, "ANEW", -1.0)
    assert sign_in(visitor, provider, "max-there").status_code == 302


SAID = {
    "an address with a second header in it": {
        "authorization_endpoint": "https://x.example/\r\nX: y"
    },
    "another issuer": {"issuer": "https://evil.example"},
    "a token endpoint without encryption": {"token_endpoint": "http://192.0.2.1/token"},
    "keys of a private network": {"jwks_uri": "http://169.254.169.254/latest"},
    "an odd address": {"authorization_endpoint": "javascript:alert(1)"},
    "no keys": {"jwks_uri": None},
}


@pytest.mark.parametrize("case", SAID)
def test_what_the_provider_says_about_itself_is_looked_at(visitor, provider, case):
    provider.put("/say", **SAID[case])
    assert visitor.post("/sign-in/with/oidc").status_code == 400


def test_an_answer_that_names_another_issuer_is_a_mix_up(visitor, provider):
    provider.put("/say", authorization_response_iss_parameter_supported=True)
    for iss in ({}, {"iss": "https://evil.example"}):
        answer = provider.answer(go(visitor), "max-there")
        assert come_back(visitor, {**answer, **iss}).status_code == 400
    answer = provider.answer(go(visitor), "max-there")
    assert come_back(visitor, {**answer, "iss": provider.issuer}).status_code == 302


def test_only_an_issuer_that_the_operator_named_is_asked_in_a_private_network(app, cast):
    use(app, "http://127.0.0.1:9", FORUM_OUTGOING_ALLOWED="")
    assert app.test_client().post("/sign-in/with/oidc").status_code == 400
    use(app, "https://127.0.0.1:443", FORUM_OUTGOING_ALLOWED="")
    assert app.test_client().post("/sign-in/with/oidc").status_code == 503


def test_a_provider_that_is_down_or_slow_is_said_to_be(app, cast, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes calls and says nothing
        port = silent.getsockname()[1]
        monkeypatch.setattr(oidc, "SECONDS", 0.3)
        use(app, f"http://127.0.0.1:{port}")
        page = app.test_client().post("/sign-in/with/oidc")
        assert page.status_code == 503 and "is not answering" in page.text
    page = app.test_client().post("/sign-in/with/oidc")  # now nobody listens
    assert page.status_code == 503 and "is not answering" in page.text


def test_few_wait_for_it_at_once(visitor):
    for _n in range(oidc.AT_ONCE):
        assert oidc._waiting.acquire(blocking=False)
    try:
        assert visitor.post("/sign-in/with/oidc").status_code == 503
    finally:
        oidc._waiting.release(oidc.AT_ONCE)


def test_who_says_no_there_is_told_so(visitor, provider):
    address = go(visitor)
    state = address.partition("state=")[2].partition("&")[0]
    answer = {"state": state, **provider.answer(address, "")}  # which this provider forgets
    page = come_back(visitor, answer)
    assert page.status_code == 403 and "did not sign in there" in page.text


@pytest.mark.parametrize("said, written", [
    ("maya@example.org", "other"), ("my password is hunter2", "other"), ("x" * 200, "other"),
    ("ACCESS_DENIED", "other"), ("login_required", "login_required"),
])  # fmt: skip
def test_what_somebody_typed_as_an_error_is_not_in_the_log(visitor, caplog, said, written):
    state = go(visitor).partition("state=")[2].partition("&")[0]
    assert come_back(visitor, {"state": state, "error": said}).status_code == 400
    lines = [line.getMessage() for line in caplog.records if line.name == "forum.sign_in"]
    assert lines == [f"oidc: wrong: it said {written}"]


@pytest.mark.parametrize(
    "then", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_it_leads_to_no_other_site_afterwards(visitor, provider, then):
    assert sign_in(visitor, provider, "max-there", next=then).location == "/"


def test_going_there_and_coming_back_want_the_token_of_a_form(app, visitor, provider):
    answer = provider.answer(go(visitor), "max-there")
    app.config["WTF_CSRF_ENABLED"] = True
    assert visitor.post("/sign-in/with/oidc").status_code == 400
    assert come_back(visitor, answer).status_code == 400
    assert visitor.get("/sign-in/with/oidc").status_code == 405
    assert not is_in(visitor)


def test_nothing_is_there_without_a_provider(app, cast):
    client = app.test_client()
    for path in ("/sign-in/with/oidc", "/sign-in/with/oidc/back", "/sign-in/with/x"):
        assert client.post(path).status_code == 404
    assert client.get("/sign-in/with/oidc/back?state=x&code=y").status_code == 404
    assert "sign-in/with" not in client.get("/sign-in").text


def test_a_second_factor_and_a_suspension_are_as_after_a_password(app, cast, visitor, provider):
    cast.max.tf_primary_method, cast.max.tf_totp_secret = "authenticator", "x"
    linked(cast.sue, "sue-there", provider)
    assert sign_in(visitor, provider, "max-there").location == "/sign-in/code"
    assert not is_in(visitor)
    sues = app.test_client()
    assert sign_in(sues, provider, "sue-there").status_code == 302
    assert is_in(sues), "she reads and appeals, as after a password"
    cast.sue.active = False
    database.commit()
    assert sign_in(app.test_client(), provider, "sue-there").status_code in {303, 403}


STRONG_THERE = {"amr": ["pwd", "mfa"]}


@pytest.mark.parametrize("said", [{}, STRONG_THERE, {"acr": "gold"}, {"amr": ["pwd"], "acr": ""}])
@pytest.mark.parametrize("trusts", [False, True])
def test_whoever_has_a_second_factor_here_is_asked_unless_it_was_shown_there_and_is_trusted(
    cast, visitor, provider, trusts, said
):
    cast.max.tf_primary_method, cast.max.tf_totp_secret = "authenticator", "x"
    # What older versions let an admin say counts for nothing.
    db.session.add(SettingValue(name="sign_in.asks_second_factor", value=False))
    settings.change(OPERATOR, "sign_in.trusts_second_factor", str(trusts).lower())
    database.commit()
    answer = provider.answer(go(visitor), "max-there")
    provider.put("/spoil", claims=said)
    is_enough = trusts and said == STRONG_THERE
    assert come_back(visitor, answer).location == ("/" if is_enough else "/sign-in/code")
    assert is_in(visitor) is is_enough


def test_a_factor_shown_there_counts_where_an_admin_says_so(app, cast, visitor, provider):
    cast.max.tf_primary_method, cast.max.tf_totp_secret = "authenticator", "x"
    settings.change(OPERATOR, "sign_in.trusts_second_factor", "true")
    database.commit()
    assert sign_in(visitor, provider, "max-there").location == "/sign-in/code"
    answer = provider.answer(go(visitor), "max-there")
    provider.put("/spoil", claims={"amr": ["pwd", "mfa"]})
    assert come_back(visitor, answer).location == "/"
    assert is_in(visitor)
