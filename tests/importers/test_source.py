"""What an address of a Discourse forum leads to, and what its things are called here."""

import pytest

from forum.importers.discourse.directory import absolute, is_of
from forum.importers.discourse.source import LONGEST_PATH, Place, Source, place, thread_paths


@pytest.mark.parametrize(
    "address,expected",
    [
        ("/t/a-thread/62", Place("t", 62)),
        ("/t/a-thread/62/3", Place("t", 62, 3)),
        ("https://old.example/t/a-thread/62/3?u=wren#reply", Place("t", 62, 3)),
        ("/t/62", Place("t", 62)),
        ("/t/%C3%BC/62/", Place("t", 62)),
        ("/u/Wren", Place("u", name="Wren")),
        ("/users/Wren/summary", Place("u", name="Wren")),
        ("/c/gear/7", Place("c", 7)),
        ("/c/gear/tents/9/l/top", Place("c", 9)),
        ("/c/7-gear", Place("c", 7)),
        ("/about", None),
        ("/t/a-thread", None),
        ("/t/a-thread/62000000000", None),
        ("http://[broken/t/a/1", None),
        ("", None),
    ],
)
def test_where_an_address_leads(address, expected):
    assert place(address) == expected


def test_references_say_which_forum():
    assert Source("old.example").ref("t", 62) == "discourse:old.example/t/62"
    assert Source("").ref("u", -1) == "discourse:/u/-1"
    assert len(Source("x" * 60).ref("p", 2**31)) <= 120


def test_paths_fit_their_column():
    short, long = thread_paths(2**31, "x" * 255, 2**31)
    assert short == "/t/2147483648/2147483648"
    assert len(long) == LONGEST_PATH


@pytest.mark.parametrize(
    "address,expected",
    [
        ("https://a.example/ü x", "https://a.example/%C3%BC%20x"),
        ("https://a.example/%20", "https://a.example/%20"),
        ("//a.example/", "https://a.example/"),
        ("/x", "https://old.example/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("#x", None),
        ("x", None),
        ("", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://user:password@a.example/", None),
        ("https://[broken", None),
    ],
)
def test_only_what_may_be_linked_to_is_an_address(address, expected):
    assert absolute(address, "old.example") == expected


def test_a_rooted_address_of_an_unknown_forum_leads_nowhere():
    assert absolute("/x", "") is None
    assert not is_of("https://old.example/", "")
    assert is_of("https://www.old.example/x", "old.example")
