"""Statements for the EU's database: redacted, read by a person, a hundred in a file."""

import json
import re

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import rulebooks
from forum.lib.verdict import Denied, Refused
from forum.models import EuStatement, SettingValue, StaffAction
from forum.queries import eu_statements as queries
from forum.services import eu_statements as services
from tests import factories
from tests.june import at, case, decision, june, report, section, statement

FACTS = (
    "@max of max@example.org wrote “sod off, Amy” to Amy and Nia on 2 June, after mo had asked; "
    "Sod off is in https://example.org/t/1 too."
)


@pytest.fixture
def on(cast):
    """Switched on, with one statement about what Max wrote, reported by Amy."""
    db.session.add(SettingValue(name="transparency.eu_database", value=True))
    database.touch("structure")
    factories.guidelines(at=at("05-01 00:00"))
    of = case(cast.max, "06-02 08:00")
    report(of, "respect", "06-02 08:00", section=section(), reporter_id=cast.amy.id)
    made = decision(of, cast.mo, "hide", "06-02 10:00", section(), facts=FACTS,
                    explanation="Max should have known.", quote="sod off",
                    ends_at=at("07-02 10:00"))  # fmt: skip
    found = statement(made, cast.max)
    database.commit()
    return found


def test_it_is_off_until_somebody_switches_it_on(cast):
    june(cast)
    for call in (queries.waiting, queries.count, queries.files, services.make_files):
        with pytest.raises(Denied):
            call(cast.ada)


def test_only_staff_sees_what_could_leave(cast, on):
    for who in (cast.guest, cast.max, cast.mo, cast.sue):
        with pytest.raises(Denied):
            queries.waiting(who)


def test_nothing_that_says_who_somebody_is_is_proposed(cast, on):
    (one,) = queries.waiting(cast.cleo)
    words = f"{one.told.facts} {one.told.explanation}"
    assert not re.search(r"\b(max|amy|nia|mo|sod|example)\b", words, re.I), words
    assert "[member]" in words and "[quote]" in words and "2 June" in words


def approved(cast, on, facts="A member insulted another one twice.", **with_):
    typed = {"explanation": "That is against the rule.", "category": "CYBER_VIOLENCE", **with_}
    made = services.approve(cast.cleo, on.id, facts, **typed)
    database.commit()
    return made


def test_an_approved_statement_has_the_fields_of_the_schema(cast, on):
    found = approved(cast, on).payload
    assert found == {
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"],
        "end_date_visibility_restriction": "2025-07-02",
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "decision_ground_reference_url": found["decision_ground_reference_url"],
        "incompatible_content_ground": "Respect",
        "incompatible_content_explanation": "That is against the rule.",
        "incompatible_content_illegal": "No",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        "territorial_scope": found["territorial_scope"],
        "content_date": found["content_date"],
        "application_date": "2025-06-02",
        "decision_facts": "A member insulted another one twice.",
        "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION",
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": on.puid,
    }
    assert found["decision_ground_reference_url"].endswith("/guidelines/1#respect")
    assert len(found["territorial_scope"]) == 30 and len(rulebooks.EU_CATEGORIES) == 16
    line = db.session.scalars(select(StaffAction).order_by(StaffAction.id.desc())).first()
    assert (line.verb, line.details["puid"]) == ("eu-approved", on.puid)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"facts": " "}, "facts"), ({"facts": "x" * 5001}, "facts"),
     ({"facts": "By @max, again."}, "facts"), ({"explanation": "Ask jo@example.org."}, "explanation"),
     ({"explanation": "x" * 2001}, "explanation"), ({"category": "WEATHER"}, "category")],
)  # fmt: skip
def test_what_is_too_long_or_tells_somebody_is_refused(cast, on, typed, field):
    with pytest.raises(Refused) as refused:
        approved(cast, on, **typed)
    assert refused.value.field == field


def test_what_nobody_has_looked_at_is_in_no_file(cast, on):
    assert services.make_files(cast.ada) == [] and queries.count(cast.ada) == (1, 0)
    approved(cast, on)
    assert services.make_files(cast.ada) == [1] and queries.count(cast.ada) == (0, 0)
    assert [one["puid"] for one in queries.file(cast.ada, 1)["statements"]] == [on.puid]
    assert services.make_files(cast.ada) == []  # once
    with pytest.raises(Denied):
        approved(cast, on)  # and it is looked at once


def test_what_is_left_out_is_in_no_file(cast, on):
    services.leave_out(cast.cleo, on.id)
    database.commit()
    assert queries.waiting(cast.cleo) == [] and services.make_files(cast.cleo) == []


def test_a_file_holds_a_hundred(cast, on):
    for n in range(205):
        factories._save(EuStatement(state="approved", payload={"puid": f"p{n}"}))
    assert services.make_files(cast.ada) == [1, 2, 3]
    assert [one.statements for one in queries.files(cast.ada)] == [5, 100, 100]
    json.dumps(queries.file(cast.ada, 1))


def test_where_none_are_held_software_alone_redacts(cast, on):
    db.session.add(SettingValue(name="transparency.eu_held", value=False))
    database.touch("structure")
    database.commit()
    assert services.make_files(cast.ada) == [1]
    assert "max" not in json.dumps(queries.file(cast.ada, 1)).casefold()


@pytest.mark.parametrize(
    ("action", "fields"),
    [("remove", {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]}),
     ("restriction", {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"}),
     ("suspension", {"decision_account": "DECISION_ACCOUNT_SUSPENDED"}),
     ("warning", None), ("lock", None)],
)  # fmt: skip
def test_each_restriction_is_told_in_the_databases_words(cast, on, action, fields):
    of = case(cast.max, "06-03 08:00")
    report(of, "illegal", "06-03 08:00", "guest", is_illegal=True)
    made = statement(decision(of, cast.mo, action, "06-03 10:00"), cast.max)
    if fields is None:
        assert made.id not in {one.id for one in queries.waiting(cast.ada)}
        return
    found = approved(cast, made).payload
    assert fields.items() <= found.items()
    assert found["source_type"] == "SOURCE_ARTICLE_16"
    assert found["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert found["illegal_content_legal_ground"] == "A law"
