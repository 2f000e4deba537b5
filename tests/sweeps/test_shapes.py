"""What does not belong into a request: no error of ours, and nothing changed (T38, T39, T87, T88, T90)."""

import inspect
import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Boolean, DateTime, Integer, String

from forum.extensions import db
from forum.forms import (
    accounts,
    appeals,
    base,
    conversations,
    invites,
    notifications,
    posts,
    tags,
    threads,
)
from tests.sweeps import statuses
from tests.sweeps.test_doors import UNSAFE, ask, watched

__all__ = ["watched"]

VALID = {
    "body": "A text that is long enough.", "title": "A title that is long enough", "name": "maxine",
    "category": "open", "kind": "discussion", "version": "0", "reason": "because", "key": "new",
    "tags": "plain", "to": "1", "post": "2", "scope": "category", "sequence": "1", "into": "plain",
    "display_name": "Max", "identity": "max", "password": "a long pass phrase 7", "number": "1",
    "current": "x", "email": "new@example.org", "code": "000000", "reaction": "heart",
    "scheme": "dark", "payload": "x", "purpose": "post", "next": "/", "bio": "Words.",
    "level": "3", "digest_days": "7", "note": "A note", "remind": "", "address": "a@example.org",
    "most_uses": "2", "days": "2", "domain": "", "label": "A label", "ref": "",
}  # fmt: skip
ODD = ["", "-1", "0", "9223372036854775808", "1e3", "null", "true", "NaN", "١", "[]", "{}",
       "__proto__", "\x00", "a\r\nX-Injected: 1", "' OR 1=1 --", "%00", "../..",
       "x" * 301, "é" * 32_001, "x" * 100_001]  # fmt: skip
ODD_JSON: list[Any] = [None, True, -1, 0, 2**31, 2**63, 1e3, 1.5, [], [1], ["a"] * 10_000, {},
                       {"$gt": ""}, "1", {"__proto__": {"is_admin": True}}, [[[]]]]  # fmt: skip
HUGE = "x" * 1_000_000


def forms_by_name():
    found = {}
    for module in (
        accounts,
        appeals,
        base,
        conversations,
        invites,
        notifications,
        posts,
        tags,
        threads,
    ):
        for name, kind in vars(module).items():
            if inspect.isclass(kind) and name.endswith("Form"):
                fields = getattr(kind, "model_fields", None) or getattr(
                    kind, "__dataclass_fields__", {}
                )
                found[name] = set(fields) - {"errors"}
    return found


FORMS = forms_by_name()


def fields_of(app, endpoint) -> set[str]:
    """The fields that the module of this view reads: of its forms, and by their names."""
    source = inspect.getsource(inspect.getmodule(inspect.unwrap(app.view_functions[endpoint])))
    found = set(re.findall(r"request\.form(?:\.get\(|\[)[\"'](\w+)", source))
    for name in re.findall(r"\b(\w+Form)\b", source):
        found |= FORMS.get(name, set())
    return found


def unsafe(app, forum, who=""):
    """(name in the table, method, path, fields). For a guest without the routes that answer each
    guest that they should sign in: those read no field, as the table of statuses shows."""
    table = statuses.table()
    for rule in app.url_map.iter_rules():
        for method in rule.methods & set(UNSAFE):
            if who == "guest" and table[f"{method} {rule.rule}"][0] == 401:
                continue
            yield (
                f"{method} {rule.rule}",
                method,
                statuses.path_of(rule, forum),
                fields_of(app, rule.endpoint),
            )


def settle(watched, name, answer):
    """Never our error; what was refused changed nothing; the rest is put back."""
    assert answer.status_code < 500, name
    if watched.changed():
        assert answer.status_code < 400, name
        watched.restore()


WORST = ["9223372036854775808", "x" * 4001]
WORST_JSON: list[Any] = [None, {"$gt": ""}]


def odd_bodies(fields, odd, worst):
    """Each odd value in all fields at once, and the worst of them in one field of a good body."""
    good = {field: VALID.get(field, "x") for field in fields}
    odd = odd if fields else odd[:1]  # a form without fields looks the same with any value
    yield from ((str(value)[:40], dict.fromkeys(fields, value)) for value in odd)
    for field in sorted(fields):
        yield from ((f"{field} {value}"[:40], {**good, field: value}) for value in worst)


@pytest.mark.parametrize("who", ["ada", "guest"])
def test_no_odd_value_in_any_field_is_an_error_of_ours(app, forum, watched, who):
    for name, method, path, fields in unsafe(app, forum, who):
        worst = [*WORST, ["1", "2"]] if who == "ada" else []
        for what, body in odd_bodies(fields, ODD, worst):
            settle(watched, (name, what), ask(watched, who, method, path, data=body))


