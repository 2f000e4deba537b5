"""Reporting: once for each text, with what was there, into the case of the target."""

from datetime import timedelta

import pytest
from markupsafe import Markup
from sqlalchemy import func, select

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import (
    GuidelineSection,
    GuidelineVersion,
    Job,
    MisuseMeasure,
    ModerationCase,
    Post,
    Report,
    SettingValue,
    Snapshot,
    StaffAction,
    User,
)
from forum.models.columns import utcnow
from forum.models.guidelines import GuidelineDocument
from forum.policies import staff_log as log_policy
from forum.queries import (
    cases,
    moderation,
    posts,
    report_reasons,
    staff_log,
    viewers,
    workload,
)
from forum.queries import reports as queries
from forum.services import claims, reports
from forum.services.filing import Said
from tests import factories
from tests.at_once import at_once

OTHER = Said("other", "It is beside the point.")


def version(number, effective_at, *anchors, document_id=1, severity=3):
    made = factories._save(
        GuidelineVersion(
            document_id=document_id, number=number, state="published", body="", html=Markup(),
            sha256="", published_at=effective_at, effective_at=effective_at,
        )
    )  # fmt: skip
    for position, anchor in enumerate(anchors):
        factories._save(
            GuidelineSection(version_id=made.id, anchor=anchor, position=position,
                             title=anchor.title(), body="x", severity=severity,
                             reason=f"It breaks {anchor}" if anchor != "quiet" else "")
        )  # fmt: skip
    return made


@pytest.fixture
def post(cast):
    return factories.post(author=cast.max, body="As it was.")


def keys(found):
    return [one.key for one in found]


def test_a_report_opens_a_case_with_what_was_there(app, cast, post):
    seen = []
    events.report_filed.listen(app, lambda report, case: seen.append((report.id, case.id)))
    made = reports.report_post(cast.amy, post, OTHER)
    case = db.session.scalars(select(ModerationCase)).one()
    kept = db.session.get(Snapshot, made.snapshot_id)
    assert (case.target, case.user_id, case.kind) == (f"post:{post.id}", cast.max.id, "report")
    assert (kept.body, kept.title, kept.case_id) == ("As it was.", "", case.id)
    assert made.reference.startswith("R-") and made.acknowledged_at is not None
    assert (made.score, case.score) == (2.0, 2.0)
    assert seen == [(made.id, case.id)]


def test_a_thread_is_reported_by_its_first_post_with_its_title(cast):
    thread = factories.thread(author=cast.max, title="Buy my tents")
    first = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    made = reports.report_post(cast.amy, first, OTHER)
    assert db.session.get(Snapshot, made.snapshot_id).title == "Buy my tents"


def test_several_reports_are_one_case_and_their_weights_add_up(cast, post):
    for who in (cast.amy, cast.nia, cast.mo):
        reports.report_post(who, post, OTHER)
    case = db.session.scalars(select(ModerationCase)).one()
    assert case.score == 2.0 + 1.0 + 6.0
    assert case.severity == 3  # from where it would be hidden it is urgent
    sources = db.session.scalars(select(Report.source).order_by(Report.id)).all()
    assert sources == ["member", "member", "staff"]


def test_the_same_text_is_reported_once_and_an_edited_one_again(cast, post):
    first = reports.report_post(cast.amy, post, OTHER)
    with pytest.raises(Refused) as caught:
        reports.report_post(cast.amy, post, OTHER)
    assert first.reference in caught.value.message
    post.body = "As it is now."
    again = reports.report_post(cast.amy, post, Said("other", "Still."))
    assert again.id == first.id and again.explanation == "Still."
    assert db.session.get(Snapshot, again.snapshot_id).body == "As it is now."
    assert db.session.scalars(select(ModerationCase.score)).one() == 2.0


