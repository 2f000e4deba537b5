"""The document says what the API does: every route is in it, and it does nothing else (T43)."""

import json
import os
import re

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from forum import database
from forum.blueprints.api.frame import ROUTES
from forum.models import Bookmark, Draft
from tests import factories
from tests.blueprints.api.conftest import token

PLACE = re.compile(r"<(?:[^:<>]*(?:\([^)]*\))?:)?(\w+)>")


def test_every_route_is_in_the_document_and_says_what_it_gives(app, program):
    document = program().get("/openapi.json").json
    said = {(method.upper(), path) for path, ways in document["paths"].items() for method in ways}
    there = {
        (method, PLACE.sub(r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }  # fmt: skip
    assert said == there - {("GET", "/openapi.json")}
    names = [way["operationId"] for ways in document["paths"].values() for way in ways.values()]
    assert len(names) == len(set(names))
    assert all(route.about for route in ROUTES)
    for ways in document["paths"].values():
        for way in ways.values():
            assert {"400", "401", "429", "500"} <= way["responses"].keys()


def fill(cast):
    """One of everything that has an address, with the ids 1 to 5."""
    place = factories.category(slug="open", name="Open")
    for n in range(5):
        thread = factories.thread(category=place, author=(cast.max, cast.ada)[n % 2],
                                  kind="question", tags=["plain"])  # fmt: skip
        post = factories.post(thread=thread, author=cast.mo, body="A reply with *some* text.")
        factories._save(Bookmark(user_id=cast.max.id, post_id=post.id))
    factories._save(Draft(user_id=cast.max.id, key="new", sequence=1, payload={"title": "x"}))
    database.commit()


@pytest.mark.parametrize("who", ["guest", "max", "mo", "ada"])
def test_it_answers_as_the_document_says(app, cast, who):
    """T43: no error of ours, no status, header or shape that is not documented."""
    schemathesis = pytest.importorskip("schemathesis")
    checks = pytest.importorskip("schemathesis.specs.openapi.checks")
    fill(cast)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    headers = {}
    if who != "guest":
        headers["Authorization"] = f"Bearer {token(getattr(cast, who))[1]}"
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    most = int(os.environ.get("FORUM_SCHEMATHESIS_EXAMPLES", "1"))
    wanted = [
        schemathesis.checks.not_a_server_error, checks.status_code_conformance,
        checks.content_type_conformance, checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]  # fmt: skip
    met = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(7)
        @settings(max_examples=most, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy())
        def one(case):
            response = case.call(headers=headers)
            met.add(response.status_code)
            case.validate_response(response, checks=wanted, headers=headers)

        one()
    assert 200 in met and (401 in met) == (who == "guest"), json.dumps(sorted(met))
