"""Gives each post the number it will have: dense, in the old order, behind what is here already."""

from forum.importers.discourse.staging import Staging


def plan(staging: Staging) -> None:
    """Number the posts that are not here yet, so that quotes can point to them before they are."""
    staging.db.execute(
        """UPDATE post SET our_number = planned.number FROM (
            SELECT post.id AS id, thread.base + row_number() OVER (
                PARTITION BY post.thread ORDER BY post.number, post.id) AS number
            FROM post JOIN thread ON thread.number = post.thread
            WHERE post.skipped IS NULL AND post.ours IS NULL
        ) AS planned WHERE planned.id = post.id"""
    )
    staging.db.execute(
        """UPDATE thread SET last = (SELECT max(our_number) FROM post
            WHERE post.thread = thread.number AND post.skipped IS NULL)"""
    )
