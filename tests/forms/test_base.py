"""Shapes of input: whatever is sent, a form says what is wrong and never fails (T38, T39, T87)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forum.forms import base
from forum.forms.posts import EditForm, NoteForm, PreviewForm, ReplyForm
from forum.forms.threads import MoveForm, PinForm, StartForm

ALL = [EditForm, NoteForm, PreviewForm, ReplyForm, MoveForm, PinForm, StartForm]


@pytest.fixture(autouse=True)
def within_an_app(request):
    from flask import Flask
    from flask_babel import Babel

    app = Flask("forms")
    Babel(app)
    with app.test_request_context():
        yield


def test_html_and_json_are_read_alike():
    typed = base.read(ReplyForm, MultiDict([("body", "Hello"), ("to", "3")]))
    sent = base.read(ReplyForm, {"body": "Hello", "to": 3})
    assert typed and sent and typed.data == sent.data
    assert typed.data.to == 3


def test_what_was_typed_is_kept_when_it_is_wrong():
    form = base.read(ReplyForm, {"body": "x" * 100_001, "to": "3"})
    assert not form
    assert set(form.errors) == {"body"}
    assert form["body"] == "x" * 100_001
    with pytest.raises(ValueError, match="no form"):
        form.data  # noqa: B018


def test_other_fields_are_left_unread():
    """T38: nobody sets by a form what the form does not say."""
    form = base.read(ReplyForm, {"body": "Hello", "author_id": 7, "state": "pinned", "id": 1})
    assert form.data.model_dump().keys() == {
        "body", "to", "submission_key", "preview", "is_personal", "anyway",
    }  # fmt: skip


def test_a_field_that_comes_twice_is_a_mistake():
    form = base.read(ReplyForm, MultiDict([("body", "Hello"), ("to", "1"), ("to", "2")]))
    assert set(form.errors) == {"to"}


@pytest.mark.parametrize(
    "value",
    [
        [1, 2],
        {"$gt": ""},
        True,
        1.5,
        "1e3",
        "-1",
        -1,
        2**31,
        2**63,
        "2147483648",
        "９",
        "1" * 9000,
        {"__proto__": {}},
        float("nan"),
    ],
)
def test_a_number_is_a_number(value):
    assert set(base.read(ReplyForm, {"body": "Hello", "to": value}).errors) == {"to"}


@pytest.mark.parametrize("value", [[], {}, None, True, 7, ["Hello"], {"$gt": ""}])
def test_a_text_is_a_text(value):
    assert set(base.read(ReplyForm, {"body": value}).errors) == {"body"}


def test_a_text_has_nothing_that_no_database_takes():
    form = base.read(ReplyForm, {"body": "He\0ll\ud800o\x1b"})
    assert form.data.body == "Hello"
    form.data.body.encode()


@pytest.mark.parametrize("tags", ["a, b", ["a", "b"], " a ,,b, "])
def test_tags_come_as_words_or_as_a_list(tags):
    form = base.read(StartForm, {"title": "T", "body": "B", "category": "c", "tags": tags})
    assert form.data.tags == ["a", "b"]


@pytest.mark.parametrize("tags", [["x"] * 21, ",".join("x" * 21), "y" * 41, [1], {"a": 1}, None])
def test_tags_have_their_number_and_length(tags):
    form = base.read(StartForm, {"title": "T", "body": "B", "category": "c", "tags": tags})
    assert set(form.errors) == {"tags"}


@pytest.mark.parametrize("until", ["2026-02-30", "tomorrow", 5, [], "9999-12-31", "0001-01-01"])
def test_a_day_is_a_day(until):
    assert set(base.read(PinForm, {"scope": "category", "until": until}).errors) == {"until"}


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.__name__)
def test_every_text_has_a_length(form):
    """T87: for each field, more than any of them takes is refused by name or read as too long."""
    for name in form.model_fields:
        values = dict.fromkeys(form.model_fields, "a") | {name: "a" * 1_000_000}
        assert name in base.read(form, values).errors


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_makes_a_form_fail(data):
    for form in ALL:
        values = {name: data.draw(ANYTHING) for name in form.model_fields}
        read = base.read(form, values)
        assert bool(read) is not bool(read.errors)
        for name in form.model_fields:
            assert isinstance(read[name], str)
