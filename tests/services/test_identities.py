"""Accounts of elsewhere: who gets one here, who is let in, and which groups it gives."""

from datetime import timedelta
from time import time

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import tokens
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import GroupMember, Identity, Job, StaffAction
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, MODERATORS
from forum.models.users import OPERATOR
from forum.queries import accounts as account_queries
from forum.queries import exports, viewers
from forum.queries import identities as queries
from forum.security.persons import Person
from forum.services import accounts, identities, sessions, settings, ways_in
from forum.services import tokens as letters
from forum.services.accounts import Brought
from forum.services.sessions import Device
from tests import factories, providing

ISSUER = "https://id.example.org"
HERE = Device("192.0.2.7", "Firefox")


@pytest.fixture(autouse=True)
def with_provider(app):
    providing.use(app, ISSUER)


def person(subject="zoe", **more):
    told = {"email": f"{subject}@example.org", "is_confirmed": True, "name": subject, **more}
    return Person(ISSUER, subject, **told)


def put(name, value):
    settings.change(OPERATOR, name, value)


def join(cast, who, name="", brought=None):
    return identities.join(cast.guest, "oidc", who, name or who.subject, None, brought or Brought())


def link(member, subject):
    identities.link(member, member, "oidc", person(subject, email=""))


def groups_of(user):
    rows = db.session.scalars(select(GroupMember.group_id).where(GroupMember.user_id == user.id))
    return set(rows)


def test_an_account_that_comes_first_is_made_and_opens_the_same_again(cast):
    made = join(cast, person(display_name="Zoë Z."))
    assert (made.name, made.display_name, made.password) == ("zoe", "Zoë Z.", None)
    entry = identities.sign_in(cast.guest, person(), HERE, keep=False)
    assert entry.uniquifier == made.fs_uniquifier and entry.token
    assert identities.sign_in(cast.guest, person("other"), HERE, keep=False) is None


def test_of_two_who_come_as_the_same_at_once_one_gets_an_account(cast):
    join(cast, person())
    with pytest.raises(Conflict):
        join(cast, person(email="zoe2@example.org"), "zoe-two")


def test_names_are_proposed_that_could_be_had(cast):
    for wished, free in {
        "Zoe Z.": "Zoe-Z",
        "max": "max2",
        "admin": "",
        "": "",
        "a": "",
        "zoe@x": "zoe-x",
    }.items():
        assert queries.free_name(cast.guest, wished) == free
    assert join(cast, person(display_name="Ada")).display_name == "zoe", "that is an admin's name"


def test_it_joins_by_the_rules_that_everybody_joins_by(cast):
    for name in ("moderator", "m", "Max"):
        with pytest.raises(Refused):
            join(cast, person(), name)
    put("join.approved", "true")
    assert join(cast, person()).waits_since is not None
    put("join.open", "false")
    with pytest.raises(Denied):
        join(cast, person("yan"))
    put("join.open", "true")
    put("sign_in.provisions", "false")
    with pytest.raises(Denied):
        join(cast, person("yan"))


@pytest.mark.parametrize(
    "more", [{"is_confirmed": False}, {"email": ""}, {"email": "max@example.org"}]
)
def test_no_account_without_an_address_of_its_own(cast, more):
    with pytest.raises(Refused):
        join(cast, person(**more))


def test_with_the_same_address_a_letter_shows_that_both_are_the_same_persons(cast):
    there = person(email="max@example.org")
    assert identities.sign_in(cast.guest, there, HERE, keep=False) is None
    identities.ask_for_proof(cast.guest, there)
    assert db.session.scalars(select(Job.name)).all() == ["mail.identity"]
    token = letters.issue(OPERATOR, cast.max, "identity")
    with pytest.raises(Conflict):  # somebody else's arrival, with max's letter
        identities.prove(cast.guest, cast.max, token, "oidc", person(), HERE, keep=False)
    with pytest.raises(Conflict):
        identities.prove(cast.guest, cast.max, "x" * 27, "oidc", there, HERE, keep=False)
    assert identities.prove(cast.guest, cast.max, token, "oidc", there, HERE, keep=False).token
    assert queries.owner(cast.guest, there) is cast.max