def test_what_was_decided_is_reported_again_after_a_day_only(cast, post):
    made = reports.report_post(cast.amy, post, OTHER)
    case = db.session.get(ModerationCase, made.case_id)
    case.closed_at = utcnow() - timedelta(hours=23)
    db.session.flush()
    with pytest.raises(Refused):
        reports.report_post(cast.amy, post, OTHER)
    assert reports.report_post(cast.nia, post, OTHER).case_id != case.id  # somebody else may
    case.closed_at = utcnow() - timedelta(hours=25)
    db.session.flush()
    assert reports.report_post(cast.amy, post, OTHER).case_id != case.id


def test_who_may_not_report(cast, post):
    secret = factories.post(thread=factories.thread(category=factories.category(private_to="ours")))
    hidden = factories.post(state="hidden")
    for who, what in (
        (cast.guest, post), (cast.max, post), (cast.amy, secret), (cast.amy, hidden),
        (cast.mo, hidden),
    ):  # fmt: skip
        with pytest.raises(Denied):
            reports.report_post(who, what, OTHER)
    for who, whom in ((cast.guest, cast.max), (cast.max, cast.max)):
        with pytest.raises(Denied):
            reports.report_member(who, whom, OTHER)
    assert db.session.scalar(select(func.count(ModerationCase.id))) == 0


def test_a_suspended_member_is_heard_and_weighs_nothing(cast, post):
    assert reports.report_post(cast.sue, post, OTHER).score == 0


def test_whose_reporting_is_suspended_reports_nothing_until_it_is_over(cast, post):
    measure = factories._save(
        MisuseMeasure(user_id=cast.amy.id, kind="unfounded_notices", assessment={},
                      decided_by_id=cast.ada.id, suspended_from=utcnow() - timedelta(days=1),
                      suspended_until=utcnow() + timedelta(days=1))
    )  # fmt: skip
    with pytest.raises(Denied):
        reports.report_post(cast.amy, post, OTHER)
    measure.suspended_until = utcnow()
    db.session.flush()
    assert reports.report_post(cast.amy, post, OTHER)


def test_what_has_to_be_said_is_asked_for(cast, post):
    for said in (
        Said(""), Said("no such reason", "x"), Said("other"), Said("other", "  "),
        Said("illegal", "It is."), Said("staff", "He is not of the team."),
    ):  # fmt: skip
        with pytest.raises(Refused):
            reports.report_post(cast.amy, post, said)
    law = Said("illegal", "It is.", law="§ 185 StGB", is_in_good_faith=True)
    made = reports.report_post(cast.amy, post, law)
    assert made.is_illegal and made.law == "§ 185 StGB" and made.is_in_good_faith
    assert db.session.get(ModerationCase, made.case_id).severity == 2


def test_a_member_is_reported_as_they_present_themselves(cast):
    cast.max.bio, cast.max.location = "Buy tents.", "Oslo"
    made = reports.report_member(cast.amy, cast.max, OTHER)
    kept = db.session.get(Snapshot, made.snapshot_id)
    assert kept.body == "@max\nOslo\nBuy tents." and kept.title == "Max"
    with pytest.raises(Refused):
        reports.report_member(cast.amy, cast.max, OTHER)
    cast.max.bio = "Buy boots."
    assert reports.report_member(cast.amy, cast.max, OTHER).id == made.id


def test_nobody_reports_all_day_long(cast):
    factories._save(SettingValue(name="reports.per_day", value=1))
    database.commit()
    reports.report_post(cast.amy, factories.post(), OTHER)
    with pytest.raises(Refused, match="a lot today"):
        reports.report_post(cast.amy, factories.post(), OTHER)


