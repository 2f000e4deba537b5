"""Programs: `program(person, "read write")` is a client that comes with a token of that person."""

from datetime import timedelta

import pytest

from forum import database
from forum.lib import tokens
from forum.models import ApiToken
from forum.models.columns import utcnow
from tests import factories


class Program:
    def __init__(self, client, secret):
        self.client, self.secret = client, secret

    def ask(self, method, path, body=None, **headers):
        """The answer, with `.data_` its JSON, checked to be what the header says."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            headers.setdefault("Authorization", f"Bearer {self.secret}")
        answer = self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers)
        if answer.status_code >= 400:
            assert answer.mimetype == "application/problem+json", answer.text
            assert answer.json["status"] == answer.status_code
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body or {}, **headers)


def token(person, scopes="read write private moderate admin arrange", **with_):
    """A token of this member: (row, secret)."""
    secret = tokens.new(256)
    row = factories._save(
        ApiToken(**{
            "kind": "personal", "user_id": person.id, "creator_id": person.id, "name": "a program",
            "scopes": scopes, "token_hash": tokens.hashed(secret), "ending": secret[-4:],
            "expires_at": utcnow() + timedelta(days=1), **with_,
        })
    )  # fmt: skip
    database.commit()
    return row, secret


@pytest.fixture
def program(app):
    def of(person=None, scopes="read write private moderate admin arrange", **with_):
        secret = token(person, scopes, **with_)[1] if person is not None else ""
        return Program(app.test_client(use_cookies=False), secret)

    return of
