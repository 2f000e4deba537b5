"""What programs send that no page does: where in a list they are, and what is one form on pages."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from forum.forms.base import (
    FILLED,
    ON_ONE_LINE,
    TEXT,
    Form,
    Whole,
    WholeOrNothing,
    Yes,
    longest,
)
from forum.forms.conversations import Names, Subject
from forum.forms.drafts import Payload
from forum.forms.posts import Body, Kind, Reason, Title
from forum.forms.reports import ReportForm
from forum.forms.tags import Tags
from forum.forms.threads import Slug, day
from forum.lib.keyset import LONGEST as LONGEST_CURSOR

Cursor = Annotated[str, TEXT, longest(LONGEST_CURSOR)]


class PageQuery(Form):
    """`after` is the `next` of the page before."""

    after: Cursor = ""


class ThreadsQuery(PageQuery):
    """`category` (with what is below it) and `tag` are slugs; `period` is for the list "top"."""

    list: Literal["latest", "new", "unread", "top", "unanswered", "mine"] = "latest"
    category: Slug = ""
    tag: Annotated[str, TEXT, longest(100)] = ""
    period: Literal["day", "week", "month", "year", "all"] = "week"


class PostsQuery(Form):
    """`after` is a number in the thread: the posts that follow it."""

    after: Whole = 0


class NewThread(Form):
    """`as_house`: in the brand's name, for who may speak so; `is_personal`: not for the brand."""

    title: Title
    body: Body
    category: Slug
    kind: Kind = ""
    tags: Tags = []
    as_house: Yes = False
    is_personal: Yes = False


class ChangedThread(Form):
    """What is left out stays as it is."""

    title: Title | None = None
    kind: Kind | None = None
    tags: Tags | None = None
    reason: Reason = ""


class NewPost(Form):
    """`reply_to` is the number of the post that is answered; `is_personal`: not for the brand."""

    body: Body
    reply_to: Whole | None = None
    is_personal: Yes = False


class ChangedPost(Form):
    body: Body
    reason: Reason = ""


class ReadUpTo(Form):
    """`number` of the last post that was read; without it the thread is put away, read or not."""

    number: Whole | None = None


Answers = Annotated[
    dict[str, Annotated[str, TEXT, longest(2_000)]],
    Field(max_length=50), WithJsonSchema(
        {"type": "object", "additionalProperties": {"type": "string", "maxLength": 2_000},
         "maxProperties": 50}),
]  # fmt: skip


class ChangedProfile(Form):
    """What is left out stays as it is. `fields` are what admins ask about besides, by their key."""

    display_name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(200)] | None = None
    pronouns: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] | None = None
    location: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] | None = None
    website: Annotated[str, TEXT, ON_ONE_LINE, longest(300)] | None = None
    interests: Annotated[str, TEXT, ON_ONE_LINE, longest(200)] | None = None
    bio: Annotated[str, TEXT, longest(4_000)] | None = None
    fields: Answers = {}


class MembersQuery(PageQuery):
    """`q`: the beginning of a name; `group` and `badge` are slugs; `within`: seen in this time, for
    who may see that; `sort`: who helped most, who is new, who was here last."""

    q: Annotated[str, TEXT, longest(100)] = ""
    group: Annotated[str, TEXT, longest(64)] = ""
    badge: Annotated[str, TEXT, longest(64)] = ""
    within: Literal["", "day", "week", "month", "year"] = ""
    sort: Literal["helped", "new", "active"] = "helped"


class KeptBookmark(Form):
    """`remind` is a day: 2027-01-31."""

    note: Annotated[str, TEXT, ON_ONE_LINE, longest(300)] = ""
    remind: Annotated[date | None, BeforeValidator(day)] = None


class SavedDraft(Form):
    """`sequence` is the one that was read, 0 when there was none; `force` saves all the same."""

    sequence: WholeOrNothing = 0
    payload: Payload
    force: Yes = False


class Level(Form):
    """0 muted, 1 normal, 2 tracking, 3 watching, for categories and tags 4: first posts."""

    level: Whole


class NewTalk(Form):
    """`to` are names with commas between them; `post` is the id of one that is continued here."""

    to: Names
    title: Subject = ""
    body: Body
    post: Whole | None = None


class NewMessage(Form):
    body: Body


class MessagesQuery(Form):
    """`after`: only messages before this number, as `next` says."""

    after: Whole | None = None


class NewReport(ReportForm):
    """`reason` is a key of `report-reasons`; `law` and good faith for what is illegal; `acts`: the
    team wants it hidden until it is decided. `on_behalf`: the team passes on what an authority
    ("authority") or a trusted flagger ("trusted") said; `notifier` and `address`: who, and where
    they are answered."""

    reason: Annotated[str, TEXT, longest(80)]


class SearchQuery(PageQuery):
    """`q` is what one would type into the search box: docs/search.md."""

    q: Annotated[str, TEXT, FILLED, longest(1000)]


class NewUpload(Form):
    purpose: Literal["post"] = "post"


class QueueQuery(PageQuery):
    """`category` is a slug; `whose` mine, free or asked."""

    state: Annotated[str, TEXT, longest(32)] = ""
    kind: Annotated[str, TEXT, longest(32)] = ""
    category: Slug = ""
    whose: Literal["", "mine", "free", "asked"] = ""


class NewNote(Form):
    body: Annotated[str, TEXT, FILLED, longest(4000)]


class NewPin(Form):
    """`until` is the last day on which the pin holds."""

    scope: Literal["category", "everywhere"] = "category"
    until: Annotated[date | None, BeforeValidator(day)] = None
    reason: Reason = ""