def test_reasons_are_the_sections_in_force_when_it_was_written(cast, post):
    assert keys(report_reasons.of_post(cast.amy, post)) == ["illegal", "child-abuse", "other"]
    now = utcnow()
    version(1, now - timedelta(days=30), "respect", "quiet")
    version(2, now - timedelta(days=10), "respect", "spam")
    version(3, now + timedelta(days=10), "later")
    post.created_at = now - timedelta(days=20)
    assert keys(report_reasons.of_post(cast.amy, post))[:-3] == ["respect"]
    post.created_at = now
    assert keys(report_reasons.of_post(cast.amy, post))[:-3] == ["respect", "spam"]
    post.created_at = now - timedelta(days=300)  # older than the guidelines: by the first ones
    assert keys(report_reasons.of_post(cast.amy, post))[:-3] == ["respect"]
    post.created_at = now
    made = reports.report_post(cast.amy, post, Said("spam"))
    section = db.session.get(GuidelineSection, made.section_id)
    assert section.anchor == "spam" and made.reason == "spam"


def test_a_categorys_own_sections_are_reasons_there_and_below(cast):
    above = factories.category()
    below = factories.category(parent_id=above.id)
    own = factories._save(GuidelineDocument(slug="own", title="Own", kind="category",
                                            category_id=above.id))  # fmt: skip
    now = utcnow() - timedelta(days=1)
    version(1, now, "respect")
    version(1, now, "offers", document_id=own.id)
    database.commit()
    for category, expected in (
        (above, ["offers", "respect"]), (below, ["offers", "respect"]),
        (factories.category(), ["respect"]),
    ):  # fmt: skip
        database.commit()
        there = factories.post(thread=factories.thread(category=category))
        assert keys(report_reasons.of_post(cast.amy, there))[:-3] == expected
    assert keys(report_reasons.of_member(cast.amy, cast.max))[:-3] == ["respect"]


def test_conduct_is_a_reason_where_somebody_has_an_office(cast):
    for whom, expected in (
        (cast.max, set()), (cast.amy, {"ambassador"}), (cast.mo, {"staff"}), (cast.ada, {"staff"})
    ):  # fmt: skip
        found = set(keys(report_reasons.of_member(cast.nia, whom)))
        assert found & {"staff", "ambassador"} == expected
    spoke = factories.post(author=cast.max, author_capacity="brand")
    assert "staff" in keys(report_reasons.of_post(cast.nia, spoke))


def test_two_who_report_at_once_share_a_case_and_one_who_does_it_twice_has_one_report(
    app, cast, post
):
    database.commit()
    ids = (cast.amy.id, cast.nia.id, cast.amy.id, cast.nia.id)

    def come(user_id):
        who = viewers.with_groups(None, db.session.get(User, user_id))
        return reports.report_post(who, posts.get(who, post.id), OTHER).id

    at_once(app, [lambda user_id=user_id: come(user_id) for user_id in ids])
    case = db.session.scalars(select(ModerationCase)).one()
    assert sorted(db.session.scalars(select(Report.reporter_id))) == sorted(set(ids))
    assert case.score == 3.0


def test_who_reported_is_known_to_staff_and_to_nobody_else(cast, post):
    made = reports.report_post(cast.amy, post, OTHER)
    case = db.session.get(ModerationCase, made.case_id)
    for who in (cast.cleo, cast.ada):
        assert queries.of_case(who, case)[0].reporter.name == "amy"
    (seen,) = queries.of_case(cast.mo, case)
    assert seen.reporter is None and seen.explanation == OTHER.explanation
    assert "amy" not in repr(seen).lower()
    for who in (cast.guest, cast.nia, cast.max, cast.amy, cast.sue):
        with pytest.raises(Denied):
            queries.of_case(who, case)


def test_nobody_reads_what_was_said_of_themselves(cast):
    for whom, by in ((cast.mo, cast.nia), (cast.ada, cast.nia)):
        made = reports.report_member(by, whom, Said("staff", "Rude to me."))
        case = db.session.get(ModerationCase, made.case_id)
        with pytest.raises(Denied):
            queries.of_case(whom, case)
        assert queries.of_case(cast.cleo, case)


