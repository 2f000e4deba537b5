"""T79: what a file is called leads nowhere and breaks nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import dump_options_header

from forum.lib import filenames


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("holiday.jpg", "holiday.jpg"), ("My Holiday 2025.JPG", "My-Holiday-2025.jpg"),
        ("Müller – Übersicht.pdf", "Müller-–-Übersicht.pdf"), ("写真.png", "写真.png"),
        ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("/etc/cron.d/x", "x"),
        ("C:\\Users\\x\\a.txt", "a.txt"), ("..%2f..%2fx.txt", "2f-2fx.txt"), ("a\0b.png", "ab.png"),
        ("CON.txt", "file-CON.txt"), ("nul", "file-nul"), ("com1.log", "file-com1.log"), ("console.txt", "console.txt"),
        ("a\u202egnp.exe", "agnp.exe"), ("a.php;.png", "a-php.png"), ("a.php.png", "a-php.png"),
        ("shell.php\x00.png", "shell-php.png"), ('"\r\nX: y.txt', "X-y.txt"), ("'; rm -rf ~; '.txt", "rm-rf.txt"),
        (".htaccess", "file.htaccess"), ("..", "file"), (".", "file"), ("", "file"), ("---", "file"),
        ("a.tar.gz", "a-tar.gz"), ("x.verylongending", "x-verylongending"), ("x.é", "x-é"),
    ],
)  # fmt: skip
def test_a_name_is_kept_as_far_as_it_is_harmless(name, expected):
    assert filenames.harmless(name) == expected


def test_a_long_name_keeps_its_ending():
    assert filenames.harmless("x" * 300 + ".pdf") == "x" * 76 + ".pdf"
    assert len(filenames.harmless("é" * 300_000 + ".pdf")) <= filenames.LONGEST


def test_a_file_gets_the_ending_of_what_it_is():
    assert filenames.harmless("page.html", "png") == "page.png"
    assert filenames.harmless("photo.JPEG", "jpg") == "photo.jpg"
    assert filenames.harmless("photo", "jpg") == "photo.jpg"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.PDF", "pdf"), ("a.b.gz", "gz"), ("a", ""), ("a.", ""), (".png", "png"), ("a.p ng", ""), ("a.é", ""),
     ("a.toolongending", "")],
)  # fmt: skip
def test_the_ending_of_a_name(name, expected):
    assert filenames.ending(name) == expected


@given(st.text(max_size=200))
def test_any_name_becomes_a_plain_one_that_stays_as_it_is(name):
    found = filenames.harmless(name)
    assert 1 <= len(found) <= filenames.LONGEST and found[0] not in ".-"
    assert found.count(".") <= 1
    assert not set(found) & set("/\\\"';\r\n\0:*?<>|")
    assert all(unicodedata.category(c)[0] != "C" for c in found)
    assert filenames.harmless(found) == found
    assert "\n" not in dump_options_header("attachment", {"filename": found})
