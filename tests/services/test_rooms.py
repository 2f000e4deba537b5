"""A programme's room, what is told there early, and the direct line (community.md F4)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import embargoes as jobs
from forum.lib.verdict import Denied, Refused
from forum.models import (
    Category,
    Conversation,
    Embargo,
    EmbargoReader,
    GroupMember,
    Mailing,
    Notification,
)
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS
from forum.policies import categories
from forum.queries import embargoes as queries
from forum.queries import notifications, programmes, recipients, viewers
from forum.services import conversations, embargoes, grants, lifecycles, movers, rooms, threads
from forum.services import programmes as founding
from tests import factories
from tests import programme as made

DAY = timedelta(days=1)


def again(user):
    """Somebody as they are in their next request."""
    database.commit()
    return viewers.with_groups(None, user)


@pytest.fixture
def serving(app, cast):
    """Max serves in Cleo's programme, which has a room with a thread of Ada's."""
    programme = made.programme(cast.cleo)
    grant = made.grant(programme, cast.max)
    lifecycles._settle_group(grant)
    room = rooms.open_for(cast.cleo, programme)
    again(cast.max)
    thread = threads.start(cast.ada, room, "The new stove", "It comes in spring.")
    database.commit()
    return SimpleNamespace(programme=programme, grant=grant, room=room, thread=thread)


def told(user, event):
    return db.session.scalars(
        select(Notification).where(Notification.user_id == user.id, Notification.event == event)
    ).all()


def test_the_room_is_made_once_and_is_for_ambassadors_and_staff_alone(cast, serving):
    programme, room = serving.programme, serving.room
    assert rooms.open_for(cast.ada, programme).id == room.id
    with pytest.raises(Denied):
        rooms.open_for(cast.max, programme)
    database.commit()
    for viewer, expected in (
        (cast.max, True), (cast.cleo, True), (cast.ada, True), (cast.guest, False),
        (cast.nia, False), (cast.mo, False), (cast.sue, False),
    ):  # fmt: skip
        assert bool(categories.can_read(viewer, room)) is expected
        assert bool(programmes.room_href(viewer, programme.id)) is expected
    assert categories.can_start(cast.max, room)


def test_who_is_an_ambassador_no_more_is_outside_at_once(cast, serving):
    grant, room = serving.grant, serving.room
    grants.pause(cast.max, grant)
    assert not categories.can_read(again(cast.max), room)
    grants.resume(cast.max, grant)
    assert categories.can_read(again(cast.max), room)
    grants.leave(cast.max, grant, "", True)  # as alumni
    assert not categories.can_read(again(cast.max), room)
    assert db.session.get(GroupMember, (AMBASSADORS, cast.max.id)) is None
    with pytest.raises(Denied):
        programmes.with_line(cast.max)


def test_what_is_kept_says_until_when_and_the_team_sees_who_keeps_it(cast, serving):
    thread = serving.thread
    until = utcnow() + 10 * DAY
    for wrong in (cast.max, cast.nia, cast.mo, cast.guest):
        with pytest.raises(Denied):
            embargoes.keep(wrong, thread, until)
    elsewhere = factories.thread()
    for outside in (embargoes.keep, embargoes.accept):
        with pytest.raises(Denied):  # a day is set in a room alone
            outside(*((cast.ada, elsewhere, until) if outside is embargoes.keep
                      else (cast.max, elsewhere)))  # fmt: skip
    for day in (utcnow() - DAY, utcnow() + 400 * DAY):
        with pytest.raises(Refused):
            embargoes.keep(cast.cleo, thread, day)
    embargoes.keep(cast.cleo, thread, until)
    kept = queries.of_thread(cast.max, thread)
    assert (kept.until, kept.may_accept, kept.accepted_at, kept.readers) == (until, True, None, ())
    embargoes.accept(cast.max, thread)
    embargoes.accept(cast.max, thread)
    assert not queries.of_thread(cast.max, thread).may_accept
    (reader,) = queries.of_thread(cast.cleo, thread).readers
    assert reader.person.name == "max" and reader.accepted_at and reader.seen_at is None
    embargoes.keep(cast.cleo, thread, until + DAY)  # longer: asked anew
    assert queries.of_thread(cast.max, thread).may_accept
    with pytest.raises(Denied):
        embargoes.accept(cast.nia, thread)
    assert queries.of_thread(cast.max, factories.thread()) is None


def test_nothing_leaves_the_room_before_its_day(cast, serving):
    room, thread = serving.room, serving.thread
    outside, inside = factories.category(), factories.thread(category=room)
    factories.post(thread=thread, author=cast.max, body="Lovely.")
    embargoes.keep(cast.cleo, thread, utcnow() + DAY)
    database.commit()
    attempts = (
        lambda: threads.move(cast.ada, thread, outside),
        lambda: movers.split(cast.ada, thread, [2], "A part", outside, mixes=True),
        lambda: movers.move_posts(cast.ada, thread, [2], inside),
        lambda: movers.merge(cast.ada, thread, inside),
    )
    for attempt in attempts:
        with pytest.raises(Denied) as caught:
            attempt()
        assert "not to be told yet" in str(caught.value.verdict.reason)
    embargoes.lift(cast.cleo, thread)
    threads.move(cast.ada, thread, outside)
    assert thread.category_id == outside.id


def test_ambassadors_are_told_reminded_once_and_told_when_it_is_over(cast, serving):
    programme, thread = serving.programme, serving.thread
    ben = factories.user(name="ben")
    lifecycles._settle_group(made.grant(programme, ben))
    embargoes.keep(cast.cleo, thread, utcnow() + 10 * DAY)
    database.commit()
    jobs.announce(thread.id)
    assert len(told(cast.max, "embargo")) == len(told(ben, "embargo")) == 1
    assert told(cast.nia, "embargo") == [] and told(cast.mo, "embargo") == []
    embargoes.accept(cast.max, thread)
    kept = db.session.get_one(Embargo, thread.id)
    kept.created_at -= 3 * DAY
    jobs.tend()
    jobs.tend()
    assert [n.count for n in told(ben, "embargo")] == [2]
    assert [n.count for n in told(cast.max, "embargo")] == [1]
    assert db.session.get_one(EmbargoReader, (thread.id, ben.id)).accepted_at is None
    kept.until = utcnow() - DAY
    jobs.tend()
    jobs.tend()
    for user in (ben, cast.max):
        assert [n.count for n in told(user, "embargo_over")] == [1]
    letters = select(Mailing.kind).where(Mailing.user_id == ben.id)
    assert set(db.session.scalars(letters)) == {"embargo", "embargo_over"}


def test_alumni_are_told_nothing_more_of_what_they_were_told(cast, serving):
    grant, thread = serving.grant, serving.thread
    embargoes.keep(cast.cleo, thread, utcnow() + DAY)
    database.commit()
    jobs.announce(thread.id)
    shown = notifications.page(again(cast.max)).days
    assert [row.event for day in shown for row in day.rows] == ["embargo"]
    grants.leave(cast.max, grant, "", True)
    assert notifications.page(again(cast.max)).days == ()


def test_the_direct_line_leads_to_who_runs_the_programme_and_is_marked(cast, serving):
    programme, grant = serving.programme, serving.grant
    talk = conversations.ask(cast.max, "May I show the stove?", "The stove", is_direct=True)
    assert (talk.kind, talk.programme_id, talk.assignee_id) == ("team", programme.id, cast.cleo.id)
    assert recipients.told(cast.max, talk) == {cast.cleo.id}
    for wrong in (cast.nia, cast.amy):  # Amy is in the group by hand and serves in no programme
        with pytest.raises(Denied):
            conversations.ask(wrong, "Hello?", "Hello", is_direct=True)
    grants.pause(cast.max, grant)
    with pytest.raises(Denied):
        conversations.ask(cast.max, "And now?", "Now", is_direct=True)
    assert db.session.scalars(select(Conversation.id)).all() == [talk.id]


def test_the_pages_say_it(cast, serving, browser):
    room, thread = serving.room, serving.thread
    href = f"/t/{thread.id}/{thread.slug}"
    cleo, max_ = browser(cast.cleo), browser(cast.max)
    assert f'href="/c/{room.slug}"' in max_.get("/ambassadors/mine").text
    assert "Keep this until a day" in cleo.get(href).text
    assert max_.get(f"/threads/{thread.id}/embargo").status_code == 404
    bad = cleo.post(f"/threads/{thread.id}/embargo", data={"until": "1999-01-01"})
    assert bad.status_code == 422 and "within the next year" in bad.text
    day = (utcnow() + 9 * DAY).date().isoformat()
    assert cleo.post(f"/threads/{thread.id}/embargo", data={"until": day}).status_code == 303
    assert "Please tell nobody before" in max_.get(href).text
    assert max_.post(f"/threads/{thread.id}/embargo/accept").status_code == 303
    assert "You have said that you will keep it" in max_.get(href).text
    assert "@" not in cleo.get(f"/threads/{thread.id}/embargo").text.partition("<tbody>")[0][-200:]
    assert cleo.post(f"/threads/{thread.id}/embargo/lift").status_code == 303
    assert "Please tell nobody before" not in max_.get(href).text
    page = max_.get("/ask?line=direct")
    assert "who runs the programme" in page.text and 'name="is_direct"' in page.text
    assert browser(cast.nia).get("/ask?line=direct").status_code == 404
    typed = {"title": "Stove", "body": "May I show it?", "is_direct": "1"}
    assert max_.post("/ask", data=typed).status_code == 303
    assert "direct line" in cleo.get("/messages/team").text


def test_founding_a_programme_makes_its_room(cast, app):
    saved = founding.save(cast.cleo, None, name="Friends", purpose="To help.", state="open")
    room = db.session.scalars(select(Category).where(Category.programme_id == saved.id)).one()
    founding.save(cast.cleo, saved, purpose="To help others.")
    assert room.slug == "friends-room"
    assert db.session.scalars(
        select(Category.id).where(Category.programme_id.is_not(None))
    ).all() == [room.id]
