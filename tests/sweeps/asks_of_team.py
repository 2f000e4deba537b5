"""Asks: what the team does by program: cases, threads of others, what guards the place, the
programme."""

from datetime import date, timedelta

from sqlalchemy import select

from forum.extensions import db
from forum.lib.periods import Period
from forum.models import (
    CandidacyReview,
    DecisionTemplate,
    Post,
    Programme,
    ProgrammeTier,
    ThreadEvent,
)
from forum.models.columns import utcnow
from forum.queries import guidelines, transparency
from forum.services import (
    appeals,
    cooling,
    embargoes,
    incidents,
    lifecycles,
    misuse,
    rooms,
    spammers,
    threads,
)
from forum.services.incidents import Measures
from forum.services.misuse import Assessment
from tests import appealing, casework, factories, programme
from tests.sweeps import things
from tests.sweeps.asking import STAFF, TEAM, Ask

FACTS = "The post offers a shop of the author's own without saying that it is theirs."
ASSESSED = {
    "kind": "unfounded_notices",
    "gravity": "Moderators lost an evening over it, and two members wrote.",
    "intention": "The same three people are reported, whatever they write.",
}


def _rule(forum):
    return next(iter(guidelines.applying(forum.people.ada)))


def _choice(forum):
    return {"action": "hide", "section": str(_rule(forum).id), "quote": "was said", "facts": FACTS,
            "explanation": "Please say whose shop it is."}  # fmt: skip


def _case(**with_):
    """A case about what Nia wrote in a thread of nobody of the cast."""

    def made(forum):
        case = casework.case(forum.people.nia, **with_)
        casework.report(case, forum.people.amy)
        forum.made.fresh = case

    return made


def _claimed(forum):
    _case()(forum)
    forum.made.fresh.claimed_by_id = forum.people.mo.id
    forum.made.fresh.claimed_until = utcnow() + timedelta(hours=1)


def _proposed(forum):
    _case(is_about_brand=True)(forum)
    forum.made.proposed = casework.proposed(forum.made.fresh, forum.people.mo, "remove").proposal


def _others(**with_):
    """A thread of Amy's with two replies, in the open."""

    def made(forum):
        thread = factories.thread(category=forum.made.open, author=forum.people.amy, **with_)
        for author in (forum.people.nia, forum.people.amy):
            factories.post(thread=thread, author=author, body="A reply to it.")
        forum.made.theirs = thread

    return made


def _two(forum):
    _others()(forum)
    forum.made.other = factories.thread(category=forum.made.open, author=forum.people.amy)


def _slow(forum):
    _others()(forum)
    cooling.slow(forum.people.cleo, forum.made.theirs, 60)
    forum.made.event = db.session.scalar(select(ThreadEvent.id).order_by(ThreadEvent.id.desc()))


def _locked(forum):
    _case()(forum)
    post = db.session.get_one(Post, forum.made.fresh.post_id)
    post.is_locked = True
    forum.made.locked = post


def _early(forum):
    made = db.session.query(Programme).one()
    lifecycles._settle_group(forum.made.term)
    room = rooms.open_for(forum.people.cleo, made)
    forum.made.early = factories.thread(author=forum.people.ada, category=room, body="In spring.")


def _embargoed(forum):
    _early(forum)
    embargoes.keep(forum.people.cleo, forum.made.early, utcnow() + timedelta(days=5))


def _reply(forum, is_hidden=False):
    _others()(forum)
    post = db.session.get_one(Post, _post(forum))
    things.revision(post, forum.people.nia, 2, "otherwise", "", is_hidden)


def _hidden(forum):
    _reply(forum, is_hidden=True)


def _of_the_brand(**with_):
    def made(forum):
        _others()(forum)
        forum.made.brands = factories.post(
            thread=forum.made.theirs, author=forum.people.cleo, author_capacity="brand",
            author_byline="Cleo, Fernway", body="It comes in spring.", **with_)  # fmt: skip

    return made


def _moved_in_bulk(forum):
    _others()(forum)
    threads.close(forum.people.cleo, forum.made.theirs)
    forum.made.event = db.session.scalar(select(ThreadEvent.id).order_by(ThreadEvent.id.desc()))


def _appealed(forum):
    by = factories.user(groups=["community-managers"])
    decision = appealing.decided(forum.people, by, "warning", author=forum.people.nia,
                                 reporter=forum.people.amy, jump="spam")  # fmt: skip
    forum.made.appeal = appeals.appeal(forum.people.nia, appealing.told(decision), "It was mine.")


def _appeal_claimed(forum):
    _appealed(forum)
    appeals.claim(forum.people.cleo, forum.made.appeal)


