"""Cells of files for table programs (T109)."""

import csv
import io

import pytest

from forum.lib import tables


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula_and_the_rest_comes_back_as_it_was(begin):
    said = f"{begin}cmd|'/c calc'!A0,\"quoted\", and\na line"
    out = io.StringIO()
    csv.writer(out).writerow([tables.harmless(said), tables.harmless(f" {begin}x"), "last"])
    (row,) = csv.reader(io.StringIO(out.getvalue()))
    assert row == [f"'{said}", f" {begin}x", "last"]


def test_what_is_no_text_is_written_plainly():
    assert [tables.harmless(value) for value in (None, 7, True, "")] == ["", "7", "True", ""]
