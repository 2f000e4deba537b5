"""Attacks on signing in, joining and staying signed in, through the door they come by."""

import re
import time

import pytest
from flask import request
from sqlalchemy import select

from forum import config, database
from forum.app import create_app
from forum.extensions import db
from forum.models import AccountToken, Job, MemberSession, SignUp, User
from forum.models.columns import utcnow
from forum.security import codes, passwords
from forum.services import accounts, sessions, tokens
from tests import factories
from tests.conftest import Browser
from tests.limiting import limits_on

PASSWORD = "four quiet lamps"


@pytest.fixture
def max_(app, cast):
    """Max, who has a password, in a forum that has been asked for something already."""
    cast.max.password = passwords.hashed(PASSWORD)
    database.commit()
    app.test_client().get("/sign-in")
    return cast.max


def statements(seen):
    return [re.sub(r"\s+", " ", statement) for statement in seen]


def sign_in(client, **changes):
    typed = {"identity": "max", "password": PASSWORD, **changes}
    return client.post("/sign-in", data=typed)


def cookie(client, name="forum"):
    found = client.get_cookie(name)
    return found.value if found else None


def is_signed_in(client):
    return client.get("/account").status_code == 200


def with_cookie(app, value):
    client = app.test_client()
    client.set_cookie("forum", value)
    return client


# T54: session fixation


def test_a_session_set_before_signing_in_is_worth_nothing_after(app, max_):
    victim = app.test_client()
    with victim.session_transaction() as session:
        session["sid"], session["planted"] = "known to the attacker", True
    planted = cookie(victim)
    sign_in(victim)
    assert cookie(victim) != planted
    with victim.session_transaction() as session:
        assert "planted" not in session
        assert session["sid"] != "known to the attacker"
    assert not is_signed_in(with_cookie(app, planted))


def test_each_sign_in_is_another_session_and_ends_the_one_before_in_this_browser(app, max_):
    client = app.test_client()
    sign_in(client)
    first = cookie(client)
    sign_in(client)
    assert cookie(client) != first
    assert not is_signed_in(with_cookie(app, first))
    assert is_signed_in(client)


def test_the_token_against_forgery_changes_with_the_session(app, max_):
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = "known to the attacker"
    sign_in(client)
    with client.session_transaction() as session:
        assert session.get("csrf_token") != "known to the attacker"


@pytest.fixture
def ready(app, max_):
    """Max, signed in, with what it takes for a second factor in his session."""
    client = app.test_client()
    sign_in(client)
    secret = codes.new_secret()
    with client.session_transaction() as session:
        session["totp"] = secret
    source = app.extensions["security"].totp_factory._totp.from_source(secret)
    client.code = lambda seconds=0: source.generate(time=time.time() + seconds).token
    return client


def test_new_credentials_are_a_new_session_here_and_the_end_of_all_others(app, max_, ready):
    changes = [
        lambda: ready.post(
            "/account/password", data={"current": PASSWORD, "password": "five quiet lamps"}
        ),
        lambda: ready.post(
            "/account/two-factor", data={"current": "five quiet lamps", "code": ready.code()}
        ),
        lambda: ready.post("/account/two-factor/disable", data={"current": "five quiet lamps"}),
    ]
    for change in changes:
        with ready.session_transaction() as session:
            secret = session.get("totp")
        before = cookie(ready)
        token = factories.signed_in(db.session.get(User, max_.id))
        database.commit()
        elsewhere = app.test_client()
        with elsewhere.session_transaction() as session:
            session["_user_id"], session["sid"] = db.session.get(User, max_.id).fs_uniquifier, token
        assert is_signed_in(elsewhere)
        assert change().status_code in {200, 302}
        database.rollback()
        database.begin("write")
        db.session.expire_all()
        assert is_signed_in(ready)
        assert not is_signed_in(elsewhere)
        assert not is_signed_in(with_cookie(app, before))
        with ready.session_transaction() as session:
            session["totp"] = secret


# T55: a copied cookie