def _reported_wrongly(forum):
    for _n in range(2):
        casework.report(casework.case(forum.people.amy), forum.people.nia, is_upheld=False)


def _warned(forum):
    _reported_wrongly(forum)
    misuse.warn(forum.people.ada, forum.people.nia, Assessment(**ASSESSED))
    forum.made.warned = True


def _seller(forum):
    forum.made.seller = factories.user(name="seller", created_at=utcnow())
    factories.thread(category=forum.made.open, author=forum.made.seller)


def _marked(forum):
    _seller(forum)
    spammers.mark(forum.people.cleo, forum.made.seller, "Shoes.")


def _guarded(forum):
    incidents.begin(forum.people.ada, 4, Measures(True, 60, False), "Back soon.")


def _template(forum):
    forum.made.words_of = factories._save(DecisionTemplate(
        anchor="shoes", title="Kind", body="Please be kind.", language="fr",
        owner_id=forum.people.ada.id))  # fmt: skip


def _candidate(state, **with_):
    def made(forum):
        it = db.session.query(Programme).one()
        run = programme.scored(it, forum.people.nia)
        forum.made.newcomer = programme.candidacy(it, forum.people.nia, state=state,
                                                  score_run_id=run.id, **with_)  # fmt: skip

    return made


def _voted(forum):
    _candidate("review")(forum)
    for who in (forum.people.cleo, forum.people.ada):
        factories._save(CandidacyReview(
            candidacy_id=forum.made.newcomer.id, reviewer_id=who.id, is_staff=True, vote="yes",
            rubric=programme.RUBRIC, comment="Kind and patient, in all that I have read of them.",
        ))  # fmt: skip


def _term(**with_):
    def made(forum):
        it = db.session.query(Programme).one()
        forum.made.served = programme.grant(it, forum.people.nia, **with_)

    return made


def _revoking(forum):
    _term(revoking_id=forum.people.ada.id, end_reason=programme.REASON)(forum)


def _tiered(forum):
    _term()(forum)
    it = db.session.query(Programme).one()
    forum.made.tier = factories._save(ProgrammeTier(programme_id=it.id, level=1, title="Guide"))


FRESH = {"reference": lambda forum: forum.made.fresh.reference}
THEIRS = {"thread_id": lambda forum: forum.made.theirs.id}
EARLY = {"thread_id": lambda forum: forum.made.early.id}
APPEAL = {"reference": lambda forum: forum.made.appeal.reference}
NIA, SELLER = {"name": "nia"}, {"name": "seller"}
NEWCOMER = {"candidacy_id": lambda forum: forum.made.newcomer.id}
SERVED = {"grant_id": lambda forum: forum.made.served.id}
WORD = {"text": "casino", "action": "hold", "is_enabled": True}
VERBS = "/threads/<int:thread_id>/<any(open, archive, unarchive, unpin):verb>"
DECIDE = "/ambassadors/candidates/<int:candidacy_id>/<any(admit, approve, retract):verb>"
TEND = "/ambassadors/terms/<int:grant_id>/<any(confirm, drop_revocation, revoke):verb>"
ENDING = {"starts_at": utcnow() - timedelta(days=355), "ends_at": utcnow() + timedelta(days=10)}

