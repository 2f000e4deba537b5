"""Source text of Discourse becomes ours: what is the same stays, what differs is changed."""

import signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.importers.discourse.markup import convert
from forum.importers.discourse.records import Poll
from forum.lib.markdown import render
from tests.importers.places import Places


def markdown(raw, cooked="", polls=()):
    return convert(raw, Places(), 62, cooked, polls)


@pytest.mark.parametrize(
    "raw",
    [
        "Just *text* with **marks**, `code`, ~~gone~~ and a [link](https://a.example/).",
        "# Head\n\n- a\n  - b\n\n1. c\n\n> quoted\n\n| a | b |\n|---|---|\n| c || d |",
        "Money: $5 and $6; math $a||b||c$ and\n\n$$\n[b]x[/b]\n$$",
        ":slight_smile: and :our_own: and @nobody and #1",
        '[spoiler]it was the wren[/spoiler]\n\n[details="More"]\nx\n[/details]',
        "`[b]x[/b]` and `<b>x</b>` and `@wren` and `upload://x.png`",
        '```\n[quote="Wren, post:3, topic:62"]\n<br> @wren ||a|| ||b||\n```',
        "~~~ text\n[b]x[/b]\n~~~",
        "> ```\n> [b]x[/b]\n> ```",
        "Text\n\n    [b]code[/b] <b>x</b>\n    @wren\n\nText",
        "<pubkey> CHECKSIG <sig> and a < b > c and x<y",
        "arr[i] = b[s]; [b] without its end, <b> too",
        "Note[^1].\n\n[^1]: text",
        "an unclosed `tick and ``two",
        '[tag]: https://a.example/ "title"',
    ],
)
def test_what_means_the_same_stays_as_it_was_typed(raw):
    assert markdown(raw) == raw


@pytest.mark.parametrize(
    "raw,expected",
    [
        (
            '[quote="Wren, post:3, topic:62"]\na\n[/quote]',
            '[quote="wren-2, post:2, thread:900"]\na\n[/quote]',
        ),
        (
            '[quote="Wren, post:3, topic:62, full:true"]\na',
            '[quote="wren-2, post:2, thread:900"]\na',
        ),
        ('[quote="Wren, post:3"]a[/quote]', '[quote="wren-2, post:2, thread:900"]a[/quote]'),
        (
            '[quote="A Wren, post:1, topic:62, username:wren"]',
            '[quote="wren-2, post:1, thread:900"]',
        ),
        ('[quote="Wren, post:9, topic:62"]', '[quote="wren-2"]'),
        ('[quote="post:3, topic:62"]', '[quote=", post:2, thread:900"]'),
        ("[quote=Wren]a[/quote]", '[quote="wren-2"]a[/quote]'),
        ('[QUOTE="somebody else"]', '[quote="somebody else"]'),
        ("[quote]\na\n[/quote]", "[quote]\na\n[/quote]"),
        ("[details=More of it]\nx\n[/details]", '[details="More of it"]\nx\n[/details]'),
        ('[details="More" open]\nx\n[/details]', '[details="More"]\nx\n[/details]'),
        (
            '[chat quote="Wren;12;2024-01-01T00:00:00Z" channel="x"]\nhi\n[/chat]',
            '[quote="wren-2"]\nhi\n[/quote]',
        ),
    ],
)
def test_boxes(raw, expected):
    assert markdown(raw).strip() == expected


