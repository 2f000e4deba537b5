"""A reported message, and nothing else, becomes readable to the team; each opening is logged."""

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import MessageReport, ModerationCase, Report, Snapshot, StaffAction
from forum.queries import conversations as talks
from forum.queries import message_reports as queries
from forum.queries import reports
from forum.services import conversations, message_reports
from forum.services.filing import Said


@pytest.fixture
def talk(cast):
    made = conversations.start(cast.max, [cast.amy], "Something unfriendly.")
    conversations.write(cast.amy, made, "Why do you say that?")
    return made


def report(actor, talk, number=1, reason="This is not nice."):
    opened = talks.get(actor, talk.id)
    said = Said("other", reason)
    return message_reports.report(actor, opened, talks.numbered(actor, opened, number), said)


def test_the_team_reads_what_was_reported_as_it_was_then_and_nothing_else(cast, talk):
    assert report(cast.amy, talk)
    assert not report(cast.amy, talk)  # once is enough
    row = db.session.scalars(select(MessageReport)).one()
    talks.numbered(cast.amy, talks.get(cast.amy, talk.id), 1).body = "Something else."
    for staff in (cast.cleo, cast.ada):
        found = queries.get(staff, row.id)
        message_reports.read(staff, found)
        assert queries.opened(staff, found).text == "Something unfriendly."
        with pytest.raises(Denied):
            talks.get(staff, talk.id)
    logged = db.session.scalars(select(StaffAction).order_by(StaffAction.id)).all()
    assert [(line.actor_id, line.verb, line.user_id) for line in logged] == [
        (cast.cleo.id, "read-message", cast.max.id), (cast.ada.id, "read-message", cast.max.id),
    ]  # fmt: skip
    assert not any("unfriendly" in f"{line.note}{line.details}" for line in logged)


@pytest.mark.parametrize("name", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_nobody_else_reads_reports(cast, talk, name):
    report(cast.amy, talk)
    viewer, row = getattr(cast, name), db.session.scalars(select(MessageReport)).one()
    for call in (
        lambda: queries.page(viewer),
        lambda: queries.get(viewer, row.id),
        lambda: queries.opened(viewer, row),
        lambda: message_reports.read(viewer, row),
    ):
        with pytest.raises(Denied):
            call()


def test_only_who_got_a_message_reports_it(cast, talk):
    with pytest.raises(Denied):
        report(cast.max, talk, 1)
    for outsider in (cast.nia, cast.ada):
        with pytest.raises(Denied):
            report(outsider, talk)
    with pytest.raises(Refused):
        report(cast.amy, talk, reason="  ")
    conversations.leave(cast.amy, talk)
    with pytest.raises(Denied):
        report(cast.amy, talk)


def test_reports_are_paged(cast, talk, monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 1)
    report(cast.amy, talk, 1)
    report(cast.max, talk, 2)
    first = queries.page(cast.ada)
    assert [row.author.name for row in first.rows] == ["amy"]
    second = queries.page(cast.ada, first.next_href.partition("after=")[2])
    assert [row.author.name for row in second.rows] == ["max"] and second.next_href is None


def test_a_reported_message_is_a_case_that_does_not_hold_its_text(cast, talk):
    made = report(cast.amy, talk)
    case = db.session.scalars(select(ModerationCase)).one()
    message_id = db.session.scalars(select(MessageReport.message_id)).one()
    assert (case.target, case.message_id, case.user_id, case.thread_id) == (
        f"message:{message_id}", message_id, cast.max.id, None,
    )  # fmt: skip
    kept = db.session.get(Snapshot, made.snapshot_id)
    assert (kept.title, kept.body) == ("", "") and len(kept.sha256) == 64
    assert db.session.scalars(select(Report.explanation)).one() == "This is not nice."
    assert reports.of_case(cast.ada, case)[0].reporter.name == "amy"
    for viewer in (cast.mo, cast.max, cast.amy):
        with pytest.raises(Denied):
            reports.of_case(viewer, case)
    assert reports.own(cast.amy).rows[0].kind == "message"


def test_nobody_of_the_team_opens_what_was_reported_of_themselves(cast):
    talk = conversations.start(cast.ada, [cast.amy], "Something unfriendly.")
    report(cast.amy, talk)
    row = db.session.scalars(select(MessageReport)).one()
    assert queries.page(cast.ada).rows == () and len(queries.page(cast.cleo).rows) == 1
    for call in (
        lambda: queries.get(cast.ada, row.id),
        lambda: message_reports.read(cast.ada, row),
    ):
        with pytest.raises(Denied):
            call()
    assert queries.of_message(cast.ada, row.message_id) == ()
    assert queries.get(cast.cleo, row.id) is row