ASKS = (
    # --- cases -----------------------------------------------------------------------------------
    *(Ask("POST /cases/<string(maxlength=20):reference>/<any(claim, release):verb>", TEAM,
          at={**FRESH, "verb": verb}, before=before)
      for verb, before in (("claim", _case()), ("release", _claimed))),
    Ask("POST /cases/<string(maxlength=20):reference>/notes", TEAM, {"body": "Asked twice."},
        at=FRESH, before=_case()),
    Ask("POST /threads/<int:thread_id>/notes", TEAM, {"body": "Asked twice."}),
    Ask("POST /members/<string(maxlength=64):name>/notes", STAFF, {"body": "Asked twice."},
        at=NIA),
    Ask("DELETE /notes/<int:note_id>", TEAM),
    Ask("POST /posts/<int:post_id>/case", TEAM, at={"post_id": lambda forum: _post(forum)},
        before=_others()),
    Ask("POST /cases/views", TEAM, {"name": "Reports", "query": "kind=report"}),
    Ask("DELETE /cases/views/<int:filter_id>", "mo"),
    Ask("POST /cases/<string(maxlength=20):reference>/preview", TEAM, _choice, at=FRESH,
        before=_case()),
    Ask("POST /cases/<string(maxlength=20):reference>/decisions", TEAM, _choice, at=FRESH,
        mark=lambda forum: forum.made.fresh.version, before=_case()),
    Ask("PUT /cases/<string(maxlength=20):reference>/brand", STAFF, {"is_about_brand": True},
        at=FRESH, before=_case()),
    Ask("POST /cases/<string(maxlength=20):reference>/escalate", TEAM,
        {"to": "ada", "note": "What do you think?"}, "ada", at=FRESH, before=_case()),
    Ask("POST /proposals/<int:decision_id>/agree", STAFF,
        at={"decision_id": lambda forum: forum.made.proposed.id}, before=_proposed),
    Ask("POST /proposals/<int:decision_id>/decline", STAFF, {"reason": "It is fair criticism."},
        at={"decision_id": lambda forum: forum.made.proposed.id}, before=_proposed),
    *(Ask("POST /appeals/<string(maxlength=20):reference>/<any(claim, release):verb>", STAFF,
          at={**APPEAL, "verb": verb}, before=before)
      for verb, before in (("claim", _appealed), ("release", _appeal_claimed))),
    Ask("POST /appeals/<string(maxlength=20):reference>/answer", STAFF,
        {"outcome": "reversed", "code_reversed": "context", "reasons": appealing.WHY},
        at=APPEAL, mark=lambda forum: forum.made.appeal.version, before=_appealed),
    Ask("POST /message-reports/<int:report_id>", STAFF),
    Ask("POST /templates", STAFF,
        {"anchor": "respect", "title": "Kind", "body": "Please be kind.", "language": "de"}),
    Ask("PUT /templates/<int:template_id>", STAFF,
        {"anchor": "shoes", "title": "Kinder", "body": "Please be kind.", "language": "fr"},
        at={"template_id": lambda forum: forum.made.words_of.id}, before=_template),
    Ask("DELETE /templates/<int:template_id>", STAFF,
        at={"template_id": lambda forum: forum.made.words_of.id}, before=_template),
    Ask("PUT /escalation/<int:severity>", STAFF,
        {"trigger": "Somebody is in danger.", "owner": "Ada", "first": "Call."}),
    # --- threads of others -----------------------------------------------------------------------
    *(Ask(f"POST {VERBS}", TEAM, {"reason": "So it is."}, at={**THEIRS, "verb": verb},
          before=before)
      for verb, before in (("open", _others(is_closed=True)), ("archive", _others()),
                           ("unarchive", _others(is_archived=True)),
                           ("unpin", _others(pin_scope="category", pinned_at=utcnow())))),
    Ask("POST /threads/<int:thread_id>/tidy", f"amy {TEAM}",
        {"title": "Which stove in a storm", "category": "open", "reason": "Said better."},
        at=THEIRS, before=_others()),
    *(Ask("POST /posts/<int:post_id>/<any(official, unofficial):verb>", STAFF,
          at={"verb": verb, "post_id": lambda forum: forum.made.brands.id}, before=before)
      for verb, before in (("official", _of_the_brand()),
                           ("unofficial", _of_the_brand(is_official=True)))),
    Ask("POST /threads/<int:thread_id>/close", TEAM, {"reason": "It is said."}, at=THEIRS,
        before=_others()),
    Ask("POST /threads/<int:thread_id>/pin", TEAM, {"scope": "category"}, at=THEIRS,
        before=_others()),
    Ask("POST /threads/<int:thread_id>/move", TEAM, {"category": "below"}, at=THEIRS,
        before=_others()),
    Ask("POST /threads/<int:thread_id>/slow", TEAM, {"seconds": 60, "hours": 2}, at=THEIRS,
        before=_others()),
    Ask("POST /threads/<int:thread_id>/fast", TEAM, {}, at=THEIRS, before=_slow),
    Ask("POST /posts/<int:post_id>/unlock", TEAM, {},
        at={"post_id": lambda forum: forum.made.locked.id}, before=_locked),
    Ask("POST /threads/<int:thread_id>/undo", TEAM, lambda forum: {"event": forum.made.event},
        at=THEIRS, before=_slow),
    Ask("POST /threads/<int:thread_id>/merge", TEAM,
        lambda forum: {"target": str(forum.made.other.id), "mixes": True}, at=THEIRS,
        before=_two),
    Ask("POST /threads/<int:thread_id>/split", TEAM,
        {"numbers": [2], "title": "Apart from that", "category": "open", "reason": "Apart."},
        at=THEIRS, before=_others()),
    Ask("POST /threads/bulk", TEAM,
        lambda forum: {"threads": [forum.made.theirs.id], "verb": "close"}, before=_others()),
    Ask("POST /threads/bulk/undo", TEAM, lambda forum: {"events": [forum.made.event]},
        before=_moved_in_bulk),
    Ask("PUT /threads/<int:thread_id>/embargo", STAFF,
        lambda _forum: {"until": (date.today() + timedelta(days=9)).isoformat()}, at=EARLY,
        before=_early),
    Ask("DELETE /threads/<int:thread_id>/embargo", STAFF, at=EARLY, before=_embargoed),
    *(Ask("POST /posts/<int:post_id>/revisions/<int:number>/<any(hide, show):verb>", TEAM,
          at={"verb": verb, "number": 2, "post_id": lambda forum: _post(forum)}, before=before)
      for verb, before in (("hide", _reply), ("show", _hidden))),
    # --- members who do harm, what guards the place -----------------------------------------------
    Ask("POST /members/<string(maxlength=64):name>/spammer", TEAM, {"note": "Shoes."},
        at=SELLER, before=_seller),
    Ask("POST /members/<string(maxlength=64):name>/spammer/undo", STAFF, at=SELLER,
        before=_marked),
    Ask("POST /members/<string(maxlength=64):name>/misuse/warn", STAFF, ASSESSED, at=NIA,
        before=_reported_wrongly),
    Ask("POST /members/<string(maxlength=64):name>/misuse/stop", STAFF, {**ASSESSED, "days": 7},
        at=NIA, before=_warned),
    Ask("POST /words", STAFF, WORD),
    Ask("PUT /words/<int:word_id>", STAFF, WORD),
    Ask("DELETE /words/<int:word_id>", STAFF),
    Ask("POST /words/rehearsal", STAFF, WORD),
    Ask("POST /words/try", STAFF, {"text": "A casino here"}),
    Ask("POST /doors", STAFF, {"kind": "domain", "text": "throwaway.org", "days": 3}),
    Ask("DELETE /doors/<int:rule_id>", "ada"),
    Ask("POST /incidents", STAFF, {"hours": 4, "holds": True, "message": "Back soon."}),
    Ask("POST /incidents/end", STAFF, before=_guarded),
    Ask("POST /networks", "ada", {"reason": "Three newcomers with one shop."}),
    Ask("POST /transparency", STAFF, lambda forum: _figures(forum)),
    # --- the programme ---------------------------------------------------------------------------
    Ask("PUT /ambassadors/candidates/<int:candidacy_id>/vote", STAFF,
        {"vote": "yes", **programme.RUBRIC, "comment": "Kind and patient, in all I have read."},
        at=NEWCOMER, before=_candidate("review")),
    *(Ask(f"POST {DECIDE}", STAFF, at={**NEWCOMER, "verb": verb}, before=before)
      for verb, before in (("admit", _candidate("screening")), ("approve", _voted),
                           ("retract", _voted))),
    Ask("POST /ambassadors/candidates/<int:candidacy_id>/decline", STAFF,
        {"code": "other", "message": programme.REASON}, at=NEWCOMER,
        before=_candidate("review")),
    Ask("POST /ambassadors/candidates/<int:candidacy_id>/advice", STAFF, {"adviser": "amy"},
        at=NEWCOMER, before=_candidate("review")),
    Ask("DELETE /ambassadors/candidates/<int:candidacy_id>/advice/<int:member_id>", STAFF,
        at={"member_id": lambda forum: forum.people.mo.id}),
    *(Ask(f"POST {TEND}", STAFF, at={**SERVED, "verb": verb}, before=before)
      for verb, before in (("confirm", _term(**ENDING)), ("drop_revocation", _revoking),
                           ("revoke", _revoking))),
    Ask("POST /ambassadors/terms/<int:grant_id>/propose_revocation", STAFF,
        {"reason": programme.REASON}, at=SERVED, before=_term()),
    Ask("PUT /ambassadors/terms/<int:grant_id>/tier", STAFF,
        lambda forum: {"tier": forum.made.tier.id}, at=SERVED, before=_tiered),
    Ask("POST /ambassadors/terms/<int:grant_id>/awards", STAFF,
        lambda forum: {"perk": forum.made.perk.id, "note": "For the hut."}, at=SERVED,
        before=_term()),
    Ask("DELETE /ambassadors/awards/<int:award_id>", STAFF),
    Ask("POST /ambassadors/flags/<int:flag_id>", STAFF,
        {"resolution": "They share a flat.", "is_harmless": True}),
    Ask("POST /ambassadors/check-ins/<int:check_in_id>", STAFF, {"note": "A newborn."}),
)  # fmt: skip


def _post(forum):
    found = select(Post.id).where(Post.thread_id == forum.made.theirs.id, Post.number == 2)
    return db.session.scalar(found)


def _figures(forum):
    draft = transparency.draft(forum.people.ada, Period(date(2026, 1, 1), date(2026, 1, 31)))
    return {"since": "2026-01-01", "until": "2026-01-31", "seen": draft.seen}
