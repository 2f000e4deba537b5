"""Asks: what members do by program, among themselves and about their own account."""

from datetime import timedelta

from forum.extensions import db
from forum.models import (
    Badge,
    BadgeGrant,
    Bookmark,
    Candidacy,
    Distance,
    Follow,
    Notification,
    Post,
    Programme,
    Thread,
    User,
)
from forum.models.columns import utcnow
from forum.queries import guidelines, viewers
from forum.services import (
    appeals,
    conversations,
    embargoes,
    groups,
    lifecycles,
    rooms,
    states,
)
from tests import appealing, factories, programme
from tests.sweeps import things
from tests.sweeps.asking import EVERYBODY, TEAM, Ask

KINDLY = "We met in the hut, and the tent stood in the wind for a week."


def _own_post(forum):
    """A reply of Max's in an open thread, which he may still take back."""
    post = factories.post(thread=forum.made.thread, author=forum.people.max, body="Mine to change.")
    forum.made.own = post


def _deleted_post(forum):
    _own_post(forum)
    states.change(forum.people.max, forum.made.own, "deleted")
    forum.made.own.deleted_by_id, forum.made.own.deleted_at = forum.people.max.id, utcnow()


def _revised(forum):
    _own_post(forum)
    things.revision(forum.made.own, forum.people.max, 2, "otherwise", "")


def _own_thread(forum):
    thread = factories.thread(category=forum.made.open, author=forum.people.max, title="Alone here",
                              kind="question")  # fmt: skip
    forum.made.alone = thread
    forum.made.alone_post = db.session.query(Post).filter_by(thread_id=thread.id).one()


def _answered(forum):
    _own_thread(forum)
    post = factories.post(thread=forum.made.alone, author=forum.people.amy, body="An answer to it.")
    forum.made.alone.answer_id = post.id
    forum.made.alone.answered_at, forum.made.alone.answered_by_id = utcnow(), forum.people.max.id


def _answerable(forum):
    _own_thread(forum)
    factories.post(thread=forum.made.alone, author=forum.people.amy, body="An answer to it.")


def _pinned(forum):
    thread = db.session.get_one(Thread, forum.made.thread.id)
    thread.pin_scope, thread.pinned_at = "category", utcnow()


def _reacted(forum):
    things.reacted(forum.made.edited, forum.people.amy)


def _bookmark(forum):
    factories._save(Bookmark(user_id=forum.people.amy.id, post_id=forum.made.edited.id, note=""))


def _following(forum):
    factories._save(Follow(user_id=forum.people.max.id, followed_id=forum.people.amy.id))


def _muted(forum):
    factories._save(
        Distance(user_id=forum.people.max.id, other_id=forum.people.amy.id, kind="mute")
    )


def _unread(forum):
    factories._save(Notification(user_id=forum.people.max.id, event="mention", group="seeded",
                                 thread_id=forum.made.thread.id, details={}))  # fmt: skip


def _titled(forum):
    badge = db.session.query(Badge).filter_by(slug="reader").one()
    badge.is_title = True
    factories._save(BadgeGrant(badge_id=badge.id, user_id=forum.people.max.id, reason="x"))


def _covered(forum):
    db.session.get_one(User, forum.people.max.id).cover_key = forum.made.unattached.key


def _pictured(forum):
    db.session.get_one(User, forum.people.max.id).avatar_key = forum.made.unattached.key


def _decided(forum):
    """Something about Max that Mo decided, and that nobody has contradicted yet."""
    by = factories.user(groups=["community-managers"])
    decision = appealing.decided(forum.people, by, "warning")
    forum.made.told = appealing.told(decision)


def _appealed(forum):
    _decided(forum)
    appeals.appeal(forum.people.max, forum.made.told, "It was not my shop.")


def _group(joining):
    def made(forum):
        group = groups.define(forum.people.ada, groups.Described("Hikers", joining=joining,
                                                                 title="Hiker"))  # fmt: skip
        groups.add(forum.people.ada, group, forum.people.amy, is_owner=True)
        forum.made.hikers = group
        return group

    return made


def _in_group(forum):
    group = _group("open")(forum)
    groups.add(forum.people.ada, group, forum.people.max)


