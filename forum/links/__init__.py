"""Where things are. Templates, mail, feeds and the API all ask here; nothing else knows addresses.

Plain text formatting, not `url_for`: a list of 30 threads asks some 200 times.
"""

from urllib.parse import quote

from forum.links.ending import query as _query
from forum.links.entering import (
    arrived,
    confirm_sign_up,
    reset_password,
    sign_in,
    sign_in_back,
    sign_in_code,
    sign_in_link,
    sign_in_passkey,
    sign_in_with,
    sign_out,
    sign_up,
    stay,
)
from forum.links.finding import filtered, search
from forum.links.looks import accept, brand_css, language, own_css, page, share_picture
from forum.links.moderation import (
    appeal_by_letter,
    case,
    decisions,
    member_notes,
    message_reports,
    misuse,
    moderation,
    moderation_page,
    remove_note,
    report_member,
    report_message,
    report_post,
    reports,
    statement,
    thread_notes,
    transparency,
)
from forum.links.shaping import admin_category, guideline_draft

# What is handed on from here; the rest is below.
__all__ = [
    "accept",
    "admin_category",
    "appeal_by_letter",
    "arrived",
    "brand_css",
    "case",
    "confirm_sign_up",
    "decisions",
    "filtered",
    "guideline_draft",
    "language",
    "member_notes",
    "message_reports",
    "misuse",
    "moderation",
    "moderation_page",
    "own_css",
    "page",
    "remove_note",
    "report_member",
    "report_message",
    "report_post",
    "reports",
    "reset_password",
    "search",
    "share_picture",
    "sign_in",
    "sign_in_back",
    "sign_in_code",
    "sign_in_link",
    "sign_in_passkey",
    "sign_in_with",
    "sign_out",
    "sign_up",
    "statement",
    "stay",
    "thread_notes",
    "transparency",
]

LISTS = ("latest", "new", "unread", "top", "unanswered", "mine")


def home() -> str:
    return "/"


def lists(kind: str, **query: str | int | None) -> str:
    return f"/{kind}{_query(query)}"


def category(slug: str, kind: str = "", **query: str | int | None) -> str:
    return f"/c/{quote(slug)}{'/' + kind if kind else ''}{_query(query)}"


def tag(slug: str, **query: str | int | None) -> str:
    return f"/tag/{quote(slug)}{_query(query)}"


def tags() -> str:
    return "/tags"


def thread(thread_id: int, slug: str, page: int = 1) -> str:
    return f"/t/{thread_id}/{quote(slug)}{f'?page={page}' if page > 1 else ''}"


def post(thread_id: int, slug: str, number: int) -> str:
    """A post's permanent address. One that waits for a moderator stands at the end, at 0."""
    return f"/t/{thread_id}/{quote(slug)}/{max(number, 0)}#post-{number}"


def member(name: str, tab: str = "", **query: str | int | None) -> str:
    return f"/m/{quote(name)}{'/' + tab if tab else ''}{_query(query)}"


def members(**query: str | int | None) -> str:
    """Everybody who is here."""
    return f"/members{_query(query)}"


def team() -> str:
    return "/team"


def admin(page: str = "", **query: str | int | None) -> str:
    """`page` is one of those in templates/admin/frame.html."""
    return "/admin" + (f"/{page}" if page else "") + _query(query)


def setup(token: str) -> str:
    """Founding the community, once."""
    return f"/setup/{quote(token)}"


def profile_field(field_id: int | str, verb: str = "") -> str:
    """Something members are asked about: a number or "new"; up, down, remove."""
    return f"/admin/profile-fields/{field_id}{'/' + verb if verb else ''}"


def standing_of(name: str, what: str = "") -> str:
    """What the team knows of a member; `what` is changed there: level, office, partner."""
    return f"/m/{quote(name)}/standing{'/' + what if what else ''}"


