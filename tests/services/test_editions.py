"""Newer guidelines that come along: told, compared, taken into a draft, left."""

import hashlib
import json
from dataclasses import asdict, replace

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import rulebooks
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import GuidelineVersion, KnownEdition, StaffAction
from forum.models.editions import GUIDELINES
from forum.models.users import OPERATOR
from forum.queries import attention
from forum.queries import editions as queries
from forum.queries import guideline_drafts as drafts
from forum.services import beginnings, editions, guidelines
from tests import factories

# Of each edition that was ever shipped, what it said.
SHIPPED = {1: "e9c46eb4298d2666"}


def now():
    return beginnings.rulebook("en").rules


def began_with_an_older_one(cast, own=None):
    """As if the program had shipped the first three rules otherwise, without the last one, and with
    one that is gone now; and the community has written the second in its own words."""
    first, second, third, *rest = now()
    older = [replace(first, body="An older text."), replace(second, body="Another older text."),
             replace(third, reason="An older reason"), *rest[:-1],
             rulebooks.Rule("of-old", "Of old", "Gone since.")]  # fmt: skip
    mine = [older[0], replace(second, body="In our own words."), *older[2:]]
    guidelines.publish(OPERATOR, rulebooks.Rulebook(tuple(mine), "In short."))
    beginnings.know(OPERATOR, "en")
    row = db.session.get_one(KnownEdition, GUIDELINES)
    row.number, row.rules = rulebooks.edition() - 1, [asdict(one) for one in older]
    database.commit()
    return mine


def test_whoever_changes_the_set_raises_its_edition():
    """Else communities that began with the one before hear nothing of it."""
    said = json.dumps(asdict(rulebooks.default()), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    assert {rulebooks.edition(): digest}.items() <= SHIPPED.items()


def test_who_begins_with_the_set_knows_it_and_who_wrote_its_own_is_told_nothing(cast):
    assert not queries.is_newer(cast.ada)
    guidelines.begin(cast.cleo, drafts.community(cast.cleo))
    row = db.session.get_one(KnownEdition, GUIDELINES)
    assert (row.number, row.language) == (rulebooks.edition(), "en")
    assert queries.then(cast.ada) == list(now()) and queries.news(cast.ada, now()) is None
    with pytest.raises(Refused, match="nothing new"):
        editions.take(cast.cleo)
    with pytest.raises(Refused, match="nothing new"):
        editions.leave(cast.cleo)


def test_admins_are_told_and_see_what_changed(cast):
    began_with_an_older_one(cast)
    assert "guidelines/news" in [one.href.removeprefix("/admin/")
                                 for one in attention.matters(cast.ada)]  # fmt: skip
    news = queries.news(cast.ada, now())
    assert (news.known, news.number) == (rulebooks.edition() - 1, rulebooks.edition())
    assert [(one.kind, one.stays) for one in news.changes] == [
        ("changed", False), ("changed", True), ("changed", False), ("added", False),
        ("removed", False),
    ]  # fmt: skip
    pieces = news.changes[0].pieces
    assert "An older text." in "".join(one.text for one in pieces if one.kind != "added")
    assert now()[0].body in "".join(one.text for one in pieces if one.kind != "removed")


def test_it_is_taken_into_a_draft_that_a_second_person_approves(cast):
    began_with_an_older_one(cast)
    draft = editions.take(cast.cleo)
    made = drafts.rules(cast.cleo, draft)
    assert made[1].body == "In our own words."
    assert [one for one in made if one.anchor != made[1].anchor] == [
        one for one in now() if one.anchor != made[1].anchor
    ]
    assert now()[0].title in draft.change_note and now()[1].title not in draft.change_note
    assert not queries.is_newer(cast.ada)
    in_force = select(GuidelineVersion.number).where(GuidelineVersion.state == "published")
    assert db.session.scalars(in_force).all() == [1]
    guidelines.propose(cast.cleo, draft)
    with pytest.raises(Denied):
        guidelines.approve(cast.cleo, draft)
    guidelines.approve(cast.ada, draft)
    verbs = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert verbs == ["take-guideline-news", "propose-guidelines", "publish-guidelines"]


def test_what_a_colleague_has_proposed_is_not_written_into(cast):
    began_with_an_older_one(cast)
    draft = guidelines.begin(cast.ada, drafts.community(cast.ada))
    guidelines.describe(cast.ada, draft, "In short.", "A word.", "minor")
    guidelines.propose(cast.ada, draft)
    before = drafts.rules(cast.ada, draft)
    with pytest.raises(Conflict):
        editions.take(cast.cleo)
    assert drafts.rules(cast.ada, draft) == before and queries.is_newer(cast.ada)


def test_it_is_left_and_nobody_is_told_again(cast):
    mine = began_with_an_older_one(cast)
    editions.leave(cast.cleo)
    assert not queries.is_newer(cast.ada) and queries.own(cast.ada) == mine
    assert db.session.scalars(select(StaffAction.verb)).one() == "leave-guideline-news"


def test_only_the_team_sees_and_settles_it(cast):
    began_with_an_older_one(cast)
    for person in (cast.guest, cast.max, cast.mo):
        for asked in (queries.is_newer, editions.take, editions.leave):
            with pytest.raises(Denied):
                asked(person)


def test_a_row_of_elsewhere_that_is_no_rule_is_left_out(cast):
    factories.guidelines()
    beginnings.know(OPERATOR, "en")
    row = db.session.get_one(KnownEdition, GUIDELINES)
    row.number = 0
    row.rules = [7, {"anchor": "x"}, {"anchor": "x", "title": 3, "body": []}, {"odd": "x"}]
    database.commit()
    assert queries.then(cast.ada) == []
    assert {one.kind for one in queries.news(cast.ada, now()).changes} <= {"added"}