def _asking(forum):
    group = _group("request")(forum)
    groups.request(forum.people.max, group, "May I?")


def _muted_talk(forum):
    conversations.mute(forum.people.max, forum.made.talk, True)


def _three(forum):
    people = [forum.people.amy, forum.people.nia]
    forum.made.three = conversations.start(forum.people.max, people, "All of us.")


def _question(forum):
    forum.made.question = conversations.ask(forum.people.max, "Where is my parcel?", "A parcel")


def _assigned(forum):
    _question(forum)
    conversations.assign(forum.people.cleo, forum.made.question)


def _early(forum):
    """Told early in the room, to Amy who serves."""
    made = db.session.query(Programme).one()
    grant = forum.made.term
    lifecycles._settle_group(grant)
    viewers.with_groups(None, forum.people.amy)
    room = rooms.open_for(forum.people.cleo, made)
    forum.made.early = factories.thread(author=forum.people.ada, category=room, body="In spring.")
    embargoes.keep(forum.people.cleo, forum.made.early, utcnow() + timedelta(days=5))


def _no_candidacy(forum):
    found = db.session.query(Candidacy).filter_by(user_id=forum.people.max.id)
    found.update({"user_id": forum.people.sue.id, "state": "declined"})


def _offered(forum):
    made = db.session.query(Programme).one()
    forum.made.offer = programme.grant(made, forum.people.max, state="offered")


def _serving(**with_):
    def made(forum):
        it = db.session.query(Programme).one()
        forum.made.own_term = programme.grant(it, forum.people.max, **with_)

    return made


def _nominated(forum):
    found = db.session.query(Candidacy).filter_by(user_id=forum.people.max.id)
    one = found.first()
    one.state, one.consent_at, one.pitch = "nominated", None, ""


OWN_POST = {"post_id": lambda forum: forum.made.own.id}
ALONE = {"thread_id": lambda forum: forum.made.alone.id}
HIKERS = {"group": lambda forum: forum.made.hikers.slug}
TOLD = {"statement_id": lambda forum: forum.made.told.id}
TALK = {"conversation_id": lambda forum: forum.made.talk.id}
QUESTION = {"conversation_id": lambda forum: forum.made.question.id}
EARLY = {"thread_id": lambda forum: forum.made.early.id}
MAX_FIRST, AMY_FIRST = f"max {EVERYBODY}", f"amy {EVERYBODY}"
ENDING = {"starts_at": utcnow() - timedelta(days=355), "ends_at": utcnow() + timedelta(days=10)}
NOT_AMY, NOT_MAX = "max nia mo cleo ada", "nia amy mo cleo ada"
REASON = {"reason": "other", "explanation": "Sells shoes everywhere.", "is_in_good_faith": True}

