"""Reads one thread's file: TOML between `+++` lines, then posts each opened by a `--- name` line.

The grammar is described for people who write threads in `content/README.md`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from forum.demo.shapes import (
    REACTIONS,
    STATES,
    ContentError,
    Edit,
    Person,
    Post,
    Thread,
)

_OPENER = re.compile(r"^--- (?P<who>[a-z][a-z0-9_-]*)(?P<rest>( · [^·]+)*)$")
_SPAN = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?")
_DATE = re.compile(r"\{date ([+-])(\d+)d\}")


def span(text: str) -> timedelta:
    """A length of time written as `12d 3h`, `45m` or `2d`."""
    found = _SPAN.fullmatch(text.strip())
    if not found or not found.group(0):
        raise ContentError(f"{text!r} is not a length of time such as 12d 3h or 45m")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def dates_in(body: str) -> list[tuple[str, timedelta]]:
    """The `{date +9d}` marks of `body`, each with how far from now it lies."""
    return [
        (mark.group(0), timedelta(days=int(mark.group(2)) * (1 if mark.group(1) == "+" else -1)))
        for mark in _DATE.finditer(body)
    ]


@dataclass
class _Section:
    """The lines between one opener and the next."""

    who: str
    marks: list[str]
    line: int
    lines: list[str]

    @property
    def body(self) -> str:
        return "\n".join(self.lines).strip("\n")


def read_thread(slug: str, text: str, people: Mapping[str, Person]) -> Thread:
    """The thread in `text`, whose file is called `slug`; ContentError names the line."""
    head, rest, first_line = front_matter(f"{slug}.md", text)
    posts: list[Post] = []
    for section in _sections(slug, rest, first_line):
        try:
            if section.who == "edit":
                posts[-1] = _edited(posts[-1], section)
            else:
                posts.append(_post(section, posts, people))
        except (ContentError, KeyError, IndexError) as problem:
            raise ContentError(f"{slug}.md:{section.line}: {problem}") from problem
    if not posts:
        raise ContentError(f"{slug}.md: a thread needs a first post")
    return _thread(slug, head, tuple(posts))


def front_matter(file: str, text: str) -> tuple[dict[str, Any], list[str], int]:
    """The TOML between the `+++` lines of `text`, the lines after it, and the first one's number.

    ContentError where there is none or it cannot be read.
    """
    lines = text.splitlines()
    if not lines or lines[0] != "+++" or "+++" not in lines[1:]:
        raise ContentError(f"{file}:1: begins without TOML between two +++ lines")
    end = lines.index("+++", 1)
    try:
        return tomllib.loads("\n".join(lines[1:end])), lines[end + 1 :], end + 2
    except tomllib.TOMLDecodeError as problem:
        raise ContentError(f"{file}: {problem}") from problem


def _sections(slug: str, lines: list[str], first_line: int) -> list[_Section]:
    sections: list[_Section] = []
    for number, line in enumerate(lines, first_line):
        if opener := _OPENER.match(line):
            marks = [mark.strip() for mark in opener["rest"].split(" · ") if mark.strip()]
            sections.append(_Section(opener["who"], marks, number, []))
        elif sections:
            sections[-1].lines.append(line)
        elif line.strip():
            raise ContentError(f"{slug}.md:{number}: text before the first post")
    return sections


def _when(mark: str, previous: timedelta | None) -> timedelta | None:
    """How long ago `mark` says, or None where it says something else."""
    if mark.endswith(" ago"):
        return span(mark.removesuffix(" ago"))
    if mark.endswith(" later"):
        if previous is None:
            raise ContentError("the first post says when with 'ago'")
        return previous - span(mark.removesuffix(" later"))
    return None


def _post(section: _Section, earlier: list[Post], people: Mapping[str, Person]) -> Post:
    if section.who not in people:
        raise ContentError(f"nobody is called {section.who}")
    previous = earlier[-1].ago if earlier else None
    ago = _when(section.marks[0], previous) if section.marks else None
    if ago is None:
        raise ContentError("after the name comes the time, such as '2h later'")
    post = Post(len(earlier) + 1, section.who, ago, section.body, section.line)
    for mark in section.marks[1:]:
        post = _marked(post, mark)
    return post


def _marked(post: Post, mark: str) -> Post:
    word, _, rest = mark.partition(" ")
    match word:
        case "reply":
            return replace(post, reply_to=int(rest))
        case "reactions:":
            return replace(post, reactions=_reactions(rest))
        case "answer":
            return replace(post, is_answer=True)
        case _ if mark in STATES:
            return replace(post, state=mark)
    raise ContentError(f"{mark!r} is not a mark of a post")


def _reactions(text: str) -> tuple[tuple[str, int], ...]:
    pairs = [part.split() for part in text.split(",")]
    for pair in pairs:
        if len(pair) != 2 or pair[0] not in REACTIONS or not pair[1].isdigit():
            raise ContentError(f"{' '.join(pair)!r} is not a reaction such as 'heart 4'")
    return tuple((kind, int(count)) for kind, count in pairs)


def _edited(post: Post, section: _Section) -> Post:
    previous = post.edits[-1].ago if post.edits else post.ago
    ago = _when(section.marks[0], previous) if section.marks else None
    if ago is None:
        raise ContentError("an edit says when, such as '--- edit · 2h later'")
    author, reason = post.author, ""
    for mark in section.marks[1:]:
        word, _, rest = mark.partition(" ")
        if word == "by":
            author = rest
        elif word == "because":
            reason = rest
        else:
            raise ContentError(f"{mark!r} is not a mark of an edit")
    return replace(post, edits=(*post.edits, Edit(author, ago, section.body, reason)))


def _thread(slug: str, head: dict[str, Any], posts: tuple[Post, ...]) -> Thread:
    known = {"title", "category", "kind", "tags", "views", "pinned", "pinned_for", "closed"}
    if unknown := set(head) - known:
        raise ContentError(f"{slug}.md: a thread has no {', '.join(sorted(unknown))}")
    if missing := {"title", "category", "views"} - set(head):
        raise ContentError(f"{slug}.md: a thread needs {', '.join(sorted(missing))}")
    return Thread(
        slug,
        head["title"],
        head["category"],
        head["views"],
        posts,
        kind=head.get("kind", "discussion"),
        tags=tuple(head.get("tags", ())),
        pinned=head.get("pinned", ""),
        is_closed=head.get("closed", False),
        pinned_for=span(head["pinned_for"]) if "pinned_for" in head else None,
    )
