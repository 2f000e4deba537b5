"""Handles, display names and slugs: T68 of the security catalogue and story B3 of the community."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.lib import names

BRAND = ["Acme", "Rocket Sled"]


@pytest.mark.parametrize(
    "name",
    ["bob", "maya-lind", "Maya.Lind", "j_r_hartley", "anna5", "x" * 32, "Ørsted", "Zoë", "Яна",
     "山田", "김철수", "タカシ", "नेहा", "נועה", "محمد", "สมชาย", "Ελένη", "all-star", "new-in-town",
     "badminton", "modern", "supportive", "rooted", "acmeist"],
)  # fmt: skip
def test_people_of_every_script_can_have_a_name(name):
    assert names.problem(name, BRAND) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", names.LENGTH), ("ab", names.LENGTH), ("Ян", names.LENGTH), ("山", names.LENGTH),
        ("x" * 33, names.LENGTH), ("x" * 300, names.LENGTH), ("x" * 1_000_000, names.LENGTH),
        ("..", names.LENGTH), ("...", names.ENDS), ("../x", names.CHARACTERS),
        ("../../etc/passwd", names.CHARACTERS), ("a\\b", names.CHARACTERS),
        ("%2e%2e", names.CHARACTERS), ("a b c", names.CHARACTERS), ("a<b>", names.CHARACTERS),
        ("a@b.example", names.CHARACTERS), ("½½½", names.CHARACTERS), ("🙂🙂🙂", names.CHARACTERS),
        ("bob.", names.ENDS), ("-bob", names.ENDS), ("_bob_", names.ENDS),
        ("a..b", names.MARKS), ("a-_b", names.MARKS),
        ("admin\u200b", names.INVISIBLE), ("bo\u00adb", names.INVISIBLE),
        ("\u202enimda", names.INVISIBLE), ("bob\u2066", names.INVISIBLE),
        ("bob\x00", names.INVISIBLE), ("bob\ufe0f", names.INVISIBLE),
        ("bob\u3164\u3164", names.INVISIBLE), ("bo\u034fb", names.INVISIBLE),
        ("bo\ue000b", names.INVISIBLE), ("bo\U000e0041b", names.INVISIBLE),
        ("аdmin", names.SCRIPTS), ("рaypal", names.SCRIPTS), ("bοb", names.SCRIPTS),
        ("ꓮꓓꓟꓲꓠ", names.SCRIPTS), ("ᎪᎠᎷᏆᏁ", names.SCRIPTS), ("x\u0302yz", names.SCRIPTS),
        ("b" + "\u0335" * 20 + "ob", names.SCRIPTS),
        ("robots.txt", names.FILE_NAME), ("index.HTML", names.FILE_NAME),
        ("feed.atom", names.FILE_NAME),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_looks_like_a_path_is_refused(name, why):
    assert names.problem(name, BRAND) == why


@pytest.mark.parametrize(
    "name",
    ["admin", "ADMIN", "ａｄｍｉｎ", "adm1n", "ADM|N".replace("|", "1"), "ádmín", "ᴀᴅᴍɪɴ", "adrnin",
     "ad-min", "a.d.m.i.n", "admin1", "1admin", "admin-bob", "bob_admin", "αδμιν",
     "system", "sys.tem", "5y5tem", "moderator", "rnoderator", "M0derat0r", "ambassador",
     "support", "supp0rt", "acme-support", "0fficial_acme", "acmesupport", "TheRealAcme",
     "acme", "ACME", "Äcme", "acme2024", "acme-team", "bob-acme", "rocketsled", "rocket-sled-fan",
     "new", "login", "1ogin", "settings", "api", "null", "undefined", "everyone", "here", "all",
     "a-l-l", "root"],
)  # fmt: skip
def test_nobody_looks_like_staff_the_brand_or_an_address(name):
    assert names.problem(name, BRAND) == names.KEPT


@pytest.mark.parametrize("word", sorted(names.RESERVED))
def test_each_reserved_word_is_refused_in_capitals_too(word):
    assert names.problem(word.upper()) in {names.KEPT, names.LENGTH}


def test_staff_may_carry_the_brand_and_still_write_it_properly():
    assert names.form_problem("maya-acme") is None
    assert names.form_problem("maya-аcme") == names.SCRIPTS


@pytest.mark.parametrize(
    ("one", "other"),
    [("bob", "BOB"), ("bob", "b0b"), ("bob", "b-o-b"), ("Anna5", "annas"), ("ina", "1na"),
     ("Ina", "lna"), ("camut", "carnut"), ("carnut", "car-nut"), ("wade", "vvade"), ("eve", "3v3"),
     ("rené", "rene"), ("søren", "soren"), ("łukasz", "lukasz"), ("ace", "асе"), ("bop", "вор"),
     ("MAX", "ΜΑΧ"), ("Μαχ", "ΜΑΧ"), ("ｂｏｂ", "bob"), ("б٣б", "б3б"), ("カナ", "力ナ"),
     ("й-й-й", "иии"), ("ımre", "imre"), ("ɡreg", "greg"), ("hoʀst", "horst")],
)  # fmt: skip
def test_names_that_look_alike_share_a_key(one, other):
    assert names.skeleton(one) == names.skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna", "hanna"),
        ("bob", "bobby"),
        ("яна", "аня"),
        ("कि", "का"),
        ("か", "が"),
        ("max2", "max6"),
    ],
)
def test_names_that_differ_to_the_eye_do_not_share_a_key(one, other):
    assert names.skeleton(one) != names.skeleton(other)


@given(st.text(max_size=60))
def test_a_skeleton_is_its_own_skeleton_and_knows_no_case(text):
    key = names.skeleton(text)
    assert names.skeleton(key) == key
    assert all(unicodedata.category(c)[0] in "LNM" for c in key)


@given(st.text(max_size=200))
def test_every_text_gets_an_answer_and_a_good_name_needs_no_cleaning(text):
    assert names.clean(names.clean(text)) == names.clean(text)
    names.display_problem(text, BRAND)
    if names.problem(text, BRAND) is None:
        assert names.problem(names.clean(text), BRAND) is None
        assert 2 <= len(names.clean(text)) <= names.LONGEST
        assert names.skeleton(text)


def test_a_name_is_trimmed_and_written_one_way():
    assert names.clean("  ｂｏｂ \n") == "bob"
    assert names.clean("e\u0301va") == "éva"


@pytest.mark.parametrize(
    "name",
    ["Maya Lind", "J. R. Hartley", "Maya 🇩🇪", "👩\u200d💻 Dev", "❤\ufe0f Ann", "Иван Petrov", "任 Ren",
     "O'Neill", "علی\u200cرضا", "Modest Mouse"],
)  # fmt: skip
def test_a_display_name_may_be_a_real_name(name):
    assert names.display_problem(name, BRAND) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", names.DISPLAY_LENGTH), ("   ", names.DISPLAY_LENGTH), ("...", names.DISPLAY_LENGTH),
        ("x" * 61, names.DISPLAY_LENGTH), ("x" * 100_000, names.DISPLAY_LENGTH),
        ("\u202eevil", names.INVISIBLE), ("Bob\r\nX: y", names.INVISIBLE),
        ("Bo\u200cb", names.INVISIBLE), ("Bo\u200db", names.INVISIBLE),
        ("Аdmin", names.SCRIPTS), ("Z̷̡a̴l̵g̶o", names.SCRIPTS),
        ("Acme Support", names.KEPT), ("Official Bob", names.KEPT), ("Bob (Admin)", names.KEPT),
        ("A.D.M.I.N", names.KEPT), ("ad\u00a0min", names.KEPT), ("Bob ✔", names.KEPT),
        ("Bob ✅", names.KEPT), ("Rocket Sled", names.KEPT), ("★Moderator★", names.KEPT),
    ],
)  # fmt: skip
def test_a_display_name_is_no_disguise_either(name, why):
    assert names.display_problem(name, BRAND) == why


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Don't Panic!", "dont-panic"), ("Straße & Ærø", "strasse-aero"), ("Łódź İstanbul", "lodz-istanbul"),
        ("Привет, мир", "привет-мир"), ("日本語のタイトル", "日本語のタイトル"), ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
        ("../../etc/passwd", "etc-passwd"), ("a__b--c", "a-b-c"), ("!!!", "-"), ("", "-"), ("🙂", "-"),
        ("\u202egnp.exe", "gnp-exe"), ("C++ vs. C#", "c-vs-c"), ("50 % off — today’s deal", "50-off-todays-deal"),
    ],
)  # fmt: skip
def test_a_slug_can_be_read(title, expected):
    assert names.slug(title) == expected


def test_a_long_slug_ends_with_a_whole_word():
    assert names.slug("word " * 50) == "-".join(["word"] * 16)
    assert names.slug("a" * 200) == "a" * 80


@given(st.text(max_size=500))
def test_a_slug_is_never_empty_nor_long_nor_a_path(title):
    slug = names.slug(title)
    assert 1 <= len(slug) <= names.LONGEST_SLUG
    assert slug == "-" or all(unicodedata.category(c)[0] in "LNM" for c in slug.replace("-", ""))
    assert names.slug(slug) == slug


def test_what_begins_a_name_begins_what_it_is_sought_by():
    for name in ("Vernon Ríos", "  Ada   Lovelace ", "ＭＡＸ", "Øyvind", "山田 太郎"):
        sought = names.sought(name)
        for end in range(1, len(name) + 1):
            assert sought.startswith(names.sought(name[:end])), (name, end)
    assert names.sought("Vernon Ríos") == "vernon rios"


def test_a_slug_that_is_taken_gets_a_number_and_stays_short_enough():
    assert names.not_taken("map-makers", []) == "map-makers"
    assert names.not_taken("map-makers", ["map-makers", "map-makers-2"]) == "map-makers-3"
    long = "a" * 80
    assert names.not_taken(long, ["a" * 64]) == "a" * 62 + "-2"
    assert names.not_taken("-", ["-"]) == "-2"
