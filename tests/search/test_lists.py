"""What is written for a word of the embedded index is read as it was, however many posts have it."""

from array import array
from importlib import import_module

import pytest

from forum.search import Piece
from forum.search.whoosh import lists
from forum.search.whoosh.lists import Posted
from tests.search.conftest import built, document, wanted

MANY = range(0, 3_000, 2)  # of 3,000 posts: kept as one byte for each


def posted(places, counts, where=None):
    stands = b"".join(array("H", at).tobytes() for at in where or ())
    return Posted(memoryview(b"".join(lists.packed(array("I", places), counts, stands))))


@pytest.mark.parametrize(
    "places", [[0], [7, 300, 70_000, 9_000_000], list(range(5, 90_000, 300)), MANY]
)
@pytest.mark.parametrize("often", [1, 3, 700])
def test_posts_and_how_often_a_word_stands_in_them(places, often):
    counts = [1 + n % often for n in range(len(places))]
    read = posted(places, counts)
    assert list(read.places) == list(places) and list(read.counts) == counts
    assert list(read.times or b"\x01" * len(places)) == [min(n, 6) for n in counts]
    if places[-1] < 100_000:
        bits = read.bits(100_000)
        assert bits.bit_count() == len(places) and all((bits >> (8 * p)) & 1 for p in places)
        within = bytes(int(n in {0, 2_000, 5}) for n in range(100_000))
        assert [place for place, _ in read.among([0, 5, 2_000], within)] == [
            p for p in (0, 5, 2_000) if p in places
        ]


def test_where_a_word_stands_is_read_for_the_posts_that_are_asked_about():
    where = [[n, n + 3] if n % 3 else list(range(400)) for n in range(len(MANY))]
    read = posted(MANY, [len(at) for at in where], where)
    assert dict(read.standing([1, 4, 6, 2_998, 5_000])) == {
        4: where[2],
        6: where[3],
        2_998: where[1_499],
    }
    assert list(read.pieces())[3] == array("H", where[3]).tobytes()


@pytest.fixture
def whoosh(tmp_path):
    return built(import_module("forum.search.whoosh.engine").make(tmp_path, "en"))


def test_what_is_put_together_keeps_its_words_and_forgets_what_is_gone(whoosh):
    """By many small commits, of which the ninth takes those before it into one."""
    for n in range(1, 20):
        whoosh.add([document(n, f"the walrus sings of seals {n}", title="A pond")])
        if n % 4 == 0:
            whoosh.remove([n])
    whoosh.optimize()
    assert len(whoosh._opened().segments) == 1
    left = {n for n in range(1, 20) if n % 4}
    for piece in (Piece("walrus sings", "phrase"), Piece("seal"), Piece("pond", in_title=True)):
        found = whoosh.query(wanted(piece, per_thread=False))
        assert {hit.post_id for hit in found.hits} == left and found.number == len(left)
    assert not whoosh.query(wanted(Piece("sings walrus", "phrase"))).hits


def test_a_word_that_stands_in_a_post_very_often_is_followed_to_its_end(whoosh):
    whoosh.add([document(1, "so " * 1_000 + "ends it"), document(2, "ends so")])
    (hit,) = whoosh.query(wanted(Piece("so ends it", "phrase"))).hits
    assert hit.post_id == 1
