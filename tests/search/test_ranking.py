"""The order of what was found, whichever engine found it."""

from forum.search.ranking import Match, ranked
from tests.search.conftest import NOW, wanted


def match(post_id, words):
    created = int(NOW.timestamp()) - 86_400
    return Match(post_id, post_id, 1, 1, created, 0, is_answer=False, is_open=True, words=words)


def test_what_fits_equally_well_has_one_order_however_its_parts_were_added_up():
    """Else it turned round from one second to the next: the age multiplies the last bit away."""
    one, other = 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1
    assert one != other
    for first, second in ((one, other), (other, one)):
        hits = ranked([match(1, first), match(2, second)], wanted("tent"))
        assert [hit.post_id for hit in hits] == [2, 1], "the newest first"
    better = ranked([match(1, 0.6001), match(2, 0.6)], wanted("tent"))
    assert [hit.post_id for hit in better] == [1, 2]
