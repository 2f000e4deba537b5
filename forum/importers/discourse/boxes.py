"""Writes our boxes: quotes with an author, details, spoilers, and what is left of a poll."""

from collections.abc import Sequence

from forum.importers.discourse.directory import Directory
from forum.importers.discourse.escaping import Piece, paragraph
from forum.lib.phrases import N_

POLL = N_("This was a poll.")
VOTE, VOTES = N_("1 vote"), N_("%(count)s votes")
_LONGEST_VALUE = 200  # characters between the quotation marks of an opening tag


def quote(name: str, post: tuple[int, int] | None, directory: Directory) -> str:
    """The tag that opens a quote of `name`; `post` is (thread, number) on the old forum.

    A post that is not here is left out: its numbers would lead to somebody else's post.
    """
    said = _value(directory.member(name) or name.replace(",", " ")) if name else ""
    found = directory.post(*post) if post else None
    if found:
        said += f", post:{found[1]}, thread:{found[0]}"
    return f'[quote="{said}"]' if said else "[quote]"


def details(summary: str) -> str:
    """The tag that opens details under `summary`."""
    said = _value(summary)
    return f'[details="{said}"]' if said else "[details]"


def boxed(opening: str, content: str) -> str:
    """`content` between `opening` and the tag that closes it, each on a line of its own."""
    name = opening.strip("[]").split("=")[0]
    return f"{opening}\n{content}\n[/{name}]"


def poll(title: str, choices: Sequence[str], votes: Sequence[int | None]) -> str:
    """A poll as a list of its `choices` (Markdown), with the votes as far as they are known."""
    named = f"**{paragraph([Piece('text', title)])}** " if title else ""
    lines = [f"{named}*{POLL}*", ""]
    known = [*votes, *[None] * len(choices)]
    for text, votes_given in zip(choices, known, strict=False):
        counted = _counted(votes_given)
        lines.append(f"- {text or '–'}{counted}")
    return "\n".join(lines)


def _counted(votes: int | None) -> str:
    if votes is None:
        return ""
    return f" ({VOTE})" if votes == 1 else f" ({VOTES % {'count': votes}})"


def _value(text: str) -> str:
    """`text` for the quotation marks of an opening tag: one line, no mark, not too long."""
    plain = " ".join(text.replace('"', "”").split())
    return plain[: _LONGEST_VALUE - 40].rstrip()
