"""A forum with one of everything, a canary in each thing that not everybody may see, and the
addresses that lead to it all.

A canary is a word that is found nowhere else; `Canary.audience` names those of the cast who may
meet it. `addresses(app, forum)` gives every GET address of `app.url_map` with every seeded id, so a
new route joins by itself; what it cannot fill in is said by an error, and belongs into `Forum.things`.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

from werkzeug.routing import Rule

from forum import database, storage
from forum.extensions import db
from forum.lib import keyset, tokens
from forum.models import (
    AccountToken,
    Address,
    Bookmark,
    CandidacyReview,
    CategorySlug,
    Draft,
    Group,
    GroupMember,
    IntegrityFlag,
    Invite,
    Job,
    MemberSession,
    MessageReport,
    Notification,
    OldName,
    Participant,
    Perk,
    PerkAward,
    PostUpload,
    ProfileField,
    ProfileValue,
    ProgrammeEvent,
    Reaction,
    ReactionCount,
    Revision,
    SignUp,
    StaffAction,
    Tag,
    TagSlug,
    Upload,
)
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS
from tests import factories, programme

NAMES = ("guest", "nia", "max", "amy", "mo", "cleo", "ada", "sue")
MODERATORS = frozenset({"mo", "cleo", "ada"})
INSIDERS = frozenset({"amy", "cleo", "ada"})
NOBODY: frozenset[str] = frozenset()
NEVER_USED = 2**30
ALL = {"see", "reply", "start"}


@dataclass(frozen=True)
class Canary:
    word: str
    audience: frozenset[str]


@dataclass
class Forum:
    """The seeded forum. `things` are ids and slugs that belong together, by argument name; a
    route is asked about a thing when it takes the first of its names and needs no others."""

    people: SimpleNamespace
    canaries: list[Canary] = field(default_factory=list)
    things: list[dict[str, list[object]]] = field(default_factory=list)
    made: SimpleNamespace = field(default_factory=SimpleNamespace)

    def canary(self, word: str, *audience: str) -> str:
        """A word to put somewhere, remembered with those who may see it."""
        whole = f"zq{word}qz"
        self.canaries.append(Canary(whole, frozenset(audience)))
        return whole

    def secrets_for(self, name: str) -> list[str]:
        """The words that this one of the cast must never meet."""
        return [c.word for c in self.canaries if name not in c.audience]


def seed(cast: SimpleNamespace) -> Forum:
    """One of everything, committed."""
    forum = Forum(cast)
    _private_category(forum)
    _public_threads(forum)
    _accounts(forum)
    _programme(forum)
    _addresses(forum)
    _conversations(forum)
    database.commit()
    return forum


def _thread(forum: Forum, **with_):
    made = factories.thread(**with_)
    forum.things.append(
        {
            "thread_id": [made.id],
            "slug": [made.slug, "x"],
            "number": [1, 2],
            "post": [1],
            "key": [f"thread:{made.id}"],
        }
    )
    return made


def _post(forum: Forum, **with_):
    made = factories.post(**with_)
    forum.things.append(
        {
            "post_id": [made.id],
            "revision": [1, 2, 3],
            "number": [1, 2, 3],
            "key": [f"post:{made.id}"],
            "kind": ["heart"],
            "version": [1, 2],
        }
    )
    return made


def _upload(forum: Forum, owner, name: str, post=None):
    made = factories._save(
        Upload(
            key=tokens.new(),
            uploader_id=owner.id,
            name=name,
            mime="text/plain",
            size=4,
            path="2026/11/file",
            sha256="0" * 64,
        )
    )
    forum.things.append({"key": [made.key], "name": [name]})
    storage.current().put(made.path, b"file")
    if post is not None:
        factories._save(PostUpload(post_id=post.id, upload_id=made.id))
    return made


def _private_category(forum: Forum) -> None:
    """A category for one group, a child of it that says everyone, and all that is in them."""
    who, can = forum.people, forum.canary
    group = factories._save(
        Group(
            slug="insiders",
            name=can("groupname", *INSIDERS),
            description=can("grouptext", *INSIDERS),
            is_hidden=True,
        )
    )
    factories._save(GroupMember(group_id=group.id, user_id=who.amy.id))
    slug, old = can("categoryslug", *INSIDERS), can("oldcategoryslug", *INSIDERS)
    inner = factories.category(
        name=can("categoryname", *INSIDERS),
        slug=slug,
        private_to="insiders",
        colour="#a1b2c3",
        description=can("categorytext", *INSIDERS),
        template=can("template", *INSIDERS),
    )
    child = factories.category(
        name=can("childname", *INSIDERS),
        slug=can("childslug", *INSIDERS),
        parent_id=inner.id,
        access={EVERYONE: "see", MEMBERS: "see reply start"},
    )
    factories._save(CategorySlug(slug=old, category_id=inner.id))
    forum.things.append(
        {
            "slug": [slug, old, child.slug],
            "number": [inner.id, child.id],
            "parent": ["x"],
            "category_id": [inner.id],
        }
    )
    title = can("title", *INSIDERS)
    thread = _thread(
        forum,
        category=inner,
        author=who.amy,
        title=f"About {title}",
        kind="question",
        body=f"Said {can('body', *INSIDERS)}",
        excerpt=can("excerpt", *INSIDERS),
        pin_scope="everywhere",
        pinned_at=utcnow(),
    )
    nested = _thread(
        forum,
        category=child,
        author=who.amy,
        title=can("childtitle", *INSIDERS),
        body=can("childbody", *INSIDERS),
    )
    post = _post(forum, thread=thread, author=who.cleo, body=can("reply", *INSIDERS))
    thread.answer_id = post.id
    forum.made.secret_upload = _upload(forum, who.amy, f"{can('upload', *INSIDERS)}.txt", post)
    _revision(post, who.cleo, 2, can("revision", *INSIDERS), can("reason", *INSIDERS))
    _reacted(post, who.amy)
    name = can("tag", *INSIDERS)
    tag = factories._save(Tag(name=name, slug=name, description=can("tagtext", *INSIDERS)))
    oldtag = can("oldtag", *INSIDERS)
    factories._save(TagSlug(slug=oldtag, tag_id=tag.id))
    for one in (thread, nested):
        db.session.execute(
            db.text(
                "INSERT INTO thread_tag (thread_id, tag_id, position)"
                f" VALUES ({one.id}, {tag.id}, 0)"
            )
        )
    forum.things.append({"slug": [name, oldtag], "tag_id": [tag.id]})
    inner.thread_count, inner.post_count, inner.last_thread_id = 1, 2, thread.id
    inner.last_post_at, inner.last_poster_id = utcnow(), who.cleo.id
    forum.made.inner, forum.made.secret, forum.made.group = inner, thread, group
    forum.made.secret_post = post


def _public_threads(forum: Forum) -> None:
    """Open threads with posts, and threads, in every state that is not for everybody."""
    who, can = forum.people, forum.canary
    category = factories.category(name="Open", slug="open", description="For everybody.")
    child = factories.category(name="Below", slug="below", parent_id=category.id)
    forum.things.append(
        {
            "slug": ["open", "below", "nowhere"],
            "number": [category.id, NEVER_USED],
            "parent": ["x"],
            "category_id": [category.id],
        }
    )
    thread = _thread(
        forum,
        category=category,
        author=who.max,
        title="In the open",
        body="Hello, all.",
        tags=["plain"],
        excerpt="Hello, all.",
    )
    _thread(forum, category=child, author=who.max, title="A question", kind="question")
    answer = _post(forum, thread=thread, author=who.amy, body="An answer, edited once.")
    forum.things.append({"slug": ["plain", "nothing"], "tag_id": [NEVER_USED]})
    seen = {
        "pending": ("max", *MODERATORS),
        "hidden": ("max", *MODERATORS),
        "deleted": ("max", *MODERATORS),
        "removed": tuple(MODERATORS),
    }
    for state, audience in seen.items():
        gone = {"deleted_by_id": who.max.id, "deleted_at": utcnow()} if state == "deleted" else {}
        post = _post(
            forum,
            thread=thread,
            author=who.max,
            state=state,
            reply_to=answer,
            body=can(f"{state}post", *audience),
            **gone,
        )
        _upload(forum, who.max, f"{can(f'{state}upload', *audience)}.txt", post)
        _revision(post, who.max, 2, can(f"{state}revision", *audience), "")
        _reacted(post, who.amy)
        hidden = _thread(
            forum,
            category=category,
            author=who.max,
            state=state,
            title=can(f"{state}title", *audience),
            body=can(f"{state}body", *audience),
            excerpt=can(f"{state}x", *audience),
        )
        _post(forum, thread=hidden, author=who.amy, body=can(f"{state}reply", *audience, "max"))
    edited = _post(
        forum,
        thread=thread,
        author=who.max,
        body="Edited twice.",
        reply_to=answer,
        edit_count=2,
        version=2,
        edited_at=utcnow(),
    )
    _revision(edited, who.max, 2, can("hiddenversion", *MODERATORS), "", is_hidden=True)
    category.thread_count, category.post_count, category.last_thread_id = 1, 3, thread.id
    category.last_post_at, category.last_poster_id = utcnow(), who.max.id
    forum.made.open, forum.made.thread, forum.made.edited = category, thread, edited


def _revision(post, editor, number: int, text: str, reason: str, is_hidden: bool = False) -> None:
    """An edit that took `text` out again: it is in what was before and in what came after."""
    for n, (before, after) in enumerate(((f"Was {text}.", "Now."), ("Now.", f"Then {text}."))):
        factories._save(
            Revision(
                post_id=post.id,
                number=number + n,
                editor_id=editor.id,
                before={"body": before},
                after={"body": after},
                reason=reason,
                is_hidden=is_hidden,
            )
        )
    post.edit_count, post.edited_at = 2, utcnow()


def _reacted(post, user) -> None:
    factories._save(Reaction(post_id=post.id, user_id=user.id, kind="heart"))
    factories._save(ReactionCount(post_id=post.id, kind="heart", count=1, from_elsewhere=0))


def _accounts(forum: Forum) -> None:
    """What belongs to one member alone: address, sessions, drafts, files, letters."""
    who, can = forum.people, forum.canary
    who.max.email = f"{can('email', 'max')}@example.org"
    who.max.password = can("password")
    who.max.tf_totp_secret = can("totp")
    who.max.mf_recovery_codes = [can("recovery")]
    who.sue.suspended_reason = can("suspension", "sue", *MODERATORS)
    session = factories._save(
        MemberSession(
            user_id=who.max.id,
            token_hash=tokens.hashed("x"),
            expires_at=utcnow() + timedelta(days=1),
            address="203.0.113.77",
            user_agent=can("agent", "max"),
        )
    )
    forum.canaries.append(Canary("203.0.113.77", frozenset({"max"})))
    factories._save(
        Draft(
            user_id=who.max.id,
            key="new",
            sequence=1,
            payload={"title": can("drafttitle", "max"), "body": can("draftbody", "max")},
        )
    )
    factories._save(
        Draft(
            user_id=who.max.id,
            key=f"thread:{forum.made.thread.id}",
            sequence=1,
            payload={"body": can("draftreply", "max")},
        )
    )
    # Kept from when the thread could still be read: the words are theirs, the title is not.
    factories._save(
        Draft(
            user_id=who.max.id,
            key=f"thread:{forum.made.secret.id}",
            sequence=1,
            payload={"body": "lost access"},
        )
    )
    shown = factories._save(ProfileField(label="Shelter", position=1))
    kept = factories._save(ProfileField(label="Shoes", position=2, is_on_profile=False))
    for question, answer in ((shown, "Tarp"), (kept, can("answer", "max"))):
        factories._save(ProfileValue(user_id=who.max.id, field_id=question.id, value=answer))
    forum.made.field = shown
    forum.things.append({"field_id": [shown.id, kept.id, NEVER_USED]})
    forum.made.unattached = _upload(forum, who.max, f"{can('unattached', 'max')}.txt")
    forum.made.session = session
    factories._save(
        SignUp(
            name="newcomer",
            email=f"{can('signup')}@example.org",
            password="x",
            token_hash=tokens.hashed("z" * 40),
            expires_at=utcnow() - timedelta(days=1),
        )
    )
    factories._save(
        AccountToken(
            user_id=who.max.id,
            purpose="email",
            token_hash=tokens.hashed("y" * 40),
            email=f"{can('newemail')}@example.org",
            expires_at=utcnow() - timedelta(hours=1),
        )
    )
    forum.made.invite = factories._save(
        Invite(
            creator_id=who.max.id,
            label=can("invitelabel", "max", "cleo", "ada"),
            email=f"{can('invited', 'max', 'cleo', 'ada')}@example.org",
            token_hash=tokens.hashed("y" * 40),
            most_uses=3,
            expires_at=utcnow() + timedelta(days=9),
        )
    )
    forum.things.append({"invite_id": [forum.made.invite.id, NEVER_USED]})
    factories._save(
        StaffAction(
            actor_id=who.mo.id,
            verb="remove",
            thread_id=forum.made.thread.id,
            user_id=who.max.id,
            note=can("note", *MODERATORS),
            details={"why": can("details", *MODERATORS)},
        )
    )
    forum.made.name_left = factories._save(
        StaffAction(
            actor_id=who.sue.id,
            verb="name-left",
            user_id=who.sue.id,
            post_id=forum.made.secret_post.id,
            details={"places": [[0, 4]]},
        )
    )
    forum.things.append({"action_id": [forum.made.name_left.id, NEVER_USED]})
    factories._save(
        Job(
            name="mail.notice",
            arguments={"text": can("job", "ada")},
            error=can("joberror", "ada"),
            failed_at=utcnow(),
        )
    )
    factories._save(OldName(name="maxi", name_key="rnax1", user_id=who.max.id))
    forum.things += [
        {"badge": ["reader"]},
        {"group": ["moderators", "trust-1"]},
        {
            "name": ["max", "maxi", "amy", "sue", "nobody"],
            "rest": ["summary"],
            "tab": ["x"],
            "member_id": [who.max.id, NEVER_USED],
            "user_id": [who.max.id, NEVER_USED],
        },
        {"member_id": [who.max.id], "name": ["max"]},
        {"session_id": [session.id, NEVER_USED]},
        {"token": ["y" * 40, "z" * 40]},
        {"key": ["new", "thread:1", "post:1", "z" * 30], "name": ["x"]},
        {"thread_id": [NEVER_USED], "slug": ["x"], "number": [1], "post": [1]},
        {
            "post_id": [NEVER_USED],
            "revision": [2],
            "number": [2],
            "kind": ["heart"],
            "version": [2],
        },
        {"mark": ["x"], "path": ["css/forum.css", "../config.py"]},
        {"part": [0, 1]},
        {"upload_id": [1, NEVER_USED]},
        {"passkey_id": [1, NEVER_USED]},
        {"notification_id": [*_told(forum), NEVER_USED]},
    ]


TEAM = frozenset({"cleo", "ada"})


def _conversations(forum: Forum) -> None:
    """Between two, with one who has left, with the team; and a reported message."""
    who, can = forum.people, forum.canary
    two = factories.conversation(who.max, who.amy, title=can("talktitle", "max", "amy"))
    factories.message(two, who.amy, f"Said {can('talkbody', 'max', 'amy')}")
    reported = factories.message(two, who.amy, f"Said {can('talkreported', 'max', 'amy')}")
    report = factories._save(
        MessageReport(message_id=reported.id, reporter_id=who.max.id,
                      reason=can("talkreason", *TEAM), snapshot=can("talksnapshot"))
    )  # fmt: skip
    left = factories.conversation(
        who.amy, who.cleo, who.max, title=can("lefttitle", "amy", "cleo"),
        post_id=forum.made.secret_post.id,
    )  # fmt: skip
    factories.message(left, who.cleo, f"Said {can('leftbody', 'amy', 'cleo')}")
    db.session.get(Participant, (left.id, who.max.id)).left_at = utcnow()
    asked = factories.conversation(who.max, kind="team", title=can("askedtitle", "max", *TEAM))
    factories.message(asked, who.max, f"Said {can('askedbody', 'max', *TEAM)}")
    theirs = factories.conversation(who.sue, kind="team", title=can("suetitle", "sue", *TEAM))
    factories.message(theirs, who.ada, f"Said {can('suebody', 'sue', *TEAM)}")
    for n, one in enumerate((left, two)):
        draft = {"body": can(f"talkdraft{n}", "max")}
        factories._save(
            Draft(user_id=who.max.id, key=f"conversation:{one.id}", sequence=1, payload=draft)
        )
    for one in (two, left, asked, theirs):
        forum.things.append(
            {"conversation_id": [one.id], "number": [1, 2], "key": [f"conversation:{one.id}"]}
        )
    forum.things += [
        {"conversation_id": [NEVER_USED], "number": [1]},
        {"report_id": [report.id, NEVER_USED]},
    ]
    forum.made.talk, forum.made.left, forum.made.report = two, left, report


def _told(forum: Forum) -> list[int]:
    """Max was told of what he could read then; nothing of it is there for him now."""
    made, who = forum.made, forum.people
    about = [made.secret_post, made.edited]
    for state in ("hidden", "removed"):
        thread = factories.thread(
            category=made.open, author=who.amy, title=forum.canary(f"told{state}", *MODERATORS, "amy")
            if state == "hidden" else forum.canary(f"told{state}", *MODERATORS), state=state,
        )  # fmt: skip
        about.append(factories.post(thread=thread, author=who.amy))
    for post in (made.secret_post, made.edited):
        note = "was mine" if post is made.secret_post else forum.canary("bookmark", "max")
        factories._save(Bookmark(user_id=who.max.id, post_id=post.id, note=note))
    found = []
    for post in about:
        row = Notification(
            user_id=who.max.id, event="mention", group=f"mention:{post.thread_id}:{post.id}",
            thread_id=post.thread_id, post_id=post.id, actor_id=post.author_id,
            details={"first": post.number},
        )  # fmt: skip
        found.append(factories._save(row).id)
    return found


def _programme(forum: Forum) -> None:
    """A candidate, a term that somebody wants to end, a flag: words that only the team reads."""
    who, can, team = forum.people, forum.canary, ("cleo", "ada")
    made = programme.programme(who.ada, purpose="To help each other.")
    run = programme.scored(made, who.max)
    own = programme.candidacy(
        made, who.max, state="review", pitch=can("pitch", "max", *team), nominator_id=who.nia.id,
        score_run_id=run.id,
    )  # fmt: skip
    factories._save(ProgrammeEvent(candidacy_id=own.id, actor_id=who.nia.id, event="nominate",
                                   to_state="nominated", reason=can("whynominated", *team)))  # fmt: skip
    factories._save(CandidacyReview(candidacy_id=own.id, reviewer_id=who.ada.id, is_staff=True,
                                    vote="no", rubric={}, comment=can("votecomment", *team)))  # fmt: skip
    asked = programme.candidacy(made, who.sue, state="nominated", pitch="",
                                nominator_id=who.max.id)  # fmt: skip
    term = programme.grant(made, who.amy, revoking_id=who.ada.id,
                           end_reason=can("whyended", *team))  # fmt: skip
    perk = factories._save(Perk(programme_id=made.id, kind="material", title="A tent",
                                disclosure="lent a tent", value_cents=100))  # fmt: skip
    given = factories._save(PerkAward(grant_id=term.id, perk_id=perk.id, value_cents=100,
                                      note=can("awardnote", *team)))  # fmt: skip
    flag = factories._save(IntegrityFlag(user_id=who.max.id, kind=can("flagkind", *team)[:32],
                                         key="seeded"))  # fmt: skip
    forum.made.candidacy, forum.made.term = own, term
    forum.made.award, forum.made.perk, forum.made.flag = given, perk, flag
    forum.things += [
        {"candidacy_id": [own.id, asked.id, NEVER_USED]}, {"grant_id": [term.id, NEVER_USED]},
        {"award_id": [given.id, NEVER_USED]}, {"perk_id": [perk.id, NEVER_USED]},
        {"flag_id": [flag.id, NEVER_USED]},
    ]  # fmt: skip


def _addresses(forum: Forum) -> None:
    """Addresses of another forum that lead to what is private."""
    made = forum.made
    factories._save(Address(path="/t/901", thread_id=made.secret.id))
    factories._save(Address(path="/t/902/2", post_id=made.secret_post.id))
    factories._save(Address(path="/t/903", thread_id=made.thread.id))
    factories._save(Address(path="/c/904", category_id=made.inner.id))
    factories._save(Address(path="/u/maxim", user_id=forum.people.max.id))
    forum.things += [
        {"slug": ["old"], "number": [901, 902, 903, 904, 905], "post": [1, 2, 9], "parent": ["x"]},
        {"name": ["maxim"], "rest": ["x"]},
    ]


# --- addresses -----------------------------------------------------------------------------------

BLUEPRINTS = Path(__file__).parents[2] / "forum" / "blueprints"
_ARGUMENT = re.compile(r"<(?:[^:<>]*(?:\([^)]*\))?:)?(\w+)>")
_ASKED = re.compile(r"""request\.args(?:\.get\(\s*|\[)["'](\w+)["']""")


def parameters(forum: Forum) -> dict[str, list[object]]:
    """What each parameter of a query may be; any other is given ids and a slug."""
    made, cursor = forum.made, keyset.encode(utcnow() + timedelta(days=1), NEVER_USED)
    secret = {"slug": made.inner.slug, "id": made.inner.id}
    return {
        "page": [1, 2, NEVER_USED], "number": [1, 2], "date": ["2020-01-01"], "period": ["all"],
        "after": [cursor], "before": [keyset.encode(utcnow() - timedelta(days=9), 0)],
        "q": ["zq", "z", "max", ""], "category": [secret["slug"], secret["id"]],
        "quote": [1, 2, 3, 4, 5, 6], "to": [1, 2, 3, 4, 5, 6], "next": [f"/c/{secret['slug']}"],
        "recovery": [1], "thread": [made.secret.id, made.thread.id],
        "post": [made.secret_post.id, 1], "from": [1], "version": [1, 2], "kind": ["heart"],
        "tab": ["x"], "name": ["max"], "tag": ["zq"], "compare": [1, 2, 3], "draft": ["new"],
        "sort": ["email", "-id"], "key": [f"thread:{made.secret.id}"], "author": ["max"],
        "limited": [1], "group": [made.group.slug, "admins"], "within": ["week"],
        "badge": ["reader", "host"], "ref": ["x"],
        "state": ["open", "solved"], "whose": ["me"],
    }  # fmt: skip


def asked_by(endpoint: str, app) -> set[str]:
    """The parameters that the module of a view reads, with those of the views it builds on."""
    module = Path(app.view_functions[endpoint].__code__.co_filename)
    text = module.read_text()
    for other in re.findall(r"from forum\.blueprints\.(\w+) import", text):
        text += (BLUEPRINTS / f"{other}.py").read_text()
    return set(_ASKED.findall(text))


def rules(app, method: str = "GET") -> list[Rule]:
    return sorted(
        (r for r in app.url_map.iter_rules() if method in r.methods), key=lambda r: r.rule
    )


def paths(rule: Rule, forum: Forum) -> list[str]:
    """The rule's address with each seeded thing that has all its arguments."""
    wanted = set(_ARGUMENT.findall(rule.rule))
    fixed = {
        name: sorted(converter.items)
        for name, converter in rule._converters.items()
        if hasattr(converter, "items")
    }
    found: dict[str, None] = {}
    for thing in forum.things if wanted - fixed.keys() else [{}]:
        values = {**thing, **fixed}
        if not wanted <= values.keys() or not {next(iter(thing), "")} <= wanted | {""}:
            continue
        names = sorted(wanted)
        for chosen in product(*(values[name] for name in names)):
            each = dict(zip(names, chosen, strict=True))
            found[_ARGUMENT.sub(lambda m, each=each: quote(str(each[m[1]])), rule.rule)] = None
    if not found:
        raise LookupError(f"tests/sweeps/seeded.py has nothing for {rule.rule}: add to `things`")
    return list(found)


def addresses(app, forum: Forum) -> list[tuple[str, list[str]]]:
    """(path, [path with queries]) for every GET route and every seeded thing."""
    known = parameters(forum)
    anything = [1, forum.made.secret.id, forum.made.inner.slug, "zq"]
    found = []
    for rule in rules(app):
        names = asked_by(rule.endpoint, app)
        queries = [
            f"{name}={quote(str(v), safe='')}"
            for name in sorted(names)
            for v in known.get(name, anything)
        ]
        for path in paths(rule, forum):
            found.append((path, [f"{path}?{query}" for query in queries]))
    return found


def said(answer) -> str:
    """Everything an answer tells: body, headers, where it leads."""
    return f"{answer.headers}\n{answer.get_data(as_text=True)}"


_OF_A_MOMENT = re.compile(
    r'name="csrf_token" value="[^"]*"|<updated>[^<]*</updated>|"submission_key" value="[^"]*"'
    r"|<time[^>]*>[^<]*</time>|reference <?[^.]*\b[0-9a-f]{8}\b"
)


def settled(text: str) -> str:
    """A page without what is new at every showing."""
    return _OF_A_MOMENT.sub("", text)
