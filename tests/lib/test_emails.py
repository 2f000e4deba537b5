import pytest

from forum.lib import emails


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Maya@Example.ORG", "maya@example.org"),
        ("  maya@example.org ", "maya@example.org"),
        ("maya+forum@example.org", "maya+forum@example.org"),
        ("maya@bücher.example.org", "maya@xn--bcher-kva.example.org"),
        ("maya@xn--bcher-kva.example.org", "maya@xn--bcher-kva.example.org"),
    ],
)
def test_one_address_is_written_one_way(typed, stored):
    assert emails.normalised(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "", "maya", "@example.org", "maya@", "maya@localhost", "maya@example",
        "maya@good.example.org@evil.example.com", '"maya@good.example.org"@evil.example.com',
        "=?utf-8?q?maya?=@", "maya@example.org\r\nBcc: all@example.org", "maya@exa mple.org",
        "máya@example.org", "maya@[127.0.0.1]", "a" * 65 + "@example.org", "a@" + "b" * 260 + ".org",
        "maya@example.org\x00", "<maya@example.org>", "Maya <maya@example.org>",
    ],
)  # fmt: skip
def test_what_is_no_address_or_looks_like_another_is_refused(typed):
    assert emails.normalised(typed) is None


def test_a_masked_address_is_recognised_by_its_owner_only():
    assert emails.masked("maya@example.org") == "m•••@example.org"
