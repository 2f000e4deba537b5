"""Who else on this machine could read what only the forum should."""

import stat
from collections.abc import Iterator

from forum.cli.checking.finding import Finding, bad, good
from forum.config import Config

_SECRET = ("secret_key",)
_PRIVATE = ("forum.toml", "forum.db", "forum.db-wal", "forum.db-shm", "versions", "mail", "files")


def findings(settings: Config) -> Iterator[Finding]:
    folder = settings.instance
    open_to = [
        path
        for path in (folder, *(folder / name for name in (*_SECRET, *_PRIVATE)))
        if path.exists() and path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)
    ]
    shielded = not folder.stat().st_mode & stat.S_IXOTH
    if not open_to or (shielded and folder not in open_to):
        yield good("permissions", f"nobody else on this machine can read {folder}")
    else:
        yield bad(
            "permissions",
            f"everybody on this machine can read {open_to[0]}",
            f"chmod -R o-rwx {folder}",
        )
    for name in _SECRET:
        file = folder / name
        if file.exists() and file.stat().st_mode & stat.S_IRGRP:
            yield bad("permissions", f"the group can read {file}", f"chmod 600 {file}")
