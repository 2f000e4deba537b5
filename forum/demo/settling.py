"""What the demonstration community leaves behind that is written in one go: reactions and reading.

Thousands of reactions through the verb would take longer than everything else together, so their
rows and counters are written here, by the same rules; a recount finds nothing wrong.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update

from forum.demo.happenings import Happening, may_see
from forum.demo.shapes import Content, Person, Thread
from forum.demo.telling import Teller
from forum.extensions import db
from forum.models import Draft, Post, Reaction, ReactionCount, ReadPosition, User
from forum.models import Thread as ThreadRow
from forum.services import counters, drafts

# One thread in so many is not opened by somebody who visits regularly.
_NEVER_OPENED = 7


def react(teller: Teller, story: Iterable[Happening]) -> None:
    """Write all reactions of the story, and count them."""
    given = [happening for happening in story if happening.what == "react"]
    rows = [
        {
            "post_id": _post(teller, each).id,
            "user_id": teller.people[each.actor].id,
            "kind": each.reaction,
            "created_at": teller.now - each.ago,
        }
        for each in given
    ]
    db.session.execute(insert(Reaction), rows)
    kinds = Counter((row["post_id"], row["kind"]) for row in rows)
    counts = [{"post_id": post, "kind": kind, "count": n} for (post, kind), n in kinds.items()]
    db.session.execute(insert(ReactionCount), counts)
    _count(teller, given)


def _count(teller: Teller, given: list[Happening]) -> None:
    public = counters.public_categories()
    visible = [each for each in given if _post(teller, each).state == "visible"]
    shown = [each for each in visible if _post(teller, each).thread.category_id in public]
    _raise(Post, "reaction_count", Counter(_post(teller, each).id for each in given))
    _raise(ThreadRow, "reaction_count", Counter(_post(teller, e).thread_id for e in visible))
    people = teller.people
    _raise(User, "reactions_given_count", Counter(people[each.actor].id for each in shown))
    _raise(User, "reactions_received_count",
           Counter(_post(teller, each).author_id for each in shown))  # fmt: skip


def _post(teller: Teller, happening: Happening) -> Post:
    assert happening.thread
    assert happening.post
    return teller.posts[happening.thread.slug, happening.post.number]


def _raise(table: Any, name: str, more: Counter[int]) -> None:
    statement = (
        update(table.__table__)
        .where(table.__table__.c.id == bindparam("row"))
        .values({name: table.__table__.c[name] + bindparam("more")})
    )
    if more:
        rows = [{"row": row, "more": n} for row, n in sorted(more.items())]
        db.session.connection().execute(statement, rows)


def read(teller: Teller, story: Iterable[Happening]) -> None:
    """Note how far everybody has read, how often threads were seen, and who was here when."""
    content = teller.content
    reached: dict[tuple[str, str], int] = {}
    seen: dict[str, timedelta] = {}
    for each in story:
        seen[each.actor] = each.ago
        if each.thread and each.post:
            key = (each.actor, each.thread.slug)
            reached[key] = max(reached.get(key, 0), each.post.number)
    for person in content.people.values():
        if person.last_visit:
            seen[person.handle] = min(person.last_visit, seen[person.handle])
            for thread in _visited(content, person):
                key = (person.handle, thread.slug)
                reached[key] = max(reached.get(key, 0), _there_by(thread, person.last_visit))
    rows = [
        {
            "user_id": teller.people[who].id,
            "thread_id": teller.threads[slug].id,
            "last_number": number,
            "read_at": teller.now - seen[who],
        }
        for (who, slug), number in reached.items()
        if number
    ]
    db.session.execute(insert(ReadPosition), rows)
    _seen(teller, {who: teller.now - ago for who, ago in seen.items()})


def keep_drafts(teller: Teller) -> None:
    """What was begun and not sent, where the editor will look for it."""
    for draft in teller.content.drafts:
        payload = {"body": draft.body.strip()}
        if draft.thread:
            key = f"thread:{teller.threads[draft.thread].id}"
            payload["to"] = str(draft.reply_to or "")
        else:
            key = "new"
            payload |= {"title": draft.title, "category": draft.category,
                        "tags": ", ".join(draft.tags)}  # fmt: skip
        actor = teller.people[draft.author]
        drafts.save(actor, key, 0, payload)
        db.session.execute(
            update(Draft)
            .where(Draft.user_id == actor.id, Draft.key == key)
            .values(updated_at=teller.now - draft.ago)
        )


def _visited(content: Content, person: Person) -> list[Thread]:
    """The threads that somebody who comes by regularly has opened."""
    return [
        thread
        for place, thread in enumerate(content.threads.values())
        if may_see(content.categories[thread.category], person) and place % _NEVER_OPENED
    ]


def _there_by(thread: Thread, visit: timedelta) -> int:
    return sum(post.ago > visit for post in thread.posts)


def _seen(teller: Teller, seen: dict[str, datetime]) -> None:
    for who, at in seen.items():
        teller.people[who].last_seen_at = at
    for slug, made in teller.threads.items():
        made.view_count = teller.content.threads[slug].views
    db.session.flush()
