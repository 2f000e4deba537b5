"Custom words for a letter: what is refused, and that a value is never more than text."

import pytest
from markupsafe import Markup

from forum.lib import letter_kinds
from forum.lib import letter_texts as texts

RESET, STATEMENT = letter_kinds.ALL["reset"], letter_kinds.ALL["statement.decision"]
LINK = "https://forum.example/reset/secret?a=1&b=2"


def filled(body, **values):
    given = {"brand": "Fernway", "home": "https://forum.example", "link": LINK, "name": "Max"}
    return texts.body(body, {**given, **values}, "https://forum.example", "color:red")


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("", "No link.", "has to contain {{ link }}"),
        ("", "{{ nmae }} {{ link }}", "no {{ nmae }} in this e-mail. There are: brand, home, name"),
        ("{{ reference }}", "", "no {{ reference }}"),
        ("{{ link }}", "", "cannot stand in a subject"),
        ("a\nb", "", "on one line"),
        ("x" * 201, "", "At most 200"),
        ("", "x" * 8_001, "At most 8000"),
        ("", "{% if 1 %}{{ link }}", "“{%” means nothing here"),
        ("", "{{ link|upper }}", "“{{” means nothing here"),
        ("", "{{ config.SECRET_KEY }} {{ link }}", "means nothing here"),
        ("", "{{ link.__class__ }}", "means nothing here"),
        ("", "{# x #} {{ link }}", "means nothing here"),
        ("", "![See]({{ link }})", "No pictures"),
        ("", "![See](https://example.org/a.png) {{ link }}", "No pictures"),
        ("", "[Go](https://evil.example/?{{ link }})\n\n{{ link }}", "leads elsewhere"),
        ("", "https://evil.example/{{ link }}", "leads elsewhere"),
        ("", "{{ link }}.evil.example", "leads elsewhere"),
        ("", "{{ home }}.evil.example {{ link }}", "leads elsewhere"),
        ("", '[Go]({{ link }} "{{ name }}")', "leads elsewhere"),
        ("", "[Go](https://example.org/{{ name }}) {{ link }}", "leads elsewhere"),
    ],
)
def test_what_cannot_be_a_letter_is_refused_and_it_is_said_why(subject, body, said):
    wrong = texts.problem(RESET, subject, body)
    assert wrong is not None and said in wrong.sentence % wrong.about


def test_a_statement_of_reasons_cannot_be_left_out_or_be_part_of_a_sentence():
    assert texts.problem(STATEMENT, "", "You know why.").about == {"name": "statement"}
    wrong = texts.problem(STATEMENT, "", "Because of {{ statement }}, good-bye.")
    assert "paragraph of its own" in wrong.sentence
    assert texts.problem(STATEMENT, "", "Hello,\n\n{{ statement }}\n\nBye.") is None
    body = "Hello,\n\n{{ statement }}"
    made = texts.body(body, {"statement": Markup("<p>One.</p><p>Two.</p>")}, "", "")
    assert made.html == "<p>Hello,</p>\n<p>One.</p><p>Two.</p>\n"


def test_nothing_is_wrong_with_what_may_be_said():
    body = "Hello **{{name}}**,\n\n[Choose]({{ link }})\n\n[Rules](/guidelines) {{ home }}/faq"
    assert texts.problem(RESET, "For {{ name }} of {{ brand }}", body) is None
    made = filled(body)
    assert f'<a href="{LINK.replace("&", "&amp;")}" style="color:red">Choose</a>' in made.html
    assert f"Choose ({LINK})" in made.text and "Hello Max," in made.text
    assert "https://forum.example/guidelines" in made.text
    assert '<a href="https://forum.example/faq">' in made.html


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "[x](https://evil.example) **b** # h",
        "{{ link }} {{ name }}",
        "https://evil.example/ www.evil.example",
        "\\`'<b>",
    ],
)
def test_a_value_is_text_and_nothing_else(value):
    made = filled("# {{ name }}\n\n`{{ name }}` and *{{ name }}*.\n\n{{ link }}", name=value)
    assert made.html.count("<a ") == 1 and "<img" not in made.html and "<script" not in made.html
    assert made.text.count(value) == 3 and made.text.count(LINK) == 1
    assert texts.subject("To {{ name }}", {"name": f"{value}\r\nBcc: x@example.org"}) == (
        f"To {value} Bcc: x@example.org"
    )


def test_what_is_filled_with_nothing_leaves_no_gap():
    made = filled("Hello,\n\n{{ name }}\n\n> {{ name }}\n\n{{ link }}", name="")
    assert made.html.count("<p>") == 2 and "blockquote" not in made.html


def test_lines_of_a_value_stay_lines():
    made = filled("{{ name }}\n\n{{ link }}", name="One.\nTwo & three.")
    assert "One.<br>Two &amp; three." in made.html and "One.\nTwo & three." in made.text
