"""The same hostile posts in a real Chromium: nothing may run, navigate or call outside."""

import json
from contextlib import contextmanager

import pytest

from forum.lib.markdown import render
from tests.lib.markdown import judge, payloads
from tests.lib.markdown.known import CONTEXT

pytestmark = pytest.mark.browser

PAGE = "http://forum.test/"
# Before anything else: a note of each call, whatever way it comes.
WATCH = """<!doctype html><meta charset=utf-8><title>x</title><script>
var fired = [];
function fire() { fired.push(new Error().stack); }
window.alert = window.confirm = window.prompt = fire;
window.addEventListener('beforeunload', () => fired.push('navigated'));
</script><main>"""
# Touch everything as a curious reader would, and look at what the browser made of it.
TOUCH = """async ([tags, attributes]) => {
  const found = [], main = document.querySelector('main');
  for (const element of main.querySelectorAll('*')) {
    if (element.matches('article')) continue;
    if (!tags.includes(element.localName)) found.push('<' + element.localName + '>');
    if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml') found.push(element.outerHTML);
    for (const {name, value} of element.attributes)
      if (!attributes.includes(name)) found.push(name + '=' + value);
    if (element.protocol && !['http:', 'https:', 'mailto:'].includes(element.protocol))
      found.push(element.outerHTML);
    if (getComputedStyle(element).position !== 'static') found.push(element.outerHTML);
    for (const kind of ['mouseover', 'mouseenter', 'pointerenter', 'focus', 'animationstart'])
      element.dispatchEvent(new Event(kind, {bubbles: true}));
  }
  for (const details of main.querySelectorAll('details')) details.open = true;
  await new Promise(done => setTimeout(done, 200));
  return {found, fired, articles: main.querySelectorAll(':scope > article').length,
          clobbered: typeof document.getElementById !== 'function' || 'currentUser' in window};
}"""


@contextmanager
def opened(chromium, html):
    """A page showing `html`, and the list of the addresses outside that it asked for."""
    context = chromium.new_context()
    page = context.new_page()
    outside = []

    def answer(route):
        if route.request.url == PAGE:
            route.fulfill(content_type="text/html; charset=utf-8", body=html)
        else:
            if not route.request.url.startswith(PAGE):
                outside.append(route.request.url)
            route.fulfill(status=404, body="")

    page.route("**/*", answer)
    page.goto(PAGE)
    yield page, outside
    context.close()


@pytest.fixture(scope="module")
def articles(rendered):
    return [f"<article>{html}</article>" for html in rendered.values()]


def check(page, outside, expected):
    result = page.evaluate(TOUCH, [sorted(judge.TAGS), sorted(judge.ATTRIBUTES)])
    assert result["found"] == []
    assert result["fired"] == []
    assert not result["clobbered"]
    assert result["articles"] == expected
    assert outside == []
    assert page.url == PAGE


def test_the_watch_notices_a_raw_payload(chromium):
    raw = "".join(payloads.ELEMENTS[:60])
    with opened(chromium, WATCH + "<img src=x onerror=fire(1)>" + raw) as (page, _):
        page.wait_for_timeout(200)
        assert page.evaluate("fired.length") > 0


def test_nothing_runs_in_the_page(chromium, articles):
    with opened(chromium, WATCH + "".join(articles) + "</main>") as (page, outside):
        check(page, outside, len(articles))


def test_nothing_runs_when_set_as_inner_html(chromium, articles):
    with opened(chromium, WATCH + "</main>") as (page, outside):
        page.evaluate(
            "html => { document.querySelector('main').innerHTML = html }", "".join(articles)
        )
        check(page, outside, len(articles))


def test_nothing_runs_when_serialised_and_parsed_again(chromium, articles):
    with opened(chromium, WATCH + "</main>") as (page, outside):
        page.evaluate(
            """html => {
              const parsed = new DOMParser().parseFromString(html, 'text/html').body.innerHTML;
              const template = document.createElement('template');
              template.innerHTML = parsed;
              document.querySelector('main').innerHTML = template.innerHTML;
            }""",
            "".join(articles),
        )
        check(page, outside, len(articles))


def test_nothing_in_a_script_block_ends_it(chromium):
    """T9: the HTML of a post inside JSON stays data when `<` is written as an escape."""
    html = render("</script><img src=x onerror=fire(1)> <!--<script>", CONTEXT).html
    data = json.dumps(str(html)).replace("<", "\\u003c")
    page_html = WATCH + f"<script type=application/json id=d>{data}</script></main>"
    with opened(chromium, page_html) as (page, _):
        assert page.evaluate("JSON.parse(document.getElementById('d').textContent)") == html
        assert page.evaluate("fired") == []


def test_an_inline_spoiler_is_opened_with_the_keyboard_and_without_scripts(chromium):
    style = "<style>.spoiler__toggle:not(:checked)+.spoiler__text{visibility:hidden}</style>"
    html = style + f"<main>{render('It was ||the butler||.').html}</main>"
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(html)
    box = page.get_by_role("checkbox", name="Show spoiler")
    assert not page.get_by_text("the butler").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert box.is_checked()
    assert page.get_by_text("the butler").is_visible()
    context.close()
