from forum.lib import sections


def test_a_text_is_split_at_its_second_level_headings():
    found = sections.split(
        "Hello.\n\n## Be kind\n\nYes.\n\n### Always\n\n## Be kind ##\n\n```\n## no\n```\n"
    )
    assert [(one.anchor, one.title) for one in found] == [
        ("", ""),
        ("be-kind", "Be kind"),
        ("be-kind-2", "Be kind"),
    ]
    assert found[1].body == "Yes.\n\n### Always"
    assert found[2].body == "```\n## no\n```"


def test_each_section_can_be_linked_to_and_nothing_in_it_is_html():
    html = sections.html("## <b>Kind</b> & *true*\n\n<script>alert(1)</script>")
    assert (
        '<section id="b-kind-b-true"><h2><a href="#b-kind-b-true">&lt;b&gt;Kind&lt;/b&gt; &amp; *true*</a></h2>'
        in html
    )
    assert "<script" not in html


def test_a_text_without_headings_is_one_section():
    assert sections.html("Just be kind.") == "<p>Just be kind.</p>\n"
