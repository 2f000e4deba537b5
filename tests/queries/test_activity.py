"""The tabs of a member's page: all that the reader may see, and nothing else."""

import pytest

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import Reaction
from forum.models.columns import utcnow
from forum.queries import activity
from forum.services import reactions
from tests import factories

WHO = ["guest", "nia", "max", "amy", "mo", "cleo", "ada", "sue"]


def react(user, post):
    db.session.add(Reaction(post_id=post.id, user_id=user.id, kind="heart", created_at=utcnow()))
    post.reaction_count = (post.reaction_count or 0) + 1


@pytest.fixture
def doings(cast):
    """Amy in an open thread, in a private one, in one that was hidden, and in a hidden post."""
    here, inside = factories.category(), factories.category(private_to="inner")
    threads = {
        "open": factories.thread(author=cast.nia, category=here, tags=["tents"], kind="question"),
        "inside": factories.thread(author=cast.cleo, category=inside, tags=["secret"]),
        "hidden": factories.thread(author=cast.nia, category=here, state="hidden", tags=["hid"]),
    }
    for where, thread in threads.items():
        post = factories.post(thread=thread, author=cast.amy, body=f"In {where}.")
        thread.answer_id = post.id
        react(cast.max, post)
        react(cast.amy, factories.post(thread=thread, author=cast.mo, body=f"Mo in {where}."))
        title = f"Begun {where}"
        state = "hidden" if where == "hidden" else "visible"
        factories.thread(author=cast.amy, category=thread.category, title=title, state=state)
    gone = factories.post(thread=threads["open"], author=cast.amy, body="Gone.", state="removed")
    react(cast.max, gone)
    database.commit()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("tab", activity.TABS)
def test_a_tab_shows_what_its_reader_may_find_in_lists(cast, doings, who, tab):
    found = activity.tab(getattr(cast, who), cast.amy, tab, None)
    told = [row.title for row in found.threads] + [one.post.excerpt for one in found.doings]
    sees = {"open", "inside"} if who in {"cleo", "ada"} else {"open"}
    where = {
        "threads": {f"Begun {one}" for one in sees},
        "given": {f"Mo in {one}." for one in sees},
        "badges": set(),
    }.get(tab, {f"In {one}." for one in sees})
    assert set(told) == where


@pytest.mark.parametrize("tab", ["replies", "given", "received"])
def test_a_tab_is_paged_to_its_end_without_a_repetition(cast, monkeypatch, tab):
    monkeypatch.setattr(activity, "PER_PAGE", 3)
    thread = factories.thread(author=cast.max)
    for n in range(7):
        mine = factories.post(thread=thread, author=cast.amy, body=f"Amy {n}.")
        react(cast.max, mine)
        reactions.add(cast.amy, factories.post(thread=thread, author=cast.max), "heart")
    database.commit()
    seen, after = [], None
    for _ in range(3):
        page = activity.tab(cast.nia, cast.amy, tab, after)
        seen += [one.post.id for one in page.doings]
        after = page.next_href.partition("after=")[2] if page.next_href else None
    assert len(seen) == len(set(seen)) == 7 and after is None


def test_what_somebody_helps_with_takes_two_people_and_one_may_see_it(cast, doings):
    assert activity.helps_with(cast.guest, cast.amy) == activity.HelpsWith((), ())
    inside = factories.category(private_to="inner")
    for author in (cast.max, cast.mo):
        factories.post(thread=factories.thread(author=author, tags=["tents"]), author=cast.amy)
        secret = factories.thread(author=author, tags=["secret"], category=inside)
        factories.post(thread=secret, author=cast.amy)
    database.touch("lists")
    database.commit()
    seen = {name: activity.helps_with(getattr(cast, name), cast.amy) for name in WHO}
    assert [tag.name for tag in seen["guest"].tags] == ["tents"]
    assert {tag.name for tag in seen["cleo"].tags} == {"tents", "secret"}
    assert inside.id not in {ref.id for ref in seen["max"].categories}
    assert inside.id in {ref.id for ref in seen["ada"].categories}


def test_who_keeps_it_to_themselves_shows_no_tab(cast, doings):
    cast.amy.hides_activity = True
    database.commit()
    for tab in activity.TABS:
        with pytest.raises(Denied):
            activity.tab(cast.max, cast.amy, tab, None)
        activity.tab(cast.cleo, cast.amy, tab, None)
        activity.tab(cast.amy, cast.amy, tab, None)
    assert activity.helps_with(cast.max, cast.amy) == activity.HelpsWith((), ())
    threads, replies = activity.latest(cast.max, cast.amy)
    assert threads.threads == () and replies.doings == ()