def test_a_copied_cookie_is_worthless_after_signing_out(app, max_):
    for keep in ("", "1"):
        client = app.test_client()
        sign_in(client, keep=keep)
        copied = cookie(client)
        assert is_signed_in(with_cookie(app, copied))
        answer = client.post("/sign-out")
        assert answer.status_code == 302
        thief = with_cookie(app, copied)
        assert thief.get("/account").status_code == 302
        assert thief.get("/account", headers={"Accept": "application/json"}).status_code == 401
        assert thief.post("/account", data={"display_name": "Thief"}).status_code == 401


@pytest.mark.parametrize(
    "happening", ["password", "reset", "role", "closed", "revoked", "everywhere"]
)
def test_a_copied_cookie_is_worthless_after(app, cast, max_, happening):
    client = app.test_client()
    sign_in(client, keep="1")
    copied = cookie(client)
    database.rollback()
    database.begin("write")
    user = db.session.get(User, max_.id)
    row = db.session.scalars(select(MemberSession).order_by(MemberSession.id.desc())).first()
    if happening == "password":
        accounts.change_password(user, user, PASSWORD, "five quiet lamps", sessions.Device())
    elif happening == "reset":
        token = tokens.issue(user, user, "reset")
        accounts.reset(cast.guest, user, token, "five quiet lamps")
    elif happening == "role":
        accounts.promote(cast.ada, user, ("moderators",))
    elif happening == "closed":
        user.active = False
    elif happening == "revoked":
        sessions.revoke(user, user, row)
    else:
        sessions.end_all(user, user)
    database.commit()
    thief = with_cookie(app, copied)
    assert thief.get("/account", headers={"Accept": "application/json"}).status_code == 401
    assert thief.post("/account/password", data={}).status_code == 401


def test_a_suspended_members_cookie_writes_nothing_on_any_page_others_see(app, cast, browser):
    client = browser(cast.sue)
    assert client.post("/account", data={"display_name": "Sue"}).status_code == 403
    assert client.post("/account/name", data={"name": "susanne"}).status_code == 403


def test_there_is_no_other_cookie_that_signs_in(app, max_):
    client = app.test_client()
    answer = sign_in(client, keep="1", remember="1", remember_me="1")
    assert [header.split("=")[0] for header in answer.headers.getlist("Set-Cookie")] == ["forum"]
    forged = app.test_client()
    forged.set_cookie("remember_token", f"{max_.fs_uniquifier}|0")
    assert not is_signed_in(forged)
    assert not is_signed_in_with(app, {"Authentication-Token": max_.get_auth_token()})


def is_signed_in_with(app, headers):
    return app.test_client().get("/account", headers=headers).status_code == 200


def test_keep_me_signed_in_is_the_cookies_length_and_nothing_else(app, max_):
    short, long = app.test_client(), app.test_client()
    assert "Expires=" not in sign_in(short).headers["Set-Cookie"]
    assert "Expires=" in sign_in(long, keep="1").headers["Set-Cookie"]
    ends = [
        row.expires_at - utcnow()
        for row in db.session.scalars(select(MemberSession).order_by(MemberSession.id))
    ]
    assert [round(left.total_seconds() / 86400) for left in ends] == [1, 60]


def test_signing_out_is_a_post(app, max_):
    client = app.test_client()
    sign_in(client)
    for method in (client.get, client.head, client.put, client.delete):
        assert method("/sign-out").status_code == 405
    assert is_signed_in(client)


# T56: links in letters


POISON = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"Forwarded": "host=evil.example"},
    {"X-Original-Host": "evil.example"},
    {"Host": "localhost:@evil.example"},
]


@pytest.mark.parametrize("headers", POISON, ids=str)
def test_a_letters_link_is_ours_whatever_the_request_says(app, cast, headers):
    answer = app.test_client().post("/reset", data={"identity": "max"}, headers=headers)
    assert answer.status_code in {200, 400}
    assert "evil" not in answer.text
    database.rollback()
    database.begin("write")
    assert "evil" not in str([job.arguments for job in db.session.scalars(select(Job))])


def production(tmp_path, **variables):
    settings = config.read({
        "FORUM_INSTANCE": str(tmp_path), "FORUM_SECRET_KEY": "of tests", "FORUM_ENV": "production",
        "FORUM_BASE_URL": "https://forum.example.com", **variables,
    }, tmp_path / "forum.toml")  # fmt: skip
    app = create_app(settings, {"TESTING": True, "RATELIMIT_ENABLED": False}, with_plugins=[])
    app.test_client_class = Browser
    return app


