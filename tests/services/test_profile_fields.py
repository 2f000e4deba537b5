"""What an admin asks members, and what counts as an answer."""

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import ProfileValue
from forum.queries import profile_fields as queries
from forum.services import profile_fields

CHOICES = ("Tent", "Tarp")


def ask(cast, kind="line", **with_):
    choices = CHOICES if kind == "choice" else ()
    profile_fields.add(cast.ada, kind, with_.pop("label", kind.title()), choices=choices, **with_)
    return queries.asked(cast.ada)[-1]


@pytest.mark.parametrize("who", ["guest", "max", "amy", "mo", "cleo"])
def test_only_admins_ask(cast, who):
    with pytest.raises(Denied):
        profile_fields.add(getattr(cast, who), "line", "Shoe size")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("line", " 43 ", "43"),
        ("text", "a\nb", "a\nb"),
        ("choice", "Tarp", "Tarp"),
        ("link", "example.org", "https://example.org"),
        ("date", "2026-02-28", "2026-02-28"),
        ("yes", "1", "1"),
    ],
)
def test_an_answer_is_kept_and_shown_where_it_should(cast, kind, typed, kept):
    field = ask(cast, kind, places=["card"])
    profile_fields.answer(cast.max, cast.max, {field.key: typed, "answer_999": "x"})
    shown = queries.shown(cast.guest, [cast.max.id, cast.amy.id], "card")
    assert [one.value for one in shown[cast.max.id]] == [kept] and shown[cast.amy.id] == ()
    assert queries.shown(cast.guest, [cast.max.id], "profile") == {}
    profile_fields.answer(cast.max, cast.max, {})
    assert queries.own(cast.max, cast.max) == {field.key: kept}
    profile_fields.answer(cast.max, cast.max, {field.key: " "})
    assert queries.own(cast.max, cast.max) == {}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("line", "x" * 201),
        ("text", "x" * 2001),
        ("choice", "Hammock"),
        ("link", "javascript:alert(1)"),
        ("link", "https://a@evil.example"),
        ("date", "2026-02-30"),
        ("date", "31.3.2026"),
        ("yes", "no"),
    ],
)
def test_what_is_no_answer_is_refused_at_its_field(cast, kind, typed):
    field = ask(cast, kind)
    with pytest.raises(Refused) as refused:
        profile_fields.answer(cast.max, cast.max, {field.key: typed})
    assert refused.value.field == field.key


def test_what_is_required_is_asked_for(cast):
    field = ask(cast, is_required=True)
    with pytest.raises(Refused):
        profile_fields.answer(cast.max, cast.max, {field.key: ""})


def test_nobody_answers_for_another(cast):
    field = ask(cast)
    for actor in (cast.amy, cast.ada, cast.sue):
        with pytest.raises(Denied):
            profile_fields.answer(actor, cast.max, {field.key: "43"})
    with pytest.raises(Denied):
        queries.own(cast.ada, cast.max)


def test_they_are_put_in_order_changed_and_removed_with_their_answers(cast):
    first, second = ask(cast, label="First"), ask(cast, label="Second")
    profile_fields.answer(cast.max, cast.max, {first.key: "a", second.key: "b"})
    row = queries.get(cast.ada, second.id)
    profile_fields.move(cast.ada, row, -1)
    profile_fields.move(cast.ada, row, -1)
    assert [field.label for field in queries.asked(cast.ada)] == ["Second", "First"]
    profile_fields.change(cast.ada, row, "Other", places=["directory"])
    assert queries.asked(cast.ada)[0].places == {"directory"}
    profile_fields.remove(cast.ada, row)
    assert [field.label for field in queries.asked(cast.max)] == ["First"]
    assert db.session.scalar(select(func.count()).select_from(ProfileValue)) == 1


def test_options_are_at_least_two(cast):
    with pytest.raises(Refused) as refused:
        profile_fields.add(cast.ada, "choice", "Shelter", choices=["Tent", "Tent"])
    assert refused.value.field == "choices"
