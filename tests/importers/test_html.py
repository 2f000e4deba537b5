"""HTML of Discourse becomes Markdown that shows the same."""

import html as entities

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from forum.importers.discourse.directory import Nowhere
from forum.importers.discourse.html import convert, text_of
from forum.importers.discourse.records import Poll
from forum.importers.discourse.soup import soup
from forum.lib.markdown import plain, render
from tests.importers.places import Places


def markdown(html, polls=()):
    return convert(html, Places(), polls)


@pytest.mark.parametrize(
    "html,expected",
    [
        ("<p>One</p>\n<p>two<br>\nthree</p>", "One\n\ntwo\nthree"),
        ("<p>a<br><br>b</p>", "a\n\nb"),
        ("<p>a <strong>b </strong>c</p>", "a **b** c"),
        ("<p><em>a</em> <s>b</s> <del>c</del></p>", "*a* ~~b~~ ~~c~~"),
        ('<p><span class="bbcode-b">a</span> <span class="bbcode-u">b</span></p>', "**a** *b*"),
        ("<p><strong>a<br>\nb</strong></p>", "**a**\n**b**"),
        ("<p><b>a</b><b>b</b> <b> </b></p>", "**ab**"),
        ("<p>x<sup>2</sup> H<sub>2</sub>O a<sup>…</sup></p>", "x² H₂O a…"),
        ("<p><kbd>Ctrl</kbd> <code>a`b</code> <code>`</code></p>", "`Ctrl` ``a`b`` `` ` ``"),
        ("<h2>A <a class='anchor' name='a' href='#a'></a>head</h2>", "## A head"),
        ("<hr><p>x</p>", "---\n\nx"),
        ("<!-- no --><p>a<!-- no -->b</p><script>no</script><svg><path/></svg>", "ab"),
        ("just text", "just text"),
        ("<p></p>", ""),
        ("<center><big>a</big></center>", "a"),
        ("<dl><dt>Tent</dt><dd>dry</dd></dl>", "**Tent**\n\ndry"),
        ('<p>Be <span class="math">e = mc^2</span></p>', "Be $e = mc^2$"),
        ('<div class="math">\na\n</div>', "$$\na\n$$"),
    ],
)
def test_text_and_its_styles(html, expected):
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "html,expected",
    [
        ("<pre><code class='lang-cpp'>a &lt; b\n\n  c\n</code></pre>", "```cpp\na < b\n\n  c\n```"),
        ("<pre><code class='lang-auto'>a</code></pre>", "```\na\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        (
            '<pre class="onebox"><code class="lang-c"><ol class="start lines"><li>a\n</li><li>  b</li>'
            "</ol></code></pre>",
            "```c\na\n  b\n```",
        ),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "- a\n\n  b\n\n- c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b"),
        ("<ul><li>a<pre>x</pre></li><li></li></ul>", "- a\n\n  ```\n  x\n  ```\n-"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<details><summary>\nMore</summary><p>a</p></details>", '[details="More"]\na\n[/details]'),
        ("<details><p>a</p></details>", "[details]\na\n[/details]"),
        ("<div class='spoiler'><p>a</p></div>", "[spoiler]\na\n[/spoiler]"),
        ("<p>a <span class='spoiled'>b</span></p>", "a [spoiler]b[/spoiler]"),
        (
            "<table><thead><tr><th>a</th><th style='text-align:right'>b|c</th></tr></thead>"
            "<tbody><tr><td colspan='2'>d<br>e</td></tr></tbody></table>",
            "| a | b\\\\|c |\n| --- | --: |\n| d e |  |",
        ),
        ("<table></table>", ""),
        ("<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>", "| a |\n| --- |"),
        ("<table><tr>" + "<td>a</td>" * 41 + "</tr></table>", "\n\n".join(["a"] * 41)),
        (
            '<p>a<sup class="footnote-ref"><a href="#fn-1">[1]</a></sup></p><section class="footnotes">'
            '<ol class="footnotes-list"><li id="footnote-9-1" class="footnote-item"><p>n '
            '<a class="footnote-backref">↩</a></p></li></ol></section>',
            "a[^1]\n\n[^1]: n",
        ),
    ],
)
def test_blocks(html, expected):
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "html,expected",
    [
        ('<a href="https://a.example/x">https://a.example/x</a>', "<https://a.example/x>"),
        ('<a href="https://a.example/x y">a [b]</a>', r"[a \[b\]](https://a.example/x%20y)"),
        ('<a href="https://a.example/(x">a</a>', "[a](https://a.example/%28x)"),
        ('<a href="//a.example/">a</a>', "[a](https://a.example/)"),
        ('<a href="/about">a</a>', "[a](https://old.example/about)"),
        ('<a href="/t/a-thread/62/3">there</a>', "[there](/t/900/a-thread/2#post-2)"),
        (
            '<a href="https://old.example/t/a-thread/62">https://old.example/t/a-thread/62</a>',
            r"[A \[good\] thread](/t/900/a-thread)",
        ),
        ('<a href="javascript:alert(1)">a</a>', "a"),
        ('<a href="data:text/html,x">a</a>', "a"),
        ('<a href="ftp://a.example/x">a</a>', "a (ftp://a.example/x)"),
        ('<a href="#there">a</a>', "a"),
        ('<a href="https://a.example/"></a>', ""),
        ('<a href="https://bücher.example/ü">a</a>', "[a](https://b%C3%BCcher.example/%C3%BC)"),
        ("look!<a href='https://a.example/'>a</a>", r"look\![a](https://a.example/)"),
        ('<a class="mention" href="/u/wren">@Wren</a>, hello', "@wren-2, hello"),
        ('<a class="mention" href="/u/gone">@gone</a>', "@gone"),
        ('<span class="mention">@nobody</span>', "@nobody"),
        (
            '<a class="hashtag-cooked" href="/c/gear/7"><svg></svg><span>Gear</span></a>',
            "[Gear](/c/gear)",
        ),
        ('<span class="hashtag-raw">#1</span>', "#1"),
        ('<img class="emoji" title=":smile:" alt=":smile:">', ":smile:"),
        ('well<img class="emoji" title=":smile:">', "well😄"),
        ('<img class="emoji" alt=":wave:t3:">', ":wave:"),
        ('<img class="emoji" title=":our_own:">', ":our_own:"),
        ('<img class="avatar" src="/a.png">', ""),
    ],
)
def test_links_names_and_smiles(html, expected):
    assert markdown(f"<p>{html}</p>") == expected


