"""Guidelines are written by one, approved by another, and never change once they are published."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from forum import database, structure
from forum.extensions import db
from forum.lib import rulebooks
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import OPERATOR, GuidelineSection, GuidelineVersion, StaffAction
from forum.models.columns import utcnow
from forum.policies import acceptance as policy
from forum.queries import guidelines as queries
from forum.services import guidelines
from tests import factories


def draft(cast):
    return guidelines.begin(cast.cleo, queries.document(cast.cleo))


def published(cast, significance="major", note="A clearer word."):
    """A version after the first: Cleo writes, Ada approves."""
    made = draft(cast)
    guidelines.describe(cast.cleo, made, "In short.", note, significance)
    guidelines.propose(cast.cleo, made)
    guidelines.approve(cast.ada, made)
    return made


def test_a_community_begins_with_the_set_that_comes_along(cast):
    made = draft(cast)
    anchors = [section.anchor for section in queries.sections(cast.cleo, made.id)]
    assert anchors == [
        "respect", "be-yourself", "on-topic", "no-spam-no-hidden-advertising", "privacy",
        "safety", "the-law", "criticism-is-welcome", "how-we-decide", "how-to-appeal",
    ]  # fmt: skip
    assert queries.in_force(cast.guest) is None  # a draft is nobody's guidelines
    guidelines.propose(cast.cleo, made)
    guidelines.approve(cast.ada, made)
    assert queries.in_force(cast.guest).id == made.id  # the first is in force at once
    assert "No bulk posts" in made.html and 'id="respect"' in made.html


def test_nobody_approves_what_they_wrote(cast):
    made = draft(cast)
    guidelines.propose(cast.cleo, made)
    with pytest.raises(Denied, match="Somebody else"):
        guidelines.approve(cast.cleo, made)
    made.approver_id = cast.cleo.id
    with pytest.raises(DBAPIError, match="two_people"):
        db.session.flush()
    database.rollback()


def test_who_changes_a_proposal_becomes_its_author(cast):
    made = draft(cast)
    guidelines.propose(cast.cleo, made)
    guidelines.describe(cast.ada, made, "In other words.", "", "major")
    assert made.state == "draft"
    with pytest.raises(Denied):  # it is Ada's now, so it is not for Ada to publish it
        guidelines.approve(cast.ada, made)
    guidelines.propose(cast.ada, made)
    with pytest.raises(Denied):
        guidelines.approve(cast.ada, made)
    guidelines.approve(cast.cleo, made)
    assert (made.author_id, made.approver_id) == (cast.ada.id, cast.cleo.id)


def test_what_was_changed_while_it_was_read_is_not_approved(cast):
    made = draft(cast)
    guidelines.propose(cast.cleo, made)
    seen = queries.draft_digest(cast.ada, made)
    guidelines.describe(cast.cleo, made, "Something else.", "", "major")
    guidelines.propose(cast.cleo, made)
    with pytest.raises(Conflict):
        guidelines.approve(cast.ada, made, seen)
    guidelines.approve(cast.ada, made, queries.draft_digest(cast.ada, made))


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_drafts_are_for_community_managers_and_admins(cast, who):
    made, actor = draft(cast), getattr(cast, who)
    guidelines.propose(cast.cleo, made)
    for verb in (guidelines.approve, guidelines.withdraw, guidelines.propose):
        with pytest.raises(Denied):
            verb(actor, made)
    with pytest.raises(Denied):
        guidelines.begin(actor, queries.document(actor))
    with pytest.raises(Denied):
        guidelines.describe(actor, made, "", "", "typo")


def test_only_the_command_line_publishes_alone(cast):
    for who in (cast.ada, cast.cleo, cast.max, cast.guest):
        with pytest.raises(Denied):
            guidelines.publish(who, rulebooks.default())
    assert guidelines.publish(OPERATOR, rulebooks.default()).number == 1


def test_what_is_published_never_changes_whoever_writes_to_the_tables(cast):
    made = factories.guidelines()
    database.commit()
    section = queries.sections(cast.guest, made.id)[0]
    for change in (
        update(GuidelineVersion).where(GuidelineVersion.id == made.id).values(summary="Else."),
        update(GuidelineVersion).where(GuidelineVersion.id == made.id).values(sha256="0" * 64),
        update(GuidelineSection).where(GuidelineSection.id == section.id).values(body="Else."),
        text(f"UPDATE guideline_section SET severity = 4 WHERE id = {section.id}"),
    ):
        with pytest.raises(DBAPIError, match="never change"), db.session.begin_nested():
            db.session.execute(change)
    made.body = "Else."
    with pytest.raises(DBAPIError, match="never change"):
        db.session.flush()
    database.rollback()
    assert queries.digest(None, queries.document(cast.guest), made) == made.sha256


def test_the_hash_is_of_every_word_and_time(cast):
    made = factories.guidelines()
    document = queries.document(cast.guest)
    assert queries.digest(None, document, made) == made.sha256
    book = rulebooks.default()
    other = replace(book, rules=(*book.rules[:-1], replace(book.rules[-1], example="Another.")))
    assert rulebooks.digest(book) != rulebooks.digest(other)
    assert rulebooks.digest(book, published="a") != rulebooks.digest(book, published="b")


def test_a_major_change_is_announced_two_weeks_before(cast):
    first = factories.guidelines()
    second = published(cast)
    assert second.effective_at - second.noticed_at == timedelta(days=14)
    assert structure.current().guidelines == first.id
    assert structure.current().guidelines_to_come.id == second.id
    later = utcnow() + timedelta(days=15)
    assert queries.in_force(cast.guest, at=later).id == second.id
    assert queries.in_force(cast.guest).id == first.id


def test_a_version_comes_into_force_by_itself(cast, monkeypatch):
    first = factories.guidelines()
    second = published(cast)
    database.commit()
    assert structure.current().guidelines == first.id
    monkeypatch.setattr(structure, "utcnow", lambda: utcnow() + timedelta(days=15))
    assert structure.current().guidelines == second.id
    assert structure.current().guidelines_to_accept == 2


def test_a_minor_change_is_in_force_at_once_and_accepted_by_nobody_anew(cast):
    factories.guidelines()
    second = published(cast, "minor")
    assert structure.current().guidelines == second.id and second.noticed_at
    assert not policy.must_accept(cast.max)


def test_a_small_change_never_overtakes_what_was_announced(cast):
    factories.guidelines()
    major, typo = published(cast), published(cast, "typo")
    assert typo.effective_at == major.effective_at and typo.noticed_at is None


def test_a_change_has_to_be_explained(cast):
    factories.guidelines()
    with pytest.raises(Refused, match="what changed"):
        published(cast, note=" ")


def test_criticism_has_to_be_welcome(cast):
    book = rulebooks.default()
    without = [rule for rule in book.rules if rule.anchor != rulebooks.CRITICISM]
    with pytest.raises(Refused, match="criticism"):
        guidelines.publish(OPERATOR, replace(book, rules=tuple(without)))


@pytest.mark.parametrize("words", [
    "Do not write negative things about our products.",
    "Posts that disparage us are removed.",
    "Nothing that could damage the good reputation of the brand.",
    "No bad reviews, please.", "Criticism of Fernway is not allowed.",
])  # fmt: skip
def test_no_section_may_forbid_to_think_badly_of_the_brand(cast, words):
    with pytest.raises(Refused, match="think badly"):
        factories.guidelines(f"## Manners\n\n{words}")


def test_what_was_announced_can_be_taken_back_until_it_is_in_force(cast):
    first = factories.guidelines()
    second = published(cast)
    guidelines.withdraw(cast.cleo, second)
    assert structure.current().guidelines_to_come is None
    assert [v.state for v in queries.versions(cast.guest)] == ["withdrawn", "published"]
    with pytest.raises(Denied, match="new version"):
        guidelines.withdraw(cast.cleo, first)


def test_a_withdrawn_draft_leaves_no_gap_in_the_numbers(cast):
    guidelines.withdraw(cast.cleo, draft(cast))
    made = draft(cast)
    assert made.number == 1
    assert draft(cast).id == made.id  # one at a time
    assert queries.versions(cast.guest) == []


def test_what_the_team_does_with_guidelines_is_in_its_log(cast):
    factories.guidelines()
    published(cast, "minor")
    verbs = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert verbs == ["propose-guidelines", "publish-guidelines"]


def test_a_post_is_held_against_what_was_in_force_when_it_was_written(cast):
    long_ago = utcnow() - timedelta(days=100)
    factories.guidelines("## Privacy\n\nNo names.", at=long_ago)
    factories.guidelines("## Privacy\n\nNo names and no places.", at=long_ago + timedelta(days=50))

    def said(days):
        found = queries.section_at(cast.guest, "privacy", at=long_ago + timedelta(days=days))
        return found.body if found else None

    assert said(49) == "No names."
    assert said(51) == "No names and no places."
    assert said(-1) == "No names."  # older than all guidelines: the first are the nearest
    assert queries.section_at(cast.guest, "nothing") is None


def test_a_category_adds_to_what_the_community_says(cast):
    factories.guidelines()
    outer = factories.category()
    inner = factories.category(parent_id=outer.id)
    document = guidelines.add_document(cast.cleo, outer.id)
    assert guidelines.add_document(cast.cleo, outer.id).id == document.id
    factories.guidelines("## On topic\n\nOne stove a thread.", document_id=document.id)
    database.commit()
    for category in (outer, inner):
        found = queries.section_at(cast.guest, "on-topic", category.id)
        assert found.body == "One stove a thread."
        assert queries.section_at(cast.guest, "respect", category.id) is not None
    assert queries.section_at(cast.guest, "on-topic").body != "One stove a thread."
    assert queries.hints(cast.guest, inner.id)[0].anchor == "on-topic"
    assert len(queries.hints(cast.guest, inner.id)) == 3
    assert len(queries.hints(cast.guest, None)) == 3


def test_what_a_private_category_adds_is_for_who_may_see_it(cast):
    factories.guidelines()
    lounge = factories.category(private_to="ambassadors")
    document = guidelines.add_document(cast.cleo, lounge.id)
    made = factories.guidelines("## Hush\n\nNo word outside.", document_id=document.id)
    database.commit()
    for viewer, may in ((cast.guest, False), (cast.max, False), (cast.amy, True)):
        assert (queries.in_force(viewer, document.id) is not None) is may
        assert (queries.section_at(viewer, "hush", lounge.id) is not None) is may
        assert [one.id for one in queries.addenda(viewer)] == ([document.id] if may else [])
        if not may:
            with pytest.raises(Denied):
                queries.document(viewer, document.slug)
            with pytest.raises(Denied):
                queries.version(viewer, document.id, made.number)


def test_reasons_to_report_are_the_sections(cast):
    factories.guidelines()
    found = queries.reasons(cast.guest)
    assert "criticism-is-welcome" not in {section.anchor for section in found}
    assert next(s for s in found if s.anchor == "privacy").severity == 1
    assert all(section.eu_category in rulebooks.EU_CATEGORIES for section in found)


def test_acceptance_is_by_version(cast):
    first = factories.guidelines()
    cast.max.accepted_number = 0
    assert policy.must_accept(cast.max) and not policy.can_write(cast.max)
    guidelines.accept(cast.max, cast.max, first.id, "interstitial")
    assert policy.can_write(cast.max)
    second = factories.guidelines("## Be kinder\n\nYes.")
    assert policy.must_accept(cast.max) and policy.must_accept(cast.ada)
    guidelines.accept(cast.max, cast.max, second.id, "interstitial")
    guidelines.accept(cast.max, cast.max, first.id)  # an old page: nothing is lost by it
    assert cast.max.accepted_number == 2 and not policy.must_accept(cast.max)


def test_programs_and_the_command_line_accept_nothing(cast):
    factories.guidelines()
    factories.guidelines("## Be kinder\n\nYes.")
    robot = factories.user(is_bot=True)
    assert not policy.must_accept(robot)
    assert not policy.must_accept(OPERATOR) and not policy.must_accept(cast.guest)


def test_a_draft_cannot_be_accepted(cast):
    with pytest.raises(Refused):
        guidelines.accept(cast.max, cast.max, draft(cast).id)
    with pytest.raises(Denied):
        guidelines.accept(cast.ada, cast.max, factories.guidelines().id)
