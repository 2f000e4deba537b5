"""One record is one line of bounded length, whatever somebody sent (T92)."""

import logging

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