ASKS = (
    # --- one's own account -----------------------------------------------------------------------
    Ask("PUT /me/privacy", EVERYBODY, {"hides_presence": True, "mentions_from": "nobody"}),
    Ask("PUT /me/notification-choices", EVERYBODY, {"events": {"reply": "none"}}),
    Ask("PUT /me/look", EVERYBODY, {"scheme": "dark", "time_zone": "Europe/Vienna"}),
    Ask("POST /me/avatar", EVERYBODY),
    Ask("DELETE /me/avatar", MAX_FIRST, before=_pictured),
    Ask("POST /me/cover", EVERYBODY),
    Ask("PATCH /me/cover", MAX_FIRST, {"focus": "top"}, before=_covered),
    Ask("DELETE /me/cover", MAX_FIRST, before=_covered),
    Ask("PUT /me/title", "max", {"badge": "reader"}, "nia amy mo cleo ada", before=_titled),
    Ask("PATCH /me", EVERYBODY, {"bio": KINDLY, "location": "A hut"}),
    Ask("POST /notifications/read", MAX_FIRST, before=_unread),
    Ask("PUT /posts/<int:post_id>/bookmark", EVERYBODY, {"note": "For later."}),
    Ask("DELETE /posts/<int:post_id>/bookmark", AMY_FIRST, before=_bookmark),
    Ask("PUT /drafts/<string(maxlength=64):key>", EVERYBODY,
        {"payload": {"body": "Begun."}, "force": True}, at={"key": "new"}),
    Ask("DELETE /drafts/<string(maxlength=64):key>", MAX_FIRST, at={"key": "new"}),
    Ask("POST /guidelines/accept", EVERYBODY,
        lambda forum: {"version_id": _in_force(forum)}),
    # --- reading and writing ----------------------------------------------------------------------
    Ask("POST /categories/<slug>/read", EVERYBODY, at={"slug": "open"}),
    Ask("POST /read", EVERYBODY),
    Ask("POST /threads/<int:thread_id>/read", EVERYBODY, {"number": 1}),
    Ask("PUT /threads/<int:thread_id>/level", EVERYBODY, {"level": 3}),
    Ask("PUT /categories/<slug>/level", EVERYBODY, {"level": 3}, at={"slug": "open"}),
    Ask("PUT /tags/<string(maxlength=100):slug>/level", EVERYBODY, {"level": 3},
        at={"slug": "plain"}),
    Ask("POST /threads/<int:thread_id>/dismiss-pin", EVERYBODY, before=_pinned),
    Ask("POST /threads", EVERYBODY,
        {"title": "Which stove in the wind", "body": KINDLY, "category": "open"}),
    Ask("PATCH /threads/<int:thread_id>", "max mo cleo ada",
        {"title": "Which stove in a storm", "reason": "Said better."}, at=ALONE, mark="0",
        before=_own_thread),
    Ask("DELETE /threads/<int:thread_id>", "max", at=ALONE, before=_own_thread),
    Ask("PUT /threads/<int:thread_id>/answer/<int:number>", "max mo cleo ada",
        at={**ALONE, "number": 2}, before=_answerable),
    Ask("DELETE /threads/<int:thread_id>/answer", "max mo cleo ada", at=ALONE,
        before=_answered),
    Ask("POST /threads/<int:thread_id>/posts", EVERYBODY, {"body": KINDLY}),
    Ask("PATCH /posts/<int:post_id>", "max", {"body": KINDLY, "reason": "Said better."}, TEAM,
        at=OWN_POST, mark=lambda forum: forum.made.own.version, before=_own_post),
    Ask("DELETE /posts/<int:post_id>", "max", at=OWN_POST, before=_own_post),
    Ask("POST /posts/<int:post_id>/restore", "max", {}, at=OWN_POST, before=_deleted_post),
    Ask("PUT /posts/<int:post_id>/reactions/<string(maxlength=32):kind>", "nia amy mo cleo ada",
        at={"kind": "heart"}),
    Ask("DELETE /posts/<int:post_id>/reactions/<string(maxlength=32):kind>",
        "amy nia mo cleo ada", at={"kind": "heart"}, before=_reacted),
    Ask("POST /posts/<int:post_id>/revisions/<int:number>/restore", "max", {}, TEAM,
        at={**OWN_POST, "number": 2}, before=_revised),
    Ask("POST /preview", EVERYBODY, {"body": "A *word*."}),
    Ask("POST /uploads", EVERYBODY),
    Ask("POST /posts/<int:post_id>/reports", NOT_MAX, REASON),
    Ask("POST /members/<string(maxlength=64):name>/reports", "nia max mo cleo ada", REASON,
        at={"name": "amy"}),
    Ask("POST /threads/<int:thread_id>/embargo/accept", "amy", at=EARLY, before=_early),
    # --- each other ------------------------------------------------------------------------------
    *(Ask("POST /members/<string(maxlength=64):name>/<any(follow, unfollow, mute, block,"
          " part):verb>", who, at={"name": "amy", "verb": verb}, before=before)
      for verb, who, before in (("follow", NOT_AMY, None), ("unfollow", NOT_AMY, _following),
                                ("mute", NOT_AMY, None),
                                ("block", NOT_AMY, None), ("part", NOT_AMY, _muted))),
    Ask("POST /conversations", "max amy mo cleo ada", {"to": "nia", "body": KINDLY}, "nia"),
    Ask("POST /conversations/team", EVERYBODY, {"title": "A parcel", "body": KINDLY}),
    Ask("POST /conversations/<int:conversation_id>/messages", "max amy", {"body": KINDLY},
        at=TALK),
    *(Ask("POST /conversations/<int:conversation_id>/<any(mute, unmute, leave, solve, assign,"
          " unassign):verb>", who, at={"verb": verb, **at}, before=before,
          also="moderate" if "assign" in verb else "")
      for verb, who, at, before in (
          ("mute", "max amy", TALK, None), ("unmute", "max amy", TALK, _muted_talk),
          ("leave", "max amy", TALK, None),
          ("solve", "max cleo ada", QUESTION, _question),
          ("assign", "cleo ada", QUESTION, _question),
          ("unassign", "cleo ada", QUESTION, _assigned))),
    Ask("POST /conversations/<int:conversation_id>/people", "max", {"to": "mo"},
        at={"conversation_id": lambda forum: forum.made.three.id}, before=_three),
    Ask("POST /conversations/<int:conversation_id>/messages/<int:number>/reports", "max",
        REASON, at={**TALK, "number": 1}),
    Ask("POST /invites", "cleo ada", {"label": "Fair"}),
    Ask("DELETE /invites/<int:invite_id>", "max cleo ada"),
    # --- groups ----------------------------------------------------------------------------------
    *(Ask("POST /groups/<string(maxlength=64):group>/<any(join, leave, title):verb>", who,
          at={**HIKERS, "verb": verb}, before=before)
      for verb, who, before in (("join", "nia max mo cleo ada", _group("open")),
                                ("leave", "max amy", _in_group),
                                ("title", "max amy", _in_group))),
    Ask("POST /groups/<string(maxlength=64):group>/requests", "nia max mo cleo ada",
        {"message": "May I?"}, at=HIKERS, before=_group("request")),
    Ask("POST /groups/<string(maxlength=64):group>/requests/answer", "amy cleo ada",
        {"name": "max", "is_welcome": True}, at=HIKERS, before=_asking),
    *(Ask("POST /groups/<string(maxlength=64):group>/members/<any(add, remove):verb>",
          "amy cleo ada", {"name": "max"}, at={**HIKERS, "verb": verb}, before=before)
      for verb, before in (("add", _group("closed")), ("remove", _in_group))),
    # --- what was decided about one --------------------------------------------------------------
    Ask("POST /decisions/<int:statement_id>/appeal", "max", {"grounds": KINDLY}, at=TOLD,
        before=_decided),
    Ask("DELETE /decisions/<int:statement_id>/appeal", "max", at=TOLD, before=_appealed),
    # --- one's own part in the programme ---------------------------------------------------------
    Ask("POST /ambassadors/mine", "nia mo max", {"pitch": programme.PITCH, "is_of_age": True},
        "amy cleo ada", before=_no_candidacy),
    Ask("POST /ambassadors/mine/consent", "max", {"pitch": programme.PITCH, "is_of_age": True},
        before=_nominated),
    Ask("DELETE /ambassadors/mine", "max"),
    Ask("POST /ambassadors/nominations", "max amy mo cleo ada",
        {"name": "nia", "reason": KINDLY}, "nia"),
    *(Ask("POST /ambassadors/mine/<any(refuse, pause, resume):verb>", "max amy",
          at={"verb": verb}, before=before)
      for verb, before in (("refuse", _offered), ("pause", _serving()),
                           ("resume", _serving(state="paused", paused_at=utcnow())))),
    *(Ask("POST /ambassadors/mine/<any(accept, agree):verb>", "max amy", {"terms": n},
          at={"verb": verb}, before=before)
      for verb, n, before in (("accept", 1, _offered), ("agree", 1, _serving(**ENDING)))),
    Ask("POST /ambassadors/mine/leave", "max amy", {"reason": "A move."}, before=_serving()),
    Ask("PUT /ambassadors/mine/choices", "max amy", {"in_register": False}, before=_serving()),
    Ask("PUT /ambassadors/advice/<int:candidacy_id>", "amy",
        {"vote": "yes", "comment": KINDLY}),
)  # fmt: skip


def _in_force(forum):
    return guidelines.in_force(forum.people.max).id
