"""What members can write, thing by thing."""

import html as escaping
import re

import pytest

from forum.lib.markdown import Context, MemberRef, render
from tests.lib.markdown.known import CONTEXT, html


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("---", "<hr>"),
        ("    a<b", '<div class="code"><pre tabindex="0"><code>a&lt;b\n</code></pre></div>'),
        ("\\*a\\*", "<p>*a*</p>"),
        ("&copy; &lt; &amp;lt;", "<p>© &lt; &amp;lt;</p>"),
        ('"a" & b', '<p>"a" &amp; b</p>'),
        ("[a](/b 'c')", '<p><a href="/b" title="c">a</a></p>'),
        ("[a]\n\n[a]: /b", '<p><a href="/b">a</a></p>'),
        ("~~a~~", "<p><s>a</s></p>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
    ],
)
def test_common_markdown(source, drawn):
    assert html(source) == drawn


def test_headings_leave_the_first_two_levels_to_the_page():
    assert html("# a") == "<h3>a</h3>"
    assert html("a\n===") == "<h3>a</h3>"
    nested = "\n\n".join("#" * level + " a" for level in range(1, 7))
    assert re.findall(r"<h(\d)>", html(nested)) == ["3", "4", "5", "6", "6", "6"]


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("## a", "3"),
        ("###### a", "3"),
        ("## a\n\n#### b\n\n## c", "343"),
        ("### a\n\n# b\n\n### c", "334"),
        ("> ### a\n\n## b", "33"),
    ],
)
def test_headings_never_skip_a_level(typed, drawn):
    found = [int(level) for level in re.findall(r"<h(\d)>", html(typed))]
    assert found == [int(level) for level in drawn]


def test_a_table_scrolls_by_itself_and_says_what_heads_a_column():
    drawn = html("|a|b|\n|-|:-:|\n|c|d|")
    assert drawn.startswith(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">'
    )
    assert '<th scope="col">a</th>' in drawn
    assert '<td class="align-center">d</td>' in drawn
    assert "style" not in drawn


def test_task_lists_are_boxes_that_nobody_can_tick():
    drawn = html("- [ ] a\n- [x] b")
    assert drawn.count("<input") == drawn.count("disabled") == 2
    assert drawn.count("checked") == 1
    assert 'aria-label="Done"> b' in drawn
    assert 'aria-label="Not done"> a' in drawn


class TestLinks:
    def test_foreign_ones_are_not_recommended_to_search_engines(self):
        rel = 'rel="ugc nofollow noopener"'
        assert html("[a](https://b.example)") == f'<p><a href="https://b.example" {rel}>a</a></p>'

    def test_those_of_a_trusted_author_are(self):
        drawn = html("[a](https://b.example)", Context(trusted=True))
        assert drawn == '<p><a href="https://b.example" rel="noopener">a</a></p>'

    @pytest.mark.parametrize(
        "address", ["https://forum.example/t/1", "/t/1", "#a", "mailto:a@b.example"]
    )
    def test_our_own_need_no_mark(self, address):
        assert html(f"[a]({address})") == f'<p><a href="{address}">a</a></p>'

    @pytest.mark.parametrize(
        ("source", "address", "shown"),
        [
            ("see https://b.example/c.", "https://b.example/c", "https://b.example/c"),
            ("(https://b.example/c_(d))", "https://b.example/c_(d)", "https://b.example/c_(d)"),
            ("**https://b.example**", "https://b.example", "https://b.example"),
            ("www.b.example/c, d", "https://www.b.example/c", "www.b.example/c"),
            ("<https://b.example>", "https://b.example", "https://b.example"),
            (
                "https://b.example/a_b_c*d*",
                "https://b.example/a_b_c*d",
                "https://b.example/a_b_c*d",
            ),
            (
                "https://b.example/?a=1&b=2",
                "https://b.example/?a=1&amp;b=2",
                "https://b.example/?a=1&amp;b=2",
            ),
            (
                "https://bücher.example/ä",
                "https://xn--bcher-kva.example/%C3%A4",
                "https://bücher.example/ä",
            ),
        ],
    )
    def test_bare_addresses(self, source, address, shown):
        assert f'<a href="{address}" rel="ugc nofollow noopener">{shown}</a>' in html(source)

    @pytest.mark.parametrize(
        "source",
        [
            "b.example",
            "amy@b.example",
            "ftp://b.example",
            "xhttps://b.example",
            "awww.b.example",
            "https://",
        ],
    )
    def test_nothing_else_is_taken_for_an_address(self, source):
        assert "<a" not in html(source)

    def test_an_entity_in_an_address_stays_what_was_typed(self):
        assert 'href="/a?b=%26lt;"' in html("[a](/a?b=%26lt;)")
        assert "&#38;lt;" in html('[a](/b "&amp;lt;")')

    def test_they_are_listed_once_and_counted_each_time(self):
        found = render("https://b.example https://b.example [a](/c) @max", CONTEXT)
        assert found.links == ("https://b.example",)
        assert found.link_count == 3


