"""The Markdown parser: CommonMark without raw HTML, with this forum's own syntax."""

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from forum.lib import urls
from forum.lib.markdown import blocks, inline, limits
from forum.lib.markdown.drawing import HtmlRenderer
from forum.lib.markdown.references import UPLOAD


class Parser(MarkdownIt):
    """markdown-it with our own idea of what may be linked to."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """`url` in ASCII; the keys of uploads are left alone."""
        if url.startswith("upload://"):
            return url
        return super().normalizeLink(url).replace("'", "%27")

    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Whether a link to the normalized `url` may be drawn; else it stays text."""
        return urls.is_safe(url) or UPLOAD.fullmatch(url) is not None


def build() -> Parser:
    """A new parser. It keeps no state between texts, but give each thread its own."""
    parser = Parser(
        "commonmark",
        {
            "html": False,
            "linkify": False,
            "xhtmlOut": False,
            "breaks": True,
            "tasklists": True,
            # Blocks stop opening at limits.NESTING by themselves; this one must be beyond any
            # level they can reach, for the library drops the text of whatever is deeper.
            "maxNesting": limits.NESTING + 4,
        },
    )
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    parser.use(footnote_plugin, inline=False)
    parser.renderer = HtmlRenderer(parser)  # after the plugin, whose drawing rules ours replace
    blocks.install(parser)
    inline.install(parser)
    return parser
