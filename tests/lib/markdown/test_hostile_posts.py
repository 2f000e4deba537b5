"""Thousands of hostile posts, rendered and judged without a browser (see also test_in_a_browser)."""

from forum.lib.markdown import absolute, draw, gate, render
from forum.lib.markdown.plain import readable
from tests.lib.markdown import judge, payloads
from tests.lib.markdown.known import CONTEXT


def test_the_corpus_is_large(posts):
    assert len(posts) > 2_500
    assert len(payloads.ADDRESSES) >= 80


def test_no_post_makes_anything_that_is_not_on_the_list(rendered):
    assert not {post: found for post, html in rendered.items() if (found := judge.faults(html))}


def test_the_parser_alone_makes_nothing_that_the_gate_has_to_take_out(posts, monkeypatch):
    monkeypatch.setattr(gate, "clean", str)
    drawn = {post: draw(readable(post), CONTEXT).html for post in posts}
    assert not {post: found for post, html in drawn.items() if (found := judge.faults(html))}


def test_the_gate_alone_lets_nothing_through_that_is_not_on_the_list():
    raw = payloads.ELEMENTS + payloads.MUTATIONS + payloads.BREAKOUTS
    raw += [f'<a href="{address}">a</a>' for address in payloads.ADDRESSES]
    raw += [f'<img src="{address}" alt="">' for address in payloads.ADDRESSES]
    assert not {html: found for html in raw if (found := judge.faults(gate.clean(html)))}


def test_the_gate_changes_nothing_that_has_passed_it(rendered):
    for html in list(rendered.values())[::4]:
        assert gate.clean(str(html)) == html


def test_what_goes_into_mail_and_feeds_is_as_harmless(rendered):
    for html in list(rendered.values())[::8]:
        assert not judge.faults(absolute(html, "https://forum.example"))


def test_no_bad_address_becomes_a_link():
    """T7: what is not http, https or mailto goes to a path of ours or nowhere."""
    for address in payloads.ADDRESSES:
        for place in ("[a](<%s>)", "[a](%s)", "[a]: <%s>\n\n[a]", "![a](<%s>)"):
            html = render(place % address).html
            assert ">a</a>" not in html or '<a href="/' in html, place % address


def test_a_bare_address_with_a_password_is_not_half_a_link():
    assert "<a" not in render("see https://bank.example@evil.example/ now").html