@pytest.fixture
def public(app, tmp_path):
    """The same forum as it runs in production: https, one proxy in front."""
    made = production(tmp_path, FORUM_PROXIES="1")
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "forum.example.com.evil.example",
        "forum.example.com@evil.example",
        "forum.example.com:@evil.example",
        "",
        "evil.example:443",
        "xforum.example.com",
    ],
)
def test_an_unknown_host_is_refused(public, host):
    answer = public.test_client().get(
        "/sign-in", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_the_own_host_is_answered_and_a_forwarded_one_is_not_believed(public):
    client = public.test_client()
    https = {"Host": "forum.example.com", "X-Forwarded-Proto": "https"}
    for more in ({}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        answer = client.get("/sign-in", headers={**https, **more})
        assert answer.status_code == 200
        assert "evil" not in answer.text


# T112: TLS only


def test_in_production_the_cookie_is_for_this_host_and_https_only(public, max_):
    client = public.test_client()
    page = client.get(
        "/sign-in", headers={"Host": "forum.example.com", "X-Forwarded-Proto": "https"}
    )
    set_cookie = page.headers["Set-Cookie"]
    assert set_cookie.startswith("__Host-forum=")
    for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert flag in set_cookie
    assert "Domain" not in set_cookie
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "http://" not in re.sub(r"http://www\.w3\.org/\S+", "", page.text)


def test_the_scheme_is_the_proxys_word_only_where_there_is_one(public, app, tmp_path):
    @public.get("/scheme-seen")
    def seen():
        return request.scheme

    asked = {"headers": {"X-Forwarded-Proto": "https"}, "base_url": "http://forum.example.com"}
    assert public.test_client().get("/scheme-seen", **asked).text == "https"
    bare = production(tmp_path)
    bare.add_url_rule("/scheme-seen", view_func=seen)
    assert bare.test_client().get("/scheme-seen", **asked).text == "http"
    with bare.app_context():
        db.engine.dispose()


# T59: who has an account


PAIRS = [("max", "bob"), ("max@example.org", "bob@example.org")]


@pytest.mark.parametrize(("known", "unknown"), PAIRS)
def test_signing_in_tells_not_whether_there_is_such_an_account(app, max_, known, unknown):
    answers = [
        sign_in(app.test_client(), identity=identity, password="not the password")
        for identity in (known, unknown)
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    same = [
        answer.text.replace(f'value="{identity}"', "?")
        for answer, identity in zip(answers, (known, unknown), strict=True)
    ]
    assert _without_tokens(same[0]) == _without_tokens(same[1])
    assert len(answers[0].data) == len(answers[1].data)


def _without_tokens(page):
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


@pytest.mark.parametrize(("known", "unknown"), PAIRS)
def test_both_are_asked_of_the_database_with_the_same_statements(
    app, max_, queries, known, unknown
):
    asked = []
    for identity in (known, unknown):
        with queries() as seen:
            sign_in(app.test_client(), identity=identity, password="not the password")
        asked.append(statements(seen))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(("known", "unknown"), PAIRS)
def test_asking_for_a_new_password_tells_nothing(app, max_, queries, known, unknown):
    answers, asked = [], []
    for identity in (known, unknown):
        with queries() as seen:
            answers.append(app.test_client().post("/reset", data={"identity": identity}))
        asked.append(statements(seen))
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].data == answers[1].data
    assert asked[0] == asked[1]


def test_joining_tells_nothing(app, max_, queries):
    pages, asked = [], []
    app.test_client().get("/join")  # from here on what is asked of newcomers is kept in memory
    for address in ("max@example.org", "bob@example.org"):
        client = app.test_client()
        with queries() as seen:
            answer = client.post(
                "/join", data={"name": "nora", "email": address, "password": PASSWORD}
            )
        asked.append(statements(seen))
        assert (answer.status_code, answer.location) == (302, "/join/sent")
        pages.append(client.get("/join/sent").text.replace(address, "?"))
        assert client.post("/join/sent").status_code == 302
    assert _without_tokens(pages[0]) == _without_tokens(pages[1])
    assert asked[0] == asked[1]


def test_another_address_for_ones_account_tells_nothing(app, max_, cast):
    answers = []
    for address in (cast.amy.email, "bob@example.org"):
        client = app.test_client()
        sign_in(client)
        answers.append(client.post("/account/email", data={"email": address, "current": PASSWORD}))
    assert [(a.status_code, a.location) for a in answers] == [(302, "/account/email")] * 2


def test_passkeys_are_asked_for_the_same_way_for_everybody(app, max_):
    first, second = (app.test_client().post("/sign-in/passkey/options").json for _ in range(2))
    assert first.pop("challenge") != second.pop("challenge")
    assert first == second
    assert first.get("allowCredentials", []) == []


# T61: the second factor


def test_a_reset_does_not_skip_the_second_factor(app, cast, max_):
    max_.tf_primary_method, max_.tf_totp_secret = codes.METHOD, codes.new_secret()
    token = tokens.issue(cast.max, max_, "reset")
    database.commit()
    client = app.test_client()
    answer = client.post(f"/reset/{token}", data={"password": "five quiet lamps"})
    assert answer.location == "/sign-in"
    assert not is_signed_in(client)
    assert sign_in(client, password="five quiet lamps").location == "/sign-in/code"
    assert not is_signed_in(client)


def test_who_owes_a_code_gets_no_further_and_starts_again_after_a_while(app, max_):
    max_.tf_primary_method, max_.tf_totp_secret = codes.METHOD, codes.new_secret()
    database.commit()
    client = app.test_client()
    sign_in(client, next="/latest", keep="1")
    assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    assert not is_signed_in(client)
    with client.session_transaction() as session:
        session["second"] = [*session["second"][:3], int(time.time()) - 601]
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.post("/sign-in/code", data={"code": "000000"}).location == "/sign-in"
    source = app.extensions["security"].totp_factory._totp.from_source(max_.tf_totp_secret)
    sign_in(client, next="/latest", keep="1")
    answer = client.post("/sign-in/code", data={"code": source.generate().token})
    assert answer.location == "/latest"
    assert is_signed_in(client)


def test_nobody_owes_a_code_who_has_not_shown_a_password(app, max_):
    client = app.test_client()
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.post("/sign-in/code", data={"code": "123456"}).location == "/sign-in"


def test_a_half_sign_in_is_void_after_a_new_password(app, cast, max_):
    max_.tf_primary_method, max_.tf_totp_secret = codes.METHOD, codes.new_secret()
    database.commit()
    client = app.test_client()
    sign_in(client)
    database.rollback()
    database.begin("write")
    user = db.session.get(User, max_.id)
    accounts.reset(cast.guest, user, tokens.issue(user, user, "reset"), "five quiet lamps")
    database.commit()
    assert client.get("/sign-in/code").status_code == 200
    assert client.post("/sign-in/code", data={"code": "123456"}).location == "/sign-in"


# T62: one bucket for one place


FORGED = [
    lambda n: {"headers": {"X-Forwarded-For": f"198.51.100.{n}"}},
    lambda n: {"headers": {"Forwarded": f"for=198.51.100.{n}"}},
    lambda n: {"headers": {"X-Real-IP": f"198.51.100.{n}", "Client-IP": f"198.51.100.{n}"}},
    lambda n: {"environ_base": {"REMOTE_ADDR": f"2001:db8:1:2::{n + 1:x}"}},
    lambda n: {"environ_base": {"REMOTE_ADDR": ["192.0.2.1", "::ffff:192.0.2.1"][n % 2]}},
    lambda n: {"environ_base": {"SERVER_PROTOCOL": ["HTTP/1.0", "HTTP/1.1"][n % 2]}},
    lambda n: {"query_string": {"x": str(n)}},
]


@pytest.mark.parametrize("forged", FORGED)
def test_no_header_makes_another_of_the_same_client(app, cast, forged):
    with limits_on():
        found = [
            app.test_client()
            .post("/reset", data={"identity": f"somebody{n}"}, **forged(n))
            .status_code
            for n in range(21)
        ]
    assert found == [200] * 20 + [429]


def test_behind_a_proxy_only_its_own_word_counts(app, cast, tmp_path):
    public = production(tmp_path, FORUM_PROXIES="1")
    public.config["WTF_CSRF_ENABLED"] = False
    with limits_on():
        found = [
            public.test_client().post(
                "/reset", data={"identity": f"somebody{n}"},
                headers={"Host": "forum.example.com", "X-Forwarded-Proto": "https",
                         "X-Forwarded-For": f"10.1.1.{n}, 192.0.2.1"},
            ).status_code
            for n in range(21)
        ]  # fmt: skip
        other = public.test_client().post(
            "/reset", data={"identity": "somebody"},
            headers={"Host": "forum.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.2"},
        )  # fmt: skip
    assert found == [200] * 20 + [429]
    assert other.status_code == 200
    with public.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "path", ["//sign-in", "/sign-in/", "/SIGN-IN", "/./sign-in", "/sign-in%2f", "/%2e/sign-in"]
)
def test_there_is_one_address_to_sign_in_at(app, max_, path):
    client = app.test_client()
    answer = client.post(path, data={"identity": "max", "password": PASSWORD})
    assert answer.status_code in {308, 404, 405}
    assert answer.status_code != 308 or answer.location.endswith("/sign-in")
    assert not is_signed_in(client)


def test_too_many_is_said_with_when_to_come_back(app, cast):
    with limits_on():
        for _ in range(11):
            answer = sign_in(app.test_client(), password="not the password")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 901


# T64: where to go next


EVIL = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "https://localhost@evil.example",
    "http://localhost:@evil.example",
    "\\\\evil.example",
    " //evil.example",
    "/%2f/evil.example",
    "",
]


