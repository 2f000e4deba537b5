"""docs/security.md has every row of the catalogue that has to be held, and names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text()
HELD = {
    *range(1, 20),
    24,
    25,
    26,
    29,
    30,
    32,
    *range(37, 41),
    45,
    47,
    48,
    49,
    *range(53, 63),
    64,
    65,
    66,
    68,
    77,
    78,
    79,
    83,
    86,
    87,
    *range(88, 92),
    95,
    96,
    97,
    98,
    *range(101, 104),
    *range(105, 109),
    110,
    111,
    112,
}


def test_every_row_that_has_to_be_held_is_there():
    named = {
        int(n)
        for row in re.findall(r"^\| (T[^|]*) \|", TEXT, re.M)
        for n in re.findall(r"\bT(\d+)", row)
    }
    assert not HELD - named


def test_every_test_that_is_named_is_there():
    there = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    defined = set(re.findall(r"def (test_\w+)", there))
    assert not set(re.findall(r"`(test_\w+)`", TEXT)) - defined


def test_every_file_that_is_named_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)`", TEXT)
    assert named and not [name for name in named if not (ROOT / name).is_file()]
