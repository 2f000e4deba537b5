"""One record is one line of bounded length, whatever somebody sent (T92)."""

import json
import logging
import sys

from forum.server import logs


def written(message, *arguments):
    record = logging.LogRecord("forum.test", logging.WARNING, "x.py", 1, message, arguments, None)
    return logs.Lines().format(record)


def test_nobody_can_write_a_line_of_their_own_into_the_log():
    line = written("no such page: %s", "/x\r\n2026-01-01 00:00:00 ERROR forum: all is lost\x1b[31m")
    assert len(line.splitlines()) == 1 and "\x1b" not in line
    assert "/x\\r\\n2026" in line and "\\x1b[31m" in line


def test_a_megabyte_of_somebody_elses_text_becomes_one_short_line():
    line = written("name: %s", "a" * 1_000_000)
    assert len(line) < 4_200 and "(1000006 characters)" in line


def test_an_error_of_a_database_tells_no_values_and_no_line_of_it_looks_like_a_record():
    try:
        raise ValueError(
            "(psycopg.errors.UniqueViolation) duplicate key\nDETAIL:  Key (email)=(max@fernway.example)"
            " already exists.\n2026-01-01 00:00:00 ERROR forum: all is lost " + "a" * 1_000_000
        )
    except ValueError:
        told = sys.exc_info()
    record = logging.LogRecord("forum.test", logging.ERROR, "x.py", 1, "failed", (), told)
    for text in (logs.Lines().format(record), json.loads(logs.Json().format(record))["exception"]):
        assert "duplicate key" in text and "DETAIL" not in text and "max@" not in text
        assert all(len(line) < 4_200 for line in text.splitlines())
    lines = logs.Lines().format(record).splitlines()
    assert all(line.startswith("  | ") for line in lines[1:])


def test_json_is_one_line_that_programs_can_read():
    record = logging.LogRecord(
        "forum.test", logging.WARNING, "x.py", 1, "a %s", ("b\n\u2028c",), None
    )
    line = logs.Json().format(record)
    assert len(line.splitlines()) == 1
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == (
        "WARNING",
        "forum.test",
        "a b\\n\\u2028c",
    )
    assert said["time"].endswith("+00:00")


def test_a_password_in_an_address_is_left_out():
    assert "hidden" not in written(
        "no answer from %s", "postgresql://forum:hidden@db.example/forum"
    )
