"""Measures the hot pages against a bare view that returns the same bytes, all in one run."""

import os
import platform
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from forum import database, memory
from forum.bench import load, serving
from forum.bench.community import LONG_THREAD, USUAL_THREAD
from forum.extensions import db
from forum.lib import tokens
from forum.models import MemberSession, Thread, User
from forum.models.columns import utcnow

READERS = ("guest, kept", "guest, made anew", "member")
_NOTHING = load.Load(1, 0, 0, 0, 0)


@dataclass(frozen=True)
class Row:
    page: str
    reader: str
    bare: load.Load
    load: load.Load
    statements: int
    size: int

    @property
    def share(self) -> float:
        """In % of the bare view."""
        return 100 * self.load.rate / self.bare.rate


def pages() -> dict[str, str]:
    """The hot pages and their addresses."""
    with database.unit("read"):
        slugs = {key: db.session.get_one(Thread, key).slug for key in (LONG_THREAD, USUAL_THREAD)}
    long = f"/t/{LONG_THREAD}/{slugs[LONG_THREAD]}"
    return {
        "home": "/",
        "category": "/c/category-1",
        "thread": f"/t/{USUAL_THREAD}/{slugs[USUAL_THREAD]}",
        "first of 5,000": long,
        "last of 5,000": f"{long}?page=250",
    }


def climb(
    app: Flask,
    variables: dict[str, str],
    scratch: Path,
    seconds: float,
    say: Callable[[str], Any],
) -> list[Row]:
    """Every page as every reader, each beside its bare view. `say` is told each row's line."""
    member = {"Cookie": _signed_in(app)}
    rows: list[Row] = []
    ports = {kind: _free_port() for kind in ("kept", "made", "bare")}
    with ExitStack() as stack:
        for kind in ("kept", "made"):
            stack.enter_context(serving.started(kind, ports[kind], variables, scratch))
        asked = list(_asked(member))
        for name, path in pages().items():
            for reader, kind, headers in asked:
                body = _body(ports[kind], path, headers)
                (scratch / f"{len(rows)}.page").write_bytes(body)
                statements = 0 if kind == "kept" else _statements(app, path, headers)
                rows.append(Row(name, reader, _NOTHING, _NOTHING, statements, len(body)))
        stack.enter_context(serving.started("bare", ports["bare"], variables, scratch))
        addresses = pages()
        for number, row in enumerate(rows):
            kind, headers = next((k, h) for reader, k, h in asked if reader == row.reader)
            bare = load.measure(f"http://127.0.0.1:{ports['bare']}/{number}", seconds)
            url = f"http://127.0.0.1:{ports[kind]}{addresses[row.page]}"
            ours = load.measure(url, seconds, headers)
            rows[number] = Row(row.page, row.reader, bare, ours, row.statements, row.size)
            say(line(rows[number]))
    return rows


def _asked(member: dict[str, str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Who reads, from which server, with which headers."""
    browser = {"Accept-Encoding": "gzip, deflate, br"}
    yield READERS[0], "kept", browser
    yield READERS[1], "made", browser
    yield READERS[2], "made", browser | member


def _body(port: int, path: str, headers: dict[str, str]) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body


def _statements(app: Flask, path: str, headers: dict[str, str]) -> int:
    """How many SQL statements the page takes when nothing but the structure is in memory."""
    seen: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    client = app.test_client(use_cookies=False)
    unkept = f"{path}{'&' if '?' in path else '?'}unkept"  # a page with an unknown parameter
    for _time in range(2):
        seen.clear()
        memory.init_app(app)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", listen)
            client.get(unkept, headers=headers)
            event.remove(db.engine, "before_cursor_execute", listen)
    return len(seen)


def _signed_in(app: Flask) -> str:
    """The cookie of a member of the generated community who has seen a page: its forms' token is
    in it from the first one on, and is not made anew with every other."""
    with database.unit("write"):
        user = db.session.get_one(User, 7)
        token = tokens.new()
        db.session.add(MemberSession(user_id=user.id, token_hash=tokens.hashed(token),
                                     expires_at=utcnow() + timedelta(days=1)))  # fmt: skip
        data = {"_user_id": user.fs_uniquifier, "_fresh": True, "sid": token}
    interface: Any = app.session_interface
    name = app.config["SESSION_COOKIE_NAME"]
    client = app.test_client()
    client.set_cookie(name, interface.get_signing_serializer(app).dumps(data))
    client.get("/")
    cookie = client.get_cookie(name)
    assert cookie is not None
    return f"{name}={cookie.value}"


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


HEAD = (f"| {'page':<14} | {'reader':<16} | {'requests/s':>10} | {'of bare':>7} | {'p50 ms':>7} | "
        f"{'p95 ms':>7} | {'p99 ms':>7} | {'SQL':>3} | {'bytes':>7} |")  # fmt: skip
RULE = "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"


def line(row: Row) -> str:
    """One line of the table."""
    ours = row.load
    errors = f" **{ours.errors} errors**" if ours.errors else ""
    return (f"| {row.page:<14} | {row.reader:<16} | {ours.rate:>10,.0f} | {row.share:>6.1f}% | "
            f"{ours.p50:>7.2f} | {ours.p95:>7.2f} | {ours.p99:>7.2f} | {row.statements:>3} | "
            f"{row.size:>7,} |{errors}")  # fmt: skip


def bare_line(rows: list[Row]) -> str:
    """The bare view in the middle of all its measurements."""
    middle = sorted(rows, key=lambda row: row.bare.rate)[len(rows) // 2].bare
    return (
        f"| {'(bare view)':<14} | {'':<16} | {middle.rate:>10,.0f} | {100:>6.1f}% | "
        f"{middle.p50:>7.2f} | {middle.p95:>7.2f} | {middle.p99:>7.2f} |   0 |         |"
    )


def machine() -> str:
    """Where it was measured."""
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"{load.CONNECTIONS} connections by {load.client()} on the same machine"
    )
