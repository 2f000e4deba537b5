"""The same HTML for mail and feeds."""

from forum.lib.markdown import absolute, render
from tests.lib.markdown.known import CONTEXT


def outside(source):
    return str(absolute(render(source, CONTEXT).html, "https://forum.example")).strip()


def test_addresses_of_ours_get_the_host():
    assert outside("@max [a](/b) [c](#d)") == (
        '<p><a class="mention" href="https://forum.example/u/max">@Max</a> '
        '<a href="https://forum.example/b">a</a> <a href="#d">c</a></p>'
    )


def test_images_keep_their_size_and_lose_what_a_mail_reader_cannot_use():
    assert outside("![a](upload://small)") == (
        '<p><img src="https://forum.example/files/small" alt="a" width="32" height="16"></p>'
    )


def test_formulas_are_shown_as_they_were_typed():
    assert outside("$a<b$") == "<p><code>$a&lt;b$</code></p>"
    assert outside("$$\na\n$$") == "<p><code>$$a$$</code></p>"


def test_details_are_opened():
    assert outside("[details=A & b]\nc\n[/details]") == (
        "<div><p><strong>A &amp; b</strong></p>\n<p>c</p>\n</div>"
    )


def test_spoilers_keep_their_secret():
    assert outside("a ||*b* @max|| c") == "<p>a <em>[spoiler]</em> c</p>"
    drawn = outside("[spoiler]\na\n\n[details=b]\nc ||d||\n[/details]\n[/spoiler]\n\ne")
    assert drawn == "<p><em>[spoiler]</em></p>\n<p>e</p>"


def test_boxes_become_characters():
    drawn = outside("- [ ] a\n- [x] b")
    assert "☐ a" in drawn
    assert "☑ b" in drawn
    assert "<input" not in drawn


def test_text_and_entities_stay():
    assert outside('a < b &amp;lt; "c"') == '<p>a &lt; b &amp;lt; "c"</p>'


def test_twice_is_as_good_as_once():
    once = absolute(render("# a\n\n- @max ||b|| $c$", CONTEXT).html, "https://forum.example")
    assert absolute(once, "https://forum.example") == once
