"""What members can write: pictures and footnotes, and what is true of every text."""

import re

import pytest

from forum.lib.markdown import Context, UploadRef, Wording, render
from tests.lib.markdown.known import CONTEXT, html


class TestImages:
    def test_an_upload_is_shown_at_its_size_as_a_thumbnail_that_opens_it(self):
        assert html("![A lamp](upload://key)") == (
            '<p><a href="/files/key" class="image"><img src="/files/key/small" alt="A lamp" width="1600" '
            'height="1200" loading="lazy" decoding="async"></a></p>'
        )

    def test_it_may_be_asked_for_smaller_and_keeps_its_shape(self):
        assert 'alt="A lamp" width="640" height="480"' in html("![A lamp|640x999](upload://key)")

    @pytest.mark.parametrize("size", ["9000x9000", "0x0", "99999x1", "2000x1500"])
    def test_never_larger_than_it_is(self, size):
        assert 'width="1600" height="1200"' in html(f"![a|{size}](upload://key)")

    def test_one_without_a_thumbnail_stands_alone(self):
        assert html("![](upload://small)").startswith(
            '<p><img src="/files/small" alt="" width="32"'
        )

    def test_one_that_is_gone_leaves_its_description(self):
        found = render("![A lamp](upload://gone)", CONTEXT)
        assert found.html == "<p>A lamp</p>\n"
        assert found.uploads == ()
        assert found.image_count == 1

    def test_a_file_is_a_download_with_its_size(self):
        link = '<a href="/files/file" class="attachment">plan</a> <span class="attachment__size">1.2 MB</span>'
        assert html("[plan](upload://file)") == f"<p>{link}</p>"
        assert html("![plan](upload://file)") == f"<p>{link}</p>"
        assert render("[plan](upload://file)", CONTEXT).uploads == ("file",)

    def test_a_foreign_one_calls_nobody(self):
        drawn = html("![a](https://b.example/c.png)")
        assert "<img" not in drawn
        assert 'rel="ugc nofollow noopener">🖼️ a (b.example)</a>' in drawn

    def test_a_foreign_one_in_a_link_stays_one_link(self):
        assert (
            html("[![a](https://b.example/c.png)](/d)") == '<p><a href="/d">🖼️ a (b.example)</a></p>'
        )

    def test_unless_the_forum_wants_them(self):
        drawn = html("![a|20x10](https://b.example/c.png)", Context(remote_images=True))
        assert drawn == (
            '<p><img src="https://b.example/c.png" alt="a" width="20" height="10" loading="lazy" '
            'decoding="async" referrerpolicy="no-referrer"></p>'
        )

    def test_sizes_in_bytes_are_readable(self):
        for size, shown in (
            (5, "5 B"),
            (1_500, "1.5 kB"),
            (25_000, "25 kB"),
            (3 * 10**9, "3.0 GB"),
        ):
            context = Context(uploads={"f": UploadRef("/f", "f", size)})
            assert f">{shown}</span>" in html("[f](upload://f)", context)


class TestFootnotes:
    def test_they_lead_there_and_back(self):
        drawn = html("a[^1] b[^1]\n\n[^1]: c")
        assert drawn.count('href="#fn-') == 2
        assert drawn.count('href="#fnref-') == 2
        assert drawn.count("<li id=") == 1

    def test_those_of_two_posts_do_not_meet(self):
        one, other = (re.findall(r'id="([^"]+)"', html(f"{word}[^1]\n\n[^1]: c")) for word in "ab")
        assert len(one) == len(other) == 2
        assert not set(one) & set(other)

    def test_one_that_is_not_there_is_text(self):
        assert html("a[^1]") == "<p>a[^1]</p>"


def test_the_few_words_of_its_own_can_be_in_another_language():
    context = Context(wording=Wording(spoiler="Verraten", show_spoiler="Zeigen", table="Tabelle"))
    assert "<summary>Verraten</summary>" in html("[spoiler]\na\n[/spoiler]", context)
    assert 'aria-label="Zeigen"' in html("||a||", context)


def test_the_plain_text_is_on_one_line():
    source = "# A\n\n- b\n- c `d`\n\n|e|f|\n|-|-|\n|g|h|\n\ni[^1] ![j](/k) :wave: $l$\n\n[^1]: m"
    assert render(source).text == "A b c d e f g h i j 👋 l m"


def test_characters_that_cannot_be_seen_are_taken_out():
    assert html("a\0\x01\x1b\u202e\u2066b\ud800c&#x202e;d") == "<p>abcd</p>"
    assert html("a\r\nb\rc") == "<p>a<br>\nb<br>\nc</p>"
