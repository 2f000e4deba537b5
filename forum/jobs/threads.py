"""Threads: what was to end by itself ends."""

from forum.services import cooling, movers


def remove_emptied(thread_id: int, actor_id: int) -> None:
    movers.remove_emptied(None, thread_id, actor_id)


def tend(thread_id: int, actor_id: int) -> None:
    cooling.tend(None, thread_id, actor_id)
