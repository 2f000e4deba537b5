"""A case is a target with everything that was said of it; what was there is kept."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from forum.extensions import db
from forum.models import ModerationCase, SettingValue, Snapshot
from forum.models.columns import utcnow
from forum.queries import moderating
from forum.services import cases
from tests import factories


def test_what_is_opened_again_is_the_same_case_and_at_least_as_severe(app, cast):
    post = factories.post(author=cast.max)
    first = cases.open_case(cases.of_post(post), "report", 4, ["one"])
    later = first.due_at
    again = cases.open_case(cases.of_post(post), "report", 2, ["one", "two"])
    assert again is first and again.severity == 2 and again.reasons == ["one", "two"]
    assert again.due_at < later and again.user_id == cast.max.id
    cases.open_case(cases.of_post(post), "report", 4)
    assert again.severity == 2


def test_a_target_whose_case_is_closed_gets_a_new_one(app, cast):
    post = factories.post(author=cast.max)
    first = cases.open_case(cases.of_post(post), "report")
    first.closed_at = first.opened_at
    db.session.flush()
    assert cases.open_case(cases.of_post(post), "report").id != first.id
    assert db.session.scalar(select(func.count(ModerationCase.id))) == 2


def test_what_was_there_is_kept_once_for_each_text(app, cast):
    post = factories.post(author=cast.max, body="As it was.")
    case = cases.open_case(cases.of_post(post), "report")
    kept = cases.keep(case, post)
    assert cases.keep(case, post) is kept and kept.body == "As it was."
    post.body = "As it is."
    assert cases.keep(case, post).body == "As it is."
    assert db.session.scalars(select(Snapshot.body).order_by(Snapshot.id)).all() == [
        "As it was.", "As it is.",
    ]  # fmt: skip


def test_what_is_not_urgent_waits_over_the_days_on_which_nobody_looks(app, cast):
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert cases.due(4, friday) == friday + timedelta(hours=72)
    for name, value in (
        ("moderation.days_off", "saturday sunday"), ("site.time_zone", "Europe/Berlin"),
    ):  # fmt: skip
        db.session.add(SettingValue(name=name, value=value, changed_at=utcnow()))
    db.session.flush()
    assert cases.due(1, friday) == friday + timedelta(hours=1)
    assert cases.due(2, friday) == friday + timedelta(hours=8)
    assert cases.due(3, friday) == friday + timedelta(hours=24 + 48)  # Monday
    assert cases.due(4, friday) == friday + timedelta(hours=72 + 48)  # Wednesday
    saturday = friday + timedelta(days=1)
    monday = datetime(2026, 11, 22, 23, tzinfo=UTC)  # midnight in Berlin
    assert cases.due(3, saturday) == monday + timedelta(hours=24)
    post = factories.post(author=cast.max)
    made = cases.open_case(cases.of_post(post), "report", 4, at=friday)
    assert made.due_at == friday + timedelta(hours=120)
    said = moderating.how(cast.guest).plain()
    assert "Saturday, Sunday" in str(said)
