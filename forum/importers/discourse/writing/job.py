"""What all writers of one import share."""

from dataclasses import dataclass, field

from forum import database, structure
from forum.importers.discourse.drawing import Text
from forum.importers.discourse.progress import Bar
from forum.importers.discourse.records import Post
from forum.importers.discourse.source import Source
from forum.importers.discourse.staging import Staging
from forum.importers.discourse.tally import Report
from forum.importers.discourse.workers import Workers
from forum.importers.discourse.writing import reactions
from forum.services import counters


@dataclass(slots=True)
class Job:
    """One import: where things come from, where they are noted, and how far it is."""

    staging: Staging
    source: Source
    report: Report
    workers: Workers
    bar: Bar
    kinds: dict[str, str] = field(init=False)
    public: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        with database.unit("read"):
            offered = structure.current().reactions
            self.kinds = reactions.kinds({key: kind.symbol for key, kind in offered.items()})
            self.public = counters.public_categories()

    def author(self, number: int) -> int:
        """The id here of the member with this number there."""
        found: int = self.staging.row("SELECT ours FROM member WHERE number = ?", number)[0]
        return found

    def is_public(self, category_id: int) -> bool:
        return category_id in self.public

    def count_post(self, post: Post, text: Text) -> None:
        """A post has been written."""
        for note in text.notes:
            self.report.note("posts", f"thread {post.thread}, post {post.number}", note)
        self.report.count_imported("posts")
        self.report.count_imported("reactions", sum(count for _, count in post.reactions))
        self.bar.update(1)
