"""Pictures and files in private messages: who has them, and for how long."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import uploads as jobs
from forum.lib.verdict import Denied, Refused
from forum.models import MessageReport, MessageUpload, Upload
from forum.policies import uploads as policy
from forum.queries import conversations as conversation_queries
from forum.queries import message_reports as reported
from forum.queries import uploads as queries
from forum.services import conversations, message_reports, threads
from forum.services.filing import Said
from tests import factories, pictures


@pytest.fixture
def world(cast):
    """Max has sent a picture to Amy and Cleo, and a document to Amy alone."""
    cast.una, cast.vic = factories.user(name="una"), factories.user(name="vic")
    cast.shown, cast.paper = pictures.send(cast.max), pictures.send(cast.max, b"%PDF", "a.pdf")
    cast.talk = conversations.start(cast.max, [cast.una, cast.vic], f"See {code(cast.shown)}")
    cast.two = conversations.start(cast.max, [cast.una], f"And [a.pdf](upload://{cast.paper.key})")
    database.commit()
    return cast


def code(upload):
    return f"![hut](upload://{upload.key}.png)"


def having(world, upload):
    """Who has it, asked in both ways."""
    found = set()
    for person in vars(world).values():
        if not hasattr(person, "is_authenticated"):
            continue
        try:
            queries.get(person, upload.key)
        except Denied:
            said = False
        else:
            said = True
        assert said == bool(policy.can_read(person, upload, [], shown(person, upload))), person.name
        if said:
            found.add(person.name)
    return found


def shown(person, upload):
    rows = db.session.execute(
        select(policy.Message, policy.Conversation, policy.Participant)
        .join(MessageUpload, MessageUpload.message_id == policy.Message.id)
        .join(policy.Conversation, policy.Conversation.id == policy.Message.conversation_id)
        .outerjoin(policy.Participant, (policy.Participant.user_id == (person.id or 0))
                   & (policy.Participant.conversation_id == policy.Conversation.id))
        .where(MessageUpload.upload_id == upload.id)
    ).all()  # fmt: skip
    opened = set(
        db.session.scalars(
            select(MessageReport.message_id).where(MessageReport.read_at.is_not(None))
        )
    )
    return [(m, c, p, m.id in opened) for m, c, p in rows]


def test_who_is_in_the_conversation_has_its_files_and_nobody_else(world):
    assert having(world, world.shown) == {"max", "una", "vic"}
    assert having(world, world.paper) == {"max", "una"}
    conversations.leave(world.vic, world.talk)
    conversations.leave(world.max, world.two)  # who sent it has it no more either
    assert having(world, world.shown) == {"max", "una"}
    assert having(world, world.paper) == {"una"}
    assert world.shown.key not in {one.key for one in queries.unattached(world.max)}
    html = conversation_queries.messages(
        world.una, conversation_queries.get(world.una, world.talk.id)
    ).messages[0].html  # fmt: skip
    assert f"/uploads/{world.shown.key}/" in html
    row = conversation_queries.mine(world.una).rows[-1]
    assert "upload://" not in row.excerpt


def test_nobody_shows_in_a_thread_what_others_sent_to_them(world):
    thread = threads.start(
        world.una, factories.category(), "Look here", f"This: {code(world.shown)}"
    )
    assert not queries.attachable(world.una, thread.category_id, [world.shown.key])
    assert having(world, world.shown) == {"max", "una", "vic"}


def test_a_reported_message_shows_its_files_to_the_team_once_it_is_opened_and_no_others(world):
    opened = conversation_queries.get(world.una, world.talk.id)
    message = db.session.get(policy.Message, shown(world.una, world.shown)[0][0].id)
    message_reports.report(world.una, opened, message, Said("other", "It is my letter box."))
    report = db.session.scalars(select(MessageReport)).one()
    assert having(world, world.shown) == {"max", "una", "vic"}
    message_reports.read(world.cleo, reported.get(world.cleo, report.id))
    assert [file.href for file in reported.opened(world.cleo, report).files]
    assert having(world, world.shown) == {"max", "una", "vic", "cleo", "ada"}
    assert having(world, world.paper) == {"max", "una"}


def test_what_a_message_shows_is_kept_and_the_limits_of_a_newcomer_hold(world):
    jobs.collect(world.shown.id)
    assert db.session.get(Upload, world.shown.id)
    mine = [pictures.send(world.nia) for _ in range(2)]
    talk = conversations.ask(world.nia, f"One: {code(mine[0])}", "Help")
    with pytest.raises(Refused, match="picture"):
        conversations.write(world.nia, talk, " ".join(code(one) for one in mine))
