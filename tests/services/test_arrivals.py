"""Who waits at the door reads and does not write; a case of the queue lets them in, or not."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.jobs import statement_letters, statements
from forum.lib.verdict import Denied
from forum.models import (
    OPERATOR,
    Departure,
    Job,
    Mailing,
    MemberSession,
    ModerationCase,
    Snapshot,
    Statement,
    User,
)
from forum.models.columns import utcnow
from forum.models.profiles import ProfileField
from forum.policies import accounts as account_policy
from forum.policies import departures as departure_policy
from forum.policies import members as member_policy
from forum.policies import moderation
from forum.queries import viewers
from forum.services import accounts, arrivals, decisions, posts, sessions, settings, unattended
from forum.services import tokens as letters
from forum.services.decisions import Choice
from tests import factories


def put(name, value):
    settings.change(OPERATOR, name, value)


def newcomer(cast, name="Newt", **with_):
    version = factories.guidelines(at=utcnow() - timedelta(days=1))
    field = factories._save(ProfileField(label="Why here?", kind="line", is_on_join=True))
    made = accounts.join(
        cast.guest, name, f"{name.lower()}@example.net", "four quiet lamps", version.id,
        accounts.Brought(answers={f"answer_{field.id}": "I mend boats."}, **with_),
    )  # fmt: skip
    user = accounts.confirm(cast.guest, made)
    return viewers.with_groups(None, user)


def the_case():
    return db.session.scalars(select(ModerationCase)).one()


def test_a_sign_up_waits_with_its_answers_in_the_queue_of_staff_alone(cast):
    put("join.approved", "true")
    user = newcomer(cast)
    case = the_case()
    assert (case.kind, case.user_id, case.state) == ("sign-up", user.id, "open")
    kept = db.session.scalars(select(Snapshot)).one()
    assert "Why here? I mend boats." in kept.body
    assert moderation.can_read(cast.ada, case) and moderation.can_read(cast.cleo, case)
    for who in (cast.guest, cast.max, cast.mo, cast.sue, user):
        assert not moderation.can_read(who, case)
    thread = factories.thread()
    with pytest.raises(Denied) as caught:
        posts.reply(user, thread, "Hello.")
    assert "waiting for the team" in str(caught.value)


def test_who_waits_is_met_by_staff_and_by_themselves_only(cast):
    put("join.approved", "true")
    user = newcomer(cast)
    for who in (cast.guest, cast.nia, cast.max, cast.mo, cast.cleo, cast.ada, cast.sue, user):
        can = bool(member_policy.can_read(who, user))
        found = db.session.scalar(
            select(User.id).where(member_policy.readable(who), User.id == user.id)
        )
        assert can == (found is not None) == (who in {cast.cleo, cast.ada, user}), who.name


def test_the_team_lets_them_in_and_they_write(cast):
    put("join.approved", "true")
    user, case = newcomer(cast), the_case()
    decisions.decide(cast.ada, case, Choice("approve"), case.version)
    assert user.waits_since is None and case.closed_at is not None
    assert posts.reply(user, factories.thread(), "Hello.").state == "visible"
    job = db.session.scalars(select(Job).where(Job.name == "mail.arrival")).one()
    assert (job.arguments["what"], job.arguments["to"]) == ("admitted", "newt@example.net")


def test_who_is_refused_is_told_and_leaves_nothing_after_a_month(cast):
    put("join.approved", "true")
    user, case = newcomer(cast), the_case()
    factories.signed_in(user)
    decisions.decide(cast.cleo, case, Choice("remove", explanation="A shop."), case.version)
    assert not user.active and user.waits_since is not None
    assert not departure_policy.can_return(cast.guest, user)
    revoked = select(MemberSession.revoked_at).where(MemberSession.user_id == user.id)
    assert None not in db.session.scalars(revoked).all()
    told = db.session.scalars(select(Statement)).one()
    assert "did not accept you" in told.body and "A shop." in told.body
    jobs = select(Job).where(Job.name.in_(("mail.arrival", "notify.statement")))
    assert [job.arguments for job in db.session.scalars(jobs)] == [{"statement_id": told.id}]
    statements.tell(told.id)
    (letter,) = db.session.scalars(select(Mailing)).all()  # one, and it can be appealed
    said = statement_letters.write(letter)
    assert said["To"] == "newt@example.net" and "/appeal" in said.as_string()
    assert arrivals.forget_refused(utcnow() + timedelta(days=29)) == 0
    assert arrivals.forget_refused(utcnow() + timedelta(days=31)) == 1
    assert arrivals.forget_refused(utcnow() + timedelta(days=31)) == 0
    assert db.session.get(Departure, user.id) is not None
    kept = db.session.execute(select(Snapshot.title, Snapshot.body)).one()
    assert tuple(kept) == ("", "")


def test_invited_people_pass_unless_a_setting_says_otherwise(cast):
    put("join.approved", "true")
    assert not account_policy.waits(is_invited=True) and account_policy.waits(is_invited=False)
    put("join.invited_pass", "false")
    assert account_policy.waits(is_invited=True)
    put("join.approved", "false")
    assert not account_policy.waits(is_invited=False)
    assert newcomer(cast).waits_since is None
    assert db.session.scalar(select(func.count()).select_from(ModerationCase)) == 0


def test_several_accounts_from_one_address_within_a_day_wait_with_the_reason_in_words(cast):
    put("join.same_address", "2")

    def come(name, place):
        made = accounts.join(
            cast.guest, name, f"{name}@example.net", "four quiet lamps", version.id
        )
        user = accounts.confirm(cast.guest, made, place=place)
        sessions.open_for(user, sessions.Device(place))
        return user.waits_since is not None

    version = factories.guidelines(at=utcnow() - timedelta(days=1))
    assert not come("newta", "192.0.2.7") and not come("newtb", "::ffff:192.0.2.7")
    assert not come("newtc", "192.0.2.8")  # a neighbour
    assert come("newtd", "192.0.2.7")
    case = the_case()
    assert case.reasons == [accounts.SAME_ADDRESS] and "192.0.2" not in str(case.reasons)
    for user in db.session.scalars(select(User).where(User.name.like("newt%"))):
        user.created_at -= timedelta(days=2)
    db.session.flush()
    assert not come("newte", "192.0.2.7")
    put("join.same_address", "0")
    assert not any(come(name, "192.0.2.9") for name in ("newtf", "newtg", "newth"))


def test_nobody_looks_for_sixty_days_and_the_sign_up_ends_with_its_statement(cast):
    put("join.approved", "true")
    user, case = newcomer(cast), the_case()
    case.opened_at = utcnow() - timedelta(days=61)
    db.session.flush()
    assert unattended.close_old(OPERATOR) == 1
    assert not user.active and case.closed_at is not None
    assert db.session.scalars(select(Statement.user_id)).all() == [user.id]


@pytest.mark.parametrize("action", ["approve", "remove"])
def test_a_claim_of_an_imported_account_waits_and_is_granted_or_not(cast, action):
    put("claims.approved", "true")
    old = factories.user(name="Oldie", claimed_at=None, external_ref="disc:7", password=None)
    accounts.claim(cast.ada, old, "oldie@example.net")
    token = letters.issue(OPERATOR, old, "claim")
    accounts.take_over(cast.guest, old, token, "four quiet lamps")
    case = the_case()
    assert (case.kind, case.target) == ("claim", f"claim:{old.id}") and old.waits_since
    assert member_policy.can_read(cast.max, old)  # what they wrote here stays theirs
    decisions.decide(cast.ada, case, Choice(action, explanation="Not them."), case.version)
    assert old.waits_since is None and old.active
    letters_ = select(Job.arguments["what"].as_string()).where(Job.name == "mail.arrival")
    assert db.session.scalars(letters_).all() == ["admitted" if action == "approve" else "refused"]
    is_theirs = action == "approve"
    assert bool(old.claimed_at) == bool(old.password) == bool(old.email) == is_theirs
