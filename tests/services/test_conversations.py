"""Private conversations: who reaches whom, how often, and what is left when somebody leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import database, events, links
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Conversation, Draft, Message, Participant
from forum.models.columns import utcnow
from forum.queries import conversations as queries
from forum.queries import posts, recipients
from forum.services import conversations, drafts, relations
from tests import factories

NO_MESSAGES = "This member does not accept messages from you."


@pytest.fixture
def sent(app):
    """(author, ids told) of each message that was announced."""
    heard = []
    events.message_sent.listen(
        app, lambda message, conversation, to: heard.append((message.author_id, set(to)))
    )
    return heard


@pytest.fixture
def talk(cast):
    return conversations.start(cast.max, [cast.amy], "Hello Amy, **one** question.")


def words(viewer, conversation):
    found = queries.messages(viewer, queries.get(viewer, conversation.id))
    return [message.html for message in found.messages]


def test_two_write_to_each_other(cast, talk, sent):
    conversations.write(cast.amy, talk, "Ask away.")
    assert "<strong>one</strong>" in words(cast.max, talk)[0]
    assert len(words(cast.amy, talk)) == 2
    assert sent == [(cast.amy.id, {cast.max.id})]
    assert [row.is_unread for row in queries.mine(cast.max).rows] == [True]
    assert [row.is_unread for row in queries.mine(cast.amy).rows] == [False]
    for other in (cast.nia, cast.mo, cast.cleo, cast.ada, cast.guest):
        with pytest.raises(Denied):
            queries.get(other, talk.id)


def test_a_mention_leads_to_a_member_and_tells_nobody(cast, talk, sent):
    conversations.write(cast.amy, talk, "Ask @nia about it.")
    assert sent[-1][1] == {cast.max.id}
    assert 'href="/m/nia"' in words(cast.max, talk)[-1]
    conversations.write(cast.amy, talk, "![x](upload://abcdefghijklmnopqrstuvwxyz0123.png)")
    assert "<img" not in words(cast.max, talk)[-1]  # a file that is not there stays what was typed


@pytest.mark.parametrize(
    ("choice", "follows", "may"),
    [("everyone", False, True), ("followed", False, False), ("followed", True, True),
     ("nobody", True, False)],
)  # fmt: skip
def test_one_chooses_who_writes(cast, choice, follows, may):
    cast.amy.messages_from = choice
    if follows:
        relations.follow(cast.amy, cast.max)
    if may:
        conversations.start(cast.max, [cast.amy], "May I?")
    else:
        with pytest.raises(Refused, match=NO_MESSAGES):
            conversations.start(cast.max, [cast.amy], "May I?")
    conversations.start(cast.cleo, [cast.amy], "The team always can.")


def test_a_block_sounds_like_any_other_no(cast, talk):
    relations.block(cast.amy, cast.max)
    with pytest.raises(Refused, match=NO_MESSAGES):
        conversations.start(cast.max, [cast.amy], "And now?")
    with pytest.raises(Refused, match=NO_MESSAGES):
        conversations.write(cast.max, talk, "And here?")
    with pytest.raises(Refused):  # nor can who blocks get around it
        conversations.start(cast.amy, [cast.max], "You there")


def test_who_has_just_come_writes_to_the_team_alone(cast):
    with pytest.raises(Denied):
        conversations.start(cast.nia, [cast.max], "Hello there.")
    with pytest.raises(Denied):
        conversations.start(cast.nia, [cast.mo, cast.max], "Hello you two.")
    conversations.start(cast.nia, [cast.mo], "How does this work?")
    talk = conversations.start(cast.max, [cast.nia], "Welcome!")
    conversations.write(cast.nia, talk, "Thank you, Max.")


def test_guests_and_suspended_begin_nothing(cast):
    for actor in (cast.guest, cast.sue):
        with pytest.raises(Denied):
            conversations.start(actor, [cast.max], "Hello.")


@pytest.mark.parametrize(("name", "most"), [("max", 20), ("nia", 3)])
def test_nobody_begins_conversations_all_day(cast, name, most):
    actor = getattr(cast, name)
    for n in range(most):
        conversations.start(actor, [cast.mo], f"The same question, number {n}.")
    with pytest.raises(Refused):
        conversations.start(actor, [cast.mo], "One more question.")
    for one in db.session.scalars(select(Conversation)):
        one.created_at = utcnow() - timedelta(days=1, minutes=1)
    conversations.start(actor, [cast.mo], "A new day, a new question.")


def test_the_same_text_is_sent_once(cast, talk):
    text = "Look at my shop, it is very good."
    conversations.write(cast.max, talk, text)
    with pytest.raises(Refused):
        conversations.start(cast.max, [cast.nia], text)
    conversations.write(cast.max, talk, "Thank you!")
    conversations.start(cast.max, [cast.nia], "Thank you!")
    with pytest.raises(Refused):
        conversations.write(cast.max, talk, "Thank you!")


def test_a_repeated_request_sends_once(cast):
    one = conversations.start(cast.max, [cast.amy], "Only once.", submission_key="k" * 20)
    two = conversations.start(cast.max, [cast.amy], "Only once.", submission_key="k" * 20)
    assert one.id == two.id
    first = conversations.write(cast.max, one, "And this.", "m" * 20)
    assert conversations.write(cast.max, one, "And this.", "m" * 20).id == first.id
    assert db.session.scalar(select(func.count(Message.id))) == 2


def test_a_group_has_eight_at_most_and_only_its_starter_adds(cast, sent):
    others = [factories.user() for _ in range(7)]
    group = conversations.start(cast.max, [cast.amy, cast.nia], "The three of us.", "Walks")
    for person in others[:5]:
        conversations.add(cast.max, group, person)
    assert len(words(others[0], group)) == 1
    with pytest.raises(Refused):
        conversations.add(cast.max, group, others[5])
    with pytest.raises(Denied):
        conversations.add(cast.amy, group, others[5])
    with pytest.raises(Refused):
        conversations.start(cast.max, [cast.amy, *others], "Nine are too many.")


def test_two_stay_among_themselves(cast, talk):
    with pytest.raises(Denied):
        conversations.add(cast.max, talk, cast.nia)


def test_who_takes_no_messages_is_added_to_none(cast):
    group = conversations.start(cast.max, [cast.amy, cast.nia], "The three of us.")
    person = factories.user(messages_from="nobody")
    with pytest.raises(Refused):
        conversations.add(cast.max, group, person)


def test_who_leaves_keeps_nothing_open(cast, sent):
    group = conversations.start(cast.max, [cast.amy, cast.nia], "The three of us.")
    drafts.save(cast.amy, f"conversation:{group.id}", 0, {"body": "half a sent"})
    conversations.leave(cast.amy, group)
    with pytest.raises(Denied):
        queries.get(cast.amy, group.id)
    assert queries.mine(cast.amy).rows == ()
    assert db.session.scalar(select(func.count(Draft.id)).where(Draft.user_id == cast.amy.id)) == 0
    for verb in (conversations.leave, conversations.mute):
        with pytest.raises(Denied):
            verb(cast.amy, group)
    with pytest.raises(Denied):
        conversations.write(cast.amy, group, "Am I still here?")
    with pytest.raises(Denied):
        drafts.save(cast.amy, f"conversation:{group.id}", 0, {"body": "x"})
    conversations.write(cast.max, group, "Now we are two.")
    assert sent[-1][1] == {cast.nia.id}
    with pytest.raises(Refused):  # who left is not pulled back
        conversations.add(cast.max, group, cast.amy)


def test_nobody_writes_into_an_empty_room(cast, talk):
    conversations.leave(cast.amy, talk)
    with pytest.raises(Refused):
        conversations.write(cast.max, talk, "Anybody here?")


def test_who_mutes_is_told_of_nothing(cast, talk, sent):
    conversations.mute(cast.amy, talk)
    conversations.write(cast.max, talk, "Are you there?")
    conversations.mute(cast.amy, talk, False)
    conversations.write(cast.max, talk, "Are you there now?")
    relations.mute(cast.amy, cast.max)
    conversations.write(cast.max, talk, "And without me?")
    assert [to for _author, to in sent] == [set(), {cast.amy.id}, set()]


def test_nobody_is_shown_how_far_another_has_read(cast, talk):
    before = queries.view(cast.max, queries.get(cast.max, talk.id))
    place = db.session.get(Participant, (talk.id, cast.amy.id))
    place.last_read_number = 1
    database.commit()
    assert queries.view(cast.max, queries.get(cast.max, talk.id)) == before


def test_the_team_is_asked_and_answers_under_their_own_names(cast, sent):
    asked = conversations.ask(cast.max, "My order never came.", "Order 4711")
    assert asked.state == "open"
    assert sent == [(cast.max.id, {cast.cleo.id, cast.ada.id})]
    answer = conversations.write(cast.cleo, asked, "I have sent it again.")
    assert (answer.author_capacity, answer.author_byline) == ("brand", cast.cleo.byline)
    assert (asked.state, asked.assignee_id) == ("waiting", cast.cleo.id)
    assert sent[-1] == (cast.cleo.id, {cast.max.id})
    conversations.write(cast.max, asked, "It is not here yet.")
    assert asked.state == "open" and sent[-1][1] == {cast.cleo.id}
    conversations.write(cast.ada, asked, "Here is the number to track it.")
    assert asked.assignee_id == cast.cleo.id  # helping out takes nothing over
    for other in (cast.mo, cast.amy, cast.nia, cast.guest):
        with pytest.raises(Denied):
            conversations.write(other, asked, "What is it?")


@pytest.mark.parametrize("name", ["max", "ada"])
def test_either_side_says_that_it_is_solved_and_an_answer_opens_it_again(cast, name):
    asked = conversations.ask(cast.max, "My order never came.", "Order 4711")
    conversations.solve(getattr(cast, name), asked)
    assert asked.state == "solved"
    assert queries.of_team(cast.ada).rows == ()
    assert [row.id for row in queries.of_team(cast.ada, "solved").rows] == [asked.id]
    conversations.write(cast.max, asked, "It broke again.")
    assert asked.state == "open"
    with pytest.raises(Denied):
        conversations.solve(cast.amy, asked)


def test_somebody_looks_after_what_was_asked(cast):
    asked = conversations.ask(cast.max, "My order never came.", "Order 4711")
    conversations.assign(cast.ada, asked)
    assert [row.assignee.name for row in queries.of_team(cast.ada, is_mine=True).rows] == ["ada"]
    assert queries.of_team(cast.cleo, is_mine=True).rows == ()
    conversations.assign(cast.cleo, asked, is_mine=False)
    assert asked.assignee_id is None
    for other in (cast.max, cast.mo):
        with pytest.raises(Denied):
            conversations.assign(other, asked)
        with pytest.raises(Denied):
            queries.of_team(other)


def test_what_the_team_was_asked_cannot_be_left(cast):
    asked = conversations.ask(cast.max, "My order never came.", "Order 4711")
    with pytest.raises(Denied):
        conversations.leave(cast.max, asked)


def test_a_suspended_member_is_heard_by_the_team(cast):
    asked = conversations.ask(cast.sue, "Why am I suspended?", "My account")
    conversations.write(cast.sue, asked, "I would like to know.")
    assert len(words(cast.ada, asked)) == 2


def test_what_is_continued_is_shown_to_who_can_read_it(cast):
    lounge = factories.category(private_to="ambassadors")
    post = factories.post(thread=factories.thread(category=lounge, author=cast.amy))
    talk = conversations.start(cast.amy, [cast.max], "About this one.", post=post)
    assert queries.view(cast.amy, queries.get(cast.amy, talk.id)).post_title
    assert queries.view(cast.max, queries.get(cast.max, talk.id)).post_title == ""
    with pytest.raises(Denied):
        conversations.start(cast.max, [cast.amy], "About that one.", post=post)


def test_lists_and_messages_are_paged(cast, monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    monkeypatch.setattr(queries, "MESSAGES_PER_PAGE", 3)
    talks = [conversations.start(cast.max, [cast.amy], f"Subject {n}") for n in range(3)]
    for n in range(5):
        conversations.write(cast.amy, talks[0], f"Message {n}")
    first = queries.mine(cast.max)
    assert [row.id for row in first.rows] == [talks[0].id, talks[2].id]
    second = queries.mine(cast.max, first.next_href.partition("after=")[2])
    assert [row.id for row in second.rows] == [talks[1].id] and second.next_href is None
    opened = queries.get(cast.max, talks[0].id)
    last = queries.messages(cast.max, opened)
    assert [m.number for m in last.messages] == [4, 5, 6] and last.later_href is None
    earlier = queries.messages(cast.max, opened, 4)
    assert [m.number for m in earlier.messages] == [1, 2, 3] and earlier.earlier_href is None
    assert earlier.later_href and last.earlier_href.endswith("before=4")


def test_who_is_named_is_found_and_who_is_not_is_said(cast):
    found = recipients.named(cast.max, "@Amy, nia amy")
    assert [user.name for user in found] == ["amy", "nia"]
    with pytest.raises(Refused, match="nobodyatall"):
        recipients.named(cast.max, "amy nobodyatall")
    with pytest.raises(Refused):
        recipients.named(cast.max, " ".join(f"m{n}" for n in range(9)))


def test_a_thread_says_that_the_team_goes_on_privately_with_who_wrote_and_nothing_more(
    cast, browser
):
    post = factories.post(thread=factories.thread(author=cast.max), author=cast.nia, number=2)
    conversations.start(cast.max, [cast.nia], "Between us members.", post=post)
    database.commit()
    said = "Continued privately with the team"
    assert said not in browser(cast.guest).get(f"/t/{post.thread_id}", follow_redirects=True).text
    talk = conversations.start(cast.cleo, [cast.nia], "Your order number, please?", post=post)
    database.commit()
    page = browser(cast.guest).get(f"/t/{post.thread_id}", follow_redirects=True).text
    assert page.count(said) == 1 and "order number" not in page
    answer = f'href="{links.reply(post.thread_id, 2)}"'
    assert answer in browser(cast.cleo).get(links.messages(talk.id)).text
    assert answer not in browser(cast.nia).get(links.messages(talk.id)).text


def test_the_team_goes_on_privately_in_its_inbox_and_others_among_themselves(app, cast):
    """community.md K2: a colleague can go on when the one who began is away."""
    written = factories.post(author=cast.max, body="My order is lost.")
    post = posts.get(cast.cleo, written.id)
    talk = conversations.start(cast.cleo, [cast.max], "May I have its number?", post=post)
    assert (talk.kind, talk.state, talk.starter_id) == ("team", "waiting", cast.max.id)
    assert (talk.assignee_id, talk.title) == (cast.cleo.id, post.thread.title)
    assert post.is_continued
    assert queries.get(cast.ada, talk.id).conversation.id == talk.id
    for wrong in (cast.mo, cast.nia):
        with pytest.raises(Denied):
            queries.get(wrong, talk.id)
    conversations.write(cast.max, talk, "It is 4711, and thank you.")
    assert talk.state == "open"
    among_members = conversations.start(cast.max, [cast.amy], "Look at this.", post=post)
    assert among_members.kind == "private"
