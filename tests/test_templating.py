"""What is the same is in a template before a page is drawn, and pieces are drawn once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask, render_template
from flask_babel import Babel, force_locale
from jinja2 import DictLoader

from forum import templating

TEMPLATES = {
    "page.html": '{% extends "frame.html" %}{% from "parts.html" import part %}'
                 '{% block main %}{{ part(3) }} {{ _("Hello %(name)s", name=who) }}{% endblock %}',
    "frame.html": '<title>{{ _("Reply & more") }}</title>{% block main %}{% endblock %}',
    "parts.html": '{% macro part(n) %}{{ ngettext("%(num)d reply", "%(num)d replies", n) }}'
                  '{% endmacro %}',
    "list.html": '{% for n in [1, 2, 5] %}{{ ngettext("%(num)d reply", "%(num)d replies", n) }};'
                 "{% endfor %}",
    "mail.txt": '{{ _("Reply & more") }}: {{ _("Hello %(name)s", name=who) }}, '
                '{{ ngettext("%(num)d reply", "%(num)d replies", 2) }}',
    "time.html": "{{ moment|when }}",
    "quoted.html": '{% set w = {"a": _("Reply & more")} %}<a title="{{ w.a }}">',
}  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app that speaks English and, with three plural forms, Polish."""
    catalogue = Catalog(locale="pl")
    catalogue.add("Reply & more", "Odpowiedz & <więcej>")
    catalogue.add("Hello %(name)s", "Cześć %(name)s")
    catalogue.add(
        ("%(num)d reply", "%(num)d replies"),
        ("%(num)d odpowiedź", "%(num)d odpowiedzi", "%(num)d odpowiedzi!"),
    )
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.po").open("wb") as file:
        write_po(file, catalogue)
    app = Flask("templates")
    app.jinja_environment = templating.Environment
    app.jinja_loader = DictLoader(TEMPLATES)  # type: ignore[assignment]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(tmp_path)
    Babel(app)
    return app


def drawn(app: Flask, name: str, language: str = "en", **context: object) -> str:
    with app.app_context(), force_locale(language):
        return render_template(name, **context)


def test_words_of_the_source_stay_and_are_escaped(app: Flask) -> None:
    assert drawn(app, "page.html", who="<b>") == (
        "<title>Reply &amp; more</title>3 replies Hello &lt;b&gt;"
    )


def test_a_page_its_frame_and_its_parts_are_in_one_language(app: Flask) -> None:
    assert drawn(app, "page.html", "pl", who="<b>") == (
        "<title>Odpowiedz &amp; &lt;więcej&gt;</title>3 odpowiedzi Cześć &lt;b&gt;"
    )


def test_two_languages_do_not_mix_whoever_comes_first(app: Flask) -> None:
    first = drawn(app, "page.html", "pl", who="A")
    assert "replies" in drawn(app, "page.html", "en", who="A")
    assert drawn(app, "page.html", "pl", who="A") == first


def test_numbers_take_the_form_that_the_language_has_for_them(app: Flask) -> None:
    assert drawn(app, "list.html") == "1 reply;2 replies;5 replies;"
    assert drawn(app, "list.html", "pl") == "1 odpowiedź;2 odpowiedzi;5 odpowiedzi!;"


def test_a_text_may_call_its_variables_what_it_likes(app: Flask) -> None:
    source = "{{ ngettext('%(one)s %(number)s', 'x', 1, one='a', number=2) }}"
    with app.app_context():
        assert app.jinja_env.from_string(source).render() == "a 2"


def test_a_language_without_a_catalogue_reads_the_source(app: Flask) -> None:
    assert drawn(app, "list.html", "fr").startswith("1 reply")


def test_a_letter_in_plain_text_is_not_escaped(app: Flask) -> None:
    assert (
        drawn(app, "mail.txt", who="O'Brien & Co") == "Reply & more: Hello O'Brien & Co, 2 replies"
    )


