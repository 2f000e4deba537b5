"""Joining and changing what identifies an account. Letters are only asked for here."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.limits import TooMany
from forum.models import (
    OPERATOR,
    AccountToken,
    GuidelineAcceptance,
    Job,
    MemberSession,
    OldName,
    SettingValue,
    SignUp,
    User,
)
from forum.models.columns import utcnow
from forum.queries import accounts as queries
from forum.security import passwords
from forum.services import accounts, names, sessions, tokens
from forum.services.sessions import Device
from tests import factories
from tests.at_once import at_once
from tests.limiting import limits_on

PASSWORD = "four quiet lamps"


def jobs():
    return [(job.name, job.arguments) for job in db.session.scalars(select(Job).order_by(Job.id))]


@pytest.fixture
def max_(cast):
    cast.max.password = passwords.hashed(PASSWORD)
    database.commit()
    return cast.max


def join(cast, **changes):
    asked = {"name": "nora", "email": "Nora@Example.org", "password": PASSWORD, **changes}
    return accounts.join(cast.guest, **asked)


def test_who_joins_waits_for_a_letter_and_is_no_member_yet(cast):
    made = join(cast)
    assert made.email == "nora@example.org"
    assert PASSWORD not in made.password
    assert jobs() == [("mail.sign_up", {"sign_up_id": made.id})]
    assert queries.named(cast.guest, "nora") is None


def test_joining_with_a_known_address_looks_the_same(cast):
    free, taken = join(cast), join(cast, email=cast.max.email)
    assert [name for name, _ in jobs()] == ["mail.sign_up", "mail.sign_up"]
    assert (free.token_hash, taken.token_hash) == (None, None)


def test_a_member_does_not_join_and_nobody_does_when_it_is_closed(cast):
    with pytest.raises(Denied):
        accounts.join(cast.max, "nora", "nora@example.org", PASSWORD)
    db.session.add(SettingValue(name="join.open", value=False))
    db.session.flush()
    with pytest.raises(Denied):
        join(cast)


@pytest.mark.parametrize(
    "name",
    ["аdmin", "admin\u200b", "ADMIN", "ａｄｍｉｎ", "adm1n", "a\u0301dmin", "\u202enimda", "system",
     "moderator", "max.", "max ", "x" * 300, "..", "../etc", "new", "login", "MAX", "m\u0430x",
     "nora\r\nBcc: all"],
)  # fmt: skip
def test_names_that_are_reserved_or_look_like_anothers_are_refused(cast, name):
    with pytest.raises(Refused) as refused:
        join(cast, name=name)
    assert refused.value.field == "name"


def test_the_brands_words_are_the_teams(cast):
    db.session.add(SettingValue(name="brand.company", value="Fernway"))
    db.session.flush()
    with pytest.raises(Refused):
        join(cast, name="fernway-support")
    names.rename(cast.cleo, cast.cleo, "cleo-fernway")
    assert cast.cleo.name == "cleo-fernway"


def test_a_password_is_looked_at_before_anything_is_kept(cast):
    for password in ("short", "password123", "nora@example.org"):
        with pytest.raises(Refused) as refused:
            join(cast, password=password)
        assert refused.value.field == "password"
    assert db.session.scalars(select(SignUp)).all() == []


def test_the_guidelines_in_force_have_to_be_accepted(cast):
    first = factories.guidelines("## Be kind\n\nYes.")
    with pytest.raises(Refused):
        join(cast)
    second = factories.guidelines("## Be kinder\n\nYes.")
    with pytest.raises(Refused, match="changed"):
        join(cast, version_id=first.id)
    user = accounts.confirm(cast.guest, join(cast, version_id=second.id))
    accepted = db.session.scalars(select(GuidelineAcceptance)).one()
    assert (accepted.user_id, accepted.version_id) == (user.id, second.id)


def test_confirming_makes_the_member(cast):
    user = accounts.confirm(cast.guest, join(cast))
    assert (user.name, user.email) == ("nora", "nora@example.org")
    assert user.confirmed_at is not None
    assert passwords.matches(PASSWORD, user.password)
    assert db.session.scalars(select(SignUp)).all() == []


def test_a_stranger_who_has_the_letter_has_not_the_password(cast):
    with pytest.raises(Refused):
        accounts.confirm(cast.guest, join(cast), password="another password")


def test_the_second_who_confirms_the_same_name_chooses_another(cast):
    one, other = join(cast), join(cast, email="other@example.org")
    accounts.confirm(cast.guest, one)
    with pytest.raises(Refused) as refused:
        accounts.confirm(cast.guest, other)
    assert refused.value.field == "name"
    assert accounts.confirm(cast.guest, other, name="nora-too").name == "nora-too"


def test_two_who_confirm_the_same_name_at_once_are_two_sentences_and_one_member(app, cast):
    waiting = [join(cast, email=f"nora{n}@example.org").id for n in range(8)]
    database.commit()

    def confirm(sign_up_id):
        return accounts.confirm(cast.guest, db.session.get(SignUp, sign_up_id)).id

    made, refusals = at_once(app, [partial(confirm, one) for one in waiting])
    assert len(made) == 1
    assert [refused.field for refused in refusals] == ["name"] * 7


def test_only_so_many_letters_go_to_one_address(cast):
    with limits_on():
        for n in range(6):
            with pytest.raises(TooMany) if n == 5 else _nothing():
                join(cast, name=f"nora-{n}x")
    with limits_on():
        for n in range(6):
            with pytest.raises(TooMany) if n == 5 else _nothing():
                accounts.request_reset(
                    cast.guest, ["nobody@example.org", "Nobody@Example.org "][n % 2]
                )


def test_a_refused_name_uses_up_no_letter(cast):
    with limits_on():
        for _ in range(6):
            with pytest.raises(Refused) as refused:
                join(cast, name="max")
            assert refused.value.field == "name"
        assert join(cast, name="nora-at-last")


class _nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


def test_asking_for_a_reset_is_the_same_with_and_without_an_account(cast):
    for identity in ("max", "max@example.org", "nobody", "nobody@example.org"):
        accounts.request_reset(cast.guest, identity)
    assert [name for name, _ in jobs()] == ["mail.reset"] * 4
    assert db.session.scalars(select(AccountToken)).all() == []


def test_a_reset_ends_all_sessions_and_every_letter(cast, max_):
    factories.signed_in(max_)
    token = tokens.issue(OPERATOR, max_, "reset")
    other = tokens.issue(OPERATOR, max_, "email", email="new@example.org")
    accounts.reset(cast.guest, max_, token, "five quiet lamps")
    assert passwords.matches("five quiet lamps", max_.password)
    assert all(one.revoked_at for one in db.session.scalars(select(MemberSession)))
    for purpose, used in (("reset", token), ("email", other)):
        with pytest.raises(Denied):
            queries.token(cast.guest, purpose, used)
    assert (
        "mail.notice",
        {"user_id": max_.id, "what": "password", "to": "max@example.org"},
    ) in jobs()


def test_a_link_is_good_once_for_one_purpose_in_time_and_until_the_next(cast, max_):
    first = tokens.issue(OPERATOR, max_, "reset")
    second = tokens.issue(OPERATOR, max_, "reset")
    with pytest.raises(Denied):
        queries.token(cast.guest, "reset", first)
    assert queries.token(cast.guest, "reset", second).user_id == max_.id
    for purpose in ("email", "claim", "passkey"):
        with pytest.raises(Denied):
            queries.token(cast.guest, purpose, second)
    db.session.execute(update(AccountToken).values(expires_at=utcnow() - timedelta(seconds=1)))
    with pytest.raises(Denied):
        queries.token(cast.guest, "reset", second)
    assert not tokens.use(cast.guest, "reset", second)
    third = tokens.issue(OPERATOR, max_, "reset")
    assert [tokens.use(cast.guest, "reset", third) for _ in range(2)] == [True, False]


def test_a_token_is_stored_as_a_hash_and_lasts_an_hour_at_most(cast, max_):
    token = tokens.issue(OPERATOR, max_, "reset")
    row = db.session.scalars(select(AccountToken)).one()
    assert token not in str(vars(row))
    assert len(token) * 6 >= 128
    assert row.expires_at - row.created_at <= timedelta(hours=1)


def test_a_letter_from_before_the_last_change_is_void(cast, max_):
    token = tokens.issue(OPERATOR, max_, "reset")
    max_.credentials_changed_at = utcnow() + timedelta(seconds=1)
    db.session.flush()
    with pytest.raises(Denied):
        queries.token(cast.guest, "reset", token)


def test_changing_the_password_asks_for_it_and_ends_the_other_sessions(cast, max_):
    factories.signed_in(max_)
    with pytest.raises(Refused) as refused:
        accounts.change_password(max_, max_, "wrong", "five quiet lamps", Device())
    assert refused.value.field == "current"
    before = max_.fs_uniquifier
    entry = accounts.change_password(max_, max_, PASSWORD, "five quiet lamps", Device())
    assert entry.uniquifier != before
    live = db.session.scalars(select(MemberSession).where(MemberSession.revoked_at.is_(None))).all()
    assert len(live) == 1


def test_guessing_the_password_of_a_browser_left_open_comes_to_an_end(cast, max_):
    with limits_on():
        for n in range(11):
            with pytest.raises(TooMany if n == 10 else Refused):
                accounts.request_email(max_, max_, "new@example.org", "wrong")


def test_another_address_needs_the_password_and_counts_when_answered(cast, max_):
    with pytest.raises(Refused):
        accounts.request_email(max_, max_, "new@example.org", "wrong")
    accounts.request_email(max_, max_, "New@Example.org", PASSWORD)
    assert jobs() == [("mail.email", {"user_id": max_.id, "email": "new@example.org"})]
    assert max_.email == "max@example.org"
    token = tokens.issue(OPERATOR, max_, "email", email="new@example.org")
    accounts.confirm_email(cast.guest, queries.token(cast.guest, "email", token), max_, token)
    assert max_.email == "new@example.org"
    assert jobs()[-1] == (
        "mail.notice",
        {"user_id": max_.id, "what": "email", "to": "max@example.org"},
    )


def test_an_address_taken_meanwhile_is_refused_without_breaking_anything(cast, max_):
    token = tokens.issue(OPERATOR, max_, "email", email=cast.amy.email)
    with pytest.raises(Conflict):
        accounts.confirm_email(cast.guest, queries.token(cast.guest, "email", token), max_, token)


def test_nobody_changes_what_identifies_somebody_else(cast, max_):
    for actor in (cast.guest, cast.amy, cast.mo, cast.cleo, cast.ada):
        for change in (
            lambda a: accounts.request_email(a, max_, "new@example.org", PASSWORD),
            lambda a: accounts.change_password(a, max_, PASSWORD, "five quiet lamps", Device()),
            lambda a: names.rename(a, max_, "maxine"),
        ):
            with pytest.raises(Denied):
                change(actor)


def test_only_an_admin_makes_accounts_and_gives_roles(cast):
    for actor in (cast.guest, cast.max, cast.mo, cast.cleo):
        with pytest.raises(Denied):
            accounts.create(actor, "nora", "nora@example.org", PASSWORD)
        with pytest.raises(Denied):
            accounts.promote(actor, cast.max, ("admins",))
    made = accounts.create(OPERATOR, "nora", "nora@example.org", PASSWORD, ("moderators",))
    assert passwords.matches(PASSWORD, made.password)
    with pytest.raises(Refused):
        accounts.promote(cast.ada, made, ("no-such-group",))


def test_a_new_role_ends_the_sessions(cast, max_):
    factories.signed_in(max_)
    before = max_.fs_uniquifier
    accounts.promote(OPERATOR, max_, ("moderators",))
    assert max_.fs_uniquifier != before
    assert all(one.revoked_at for one in db.session.scalars(select(MemberSession)))


def test_an_imported_account_is_handed_over_by_a_letter(cast):
    old = factories.user(name="oldie", email=None, password=None, claimed_at=None)
    with pytest.raises(Denied):
        accounts.claim(cast.cleo, old, "oldie@example.org")
    accounts.claim(cast.ada, old, "oldie@example.org")
    assert jobs() == [("mail.claim", {"user_id": old.id})]
    token = tokens.issue(OPERATOR, old, "claim")
    accounts.take_over(cast.guest, old, token, PASSWORD)
    assert old.claimed_at is not None
    assert passwords.matches(PASSWORD, old.password)
    with pytest.raises(Refused):
        accounts.claim(cast.ada, old, "somebody@example.org")


def test_an_old_name_leads_to_its_owner_and_to_nobody_else(cast, max_):
    names.rename(max_, max_, "maximilian")
    assert queries.named(cast.guest, "max").id == max_.id
    assert queries.named(cast.guest, "Maximilian").id == max_.id
    for taken in ("max", "MAX", "m\u0430x", "maximilian"):
        with pytest.raises(Refused):
            join(cast, name=taken)
        with pytest.raises(Refused):
            names.rename(cast.amy, cast.amy, taken)


def test_one_may_go_back_to_ones_own_old_name(cast, max_):
    names.rename(max_, max_, "maximilian")
    db.session.execute(update(OldName).values(created_at=utcnow() - timedelta(days=31)))
    names.rename(max_, max_, "max")
    assert max_.name == "max"
    assert queries.named(cast.guest, "maximilian").id == max_.id


def test_a_name_is_changed_once_in_a_while_and_not_by_the_suspended(cast, max_):
    names.rename(max_, max_, "maximilian")
    with pytest.raises(Refused, match="30 days"):
        names.rename(max_, max_, "maxine")
    with pytest.raises(Denied):
        names.rename(cast.sue, cast.sue, "susanne")


def test_a_member_signed_in_elsewhere_is_signed_in_under_the_new_name(cast, max_):
    factories.signed_in(max_)
    names.rename(max_, max_, "maximilian")
    assert not any(one.revoked_at for one in db.session.scalars(select(MemberSession)))
    assert sessions.sign_in(
        cast.guest, queries.candidate(cast.guest, "maximilian"), "maximilian", PASSWORD, Device()
    ).token


def test_the_operator_is_nobody_in_the_database(app):
    assert OPERATOR.id is None
    assert db.session.scalar(select(User.id)) is None
