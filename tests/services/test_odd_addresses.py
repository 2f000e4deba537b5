"""What no address of ours holds is not there, on both databases, and never an error (T39)."""

import pytest

from forum import database
from tests import factories

ODD = [
    "%00",
    "%F0%9F",
    "%ED%A0%80",
    "9223372036854775808",
    "99999999999999999999999",
    "-1",
    "1e3",
    "x" * 3000,
    "..%2f",
    "%27%20OR%201=1",
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_in_the_addresses_of_writing(cast, browser, odd):
    thread = factories.thread(author=cast.max)
    database.commit()
    amy = browser(cast.amy)
    for path in (
        f"/drafts/{odd}",
        f"/start?category={odd}",
        f"/threads/{thread.id}/reply?to={odd}",
        f"/threads/{thread.id}/reply?quote={odd}",
        f"/suggest/members?q={odd}&thread={odd}",
        f"/suggest/tags?q={odd}",
        f"/suggest/categories?q={odd}",
        f"/posts/1/revisions?below={odd}",
        f"/posts/{odd}/edit",
        f"/posts/{odd}/source",
        f"/threads/{odd}/pin",
    ):
        assert amy.get(path).status_code in {200, 302, 400, 403, 404}, path
    for path in (
        f"/drafts/{odd}/discard",
        f"/posts/{odd}/react",
        f"/threads/{odd}/reply",
        f"/posts/1/revisions/{odd}/hide",
        f"/threads/{odd}/close",
    ):
        answer = amy.post(path, data={"body": "Hello.", "kind": "heart"})
        assert answer.status_code in {308, 400, 403, 404, 405, 422}, path
