"""Nobody finds what is not for them, whatever word they search for, in an index that holds it all."""

import pytest

from forum import engines
from tests.sweeps.addresses import said
from tests.sweeps.things import NAMES

ROUTES = ("/search", "/search/results", "/filter", "/search/similar")
SEEN = {"zqtitleqz", "zqbodyqz", "zqreplyqz", "zqchildtitleqz"}  # found by whom they are for


@pytest.mark.parametrize("name", NAMES)
def test_no_word_that_is_hidden_from_somebody_finds_it_for_them(app, forum, browser, name):
    """What is found has its words marked; what was typed stays in the box, which tells nothing."""
    assert engines.current().health().documents > 10
    client, secret = browser(getattr(forum.people, name)), set(forum.secrets_for(name))
    routes = ROUTES if name in {"guest", "max"} else ROUTES[:1]
    told, found = [], set()
    for word in sorted({canary.word for canary in forum.canaries}):
        for route in routes:
            asked = {"title" if route.endswith("similar") else "q": word}
            answer = client.get(route, query_string=asked)
            text = said(answer)
            is_found = f"<mark>{word}</mark>" in text
            found |= {word} if is_found else set()
            others = [one for one in secret if one != word and one in text.replace(word, "")]
            if others or (is_found and word in secret) or answer.status_code not in (200, 401):
                told.append((route, word, answer.status_code, others))
    assert not told
    assert found >= SEEN - secret, "what one may read is found"