def test_a_word_kept_in_a_variable_is_escaped_where_it_is_used(app: Flask) -> None:
    assert drawn(app, "quoted.html", "pl") == '<a title="Odpowiedz &amp; &lt;więcej&gt;">'


def test_times_are_told_in_the_language_of_the_page(app: Flask) -> None:
    moment = datetime(2025, 9, 24, tzinfo=UTC)
    assert ">24 Sept 2025<" in drawn(app, "time.html", moment=moment)
    assert ">24 wrz 2025<" in drawn(app, "time.html", "pl", moment=moment)


def test_a_word_costs_nothing_when_a_page_is_drawn(app: Flask) -> None:
    with app.app_context():
        made = app.jinja_env.compile('<b>{{ _("Reply") }}</b>', raw=True)
    assert "'<b>Reply</b>'" in made


def test_the_address_of_a_static_file_costs_nothing_either(app: Flask) -> None:
    app.jinja_env.globals["static"] = {"a.svg": "/static/abc/a.svg"}.__getitem__
    made = app.jinja_env.compile("{{ static('a.svg') }}#x", raw=True)
    assert "'/static/abc/a.svg#x'" in made


def test_a_static_file_that_is_missing_is_an_error_only_where_it_is_used(app: Flask) -> None:
    app.jinja_env.globals["static"] = {}.__getitem__
    template = app.jinja_env.from_string("{% if wanted %}{{ static('gone.svg') }}{% endif %}ok")
    assert template.render(wanted=False) == "ok"
    with pytest.raises(KeyError):
        template.render(wanted=True)


@dataclass(frozen=True)
class Shape:
    text: str


PIECES = """{% macro piece(shape, loud=false) %}<i>{{ shape.text }}{{ tick() }}{% if loud %}!{% endif %}</i>
{%- endmacro %}{% for shape in shapes %}{{ kept(piece, shape, loud) }}{% endfor %}"""


def counting(app: Flask) -> list[int]:
    ticks: list[int] = []
    app.jinja_env.globals["tick"] = lambda: ticks.append(1) or ""
    return ticks


def test_a_piece_is_drawn_once_for_equal_shapes(app: Flask) -> None:
    ticks = counting(app)
    template = app.jinja_env.from_string(PIECES)
    page = template.render(shapes=[Shape("<a>"), Shape("b"), Shape("<a>")], loud=False)

    assert page == "<i>&lt;a&gt;</i><i>b</i><i>&lt;a&gt;</i>"
    assert len(ticks) == 2


def test_a_shape_that_differs_is_drawn_anew(app: Flask) -> None:
    template = app.jinja_env.from_string(PIECES)
    counting(app)

    assert template.render(shapes=[Shape("a")], loud=False) == "<i>a</i>"
    assert template.render(shapes=[Shape("A")], loud=False) == "<i>A</i>"
    assert template.render(shapes=[Shape("a")], loud=True) == "<i>a!</i>"


def test_what_is_kept_stays_bounded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templating.Kept, "MOST", 2)
    monkeypatch.setattr(templating.Kept, "LONGEST", 20)
    ticks = counting(app)
    template = app.jinja_env.from_string(PIECES)
    module = template.make_module({"shapes": [], "loud": False})
    kept = app.jinja_env.globals["kept"]

    def show(text: str) -> int:
        before = len(ticks)
        kept(module.piece, Shape(text))
        return len(ticks) - before

    assert [show("a"), show("b"), show("a"), show("c")] == [1, 1, 0, 1]
    assert [show("a"), show("b")] == [0, 1]  # b was the one not asked for the longest
    assert [show("x" * 30), show("x" * 30)] == [1, 1]


def test_a_shape_that_cannot_be_a_key_is_a_mistake_that_shows(app: Flask) -> None:
    counting(app)
    with pytest.raises(TypeError, match="unhashable"):
        app.jinja_env.from_string(PIECES).render(shapes=[{"text": "a"}], loud=False)