def off_boarding(name: str) -> str:
    """Where the team says that a colleague has left the company."""
    return f"/m/{quote(name)}/off-boarding"


def name_left(action_id: int | None = None) -> str:
    """Posts in which somebody who has left may still be named; with an id, where one is done."""
    return f"/admin/names-left{f'/{action_id}' if action_id else ''}"


def act_on_member(name: str, verb: str, **query: str | int | None) -> str:
    """Follow, mute, block, report, notice, spammer …; `next` is where to go afterwards."""
    return f"/m/{quote(name)}/{verb}{_query(query)}"


def people(which: str = "following", **query: str | int | None) -> str:
    """One's own lists: whom one follows, has muted, has blocked."""
    return f"/account/people{'' if which == 'following' else '/' + which}{_query(query)}"


def avatar(user_id: int, name: str, key: str | None = None) -> str:
    """The picture a member chose, else one drawn from their name."""
    return f"/uploads/{key}/avatar" if key else f"/avatar/{user_id}/{quote(name)}.svg"


def upload(key: str, name: str) -> str:
    return f"/uploads/{key}/{quote(name)}"


def uploads() -> str:
    """Where files are sent to, and where a member finds those in no post yet."""
    return "/uploads"


def thumbnail(key: str) -> str:
    return f"/uploads/{key}/thumbnail"


def new_thread(category_slug: str = "", title: str = "") -> str:
    return "/start" + _query({"category": category_slug, "title": title})


def reply(thread_id: int, to: int | None = None, quoting: int | None = None) -> str:
    return f"/threads/{thread_id}/reply{_query({'to': to, 'quote': quoting})}"


def act_on_thread(thread_id: int, verb: str) -> str:
    """Close, open, pin, unpin, move, read …"""
    return f"/threads/{thread_id}/{verb}"


def mark_read(category_slug: str = "") -> str:
    """Everything, or one category with what is below it, counts as read from now on."""
    return f"/c/{quote(category_slug)}/read" if category_slug else "/read"


def messages(conversation_id: int | None = None, **query: str | int | None) -> str:
    """One's private conversations, or one of them."""
    return f"/messages{f'/{conversation_id}' if conversation_id else ''}{_query(query)}"


def message(conversation_id: int, number: int) -> str:
    """One message, on the page that ends with it."""
    return f"/messages/{conversation_id}?before={number + 1}#message-{number}"


def act_on_conversation(conversation_id: int, verb: str) -> str:
    """Write, leave, mute, unmute, add, solve, assign."""
    return f"/messages/{conversation_id}/{verb}"


def new_message(to: str = "", post: int | None = None, about: str = "") -> str:
    """Write to members `to`, going on from a `post`'s id; `about` "privacy": how one leaves."""
    return f"/messages/new{_query({'to': to, 'post': post, 'about': about})}"


def notice(token: str) -> str:
    return f"/notices/{quote(token)}"


def ask_team(**query: str | int | None) -> str:
    return f"/ask{_query(query)}"


def team_inbox(**query: str | int | None) -> str:
    """For the team: what it was asked."""
    return f"/messages/team{_query(query)}"


def colours_css(mark: str) -> str:
    """Colours of categories that not everybody sees; `mark` changes with them."""
    return f"/colours.css?v={mark}"


def act_on_post(post_id: int, verb: str) -> str:
    """Edit, delete, restore, react, accept, revisions, source, notice …"""
    return f"/posts/{post_id}/{verb}"


def feed(*parts: str | int) -> str:
    """`feed()` is the site's, `feed("c", slug)` a category's, and so on."""
    return "".join(f"/{quote(str(part))}" for part in parts) + "/feed.atom"


def confirm_email(token: str) -> str:
    return f"/account/email/{token}"


def claim(token: str) -> str:
    return f"/claim/{token}"


def account(page: str = "", **query: str | int | None) -> str:
    """`page` is name, email, password, two-factor, passkeys, sessions, look, privacy, leave …"""
    return "/account" + (f"/{page}" if page else "") + _query(query)


