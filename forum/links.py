"""Where things are. Templates, mail, feeds and the API all ask here; nothing else knows addresses.

Plain text formatting, not `url_for`: a list of 30 threads asks some 200 times.
"""

from urllib.parse import quote, urlencode

LISTS = ("latest", "new", "unread", "top", "unanswered", "mine")


def home() -> str:
    return "/"


def lists(kind: str, **query: str | int | None) -> str:
    """`kind` is one of LISTS."""
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
    """A post's permanent address: it says which page holds the post, whatever a page's size."""
    return f"/t/{thread_id}/{quote(slug)}/{number}#post-{number}"


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


def profile_field(field_id: int | str, verb: str = "") -> str:
    """Something members are asked about: a number or "new"; up, down, remove."""
    return f"/admin/profile-fields/{field_id}{'/' + verb if verb else ''}"


def off_boarding(name: str) -> str:
    """Where the team says that a colleague has left the company."""
    return f"/m/{quote(name)}/off-boarding"


def name_left(action_id: int | None = None) -> str:
    """Posts in which somebody who has left may still be named; with an id, where one is done."""
    return f"/admin/names-left{f'/{action_id}' if action_id else ''}"


def act_on_member(name: str, verb: str, **query: str | int | None) -> str:
    """Follow, unfollow, mute, block, part; `next` is where to go afterwards."""
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


def new_thread(category_slug: str = "") -> str:
    return "/start" + (f"?category={quote(category_slug)}" if category_slug else "")


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


def new_message(to: str = "", post: int | None = None) -> str:
    """Begin to write to members; `to` are names, `post` the id of the one that is continued."""
    return f"/messages/new{_query({'to': to, 'post': post})}"


def report_message(conversation_id: int, number: int) -> str:
    return f"/messages/{conversation_id}/{number}/report"


def message_reports(report_id: int | None = None, **query: str | int | None) -> str:
    """For staff: what was reported, or one of it."""
    return f"/messages/reports{f'/{report_id}' if report_id else ''}{_query(query)}"


def ask_team(**query: str | int | None) -> str:
    return f"/ask{_query(query)}"


def team_inbox(**query: str | int | None) -> str:
    """For the team: what it was asked."""
    return f"/messages/team{_query(query)}"


def colours_css(mark: str) -> str:
    """Colours of categories that not everybody sees; `mark` changes with them."""
    return f"/colours.css?v={mark}"


def brand_css() -> str:
    return "/brand.css"


def act_on_post(post_id: int, verb: str) -> str:
    """Edit, delete, restore, react, accept, revisions, source …"""
    return f"/posts/{post_id}/{verb}"


def feed(*parts: str | int) -> str:
    """`feed()` is the site's, `feed("c", slug)` a category's, and so on."""
    return "".join(f"/{quote(str(part))}" for part in parts) + "/feed.atom"


def sign_in(then: str = "") -> str:
    return "/sign-in" + (f"?next={quote(then, safe='')}" if then else "")


def sign_out() -> str:
    return "/sign-out"


def sign_up(ref: str = "") -> str:
    """`ref` is the label of a campaign."""
    return "/join" + _query({"ref": ref})


def confirm_sign_up(token: str = "") -> str:
    """Where a sign-up waits for its confirmation, or with the link from the letter, gets it."""
    return f"/join/{token or 'sent'}"


def sign_in_code(recovery: bool = False) -> str:
    """Where the second factor is asked for; `recovery`: one of the codes kept on paper."""
    return "/sign-in/code" + ("?recovery=1" if recovery else "")


def stay() -> str:
    """Where somebody who is leaving is asked, once they have signed in, whether they would stay."""
    return "/sign-in/leaving"


def sign_in_passkey() -> str:
    return "/sign-in/passkey"


def reset_password(token: str = "") -> str:
    """Ask for a new password; with a token, choose it."""
    return "/reset" + (f"/{token}" if token else "")


def confirm_email(token: str) -> str:
    return f"/account/email/{token}"


def claim(token: str) -> str:
    return f"/claim/{token}"


def account(page: str = "", **query: str | int | None) -> str:
    """`page` is name, email, password, two-factor, passkeys, sessions, look, privacy, leave …"""
    return "/account" + (f"/{page}" if page else "") + _query(query)


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


def guidelines() -> str:
    return "/guidelines"


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


def _query(pairs: dict[str, str | int | None]) -> str:
    found = {name: value for name, value in pairs.items() if value not in (None, "")}
    return "?" + urlencode(found) if found else ""
