"""Texts made to be slow: each kind of mark-up, repeated or nested up to the limit of a post."""

from forum.lib.markdown import limits

SIZE = limits.CHARACTERS


def repeated(unit, size=SIZE):
    return (unit * (size // len(unit) + 1))[:size]


def nested(opener, closer, middle="a", size=SIZE):
    depth = (size - len(middle)) // (len(opener) + len(closer))
    return opener * depth + middle + closer * depth


def staircase(line, size=SIZE):
    """Each line one level deeper than the last."""
    lines, total, level = [], 0, 0
    while True:
        text = line(level)
        total += len(text) + 1
        if total > size:
            return "\n".join(lines)
        lines.append(text)
        level += 1


def table(columns, row="a", size=SIZE):
    head = "|" + "|".join(["a"] * columns) + "|\n|" + "|".join(["-"] * columns) + "|\n"
    return head + repeated(row + "\n", size - len(head))


def all_languages(text):
    names = ["python", "javascript", "html", "css", "sql", "bash", "php", "cpp", "yaml", "ruby"]
    return "\n".join(f"```{name}\n{text}\n```" for name in names)


INPUTS = {
    "nothing": "",
    "words": repeated("the quick brown fox jumps over the lazy dog "),
    "one word": repeated("a"),
    "lines": repeated("a\n"),
    "paragraphs": repeated("a\n\n"),
    "spaces": repeated(" "),
    "tabs": repeated("\t"),
    "line ends": repeated("\n"),
    "trailing spaces": repeated("a  \n"),
    "open brackets": repeated("["),
    "closed brackets": repeated("]"),
    "nested brackets": nested("[", "]"),
    "bracket pairs": repeated("[]"),
    "nested links": nested("[", "](u)"),
    "open links": repeated("[a]("),
    "open links that begin well": repeated("[a](b"),
    "open images that begin well": repeated("![a](b"),
    "links nowhere": repeated("[a](x:y)"),
    "links abroad": repeated("[a](https://ä.ö/ü)"),
    "open links with brackets": repeated("[a](("),
    "open links with titles": repeated('[a](/b "'),
    "links": repeated("[a](/b)"),
    "long links": "[a](" + repeated("/b", 31_000) + ")",
    "link in angle brackets": repeated("[a](<b"),
    "nested images": nested("![", "](/u)"),
    "open images": repeated("!["),
    "images": repeated("![a](/b)"),
    "images of an upload": repeated("![a|9x9](upload://k)"),
    "image and link openers": repeated("![[]()"),
    "reference openers": repeated("[a]: "),
    "references": staircase(lambda n: f"[{n}]: /u"),
    "references used": staircase(lambda n: f"[{n}]: /u", 16_000)
    + "\n\n"
    + staircase(lambda n: f"[{n}]", 15_000),
    "one reference used often": "[a]: /u\n\n" + repeated("[a] ", 31_000),
    "a reference with a long title": "[a]: /u '" + repeated("b\n", 31_000),
    "references with open titles": repeated("[a]: /u '\n"),
    "stars": repeated("*"),
    "underscores": repeated("_"),
    "tildes": repeated("~"),
    "star words": repeated("*a "),
    "closing star words": repeated("a* "),
    "double star words": repeated("**a *b "),
    "nested emphasis": nested("*a ", " a*"),
    "nested strong": nested("**a ", " a**"),
    "mixed emphasis": repeated("*a _b ~~c "),
    "alternating emphasis": repeated("*_"),
    "emphasis in emphasis": repeated("a**b*c**d*"),
    "nested mixed emphasis": nested("*a **b ", " b** a*"),
    "struck": repeated("~~a~~"),
    "backticks": repeated("`"),
    "rising backticks": staircase(lambda n: "`" * n + "a"),
    "code spans": repeated("`a`"),
    "open fences": repeated("```\n"),
    "fences": repeated("```\na\n```\n"),
    "fences in quotes": repeated("> ```\n"),
    "quote marks": repeated(">"),
    "quote marks with spaces": repeated("> "),
    "quoted lines": repeated("> a\n"),
    "quote staircase": staircase(lambda n: ">" * (n + 1) + "a"),
    "quote and plain lines": repeated("> a\nb\n"),
    "lines that go on in deep quotes": "> " * 20 + "a\n" + repeated("a\n", 31_000),
    "lines in a deep list": "- " * 10 + "a\n" + repeated("a\n", 31_000),
    "a deep list": "".join("  " * level + "- a\n" for level in range(9))
    + repeated("  " * 9 + "- a\n", 31_000),
    "deep quotes": repeated(">" * 19 + "a\n"),
    "list marks": repeated("- "),
    "numbered list marks": repeated("1. "),
    "list items": repeated("- a\n"),
    "empty list items": repeated("-\n"),
    "list staircase": staircase(lambda n: " " * n + "- a"),
    "list steps": staircase(lambda n: "  " * n + "- a"),
    "lists of both kinds": repeated("- a\n1. b\n"),
    "tasks": repeated("- [ ] a\n"),
    "lists in quotes": repeated("> - "),
    "headings": repeated("# a\n"),
    "underlined headings": repeated("a\n=\n"),
    "rules": repeated("***\n"),
    "setext lines": repeated("a\n-"),
    "narrow table": table(2, "|a|b|"),
    "wide table, short rows": table(40),
    "too wide table": table(200),
    "many tables": repeated("|a|b|\n|-|-|\n|c|d|\n\n"),
    "table heads": repeated("a|b\n-|-\n"),
    "table lines": repeated("|"),
    "table rulers": repeated("|-"),
    "escaped bars": "|a|\n|-|\n" + repeated("\\|", 31_000),
    "entities": repeated("&amp;"),
    "long entity": "&#" + repeated("1", 31_000) + ";",
    "open entities": repeated("&a"),
    "ampersands": repeated("&"),
    "entity in a title": '[a](/b "&amp;#' + repeated("1", 31_000) + ';")',
    "lessthans": repeated("<"),
    "open autolinks": repeated("<a:"),
    "autolinks": repeated("<https://a.b>"),
    "tags": repeated("<b>"),
    "comments": repeated("<!--"),
    "bare addresses": repeated("https://a.b "),
    "bare addresses without space": repeated("https://"),
    "a long bare address": "https://a.b/" + repeated("a", 31_000),
    "an address with brackets": "https://a.b/" + repeated(")", 1_900),
    "addresses with brackets": repeated("https://a.b/" + ")" * 1_900 + " "),
    "addresses that are too long": repeated("https://a.b/" + "ä" * 400),
    "addresses that are not": repeated("https://-a.b/" + "ä" * 20 + " "),
    "www": repeated("www."),
    "www addresses": repeated("www.a.b "),
    "colons": repeated(":"),
    "emoji": repeated(":wave:"),
    "open emoji": repeated(":a"),
    "at signs": repeated("@"),
    "mentions": repeated("@max "),
    "unknown mentions": repeated("@nobody.a-b.c-d "),
    "hashes": repeated("#a"),
    "dollars": repeated("$"),
    "open dollars": repeated("$a "),
    "formulas": repeated("$a$ "),
    "formulas of two dollars": repeated("$$a$$ "),
    "open formula lines": repeated("$$ a\n"),
    "open formula lines in lists": repeated("- $$ a\n"),
    "open formulas with a blank line": repeated("$$ a\n\n"),
    "formula with escapes": "$" + repeated("\\$", 31_000),
    "escapes": repeated("\\*"),
    "backslashes": repeated("\\"),
    "bars": repeated("||"),
    "spoiler bars": repeated("||a||"),
    "open spoiler bars": repeated("||a "),
    "open spoilers": repeated("[spoiler]"),
    "open spoiler words": repeated("[spoiler]a "),
    "spoilers": repeated("[spoiler]a[/spoiler]"),
    "closing spoilers": repeated("[/spoiler]"),
    "spoiler lines": repeated("[spoiler]\n"),
    "nested spoilers": nested("[spoiler]", "[/spoiler]"),
    "nested spoiler lines": nested("[spoiler]\n", "[/spoiler]\n", "a\n"),
    "quote openers": repeated('[quote="a, post:1, thread:2"]\n'),
    "nested quotes": nested('[quote="a"]\n', "\n[/quote]", "a"),
    "nested quotes on a line": nested("[quote=a]", "[/quote]"),
    "quotes": repeated('[quote="a, post:1, thread:2"]\na\n[/quote]\n'),
    "quote openers in lists": repeated("- [quote]\n", 16_000) + repeated("[/quote]\n", 15_000),
    "quote openers in quotes": repeated("> [quote]\n", 16_000) + repeated("[/quote]\n", 15_000),
    "quote openers, a word, closers": repeated("[quote]\na\n", 20_000)
    + repeated("[/quote]\n", 9_000),
    "mixed boxes": repeated("[quote]\n[details]\n[/quote]\n"),
    "details": repeated("[details=a]\nb\n[/details]\n"),
    "footnotes": staircase(lambda n: f"[^{n}]: a", 16_000)
    + "\n\n"
    + staircase(lambda n: f"[^{n}]", 15_000),
    "one footnote used often": "[^1]: a\n\n" + repeated("[^1]", 31_000),
    "footnotes in footnotes": repeated("[^a]: "),
    "open footnotes": "[^a]: b\n\n" + repeated("[^", 31_000),
    "footnotes without names": "[^a]: b\n\n" + repeated("[^b", 31_000),
    "inline footnotes": nested("^[", "]"),
    "python code": "```python\n" + repeated("a(", 31_000) + "\n```",
    "highlighted code": "```python\n" + repeated("a(", limits.CODE_CHARACTERS - 9) + "\n```",
    "code in ten languages": all_languages("(a[{'\"" * 130),
    "open strings in ten languages": all_languages("\"'`" * 260),
    "comments in ten languages": all_languages("/* <!-- # // " * 60),
    "wide characters": repeated("\U0001f600"),
    "combining characters": repeated("á̂̃"),
    "nulls": repeated("\0"),
    "quotation marks": repeated('"'),
    "everything": repeated("*[`<&!\\_~|:@#$>-"),
    "everything on lines": repeated("*a [b](c) `d` <e> &f; ![g](h) ~~i~~\n> j\n- k\n"),
}
