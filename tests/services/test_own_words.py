"""A community says sentences in its own words: checked, escaped, undone, the same for everybody."""

import pytest
from flask import render_template_string
from flask_babel import force_locale, gettext, ngettext
from jinja2 import DictLoader
from sqlalchemy import select

from forum import database, wording
from forum.extensions import db
from forum.lib import own_words as lib
from forum.lib.verdict import Denied, Refused
from forum.models import SettingChange, StaffAction, Tag
from forum.queries import own_words as queries
from forum.services import own_words, settings

HELLO, REPLIES = "Hello %(name)s,", "%(num)d reply"


def test_a_word_writes_nothing_of_what_is_waiting(app, cast):
    """Or what two people do at once would fail where it is said, and not where it is caught."""
    db.session.add(Tag(name="waiting", slug="waiting"))
    assert gettext(HELLO, name="Max") == "Hello Max," and db.session.new


def test_own_words_are_said_in_their_language_and_no_other(app, cast):
    own_words.say(cast.ada, "de", HELLO, ["Servus %(name)s,"])
    database.commit()
    with force_locale("de"):
        assert gettext(HELLO, name="Max") == "Servus Max,"
    assert gettext(HELLO, name="Max") == "Hello Max,"
    own_words.take_back(cast.ada, "de", HELLO)
    database.commit()
    with force_locale("de"):
        assert gettext(HELLO, name="Max") == wording.usual("de").ugettext(HELLO) % {"name": "Max"}


def test_english_can_be_said_otherwise_too_and_in_numbers(app, cast):
    own_words.say(cast.ada, "en", REPLIES, ["one echo", "%(num)d echoes"])
    database.commit()
    assert ngettext(REPLIES, "%(num)d replies", 1) == "one echo"
    assert ngettext(REPLIES, "%(num)d replies", 3) == "3 echoes"
    page = '{{ ngettext("%(num)d reply", "%(num)d replies", 4) }}'
    assert render_template_string(page) == "4 echoes"


@pytest.mark.parametrize(
    "said",
    [[""], ["Hi"], ["Hi %(name)s %(secret)s"], ["Hi %(name)s <script>alert(1)</script>"],
     ["Hi %(name)s <b"], ["Hi %(name)s 100 %"], ["Hi %(name)s %s"], ["Hi %(name)d"],
     ["a %(name)s", "b %(name)s"], ["%(name)s" + "x" * 5000], ["Hi %(name)s \x00"],
     ["Hi %(name)s %(secret)5s"], ["Hi %(name)s %(name) d"], ["Hi %(name)s %(name)99999999s"]],
)  # fmt: skip
def test_what_would_break_a_page_is_refused(app, cast, said):
    with pytest.raises(Refused):
        own_words.say(cast.ada, "de", HELLO, said)
    database.rollback()


@pytest.mark.parametrize("said", ["{{ 7*7 }} %(name)s", "{% raw %} %(name)s", "${7*7} %(name)s"])
def test_words_are_no_program(app, cast, said):
    """T85 and injection into templates: what is written is what is said."""
    own_words.say(cast.ada, "en", HELLO, [said.replace("{% raw %}", "{%% raw %%}")])
    database.commit()
    page = render_template_string('{{ _("Hello %(name)s,", name="Max") }}')
    assert page == said.replace("%(name)s", "Max")


def test_even_what_slipped_past_the_check_is_escaped(app, cast):
    kept = lib.packed({"Reply": "<b>x</b>", HELLO: "<i>%(name)s"})
    settings.keep(cast.ada, "wording.en", kept)
    database.commit()
    page = '{{ _("Reply") }} {{ _("Hello %(name)s,", name="<u>") }}'
    app.jinja_env.loader.inner = DictLoader({"one.html": page})
    assert app.jinja_env.get_template("one.html").render() == (
        "&lt;b&gt;x&lt;/b&gt; &lt;i&gt;&lt;u&gt;"
    )


def test_it_stands_in_history_and_log_and_is_undone_there(app, cast):
    own_words.say(cast.ada, "fr", "Reply", ["Réagir"])
    database.commit()
    change = db.session.scalars(select(SettingChange).order_by(SettingChange.id.desc())).first()
    assert change.name == "wording.fr" and "Réagir" in change.after["value"]
    assert db.session.scalar(select(StaffAction.verb).where(StaffAction.actor_id == cast.ada.id))
    settings.undo(cast.ada, [change])
    database.commit()
    with force_locale("fr"):
        assert gettext("Reply") == wording.usual("fr").ugettext("Reply")


def test_only_admins_and_only_sentences_that_there_are(app, cast):
    for who in (cast.guest, cast.max, cast.cleo, cast.sue):
        with pytest.raises(Denied):
            own_words.say(who, "de", "Reply", ["x"])
        with pytest.raises(Denied):
            queries.find(who, "de")
    for language, text in (("de", "Not said anywhere"), ("xx", "Reply")):
        with pytest.raises(Denied):
            own_words.say(cast.ada, language, text, ["x"])


def test_sentences_are_found_in_english_and_as_they_are_said(app, cast):
    own_words.say(cast.ada, "de", "Reply", ["Zurückrufen"])
    database.commit()
    assert [one.text for one in queries.find(cast.ada, "de", "zurückruf")[0]] == ["Reply"]
    assert [one.text for one in queries.find(cast.ada, "de", only_own=True)[0]] == ["Reply"]
    assert "Reply" in [one.text for one in queries.find(cast.ada, "de", "reply")[0]]


def test_asking_for_words_asks_the_database_nothing(app, cast, queries):
    own_words.say(cast.ada, "de", "Reply", ["Zurück"])
    database.commit()
    with force_locale("de"):
        gettext("Reply")
        with queries() as seen:
            assert [gettext("Reply") for _n in range(100)] == ["Zurück"] * 100
    assert not seen


def test_of_two_meanings_of_one_word_one_is_said_otherwise(app, cast):
    """“Report” is what a member does, and what a case is about."""
    page = '{{ pgettext("kind of case", "Report") }} {{ _("Report") }}'
    own_words.say(cast.ada, "en", "Report", ["Complaint"], "kind of case")
    database.commit()
    assert render_template_string(page) == "Complaint Report"
    found, _number = queries.find(cast.ada, "en", "complaint", only_own=True)
    assert [(one.text, one.context) for one in found] == [("Report", "kind of case")]
    with pytest.raises(Denied):
        own_words.say(cast.ada, "en", "Report", ["Complaint"], "kind of cake")
    own_words.take_back(cast.ada, "en", "Report", "kind of case")
    database.commit()
    assert render_template_string(page) == "Report Report"
