"""Many small stylesheets arrive as one, and every file they name is found."""

from collections.abc import Mapping

import pytest

from forum.lib.stylesheets import bundle


def bundled(files: Mapping[str, str], entry: str = "css/forum.css") -> str:
    return bundle(entry, files.__getitem__, lambda path: f"/static/abc/{path}")


def test_an_import_becomes_a_layer_around_the_part() -> None:
    css = bundled(
        {
            "css/forum.css": '@layer base, posts;\n@import url("posts.css") layer(posts);\n',
            "css/posts.css": ".post { color: red; }",
        }
    )

    assert css == "@layer base, posts;@layer posts{.post{color:red}}\n"


def test_an_import_for_paper_stays_for_paper() -> None:
    css = bundled(
        {
            "css/forum.css": '@import url("print.css") layer(print) print;',
            "css/print.css": "a { color: black; }",
        }
    )

    assert css.startswith("@media print{@layer print{a{color:black}")


def test_relative_addresses_become_the_final_ones() -> None:
    css = bundled(
        {
            "css/forum.css": '@import url("parts/fonts.css");',
            "css/parts/fonts.css": 'a { src: url("../../fonts/x.woff2"); mask: url("i.svg#b"); }',
        }
    )

    assert 'src:url("/static/abc/fonts/x.woff2")' in css
    assert 'url("/static/abc/css/parts/i.svg#b")' in css


@pytest.mark.parametrize("kept", ["data:image/svg+xml,x", "/brand.svg", "https://a.example/x"])
def test_addresses_that_are_complete_are_left_alone(kept: str) -> None:
    assert f'url("{kept}")' in bundled({"css/forum.css": f'a {{ mask: url("{kept}"); }}'})


def test_comments_and_indentation_are_not_sent() -> None:
    css = bundled({"css/forum.css": "/* why\n * so */\na {\n    color: red;\n\n}\n"})

    assert css == "a{color:red}\n"


def test_what_means_something_is_sent_as_it_is() -> None:
    rule = """a :is(b, c) > d::before { content: "; { a: b }  \\"x"; width: calc(1px + 2%); }"""
    assert bundled({"css/forum.css": rule}) == (
        """a :is(b, c) > d::before{content:"; { a: b }  \\"x";width:calc(1px + 2%)}\n"""
    )


def test_a_licence_stays() -> None:
    assert "/*! OFL */" in bundled({"css/forum.css": "/*! OFL */\na{}"})


def test_a_circle_is_said_not_followed() -> None:
    with pytest.raises(ValueError, match="imports itself"):
        bundled(
            {
                "css/forum.css": '@import url("a.css");',
                "css/a.css": '@import url("forum.css");',
            }
        )


def test_a_missing_part_is_an_error_not_a_gap() -> None:
    with pytest.raises(KeyError):
        bundled({"css/forum.css": '@import url("gone.css");'})