@pytest.mark.parametrize(
    "html,expected",
    [
        (
            '<img src="https://a.example/i.png" alt="A | cat" width="690" height="388">',
            "![A cat|690x388](https://a.example/i.png)",
        ),
        ('<img src="https://a.example/i.png" width="" height="">', "![](https://a.example/i.png)"),
        (
            '<div class="lightbox-wrapper"><a class="lightbox" href="https://a.example/large.png" title="cat">'
            '<img src="https://a.example/small.png" width="6" height="4"><div class="meta">'
            "<span>cat 1920×1080</span></div></a></div>",
            "![cat|6x4](https://a.example/large.png)",
        ),
        (
            '<img src="/uploads/default/i.png" alt="cat">',
            "[Image not in the archive: cat](https://old.example/uploads/default/i.png)",
        ),
        ('<img alt="cat">', "(Image not in the archive: cat)"),
        (
            '<a href="https://a.example/"><img src="https://b.example/i.png" alt="x"></a>',
            "[![x](https://b.example/i.png)](https://a.example/)",
        ),
        (
            '<a href="https://b.example/i.png"><img src="https://b.example/i.png" alt="x"></a>',
            "![x](https://b.example/i.png)",
        ),
    ],
)
def test_images(html, expected):
    assert markdown(f"<p>{html}</p>") == expected