class LogQuery(PageQuery):
    """`who` and `whom` are names."""

    who: Annotated[str, TEXT, longest(64)] = ""
    whom: Annotated[str, TEXT, longest(64)] = ""
    verb: Annotated[str, TEXT, longest(64)] = ""


class Question(Form):
    """To the team. `post`: the id of one it is about; `is_direct`: of an ambassador to who runs the
    programme."""

    title: Annotated[Subject, FILLED]
    body: Body
    post: Whole | None = None
    is_direct: Yes = False


class AboutBrand(Form):
    is_about_brand: Yes


class MergedThreads(Form):
    """`target` is a thread's number or its address."""

    target: Annotated[str, TEXT, FILLED, longest(300)]
    reason: Reason = ""
    mixes: Yes = False
    answer: Literal["", "kept", "moved"] = ""


Numbers = Annotated[list[Whole], Field(max_length=500)]


class SplitThread(Form):
    """`numbers` of posts; with `target` into that thread, else into a new one."""

    numbers: Numbers
    target: Annotated[str, TEXT, longest(300)] = ""
    title: Title = ""
    category: Slug = ""
    tags: Tags = []
    reason: Reason = ""
    mixes: Yes = False
    answer: Literal["", "kept", "moved"] = ""


class ManyThreads(Form):
    """`threads` are their ids; `verb` what is done to each."""

    threads: Numbers
    verb: Annotated[str, TEXT, longest(16)]
    category: Slug = ""
    tags: Tags = []
    reason: Reason = ""


class ManyEvents(Form):
    events: Numbers


class PeopleQuery(PageQuery):
    which: Literal["following", "muted", "blocked"] = "following"


class Focus(Form):
    focus: Literal["top", "middle", "bottom"]


Value = Literal["none", "site", "mail"]


class NewNotificationChoices(Form):
    """`events` are those of the list, each with none, site or mail; what is left out stays."""

    events: dict[Annotated[str, longest(40)], Value] = {}
    digest_days: WholeOrNothing = None
    is_read_untracked: bool | None = None


class ChangedPrivacy(Form):
    """What is left out stays as it is."""

    mentions_from: Annotated[str, TEXT, longest(16)] | None = None
    messages_from: Annotated[str, TEXT, longest(16)] | None = None
    hides_activity: bool | None = None
    hides_presence: bool | None = None
    is_unlisted: bool | None = None


class ChangedLook(Form):
    """What is left out stays as it is; an empty language or time zone is the site's."""

    scheme: Annotated[str, TEXT, longest(16)] | None = None
    posts_per_page: WholeOrNothing = None
    locale: Annotated[str, TEXT, longest(16)] | None = None
    time_zone: Annotated[str, TEXT, ON_ONE_LINE, longest(60)] | None = None


class ChangedShowing(Form):
    """What is left out stays as it is."""

    in_register: bool | None = None
    as_alumni: bool | None = None


class NewTitle(Form):
    """The slug of a badge; empty: no title."""

    badge: Annotated[str, TEXT, ON_ONE_LINE, longest(64)]


class NewPicture(Form):
    """With a square cut out of it, in pixels; the middle of it otherwise."""

    crop_left: WholeOrNothing = None
    crop_top: WholeOrNothing = None
    crop_side: WholeOrNothing = None


class AcceptedVersion(Form):
    version_id: Whole


class NewBadge(Form):
    """`rule` as it is kept; without one it is given by hand."""

    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    description: Annotated[str, TEXT, longest(1000)] = ""
    tier: Annotated[str, TEXT, longest(40)] = "bronze"
    grouping: Annotated[str, TEXT, longest(40)] = "other"
    icon: Annotated[str, TEXT, longest(40)] = "sprout"
    rule: dict[str, Any] | None = None
    is_enabled: Yes = True
    is_taken_back: Yes = False
    is_title: Yes = False


class ActivityQuery(PageQuery):
    """Goes on where the page before ended."""


class TeamQuery(PageQuery):
    """`state` open, waiting or solved; `is_mine`: those one looks after."""

    state: Literal["", "open", "waiting", "solved"] = ""
    is_mine: Yes = False


class SettingsQuery(Form):
    """`q`: words of a name, a label or a help; `changed`: only those that are not as usual."""

    q: Annotated[str, TEXT, longest(100)] = ""
    changed: Yes = False


Typed = str | bool | int | list[str | int]


class ChangedSettings(Form):
    """Values by name, as texts, numbers or truths, of groups their ids."""

    values: dict[Annotated[str, longest(100)], Typed] = Field(min_length=1, max_length=300)


class HistoryQuery(PageQuery):
    name: Annotated[str, TEXT, longest(100)] = ""


Right = Literal["see", "reply", "start", "moderate"]


class NewAccess(Form):
    """Rights by the id of a group: {"1": ["see"], "2": ["see", "reply", "start"]}."""

    access: dict[Annotated[str, Field(pattern="^[0-9]{1,9}$")], list[Right]] = Field(max_length=500)

    @property
    def grid(self) -> dict[int, frozenset[str]]:
        return {int(one): frozenset(rights) for one, rights in self.access.items()}


class OffBoarding(Form):
    """`until` is the last day; `successor` a name; `groups` the ids of those that end as well."""

    until: Annotated[date, Field(strict=False)]
    successor: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""
    groups: Numbers = []
    new_name: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""


class OwnWords(Form):
    """`text` as the interface says it in English, `context` which meaning of it, where it has
    several; `said`: what stands for it, in its forms."""

    language: Annotated[str, TEXT, longest(16)]
    text: Annotated[str, TEXT, FILLED, longest(4_000)]
    context: Annotated[str, TEXT, longest(100)] = ""
    said: list[Annotated[str, TEXT, longest(4_000)]] = Field(default=[], max_length=6)
