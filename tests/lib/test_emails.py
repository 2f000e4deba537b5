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


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("to maya@example.org: no", "to m•••@example.org: no"),
        ("/reset?email=maya%40example.org", "/•••@example.org"),
        ("name%2540example.org", "n•••@example.org"),
        ("550 <root@localhost> unknown", "550 <r•••@localhost> unknown"),
        ('550 "maya stone"@example.org', "550 m•••@example.org"),
        (r'"ma\"ya"@example.org', "m•••@example.org"),
        ("%22maya%20stone%22%40example.org", "m•••@example.org"),
        ("maya@[127.0.0.1]", "m•••@[127.0.0.1]"),
        ("(email)=(o'brien/x=y@example.org)", "(email)=(o•••@example.org)"),
        ("'mäya@bücher.example'", "m•••@bücher.example'"),
        ("to a@b.c,d@e.f", "to a•••@b.c,d•••@e.f"),
        ("@max wrote at 10:30, 40% of it", "@max wrote at 10:30, 40% of it"),
    ],
)
def test_every_way_to_write_an_address_is_masked_where_it_is_logged(said, written):
    assert emails.concealed(said) == written
