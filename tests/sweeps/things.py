"""The seeded forum: its people, its canaries, its things, and how threads, posts and files get in.

A canary is a word that is found nowhere else; `Canary.audience` names those of the cast who may
meet it.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace

from forum import storage
from forum.lib import tokens
from forum.models import (
    PostUpload,
    Reaction,
    ReactionCount,
    Revision,
    Upload,
)
from forum.models.columns import utcnow
from tests import factories

NAMES = ("guest", "nia", "max", "amy", "mo", "cleo", "ada", "sue")
MODERATORS = frozenset({"mo", "cleo", "ada"})
INSIDERS = frozenset({"amy", "cleo", "ada"})
NOBODY: frozenset[str] = frozenset()
TEAM = frozenset({"cleo", "ada"})
NEVER_USED = 2**30
ALL = {"see", "reply", "start"}


@dataclass(frozen=True)
class Canary:
    word: str
    audience: frozenset[str]


@dataclass
class Forum:
    """The seeded forum. `things` are ids and slugs that belong together, by argument name; a
    route is asked about a thing when it takes the first of its names and needs no others."""

    people: SimpleNamespace
    canaries: list[Canary] = field(default_factory=list)
    things: list[dict[str, list[object]]] = field(default_factory=list)
    made: SimpleNamespace = field(default_factory=SimpleNamespace)

    def canary(self, word: str, *audience: str) -> str:
        """A word to put somewhere, remembered with those who may see it."""
        whole = f"zq{word}qz"
        self.canaries.append(Canary(whole, frozenset(audience)))
        return whole

    def secrets_for(self, name: str) -> list[str]:
        """The words that this one of the cast must never meet."""
        return [c.word for c in self.canaries if name not in c.audience]


def thread(forum: Forum, **with_):
    made = factories.thread(**with_)
    forum.things.append(
        {
            "thread_id": [made.id],
            "drawing": ["f" * 16],
            "slug": [made.slug, "x"],
            "number": [1, 2],
            "post": [1],
            "key": [f"thread:{made.id}"],
        }
    )
    return made


def post(forum: Forum, **with_):
    made = factories.post(**with_)
    forum.things.append(
        {
            "post_id": [made.id],
            "revision": [1, 2, 3],
            "number": [1, 2, 3],
            "key": [f"post:{made.id}"],
            "kind": ["heart"],
            "version": [1, 2],
        }
    )
    return made


def upload(forum: Forum, owner, name: str, post=None):
    made = factories._save(
        Upload(
            key=tokens.new(),
            uploader_id=owner.id,
            name=name,
            mime="text/plain",
            size=4,
            path="2026/11/file",
            sha256="0" * 64,
        )
    )
    forum.things.append({"key": [made.key], "name": [name]})
    storage.current().put(made.path, b"file")
    if post is not None:
        factories._save(PostUpload(post_id=post.id, upload_id=made.id))
    return made


def revision(post, editor, number: int, text: str, reason: str, is_hidden: bool = False) -> None:
    """An edit that took `text` out again: it is in what was before and in what came after."""
    for n, (before, after) in enumerate(((f"Was {text}.", "Now."), ("Now.", f"Then {text}."))):
        factories._save(
            Revision(
                post_id=post.id,
                number=number + n,
                editor_id=editor.id,
                before={"body": before},
                after={"body": after},
                reason=reason,
                is_hidden=is_hidden,
            )
        )
    post.edit_count, post.edited_at = 2, utcnow()


def reacted(post, user) -> None:
    factories._save(Reaction(post_id=post.id, user_id=user.id, kind="heart"))
    factories._save(ReactionCount(post_id=post.id, kind="heart", count=1, from_elsewhere=0))
