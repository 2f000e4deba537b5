"""Whether the demonstration community holds together: every name exists, every time rises."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from forum.demo.shapes import (
    ACCESS,
    GROUPS,
    ICONS,
    KINDS,
    PINS,
    ROLES,
    Content,
    ContentError,
    Post,
    Thread,
)

_CODE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1\s*$|`[^`\n]+`", re.M | re.S)
_MENTION = re.compile(r"(?<![\w@/.])@([a-z][a-z0-9_-]*)")
_HASH = re.compile(r"(?<![\w&#/(])#([a-z][a-z0-9-]*)")
_LINK = re.compile(r"\]\(@([a-z0-9-]+)(?:/(\d+))?\)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(images/([^)\s]+)\)")
_QUOTE = re.compile(r'\[quote="([^"]+)"\]\n(.*?)\n\[/quote\]', re.S)


def check(content: Content) -> None:
    """Raise ContentError listing everything that is wrong with `content`."""
    problems = [*_people(content), *_categories(content)]
    for thread in content.threads.values():
        problems += [f"{thread.slug}: {problem}" for problem in _thread(content, thread)]
        for post in thread.posts:
            problems += [
                f"{thread.slug}.md:{post.line}: {problem}"
                for problem in _post(content, thread, post)
            ]
    problems += [*_drafts(content), *_guidelines(content)]
    if problems:
        raise ContentError("\n".join(problems))


def _people(content: Content) -> Iterator[str]:
    for person in content.people.values():
        if person.role not in ROLES:
            yield f"people.toml: {person.handle}: no role is called {person.role}"
        if not 0 <= person.trust <= 4:
            yield f"people.toml: {person.handle}: trust is 0 to 4"
        for slug in person.moderates:
            if slug not in content.categories:
                yield f"people.toml: {person.handle}: no category is called {slug}"
        for handle in person.old_handles:
            if handle in content.people:
                yield f"people.toml: {person.handle}: {handle} is somebody else"


def _categories(content: Content) -> Iterator[str]:
    seen: set[str] = set()
    for category in content.categories.values():
        name = f"categories.toml: {category.slug}"
        if category.parent and category.parent not in seen:
            yield f"{name}: its parent {category.parent} does not come before it"
        if category.icon not in ICONS or not re.fullmatch(r"#[0-9a-f]{6}", category.colour):
            yield f"{name}: unknown icon {category.icon} or colour {category.colour}"
        for right, groups in category.access.items():
            if right not in ACCESS or set(groups) - set(GROUPS):
                yield f"{name}: unknown right or group in {right} = {groups}"
        if set(category.kinds) - set(KINDS) or set(category.only_tags) - set(content.tags):
            yield f"{name}: unknown kind or tag"
        seen.add(category.slug)


def _thread(content: Content, thread: Thread) -> Iterator[str]:
    category = content.categories.get(thread.category)
    if category is None:
        yield f"no category is called {thread.category}"
        return
    if thread.kind not in category.kinds or thread.pinned not in PINS:
        yield f"kind {thread.kind} or pin {thread.pinned} is not used in {category.slug}"
    for tag in thread.tags:
        if tag not in content.tags or tag not in (category.only_tags or thread.tags):
            yield f"no tag is called {tag} in {category.slug}"
    if len(thread.tags) < category.tags_wanted:
        yield f"{category.slug} wants {category.tags_wanted} tags"
    answers = [post for post in thread.posts if post.is_answer]
    if answers and (thread.kind != "question" or len(answers) > 1 or answers[0].number == 1):
        yield "an answer is one later post of a question"
    if thread.views < len({post.author for post in thread.posts}):
        yield f"{thread.views} views are fewer than those who wrote"
    times = [post.ago for post in thread.posts]
    if any(later >= earlier for earlier, later in pairwise(times)):
        yield "times do not rise"


def _post(content: Content, thread: Thread, post: Post) -> Iterator[str]:
    times = [post.ago, *(edit.ago for edit in post.edits)]
    if min(times) <= timedelta(0):
        yield "lies in the future"
    if content.people[post.author].joined < post.ago:
        yield f"{post.author} had not joined yet"
    if post.reply_to is not None and not 0 < post.reply_to < post.number:
        yield f"replies to {post.reply_to}, which is not an earlier post"
    suspended = content.people[post.author].suspended
    if suspended and post.ago <= suspended:
        yield f"{post.author} was suspended by then"
    for kind, count in post.reactions:
        if count >= len(content.people):
            yield f"{count} {kind} are more than there are people"
    if [kind for kind, seen in Counter(kind for kind, _ in post.reactions).items() if seen > 1]:
        yield "names a reaction twice"
    for edit in post.edits:
        if edit.author not in content.people:
            yield f"edited by {edit.author}, whom nobody knows"
    for body in (post.body, *(edit.body for edit in post.edits)):
        if not body.strip():
            yield "is empty"
        yield from _body(content, thread, post, body)


def _body(content: Content, thread: Thread, post: Post, body: str) -> Iterator[str]:
    for quote in _QUOTE.finditer(body):
        yield from _quote(content, thread, post, quote[1], quote[2])
    if body.count("[quote=") != len(_QUOTE.findall(body)):
        yield "a quote is not closed, or not on lines of its own"
    text = _CODE.sub("", _QUOTE.sub("", body))
    for mention in _MENTION.finditer(_LINK.sub("", text)):
        if mention[1] not in content.people:
            yield f"mentions @{mention[1]}, whom nobody knows"
    for place in _HASH.finditer(text):
        if place[1] not in content.categories:
            yield f"names #{place[1]}, which is no category"
    for link in _LINK.finditer(text):
        other = content.threads.get(link[1])
        number = int(link[2] or 1)
        if other is None or number > len(other.posts):
            yield f"links to {link[0]}, which is not there"
        elif other.posts[number - 1].ago <= post.ago:
            yield f"links to {link[0]}, which came later"
    for image in _IMAGE.finditer(text):
        if image[2] not in content.images or not image[1].strip():
            yield f"shows {image[2]}, which is missing or has no description"


def _quote(content: Content, thread: Thread, post: Post, label: str, text: str) -> Iterator[str]:
    name, *rest = [part.strip() for part in label.split(",")]
    fields = dict(part.split(":", 1) for part in rest)
    slug = fields.get("thread", "").removeprefix("@") or thread.slug
    source = content.threads.get(slug)
    number = int(fields.get("post", "0"))
    if source is None or not 0 < number <= len(source.posts):
        yield f"quotes {label}, which is not there"
        return
    quoted = source.posts[number - 1]
    if quoted.author != name or quoted.ago <= post.ago:
        yield f"quotes {label}, which is by {quoted.author} or came later"
    if not any(
        _flat(text) in _flat(body) for body in (quoted.body, *(edit.body for edit in quoted.edits))
    ):
        yield f"quotes words of {label} that are not in it"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _guidelines(content: Content) -> Iterator[str]:
    numbers = [version.number for version in content.guidelines]
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        yield f"guidelines: versions are numbered {numbers}, not from 1 on"
    for version in content.guidelines:
        if version.ago <= timedelta(0) or not version.body:
            yield f"guidelines/{version.number}.md: lies in the future or is empty"


def _drafts(content: Content) -> Iterator[str]:
    for draft in content.drafts:
        if draft.author not in content.people:
            yield f"drafts.toml: nobody is called {draft.author}"
        if draft.thread and draft.thread not in content.threads:
            yield f"drafts.toml: no thread is called {draft.thread}"
        if not draft.thread and draft.category not in content.categories:
            yield f"drafts.toml: no category is called {draft.category}"
