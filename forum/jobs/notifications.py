"""Tells members what happened: those a post speaks to first, then those who watch, in batches.

Nobody is told twice of a post (`Told` decides), so a job that runs again changes nothing.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from forum import database, links
from forum.extensions import db
from forum.models import Badge, Follow, Notification, Post, Reaction, User
from forum.models.columns import utcnow
from forum.models.notifications import WATCHING, WATCHING_FIRST
from forum.policies import posts as policy
from forum.queries import audiences, viewers
from forum.services import jobs, telling

BATCH = 200  # watchers told in one unit of work
_AGAIN = timedelta(days=1)  # a reaction taken back and given again is no news


def post(post_id: int) -> None:
    """A new post: tell those it speaks to, then ask for the watchers."""
    addressed(post_id)
    with database.unit("write"):
        jobs.enqueue("notify.watchers", post_id=post_id, after=0,
                     once=f"notify.watchers:{post_id}:0")  # fmt: skip


def addressed(post_id: int) -> None:
    """Those it mentions, answers and quotes; each once, for the first of these."""
    with database.unit("read"):
        found = _post(post_id)
        if found is None:
            return
        waves = []
        for event, ids in audiences.addressed(found.author, found):
            waves.append((event, list(audiences.hearing(found.author, found, ids).values())))
    with database.unit("write"):
        for event, people in waves:
            _tell(event, found, people)


def watchers(post_id: int, after: int) -> None:
    """The next batch of those who watch, and a job for the one after it."""
    with database.unit("read"):
        found = _post(post_id)
        if found is None:
            return
        at = audiences.place(found.author, found)
        ids = audiences.watchers(found.author, at, after, BATCH)
        waves = _watching(found, at, ids)
    if not ids:
        return
    with database.unit("write"):
        for event, people in waves:
            _tell(event, found, people)
        if len(ids) == BATCH:
            jobs.enqueue("notify.watchers", post_id=post_id, after=ids[-1],
                         once=f"notify.watchers:{post_id}:{ids[-1]}")  # fmt: skip


def reaction(post_id: int, actor_id: int) -> None:
    """The author hears of it once for each who reacts; reactions of several fold into one row."""
    found = _post(post_id)
    actor = db.session.get(User, actor_id)
    if found is None or actor is None:
        return
    given = select(func.count()).where(Reaction.post_id == post_id, Reaction.user_id == actor_id)
    if db.session.scalar(given) != 1:  # taken back, or not the first one
        return
    group = f"reaction:{post_id}"
    lately = select(Notification.id).where(
        Notification.user_id == found.author_id, Notification.group == group,
        Notification.actor_id == actor_id, Notification.created_at > utcnow() - _AGAIN,
    )  # fmt: skip
    if db.session.scalar(lately.limit(1)) is None:
        _tell_author("reaction", group, found, actor)


def answer(post_id: int, actor_id: int) -> None:
    """The author of what was marked as the answer."""
    found = _post(post_id)
    actor = db.session.get(User, actor_id)
    if found is not None and actor is not None and found.thread.answer_id == post_id:
        _tell_author("answer", f"answer:{post_id}", found, actor)


def moved(post_id: int, actor_id: int) -> None:
    """An author, once, whose posts a moderator moved to another thread; `post_id` is the first."""
    found = _post(post_id)
    actor = db.session.get(User, actor_id)
    if found is not None and actor is not None:
        _tell_author("moved", f"moved:{found.thread_id}", found, actor)


def edited(post_id: int, actor_id: int, reason: str, version: int, what: str = "") -> None:
    """The author, whose text a moderator changed, or whose thread somebody `tidied`: who, and why,
    whomever they mute and whatever they chose."""
    found = _post(post_id)
    actor = db.session.get(User, actor_id)
    people = audiences.present(None, [found.author_id], also_suspended=True) if found else {}
    if found is None or actor is None or not people:
        return
    viewers.with_groups(None, actor)
    reading = [u for u in people.values() if policy.can_read(viewers.with_groups(None, u), found)]
    telling.tell("edited", f"edited{what}:{post_id}:{version}", reading, post=found, actor=actor,
                 details={"reason": reason, "what": what}, is_owed=True)  # fmt: skip


def restored(post_id: int, actor_id: int) -> None:
    """The author, whose post the team gave back: owed to them, as the taking away was."""
    found, actor = _post(post_id), db.session.get(User, actor_id)
    people = audiences.present(None, [found.author_id], also_suspended=True) if found else {}
    if found is not None and actor is not None:
        viewers.with_groups(None, actor)
        telling.tell("restored", f"restored:{post_id}", list(people.values()), post=found,
                     actor=actor, is_owed=True)  # fmt: skip


def lowered(user_id: int, level: int) -> None:
    """Whose trust level the team lowered: the page that opens says why. Owed to them."""
    people = audiences.present(None, [user_id], also_suspended=True)
    telling.tell("decision", f"level:{level}", list(people.values()), by_mail=False, is_owed=True,
                 details={"path": links.account("standing")})  # fmt: skip


def follow(user_id: int, actor_id: int) -> None:
    """Somebody follows a member; told once a day at most, however often it is taken back."""
    actor = db.session.get(User, actor_id)
    people = audiences.present(None, [user_id])
    still = select(Follow.user_id).where(Follow.user_id == actor_id, Follow.followed_id == user_id)
    lately = select(Notification.id).where(
        Notification.user_id == user_id, Notification.event == "follow",
        Notification.actor_id == actor_id, Notification.created_at > utcnow() - _AGAIN,
    )  # fmt: skip
    if actor is None or db.session.scalar(still) is None or db.session.scalar(lately.limit(1)):
        return
    viewers.with_groups(None, actor)
    hearing = [u for i, u in people.items() if i not in audiences.keeping_away(actor, people)]
    telling.tell("follow", f"follow:{actor_id}", hearing, actor=actor,
                 details={"path": links.member(actor.name)})  # fmt: skip


def badge(user_id: int, badge_id: int, is_by_rule: bool = False) -> None:
    """A badge was given. All that rules give while one has not looked are told as one: the first
    pass over an old community gives somebody a dozen."""
    found = db.session.get(Badge, badge_id)
    people = audiences.present(None, [user_id])
    if found is not None and people:
        group = "badges" if is_by_rule else f"badge:{badge_id}"
        details = {"path": links.member(people[user_id].name, "badges")}
        telling.tell("badge", group, list(people.values()), badge_id=badge_id, details=details)


def _post(post_id: int) -> Post | None:
    found = audiences.post(None, post_id)
    if found is not None:
        viewers.with_groups(None, found.author)
    return found


def _tell_author(event: str, group: str, post: Post, actor: User) -> None:
    viewers.with_groups(None, actor)
    people = audiences.hearing(actor, post, [post.author_id])
    telling.tell(event, group, list(people.values()), post=post, actor=actor)


def _watching(post: Post, at: audiences.Place, ids: Sequence[int]) -> list[tuple[str, list[User]]]:
    """Those who watch the thread, then those who watch around it, then those who follow."""
    people = audiences.hearing(post.author, post, ids, at)
    levels = audiences.levels(post.author, at, list(people))
    closely = {WATCHING, WATCHING_FIRST} if at.is_first else {WATCHING}
    by_thread = [people[i] for i, (own, _) in levels.items() if own == WATCHING]
    around = [people[i] for i, (own, outside) in levels.items()
              if own != WATCHING and outside in closely]  # fmt: skip
    told = {user.id for user in (*by_thread, *around)}
    follows = audiences.followers(post.author, list(people)) if at.is_first else set()
    return [
        ("watched", by_thread),
        ("first_post" if at.is_first else "watched", around),
        ("followed", [people[i] for i in people if i in follows and i not in told]),
    ]


def _tell(event: str, post: Post, people: Sequence[User]) -> None:
    if people:
        group = "mention" if event.endswith("mention") else "thread"
        telling.tell(event, f"{group}:{post.thread_id}", people, post=post, actor=post.author,
                     at=post.created_at, once=True)  # fmt: skip