@pytest.mark.parametrize("then", EVIL)
def test_signing_in_leads_nowhere_else(app, max_, then):
    client = app.test_client()
    assert client.get("/sign-in", query_string={"next": then}).text.count("evil") == 0
    assert sign_in(client, next=then).location == "/"
    assert client.get("/sign-in", query_string={"next": then}).location == "/"


def test_signing_in_leads_back_to_where_one_was(app, max_):
    assert sign_in(app.test_client(), next="/t/1/hello?page=2").location == "/t/1/hello?page=2"


# T65: what is sent as a password


def test_a_password_of_ten_megabytes_is_refused_before_anything_is_computed(app, max_, monkeypatch):
    context = app.extensions["security"].pwd_context
    monkeypatch.setattr(context, "verify", lambda *_: pytest.fail("it was hashed"))
    for size, status in ((13_000_000, 413), (10_000_000, 413), (1_001, 422)):
        answer = sign_in(app.test_client(), password="x" * size)
        assert answer.status_code == status


@pytest.mark.parametrize(
    "password", ["x" * 64, "x" * 1000, "\x00", "four quiet\x00lamps", "ü" * 500, "\ud800"]
)
def test_no_password_breaks_the_page(app, max_, password):
    answer = app.test_client().post("/sign-in", json={"identity": "max", "password": password})
    assert answer.status_code == 422