def quote(attributes="", title="", text="<p>a</p>"):
    return (
        f'<aside class="quote no-group" {attributes}><div class="title"><div class="quote-controls">'
        f"</div>{title}</div><blockquote>{text}</blockquote></aside>"
    )


AVATAR = '<img class="avatar" src="https://cdn.example/user_avatar/old.example/finch/40/1_2.png">'


@pytest.mark.parametrize(
    "html,expected",
    [
        (
            quote('data-username="Wren" data-post="3" data-topic="62"'),
            '[quote="wren-2, post:2, thread:900"]\na\n[/quote]',
        ),
        (
            quote('data-username="Wren" data-post="9" data-topic="62"'),
            '[quote="wren-2"]\na\n[/quote]',
        ),
        (
            quote('data-post="1" data-topic="62"', " Wren:"),
            '[quote="wren-2, post:1, thread:900"]\na\n[/quote]',
        ),
        (quote("", f'{AVATAR}<a href="/t/x/5">A thread</a>'), '[quote="finch"]\na\n[/quote]'),
        (quote(), "[quote]\na\n[/quote]"),
        (quote('data-username="a,b &quot;c&quot;"'), '[quote="a b ”c”"]\na\n[/quote]'),
        (
            quote(text=quote(text="<p>b</p>") + "<p>a</p>"),
            "[quote]\n[quote]\nb\n[/quote]\n\na\n[/quote]",
        ),
        (quote(text=""), ""),
    ],
)
def test_quotes(html, expected):
    assert markdown(html) == expected


def test_cards_keep_their_title_and_what_they_say():
    html = (
        '<aside class="onebox allowlistedgeneric" data-onebox-src="https://a.example/x">'
        '<header class="source"><img class="site-icon" src="i.png"><a href="https://a.example/x">a</a></header>'
        '<article class="onebox-body"><img class="thumbnail" src="https://a.example/t.png">'
        '<h3><a href="https://a.example/x">A title</a></h3><p>Some words.</p></article>'
        '<div class="onebox-metadata"></div></aside>'
    )
    assert markdown(html) == "> [A title](https://a.example/x)\n>\n> Some words."


@pytest.mark.parametrize(
    "html,expected",
    [
        (
            '<div class="lazyYT" data-youtube-id="abc" data-youtube-title="A film"></div>',
            "[A film](https://www.youtube.com/watch?v=abc)",
        ),
        (
            '<div class="onebox video-onebox"><video><source src="https://a.example/v.mp4"></video></div>',
            "<https://a.example/v.mp4>",
        ),
        ('<iframe src="https://a.example/e" title="Film"></iframe>', "[Film](https://a.example/e)"),
        (
            '<iframe src="https://a.example/e" data-original-href="https://a.example/f"></iframe>',
            "<https://a.example/f>",
        ),
        ('<iframe srcdoc="<p>x"></iframe>', ""),
        ('<div class="onebox"></div>', ""),
    ],
)
def test_players_become_links(html, expected):
    assert markdown(html) == expected


def test_a_poll_is_a_list_that_says_what_it_was():
    html = (
        '<div class="poll" data-poll-name="poll"><div class="poll-title">Which?</div><ul>'
        '<li data-poll-option-id="1">A <b>tent</b></li><li data-poll-option-id="2">None</li></ul>'
        '<div class="poll-info">4 voters</div></div>'
    )
    votes = Poll("poll", (("A tent", 3), ("None", 1)))
    assert markdown(html, [votes]) == (
        "**Which?** *This was a poll.*\n\n- A **tent** (3 votes)\n- None (1 vote)"
    )
    assert markdown(html).endswith("- A **tent**\n- None")


def test_elements_nested_without_end_are_read_as_their_text():
    html = "<blockquote>" * 5000 + "deep" + "</blockquote>" * 5000
    assert "deep" in markdown(html)
    assert "deep" in markdown("<b>" * 5000 + "deep")
    assert "deep" in markdown("<table><tr><td>" * 3000 + "deep")


