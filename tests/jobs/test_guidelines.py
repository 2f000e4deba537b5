"""Members hear of new guidelines at the bell, of what is significant by mail as well; each once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.jobs import guidelines as jobs
from forum.lib.rulebooks import Rule
from forum.models import (
    CategoryLevel,
    GroupMember,
    Job,
    Mailing,
    Notification,
    NotificationChoice,
    User,
)
from forum.models.columns import utcnow
from forum.models.notifications import MUTED, NORMAL, WATCHING
from forum.queries import guidelines as queries
from forum.queries import notifications, viewers
from forum.services import guideline_sections, guidelines
from forum.services import notifications as marking
from tests import factories
from tests.jobs.test_mailings import deliver, post  # noqa: F401 - a fixture
from tests.jobs.test_notifications import told, work

THE_REST = ["nia", "max", "amy", "mo", "sue"]  # all but Cleo, who writes, and Ada, who approves


@pytest.fixture
def rules(app, cast):
    """Guidelines in force for long, which everybody has accepted."""
    made = factories.guidelines(at=utcnow() - timedelta(days=50))
    database.commit()
    return made


def publish(cast, significance, note="Beginners were laughed at.", document=None):
    made = guidelines.begin(cast.cleo, document or queries.document(cast.cleo))
    if document is not None:
        rule = Rule("", f"Quiet {made.number}", f"Sing elsewhere, says number {made.number}.")
        guideline_sections.write(cast.cleo, made, rule)
    guidelines.describe(cast.cleo, made, "In short.", note, significance)
    guidelines.propose(cast.cleo, made)
    guidelines.approve(cast.ada, made)
    return made


def of_rules(person):
    return [one for one in told(person) if one[0] == "guidelines"]


def letters():
    """Ids of those a letter is meant for."""
    of_rules = select(Mailing.user_id).where(Mailing.kind == "guidelines")
    return db.session.scalars(of_rules).all()


def to(person, office):
    """The letters about guidelines that reached them."""
    return [
        letter for [address], letter in office.got
        if address == person.email and "guidelines" in letter["Subject"]
    ]  # fmt: skip


def lines(person):
    """What stands at the bell of this member."""
    found = notifications.page(viewers.with_groups(None, db.session.get(User, person.id)))
    return [row.sentence for day in found.days for row in day.rows if row.event == "guidelines"]


def mark_read(*people):
    for person in people:
        person.unread_count = 1
        marking.mark_all(person)


def test_a_smaller_change_is_told_at_the_bell_to_everybody_once(app, cast, rules, browser):
    made = publish(cast, "minor")
    work(app)
    for name in THE_REST:
        assert of_rules(getattr(cast, name)) == [("guidelines", 1)], name
    assert of_rules(cast.cleo) == of_rules(cast.ada) == []  # they know it: it is their doing
    assert lines(cast.max) == ["The guidelines have changed"]
    [row] = db.session.scalars(
        select(Notification).where(Notification.user_id == cast.max.id)
    )  # fmt: skip
    answer = browser(cast.max).get(f"/notifications/{row.id}")
    assert answer.location == f"/guidelines/compare?from=1&to={made.number}"
    assert browser(cast.max).get(answer.location).status_code == 200
    assert letters() == []


def test_a_typo_is_told_to_nobody(app, cast, rules):
    publish(cast, "typo")
    work(app)
    assert [of_rules(getattr(cast, name)) for name in THE_REST] == [[]] * len(THE_REST)


def test_something_significant_is_told_with_its_day_whatever_they_chose(app, cast, rules):
    off = {"event": "guidelines", "is_on": False}
    db.session.add(NotificationChoice(user_id=cast.max.id, channel="site", **off))
    db.session.flush()
    publish(cast, "minor")
    work(app)
    assert of_rules(cast.max) == []  # they want to hear nothing of what is small …
    publish(cast, "major")
    work(app)
    assert of_rules(cast.max) == [("guidelines", 1)]  # … and this has to be told
    [line] = lines(cast.max)
    assert line.startswith("The guidelines change on ")
    [row] = notifications.page(cast.max).days[0].rows
    assert notifications.target(cast.max, row.id) == "/guidelines/accept"


def test_once_its_day_has_come_it_says_so(app, cast, rules):
    publish(cast, "major")
    work(app)
    [row] = db.session.scalars(select(Notification).where(Notification.user_id == cast.max.id))
    row.details = {**row.details, "from": (utcnow() - timedelta(days=1)).isoformat()}
    db.session.flush()
    assert lines(cast.max) == ["The guidelines have changed"]


def test_something_significant_is_written_to_who_wants_letters(app, cast, rules, post):  # noqa: F811
    no = {"event": "guidelines", "is_on": False}
    db.session.add(NotificationChoice(user_id=cast.max.id, channel="mail", **no))
    publish(cast, "major")
    work(app)
    deliver()
    assert all(len(to(each, post)) == 1 for each in (cast.nia, cast.amy, cast.mo, cast.sue))
    assert to(cast.max, post) == []
    [letter] = to(cast.amy, post)
    assert letter["Subject"].startswith("The guidelines change on ")
    words = letter.get_body(("plain",)).get_content()
    assert "Beginners were laughed at." in words and "/notifications/" in words
    assert letter["List-Unsubscribe"]
    assert of_rules(cast.max) == [("guidelines", 1)]


def test_nobody_is_told_twice_of_a_version_however_often_the_job_runs(app, cast, rules):
    made = publish(cast, "major")
    work(app)
    mark_read(cast.max)
    jobs.tell_members(made.id)
    work(app)
    for name in THE_REST:
        assert of_rules(getattr(cast, name)) == [("guidelines", 1)], name
    assert len(letters()) == len(THE_REST)


def test_what_comes_while_nothing_was_read_is_one_line_and_one_letter(app, cast, rules, post):  # noqa: F811
    publish(cast, "major", note="The first.")
    work(app)
    publish(cast, "major", note="The second.")
    work(app)
    assert of_rules(cast.max) == [("guidelines", 2)] and len(lines(cast.max)) == 1
    deliver()
    [letter] = to(cast.max, post)
    assert "The second." in letter.get_body(("plain",)).get_content()


def test_a_second_one_is_told_to_who_has_read_of_the_first(app, cast, rules, post):  # noqa: F811
    publish(cast, "major", note="The first.")
    work(app)
    deliver()
    mark_read(cast.max)
    publish(cast, "major", note="The second.")
    work(app)
    deliver()
    assert of_rules(cast.max) == [("guidelines", 1)] * 2
    assert len(to(cast.max, post)) == 2
    assert of_rules(cast.amy) == [("guidelines", 2)]
    # Amy has not looked, and hears by mail of both, as of anything significant.
    assert len(to(cast.amy, post)) == 2


def test_who_joins_later_or_has_accepted_it_is_not_told(app, cast, rules):
    made = publish(cast, "major")
    guidelines.accept(cast.max, cast.max, made.id)
    later = factories.user(created_at=utcnow() + timedelta(seconds=1))
    gone = factories.user(erased_at=utcnow())
    unclaimed = factories.user(claimed_at=None)
    work(app)
    assert [of_rules(one) for one in (cast.max, later, gone, unclaimed)] == [[]] * 4
    assert of_rules(cast.amy) == [("guidelines", 1)]


def test_guidelines_that_came_with_an_import_are_no_news(app, cast, rules):
    factories.guidelines("## Be kind\n\nAlways.", at=utcnow() - timedelta(days=3))
    work(app)
    assert of_rules(cast.max) == []
    factories.guidelines("## Be kind\n\nAlways and to all.")  # at the command line, now
    work(app)
    assert of_rules(cast.max) == [("guidelines", 1)]


def test_many_are_told_in_steps_and_each_step_costs_the_same(
    app, cast, rules, monkeypatch, queries
):
    monkeypatch.setattr(jobs, "BATCH", 4)
    people = [factories.user() for _ in range(12)]
    made = publish(cast, "minor")
    [first] = db.session.scalars(
        select(Job).where(Job.name == "notify.members_of_guidelines")
    )  # fmt: skip
    assert first.arguments == {"version_id": made.id}  # one row, however many members there are
    work(app)
    assert [of_rules(one) for one in people] == [[("guidelines", 1)]] * 12
    monkeypatch.setattr(jobs, "BATCH", 100)

    def statements(version):
        database.commit()
        database.begin("write")
        structure.current()
        with queries() as seen:
            jobs.tell_members(version.id)
        return len(seen)

    before = statements(publish(cast, "minor"))
    for _ in range(40):
        factories.user()
    assert statements(publish(cast, "minor")) == before <= 8


# --- what a category adds ------------------------------------------------------------------------


def level(person, category, how):
    db.session.add(CategoryLevel(user_id=person.id, category_id=category.id, level=how))
    db.session.flush()


@pytest.fixture
def kitchen(cast, rules):
    made = factories.category(name="Kitchen")
    document = guidelines.add_document(cast.cleo, made.id)
    return made, document


def test_rules_of_a_category_are_told_to_who_follows_it_or_writes_there(app, cast, kitchen):
    category, document = kitchen
    below = factories.category(name="Ovens", parent_id=category.id)
    level(cast.max, category, WATCHING)
    level(cast.sue, below, WATCHING)  # what a category adds holds below it too
    level(cast.nia, category, NORMAL)
    factories.thread(category=category, author=cast.amy)
    once = factories.user()
    factories.thread(category=category, author=once, created_at=utcnow() - timedelta(days=800))
    publish(cast, "minor", document=document)
    work(app)
    for name in ("max", "sue", "amy"):
        assert of_rules(getattr(cast, name)) == [("guidelines", 1)], name
    for person in (cast.nia, cast.mo, once):
        assert of_rules(person) == []
    assert lines(cast.max) == ["The category Kitchen now has its own rules"]
    publish(cast, "major", document=document)
    work(app)
    [line] = lines(cast.amy)
    assert line.startswith("The rules of the category Kitchen change on ")


def test_who_has_muted_a_category_hears_nothing_of_its_rules(app, cast, kitchen):
    category, document = kitchen
    factories.thread(category=category, author=cast.amy)
    level(cast.amy, category, MUTED)
    publish(cast, "minor", document=document)
    work(app)
    assert of_rules(cast.amy) == []


def test_rules_of_a_hidden_category_are_for_those_who_see_it(app, cast, rules, browser):
    room = factories.category(name="Secret room", private_to="room")
    document = guidelines.add_document(cast.cleo, room.id)
    inside = factories.user(groups=["room"])
    level(inside, room, WATCHING)
    level(cast.max, room, WATCHING)  # had followed it, and may see it no more
    publish(cast, "minor", document=document)
    work(app)
    assert of_rules(inside) == [("guidelines", 1)] and of_rules(cast.max) == []
    assert browser(inside).get("/notifications/count").json == {"unread": 1}
    assert "Secret room" in browser(inside).get("/notifications").text
    # Who is put out sees it neither in the list nor in the number at the bell.
    db.session.delete(db.session.scalars(
        select(GroupMember).where(GroupMember.user_id == inside.id)
    ).one())  # fmt: skip
    database.commit()
    assert browser(inside).get("/notifications/count").json == {"unread": 0}
    assert "Secret room" not in browser(inside).get("/notifications").text
    [row] = db.session.scalars(select(Notification).where(Notification.user_id == inside.id))
    assert browser(inside).get(f"/notifications/{row.id}").status_code == 404


# --- taken back ----------------------------------------------------------------------------------


def test_who_heard_of_it_hears_that_it_is_taken_back(app, cast, rules, post):  # noqa: F811
    made = publish(cast, "major")
    work(app)
    deliver()
    mark_read(cast.max)
    later = factories.user(created_at=utcnow() + timedelta(seconds=1))
    guidelines.withdraw(cast.cleo, made)
    work(app)
    said = "The guidelines stay as they are: the announced change has been withdrawn"
    assert lines(cast.max)[0] == said and of_rules(cast.max) == [("guidelines", 1)] * 2
    assert lines(cast.amy) == [said]  # had not looked: one line, which says how it is now
    assert of_rules(later) == []
    jobs.tell_members(made.id, is_taken_back=True)
    work(app)
    assert of_rules(cast.max) == [("guidelines", 1)] * 2
    deliver()
    assert [letter["Subject"] for letter in to(cast.max, post)][1:] == [said]


def test_what_is_taken_back_before_anybody_heard_is_told_to_nobody(app, cast, rules):
    made = publish(cast, "major")
    guidelines.withdraw(cast.cleo, made)
    work(app)
    assert of_rules(cast.max) == []
    assert letters() == []


def test_a_letter_that_waits_when_it_is_taken_back_is_not_sent(app, cast, rules, post):  # noqa: F811
    made = publish(cast, "major")
    work(app)
    guidelines.withdraw(cast.cleo, made)
    work(app)
    deliver()
    assert to(cast.max, post) == []
