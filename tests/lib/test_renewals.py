"""A newer set of rules meets what a community has made of the older one."""

from forum.lib.renewals import renewed, steps
from forum.lib.rulebooks import Rule


def rules(**texts):
    return [Rule(anchor, anchor.title(), body) for anchor, body in texts.items()]


OLD = rules(a="One.", b="Two.", c="Three.", d="Four.")
NEW = rules(a="One.", x="New.", b="Two, better.", c="Three, better.")


def seen(own):
    return [(one.kind, one.anchor, one.stays) for one in steps(OLD, NEW, own)]


def test_what_the_community_has_as_it_came_follows():
    assert seen(OLD) == [("added", "x", False), ("changed", "b", False), ("changed", "c", False),
                         ("removed", "d", False)]  # fmt: skip
    assert renewed(OLD, NEW, OLD) == NEW


def test_its_own_words_stay_and_what_it_took_out_stays_out():
    own = rules(z="Ours.", a="One.", c="Three, as we say it.", d="Four, as we say it.")
    assert seen(own) == [("added", "x", False), ("changed", "b", True), ("changed", "c", True),
                         ("removed", "d", True)]  # fmt: skip
    made = renewed(OLD, NEW, own)
    assert [one.anchor for one in made] == ["z", "a", "x", "c", "d"]
    assert [one for one in made if one.anchor != "x"] == own


def test_what_it_has_already_is_no_news_and_a_rule_of_the_same_name_is_its_own():
    assert seen(NEW) == []
    assert seen([*OLD, *rules(x="Ours.")])[0] == ("added", "x", True)
    assert renewed(OLD, OLD, OLD) == OLD