@pytest.mark.parametrize(
    "raw,expected",
    [
        ("[b]a[/b] [i]b[/i] [u]c[/u] [s]d[/s]", "**a** *b* *c* ~~d~~"),
        ("[b][i]a[/i][/b] [b] a [/b]x", "***a***  **a** x"),
        ("[B]a[/B] [b]a\n\nb[/b] [b][/b]", "**a** [b]a\n\nb[/b] "),
        ("[b]a[/i] c[0](d)", "[b]a[/i] c[0](d)"),
        ("[url]https://a.example/[/url]", "<https://a.example/>"),
        ("[url=a.example/x]there[/url]", "[there](https://a.example/x)"),
        ("[url=javascript:x]there[/url]", "there"),
        (
            "[url=https://a.example/]![](https://b.example/i.png)[/url]",
            "![](https://b.example/i.png)",
        ),
        ("[img]https://a.example/i.png[/img]", "![](https://a.example/i.png)"),
        ("[img=6x4]https://a.example/i.png[/img]", "![|6x4](https://a.example/i.png)"),
        ("[img]javascript:x[/img]", "javascript:x"),
        ("[email=a@b.example]me[/email]", "me"),
        ("[color=red]a[/color] [size=9]b[/size]", "a b"),
        ("[code]a\nb[/code]", "```\na\nb\n```"),
        ("[code lang=python]\na[/code]", "```python\na\n```"),
        ("x [code]a `b[/code] y", "x ``a `b`` y"),
        ("[graphviz engine=dot]\ndigraph {}\n[/graphviz]", "```graphviz\ndigraph {}\n```"),
        ("[grid]\na\n[/grid]", "a"),
        ("a\n[hr]\nb", "a\n\n\n---\n\n\nb"),
        (
            '[date=2024-01-02 time=15:00:00 timezone="Europe/Paris"]',
            "2024-01-02 15:00:00 Europe/Paris",
        ),
        ("[date-range from=2024-01-02T15:00 to=2024-01-03]", "2024-01-02 15:00 – 2024-01-03"),
        ("[date=x y z", "[date=x y z"),
    ],
)
def test_bbcode(raw, expected):
    assert markdown(raw).strip() == expected.strip()


def test_a_poll_is_a_list_that_says_what_it_was():
    raw = "[poll type=regular]\n# Which?\n* A **tent**\n* None\n[/poll]"
    assert markdown(raw).strip() == "**Which?** *This was a poll.*\n\n- A **tent**\n- None"
    votes = [Poll("poll", (("A tent", 3), ("None", 1)))]
    assert "- A **tent** (3 votes)\n- None (1 vote)" in markdown(raw, polls=votes)
    assert "(3 votes)" not in markdown(raw, polls=[Poll("other", (("A", 3), ("B", 1)))])
    assert "(3 votes)" not in markdown(raw, polls=[Poll("poll", (("A", 3),))])
    assert markdown("[poll type=number min=2 max=9]\n[/poll]").endswith("- 2 – 9")
    assert markdown("[poll]\n* open").strip() == "[poll]\n* open"


