"""The staff's log: a chain in which any change is found, also with many who write at once."""

import ast
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import OPERATOR, Category, StaffAction, Thread
from forum.models.columns import utcnow
from forum.models.decisions import ACTIONS
from forum.models.groups import EVERYONE, MEMBERS
from forum.queries import staff_log, staff_verbs
from forum.services import chaining, cooling, threads
from tests import factories
from tests.at_once import at_once
from tests.house.test_floors import ROOT

SERVICES = ROOT / "services"


@pytest.fixture
def thread(cast):
    made = threads.start(cast.max, factories.category(name="Tents"), "Which tent?", "A dome?")
    database.commit()
    return made


@pytest.fixture
def log(cast, thread):
    """Six lines in two units of work."""
    threads.close(cast.mo, thread, "Calm down.")
    threads.open(cast.mo, thread)
    cooling.slow(cast.mo, thread, 60, note="Breathe.")
    database.commit()
    cooling.fast(cast.mo, thread)
    threads.pin(cast.mo, thread, "category")
    threads.unpin(cast.mo, thread)
    database.commit()
    return thread


def wrong(expected=None):
    database.commit()
    return staff_log.verify(OPERATOR, expected)[0]


def past_the_forum(statement, **values):
    """As somebody who owns the database can: without the triggers that keep the log."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE staff_action DISABLE TRIGGER USER"))
        db.session.execute(text(statement), values)
        db.session.execute(text("ALTER TABLE staff_action ENABLE TRIGGER USER"))
    else:
        for verb in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER IF EXISTS staff_action_{verb}"))
        db.session.execute(text(statement), values)
    database.commit()
    db.session.expire_all()


def test_every_line_has_its_place_and_the_hash_of_the_one_before(log):
    rows = db.session.scalars(select(StaffAction).order_by(StaffAction.id)).all()
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    for before, row in pairwise(rows):
        assert row.prev_sha256 == before.sha256 and len(row.sha256) == 64
    assert wrong() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("note = 'Nothing happened.'", "The words of line 3 were changed."),
        ("verb = 'open'", "Line 3 was changed."),
        ("actor_id = 1", "Line 3 was changed."),
        ("user_id = NULL", "Line 3 was changed."),
        ("thread_id = NULL", "Line 3 was changed."),
        ("created_at = '2020-01-01 00:00:00+00:00'", "Line 3 was changed."),
        ("sha256 = prev_sha256", "Line 3 was changed."),
        ("note = '', salt = ''", "The words of line 3 were taken out, and no line says so."),
    ],
)
def test_any_change_is_found(log, change, said):
    past_the_forum(f"UPDATE staff_action SET {change} WHERE number = 3")
    assert said in wrong()


def test_a_line_taken_away_is_found(log):
    past_the_forum("DELETE FROM staff_action WHERE number = 3")
    assert wrong() == ["Line 3 is missing."]
    past_the_forum("DELETE FROM staff_action WHERE number = 4")
    assert wrong() == ["Lines 3 to 4 are missing."]


def test_lines_taken_away_at_the_end_are_found_by_who_kept_the_end(log):
    end = staff_log.verify(OPERATOR)[1]
    assert end.number == 6 and wrong(end) == []
    past_the_forum("DELETE FROM staff_action WHERE number = 6")
    assert wrong() == [] and wrong(end) == ["Line 6 is not the one it was."]


def test_a_line_put_in_is_found(cast, log):
    columns = ("actor_id, verb, note, details, created_at, number, prev_sha256, sha256,"
               " words_sha256, salt")  # fmt: skip
    insert = f"INSERT INTO staff_action ({columns}) SELECT actor_id, 'remove', note, details,"
    past_the_forum(
        f"{insert} created_at, NULL, '', 'x', '', 'y' FROM staff_action WHERE number = 2"
    )
    assert wrong() == ["There are lines that have no place in the chain."]
    past_the_forum("DELETE FROM staff_action WHERE verb = 'remove'")
    past_the_forum(
        f"{insert} created_at, 7, prev_sha256, sha256, words_sha256, salt"
        " FROM staff_action WHERE number = 2"
    )
    assert "Line 7 does not follow the one before it." in wrong()


def change(row):
    row.note = "Nothing."
    db.session.flush()


def take_away(row):
    db.session.delete(row)
    db.session.flush()


def change_past_the_forum(row):
    db.session.execute(text("UPDATE staff_action SET note = 'Nothing.' WHERE number = 2"))


def delete_past_the_forum(row):
    db.session.execute(text("DELETE FROM staff_action WHERE number = 2"))


def change_all(row):
    db.session.execute(update(StaffAction).values(note="Nothing."))


def take_all_away(row):
    db.session.execute(delete(StaffAction))


@pytest.mark.parametrize(
    "attempt",
    [change, take_away, change_all, take_all_away, change_past_the_forum, delete_past_the_forum],
)
def test_the_forum_itself_changes_and_deletes_no_line(cast, log, attempt):
    row = db.session.scalars(select(StaffAction).where(StaffAction.number == 2)).one()
    with pytest.raises((chaining.LogIsKept, DBAPIError)):
        attempt(row)
    database.rollback()
    assert wrong() == []


def test_a_unit_of_work_that_is_taken_back_leaves_no_gap(cast, log):
    threads.close(cast.mo, log)
    database.rollback()
    threads.close(cast.mo, db.session.get_one(Thread, log.id))
    database.commit()
    assert wrong() == [] and staff_log.verify(OPERATOR)[1].number == 7


def test_lines_from_before_the_chain_get_their_places(cast, thread):
    past_the_forum(
        "INSERT INTO staff_action (actor_id, verb, note, details, created_at)"
        " VALUES (:who, 'close', 'Long ago.', '{}', '2020-01-01 00:00:00+00:00')",
        who=cast.mo.id,
    )
    assert wrong() == []  # the chain has not begun
    threads.close(cast.mo, thread)
    database.commit()
    rows = db.session.scalars(select(StaffAction).order_by(StaffAction.number)).all()
    assert [row.note for row in rows] == ["Long ago.", ""] and wrong() == []


def test_what_many_do_at_once_is_one_chain(app, cast, thread):
    place = db.session.get_one(Category, thread.category_id)
    ids = [threads.start(cast.max, place, f"Tent number {n}", f"Number {n}?").id for n in range(6)]
    database.commit()
    mo = cast.mo
    db.session.expunge_all()

    def close(thread_id):
        def do():
            found = db.session.get_one(Thread, thread_id)
            threads.close(mo, found)
            threads.open(mo, found)

        return do

    made, refusals = at_once(app, [close(each) for each in ids])
    assert len(made) == 6 and refusals == []
    assert wrong() == [] and staff_log.verify(OPERATOR)[1].number == 12


def test_names_are_taken_out_of_words_and_the_chain_holds(cast, log):
    chaining.take_out(
        cast.max.id, StaffAction.user_id == cast.max.id,
        lambda value: value.replace("Calm", "…") if isinstance(value, str) else value,
    )  # fmt: skip
    database.commit()
    rows = db.session.scalars(select(StaffAction).order_by(StaffAction.number)).all()
    assert rows[0].note == "… down." and rows[-1].verb == "take-out"
    assert rows[-1].details == {"lines": [1]} and wrong() == []


def lines(viewer, **asked):
    page = staff_log.page(viewer, staff_log.Asked(**asked))
    return [(line.actor.name, line.verb) for line in page.lines]


def test_the_log_is_filtered(cast, log):
    threads.close(cast.cleo, log)
    database.commit()
    assert len(lines(cast.ada)) == 7
    assert lines(cast.ada, who="cleo") == [("cleo", "close")]
    assert lines(cast.ada, verb="close") == [("cleo", "close"), ("mo", "close")]
    assert len(lines(cast.ada, whom="max")) == 7 and lines(cast.ada, whom="amy") == []
    soon = utcnow() + timedelta(hours=1)
    assert lines(cast.ada, since=soon) == [] and len(lines(cast.ada, before=soon)) == 7


def test_a_category_moderator_reads_of_their_categories_only(cast, log):
    helpers = factories.group("pole-helpers")
    access = {EVERYONE: "see", MEMBERS: "see reply start", helpers.id: "see reply start moderate"}
    poles = factories.category(access=access)
    helper = factories.user(groups=["pole-helpers"])
    own = threads.start(cast.max, poles, "Which pole?", "Carbon?")
    threads.close(helper, own)
    db.session.add(StaffAction(actor_id=cast.ada.id, verb="set-level", user_id=cast.max.id))
    database.commit()
    assert lines(helper) == [(helper.name, "close")]
    assert ("ada", "set-level") in lines(cast.cleo)
    for who in (cast.guest, cast.max, cast.amy, cast.sue):
        with pytest.raises(Denied):
            lines(who)
        with pytest.raises(Denied):
            staff_log.export(who, staff_log.Asked())
    with pytest.raises(Denied):
        staff_log.verify(cast.mo)


def _verbs():
    """What code writes as the verb of a line: where it is said, and to functions that take one."""
    trees = {path: ast.parse(path.read_text()) for path in sorted(SERVICES.glob("*.py"))}
    takes = {
        (path.stem, node.name): [arg.arg for arg in node.args.args].index("verb")
        for path, tree in trees.items() for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and "verb" in [arg.arg for arg in node.args.args]
        and re.search(r"StaffAction\(|thread_events\.log\(", ast.unparse(node))
    }  # fmt: skip
    for path, tree in trees.items():
        for node in ast.walk(tree):
            said = []
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                module, _dot, name = called.rpartition(".")
                place = takes.get((module or path.stem, name))
                said = [one.value for one in node.keywords if one.arg == "verb"]
                if place is not None and not said:
                    said = node.args[place : place + 1]
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "verb":
                said = [node.value]
            for one in said:
                either = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]
                yield from (it.value for it in either if isinstance(it, ast.Constant))


def test_every_verb_of_the_log_is_said_in_words():
    known = set(_verbs()) | set(ACTIONS)
    assert len(known) > 60 and {"lock", "unmerge", "pass-on-report"} <= known
    assert sorted(known - staff_verbs.ALL.keys()) == []
