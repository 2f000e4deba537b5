"""What holds for every text, looked for with Hypothesis."""

import html as escaping
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.lib.markdown import Context, absolute, draw, gate, render, scan
from forum.lib.markdown.limits import TooComplex
from forum.lib.markdown.plain import readable
from tests.lib.markdown import judge
from tests.lib.markdown.known import CONTEXT

_WORDS = """* ** _ ~~ ` ``` ~~~ [ ] ( ) ! < > & ; : :: | || $ $$ # - + 1. > \\ " ' = / @ ^ {{
    [quote] [quote="max,post:3,thread:62"] [/quote] [details=x] [/details] [spoiler] [/spoiler] [^1]
    [^1]: @max #help :wave: https://a.example www.a.example upload://key ![a|9x9](upload://key)
    [a](/b) [a]: |-|-| |a|b| <script> <img onerror=x> &lt; &amp;lt; &#x3c; &quot; javascript:x"""
PIECES = st.sampled_from(
    [*_WORDS.split(), "word", "é", "\u202e", "\0", "\t", " ", "  \n", "\n", "\n\n", "\n    "]
)
MARKDOWN = st.lists(PIECES, max_size=40).map("".join)
TEXTS = (
    MARKDOWN | st.text(max_size=200) | st.text(st.characters(exclude_categories=[]), max_size=60)
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_text_can_be_drawn_and_the_result_is_fit_to_be_shown(source):
    try:
        html = draw(readable(source), CONTEXT).html
    except TooComplex:
        html = render(source, CONTEXT).html
    assert not judge.faults(html)
    assert gate.clean(str(html)) == html


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_leaves_the_forum_is_fit_too_and_names_its_host(source):
    html = absolute(render(source, CONTEXT).html, "https://forum.example")
    assert not judge.faults(html)
    assert 'href="/' not in html and 'src="/' not in html
    assert gate.clean(str(html)) == html


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_scanning_names_all_that_rendering_uses(source):
    wanted, found = scan(readable(source)), render(source, CONTEXT)
    assert set(found.mentions) <= wanted.mentions
    assert set(found.uploads) <= wanted.uploads
    assert set(found.quotes) <= wanted.quotes


@settings(max_examples=200, deadline=None)
@given(st.text("abc <>&/=\"'", max_size=60))
def test_what_looks_like_mark_up_is_shown_as_it_was_typed(source):
    html = render("x" + source, Context()).html
    shown = escaping.unescape(re.sub(r"</?p>", "", html))
    assert shown.strip() == ("x" + source).strip()