def test_who_links_what_they_came_with_signs_in_after_that_and_not_before(cast):
    cast.max.session_id = viewers.load(None, cast.max.fs_uniquifier, tokens.hashed(
        factories.signed_in(cast.max))).session_id  # fmt: skip
    with pytest.raises(Refused):
        identities.link_arrived(
            cast.max, cast.max, "oidc", person(), utcnow() + timedelta(minutes=1)
        )
    identities.link_arrived(cast.max, cast.max, "oidc", person(), utcnow() - timedelta(minutes=1))
    with pytest.raises(Conflict):
        link(cast.amy, "zoe")


def test_nobody_links_or_unlinks_for_somebody_else(cast):
    with pytest.raises(Denied):
        identities.link(cast.ada, cast.max, "oidc", person())
    link(cast.max, "max-there")
    theirs = db.session.scalars(select(Identity)).one()
    with pytest.raises(Denied):
        identities.unlink(cast.amy, cast.amy, theirs.id, "")


def test_the_last_way_in_stays(cast, monkeypatch):
    made = join(cast, person())
    monkeypatch.setattr(accounts, "is_confirmed", lambda actor: True)
    mine = db.session.scalars(select(Identity).where(Identity.user_id == made.id)).one()
    with pytest.raises(Refused):
        identities.unlink(made, made, mine.id, "")
    link(made, "second")
    identities.unlink(made, made, mine.id, "")
    assert [row.called for row in queries.of_viewer(made)] == ["second"]


def test_who_has_no_password_confirms_by_signing_in_there_just_now(cast):
    made = join(cast, person())
    made.session_id = viewers.load(None, made.fs_uniquifier, tokens.hashed(
        sessions.open_for(made, HERE).token)).session_id  # fmt: skip
    with pytest.raises(Refused):
        identities.confirm(made, person(shown_at=int(time()) - 3600))
    with pytest.raises(Refused):
        identities.confirm(made, person(shown_at=None))
    with pytest.raises(Refused):
        identities.confirm(made, person("other", shown_at=int(time())))
    assert not account_queries.is_confirmed(made)
    identities.confirm(made, person(shown_at=int(time())))
    assert account_queries.is_confirmed(made)


def test_groups_there_put_into_groups_here_and_out_of_them_and_touch_no_others(cast):
    own, given = factories.group("own"), factories.group("testers")
    put("sign_in.groups", "staff | moderators\nbeta | testers")
    link(cast.max, "max-there")
    db.session.add(GroupMember(group_id=own.id, user_id=cast.max.id))
    came = person("max-there", groups=("staff", "beta", "unknown", "admins"))
    identities.sign_in(cast.guest, came, HERE, keep=False)
    assert groups_of(cast.max) == {own.id, given.id, MODERATORS}
    identities.sign_in(cast.guest, person("max-there"), HERE, keep=False)
    assert groups_of(cast.max) == {own.id}
    db.session.add(GroupMember(group_id=given.id, user_id=cast.max.id))  # by hand: it stays
    identities.sign_in(cast.guest, person("max-there"), HERE, keep=False)
    assert groups_of(cast.max) == {own.id, given.id}
    verbs = db.session.scalars(select(StaffAction.verb).where(StaffAction.user_id == cast.max.id)
                               .order_by(StaffAction.id)).all()  # fmt: skip
    assert verbs == ["put-into-group"] * 2 + ["put-out-of-group"] * 2


