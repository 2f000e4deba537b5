"""What the API answers about guidelines that are being written."""

from forum.blueprints.api.shapes import Person, Shape


class Id(Shape):
    id: int


class Anchor(Shape):
    anchor: str


class Shelf(Shape):
    """`category_id` 0: the community's. The others are ids of versions."""

    category_id: int
    title: str
    in_force: int | None
    announced: int | None
    draft: int | None
    author: Person | None


class Shelves(Shape):
    items: list[Shelf]


class NewsChange(Shape):
    """`kind`: added, changed or removed; `stays`: the community's own words, which are kept."""

    kind: str
    anchor: str
    title: str
    before: str
    after: str
    stays: bool


class News(Shape):
    known: int
    number: int
    changes: list[NewsChange]


class DraftSection(Shape):
    """`seen` goes back with a change, so that nobody is overwritten."""

    anchor: str
    title: str
    body: str
    example: str
    reason: str
    severity: int
    eu_category: str
    seen: str


class Draft(Shape):
    id: int
    number: int
    state: str
    summary: str
    change_note: str
    significance: str
    author: Person | None
    seen: str
    seen_whole: str
    sections: list[DraftSection]
    missing: list[str]
    days_of_notice: int
    sent_back_because: str
    may_propose: bool
    may_approve: bool
