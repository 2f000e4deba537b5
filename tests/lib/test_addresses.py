"""T64: nobody is sent to another site by a link that begins at ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.urls import iri_to_uri

from forum.lib import addresses


@pytest.mark.parametrize(
    "path",
    ["/", "/t/62/slug/3", "/t/62/slug?page=2&x=a%2Fb#post-3", "/search?q=https://example.com//x",
     "/t/1/%D0%BF%D1%80%D0%B8", "/a.b/c..d", "/@bob", "/x?next=%2F%2Fevil.example"],
)  # fmt: skip
def test_a_path_of_this_site_is_followed(path):
    assert addresses.local(path) == path


@pytest.mark.parametrize(
    "trick",
    ["//evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example",
     "/\n/evil.example", "/\r\nLocation: https://evil.example", "https:evil.example", "https://evil.example",
     "https:///evil.example", "http:/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
     "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@b.example",
     "%2f%2fevil.example", "/%2f%2fevil.example", "/%2F/evil.example", "/%5cevil.example", "/%255cevil.example",
     "/%252fevil.example", "/%09/evil.example", "/%0d%0aSet-Cookie:x", "/%00/x", "///evil.example",
     "////evil.example", "/.//evil.example", "/..//evil.example", "/x/../..//evil.example", "/./x", "/a/%2e%2e/b",
     "/x//evil.example", "https://site.example@evil.example", "//user:pw@evil.example", "@evil.example",
     ".evil.example", "evil.example", "?next=/", "#x", " /x", "/x ", "\u2028/x", "/\u2028/evil.example",
     "/\u3000/evil.example", "／／evil.example", "/／evil.example", "//evil。example", "/x\x00", "/é", '/"onclick=',
     "", None, "/" + "a" * 2_000],
)  # fmt: skip
def test_every_way_to_another_site_ends_at_home(trick):
    assert addresses.local(trick) == "/"
    assert addresses.local(trick, default="/t/1") == "/t/1"


@given(st.text(alphabet="/\\.%2fF5cC0 9\t\nab:@?#é", max_size=30))
def test_whatever_is_let_through_is_a_plain_path(text):
    found = addresses.local(text, default="/home")
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isascii() and found.isprintable() and "\\" not in found
    assert iri_to_uri(found) == found
