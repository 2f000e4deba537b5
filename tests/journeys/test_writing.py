"""Writing with scripts: toolbar, preview, quotes, files, sending once."""

import re
from base64 import b64encode

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from forum.models import Post
from tests import factories, pictures
from tests.journeys.conftest import added, rows

pytestmark = pytest.mark.browser


@pytest.fixture
def thread(reader, live):
    """The short thread as Max has it open; the page."""
    return reader(live.people.max).open(f"/t/{live.threads.short.id}")


def replies(live):
    with rows() as session:
        return session.scalar(
            select(func.count()).where(Post.thread_id == live.threads.short.id, Post.number > 2)
        )


def test_the_toolbar_marks_what_is_selected(thread):
    text = thread.locator("#field-body")
    text.fill("so good")
    text.evaluate("t => t.setSelectionRange(3, 7)")
    thread.get_by_role("button", name="Bold").click()
    expect(text).to_have_value("so **good**")
    text.press("ControlOrMeta+a")
    thread.get_by_role("button", name="Hide until clicked").click()
    expect(text).to_have_value("||so **good**||")


def test_the_first_click_on_the_toolbar_counts(thread):
    thread.get_by_role("button", name="Mention somebody").click()
    expect(thread.locator("#field-body")).to_have_value("@")


def test_the_preview_takes_the_place_of_the_text_and_gives_it_back(thread):
    text = thread.locator("#field-body")
    text.fill("Some *words* and $x$")
    thread.get_by_role("button", name="Preview").click()
    shown = thread.get_by_role("region", name="Preview")
    expect(shown.locator("em")).to_have_text("words")
    expect(shown.locator(".katex")).to_be_visible()
    expect(text).to_be_hidden()
    thread.get_by_role("button", name="Go on writing").click()
    expect(text).to_be_focused()
    expect(text).to_have_value("Some *words* and $x$")


def test_a_reply_says_to_whom(thread):
    thread.locator("#post-1 [data-act=reply]").click()
    expect(thread.locator("#field-body")).to_be_focused()
    expect(thread.get_by_text("In reply to Amy Lind, post 1")).to_be_visible()
    expect(thread.locator("[name=to]")).to_have_value("1")
    thread.get_by_role("button", name="To nobody in particular").click()
    expect(thread.locator("[name=to]")).to_have_value("")


def test_selected_words_are_quoted_by_mouse_and_by_key(thread, live):
    words = thread.locator("#post-2 .post__body p").first
    words.evaluate("p => getSelection().selectAllChildren(p)")
    thread.locator(".quote-here").click()
    quote = f'[quote="max, post:2, thread:{live.threads.short.id}"]\nThe light ones.\n[/quote]\n\n'
    text = thread.locator("#field-body")
    expect(text).to_have_value(quote)
    text.fill("")
    text.blur()
    words.evaluate("p => getSelection().selectAllChildren(p)")
    thread.keyboard.press("q")
    expect(text).to_have_value(quote)


def test_ctrl_and_enter_send_once_however_often(thread, live):
    text = thread.locator("#field-body")
    text.fill("Sent by the keyboard.")
    thread.wait_for_load_state("networkidle")
    text.evaluate("""text => {
      const init = {key: "Enter", ctrlKey: true, bubbles: true, cancelable: true};
      for (let n = 0; n < 3; n += 1) text.dispatchEvent(new KeyboardEvent("keydown", init));
    }""")
    expect(thread.locator("#post-3")).to_contain_text("Sent by the keyboard.")
    assert replies(live) == 1


def test_files_go_into_the_text_with_their_size(thread, live):
    picture = pictures.picture(size=(40, 30))
    text = thread.locator("#field-body")
    text.fill("Look:\n")
    with thread.expect_file_chooser() as chooser:
        thread.get_by_role("button", name="Add pictures or files").first.click()
    chooser.value.set_files([{"name": "boot.png", "mimeType": "image/png", "buffer": picture}])
    expect(text).to_have_value(re.compile(r"^Look:\n!\[boot\]\(upload://[\w-]{20,}\.png\)\n$"))