def api(path: str = "") -> str:
    return f"/api/v1{path}"


def api_reference() -> str:
    """The page on which one reads what programs can do, and tries it."""
    return "/api"


def invite(token: str) -> str:
    """What somebody who is invited is sent."""
    return f"/invite/{token}"


def revoke_invite(invite_id: int) -> str:
    return f"/account/invites/{invite_id}/revoke"


def scheme() -> str:
    return "/preferences/scheme"


def dev_mail(name: str = "") -> str:
    """The letters that were written instead of sent; in development only."""
    return "/dev/mail" + (f"/{quote(name)}" if name else "")


def categories() -> str:
    return "/categories"


def groups() -> str:
    return "/groups"


def group(slug: str, verb: str = "", **query: str | int | None) -> str:
    """A group's page, or what is done there: join, leave, request, add, remove, answer, edit."""
    return f"/groups/{quote(slug)}{'/' + verb if verb else ''}{_query(query)}"


def new_group() -> str:
    return "/admin/groups/new"


def badges() -> str:
    return "/badges"


def badge(slug: str, **query: str | int | None) -> str:
    return f"/badges/{quote(slug)}{_query(query)}"


def admin_badges(slug: str = "", verb: str = "") -> str:
    """The list of all badges; one of them, or "new"; what is done to it."""
    return "/admin/badges" + "".join(f"/{quote(part)}" for part in (slug, verb) if part)


def guidelines(page: str | int = "", document: str = "", **query: str | int | None) -> str:
    """`page`: versions, a number, compare, accept, section/<anchor>; `document`: a category's."""
    place = f"/in/{quote(document)}" if document and document != "community" else ""
    return f"/guidelines{place}{f'/{page}' if page else ''}{_query(query)}"


def software() -> str:
    """What runs here, under which licence, and where its source is."""
    return "/software"


def notifications(notification_id: int | None = None, **query: str | int | None) -> str:
    """The list; with an id, the way from it to what it is about."""
    one = f"/{notification_id}" if notification_id else ""
    return f"/notifications{one}{_query(query)}"


def notification_count() -> str:
    return "/notifications/count"


def level(kind: str, key: int | str) -> str:
    """Where the form is sent that says how closely to follow a thread, category or tag."""
    place = {"thread": "/threads", "category": "/c", "tag": "/tag"}[kind]
    return f"{place}/{quote(str(key))}/level"


def bookmarks(**query: str | int | None) -> str:
    return f"/bookmarks{_query(query)}"


def stop_mail(token: str) -> str:
    """What a letter's "no more of these" leads to; needs no sign-in."""
    return f"/mail/stop/{quote(token)}"


def ambassadors(page: str = "", number: int | None = None, verb: str = "") -> str:
    """The programme: its public page; apply, nominate, mine; review and what is the team's."""
    parts = [part for part in (page, number, verb) if part]
    return "/ambassadors" + "".join(f"/{part}" for part in parts)


def drafts() -> str:
    return "/drafts"


def draft(key: str) -> str:
    """What is kept under a key (new, message, ask, thread:42, post:7, conversation:9)."""
    return f"/drafts/{quote(key, safe=':')}"


def drafted(key: str) -> str:
    """The form that the draft under this key fills."""
    kind, _, number = key.partition(":")
    if kind == "thread":
        return reply(int(number))
    if kind == "conversation":
        return f"{messages(int(number))}#reply"
    if key in {"message", "ask"}:
        return new_message() if key == "message" else ask_team()
    return act_on_post(int(number), "edit") if kind == "post" else new_thread()


def preview() -> str:
    return "/preview"


def suggest(kind: str, **query: str | int | None) -> str:
    """`kind` is members, categories or tags; the script adds `q`."""
    return f"/suggest/{kind}{_query(query)}"
