"""Letters in the community's own words: who writes them, what counts, what cannot be left out."""

import pytest
from sqlalchemy import select

from forum import letters
from forum.extensions import db
from forum.letters import samples
from forum.lib import letter_kinds
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import LetterText, StaffAction
from forum.queries import letter_texts as queries
from forum.services import letter_texts

BODY = "Choose here:\n\n[Choose]({{ link }})"


def sent(key, user, **context):
    made = letters.written(key, user, "max@example.org", **context)
    return made["Subject"], made.get_body(("plain",)).get_content()


def test_only_an_admin_writes_them(cast):
    for person in (cast.guest, cast.max, cast.mo, cast.cleo):
        with pytest.raises(Denied):
            letter_texts.write(person, "reset", "en", "", BODY)
        with pytest.raises(Denied):
            letter_texts.put_back(person, "reset", "en", 1)
        with pytest.raises(Denied):
            samples.example(person, "reset", "en")
        with pytest.raises(Denied):
            queries.every(person)


def test_what_is_written_counts_in_its_language_and_stands_in_the_log(cast):
    assert letter_texts.write(cast.ada, "reset", "en", "Anew, {{ name }}", "") == 1
    letter_texts.write(cast.ada, "reset", "de", "", f"Moin {{{{ name }}}}!\n\n{BODY}")
    subject, text = sent("reset", cast.max, href="/reset/x")
    assert subject == "Anew, Max" and "here you can choose a new password" in text
    cast.max.locale = "de"
    subject, text = sent("reset", cast.max, href="/reset/x")
    assert subject.startswith("Ein neues Passwort") and text.startswith("Moin Max!")
    assert "/reset/x" in text
    lines = db.session.scalars(select(StaffAction).order_by(StaffAction.id)).all()
    assert [(one.verb, one.details) for one in lines] == [
        ("write-letter", {"letter": "reset", "language": "en", "version": 1}),
        ("write-letter", {"letter": "reset", "language": "de", "version": 1}),
    ]


def test_the_same_again_is_no_version_and_an_old_page_overwrites_nothing(cast):
    letter_texts.write(cast.ada, "reset", "en", "One", BODY, 0)
    assert letter_texts.write(cast.ada, "reset", "en", " One ", f"{BODY}\r\n", 1) == 1
    with pytest.raises(Conflict):
        letter_texts.write(cast.ada, "reset", "en", "Two", BODY, 0)
    with pytest.raises(Refused, match=r"\{\{ link \}\}"):
        letter_texts.write(cast.ada, "reset", "en", "Two", "Nothing.", 1)
    assert db.session.scalars(select(LetterText.subject)).all() == ["One"]


def test_the_default_and_every_version_come_back(cast):
    letter_texts.write(cast.ada, "reset", "en", "One", BODY)
    letter_texts.write(cast.ada, "reset", "en", "", "")
    assert sent("reset", cast.max, href="/x")[0] == "A new password for Forum"
    assert not queries.every(cast.ada)
    assert letter_texts.put_back(cast.ada, "reset", "en", 1) == 3
    assert sent("reset", cast.max, href="/x")[0] == "One"
    verbs = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert verbs == ["write-letter", "default-letter", "write-letter"]
    with pytest.raises(Denied):
        letter_texts.put_back(cast.ada, "reset", "en", 9)


def test_words_for_all_notifications_count_where_one_has_none_of_its_own(cast):
    everything = {"sentence": "Amy replies to you.", "title": "Boots", "quoted": "", "href": "/t/1",
                  "stop_kind": "/mail/stop/x", "choices": "/account/notifications"}  # fmt: skip
    letter_texts.write(cast.ada, "told", "en", "News: {{ title }}", "{{ sentence }}\n\n{{ link }}")
    letter_texts.write(cast.ada, "told.quote", "en", "", "Quoted.\n\n{{ link }}")
    subject, text = sent("told.reply", cast.max, **everything)
    assert subject == "News: Boots" and text.startswith("Amy replies to you.\n\nhttp")
    subject, text = sent("told.quote", cast.max, **everything)
    assert subject == "News: Boots" and text.startswith("Quoted.\n\nhttp")
    assert "/mail/stop/x" in text and "This e-mail was sent to max@example.org" in text


def test_no_words_leave_out_what_a_letter_owes(cast):
    """How to have no more, what one can do against it, what to do if it was not oneself, why."""
    owed = {
        "told.reply": ("/example", "No more e-mails of this kind", "No more about this thread"),
        "digest": ("No more digests",),
        "programme.renewal": ("No more e-mails of this kind",),
        "statement.decision": ("Appeal this decision", "without signing in"),
        "arrival.refused": ("You can disagree",),
        "notice.password": ("If this was not you",),
        "email_asked": ("If this was not you",),
    }
    for key, sentences in owed.items():
        needed = "\n\n".join(f"{{{{ {name} }}}}" for name in letter_kinds.ALL[key].needed)
        letter_texts.write(cast.ada, key, "en", "", f"Short.\n\n{needed}")
        made = samples.example(cast.ada, key, "en")
        for form in ("plain", "html"):
            body = made.get_body((form,)).get_content()
            assert "Short." in body
            for sentence in (*sentences, "This e-mail was sent to ada@example.org by Forum."):
                assert sentence in body, (key, form)


def test_what_slipped_past_the_check_is_left_out_and_the_letter_is_sent(cast):
    """As it could come with an import, or from before a name was dropped."""
    for number, body in enumerate(("{{ config }}", "No link.", "{% x %}"), start=1):
        db.session.add(LetterText(kind="reset", language="en", number=number, subject="Bad",
                                  body=body, author_id=cast.ada.id))  # fmt: skip
        db.session.flush()
        subject, text = sent("reset", cast.max, href="/reset/x")
        assert subject == "A new password for Forum" and "/reset/x" in text
        assert body not in text