def test_a_refused_file_says_why_and_leaves_the_text(thread):
    text = thread.locator("#field-body")
    text.fill("Look: ")
    thread.wait_for_load_state("networkidle")
    thread.locator("[type=file]").set_input_files(
        [{"name": "torn.png", "mimeType": "image/png", "buffer": b"\x89PNG torn"}]
    )
    expect(thread.locator(".uploads__one")).to_contain_text("torn.png")
    expect(thread.locator(".uploads__one [role=alert]")).not_to_be_empty()
    expect(text).to_have_value("Look: ")
    thread.get_by_role("button", name="Take it out").click()
    expect(thread.locator(".uploads__one")).to_have_count(0)


def bring(page, event, name="boot.png", data=None):
    """Drop a picture onto the text, or paste it."""
    page.locator("#field-body").evaluate(
        """(text, [event, name, bytes]) => {
          const carried = new DataTransfer();
          const kind = {type: "image/png"};
          carried.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], name, kind));
          const init = {bubbles: true, cancelable: true};
          text.dispatchEvent(event === "drop"
            ? new DragEvent("drop", {...init, dataTransfer: carried})
            : new ClipboardEvent("paste", {...init, clipboardData: carried}));
        }""",
        [event, name, b64encode(data or pictures.picture(size=(40, 30))).decode()],
    )


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_dropped_and_a_pasted_picture_go_into_the_text(thread, event):
    text = thread.locator("#field-body")
    text.fill("Look:\n")
    thread.wait_for_load_state("networkidle")
    bring(thread, event)
    expect(text).to_have_value(re.compile(r"^Look:\n!\[boot\]\(upload://[\w-]{20,}\.png\)\n$"))
    expect(thread.locator(".uploads__one")).to_have_count(0)


def test_a_file_can_be_taken_back_while_it_is_sent_and_while_it_waits(thread, live):
    text, files = thread.locator("#field-body"), thread.locator(".uploads__one")
    text.fill("Look: ")
    thread.wait_for_load_state("networkidle")
    held = []
    thread.route("**/uploads", lambda route: held.append(route))  # nothing arrives
    picture = pictures.picture()
    thread.locator("[type=file]").set_input_files(
        [{"name": f"{n}.png", "mimeType": "image/png", "buffer": picture} for n in ("one", "two")]
    )
    expect(files).to_have_count(2)
    expect(text).to_have_value(re.compile(r"^Look: !\[Sending one\.png 1\]"))
    thread.get_by_role("button", name="Reply", exact=True).click()
    expect(thread.locator(".told")).to_contain_text("still on their way")
    files.filter(has_text="two.png").get_by_role("button").click()
    expect(files).to_have_count(1)
    files.get_by_role("button").click()
    expect(files).to_have_count(0)
    expect(text).to_have_value("Look: ")
    thread.unroute("**/uploads")
    text.fill("Without pictures then.")
    thread.get_by_role("button", name="Reply", exact=True).click()
    expect(thread.locator("#post-3")).to_contain_text("Without pictures then.")


def test_a_category_shows_the_kinds_and_asks_for_the_tags_that_belong_to_it(reader, live):
    added(lambda: factories.category(
        name="Help desk", kinds="question", default_kind="question", tags_wanted=1))  # fmt: skip
    page = reader(live.people.max).open("/start")
    kind, tags = page.get_by_label("What it is"), page.get_by_label("Tags")
    place = page.get_by_label("Category")
    place.select_option(label="Trail talk")
    expect(kind.locator("option:not([hidden])")).to_have_count(2)
    place.select_option(label="Help desk")
    expect(kind.locator("option:not([hidden])")).to_have_text(["A question"])
    expect(kind).to_have_value("question")
    expect(tags).to_have_attribute("required", "")
    expect(page.get_by_text("mark one reply as the answer")).to_be_visible()
    place.select_option(label="Trail talk")
    expect(tags).not_to_have_attribute("required", "")
    kind.select_option("discussion")
    expect(page.get_by_text("mark one reply as the answer")).to_be_hidden()
    page.get_by_label("Title").fill("Which stove for the snow?")
    kind.select_option("question")
    page.get_by_label("Text", exact=True).fill("Gas, or something else?")
    page.get_by_role("button", name="Start the thread").click()
    expect(page.get_by_text("Question, not answered yet")).to_be_visible()