@pytest.mark.parametrize("who", ["ada", "guest"])
def test_no_odd_json_is_an_error_of_ours(app, forum, watched, who):
    as_json = {"Accept": "application/json"}
    for name, method, path, fields in unsafe(app, forum, who):
        for what, body in odd_bodies(fields, ODD_JSON, WORST_JSON if who == "ada" else []):
            answer = ask(watched, who, method, path, json=body, headers=as_json)
            settle(watched, (name, what), answer)
        for whole in ("[]", "null", "1", '"x"', "{", "[" * 100_000, '{"a":' * 20_000):
            answer = ask(watched, who, method, path, data=whole, content_type="application/json")
            settle(watched, (name, whole[:10]), answer)


def test_what_is_far_too_long_is_refused(app, forum, watched):
    """T87, T90: a text of a million, a hundred thousand fields, ten thousand parts."""
    many = "&".join(f"f{n}=1" for n in range(100_000))
    parts = (
        "".join(
            f'--x\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\n1\r\n'
            for n in range(10_000)
        )
        + "--x--\r\n"
    )
    for name, method, path, fields in unsafe(app, forum):
        good = {field: VALID.get(field, "x") for field in fields}
        for field in sorted(fields):
            answer = ask(watched, "ada", method, path, data={**good, field: HUGE})
            assert answer.status_code < 500, (name, field)
            if watched.changed():  # taken for no number at all; nowhere kept
                assert all(len(str(value)) < len(HUGE) for *_at, value in watched.texts()), name
                watched.restore()
        for data, kind in (
            (many, "application/x-www-form-urlencoded"),
            (parts, "multipart/form-data; boundary=x"),
        ):
            settle(
                watched,
                (name, kind),
                ask(watched, "ada", method, path, data=data, content_type=kind),
            )


def test_no_odd_id_in_an_address_is_an_error_of_ours(app, forum, watched):
    """T39: ids beyond any column, negative, of another shape."""
    odd = [
        "0",
        "-1",
        "2147483647",
        "2147483648",
        "9223372036854775808",
        "1e3",
        "٣",
        "null",
        "%00",
        "..",
        "%2e%2e%2f",
        "%ff",
        "a" * 300,
        "1%0d%0aX-Injected:1",
        "[1]",
        "%F0%9F%92%A9",
    ]
    for rule in app.url_map.iter_rules():
        for method in rule.methods - {"OPTIONS", "HEAD"}:
            for path in {re.sub(r"<[^<>]+>", value, rule.rule) for value in odd}:
                answer = ask(watched, "ada", method, path)
                assert answer.status_code < 500, (method, path)
                assert "X-Injected" not in answer.headers
                if watched.changed():
                    watched.restore()


def test_no_column_can_be_set_by_naming_it(app, forum, watched):
    """T38: every column of every table, in every form, as a form and as JSON."""
    extra = {}
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            extra[column.name] = (
                "1"
                if isinstance(kind, Boolean)
                else "987654"
                if isinstance(kind, Integer)
                else "2001-01-01T00:00:00"
                if isinstance(kind, DateTime) or "_at" in column.name
                else "zqmass"
                if isinstance(kind, String)
                else "987654"
            )
    before = flags(watched, forum)
    for name, method, path, fields in unsafe(app, forum):
        good = {field: VALID.get(field, "x") for field in fields}
        for how in ("data", "json"):
            answer = ask(watched, "max", method, path, **{how: {**extra, **good}})
            assert answer.status_code < 500, name
            if not watched.changed():
                continue
            for table, column, value in watched.texts():
                told = f"{value}"
                assert "zqmass" not in told and "2001-01-01" not in told, (name, table, column)
                assert value != 987654, (name, table, column)
            if not name.endswith(("/sign-out", "/close", "/open", "/archive")):
                assert flags(watched, forum) == before, name
            watched.restore()


def flags(watched, forum):
    """What decides what somebody may do, and what state things are in."""
    with closing(sqlite3.connect(watched.file)) as raw:
        return [
            raw.execute(sql).fetchall()
            for sql in (
                "SELECT id, active, trust_level, is_bot, byline, suspended_until, thread_count,"
                " external_ref, claimed_at FROM user ORDER BY id",
                "SELECT * FROM group_member ORDER BY group_id, user_id",
                "SELECT * FROM category_access ORDER BY category_id, group_id",
                f"SELECT id, author_id, is_archived, pin_scope, created_at FROM thread"
                f" WHERE id = {forum.made.thread.id}",
            )
        ]


def test_no_text_is_longer_than_its_column(app, forum, watched):
    """T87: SQLite would keep it and PostgreSQL would fail, so the forms have to know."""
    longest = {
        (t.name, c.name): c.type.length
        for t in db.metadata.sorted_tables
        for c in t.columns
        if isinstance(c.type, String) and c.type.length
    }
    for name, method, path, fields in unsafe(app, forum):
        for n in (41, 101, 301, 4001):
            good = {field: VALID.get(field, "x") for field in fields}
            for field in sorted(fields):
                long = "wörd " * (n // 5 + 1)
                answer = ask(watched, "ada", method, path, data={**good, field: long})
                assert answer.status_code < 500, (name, field, n)
                if not watched.changed():
                    continue
                for table, column, value in watched.texts():
                    if isinstance(value, str) and (table, column) in longest:
                        assert len(value) <= longest[table, column], (name, field, table, column)
                watched.restore()
