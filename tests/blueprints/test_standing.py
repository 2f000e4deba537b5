"""What is seen of an ambassador: terms on their page, the label in lists and in a digest, and what
becomes of it when it is over (community.md F3, §3.3, §3.4)."""

from datetime import UTC, datetime, timedelta

import pytest

from forum import database
from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import GroupMember, Perk, PerkAward, SettingValue
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS
from forum.policies.capacities import capacity_of
from forum.queries import mailings
from forum.services import grants, posts, threads
from tests import casework, factories, programme

LABEL = "volunteer, is lent tents"
FIRST, LAST = datetime(2025, 8, 27, tzinfo=UTC), datetime(2026, 8, 27, tzinfo=UTC)


@pytest.fixture
def lent(cast):
    """Amy serves a term and is lent tents."""
    made = programme.programme(cast.cleo)
    term = programme.grant(made, cast.amy, starts_at=FIRST, ends_at=utcnow() + timedelta(days=90))
    perk = factories._save(Perk(programme_id=made.id, kind="material", title="Tents on loan",
                                disclosure="is lent tents"))  # fmt: skip
    factories._save(PerkAward(grant_id=term.id, perk_id=perk.id, awarded_at=utcnow()))
    database.commit()
    return term


def over(person):
    for row in db.session.scalars(
        db.select(GroupMember).filter_by(user_id=person.id, group_id=AMBASSADORS)
    ):
        db.session.delete(row)
    database.touch("members")
    database.commit()


def test_the_page_of_an_ambassador_says_from_when_until_when(cast, browser, lent):
    lent.ends_at = LAST
    database.commit()
    for who in ("guest", "max", "cleo"):
        page = browser(getattr(cast, who)).get("/m/amy").text
        assert "August 27, 2025 to August 27, 2026" in page, who
        assert f"Ambassador · {LABEL}" in page
    assert "August 27, 2025 to" not in browser(cast.max).get("/m/amy/card").text


@pytest.mark.parametrize("how", ["not in the register", "offered", "taken away", "not as alumni"])
def test_terms_are_told_of_nobody_who_is_not_known_as_one(cast, browser, lent, how):
    lent.ends_at = LAST
    if how == "not in the register":
        lent.is_in_register = False
    else:
        lent.state = {"offered": "offered", "taken away": "revoked"}.get(how, "retired")
        lent.ended_at = LAST
    database.commit()
    assert "August 27, 2025" not in browser(cast.max).get("/m/amy").text


def test_an_offer_of_another_term_hides_no_term_that_ended_well(cast, browser, lent):
    lent.state, lent.ends_at, lent.ended_at, lent.is_alumni_shown = "expired", LAST, LAST, True
    made = programme.grant(db.session.get(programme.Programme, lent.programme_id), cast.amy,
                           state="offered")  # fmt: skip
    database.commit()
    page = browser(cast.max).get("/m/amy").text
    assert "was an ambassador until" in page and "August 27, 2025 to" in page
    assert made.state == "offered"


def test_a_list_names_what_an_ambassador_receives_beside_what_they_wrote(cast, browser, lent):
    """Their title is theirs as the text is; of who wrote last there is only a name."""
    category = factories.category(slug="here")
    threads.start(cast.amy, category, "A tent in the wind", "It stood.", "discussion")
    other = threads.start(cast.max, category, "A stove in the wind", "It did not.", "discussion")
    posts.reply(cast.amy, other, "Mine neither.")
    database.commit()
    for page in ("/latest", "/c/here", "/"):
        text = browser(cast.guest).get(page).text
        assert f"Ambassador · {LABEL}" in text, page
        assert text.count(LABEL) == 1 and text.count("Ambassador") >= 2


def test_a_digest_says_as_what_somebody_spoke_and_of_what_they_receive(cast, lent):
    factories._save(SettingValue(name="brand.reserved_words", value="Fernway\nLee 2"))
    database.touch("structure")
    category = factories.category()
    threads.start(cast.amy, category, "A Lee 2 in the wind", "It stood.", "discussion")
    threads.start(cast.mo, category, "Where to sleep", "In a tent.", "discussion")
    database.commit()
    since = utcnow() - timedelta(days=1)
    found = {each.title: each for each in mailings.worth_opening(cast.max, since, 8)}
    first = found["A Lee 2 in the wind"]
    assert first.by == f"Amy (Ambassador · {LABEL})"
    assert "writes about the brand or its products" in first.told
    assert found["Where to sleep"].told == ""


def test_what_an_ambassador_wrote_says_at_the_time_once_it_is_over(cast, browser, lent):
    category = factories.category(slug="here")
    thread = threads.start(cast.amy, category, "A tent in the wind", "It stood.", "discussion")
    posts.reply(cast.amy, thread, "It still stands.")
    database.commit()
    address = f"/t/{thread.id}/{thread.slug}"
    guest = browser(cast.guest)
    assert "at the time" not in guest.get(address).text
    lent.state, lent.ended_at = "revoked", utcnow()
    over(cast.amy)
    for place in (address, f"/t/{thread.id}/feed.atom", "/latest"):
        assert f"{LABEL}, at the time" in guest.get(place).text, place
    assert "at the time" not in guest.get("/m/amy/card").text
    posts.reply(cast.amy, thread, "As a member.")
    database.commit()
    assert guest.get(address).text.count(f"{LABEL}, at the time") == 4  # two posts, and the data


def test_a_warning_keeps_a_term_from_being_renewed(cast, lent):
    lent.ends_at = utcnow() + timedelta(days=20)
    database.commit()
    grants.agree(cast.amy, lent, 1)
    casework.decided(casework.case(cast.amy), cast.ada)
    with pytest.raises(Refused, match="too little in the past"):
        grants.confirm(cast.cleo, lent)
    assert lent.state == "active"
    assert capacity_of(cast.amy, factories.category().id)[0] == "ambassador"  # until its end
