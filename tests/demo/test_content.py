"""The demonstration community holds together, and the reader refuses one that does not."""

import re
import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

import forum.demo
from forum.demo.content import load
from forum.demo.shapes import Content, ContentError
from forum.lib import markdown, names

FOLDER = Path(forum.demo.__file__).parent / "content"


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the whole community that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "content"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text, "the test no longer fits the content"
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_it_is_as_large_as_promised(content: Content) -> None:
    assert len(content.threads) >= 46
    assert content.post_count >= 430
    assert max(len(thread.posts) for thread in content.threads.values()) >= 65


def test_members_answer_members(content: Content) -> None:
    replies = [post for thread in content.threads.values() for post in thread.posts[1:]]
    by_the_brand = [post for post in replies if content.people[post.author].byline]
    assert len(by_the_brand) < len(replies) / 6


def test_every_feature_of_a_thread_is_there(content: Content) -> None:
    threads = content.threads.values()
    posts = [post for thread in threads for post in thread.posts]
    answered = [thread for thread in threads if any(post.is_answer for post in thread.posts)]
    assert len(answered) >= 12
    assert sum(len(thread.posts) == 1 for thread in threads) >= 3
    assert {thread.kind for thread in threads} == {"discussion", "question", "announcement"}
    assert {thread.pinned for thread in threads} == {"", "category", "everywhere"}
    assert any(thread.pinned_for for thread in threads)
    assert any(thread.is_closed for thread in threads)
    assert {"visible", "deleted", "removed"} <= {post.state for post in posts}
    assert {kind for post in posts for kind, _ in post.reactions} == {
        "heart",
        "thanks",
        "helpful",
        "agree",
        "laugh",
        "wow",
    }
    assert any(edit.author != post.author for post in posts for edit in post.edits)
    assert any(edit.reason for post in posts for edit in post.edits)


@pytest.mark.parametrize(
    "said",
    [
        r"^# |^## ",
        r"^- \[[ x]\] ",
        r"^\|.*\|$",
        r"~~\w",
        r"\[\^1\]",
        r"^```python$",
        r"^```xml$",
        r":[a-z]+:",
        r"\|\|\w",
        r"\[spoiler\]",
        r'\[details="',
        r'\[quote="[^"]+thread:@',
        r"(?<!\w)@\w",
        r"(?<!\w)#[a-z]",
        r"\$[^$\s]",
        r"^\$\$",
        r"!\[[^\]]+\]\(images/",
        r"\]\(@",
        r"^> ",
        r"\{date ",
    ],
)
def test_every_kind_of_markdown_is_used_somewhere(content: Content, said: str) -> None:
    bodies = [
        text.body
        for thread in content.threads.values()
        for post in thread.posts
        for text in (post, *post.edits)
    ]
    assert any(re.search(said, body, re.M) for body in bodies)


def test_no_two_posts_are_alike(content: Content) -> None:
    bodies = Counter(
        " ".join(post.body.casefold().split())
        for thread in content.threads.values()
        for post in thread.posts
    )
    # Oskar says "I was typing." twice, and that is the joke.
    assert [body for body, seen in bodies.items() if seen > 1] == ["i was typing."]


def test_somebody_wrote_in_another_language(content: Content) -> None:
    tagged = Counter(tag for thread in content.threads.values() for tag in thread.tags)
    assert tagged["en-espanol"] and tagged["auf-deutsch"]


def test_every_tag_is_used(content: Content) -> None:
    used = {tag for thread in content.threads.values() for tag in thread.tags}
    assert used == set(content.tags)


def test_every_image_is_small_shown_and_free_of_metadata(content: Content) -> None:
    bodies = "".join(post.body for thread in content.threads.values() for post in thread.posts)
    for name, data in content.images.items():
        assert f"(images/{name})" in bodies
        assert len(data) <= 40_000
        with Image.open(FOLDER / "images" / name) as image:
            assert not image.getexif() and image.width <= 1000


def test_the_forum_can_draw_every_text(content: Content) -> None:
    texts = [post.body for thread in content.threads.values() for post in thread.posts]
    texts += [
        edit.body
        for thread in content.threads.values()
        for post in thread.posts
        for edit in post.edits
    ]
    texts += [version.body for version in content.guidelines]
    assert not [text[:60] for text in texts if markdown.render(text).too_complex]


def test_everybody_has_a_name_that_the_forum_would_give(content: Content) -> None:
    reserved = ["fernway", "moraine", "tarn", "lee", "ember", "kiln", "byre", "billy"]
    refused = {
        person.handle
        for person in content.people.values()
        if names.problem(person.handle, reserved) or names.display_problem(person.name, reserved)
    }
    assert refused == {"mo"}  # two letters: he was here before the rule
    keys = Counter(
        names.skeleton(name)
        for person in content.people.values()
        for name in (person.handle, *person.old_handles)
    )
    assert max(keys.values()) == 1