def test_a_browser_from_before_is_not_one_of_the_team(cast):
    factories.group("testers")
    put("sign_in.groups", "staff | moderators\nbeta | testers")
    link(cast.max, "max-there")
    old = tokens.hashed(factories.signed_in(cast.max))
    beta = person("max-there", groups=("beta",))
    identities.sign_in(cast.guest, beta, HERE, keep=False)
    assert viewers.load(None, cast.max.fs_uniquifier, old)
    came = person("max-there", groups=("beta", "staff"))
    for _twice in range(2):
        entry = identities.sign_in(cast.guest, came, HERE, keep=False)
    assert viewers.load(None, cast.max.fs_uniquifier, old) is None
    assert viewers.load(None, entry.uniquifier, tokens.hashed(entry.token)).is_moderator


@pytest.mark.parametrize(
    "line", ["boss | admins", "x | ambassadors", "x | members", "x | nowhere", "| own", "x"]
)
def test_no_line_makes_an_admin_and_odd_lines_are_refused(cast, line):
    with pytest.raises(Refused):
        put("sign_in.groups", line)


def test_not_even_an_old_setting_makes_an_admin(cast):
    settings.apply(OPERATOR, {"sign_in.groups": "boss | admins"})
    link(cast.max, "max-there")
    identities.sign_in(cast.guest, person("max-there", groups=("boss",)), HERE, keep=False)
    assert ADMINS not in groups_of(cast.max)


def test_it_is_the_only_way_in_only_once_an_admin_has_come_that_way(cast):
    with pytest.raises(Refused):
        put("sign_in.only", "true")
    link(cast.max, "max-there")
    with pytest.raises(Refused):
        put("sign_in.only", "true")
    link(cast.ada, "ada-there")
    put("sign_in.only", "true")
    for closed in (
        lambda: sessions.sign_in(cast.guest, None, "max", "seven wet socks", HERE),
        lambda: accounts.request_reset(cast.guest, "max"),
        lambda: accounts.join(cast.guest, "yan", "yan@example.org", "seven wet socks"),
    ):
        with pytest.raises(Denied):
            closed()
    assert identities.sign_in(cast.guest, person("max-there"), HERE, keep=False).token
    assert join(cast, person("yan")).name == "yan"


def test_without_a_provider_on_the_server_the_password_is_the_way_in_again(app, cast):
    link(cast.ada, "ada-there")
    put("sign_in.only", "true")
    providing.use(app, "")
    assert not queries.ways(cast.guest).is_only


def test_a_link_made_on_the_server_lets_an_admin_in_once(cast):
    for actor, user in ((cast.ada, cast.ada), (OPERATOR, cast.max), (cast.max, cast.ada)):
        with pytest.raises(Denied):
            ways_in.make(actor, user)
    token = ways_in.make(OPERATOR, cast.ada)
    assert db.session.scalars(select(Job.arguments)).one()["what"] == "way-in"
    assert ways_in.use(cast.guest, cast.ada, token, HERE).token
    with pytest.raises(Conflict):
        ways_in.use(cast.guest, cast.ada, token, HERE)
    assert db.session.scalars(select(StaffAction.verb)).all() == ["sign-in-by-link"]
    cast.ada.tf_primary_method = "authenticator"
    again = ways_in.make(OPERATOR, cast.ada)
    assert ways_in.use(cast.guest, cast.ada, again, HERE).token is None, "a code is asked"


def test_one_reads_of_it_in_the_copy_of_ones_data(cast):
    link(cast.max, "max-there")
    (row,) = exports.gather(cast.max, cast.max)["accounts_elsewhere"]
    assert (row["issuer"], row["subject"]) == (ISSUER, "max-there")


def test_a_plugin_offers_another_place_by_the_same_seam(app, cast):
    from forum.security import identities as seam

    class Other:
        key, label = "other", "Sign in with Other"

    seam.init_app(app, app.config["FORUM"], {"other": lambda config: Other()})
    assert queries.ways(cast.guest).offers[0].label == "Sign in with Other"
    database.rollback()