class TestMentions:
    def test_a_known_member_is_linked_and_told(self):
        found = render("Hi @Max, @JÜRGEN and @maya-lind!", CONTEXT)
        assert '<a class="mention" href="/u/max">@Max</a>,' in found.html
        assert found.mentions == ("max", "jürgen", "maya-lind")

    def test_nobody_else_is(self):
        assert html("@nobody") == "<p>@nobody</p>"
        assert render("@nobody", CONTEXT).mentions == ()

    @pytest.mark.parametrize(
        "source", ["a@max", "x.@max", "/@max", "@max-", "@maxx", "\\@max", "`@max`", "[@max](/a)"]
    )
    def test_a_name_stands_by_itself(self, source):
        assert render(source, CONTEXT).mentions == ()

    def test_a_full_stop_may_end_the_sentence_or_be_in_the_name(self):
        assert "@Max</a>.</p>" in html("@max.")
        assert "@Max</a>.Thanks" in html("@max.Thanks")

    def test_quotes_and_code_tell_nobody(self):
        source = "> @max\n\n```\n@max\n```\n\n[quote=a]\n@max\n[/quote]"
        assert render(source, CONTEXT).mentions == ()

    def test_a_spoiler_tells_whom_it_names(self):
        assert render("||@max||", CONTEXT).mentions == ("max",)

    def test_at_most_fifty_are_told(self):
        members = {f"name{n}": MemberRef(f"/u/{n}", f"name{n}") for n in range(60)}
        found = render(" ".join(f"@name{n}" for n in range(60)), Context(members=members))
        assert len(found.mentions) == 50
        assert found.html.count("<a") == 60


def test_categories_are_linked_by_their_name():
    assert (
        html("see #Help.")
        == '<p>see <a class="category-link" href="/c/help">#Help &amp; advice</a>.</p>'
    )
    assert html("#none a#help #1") == "<p>#none a#help #1</p>"


def test_emoji():
    assert html(":wave: :+1: :slight_smile: :WAVE:") == "<p>👋 👍 🙂 👋</p>"
    assert (
        html(":nothing: 10:30:45 `:wave:` a:wave:")
        == "<p>:nothing: 10:30:45 <code>:wave:</code> a:wave:</p>"
    )


class TestQuotes:
    def test_one_names_its_author_and_links_back(self):
        found = render('[quote="maya, post:3, thread:62"]\na *b*\n[/quote]\n\nc', CONTEXT)
        assert found.html == (
            '<blockquote class="quote">\n<p class="quote__author"><a href="/t/62/lamps/3">Amy</a></p>\n'
            "<p>a <em>b</em></p>\n</blockquote>\n<p>c</p>\n"
        )
        assert found.quotes == ((62, 3),)
        assert found.text == "c"

    def test_one_that_nobody_knows_has_no_link(self):
        found = render('[quote="maya, post:4, topic:99"]\na\n[/quote]', CONTEXT)
        assert '<p class="quote__author">maya</p>' in found.html
        assert found.quotes == ()

    def test_the_older_word_for_thread_is_understood(self):
        assert render('[quote="x, post:3, topic:62"]\na\n[/quote]', CONTEXT).quotes == ((62, 3),)

    def test_without_a_name_it_is_a_quote_all_the_same(self):
        assert html("[quote]\na\n[/quote]") == '<blockquote class="quote">\n<p>a</p>\n</blockquote>'

    @pytest.mark.parametrize(
        "source",
        [
            "[quote=a]b[/quote]",
            "[quote=a]b\n[/quote]",
            "[quote=a]\nb[/quote]",
            "[QUOTE=a]\n\nb\n\n[/QUOTE]",
        ],
    )
    def test_the_tags_may_share_a_line_with_the_text(self, source):
        assert html(source) == (
            '<blockquote class="quote">\n<p class="quote__author">a</p>\n<p>b</p>\n</blockquote>'
        )

    def test_what_follows_on_the_line_is_not_lost(self):
        assert html("[quote=a]\nb\n[/quote] c").endswith("</blockquote>\n<p>c</p>")

    def test_they_nest_with_each_other_and_with_lists(self):
        drawn = html("- [quote=a]\n  [quote=b]\n  c\n  [/quote]\n  d\n  [/quote]\n- e")
        assert drawn.count("<blockquote") == 2
        assert drawn.endswith("<li>e</li>\n</ul>")

    def test_in_plain_quotes_too(self):
        assert html("> [quote=a]\n> b\n> [/quote]\n> c").count("<p>") == 2

    @pytest.mark.parametrize(
        "source", ["[quote=a]\nb", "b\n[/quote]", "a [quote=b] c", "```\n[quote]\na\n[/quote]\n```"]
    )
    def test_half_a_quote_is_text(self, source):
        assert "<blockquote" not in html(source)

    def test_a_tag_in_code_closes_nothing(self):
        drawn = html("[quote=a]\n```\n[/quote]\n```\nb\n[/quote]")
        assert "[/quote]\n</code>" in drawn
        assert drawn.endswith("<p>b</p>\n</blockquote>")