def test_the_words_alone_are_there_when_all_else_fails():
    assert text_of("<p>a<b>b</b></p>\n<p>c</p>") == "a b c"


LOOKS = st.sampled_from(
    [*"ab1 \n\t\\`*_~[]()!<>#+-.|$:@&;=\"'{}^/", "http://a.example/", "www.a.example", "[quote]",
     "[/quote]", "[spoiler]", "||", "$$", ":smile:", "&amp;", "&#35;", "---", "```", "    ", "1. ",
     "- [ ] ", "[^1]", "[^1]:", "@nia", "\u00a0", "é", "—"]
)  # fmt: skip
TEXTS = st.lists(LOOKS, max_size=14).map("".join)
INLINE = ["strong", "em", "s", "code", "span", 'a href="https://a.example/y"']


def shown(html):
    tree = soup(str(html))
    for tag in tree.find_all(
        ["p", "br", "li", "h3", "h4", "h5", "h6", "blockquote", "pre", "div", "td", "th"]
    ):
        tag.insert_before(" ")
        tag.append(" ")
    return " ".join(tree.get_text().split())


@settings(max_examples=250, deadline=None)
@given(TEXTS)
@example("\\[a](b)")
@example("http://a.example/[quote]")
def test_text_that_looks_like_markdown_is_shown_as_it_is(text):
    drawn = render(convert(f"<p>{entities.escape(text)}</p>", Nowhere())).html
    assert shown(drawn) == " ".join(plain.readable(text).split())
    assert {tag.name for tag in soup(str(drawn)).find_all(True)} <= {"p", "br"}


def element(name, content):
    return f"<{name}>{content}</{name.split()[0]}>"


INLINES = st.recursive(
    TEXTS.map(entities.escape),
    lambda inner: st.builds(
        element, st.sampled_from(INLINE), st.lists(inner, max_size=3).map("".join)
    ),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None)
@given(st.lists(INLINES, max_size=4).map("".join))
@example("<em>a<strong>a</strong></em><strong>a</strong>")
@example('<strong>"a"</strong>a')
@example("<code>a</code><code></code><code>a</code>")
@example("<em><code>a</code></em><em><code>a</code></em>")
@example("<s>~</s>")
@example("$<code>$</code>")
def test_styled_text_is_shown_as_it_is(html):
    links = soup(html).find_all("a")
    assume(not any(link.find("a") for link in links))
    drawn = render(convert(f"<p>{html}</p>", Nowhere())).html
    assert "".join(shown(drawn).split()) == "".join(shown(plain.readable(html)).split())


BLOCK = ["p", "blockquote", "ul><li", "ol><li", "h2", "div", "table><tr><td"]


@settings(max_examples=120, deadline=None)
@given(
    st.recursive(
        INLINES,
        lambda inner: st.builds(
            lambda name, content: (
                "".join(f"<{n}>" for n in name.split("><"))
                + content
                + "".join(f"</{n}>" for n in reversed(name.split("><")))
            ),
            st.sampled_from(BLOCK),
            st.lists(inner, max_size=3).map("".join),
        ),
        max_leaves=8,
    )
)
def test_nothing_is_lost_whatever_is_nested(html):
    assume("<a" not in html and "<h2" not in html.removeprefix("<h2"))
    words = [w for w in shown(plain.readable(html)).split() if w.isalnum()]
    drawn = shown(render(convert(html, Nowhere())).html)
    assert [w for w in words if w not in drawn] == []


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<b>", "</i>", "<ul>", "<li>", "<table>", "<td>", "<aside class=quote>", "a", "&",
     "<div class=poll>", "<aside class=onebox>", "<details>", "<summary>", "<img src=x>", "<a href=y>",
     "<!--", "<![CDATA[", "<pre>", "<code>", "<ol start=x>", '<td colspan="9999">', "\x00", "<br>"]
), max_size=30).map("".join))  # fmt: skip
def test_no_html_whatever_stops_the_conversion(html):
    assert isinstance(render(convert(html, Places())).html, str)
