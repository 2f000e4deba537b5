"""Rules of badges: read from what an admin chose, never more than that."""

import pytest

from forum.lib.rules import BadRule, Condition, read

KNOWN = {"answers", "replies"}


def one(**with_):
    return {"all": [{"measure": "answers", "is": "at_least", "value": 5, **with_}]}


def test_a_rule_is_read_and_written_the_same():
    typed = {"all": [*one(days=90)["all"], {"measure": "replies", "is": "at_most", "value": 9}]}
    rule = read(typed, KNOWN)
    assert rule.conditions[0] == Condition("answers", "at_least", 5, 90)
    assert rule.as_json() == typed
    assert rule.periods() == {90: {"answers"}, None: {"replies"}}


@pytest.mark.parametrize(
    ("found", "is_met"),
    [({}, False), ({("answers", 90): 4}, False), ({("answers", 90): 5}, True),
     ({("answers", None): 5}, False)],
)  # fmt: skip
def test_what_is_there_is_held_against_it(found, is_met):
    assert read(one(days=90), KNOWN).judge(found) is is_met


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (None, "conditions"), ([], "conditions"), ({"all": []}, "conditions"),
        ({"all": one()["all"] * 6}, "conditions"), ({"all": ["x"]}, "measure"),
        (one(measure="password"), "measure"), (one(measure="1; DROP TABLE user"), "measure"),
        ({"all": [{"measure": ["answers"]}]}, "measure"),
        (one(**{"is": "like"}), "comparator"), (one(value="5"), "value"), (one(value=-1), "value"),
        (one(value=True), "value"), (one(value=10**9), "value"), (one(days=0), "days"),
        (one(days="9"), "days"), (one(days=10**6), "days"),
        (one(value=0), "all"), (one(**{"is": "at_most"}), "all"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_named(typed, code):
    with pytest.raises(BadRule) as refused:
        read(typed, KNOWN)
    assert str(refused.value) == code
