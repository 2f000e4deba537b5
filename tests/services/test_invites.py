"""Invitations: who makes them, who joins by them, and that each is counted as often as it says."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import (
    OPERATOR,
    Badge,
    BadgeGrant,
    Invite,
    InviteUse,
    LedgerEntry,
    SettingValue,
    SignUp,
    StaffAction,
    User,
)
from forum.models.columns import utcnow
from forum.policies import invites as policy
from forum.queries import invites as queries
from forum.services import accounts, badges, invites
from forum.services.invites import Asked
from tests import factories
from tests.at_once import at_once

PASSWORD = "four quiet lamps"
AT_ONCE = 50


def set_(name, value):
    db.session.merge(SettingValue(name=name, value=value))
    database.commit()


@pytest.fixture
def closed(cast):
    """Nobody joins without an invitation."""
    set_("join.open", False)


@pytest.fixture
def rae(cast):
    """A member of trust level 2, who may invite."""
    made = factories.user(name="rae", trust_level=2)
    database.commit()
    return made


def made(host, **asked):
    return invites.make(host, Asked(**asked))


def join(cast, token, email="nora@example.org", name="nora", **more):
    brought = accounts.Brought(queries.offer(cast.guest, token), **more)
    return accounts.join(cast.guest, name, email, PASSWORD, None, brought)


def comes(cast, token, email="nora@example.org", name="nora"):
    return accounts.confirm(cast.guest, join(cast, token, email, name))


def test_who_has_been_here_for_a_while_and_staff_may_invite(cast, rae):
    for person in (cast.guest, cast.nia, cast.max, cast.mo, cast.sue):
        with pytest.raises(Denied):
            made(person)
    for person in (rae, cast.cleo, cast.ada):
        assert made(person)[0].creator_id == person.id
    set_("invites.groups", [])
    with pytest.raises(Denied):
        made(rae)


def test_an_invitation_is_as_large_and_long_as_asked_or_as_the_settings_say(cast, rae):
    usual, _token = made(rae)
    days = (usual.expires_at - utcnow()).total_seconds() / 86_400
    assert (usual.most_uses, round(days)) == (5, 30)
    own, _token = made(rae, label=" the club ", most_uses=7, days=3)
    assert (own.label, own.most_uses) == ("the club", 7)
    assert made(cast.cleo, most_uses=5_000)[0].most_uses == 5_000
    for field, number in (("most_uses", 51), ("most_uses", 0), ("days", 0), ("days", 366)):
        with pytest.raises(Refused) as refused:
            made(rae, **{field: number})
        assert refused.value.field == field


def test_a_member_makes_so_many_a_day_and_the_team_any_number(cast, rae):
    set_("invites.per_day", 2)
    made(rae), made(rae)
    with pytest.raises(Refused, match="tomorrow"):
        made(rae)
    db.session.execute(update(Invite).values(created_at=utcnow() - timedelta(hours=25)))
    made(rae)
    for _ in range(3):
        made(cast.cleo)


def test_only_the_hash_of_a_link_is_stored(cast, rae):
    invite, token = made(rae)
    assert len(token) * 6 >= 128
    assert token not in str(vars(invite))
    assert queries.offer(cast.guest, token).invite.id == invite.id
    with pytest.raises(Denied):
        queries.offer(cast.guest, token + "x")


def test_who_comes_by_an_invitation_is_a_member_once_the_address_is_confirmed(cast, rae, closed):
    invite, token = made(rae, label="the club")
    waiting = join(cast, token)
    assert db.session.scalar(select(User.id).where(User.name == "nora")) is None
    db.session.refresh(invite)
    assert invite.use_count == 0, "an address that is not confirmed uses nothing up"
    nora = accounts.confirm(cast.guest, waiting)
    db.session.refresh(invite)
    assert (invite.use_count, nora.joined_via, nora.trust_level) == (1, "invite: the club", 0)
    assert db.session.scalars(select(InviteUse.user_id)).all() == [nora.id]


def test_who_may_join_is_anybody_or_the_invited_or_nobody(cast, rae, closed):
    _invite, token = made(rae)
    with pytest.raises(Denied, match="by invitation"):
        accounts.join(cast.guest, "nora", "nora@example.org", PASSWORD)
    waiting = join(cast, token)
    accounts.send_again(cast.guest, waiting.id)
    set_("join.by_invitation", False)
    with pytest.raises(Denied, match="at the moment"):
        join(cast, token)
    with pytest.raises(Denied):
        accounts.send_again(cast.guest, waiting.id)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"expires_at": utcnow() - timedelta(days=1)}, "expired"),
        ({"use_count": 5}, "used up"),
        ({"revoked_at": utcnow()}, "no longer valid"),
    ],
    ids=["expired", "used up", "taken back"],
)
def test_one_that_is_over_says_so(cast, rae, closed, change, sentence):
    _invite, token = made(rae)
    db.session.execute(update(Invite).values(**change).execution_options(
        synchronize_session="fetch"))  # fmt: skip
    assert sentence in queries.offer(cast.guest, token).problem
    with pytest.raises(Refused, match=sentence):
        join(cast, token)
    assert queries.own(rae).rows[0].state != "good"
    set_("join.open", True)
    nora = comes(cast, token)
    assert nora.joined_via == "", "where everybody may join, it is left aside"
    assert db.session.scalar(select(func.count()).select_from(InviteUse)) == 0


@pytest.mark.parametrize("change", [{"suspended_until": utcnow() + timedelta(days=1)},
                                    {"active": False}], ids=["suspended", "closed"])  # fmt: skip
def test_nobody_joins_by_one_of_somebody_who_is_suspended_or_gone(cast, rae, closed, change):
    _invite, token = made(rae, most_uses=9)
    waiting = join(cast, token)
    for name, value in change.items():
        setattr(rae, name, value)
    db.session.flush()
    assert queries.offer(cast.guest, token).problem
    with pytest.raises(Refused):
        join(cast, token, "other@example.org", "otto")
    with pytest.raises(Refused, match="in the meantime"):
        accounts.confirm(cast.guest, waiting)


def test_it_is_looked_at_again_when_the_address_is_confirmed(cast, rae, closed):
    _invite, token = made(rae, most_uses=1)
    first, second = join(cast, token), join(cast, token, "other@example.org", "otto")
    accounts.confirm(cast.guest, first)
    with pytest.raises(Refused, match="in the meantime"):
        accounts.confirm(cast.guest, second)
    database.rollback()
    _invite, other = made(rae)
    third = join(cast, other, "third@example.org", "tess")
    invites.revoke(rae, queries.get(rae, third.invite_id))
    with pytest.raises(Refused, match="in the meantime"):
        accounts.confirm(cast.guest, third)


def test_the_time_counts_when_one_asks_not_when_the_letter_comes(cast, rae, closed):
    _invite, token = made(rae)
    waiting = join(cast, token)
    db.session.execute(update(Invite).values(expires_at=utcnow() - timedelta(minutes=1)))
    assert accounts.confirm(cast.guest, waiting).joined_via == "invite"


WRONG_ADDRESSES = [
    "mallory@evil.example",
    "nora@ok.example@evil.example",
    '"nora@ok.example"@evil.example',
    "nora@ok.example.evil.example",
    "nora@evil.example.",
    "nora@sub.ok.example",
    "nora%ok.example@evil.example",
    "=?utf-8?q?nora@ok.example?=@evil.example",
    "=?x?q?nora=40ok.example=3e=00?=x@evil.example",
    "nora@ok.example>@evil.example",
    "Nora <nora@ok.example>, mallory@evil.example",
    "nora@ok.example, mallory@evil.example",
    "nora@\u043ek.example",
    "nora@evil.example(@ok.example)",
]


@pytest.mark.parametrize("address", WRONG_ADDRESSES)
@pytest.mark.parametrize("bound", [{"email": "nora@ok.example"}, {"domain": "ok.example"}],
                         ids=["to an address", "to a domain"])  # fmt: skip
def test_one_that_is_bound_is_for_no_other_address_however_written(cast, closed, bound, address):
    """T67."""
    invite, token = made(cast.cleo, **bound)
    with pytest.raises(Refused) as refused:
        join(cast, token, address)
    assert refused.value.field == "email"
    assert db.session.scalars(select(SignUp)).all() == []
    set_("join.open", True)
    try:
        nora = comes(cast, token, address)
    except Refused:
        nora = None  # no address at all
    db.session.refresh(invite)
    assert invite.use_count == 0
    assert nora is None or nora.joined_via == ""


@pytest.mark.parametrize("bound", [{"email": " Nora@OK.example"}, {"domain": "@Ok.Example"}],
                         ids=["to an address", "to a domain"])  # fmt: skip
def test_one_that_is_bound_is_good_for_whom_it_was_meant(cast, closed, bound):
    invite, token = made(cast.cleo, label="press", **bound)
    assert comes(cast, token, "nora@ok.EXAMPLE").joined_via == "invite: press"
    if invite.email:
        assert invite.most_uses == 1


def test_only_the_team_binds_one_and_to_one_thing(cast, rae):
    for bound in ({"email": "nora@ok.example"}, {"domain": "ok.example"}):
        with pytest.raises(Denied):
            made(rae, **bound)
    for wrong, field in (
        ({"email": "nora"}, "email"),
        ({"domain": "not a domain"}, "domain"),
        ({"domain": "a@ok.example"}, "domain"),
        ({"email": "nora@ok.example", "domain": "ok.example"}, "domain"),
    ):
        with pytest.raises(Refused) as refused:
            made(cast.cleo, **wrong)
        assert refused.value.field == field


def test_an_invitation_lets_nobody_into_the_account_of_a_member(cast, rae, closed):
    """T67: it looks as for any address; the letter, which only max gets, says that he is one."""
    from forum.jobs import mail

    letters = []
    _invite, token = made(rae)
    waiting = join(cast, token, cast.max.email, "maximus")
    waiting_id = waiting.id
    database.commit()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mail.mailer, "send", lambda one: letters.append(one) or "")
        mail.sign_up(waiting_id)
    database.begin("write")
    assert db.session.get(SignUp, waiting_id).token_hash is None, "no link that confirms it"
    assert [letter["To"] for letter in letters] == [cast.max.email]
    assert "/join/" not in letters[0].as_string()
    assert db.session.scalar(select(func.count()).select_from(InviteUse)) == 0


def test_one_place_that_fifty_want_at_once_is_given_once(app, cast, rae, closed):
    """T99: each has an address of their own and comes with the link from the letter."""
    _invite, token = made(rae, most_uses=1)
    waiting = [join(cast, token, f"n{n}@example.org", f"newcomer-{n}x").id for n in range(AT_ONCE)]
    database.commit()

    def confirm(sign_up_id):
        return accounts.confirm(cast.guest, db.session.get(SignUp, sign_up_id)).id

    came, refusals = at_once(app, [partial(confirm, one) for one in waiting])
    assert (len(came), len(refusals)) == (1, AT_ONCE - 1)
    assert all("used up" in refused.message for refused in refusals)
    assert db.session.scalars(select(InviteUse.user_id)).all() == came
    assert db.session.scalar(select(Invite.use_count)) == 1
    newcomers = db.session.scalars(select(User.id).where(User.name.startswith("newcomer-"))).all()
    assert newcomers == came


def test_what_is_left_of_the_day_is_made_once_by_many_at_once(app, cast, rae):
    """T99, of a quota."""
    set_("invites.per_day", 1)
    rae_id = rae.id

    def make():
        return made(db.session.get(User, rae_id).join())[0].id

    ids, refusals = at_once(app, [make] * 8)
    assert (len(ids), len(refusals)) == (1, 7)
    assert db.session.scalar(select(func.count()).select_from(Invite)) == 1


def test_its_maker_and_staff_take_one_back_and_nobody_else_knows_of_it(cast, rae):
    invite, _token = made(rae, label="the club")
    for person in (cast.guest, cast.max, cast.mo):
        with pytest.raises(Denied):
            queries.get(person, invite.id)
        with pytest.raises(Denied):
            invites.revoke(person, invite)
    invites.revoke(rae, queries.get(rae, invite.id))
    with pytest.raises(Denied, match="already"):
        invites.revoke(cast.cleo, invite)
    other, _token = made(rae)
    invites.revoke(cast.cleo, queries.get(cast.cleo, other.id))
    logged = db.session.scalars(select(StaffAction)).one()
    assert (logged.actor_id, logged.verb, logged.user_id) == (cast.cleo.id, "revoke-invite", rae.id)


def test_everybody_sees_their_own_and_staff_see_all(cast, rae):
    made(rae, label="hers"), made(cast.cleo, label="the team's")
    assert [row.label for row in queries.own(rae).rows] == ["hers"]
    assert [row.label for row in queries.own(cast.cleo).rows] == ["the team's"]
    assert [row.label for row in queries.everybodys(cast.ada).rows] == ["the team's", "hers"]
    for person in (cast.guest, rae, cast.mo):
        for ask in (queries.everybodys, queries.sources):
            with pytest.raises(Denied):
                ask(person)


def test_a_long_list_goes_on_where_the_last_page_ended(cast):
    for n in range(queries.PER_PAGE + 1):
        made(cast.cleo, label=f"number {n}")
    first = queries.own(cast.cleo)
    rest = queries.own(cast.cleo, first.next_href.partition("after=")[2])
    assert len(first.rows) == queries.PER_PAGE
    assert [row.label for row in rest.rows] == ["number 0"]


def test_a_campaign_is_kept_as_its_label_and_only_when_it_was_declared(cast):
    set_("join.campaigns", "May fair\n\n Newsletter \n")
    for n, (typed, label) in enumerate(
        [("may FAIR", "May fair"), ("newsletter", "Newsletter"), ("gclid=123", ""), ("", "")]
    ):
        brought = accounts.Brought(campaign=typed)
        waiting = accounts.join(cast.guest, f"nora-{n}x", f"n{n}@example.org", PASSWORD, None,
                                brought)  # fmt: skip
        assert accounts.confirm(cast.guest, waiting).joined_via == label


def test_staff_see_how_many_came_by_which_label_and_how_many_wrote(cast):
    for n, (label, posts) in enumerate([("May fair", 3), ("May fair", 0), ("invite: club", 1)]):
        factories.user(name=f"came-{n}x", joined_via=label, post_count=posts)
    found = [(one.label, one.member_count, one.writer_count) for one in queries.sources(cast.cleo)]
    assert found == [("May fair", 2, 1), ("invite: club", 1, 1)]


def test_a_host_gets_the_badge_when_three_of_the_invited_have_written(cast, rae, closed):
    _invite, token = made(rae)
    host = db.session.scalars(select(Badge).where(Badge.slug == "host")).one()
    people = [comes(cast, token, f"n{n}@example.org", f"nora-{n}x") for n in range(3)]
    for count, person in enumerate(people, start=1):
        badges.judge(OPERATOR, badge_id=host.id)
        granted = db.session.scalars(select(BadgeGrant.user_id)).all()
        assert granted == [], f"after {count - 1}"
        person.post_count = 1
        db.session.flush()
    badges.judge(OPERATOR, badge_id=host.id)
    assert db.session.scalars(select(BadgeGrant.user_id)).all() == [rae.id]


def test_a_suspended_manager_sees_and_takes_back_only_their_own(cast):
    theirs, _token = invites.make(cast.ada, Asked(label="Newsletter"))
    tess = factories.user(name="tess", groups=["community-managers"], suspended=True)
    assert not policy.can_see_all(tess) and not policy.can_revoke(tess, theirs)
    assert policy.can_see_all(cast.cleo) and policy.can_revoke(cast.cleo, theirs)


@pytest.mark.parametrize("level", [0, 1])
def test_who_is_invited_begins_at_level_one_where_the_setting_says_so(cast, closed, rae, level):
    """features.md §4.1 point 5; off unless an admin wants it, and the ledger says why."""
    set_("invites.level_one", bool(level))
    nora = comes(cast, made(rae)[1])
    assert nora.trust_level == level
    entries = select(LedgerEntry.reason).where(LedgerEntry.user_id == nora.id)
    assert db.session.scalars(entries).all() == ["Invited by a member."] * level
