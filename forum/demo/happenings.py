"""Everything that happens in the demonstration community, in the order of time.

The files say how many hearts a post has; here it is decided, always in the same way, whose they
are and when they were given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from forum.demo.shapes import Category, Content, Edit, Person, Post, Thread

_SOON = timedelta(minutes=4)
_LATEST_REACTION = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something `actor` did, or came to be, `ago` before now.

    `what` is join, appoint, suspend, post, edit, react, answer, delete, remove, pin or close.
    """

    ago: timedelta
    what: str
    actor: str
    thread: Thread | None = None
    post: Post | None = None
    edit: Edit | None = None
    reaction: str = ""


def in_order(content: Content) -> list[Happening]:
    """All of it, oldest first. What hangs together at one moment keeps its order."""
    found = [each for person in content.people.values() for each in _of_person(person)]
    for thread in content.threads.values():
        for post in thread.posts:
            found += _of_post(content, thread, post)
        found += _of_thread(content, thread)
    return sorted(found, key=lambda happening: -happening.ago)


def may_see(category: Category, person: Person) -> bool:
    """Whether `person` may see `category`; nobody who works for the community is shut out."""
    see = category.access.get("see", ())
    roles = {"ambassador": "ambassadors", "moderator": "moderators"}
    return (
        "everyone" in see
        or "members" in see
        or roles.get(person.role, "") in see
        or person.role in ("community_manager", "admin")
    )


def _of_person(person: Person) -> Iterator[Happening]:
    yield Happening(person.joined, "join", person.handle)
    if person.role != "member":
        since = person.role_since or person.joined
        yield Happening(since, "appoint", person.handle)
    if person.suspended:
        yield Happening(person.suspended, "suspend", person.handle)


def _of_post(content: Content, thread: Thread, post: Post) -> Iterator[Happening]:
    yield Happening(post.ago, "post", post.author, thread, post)
    for edit in post.edits:
        yield Happening(edit.ago, "edit", edit.author, thread, post, edit)
    if post.is_answer:
        asker = thread.posts[0].author
        yield Happening(_after(post.ago, timedelta(hours=3)), "answer", asker, thread, post)
    for kind, person, ago in givers(content, thread, post):
        yield Happening(ago, "react", person, thread, post, reaction=kind)
    if post.state == "deleted":
        yield Happening(_after(post.ago, timedelta(hours=1)), "delete", post.author, thread, post)
    if post.state == "removed":
        by = thread.posts[post.number].author  # who removes a post says so in the next one
        yield Happening(_after(post.ago, timedelta(minutes=10)), "remove", by, thread, post)


def _of_thread(content: Content, thread: Thread) -> Iterator[Happening]:
    first, last = thread.posts[0], thread.posts[-1]
    staff = next(p.handle for p in content.people.values() if p.role == "community_manager")
    if thread.pinned:
        yield Happening(_after(first.ago, _SOON), "pin", staff, thread)
    if thread.is_closed:
        yield Happening(_after(last.ago, _SOON), "close", staff, thread)


def _after(ago: timedelta, later: timedelta) -> timedelta:
    """`later` after `ago`, or half-way to now where that would lie ahead."""
    return max(ago - later, ago / 2)


def givers(content: Content, thread: Thread, post: Post) -> list[tuple[str, str, timedelta]]:
    """Who reacted to `post`: kind, handle, how long ago. The same at every run.

    People who took part in the thread come first, as they would, and those who joined after the
    post come last. Nobody reacts to themselves or to what they cannot see.
    """
    chance = Random(f"{thread.slug} {post.number}")  # noqa: S311 - who likes a joke is no secret
    present = {each.author for each in thread.posts}
    around = [
        person
        for person in content.people.values()
        if person.handle != post.author
        and not person.suspended_for
        and may_see(content.categories[thread.category], person)
    ]
    found = []
    for kind, count in post.reactions:
        likely = {
            person.handle: chance.random()
            + 0.4 * (person.handle in present)
            - 2.0 * (person.joined < post.ago)
            for person in around
        }
        for person in sorted(around, key=lambda each: -likely[each.handle])[:count]:
            since = min(post.ago, person.joined)
            later = _LATEST_REACTION * chance.random() ** 3 + _SOON
            found.append((kind, person.handle, _after(since, later)))
    return found
