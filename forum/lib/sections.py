"""A long text in sections that can be linked to: `## Respect` is found at `#respect`."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from forum.lib import markdown, names

_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t#]*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


@dataclass(frozen=True, slots=True)
class Section:
    """`anchor` and `title` are empty for what stands before the first heading."""

    anchor: str
    title: str
    body: str


def split(source: str) -> list[Section]:
    """The sections of a Markdown text by its headings of the second level, in order.

    Two headings with the same words get different anchors ("respect", "respect-2").
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    in_code = False
    for line in source.splitlines():
        in_code ^= bool(_FENCE.match(line))
        heading = None if in_code else _HEADING.match(line)
        if heading:
            found.append((heading[1], []))
        else:
            found[-1][1].append(line)
    taken: dict[str, int] = {}
    made = []
    for title, lines in found:
        slug = names.slug(title) if title else ""
        taken[slug] = taken.get(slug, 0) + 1
        anchor = f"{slug}-{taken[slug]}" if taken[slug] > 1 else slug
        made.append(Section(anchor, title, "\n".join(lines).strip()))
    return [section for section in made if section.title or section.body]


def html(source: str) -> Markup:
    """The text as HTML, each section with its anchor and a heading that links to itself."""
    drawn = Markup()
    for section in split(source):
        body = markdown.render(section.body).html
        if not section.title:
            drawn += body
            continue
        drawn += Markup(
            '<section id="{0}"><h2><a href="#{0}">{1}</a></h2>\n{2}</section>\n'
        ).format(section.anchor, section.title, body)
    return drawn
