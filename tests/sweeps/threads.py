"""Seeded: categories, threads and posts in every state, and addresses of another forum."""

from forum.extensions import db
from forum.models import (
    Address,
    CategorySlug,
    Group,
    GroupMember,
    Tag,
    TagSlug,
)
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS
from tests import factories
from tests.sweeps import things
from tests.sweeps.things import INSIDERS, MODERATORS, NEVER_USED, Forum


def private_category(forum: Forum) -> None:
    """A category for one group, a child of it that says everyone, and all that is in them."""
    who, can = forum.people, forum.canary
    group = factories._save(
        Group(
            slug="insiders",
            name=can("groupname", *INSIDERS),
            description=can("grouptext", *INSIDERS),
            is_hidden=True,
        )
    )
    factories._save(GroupMember(group_id=group.id, user_id=who.amy.id))
    slug, old = can("categoryslug", *INSIDERS), can("oldcategoryslug", *INSIDERS)
    inner = factories.category(
        name=can("categoryname", *INSIDERS),
        slug=slug,
        private_to="insiders",
        colour="#a1b2c3",
        description=can("categorytext", *INSIDERS),
        template=can("template", *INSIDERS),
    )
    child = factories.category(
        name=can("childname", *INSIDERS),
        slug=can("childslug", *INSIDERS),
        parent_id=inner.id,
        access={EVERYONE: "see", MEMBERS: "see reply start"},
    )
    factories._save(CategorySlug(slug=old, category_id=inner.id))
    forum.things.append(
        {
            "slug": [slug, old, child.slug],
            "number": [inner.id, child.id],
            "parent": ["x"],
            "category_id": [inner.id],
        }
    )
    title = can("title", *INSIDERS)
    thread = things.thread(
        forum,
        category=inner,
        author=who.amy,
        title=f"About {title}",
        kind="question",
        body=f"Said {can('body', *INSIDERS)}",
        excerpt=can("excerpt", *INSIDERS),
        pin_scope="everywhere",
        pinned_at=utcnow(),
    )
    nested = things.thread(
        forum,
        category=child,
        author=who.amy,
        title=can("childtitle", *INSIDERS),
        body=can("childbody", *INSIDERS),
    )
    post = things.post(forum, thread=thread, author=who.cleo, body=can("reply", *INSIDERS))
    thread.answer_id = post.id
    forum.made.secret_upload = things.upload(
        forum, who.amy, f"{can('upload', *INSIDERS)}.txt", post
    )
    things.revision(post, who.cleo, 2, can("revision", *INSIDERS), can("reason", *INSIDERS))
    things.reacted(post, who.amy)
    name = can("tag", *INSIDERS)
    tag = factories._save(Tag(name=name, slug=name, description=can("tagtext", *INSIDERS)))
    oldtag = can("oldtag", *INSIDERS)
    factories._save(TagSlug(slug=oldtag, tag_id=tag.id))
    for one in (thread, nested):
        db.session.execute(
            db.text(
                "INSERT INTO thread_tag (thread_id, tag_id, position)"
                f" VALUES ({one.id}, {tag.id}, 0)"
            )
        )
    forum.things.append({"slug": [name, oldtag], "tag_id": [tag.id]})
    inner.thread_count, inner.post_count, inner.last_thread_id = 1, 2, thread.id
    inner.last_post_at, inner.last_poster_id = utcnow(), who.cleo.id
    forum.made.inner, forum.made.secret, forum.made.group = inner, thread, group
    forum.made.secret_post = post


def public_threads(forum: Forum) -> None:
    """Open threads with posts, and threads, in every state that is not for everybody."""
    who, can = forum.people, forum.canary
    category = factories.category(name="Open", slug="open", description="For everybody.")
    child = factories.category(name="Below", slug="below", parent_id=category.id)
    forum.things.append(
        {
            "slug": ["open", "below", "nowhere"],
            "number": [category.id, NEVER_USED],
            "parent": ["x"],
            "category_id": [category.id],
        }
    )
    thread = things.thread(
        forum,
        category=category,
        author=who.max,
        title="In the open",
        body="Hello, all.",
        tags=["plain"],
        excerpt="Hello, all.",
    )
    things.thread(forum, category=child, author=who.max, title="A question", kind="question")
    answer = things.post(forum, thread=thread, author=who.amy, body="An answer, edited once.")
    forum.things.append({"slug": ["plain", "nothing"], "tag_id": [NEVER_USED]})
    seen = {
        "pending": ("max", *MODERATORS),
        "hidden": ("max", *MODERATORS),
        "deleted": ("max", *MODERATORS),
        "removed": tuple(MODERATORS),
    }
    for state, audience in seen.items():
        gone = {"deleted_by_id": who.max.id, "deleted_at": utcnow()} if state == "deleted" else {}
        post = things.post(
            forum,
            thread=thread,
            author=who.max,
            state=state,
            reply_to=answer,
            body=can(f"{state}post", *audience),
            **gone,
        )
        things.upload(forum, who.max, f"{can(f'{state}upload', *audience)}.txt", post)
        things.revision(post, who.max, 2, can(f"{state}revision", *audience), "")
        things.reacted(post, who.amy)
        hidden = things.thread(
            forum,
            category=category,
            author=who.max,
            state=state,
            title=can(f"{state}title", *audience),
            body=can(f"{state}body", *audience),
            excerpt=can(f"{state}x", *audience),
        )
        things.post(
            forum, thread=hidden, author=who.amy, body=can(f"{state}reply", *audience, "max")
        )
    edited = things.post(
        forum,
        thread=thread,
        author=who.max,
        body="Edited twice.",
        reply_to=answer,
        edit_count=2,
        version=2,
        edited_at=utcnow(),
    )
    things.revision(edited, who.max, 2, can("hiddenversion", *MODERATORS), "", is_hidden=True)
    category.thread_count, category.post_count, category.last_thread_id = 1, 3, thread.id
    category.last_post_at, category.last_poster_id = utcnow(), who.max.id
    forum.made.open, forum.made.thread, forum.made.edited = category, thread, edited
    forum.things += [{"category_id": [forum.made.inner.id, category.id, NEVER_USED]}]


def old_addresses(forum: Forum) -> None:
    """Addresses of another forum that lead to what is private."""
    made = forum.made
    factories._save(Address(path="/t/901", thread_id=made.secret.id))
    factories._save(Address(path="/t/902/2", post_id=made.secret_post.id))
    factories._save(Address(path="/t/903", thread_id=made.thread.id))
    factories._save(Address(path="/c/904", category_id=made.inner.id))
    factories._save(Address(path="/u/maxim", user_id=forum.people.max.id))
    forum.things += [
        {"slug": ["old"], "number": [901, 902, 903, 904, 905], "post": [1, 2, 9], "parent": ["x"]},
        {"name": ["maxim"], "rest": ["x"]},
    ]