def test_ones_own_reports_say_what_and_how_it_stands(cast, post):
    first = reports.report_post(cast.amy, post, OTHER)
    second = reports.report_member(cast.amy, cast.max, OTHER)
    reports.report_post(cast.nia, post, OTHER)
    rows = queries.own(cast.amy).rows
    assert [(row.reference, row.kind, row.title, row.state) for row in rows] == [
        (second.reference, "member", "Max", "open"),
        (first.reference, "post", post.thread.title, "open"),
    ]
    first.answered_at, first.is_upheld = utcnow(), True
    db.session.flush()
    assert queries.one(cast.amy, first.reference).row.state == "upheld"
    for who in (cast.nia, cast.max, cast.ada, cast.guest):
        with pytest.raises(Denied):
            queries.one(who, first.reference)


def test_what_the_reporter_may_not_see_any_more_is_not_named(cast, post):
    reports.report_post(cast.amy, post, OTHER)
    post.thread.state = "removed"
    db.session.flush()
    (row,) = queries.own(cast.amy).rows
    assert (row.title, row.href, row.kind) == ("", "", "post")


@pytest.fixture
def counted(request):
    return request.getfixturevalue("queries")


def test_the_list_costs_the_same_for_many(cast, counted, post):
    reports.report_post(cast.amy, post, OTHER)
    database.commit()
    queries.own(cast.amy)
    with counted() as few:
        queries.own(cast.amy)
    for _ in range(5):
        reports.report_post(cast.amy, factories.post(), OTHER)
    database.commit()
    queries.own(cast.amy)
    with counted() as many:
        assert len(queries.own(cast.amy).rows) == 6
    assert len(many) == len(few) == 1


@pytest.mark.parametrize("reason", ["ambassador", "staff"])
def test_a_complaint_about_an_office_is_for_staff_alone(cast, reason):
    """community.md F6: no queue, number, page or line of the log tells ambassadors or volunteers."""
    capacity = {"ambassador": "ambassador", "staff": "moderator"}[reason]
    there = factories.thread()
    said = factories.post(thread=there, author=cast.amy, author_capacity=capacity)
    first = reports.report_post(cast.nia, posts.get(cast.nia, said.id), OTHER)
    case = db.session.get_one(ModerationCase, first.case_id)
    before = moderation.counts(cast.mo)
    claims.claim(cast.mo, case)
    claims.escalate(cast.mo, case, cast.cleo, "Please look at this one.")
    lines = len(staff_log.page(cast.mo, staff_log.Asked()).lines)
    claims.claim(cast.mo, case)
    conduct = Said(reason, "They were unkind to somebody new.")
    reports.report_post(cast.max, posts.get(cast.max, said.id), conduct)
    assert (case.claimed_by_id, case.claimed_until) == (None, None)
    assert case.escalated_to_id == cast.cleo.id
    assert before.open == 1 and lines == 1
    for wrong in (cast.mo, cast.amy, cast.max, cast.guest):
        assert moderation.waiting(wrong) == 0
        with pytest.raises(Denied):
            cases.get(wrong, case.reference)
        with pytest.raises(Denied):
            queries.of_case(wrong, case)
    assert moderation.counts(cast.mo).open == 0
    assert moderation.queue(cast.mo, moderation.Filters()).rows == ()
    assert workload.of_period(cast.mo, 7).opened == 0
    assert staff_log.page(cast.mo, staff_log.Asked()).lines == ()
    row = db.session.scalars(select(StaffAction).where(StaffAction.verb == "escalate")).one()
    assert not log_policy.can_read(cast.mo, row, there.category_id)
    with pytest.raises(Refused):  # nor can a colleague hand it to one of them
        claims.escalate(cast.cleo, case, cast.mo, "What do you think of it?")
    assert moderation.counts(cast.cleo).open == 1
    assert len(queries.of_case(cast.cleo, case)) == 2
    assert len(staff_log.page(cast.cleo, staff_log.Asked()).lines) == 1
    told = db.session.scalars(select(Job.name).where(Job.name.startswith("notify.report"))).all()
    assert len(told) == 2  # those who reported hear that it has come, and nobody else