def test_the_sign_ins_are_the_cast_of_the_tests(content: Content) -> None:
    roles = {person.handle: person.role for person in content.people.values() if person.is_sign_in}
    assert roles == {
        "nia": "member",
        "max": "member",
        "amy": "ambassador",
        "mo": "moderator",
        "cleo": "community_manager",
        "ada": "admin",
        "sue": "member",
    }
    assert content.people["nia"].joined < timedelta(days=1)
    assert content.people["mo"].moderates == ("gear",)
    assert content.people["sue"].suspended_for
    assert {draft.author for draft in content.drafts} == {"max"}
    assert content.people["max"].old_handles


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("threads/06-hello-wren.md", "--- dot ·", "--- dotty ·", "nobody is called dotty"),
        (
            "threads/06-hello-wren.md",
            'category = "introductions"',
            'category = "hall"',
            "no category is called hall",
        ),
        (
            "threads/06-hello-wren.md",
            "15m later · reply 1",
            "15m later · reply 4",
            "not an earlier post",
        ),
        ("threads/06-hello-wren.md", "60d ago", "600d ago", "had not joined yet"),
        (
            "threads/06-hello-wren.md",
            "--- dot · 15m later",
            "--- dot · 61d ago",
            "times do not rise",
        ),
        (
            "threads/06-hello-wren.md",
            "--- dot · 15m later",
            "--- dot · 70d later",
            "lies in the future",
        ),
        ("threads/06-hello-wren.md", "heart 9", "hearts 9", "not a reaction"),
        ("threads/06-hello-wren.md", "heart 9", "heart 90", "more than there are people"),
        (
            "threads/06-hello-wren.md",
            "15m later · reply 1",
            "reply 1",
            "after the name comes the time",
        ),
        ("threads/06-hello-wren.md", "15m later", "a while later", "not a length of time"),
        ("threads/06-hello-wren.md", "15m later", "15m later · shouting", "not a mark"),
        (
            "threads/06-hello-wren.md",
            "15m later",
            "15m later · answer",
            "one later post of a question",
        ),
        ("threads/06-hello-wren.md", "@tallow-with-children", "@tallow", "which is not there"),
        ("threads/06-hello-wren.md", "Hello.", "Hello @nobody.", "mentions @nobody"),
        ("threads/06-hello-wren.md", "Hello.", "See #nowhere.", "names #nowhere"),
        ("threads/06-hello-wren.md", "views = 214", "views = 2", "fewer than those who wrote"),
        ("threads/06-hello-wren.md", "views = 214", "view = 214", "a thread has no view"),
        ("threads/06-hello-wren.md", "views = 214\n", "", "a thread needs views"),
        ("threads/06-hello-wren.md", "views = 214\n+++", "views = 214", "without TOML"),
        ("threads/05-hello-nia.md", "Decide beforehand", "Choose beforehand", "words of"),
        ("threads/05-hello-nia.md", "post:7", "post:8", "which is by"),
        ("threads/05-hello-nia.md", "[/quote]", "", "not closed"),
        ("threads/20-patching-a-fly.md", "images/patch.webp", "images/hole.webp", "hole.webp"),
        (
            "threads/24-one-pot.md",
            'tags = ["food"]',
            'tags = ["dinner"]',
            "no tag is called dinner in kitchen",
        ),
        ("people.toml", 'suspended = "32d 19h"', 'suspended = "34d 2h"', "suspended by then"),
        ("people.toml", 'role = "admin"', 'role = "king"', "no role is called king"),
        ("people.toml", 'moderates = ["gear"]', 'moderates = ["geese"]', "geese"),
        ("categories.toml", 'parent = "gear"', 'parent = "fit"', "does not come before it"),
        ("categories.toml", 'icon = "wave"', 'icon = "duck"', "unknown icon duck"),
        ("categories.toml", 'see = ["everyone"]', 'see = ["ducks"]', "unknown right or group"),
        ("drafts.toml", 'thread = "skelding', 'thread = "skolding', "no thread is called skolding"),
        ("guidelines/2.md", "number = 2", "number = 3", "numbered"),
        ("tags.toml", "[[tags]]", "[[tags]", "tags.toml"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    copy: Path, file: str, old: str, new: str, says: str
) -> None:
    spoil(copy, file, old, new)
    with pytest.raises(ContentError, match=re.escape(says)):
        load(copy)


def test_all_problems_are_named_at_once_with_file_and_line(copy: Path) -> None:
    spoil(copy, "threads/06-hello-wren.md", "Hello.", "Hello @nobody.")
    spoil(copy, "threads/24-one-pot.md", "Eight minutes.", "See #nowhere.")
    with pytest.raises(ContentError) as caught:
        load(copy)
    first, second = str(caught.value).splitlines()
    assert re.fullmatch(r"hello-wren\.md:\d+: mentions @nobody, whom nobody knows", first)
    assert re.fullmatch(r"one-pot\.md:\d+: names #nowhere, which is no category", second)


def test_nothing_points_outside(content: Content) -> None:
    outside = [
        post.body
        for thread in content.threads.values()
        for post in thread.posts
        if re.search(r"https?://", post.body)
    ]
    assert outside == []
