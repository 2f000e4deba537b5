"""How far an import is: a bar for people, lines for everything else."""

import io

from forum.importers.discourse import progress
from forum.importers.discourse.progress import silent, watched
from forum.importers.discourse.records import Problem
from forum.importers.discourse.tally import MOST_PROBLEMS, Report


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_a_bar_with_rate_and_time_left():
    stream = Terminal()
    bar = watched("Writing", 100, "posts", stream)
    bar.update(50)
    bar.close()
    assert "Writing:  50%" in stream.getvalue()
    assert "posts/s" in stream.getvalue()


def test_elsewhere_there_is_a_plain_line_now_and_then(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    stream = io.StringIO()
    bar = watched("Writing", 400, "posts", stream)
    bar.update(50)
    assert stream.getvalue() == ""
    clock[0] += 10
    bar.update(50)
    assert stream.getvalue() == "Writing: 100 of 400 posts, 10 a second, 30 s left\n"
    clock[0] += 10
    bar.update(300)
    bar.close()
    assert stream.getvalue().splitlines()[-1] == "Writing: 400 of 400 posts, 20 a second"


def test_without_a_total_it_counts_all_the_same(monkeypatch):
    stream = io.StringIO()
    bar = watched("Reading", None, "files", stream)
    bar.update(3)
    bar.close()
    assert stream.getvalue().startswith("Reading: 3 files, ")


def test_silence_says_nothing(capsys):
    bar = silent("Writing", 1, "posts")
    bar.update(1)
    bar.close()
    assert capsys.readouterr() == ("", "")


def test_a_report_says_why_by_kind_and_lists_some_places(tmp_path):
    report = Report()
    report.count_read("posts", 1000)
    report.count_imported("posts", 990)
    for number in range(10):
        report.skip("posts", "it was for staff only", f"thread {number}")
    report.skip("posts", "never", count=0)
    report.note("members", "member 5", "“a” is called “a-2” here")
    table = report.table()
    assert f"{'posts':<12}{'1,000':>12}{990:>12}{10:>12}" in table
    assert "  10 posts skipped: it was for staff only" in table
    assert "never" not in table
    assert "11 things to know:" in table
    assert report.problems[-1] == Problem("members", "member 5", "“a” is called “a-2” here")


def test_a_report_of_endless_problems_is_not_endless():
    report = Report()
    for number in range(MOST_PROBLEMS + 5):
        report.note("files", str(number), "it is no JSON")
    assert len(report.problems) == MOST_PROBLEMS
    assert report.problem_count == MOST_PROBLEMS + 5
    assert "the rest is in the file" in report.table()
