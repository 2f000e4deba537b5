"""No door tells whether somebody has an account."""

import re
from datetime import timedelta

import pytest

from forum.models.columns import utcnow
from forum.security import challenges
from tests.signing import PASSWORD, joining, max_, sign_in, statements

__all__ = ["max_"]


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


def test_a_form_to_join_is_sent_by_nobody_at_once_and_by_nobody_a_day_later(app, max_):
    client, typed = app.test_client(), {"name": "nora", "email": "nora@example.org"}
    (here,) = re.findall(r'name="challenge" value="([^"]+)"', client.get("/join").text)
    forged = joining(minutes=1).replace("join.1", "join.0")
    for challenge, said in ((here, "very fast"), (joining(hours=25), "has expired"),
                            (forged, "has expired"), ("", "has expired"),
                            (challenges.draw("notice", utcnow() - timedelta(minutes=1)).text,
                             "has expired")):  # fmt: skip
        answer = client.post("/join", data={**typed, "password": PASSWORD, "challenge": challenge})
        assert answer.status_code == 422 and said in answer.text and 'value="nora"' in answer.text
        (next_,) = re.findall(r'name="challenge" value="([^"]+)"', answer.text)
        assert (next_ == challenge) is (challenge == here)
    sent = {**typed, "password": PASSWORD, "challenge": joining(minutes=1)}
    assert client.post("/join", data=sent).location == "/join/sent"


def test_joining_tells_nothing(app, max_, queries):
    pages, asked, drawn = [], [], joining(minutes=1)
    app.test_client().get("/join")  # from here on what is asked of newcomers is kept in memory
    for address in ("max@example.org", "bob@example.org"):
        client = app.test_client()
        with queries() as seen:
            answer = client.post(
                "/join",
                data={"name": "nora", "email": address, "password": PASSWORD, "challenge": drawn},
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
