#!/bin/sh
# backup.sh FOLDER: a copy of the running forum, as of one moment: the database first, then the
# files it names (a file is there before the row that names it). Keeps the last fourteen.
set -eu
umask 077
to="$1/$(date -u +%Y%m%d-%H%M%S)"
mkdir -p "$to.part"

case "${FORUM_DATABASE_URL:-}" in
  "") # SQLite's own online backup: readers and writers go on meanwhile.
    python3 - "$FORUM_INSTANCE/forum.db" "$to.part/forum.db" <<'PYTHON'
import sqlite3
import sys

source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
copy = sqlite3.connect(sys.argv[2])
source.backup(copy)
found = copy.execute("PRAGMA integrity_check").fetchone()[0]
if found != "ok":
    sys.exit(f"the copy is damaged: {found}")
PYTHON
    ;;
  *) pg_dump --format=custom --file="$to.part/forum.dump" "$FORUM_DATABASE_URL" ;;
esac

[ -d "$FORUM_INSTANCE/files" ] && cp -a "$FORUM_INSTANCE/files" "$to.part/files"
[ -f "$FORUM_INSTANCE/secret_key" ] && cp -p "$FORUM_INSTANCE/secret_key" "$to.part/"
mv "$to.part" "$to"
ls -d "$1"/[0-9]*-[0-9]* | sort | head -n -14 | xargs -r rm -rf
echo "$to"
