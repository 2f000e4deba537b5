"""Turns the source text of a Discourse post into ours.

Both are Markdown, so most of it stays as it was typed. What differs: quotes and polls, plain BBCode
and HTML between Markdown, footnotes within the line, files, addresses of the old forum, and what
means something to our renderer that meant nothing there. Code and formulas are left alone.
"""

import re
from collections.abc import Sequence

from forum.importers.discourse import bbcode, oneboxes, raw_html, raw_links
from forum.importers.discourse.directory import Directory
from forum.importers.discourse.keeping import CLOSE, OPEN, Keeper
from forum.importers.discourse.records import Poll

_MARKS = re.compile(f"[{OPEN}{CLOSE}]")
_BARS = re.compile(r"(?<![\\|])\|\|(?=\S)")
_NOTE = re.compile(r"\^\[")
_MANY_LINES = re.compile(r"\n{4,}")
_FOOTNOTE = re.compile(r"(?m)^ {0,3}\[\^([^\]\s]{1,50})\]:")
_MOST_NOTES = 200


def convert(
    raw: str, directory: Directory, thread: int, cooked: str = "", polls: Sequence[Poll] = ()
) -> str:
    """`raw` as our Markdown. `thread` is the thread it stands in, by its old number.

    `cooked`, the same post as HTML, tells where its images were and what its bare addresses were
    shown as. Never raises on any input; linear in its length.
    """
    keeper = Keeper()
    text = _MARKS.sub("", raw)
    text = bbcode.convert_code(text, keeper.keep)
    text = keeper.keep_code(text)
    text = raw_html.convert(text, directory, keeper.put_back)
    text = keeper.keep_code(text)  # what was HTML and is code now
    files = raw_links.uploads(cooked) if "upload://" in text else {}
    titles = oneboxes.titles(cooked) if "://" in text else {}
    text = bbcode.convert(text, directory, thread, tuple(polls))
    text = raw_links.convert(text, directory, files, titles)
    if "hashtag-cooked" in cooked:
        text = raw_links.convert_hashtags(text, directory, cooked)
    if text.count("||") > 1:
        text = "\n".join(_without_spoilers(line) for line in text.split("\n"))
    text = _with_notes(text)
    return keeper.put_back(_MANY_LINES.sub("\n\n\n", text)).strip("\n")


def _without_spoilers(line: str) -> str:
    r"""Two bars hide text here and did nothing there. Rows of tables keep theirs."""
    return line if line.lstrip(" >").startswith("|") else _BARS.sub(r"\\|\\|", line)


def _with_notes(text: str) -> str:
    """`^[a note within the line]` as a reference, with the notes at the end."""
    if "^[" not in text:
        return text
    taken = {int(n) for n in _FOOTNOTE.findall(text) if n.isdigit()}
    notes: list[str] = []
    parts, at = [], 0
    open_ended = 0
    while (found := _NOTE.search(text, at)) and len(notes) + open_ended < _MOST_NOTES:
        end = _end_of_note(text, found.end())
        if end < 0:
            open_ended += 1
            parts.append(text[at : found.end()])
            at = found.end()
            continue
        number = max(taken, default=0) + 1
        taken.add(number)
        notes.append(f"[^{number}]: {text[found.end() : end]}")
        parts += [text[at : found.start()], f"[^{number}]"]
        at = end + 1
    body = "".join(parts) + text[at:]
    return "\n\n".join([body.rstrip("\n"), *notes]) if notes else body


def _end_of_note(text: str, start: int) -> int:
    """Where the bracket that opened before `start` closes, in the same paragraph; else -1."""
    depth = 1
    for place in range(start, min(len(text), start + 2000)):
        if text[place] == "[":
            depth += 1
        elif text[place] == "]":
            depth -= 1
            if not depth:
                return place
        elif text.startswith("\n\n", place):
            return -1
    return -1
