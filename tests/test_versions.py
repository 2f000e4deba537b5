"""Versions in Redis: what happens to them while Redis does not answer."""

from forum.versions import RedisVersions

NOWHERE = "redis://127.0.0.1:1/0"


def test_a_commit_is_not_lost_because_redis_is_away():
    RedisVersions(NOWHERE).bump("structure", "thread:1")


def test_without_redis_nothing_old_is_taken_for_current():
    versions = RedisVersions(NOWHERE)
    assert versions.current("lists") != versions.current("lists")
    assert versions.snapshot().current("lists") != versions.snapshot().current("lists")
