"""Every letter that the forum can send is declared, and so is on the page of the letters."""

import ast

from forum.lib import letter_kinds, occasions
from forum.queries import letters_of_programme
from tests.house.test_floors import MODULES, ROOT, nodes

MAIL = ROOT / "templates" / "mail"


def test_every_template_of_a_letter_is_one_of_the_list():
    there = {path.name.partition(".")[0] for path in MAIL.glob("*.subject.txt")}
    assert there == {kind.template for kind in letter_kinds.ALL.values()}
    for name in there:
        assert (MAIL / f"{name}.txt").is_file() and (MAIL / f"{name}.html").is_file()
    parts = {"layout", "parts", "threads"}
    assert {path.stem for path in MAIL.glob("*.html")} == there | parts


def test_each_thing_that_a_letter_can_be_about_is_a_letter_of_its_own():
    assert letters_of_programme._SAID.keys() == letter_kinds.PROGRAMME.keys()
    for one in occasions.ALL:  # of these four the letter is another: the programme's, a statement
        is_other = one.name in {"application", "decision", "appeal", "report"}
        assert (f"told.{one.name}" in letter_kinds.ALL) != is_other
    told = ast.parse((ROOT / "letters" / "sentences.py").read_text())
    [notice] = [node for node in told.body if getattr(node, "name", "") == "notice"]
    said = {key.value for node in ast.walk(notice) if isinstance(node, ast.Dict)
            for key in node.keys}  # fmt: skip
    assert said | {"leaving"} == letter_kinds.NOTICES.keys()


def test_letters_are_made_in_one_place():
    """Whatever else made one would not be on the page, and could not be said otherwise."""
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "mailer.write"
    }
    assert makers == {"letters/__init__.py"}


def test_all_that_a_letter_is_filled_with_is_explained():
    for kind in letter_kinds.ALL.values():
        assert {*kind.names} <= letter_kinds.VARIABLES.keys() and kind.needed <= {*kind.names}
        assert kind.group in letter_kinds.GROUPS and len(kind.key) <= 32
