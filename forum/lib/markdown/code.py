"""Code with its syntax marked up by Pygments: classes only, colours are the theme's."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import STANDARD_TYPES, Token, _TokenType

# What members may name behind the fence, and the lexer and label for it. A fixed list, because a
# lexer is a set of regular expressions and each of these has been tried with hostile text.
_LANGUAGES: Final = {
    "bash": ("bash", "Shell"),
    "c": ("c", "C"),
    "cpp": ("cpp", "C++"),
    "csharp": ("vala", "C#"),  # its own takes seconds for some texts, and Vala is nearly C#
    "css": ("css", "CSS"),
    "diff": ("diff", "Diff"),
    "docker": ("docker", "Dockerfile"),
    "go": ("go", "Go"),
    "haskell": ("haskell", "Haskell"),
    "html": ("html", "HTML"),
    "ini": ("ini", "INI"),
    "java": ("java", "Java"),
    "javascript": ("javascript", "JavaScript"),
    "json": ("json", "JSON"),
    "kotlin": ("kotlin", "Kotlin"),
    "lua": ("lua", "Lua"),
    "makefile": ("makefile", "Makefile"),
    "nginx": ("nginx", "nginx"),
    "php": ("php", "PHP"),
    "powershell": ("powershell", "PowerShell"),
    "python": ("python", "Python"),
    "r": ("r", "R"),
    "ruby": ("ruby", "Ruby"),
    "rust": ("rust", "Rust"),
    "scala": ("scala", "Scala"),
    "sql": ("sql", "SQL"),
    "swift": ("swift", "Swift"),
    "tex": ("tex", "TeX"),
    "toml": ("toml", "TOML"),
    "typescript": ("typescript", "TypeScript"),
    "xml": ("xml", "XML"),
    "yaml": ("yaml", "YAML"),
}
_SAME: Final = {
    "sh": "bash",
    "shell": "bash",
    "zsh": "bash",
    "c++": "cpp",
    "cs": "csharp",
    "c#": "csharp",
    "dockerfile": "docker",
    "golang": "go",
    "hs": "haskell",
    "js": "javascript",
    "kt": "kotlin",
    "make": "makefile",
    "ps1": "powershell",
    "py": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "latex": "tex",
    "ts": "typescript",
    "yml": "yaml",
}
_PIECE = 800  # characters a lexer sees at once
_STRANGE = re.compile(r"[^\n]{241}|[ \t]{81}|\n[ \t]*(?:\n[ \t]*){5}")
LANGUAGES: Final = frozenset(_LANGUAGES)
CLASSES: Final = frozenset(name for name in STANDARD_TYPES.values() if name)


def language(info: str) -> str:
    """The language that the first word behind a fence names, or "" if we do not know it."""
    word = info.strip().split(maxsplit=1)[0].lower() if info.strip() else ""
    word = _SAME.get(word, word)
    return word if word in _LANGUAGES else ""


def label(name: str) -> str:
    """What people call the language."""
    return _LANGUAGES[name][1]


def highlight(code: str, name: str) -> str:
    """`code` as escaped HTML with a span around each token; `name` is one of `LANGUAGES`.

    Lexers are regular expressions, many of them quadratic in white space or in one long line. So
    they get the code in pieces, and what no person would type stays without colour.
    """
    return "".join(
        escaped(piece) if _STRANGE.search(piece) else _highlight(piece, name)
        for piece in _pieces(code)
    )


def _pieces(code: str) -> Iterator[str]:
    """`code` cut between lines, where a line is empty if there is one in the last third."""
    while len(code) > _PIECE:
        cut = code.rfind("\n\n", _PIECE * 2 // 3, _PIECE) + 2
        cut = cut if cut > 1 else code.rfind("\n", 0, _PIECE) + 1
        yield code[: cut or _PIECE]
        code = code[cut or _PIECE :]
    yield code


def _highlight(piece: str, name: str) -> str:
    drawn: list[str] = []
    run: list[str] = []
    last = ""
    for kind, text in _lexer(name)(stripnl=False, ensurenl=False).get_tokens(piece):
        css_class = _css_class(kind)
        if css_class != last:
            drawn.append(_span(last, "".join(run)))
            run, last = [], css_class
        run.append(text)
    drawn.append(_span(last, "".join(run)))
    return "".join(drawn)


def escaped(text: str) -> str:
    """`text` escaped for between tags, where a quotation mark is only that."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _lexer(name: str) -> type[Lexer]:
    lexer: type[Lexer] = find_lexer_class_by_name(_LANGUAGES[name][0])
    return lexer


@cache
def _css_class(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent or Token
    name = STANDARD_TYPES[kind]
    return "" if name in ("w", "err") else name  # white space, and what the lexer cannot read


def _span(css_class: str, text: str) -> str:
    if not text:
        return ""
    return f'<span class="{css_class}">{escaped(text)}</span>' if css_class else escaped(text)
