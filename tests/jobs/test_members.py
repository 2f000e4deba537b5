"""How many different people somebody has helped."""

from forum import database
from forum.extensions import db
from forum.jobs import members
from forum.models import Reaction, User
from forum.models.columns import utcnow
from forum.services import profiles
from tests import factories


def helped(person):
    db.session.expire_all()
    return db.session.get(User, person.id).helped_count


def test_different_people_count_once_each_and_only_in_public(cast):
    for author in (cast.max, cast.max, cast.nia):
        factories.post(thread=factories.thread(author=author), author=cast.amy)
    mine = factories.thread(author=cast.amy)
    asked = factories.post(thread=mine, author=cast.mo)
    factories.post(thread=mine, author=cast.amy, reply_to=asked)
    factories.post(thread=mine, author=cast.amy)  # to nobody but herself
    inside = factories.thread(author=cast.cleo, category=factories.category(private_to="x"))
    factories.post(thread=inside, author=cast.amy)
    hidden = factories.thread(author=cast.ada, state="hidden")
    factories.post(thread=hidden, author=cast.amy)
    database.commit()
    members.count_helped()
    assert helped(cast.amy) == 3  # max, nia, mo
    assert helped(cast.mo) == 1 and helped(cast.max) == 0


def thanked(person):
    db.session.expire_all()
    return db.session.get(User, person.id).thanked_count


def test_thanks_count_by_the_people_who_gave_them_and_only_in_public(cast):
    """community.md §3.4: thanks from n different people. A heart and an accepted answer are thanks."""
    asked = factories.thread(author=cast.max, kind="question")
    answer = factories.post(thread=asked, author=cast.amy)
    more = factories.post(thread=asked, author=cast.amy)
    for post in (answer, more):
        factories._save(Reaction(post_id=post.id, user_id=cast.max.id, kind="heart"))
    factories._save(Reaction(post_id=more.id, user_id=cast.mo.id, kind="helpful"))
    factories._save(Reaction(post_id=more.id, user_id=cast.cleo.id, kind="laugh"))  # no thanks
    voided = Reaction(post_id=more.id, user_id=cast.sue.id, kind="heart", voided_at=utcnow())
    factories._save(voided)
    inside = factories.thread(author=cast.cleo, category=factories.category(private_to="x"))
    hidden = factories.post(thread=inside, author=cast.amy)
    factories._save(Reaction(post_id=hidden.id, user_id=cast.ada.id, kind="heart"))
    other = factories.thread(author=cast.nia, kind="question")
    theirs = factories.post(thread=other, author=cast.amy)
    other.answer_id, other.answered_by_id = theirs.id, cast.nia.id
    marked = factories.thread(author=cast.ada, kind="question")  # by a moderator, not by who asked
    marked.answer_id = factories.post(thread=marked, author=cast.amy).id
    marked.answered_by_id = cast.mo.id
    database.commit()
    members.count_helped()
    assert thanked(cast.amy) == 3  # max, mo, nia
    assert thanked(cast.max) == 0


def test_who_hides_their_activity_has_no_number(cast):
    factories.post(thread=factories.thread(author=cast.max), author=cast.amy)
    database.commit()
    members.count_helped(cast.amy.id)
    assert helped(cast.amy) == 1
    choices = {"mentions_from": "everyone", "messages_from": "everyone",
               "hides_presence": False, "is_unlisted": False}  # fmt: skip
    profiles.choose_privacy(cast.amy, cast.amy, hides_activity=True, **choices)
    database.commit()
    assert helped(cast.amy) == 0
    members.count_helped()
    assert helped(cast.amy) == 0


def test_who_was_here_before_can_be_found_as_well(cast):
    db.session.execute(db.update(User).values(sought_name="", sought_display=""))
    database.commit()
    members.count_helped()
    db.session.expire_all()
    assert db.session.get(User, cast.amy.id).sought_display == "amy"
