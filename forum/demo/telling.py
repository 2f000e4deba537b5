"""Lets the demonstration community happen: each happening through the verb a member would use."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import update

from forum import structure
from forum.demo import founding, texts
from forum.demo.happenings import Happening
from forum.demo.shapes import Content
from forum.demo.texts import Place
from forum.extensions import db
from forum.models import OldName, Post, StaffAction, Thread, Upload, User
from forum.services import answers, names, posts, threads, uploads

_PAUSE = timedelta(days=180)


@dataclass
class Teller:
    """Who and what is there so far. `password` is the hash that everybody has."""

    content: Content
    now: datetime
    password: str
    people: dict[str, User] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    posts: dict[tuple[str, int], Post] = field(default_factory=dict)
    removals: list[tuple[str, Post, datetime]] = field(default_factory=list)  # by whom, what, when

    def tell(self, happening: Happening) -> None:
        """Let `happening` happen, at its time."""
        getattr(self, happening.what)(happening, self.now - happening.ago)

    def join(self, happening: Happening, at: datetime) -> None:
        described = self.content.people[happening.actor]
        user = founding.person(described, self.password, self.now)
        self.people[happening.actor] = user
        if user.name != described.handle:
            names.rename(user, user, described.handle)
            db.session.execute(
                update(OldName).where(OldName.user_id == user.id).values(created_at=at)
            )

    def appoint(self, happening: Happening, at: datetime) -> None:
        described = self.content.people[happening.actor]
        founding.appoint(self.people[happening.actor], described, at)

    def post(self, happening: Happening, at: datetime) -> None:
        thread, post = happening.thread, happening.post
        assert thread
        assert post
        actor = self.people[happening.actor]
        body = self._typed(post.body, thread.slug, self._upload(actor, post.body, at))
        if post.number == 1:
            node = structure.current().by_slug[thread.category]
            made = threads.start(
                actor, node, thread.title, body, kind=thread.kind, tags=thread.tags, at=at
            )
            self.threads[thread.slug] = made
            self.posts[thread.slug, 1] = db.session.query(Post).filter_by(thread_id=made.id).one()
            return
        to = self.posts[thread.slug, post.reply_to] if post.reply_to else None
        self.posts[thread.slug, post.number] = posts.reply(
            actor, self.threads[thread.slug], body, reply_to=to, at=at
        )

    def edit(self, happening: Happening, at: datetime) -> None:
        edit, post = happening.edit, self._post(happening)
        assert edit
        assert happening.thread
        actor = self.people[happening.actor]
        body = self._typed(edit.body, happening.thread.slug, {})
        posts.edit(actor, post, body, post.version, reason=edit.reason, at=at)
        self._date_log(post, at)

    def delete(self, happening: Happening, at: datetime) -> None:
        posts.delete(self.people[happening.actor], self._post(happening), at=at)

    def remove(self, happening: Happening, at: datetime) -> None:
        """Is decided when there are rules to decide by (demo/judging.py)."""
        self.removals.append((happening.actor, self._post(happening), at))

    def answer(self, happening: Happening, at: datetime) -> None:
        post = self._post(happening)
        answers.accept(self.people[happening.actor], post.thread, post, at=at)

    def pin(self, happening: Happening, at: datetime) -> None:
        described = happening.thread
        assert described
        until = self.now + described.pinned_for if described.pinned_for else None
        thread = self.threads[described.slug]
        threads.pin(self.people[happening.actor], thread, described.pinned, until, at=at)

    def close(self, happening: Happening, at: datetime) -> None:
        assert happening.thread
        threads.close(self.people[happening.actor], self.threads[happening.thread.slug], at=at)

    def suspend(self, happening: Happening, at: datetime) -> None:
        user = self.people[happening.actor]
        user.suspended_until = at + _PAUSE
        user.suspended_reason = self.content.people[happening.actor].suspended_for
        db.session.flush()

    def _post(self, happening: Happening) -> Post:
        assert happening.thread
        assert happening.post
        return self.posts[happening.thread.slug, happening.post.number]

    def _date_log(self, post: Post, at: datetime) -> None:
        """What the log of the staff says of `post` since we began happened at this time."""
        db.session.execute(
            update(StaffAction)
            .where(
                StaffAction.post_id == post.id,
                StaffAction.created_at >= self.now,
                StaffAction.sha256 == "",
            )
            .values(created_at=at)
        )

    def _upload(self, actor: User, body: str, at: datetime) -> dict[str, str]:
        """The keys of the drawings that `body` shows, uploaded by `actor` just before."""
        keys = {}
        for name in texts.images(body):
            data = self.content.images[name]
            upload: Upload = uploads.reserve(actor, name, data)
            uploads.finish(actor, upload, uploads.fill(actor, upload, data))
            upload.created_at = at
            keys[name] = upload.key
        return keys

    def _typed(self, body: str, here: str, keys: dict[str, str]) -> str:
        places = {name: Place(made.id, made.slug) for name, made in self.threads.items()}
        return texts.resolve(body, here, places, keys, self.now)