def test_details():
    drawn = html('[details="More & more"]\n- a\n[/details]')
    assert drawn.startswith('<details class="details"><summary>More &amp; more</summary>\n<ul>')
    assert "<summary>Details</summary>" in html("[details]\na\n[/details]")


class TestSpoilers:
    def test_a_block_opens_without_scripts(self):
        assert html("[spoiler]\na\n[/spoiler]") == (
            '<details class="spoiler"><summary>Spoiler</summary>\n<p>a</p>\n</details>'
        )

    @pytest.mark.parametrize("source", ["b ||*a*|| c", "b [spoiler]*a*[/spoiler] c"])
    def test_words_are_behind_a_box_with_a_name(self, source):
        assert html(source) == (
            '<p>b <span class="spoiler"><input type="checkbox" class="spoiler__toggle" aria-label="Show spoiler">'
            '<span class="spoiler__text"><em>a</em></span></span> c</p>'
        )

    def test_the_plain_text_keeps_the_secret(self):
        assert render("a ||b|| c\n\n[spoiler]\nd\n[/spoiler]").text == "a c"

    @pytest.mark.parametrize(
        "source", ["a || b || c", "||", "||||", "|| a||", "`||a||`", "[spoiler] a"]
    )
    def test_bars_that_hide_nothing(self, source):
        assert "spoiler__" not in html(source)


class TestMathematics:
    def test_inline_and_displayed(self):
        found = render("a $x<y$ b\n\n$$\nz^2\n$$\n\nc $$w$$ d")
        assert '<span class="math math--inline">x&lt;y</span>' in found.html
        assert '<div class="math math--block">z^2</div>' in found.html
        assert '<span class="math math--block">w</span>' in found.html
        assert found.has_math

    @pytest.mark.parametrize(
        "source",
        [
            "$5 and $10",
            "$5 or 6$",
            "US$ 5 and C$ 6",
            "$ a $",
            "\\$a\\$",
            "`$a$`",
            "$a",
            "a$b$c",
            "$1,000 for 2$",
            "$$",
            "$$$$",
        ],
    )
    def test_money_is_not_mathematics(self, source):
        assert not render(source).has_math

    @pytest.mark.parametrize(
        "source", ["$x$", "$2\\pi$", "$2 + 2 = 4$", "($a$)", "$\\$5$", "$$a$$"]
    )
    def test_mathematics_is(self, source):
        assert render(source).has_math


class TestCode:
    def test_a_known_language_is_coloured_and_named(self):
        drawn = html("```Python\nx = 1\n```")
        assert '<div class="code__language">Python</div>' in drawn
        assert '<code class="language-python"><span class="n">x</span>' in drawn

    def test_other_names_of_it_too(self):
        assert 'class="language-javascript"' in html("```js\n1\n```")

    def test_an_unknown_one_is_plain(self):
        assert html("```nothing x=y\n<a>\n```") == (
            '<div class="code"><pre tabindex="0"><code>&lt;a&gt;\n</code></pre></div>'
        )

    def test_code_of_several_pieces_is_coloured_to_the_end(self):
        drawn = html("```python\n" + "value = 1\n" * 300 + "```")
        assert drawn.count('<span class="n">value</span>') == 300

    def test_a_line_that_nobody_would_type_is_plain(self):
        assert "<span" not in html("```python\nx = '" + "a" * 300 + "'\n```")

    def test_much_code_is_plain_but_named(self):
        drawn = html("```python\n" + "x = 1\n" * 2_000 + "```")
        assert "<span" not in drawn
        assert "Python" in drawn

    def test_nothing_in_it_is_lost(self):
        for language in ("python", "html", "php", "diff", "bash", "yaml"):
            code = "\n\n <a href='x'>&amp; \"b\"</a>\n\t$x = @y; # z\n- é \n\n"
            drawn = html(f"```{language}\n{code}```")
            inner = re.search(r"<code[^>]*>(.*)</code>", drawn, re.DOTALL)[1]
            assert escaping.unescape(re.sub("<[^>]+>", "", inner)) == code
