"""What the API answers moderators with: cases in full, appeals, templates."""

from datetime import datetime

from forum.blueprints.api.shapes import Address, Person, Shape, from_href
from forum.blueprints.api.shapes_of_people import CaseInList, DecisionOfCase, Note


class Option(Shape):
    """Something that can be chosen: what is sent, and what it means."""

    key: str
    label: str


class Options(Shape):
    items: list[Option]


class PostOfCase(Shape):
    """`place`: before, it or after."""

    id: int
    number: int
    author: Person
    created_at: datetime
    edited_at: datetime | None
    state: str
    html: str
    url: Address = from_href()
    place: str


class ReportOfCase(Shape):
    """`reporter` and `name` are for staff alone; `reason` is a section's anchor or a word."""

    reference: str
    reason: str
    section_id: int | None
    source: str
    is_illegal: bool
    law: str
    explanation: str
    score: float
    created_at: datetime
    reporter: Person | None
    name: str
    email: str


class MessageReport(Shape):
    id: int
    author: Person
    reporter: Person
    reason: str
    created_at: datetime
    is_new: bool


class MessageReports(Shape):
    items: list[MessageReport]
    next: str | None


class OpenedReport(Shape):
    """The one message that was reported."""

    row: MessageReport
    text: str
    sent_at: datetime


class Kept(Shape):
    """What was there when it was reported or held."""

    created_at: datetime
    title: str
    body: str


class Sanction(Shape):
    kind: str
    points: int
    starts_at: datetime
    expires_at: datetime | None


class AppealOfMember(Shape):
    reference: str
    state: str
    by_role: str
    submitted_at: datetime
    decided_at: datetime | None


class DecisionOfMember(DecisionOfCase):
    reference: str
    quote: str
    by: Person | None
    second: Person | None


class MemberOfCase(Shape):
    """What the team knows of the member: standing, sanctions, decisions, appeals."""

    person: Person
    created_at: datetime
    last_seen_at: datetime | None
    trust_level: int
    post_count: int
    suspended_until: datetime | None
    restricted_until: datetime | None
    terminated_at: datetime | None
    points: int
    sanctions: list[Sanction]
    decisions: list[DecisionOfMember]
    appeals: list[AppealOfMember]


class Case(CaseInList):
    """`version` is what deciding asks for in If-Match; the ETag begins with it."""

    version: int
    is_open: bool
    held_until: datetime | None
    thread_title: str
    posts: list[PostOfCase]
    kept: list[Kept]
    reports: list[ReportOfCase]
    messages: list[MessageReport]
    member: MemberOfCase
    notes: list[Note]
    decisions: list[DecisionOfMember]


class Rule(Shape):
    """A section that a decision can rest on; `words` an explanation can begin with."""

    id: int
    anchor: str
    title: str
    words: str


class Alternative(Shape):
    key: str
    url: Address = from_href()


class Proposal(DecisionOfCase):
    """What waits for a second person, and what the member will read then."""

    statement_html: str


class Choices(Shape):
    """What the account may decide here. No `actions`: `refusal` says why."""

    actions: list[str]
    refusal: str
    rules: list[Rule]
    chosen: int | None
    taken: int
    may_add: bool
    may_mark: bool
    text: str
    alternatives: list[Alternative]
    jumps: list[Option]
    least_facts: int
    colleagues: list[Option]
    proposal: Proposal | None
    may_second: bool
    why_not_second: str


class Preview(Shape):
    """What the member will read; `remarks` on its tone are for who decides."""

    text: str
    html: str
    remarks: list[str]


class Decided(Shape):
    """`state`: in_force, or proposed: it is done when somebody else agrees."""

    id: int
    action: str
    state: str
    ends_at: datetime | None


class ProposalInList(Shape):
    id: int
    reference: str
    title: str
    action: str
    also: str
    section: str
    facts: str
    about: Person
    by: Person | None
    decided_at: datetime
    restores_at: datetime | None
    is_about_brand: bool
    is_mine: bool
    may_second: bool


class Proposals(Shape):
    items: list[ProposalInList]


class Counts(Shape):
    open: int
    late: int
    mine: int
    free: int
    asked: int


class SavedView(Shape):
    id: int
    name: str
    query: str


class SavedViews(Shape):
    items: list[SavedView]


class Notes(Shape):
    items: list[Note]


class AppealInList(Shape):
    reference: str
    case: str
    action: str
    title: str
    by_role: str
    by: Person | None
    about: Person
    submitted_at: datetime
    due_at: datetime
    is_late: bool
    holder: str
    is_mine: bool


class Appeals(Shape):
    items: list[AppealInList]
    next: str | None


class Appeal(AppealInList):
    """`outcomes`, codes, `milder` and `rules` are what an answer can say."""

    version: int
    is_open: bool
    held_until: datetime | None
    grounds: str
    statement_html: str
    decision: DecisionOfMember
    kept: list[Kept]
    reviewer: str
    outcomes: list[Option]
    codes_reversed: list[Option]
    codes_inadmissible: list[Option]
    milder: list[str]
    rules: list[Option]


class Template(Shape):
    id: int
    anchor: str
    title: str
    body: str
    language: str
    owner: str
    review_at: datetime | None
    is_due: bool
    is_enabled: bool
    use_count: int
    decided: int
    reversed: int


class Templates(Shape):
    items: list[Template]


class Id(Shape):
    id: int


class Level(Shape):
    """Who looks first at what is of this severity; `hours` until it should be decided."""

    severity: int
    trigger: str
    owner: str
    backup: str
    first: str
    hours: int


class Levels(Shape):
    items: list[Level]
