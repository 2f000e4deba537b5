"""What each guard of the programme's lifecycles refuses (community.md §3.3)."""

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Conflict, Refused
from forum.models import (
    Affiliation,
    CandidacyReview,
    GroupMember,
    IntegrityFlag,
)
from forum.models.columns import utcnow
from forum.services import grants
from forum.services.lifecycles import move_candidacy, move_grant
from tests import programme as made
from tests.lifecycles import CANDIDACY, DAY, GRANT, a_candidacy, a_grant, ready, suspended, undone


def refused(forum, event, prepare, *, state=None, machine="candidacy", actor=None):
    table = CANDIDACY if machine == "candidacy" else GRANT
    sources, _target, who = table[event]
    make, move = ((a_candidacy, move_candidacy) if machine == "candidacy" else
                  (a_grant, move_grant))  # fmt: skip
    thing = make(forum, sources[0] if state is None else state)
    at, given = ready(forum, thing, event)
    at, given = prepare(forum, thing, at, given) or (at, given)
    db.session.flush()
    with pytest.raises(Refused) as error:
        move(actor or getattr(forum, who), thing, event, at, **given)
    assert not isinstance(error.value, Conflict)
    assert thing.state == (sources[0] if state is None else state)


def close(forum, *_):
    forum.programme.state = "closed"


def flagged(forum, *_):
    db.session.add(IntegrityFlag(user_id=forum.nia.id, kind="pair", key="x"))


def employed(kind):
    def prepare(forum, *_):
        db.session.add(
            Affiliation(user_id=forum.nia.id, kind=kind, valid_from=utcnow().date() - DAY)
        )

    return prepare


def full(forum, *_):
    forum.programme.most_live = 1
    made.grant(forum.programme, forum.max)


def demanding(**needs):
    def prepare(forum, *_):
        forum.programme.criteria = {**made.NO_GATES, **needs}

    return prepare


def giving(**more):
    return lambda forum, thing, at, given: (at, {**given, **more})


def early(days):
    return lambda forum, thing, at, given: (at - days * DAY, given)


def ended(state, ago):
    def prepare(forum, *_):
        made.grant(forum.programme, forum.nia, state=state, ended_at=utcnow() - ago * DAY)

    return prepare


def votes(*cast_votes):
    def prepare(forum, thing, at, given):
        for review in db.session.scalars(select(CandidacyReview)):
            db.session.delete(review)
        db.session.flush()
        for name, choice, is_staff in cast_votes:
            db.session.add(CandidacyReview(candidacy_id=thing.id, is_staff=is_staff, vote=choice,
                                           reviewer_id=getattr(forum, name).id))  # fmt: skip

    return prepare


def alone(forum, *_):
    for row in db.session.scalars(select(GroupMember).where(GroupMember.user_id == forum.ada.id)):
        db.session.delete(row)


def nominated_by_ada(forum, thing, *_):
    thing.nominator_id = forum.ada.id


def thrice(forum, *_):
    for person in (forum.mo, forum.amy, forum.sue):
        made.candidacy(forum.programme, person, state="withdrawn", nominator_id=forum.max.id)


HELD_CANDIDACIES = [
        ("nominate", close), ("nominate", thrice), ("nominate", employed("employee")),
        ("nominate", demanding(replies=1)), ("nominate", ended("retired", 10)),
        ("nominate", ended("revoked", 300)), ("apply", ended("expired", 80)),
        ("nominate", lambda f, *_: made.candidacy(f.programme, f.nia, state="applied") and None),
        ("nominate", lambda f, *_: made.grant(f.programme, f.nia, state="offered") and None),
        ("nominate", lambda f, *_: made.candidacy(
            f.programme, f.nia, state="declined", cooldown_until=utcnow() + DAY) and None),
        ("apply", close), ("apply", giving(is_of_age=False)), ("apply", employed("agency")),
        ("apply", employed("reseller")), ("apply", demanding(account_days=90)),
        ("apply", demanding(active_days=1)), ("apply", demanding(givers=1)), ("apply", flagged),
        ("consent", close), ("consent", giving(is_of_age=False)), ("consent", employed("employee")),
        ("lapse", early(9)), ("screen", giving(run_id=None)), ("screen", giving(run_id=9999)),
        ("admit", flagged), ("admit", alone), ("admit", nominated_by_ada),
        ("decline", giving(message="No.")), ("decline", giving(code="")),
        ("decline", giving(code="criticised us")), ("decline", giving(message=" " * 200)),
        ("approve", full), ("approve", employed("employee")),
        ("approve", votes(("cleo", "yes", True))),
        ("approve", votes(("cleo", "yes", True), ("ada", "no", True))),
        ("approve", votes(("cleo", "yes", True), ("ada", "recuse", True))),
        ("approve", votes(("cleo", "yes", True), ("amy", "yes", False))),
        ("approve", votes(("cleo", "yes", True), ("mo", "yes", True))),
        ("approve", nominated_by_ada), ("approve", alone),
]  # fmt: skip


@pytest.mark.parametrize("event", dict.fromkeys(event for event, _prepare in HELD_CANDIDACIES))
def test_a_guard_holds_a_candidacy_back(forum, event):
    for each, prepare in HELD_CANDIDACIES:
        if each == event:
            with undone():
                refused(forum, event, prepare, machine="candidacy")


def test_nobody_nominates_themselves(forum):
    refused(forum, "nominate", lambda *_: None, actor=forum.nia)


def unapproved(forum, thing, *_):
    db.session.get(made.Candidacy, thing.candidacy_id).state = "declined"


def used_up(forum, thing, *_):
    thing.paused_days = 90


def setting(**columns):
    def prepare(forum, thing, *_):
        for name, value in columns.items():
            setattr(thing, name, value(forum) if callable(value) else value)

    return prepare


HELD_GRANTS = [
        ("offer", unapproved), ("accept", giving(terms_version=0)), ("accept", suspended),
        ("accept", lambda f, t, at, given: (at + 21 * DAY, given)),
        ("accept", employed("employee")), ("lapse", early(3)), ("pause", used_up),
        ("suspend", lambda f, *_: setattr(f.nia, "suspended_until", None)),
        ("resume", suspended), ("end-pause", suspended),
        ("end-pause", setting(paused_at=lambda f: utcnow() - 9 * DAY)), ("open-renewal", early(15)),
        ("open-renewal", lambda f, t, *_: db.session.add(
            grants.ProgrammeNotice(grant_id=t.id, kind="renewal-open"))),
        ("agree", early(20)), ("agree", giving(terms_version=7)), ("confirm", early(20)),
        ("renew", setting(renewal_agreed_at=None)), ("renew", setting(renewal_staff_id=None)),
        ("renew", setting(renewal_staff_id=lambda f: f.nia.id)), ("renew", employed("agency")),
        ("renew", lambda f, t, at, given: (utcnow() + 100 * DAY, given) if suspended(f) is None
            else None),
        ("begin-grace", early(2)), ("expire", early(2)), ("propose-revocation", giving(reason="-")),
        ("propose-revocation", setting(revoking_id=lambda f: f.ada.id)),
        ("drop-revocation", setting(revoking_id=None)), ("revoke", setting(revoking_id=None)),
        ("revoke", setting(revoking_id=lambda f: f.cleo.id)),
]  # fmt: skip


@pytest.mark.parametrize("event", dict.fromkeys(event for event, _prepare in HELD_GRANTS))
def test_a_guard_holds_a_grant_back(forum, event):
    for each, prepare in HELD_GRANTS:
        if each == event:
            with undone():
                refused(forum, event, prepare, machine="grant")
