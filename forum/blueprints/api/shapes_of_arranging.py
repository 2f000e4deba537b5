"""What the API answers who arranges the forum: settings, categories, jobs, pages."""

from datetime import datetime
from typing import Any

from forum.blueprints.api.shapes import Person, Shape
from forum.blueprints.api.shapes_of_groups import Standing


class Id(Shape):
    id: int


class Slug(Shape):
    id: int
    slug: str


class Count(Shape):
    count: int


class Names(Shape):
    items: list[str]


class Setting(Shape):
    """`value` of a secret is null, always; `usual` is the default, in words."""

    name: str
    section: str
    label: str
    help: str
    kind: str
    value: Any
    shown: str
    usual: str
    choices: list[str]
    is_changed: bool


class Settings(Shape):
    items: list[Setting]
    warnings: list[str]


class SettingChange(Shape):
    id: int
    name: str
    label: str
    section: str
    at: datetime
    who: str
    before: str
    after: str
    can_undo: bool
    is_undoing: bool


class Changes(Shape):
    items: list[SettingChange]
    next: str | None


class Job(Shape):
    id: int
    name: str
    attempts: int
    run_at: datetime
    failed_at: datetime | None
    error: str


class Jobs(Shape):
    items: list[Job]
    waiting: int
    running: int
    failed: int
    oldest_due: datetime | None


class Failure(Shape):
    """`seam`: what the plugin added that failed."""

    seam: str
    count: int
    last_at: datetime
    error: str


class Plugin(Shape):
    """`why_not`: it is not used, and why."""

    name: str
    version: str
    summary: str
    why_not: str
    failures: list[Failure]


class Plugins(Shape):
    items: list[Plugin]


class Field(Shape):
    id: int
    key: str
    label: str
    hint: str
    kind: str
    choices: list[str]
    is_required: bool


class Fields(Shape):
    items: list[Field]


class Synonym(Shape):
    id: int
    words: list[str]


class Synonyms(Shape):
    items: list[Synonym]


class CategoryAsItIs(Shape):
    """A category as it is configured."""

    id: int
    parent_id: int | None
    name: str
    slug: str
    description: str
    icon: str
    colour: str
    kinds: list[str]
    default_kind: str
    holds: str
    template: str
    default_sort: str
    tags_wanted: int
    tags_limited: bool
    search_percent: int
    hold_back_hours: int
    is_archived: bool
    version: int


class Branch(CategoryAsItIs):
    thread_count: int
    seen_by: list[str]


class Structure(Shape):
    items: list[Branch]


class Rights(Shape):
    """A group, and what it may do: see, reply, start, moderate."""

    id: int
    name: str
    rights: list[str]


class Contents(Shape):
    threads: int
    shown: int
    children: int
    followers: int
    cases: int
    addresses: int
    tags: int
    has_guidelines: bool
    is_room: bool


class Arranged(CategoryAsItIs):
    access: list[Rights]
    contents: Contents


class AccessChange(Shape):
    """How many members gain or lose a right in one category."""

    category_id: int
    place: str
    right: str
    gained: int
    lost: int


class AccessPreview(Shape):
    """`guests`: whether those without an account come to see it, or see it no longer."""

    own: list[AccessChange]
    below: list[AccessChange]
    guests: str


class PageSource(Shape):
    id: int
    slug: str
    title: str
    body: str
    is_published: bool
    is_in_footer: bool
    is_to_accept: bool
    position: int
    number: int


class OwnLetter(Shape):
    """`languages`: those in which it has words of the community's own."""

    kind: str
    group: str
    label: str
    languages: list[str]


class OwnLetters(Shape):
    items: list[OwnLetter]


class LetterVariable(Shape):
    """`kind` is text, address, link or block; `is_needed`: no body goes without it."""

    name: str
    kind: str
    help: str
    is_needed: bool


class LetterVersion(Shape):
    number: int
    subject: str
    body: str
    at: datetime
    who: str


class LetterSource(Shape):
    """`subject` and `body` are the community's own, or empty; `usual_…` what the forum says."""

    kind: str
    label: str
    language: str
    number: int
    subject: str
    body: str
    usual_subject: str
    usual_body: str
    variables: list[LetterVariable]
    versions: list[LetterVersion]


class LetterNumber(Shape):
    number: int


class DrawnLetter(Shape):
    subject: str
    text: str
    html: str


class EuStatement(Shape):
    """One statement as it would leave for the EU's database, its words redacted."""

    id: int
    case: str
    action: str
    ground: str
    reference: str
    facts: str
    explanation: str
    category: str
    sent_at: datetime
    is_reversed: bool


class EuFile(Shape):
    number: int
    statements: int
    made_at: datetime


class EuStatements(Shape):
    items: list[EuStatement]
    files: list[EuFile]


class EuContents(Shape):
    contents: dict[str, Any]


class NameLeft(Shape):
    """Where the rewriting of texts could not tell whether a word is a former member's name."""

    action_id: int
    former: str
    title: str
    before: str
    said: str
    after: str
    listed_at: datetime


class NamesLeft(Shape):
    items: list[NameLeft]


class GroupOfColleague(Shape):
    id: int
    name: str
    is_suggested: bool


class StandingOf(Standing):
    """`partner_kind`, `partner_of`: how, and of which company, a partner of the brand; or empty."""

    office: str
    byline: str
    partner_kind: str
    partner_of: str


class HandOver(Shape):
    """What follows when a colleague leaves the company."""

    person: Person
    byline: str
    open_count: int
    successors: list[str]
    groups: list[GroupOfColleague]
    new_name: str
