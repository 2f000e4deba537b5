"""Criticism of the brand is known by software when a case is opened, and a person has the last
word."""

import pytest

from forum import database
from forum.extensions import db
from forum.lib import displeasure, languages
from forum.models import Conversation, ModerationCase, SettingValue
from forum.models.columns import utcnow
from forum.services import cases, decisions
from tests import factories


@pytest.fixture
def brand(app, cast):
    for name, value in [("brand.company", "Fernway"), ("brand.reserved_words", "Moraine\nLee 2")]:
        db.session.add(SettingValue(name=name, value=value, changed_at=utcnow()))
    db.session.flush()


def opened(author, body, **with_):
    thread = factories.thread(**with_)
    post = factories.post(thread=thread, author=author, body=body)
    made = cases.open_case(cases.of_post(post), "report")
    cases.keep(made, post)
    return made


@pytest.mark.parametrize(
    ("body", "is_about_brand"),
    [
        ("My Moraine fell apart after a week.", True),
        ("FERNWAY IS A SCAM", True),
        ("The lee\n2 is useless in rain.", True),
        ("My Moraine is lovely.", False),
        ("Your advice is terrible.", False),
        ("Morainelike weather, a terrible day.", False),
    ],
)
def test_a_name_of_the_brand_beside_displeasure_is_criticism(brand, cast, body, is_about_brand):
    assert opened(cast.max, body).is_about_brand is is_about_brand


def test_complaints_and_authors_who_wait_for_the_team_are_criticism(brand, cast):
    assert opened(cast.max, "Fine.", tags=["complaint"]).is_about_brand
    assert not opened(cast.nia, "Fine.", tags=["boots"]).is_about_brand
    asked = Conversation(kind="team", starter_id=cast.nia.id, state="open", title="Where is it?",
                         created_at=utcnow(), last_message_at=utcnow(), highest_number=1)  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    assert opened(cast.nia, "Fine.").is_about_brand
    asked.state = "solved"
    db.session.flush()
    assert not opened(cast.nia, "Fine.").is_about_brand


def test_what_a_person_said_is_not_said_against_by_software(brand, cast):
    case = opened(cast.max, "My Moraine is useless.")
    decisions.mark_about_brand(cast.cleo, case, is_about_brand=False)
    post = factories.post(author=cast.max, body="My Moraine is useless, still.")
    cases.keep(case, post)
    db.session.expire_all()
    assert not db.session.get_one(ModerationCase, case.id).is_about_brand


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("fr", "Ma tente Moraine est une vraie déception.", "Ma tente Moraine est belle."),
        ("es", "La Moraine es una estafa.", "La Moraine me encanta."),
        ("ar", "خيمة Moraine سيئة جدا", "خيمة Moraine جميلة"),
        ("ar", "منتجات Moraine والأسوأ الخدمة", "Moraine ممتازة"),
        ("de", "Meine Moraine ist Schrott.", "Meine Moraine ist schön."),
    ],
)
def test_criticism_is_known_in_every_language_that_can_be_chosen(
    brand, cast, language, said, unsaid
):
    place = factories.category()
    database.commit()
    assert not opened(cast.max, said, category=place).is_about_brand
    db.session.add(SettingValue(name="site.languages", value=language, changed_at=utcnow()))
    database.commit()
    assert opened(cast.max, said, category=place).is_about_brand
    assert not opened(cast.nia, unsaid, category=place).is_about_brand


def test_there_are_words_of_displeasure_for_every_language_of_the_interface():
    assert {code for code, _name in languages.ALL} <= displeasure.WORDS.keys()


def test_words_of_displeasure_are_those_of_the_language_of_the_site():
    assert displeasure.is_displeased("Das ist Schrott", "de")
    assert displeasure.is_displeased("Junk", "en_GB") and not displeasure.is_displeased("ok", "fr")
