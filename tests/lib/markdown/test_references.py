from forum.lib.markdown import References, limits, render, scan
from forum.lib.markdown.references import quoted_post, spellings


def test_a_scan_names_what_to_look_up():
    found = scan(
        'Hi @Max and @JÜRGEN, see #Help\n[quote="amy, post:3, thread:62"]\n![a|1x1](upload://Key.png)'
    )
    assert found == References(
        mentions=frozenset({"max", "jürgen"}),
        uploads=frozenset({"Key.png"}),
        quotes=frozenset({(62, 3)}),
        categories=frozenset({"help"}),
    )


def test_nothing_is_found_in_nothing():
    assert scan("") == References()


def test_a_name_with_a_full_stop_may_be_the_shorter_one():
    assert list(spellings("maya.lind-x")) == ["maya.lind-x", "maya.lind", "maya"]
    assert list(spellings("a.b")) == ["a.b"]


def test_names_in_addresses_and_words_are_not_asked_for():
    assert scan("amy@max.example https://a.example/@max /#help &#123;").mentions == frozenset()


def test_only_so_many_are_looked_up():
    found = scan(" ".join(f"@name{n}" for n in range(2_000)))
    assert len(found.mentions) == limits.REFERENCES


def test_a_quote_says_which_post_it_is_from_or_none():
    assert quoted_post('"amy, post:3, topic:62"') == (62, 3)
    assert quoted_post('"amy, thread: 62, post: 3"') == (62, 3)
    assert quoted_post('"amy, post:3"') is None
    assert quoted_post('"amy"') is None


def test_without_a_context_nothing_is_linked():
    found = render("@max #help [a](upload://key) ![b](upload://key)")
    assert found.html == "<p>@max #help a b</p>\n"