@pytest.mark.parametrize(
    "raw,expected",
    [
        ("a<br>b<BR/>\nc", "a\nb\nc"),
        ("| a<br>b |\n|---|", "| a b |\n|---|"),
        ("<b>a</b> <em>b</em> <del>c</del> <u>d</u> <small>e</small>", "**a** *b* ~~c~~ d e"),
        ("x<sup>2</sup> y<sub>i</sub> z<sup>long words here</sup>", "x² yᵢ zlong words here"),
        ("<kbd>Ctrl</kbd> <code>a &lt; `b`</code>", "`Ctrl` `` a < `b` ``"),
        ("<h2>Head</h2>", "## Head"),
        ("a <!-- not\nthis --> b", "a  b"),
        ("a <!-- without end", "a <!-- without end"),
        ("<hr>", "---"),
        ("<p align='center'>a</p><div data-x>b</div>", "ab"),
        ('<a href="https://a.example/(x) y">a</a>', "[a](https://a.example/%28x%29%20y)"),
        ("<a name='x'></a>a <a href=''>b</a>", "a b"),
        (
            '<img src="https://a.example/i.png" alt="A [cat]" width=6 height=4>',
            "![A  cat|6x4](https://a.example/i.png)",
        ),
        ("<img alt=x>", ""),
        (
            "<details><summary>More <b>of</b> it</summary>\n\na\n\n</details>",
            '[details="More of it"]\n\n\na\n\n\n[/details]',
        ),
        ("<details>\na\n</details>", "[details]\na\n\n[/details]"),
        ("<ul><li>a <b>b</b></li></ul>", "- a **b**"),
        ("<table><tr><th>a</th></tr><tr><td>b</td></tr></table>", "| a |\n| --- |\n| b |"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<pre>a\n <b>b</pre>", "```\na\n b\n```"),
        ("<pre>never closed", "<pre>never closed"),
    ],
)
def test_html_between_the_markdown(raw, expected):
    assert markdown(raw).strip() == expected


COOKED_IMAGE = (
    '<a class="lightbox" href="https://old.example/original/i.png" title="cat">'
    '<img src="https://old.example/optimized/i.png" alt="cat" data-base62-sha1="aBc1" width="6"></a>'
    '<img src="https://cdn.example/j.png" data-base62-sha1="dEf2">'
)


@pytest.mark.parametrize(
    "raw,expected",
    [
        (
            "![cat|690x388, 50%](upload://aBc1.png)",
            "[Image not in the archive: cat](https://old.example/original/i.png)",
        ),
        ("![](upload://dEf2.png)", "[Image not in the archive](https://cdn.example/j.png)"),
        (
            "![a [b] c](upload://zzz.png)",
            r"[Image not in the archive: a \[b\] c](https://old.example/uploads/short-url/zzz.png)",
        ),
        (
            "[map.pdf|attachment](upload://gHi3.pdf) (12 KB)",
            "[File not in the archive: map.pdf](https://old.example/uploads/short-url/gHi3.pdf) (12 KB)",
        ),
        ("![cat|690x388, 50%](https://a.example/i.png)", "![cat|345x194](https://a.example/i.png)"),
        ('![cat|100%](https://a.example/i.png "t")', "![cat](https://a.example/i.png)"),
        ("![cat](https://a.example/i_(1).png)", "![cat](https://a.example/i_(1).png)"),
        (
            "![cat](/images/i.png)",
            "[Image not in the archive: cat](https://old.example/images/i.png)",
        ),
        ("![cat](javascript:x)", "(Image not in the archive: cat)"),
        (
            '<img src="upload://aBc1.png" alt="cat">',
            "[Image not in the archive: cat](https://old.example/original/i.png)",
        ),
    ],
)
def test_files_that_an_archive_does_not_hold_are_named_with_their_address(raw, expected):
    assert markdown(raw, COOKED_IMAGE) == expected


def test_without_a_host_a_missing_file_is_named_only():
    class Nowhere(Places):
        host = ""

    assert convert("![cat](upload://x.png)", Nowhere(), 1) == "(Image not in the archive: cat)"
    assert (
        convert("[a.pdf|attachment](upload://x.pdf)", Nowhere(), 1)
        == "(File not in the archive: a.pdf)"
    )


@pytest.mark.parametrize(
    "raw,expected",
    [
        ("[there](https://old.example/t/a-thread/62/3)", "[there](/t/900/a-thread/2#post-2)"),
        ('[there](/t/a-thread/62 "x")', '[there](/t/900/a-thread "x")'),
        ("[there](/about)", "[there](https://old.example/about)"),
        (
            "See https://old.example/t/a-thread/62/3.",
            r"See [A \[good\] thread](/t/900/a-thread/2#post-2).",
        ),
        ("<https://old.example/t/a-thread/62>", r"[A \[good\] thread](/t/900/a-thread)"),
        ("https://old.example/t/gone/63", "https://old.example/t/gone/63"),
        ("[x](https://a.example/)", "[x](https://a.example/)"),
        (
            "Thanks @Wren. And @wren-and more, me@wren.example",
            "Thanks @wren-2. And @wren-2-and more, me@wren.example",
        ),
        (":+1:t3: :wave:", ":+1: :wave:"),
        ("H(a||b||c) and a || b", r"H(a\|\|b\|\|c) and a || b"),
        ("only one || here", "only one || here"),
        ("a^[note one] b^[note [two](x)]", "a[^1] b[^2]\n\n[^1]: note one\n\n[^2]: note [two](x)"),
        ("a[^1] b^[mine]\n\n[^1]: theirs", "a[^1] b[^2]\n\n[^1]: theirs\n\n[^2]: mine"),
        ("2^[ and 3^[\n\nx]", "2^[ and 3^[\n\nx]"),
    ],
)
def test_addresses_names_and_notes(raw, expected):
    assert markdown(raw) == expected


def test_an_address_that_stood_alone_is_shown_by_its_title():
    cooked = (
        '<aside class="onebox x" data-onebox-src="https://a.example/x"><article class="onebox-body">'
        "<h3>A [nice] page</h3></article></aside>"
        '<a class="inline-onebox" href="https://b.example/">The other</a>'
        '<aside class="onebox" data-onebox-src="https://c.example/"><article class="onebox-body">'
        "<h3>https://c.example/</h3></article></aside>"
    )
    raw = (
        "https://a.example/x\nhttps://c.example/\nin text https://a.example/x\n> https://b.example/"
    )
    assert markdown(raw, cooked) == (
        "[A \\[nice\\] page](https://a.example/x)\nhttps://c.example/\n"
        "in text https://a.example/x\n> https://b.example/"
    )


def test_hashtags_lead_to_categories_and_lose_what_only_discourse_writes():
    cooked = (
        '<a class="hashtag-cooked" href="/c/gear/7" data-type="category" data-slug="gear" data-ref="gear">'
        '<span class="hashtag-icon-placeholder"><svg class="x"><use href="#y"></use></svg></span><span>Gear</span></a>'
        '<a class="hashtag-cooked" href="/tag/rain" data-type="tag" data-slug="rain" data-ref="rain::tag"><span>rain</span></a>'
        '<a class="hashtag-cooked" href="/c/gone/8" data-slug="gone"><span>Gone</span></a>'
    )
    assert markdown("#gear, #rain::tag, #gone and #gearing", cooked) == (
        "[Gear](/c/gear), #rain, #gone and #gearing"
    )


PIECES = st.sampled_from(
    ["[quote]", "[/quote]", '[quote="a, post:1"]', "[b]", "[/b]", "[code]", "[/code]", "[poll]", "[/poll]",
     "[url=x]", "[/url]", "<b>", "</b>", "<details>", "</summary>", "<ul>", "</ul>", "<pre>", "<!--", "-->",
     "```\n", "`", "``", "$", "$$", "^[", "]", "![", "](", "upload://x", ")", "https://old.example/t/a/1",
     "@wren", "||", "|", "\n", "\n\n", "> ", "- ", "    ", "\ufdd0", "0\ufdd1", "\x00", "a", "[date=", "<br>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_source_whatever_stops_the_conversion(raw):
    assert isinstance(render(markdown(raw, raw)).html, str)


UNITS = [
    "[quote]", '[quote="a, post:1, topic:2"]', "[/quote]", "[b]", "[b][i]", "[url=", "[url]x", "[img]",
    "[code]", "[poll]\n* a\n", "[date=", "[details=", '[chat quote="a;1;b"]', "<b>", "<details><summary>",
    "<table>", "<ul><li>", "<pre>", "<!--", "<img ", "<a href=x>y", "<sup>", "<h1>a", "`", "`` ` ", "```\n",
    "$", "$$", "^[", "^[a]", "@a.a.a", "![", "![a](upload://x", "[a](/x", "https://old.example/t/a/1 ",
    "||a", "#a", ":+1:t2:", "[^1]: a\n", "> ", "    a\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_of_nothing_but_openings_comes_to_an_end(unit):
    """The alarm is there for the day it does not: with squared work this would take minutes."""
    raw = (unit * 60_000)[:60_000]
    signal.alarm(60)
    try:
        assert markdown(raw, raw)
    finally:
        signal.alarm(0)
