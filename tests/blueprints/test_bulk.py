"""Selecting threads on a page and doing something to all of them, without a script."""

from forum import database
from forum.extensions import db
from forum.models import Thread
from forum.services import threads
from tests import factories


def test_a_moderator_closes_two_and_takes_it_back(cast, browser):
    tents = factories.category(name="Tents", slug="tents")
    some = [threads.start(cast.max, tents, f"Tent {n}", f"Number {n}?").id for n in range(3)]
    database.commit()
    mo = browser(cast.mo)
    assert "/c/tents/select" in mo.get("/c/tents").text
    assert "/c/tents/select" not in browser(cast.max).get("/c/tents").text
    assert mo.get("/c/tents/select").text.count('name="id"') == 3
    wrong = mo.post("/c/tents/select", data={"verb": "close", "reason": "kept words"})
    assert wrong.status_code == 422 and "kept words" in wrong.text
    data = {"id": some[:2], "verb": "close", "reason": "Season is over."}
    done = mo.post("/c/tents/select", data=data)
    assert done.status_code == 200 and "Done: 2 threads" in done.text
    assert [db.session.get(Thread, each).is_closed for each in some] == [True, True, False]
    database.commit()
    events = [part.split('"')[0] for part in done.text.split('name="event" value="')[1:]]
    back = mo.post("/c/tents/select/undo", data={"event": events})
    assert back.status_code == 200
    db.session.expire_all()
    assert not any(db.session.get(Thread, each).is_closed for each in some)
    database.commit()
    for who in ("guest", "max", "amy", "sue"):
        client = browser(getattr(cast, who))
        assert client.get("/c/tents/select").status_code == 403
        assert client.post("/c/tents/select", data=data).status_code == 403
        assert client.post("/c/tents/select/undo", data={"event": events}).status_code == 403
