"""Keeps the addresses of the old forum, so that links to them lead to the new place."""

from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select

from forum.extensions import db
from forum.models import Address

Target = Mapping[str, int]  # one of thread_id, post_id, user_id, category_id

_NOWHERE = dict.fromkeys(("thread_id", "post_id", "user_id", "category_id"))


def keep(places: Iterable[tuple[tuple[str, ...], Target]]) -> None:
    """Let each of `places` be found under the first of its paths that is free.

    Two forums may have had a thread of the same number: the one that came first keeps the short
    path, the other has the one with its slug. A path that leads here already stays.
    """
    waiting = list(places)
    depth = 0
    while waiting:
        waiting = [(paths, target) for paths, target in waiting if depth < len(paths)]
        taken = _taken(paths[depth] for paths, _ in waiting)
        left, rows = [], []
        for paths, target in waiting:
            path = paths[depth]
            if path not in taken:
                rows.append({**_NOWHERE, "path": path, **target})
                taken[path] = dict(target)
            elif taken[path] != dict(target):
                left.append((paths, target))
        if rows:
            db.session.execute(insert(Address), rows)
        waiting, depth = left, depth + 1


def _taken(paths: Iterable[str]) -> dict[str, dict[str, int]]:
    """The paths in use, and where they lead."""
    rows = db.session.execute(select(Address.__table__).where(Address.path.in_(set(paths))))
    return {
        row.path: {
            name: value
            for name, value in row._mapping.items()
            if value is not None and name not in ("id", "path")
        }
        for row in rows
    }
