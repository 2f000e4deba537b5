"""Styles of a brand's own reach nothing outside and end nothing they stand in (T15)."""

import pytest

from forum.lib import custom_css


@pytest.mark.parametrize(
    "text",
    [
        '@import url("https://evil.example/x.css");',
        '@IMPORT "x.css";',
        'a { content: "x\f} @import url(//evil.example/x.css); \f" }',
        "a { content: 'x\r} body { background: url(//evil.example/x) }\r' }",
        "@\\69mport 'x.css';",
        "a { background: url(file:///etc/passwd) }",
        'a { background: url("https://evil.example/t.gif") }',
        "a { background: URL( //evil.example/t.gif ) }",
        "a { background: url(javascript:alert(1)) }",
        'a { background: url("/uploads/../account") }',
        "a { background: u\\72l(/x) }",
        'a { background: image-set("https://evil.example/a.png" 1x) }',
        '@font-face { src: src("x") }',
        'a { background: image("//evil.example/t.gif") }',
        "a { background: IMAGE('//evil.example/t.gif', red) }",
        'a { background: image(ltr "//evil.example/t.gif") }',
        'a { --x: "//evil.example/t.gif"; background: image(var(--x)) }',
        'a { --x: "//evil.example/t.gif"; background: -webkit-image-set(var(--x) 1x) }',
        'a { background: -moz-image-set("//evil.example/t.gif" 1x) }',
        'a { background: im\\61ge("//evil.example/t.gif") }',
        'a { background: \\69mage-set("//evil.example/t.gif" 1x) }',
        'a { background: image/**/("//evil.example/t.gif") }',
        'a { background: url/**/("//evil.example/t.gif") }',
        'a { background: url(/**/"//evil.example/t.gif") }',
        'a { background: url("/uploads/x" var(--x)) }',
        'a { background: url("\\2f\\2f evil.example/t.gif") }',
        'a { background: url("data:text/html,x") }',
        'a { background: filter("//evil.example/t.gif", blur(2px)) }',
        'a { background: cross-fade("//evil.example/a.gif", "//evil.example/b.gif") }',
        "a { background: -webkit-cross-fade(url(//evil.example/a), url(/static/b), 50%) }",
        "a { background: element(#field-current) }",
        "a { background: -moz-element(#field-current) }",
        "a { background: paint(x) }",
        'a { background: some-day("//evil.example/t.gif") }',
        'a { background: some-day(var(--x, "//evil.example/t.gif")) }',
        "a { filter: progid:DXImageTransform.Microsoft.AlphaImageLoader(src='//evil.example') }",
        '@font-face { font-family: X; src: url("//evil.example/x.woff2") }',
        '@font-face { font-family: X; src: src("//evil.example/x.woff2") }',
        "@font-face { font-family: X; src: URL(https://evil.example/x.woff2) }",
        '@import"//evil.example/x.css";',
        "@import/**/'x.css';",
        "@\\000069mport 'x.css';",
        '@-moz-document url-prefix("//evil.example") { a { color: red } }',
        '@namespace x "//evil.example";',
        "@use 'x';",
        "@ import 'x';",
        "a { width: expression(alert(1)) }",
        "a { behavior: url(#x) }",
        "</style><script>alert(1)</script>",
        "<!-- a {}",
        "} a { color: red",
        "a { color: red",
        "a::before { content: 'never ends",
        "@charset 'x';",
        "@layer contrast { a { color: red } }",
        "/* never ends a { }",
        "a{}" * 20_000,
    ],
)
def test_what_reaches_outside_is_refused(text):
    assert custom_css.problem(text)
    assert custom_css.served(text) == ""


def test_plain_styles_are_served_in_their_layer():
    text = (
        '.brand { letter-spacing: 0.02em } /* a } in a comment */ .x::after { content: "} \\201c" }'
        '\n@media (min-width: 40em) { .x { background: url("/uploads/abc-DEF/x.png") } }'
        "\n@font-face { font-family: Own; src: url(/uploads/abc/own.woff2) }"
    )
    text += (
        '\n@supports (content: "x") and selector(:has([a="b"])) { q { quotes: "«" "»" } }'
        '\n.x:not([href^="https:"])::before { content: counters(n, ".") attr(title) "·" }'
        "\n@keyframes in { to { filter: blur(2px); transform: scale(1.1) } }"
        "\n.y { background: linear-gradient(red, var(--image)), url('/static/x.png');"
        ' clip-path: path("M0 0L1 1"); backdrop-filter: none; --src: (1px) }'
        '\n@font-face { font-family: "B c"; src: local("B"), url("/uploads/a/b.woff2")'
        ' format("woff2") }'
    )
    assert custom_css.problem(text) == ""
    assert custom_css.served(text) == f"@layer custom{{\n{text}\n}}\n"
    assert custom_css.served("  ") == ""
