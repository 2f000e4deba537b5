"""Ends every test run by saying what was not run, and why. In CI nothing may be left out.

With FORUM_TEST_ALL set, a test that is skipped has failed: a missing PostgreSQL, Redis, nginx or
Chromium must not pass for a green run.
"""

import os
from collections import Counter

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("FORUM_TEST_ALL"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was not run: {reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    why = Counter(reason(report) for report in skipped)
    terminalreporter.section("not run")
    if not why:
        terminalreporter.line("Every test that was asked for was run.")
    for said, count in why.most_common():
        terminalreporter.line(f"{count} {'test' if count == 1 else 'tests'}: {said}")


def reason(report):
    where = report.longrepr
    said = where[2] if isinstance(where, tuple) else str(where)
    return said.removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.outcome == "skipped" and os.environ.get("FORUM_TEST_ALL"):
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was not run: {reason(report)}"
    return report
