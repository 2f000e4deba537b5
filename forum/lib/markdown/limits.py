"""What one text may cost. Beyond any of these it is shown as plain paragraphs.

The numbers are from measurements (docs/markdown.md): with all of them held, the worst text found
takes less than half a second of CPU.
"""

from typing import Final

CHARACTERS: Final = 32_000
LONG_CHARACTERS: Final = 100_000  # for texts from an import, drawn by nobody's request
LINES: Final = 6_000
NESTING: Final = 20  # levels of quotes, lists and boxes, and of emphasis within a paragraph
INLINE_NESTING: Final = 12  # of brackets in brackets: how far ahead a link's end is looked for
BLOCK_STEPS: Final = 60_000  # lines looked at for the end of a block, each times its depth
TABLE_COLUMNS: Final = 40  # a line with more is text
LINKS: Final = 400  # all that is drawn as a link: mentions and footnotes too
IMAGES: Final = 100
MENTIONS: Final = 50  # who is told; the rest are links only
OUTPUT_BYTES: Final = 400_000
TAGS: Final = 6_000  # start and end tags; the gate takes some 30 µs for each
ESCAPES: Final = 8_000  # characters written as entities; the gate takes some 20 µs for each
CODE_CHARACTERS: Final = 8_000  # highlighted per text; more code stays plain
MATH_CHARACTERS: Final = 2_000  # of one formula
REFERENCES: Final = 400  # of each kind that `scan` hands out to be looked up


class TooComplex(Exception):  # noqa: N818
    """Raised while a text is being drawn that goes beyond a limit."""