# T38, T39: what else a request carries


def test_nothing_but_the_fields_of_the_form_is_taken(app, cast):
    more = {
        "is_admin": "1",
        "trust_level": "4",
        "groups": "admins",
        "active": "1",
        "confirmed_at": "2020-01-01",
        "claimed_at": "2020-01-01",
        "byline": "Admin",
        "id": "1",
        "created_at": "2000-01-01",
    }
    client = app.test_client()
    client.post(
        "/join", data={"name": "nora", "email": "nora@example.org", "password": PASSWORD, **more}
    )
    database.rollback()
    database.begin("write")
    user = accounts.confirm(cast.guest, db.session.scalars(select(SignUp)).one())
    assert (user.trust_level, user.byline, user.created_at.year) == (0, "", utcnow().year)
    database.commit()


def test_a_profile_takes_its_five_fields_only(cast, browser):
    answer = browser(cast.max).post("/account", data={
        "display_name": "Max", "byline": "Admin, Fernway", "email": "x@example.org", "trust_level": "4",
        "name": "admin", "title": "Boss", "suspended_until": "", "id": str(cast.ada.id),
    })  # fmt: skip
    assert answer.status_code == 302
    database.rollback()
    database.begin("write")
    db.session.expire_all()
    assert (
        cast.max.byline,
        cast.max.email,
        cast.max.trust_level,
        cast.max.name,
        cast.max.title,
    ) == (
        "",
        "max@example.org",
        1,
        "max",
        "",
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"identity": ["max", "amy"], "password": PASSWORD},
        {"identity": {"$gt": ""}, "password": PASSWORD},
        {"identity": True, "password": PASSWORD},
        {"identity": "max", "password": None},
        {"identity": 1, "password": 1},
        [],
        "max",
        {"__proto__": {}},
        {"identity": "max", "password": PASSWORD, "keep": "1e3"},
    ],
)
def test_odd_shapes_are_mistakes_and_not_errors(app, max_, sent):
    answer = app.test_client().post("/sign-in", json=sent)
    assert answer.status_code in {400, 422}


