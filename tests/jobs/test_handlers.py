"""Every kind of job that is asked for anywhere has somebody who does it."""

import re
from pathlib import Path

import forum
from forum.jobs import DAILY, EVERY, HANDLERS

SOURCES = sorted(Path(forum.__file__).parent.rglob("*.py"))
ASKED = re.compile(r"""enqueue\(\s*["']([a-z_.]+)["']""")


def test_every_job_that_is_asked_for_has_a_handler_and_the_other_way_round():
    asked = {name for file in SOURCES for name in ASKED.findall(file.read_text())}
    assert len(asked) > 3
    assert asked | EVERY.keys() | DAILY.keys() == HANDLERS.keys()
