import pytest

from forum.lib import urls
from tests.lib.markdown.payloads import ADDRESSES


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "http://example.com:8080/a/b?c=d&e=%20#f",
        "HTTPS://Example.COM/",
        "https://xn--mnchen-3ya.example/",
        "https://[2001:db8::1]/x",
        "https://a_b.example/(x)[y]",
        "mailto:amy@example.com",
        "mailto:amy+forum@example.com?subject=Hello%20you",
        "/t/62/lamps/3",
        "/",
        "#fn-1",
        "#",
    ],
)
def test_a_page_may_link_to(address):
    assert urls.is_safe(address)


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "", " ", "a/b", "?x", "https://", "mailto:", "mailto:a"]
)
def test_a_page_may_not_link_to(address):
    assert not urls.is_safe(address)


def test_an_address_has_an_end():
    assert urls.is_safe("/" + "a" * 1_999)
    assert not urls.is_safe("/" + "a" * 2_000)


@pytest.mark.parametrize(
    "character", [*map(chr, range(33)), "\x7f", '"', "'", "<", ">", "`", "\\", "ä", "\u2028"]
)
def test_no_character_gets_in_that_could_end_an_attribute_or_hide_a_scheme(character):
    assert not urls.is_safe(f"https://example.com/{character}")
    assert not urls.is_safe(f"{character}https://example.com/")
    assert not urls.is_safe(f"/{character}")


def test_the_host_is_in_lower_case_with_its_port():
    assert urls.host("https://Forum.Example:8443/a") == "forum.example:8443"
    assert urls.host("https://forum.example./a") == "forum.example"
    assert urls.host("/a") == ""
    assert urls.host("mailto:a@b.example") == ""


def test_a_path_is_absolute_with_a_base_and_nothing_else_changes():
    assert urls.absolute("/a", "https://forum.example/x/") == "https://forum.example/a"
    assert urls.absolute("#a", "https://forum.example") == "#a"
    assert urls.absolute("https://b.example/", "https://forum.example") == "https://b.example/"