# T53: forged requests


@pytest.fixture
def guarded(app, max_):
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def test_every_route_here_that_writes_wants_the_token(guarded):
    client = guarded.test_client()
    with guarded.test_request_context():
        rules = [rule for rule in guarded.url_map.iter_rules() if "POST" in rule.methods]
    mine = {"sessions", "joining", "accounts", "second_factor"}
    paths = [rule for rule in rules if rule.endpoint.split(".")[0] in mine]
    assert len(paths) > 20
    for rule in paths:
        values = {name: "1" if name.endswith("_id") else "x" * 27 for name in rule.arguments}
        with guarded.test_request_context():
            path = rule.build(values)[1]
        answer = client.post(path, data={"x": "1"})
        assert answer.status_code == 400, path


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "http://localhost"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": "https://evil.example"}, 400),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 400),
        ({}, 400),
    ],
)
def test_a_look_is_chosen_from_our_own_pages_only(guarded, headers, status):
    client = guarded.test_client()
    answer = client.post("/preferences/scheme", data={"scheme": "dark"}, headers=headers)
    assert answer.status_code == status
    assert (cookie(client, "scheme") == "dark") is (status == 302)


def test_a_guest_who_chose_dark_gets_dark_pages_without_a_script(app, cast):
    client = app.test_client()
    client.post(
        "/preferences/scheme", data={"scheme": "dark"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert 'data-scheme="dark"' in client.get("/sign-in").text
    assert "data-scheme=" not in app.test_client().get("/sign-in").text
    client.set_cookie("scheme", '"><script>')
    assert "<script>" not in client.get("/sign-in").text


# T40: what belongs to others


def test_nobody_ends_anothers_session_or_removes_anothers_passkey(app, cast, browser, max_):
    factories.signed_in(cast.amy)
    database.commit()
    theirs = db.session.scalars(
        select(MemberSession).where(MemberSession.user_id == cast.amy.id)
    ).one()
    client = browser(max_)
    assert client.post(f"/account/sessions/{theirs.id}/revoke").status_code == 404
    assert client.post("/account/passkeys/1/remove", data={"current": PASSWORD}).status_code == 404
    database.rollback()
    database.begin("write")
    db.session.refresh(theirs)
    assert theirs.revoked_at is None


# What a link from a letter shows, and letters in development


def test_following_a_link_changes_nothing_by_itself(app, cast, max_):
    token = tokens.issue(max_, max_, "email", email="new@example.org")
    reset = tokens.issue(max_, max_, "reset")
    database.commit()
    client = app.test_client()
    for path in (f"/account/email/{token}", f"/reset/{reset}"):
        for _ in range(2):  # a mail program that looks first, then the reader
            answer = client.get(path)
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-store"
    assert len(db.session.scalars(select(AccountToken)).all()) == 2
    database.rollback()
    assert client.post(f"/account/email/{token}").location == "/account/email"
    assert client.post(f"/account/email/{token}").status_code == 404


def test_letters_lie_open_in_development_only(app, public):
    https = {"Host": "forum.example.com", "X-Forwarded-Proto": "https"}
    assert app.test_client().get("/dev/mail").status_code == 200
    assert public.test_client().get("/dev/mail", headers=https).status_code == 404
    for name in ("../secret_key", "..%2fsecret_key", "20261123-000000-000000"):
        assert app.test_client().get(f"/dev/mail/{name}").status_code == 404
