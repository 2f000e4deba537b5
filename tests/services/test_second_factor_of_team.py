"""A second factor can be asked of the team: without it they are members, and nobody is locked out."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import tokens
from forum.lib.verdict import Denied, Refused
from forum.models import ApiToken, Guest, MemberSession, Passkey
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.policies import moderation
from forum.queries import api_tokens, viewers
from forum.security.persons import Person
from forum.services import accounts, identities, passkeys, settings
from forum.services.sessions import Device
from tests import factories
from tests.authenticator import Authenticator

EARLY = datetime(2020, 1, 1, tzinfo=UTC)


def loaded(person, is_strong=False):
    token = factories.signed_in(person)
    if is_strong:
        session = db.session.query(MemberSession).filter_by(token_hash=tokens.hashed(token)).one()
        session.is_strong = True
    database.commit()
    return viewers.load(None, person.fs_uniquifier, tokens.hashed(token))


def again(person):
    """As they are at their next request."""
    session = db.session.get(MemberSession, person.session_id)
    return viewers.load(None, person.fs_uniquifier, session.token_hash)


def ask(of):
    settings.change(OPERATOR, "second_factor.asked_of", of)
    database.commit()


@pytest.mark.parametrize("of, owing", [
    ("nobody", ""), ("admins", "ada"), ("staff", "ada cleo"), ("team", "ada cleo mo"),
])  # fmt: skip
def test_it_is_asked_of_whom_an_admin_says_and_of_no_member(cast, of, owing):
    ask(of)
    people = {name: loaded(getattr(cast, name)) for name in ("max", "amy", "mo", "cleo", "ada")}
    assert " ".join(sorted(name for name, one in people.items() if one.owes_factor)) == owing
    for name, one in people.items():
        if name in owing.split():
            assert not (one.is_admin or one.is_staff or one.is_moderator)
            assert not moderation.can_moderate_somewhere(one)


def test_codes_a_passkey_or_a_factor_shown_elsewhere_are_enough(cast):
    ask("team")
    assert loaded(cast.ada, is_strong=True).is_admin
    assert not loaded(cast.ada).is_admin
    cast.cleo.tf_primary_method = "authenticator"
    assert loaded(cast.cleo).is_staff


def test_a_passkey_counts_where_it_was_shown_and_a_stolen_password_makes_no_other(cast):
    ask("team")
    device = Authenticator(cast.mo)
    entry = passkeys.sign_in(Guest(), device.answer(passkeys.ask(Guest())), Device())
    database.commit()
    assert viewers.load(None, entry.uniquifier, tokens.hashed(entry.token)).is_moderator
    mo = loaded(cast.mo)  # with the password alone
    assert mo.owes_factor == "now" and not mo.is_moderator
    with pytest.raises(Refused):
        accounts.check_password(mo, mo, "seven wet socks")
    with pytest.raises(Refused, match="confirm in another way"):
        identities.link_arrived(mo, mo, "oidc", Person("https://a.example", "thief"), EARLY)
    passkeys.confirm(mo, device.answer(passkeys.ask(mo)))
    database.commit()
    accounts.check_password(mo, mo, "")
    assert again(cast.mo).is_moderator
    passkeys.remove(mo, mo, db.session.scalars(select(Passkey.id)).one(), "")
    database.commit()
    assert not again(cast.mo).is_moderator


def test_until_the_day_it_is_a_reminder(cast):
    settings.change(OPERATOR, "second_factor.asked_from", f"{utcnow().year + 1}-05-01 12:00")
    ask("team")
    assert loaded(cast.ada).is_admin and loaded(cast.ada).owes_factor == "soon"
    settings.change(OPERATOR, "second_factor.asked_from", f"{utcnow().year - 1}-05-01 12:00")
    database.commit()
    assert not loaded(cast.ada).is_admin


def test_nobody_locks_themselves_out(cast):
    with pytest.raises(Refused):
        settings.change(cast.ada, "second_factor.asked_of", "admins")
    cast.ada.tf_primary_method = "authenticator"
    settings.change(cast.ada, "second_factor.asked_of", "admins")
    with pytest.raises(Denied):
        settings.change(cast.cleo, "second_factor.asked_of", "nobody")


def test_their_programs_do_nothing_of_the_team_either(cast):
    for person in (cast.ada, cast.mo):
        db.session.add(ApiToken(
            kind="personal", user_id=person.id, creator_id=person.id, name="x", ending="abcd",
            scopes="read write moderate", token_hash=tokens.hashed(person.name),
        ))  # fmt: skip
    assert api_tokens.coming(None, tokens.hashed("mo")).user.is_moderator
    ask("team")
    for name in ("ada", "mo"):
        user = api_tokens.coming(None, tokens.hashed(name)).user
        assert not (user.is_admin or user.is_moderator) and not moderation.can_moderate_somewhere(
            user
        )
