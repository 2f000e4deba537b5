"""Decides, once all has been read, what can be brought over and why the rest cannot."""

from forum.importers.discourse.records import KINDS
from forum.importers.discourse.staging import DELETED, THREADS, Staging

PRIVATE = "it is a private message, and this is no place for it"
NO_CATEGORY = "its category is unknown; private messages are the ones that have none"
EMPTY = "none of its posts can be brought over"
OF_ITS_THREAD = "its thread is not brought over"
WITHOUT_POSTS = "nothing they wrote is brought over"
OF_ITS_POST = "its post is not brought over"


def settle(staging: Staging) -> None:
    """Mark in the staging what is left aside, and count and list it in the report."""
    _threads(staging)
    _posts(staging)
    _members_and_categories(staging)
    for kind in KINDS:
        staging.report.count_read(kind, 0)


def _threads(staging: Staging) -> None:
    statement = """SELECT number, payload, category, private FROM thread
        WHERE number > ? ORDER BY number"""
    for page in staging.pages(statement):
        for row in page:
            _thread(staging, *row)


def _thread(
    staging: Staging, number: int, payload: bytes, category: int | None, private: bool
) -> None:
    report = staging.report
    thread = THREADS.validate_json(payload)
    report.count_read("threads")
    reason = DELETED if thread.deleted else PRIVATE if private else ""
    first = staging.row(
        """SELECT id, number FROM post WHERE thread = ? AND skipped IS NULL
        ORDER BY number, id LIMIT 1""",
        number,
    )
    if not reason:
        reason = NO_CATEGORY if category is None else "" if first else EMPTY
    if reason:
        report.skip("threads", reason, f"thread {number}")
        staging.change("UPDATE thread SET skipped = ? WHERE number = ?", [(reason, number)])
        return
    if first[1] != 1:
        report.note(
            "threads", f"thread {number}",
            f"its first post is not in the archive; it begins with what was number {first[1]}",
        )  # fmt: skip
    staging.change("UPDATE thread SET first = ? WHERE number = ?", [(first[0], number)])
    _compare(staging, number, thread.expected)


def _compare(staging: Staging, number: int, expected: int | None) -> None:
    held: int = staging.row("SELECT count(*) FROM post WHERE thread = ?", number)[0]
    if expected is not None and expected > held:
        missing = expected - held
        staging.report.note(
            "threads",
            f"thread {number}",
            f"{missing} of its {expected} posts are not in the archive",
        )


def _posts(staging: Staging) -> None:
    staging.db.execute(
        """UPDATE post SET skipped = ? WHERE skipped IS NULL AND thread IN
            (SELECT number FROM thread WHERE skipped IS NOT NULL)""",
        (OF_ITS_THREAD,),
    )
    for thread, number, reason, reactions in staging.db.execute(
        """SELECT thread, number, skipped, reactions FROM post WHERE skipped IS NOT NULL
        ORDER BY thread, number"""
    ):
        where = "" if reason == OF_ITS_THREAD else f"thread {thread}, post {number}"
        staging.report.skip("posts", reason, where)
        staging.report.skip("reactions", OF_ITS_POST, count=reactions)


def _members_and_categories(staging: Staging) -> None:
    """A member comes with their posts, a category with its threads or if a list names it."""
    report = staging.report
    report.count_read("members", staging.row("SELECT count(*) FROM member")[0])
    gone = staging.db.execute(
        """DELETE FROM member WHERE number NOT IN
            (SELECT author FROM post WHERE skipped IS NULL)"""
    ).rowcount
    report.skip("members", WITHOUT_POSTS, count=gone)
    staging.db.execute(
        """INSERT OR IGNORE INTO category (number, name, slug, description, colour, rank, told_by)
        SELECT DISTINCT category, '', '', '', '', 0, 0 FROM thread
        WHERE skipped IS NULL"""
    )
    staging.db.execute(
        """DELETE FROM category WHERE rank < 2 AND number NOT IN
            (SELECT category FROM thread WHERE skipped IS NULL)"""
    )
    report.count_read("categories", staging.row("SELECT count(*) FROM category")[0])
