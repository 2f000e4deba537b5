"""Whatever the interface says is said in the language that is spoken: a made-up one marks its words."""

import re

import pytest
from babel.messages.catalog import Catalog
from bs4 import BeautifulSoup, NavigableString

from forum import database
from forum.cli import words
from forum.extensions import db
from forum.lib import catalogues
from forum.models import SettingValue
from tests.sweeps import addresses

MARKED = "eo"  # any language that the forum has no catalogue of
INNER = re.compile(r"⟦[^⟦⟧]*(⟧|$)|^[^⟦⟧]*⟧")  # a link within ends a piece of text
NAMES = re.compile(r"zq\w+qz\S*|\b[a-z]+_[a-z_]+\b|[/#@][\w/#-]+")  # of events, addresses, people
LETTERS = re.compile(r"[A-Za-z]{2,}")
# The seeded brand's name, what has one name in every language, and a word of this one's months.
SAME_EVERYWHERE = (
    "Forum",
    "SHA-256",
    "UTC",
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "bro",
    "Novem",
    "Almanac",
    "AGPL-3.0-or-later",
)
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "aria-description", "label")
# What people wrote, machines read, or has one name in every language.
NOT_OURS = (
    "code", "pre", "script", "style", "textarea", "time", "kbd", "option[value$='/']", ".prose",
    "[dir=auto]", "[dir=ltr]:not(html)", "svg", "[lang]:not(html)", ".log__when",
)  # fmt: skip


def marked(text):
    """Every word of the interface in brackets, with its places inside them."""
    return f"⟦{text}⟧"


@pytest.fixture
def spoken(app, tmp_path, forum):
    """The seeded forum, in a language in which every sentence stands in brackets."""
    catalogue = Catalog(locale=MARKED)
    for message in words.extracted():
        if message.id:
            one = message.id if isinstance(message.id, str) else message.id[0]
            many = (marked(one), marked(message.id[1])) if one is not message.id else marked(one)
            catalogue.add(message.id, many, context=message.context)
    file = catalogues.path(tmp_path / "words", MARKED)
    file.parent.mkdir(parents=True)
    file.write_bytes(words.written(catalogue))
    app.jinja_env.bytecode_cache = None  # shared with tests that speak other languages
    app.extensions["babel"].translation_directories = [str(tmp_path / "words")]
    db.session.add(SettingValue(name="site.language", value=MARKED))
    database.commit()
    app.extensions["forum.words"].clear()
    return forum


def written(app):
    """Everything that is in the database as a text: people wrote it. The longest first."""
    found = set()
    for table in db.metadata.sorted_tables:
        texts = [column for column in table.columns if isinstance(column.type, db.String)]
        for row in db.session.execute(db.select(*texts)) if texts else ():
            found |= {value.strip() for value in row if isinstance(value, str)}
    return sorted((one for one in found - {""} if len(one) > 1), key=len, reverse=True)


def is_within(text):
    """Whether the sentence whose brackets are around it has begun before: it is around a link."""
    before = ("".join(each.get_text() for each in node.previous_siblings)
              for node in (text, text.parent))  # fmt: skip
    return any(said.count("⟦") > said.count("⟧") for said in before)


def unmarked(page):
    """What a page shows or reads aloud outside of all brackets."""
    soup = BeautifulSoup(page, "html.parser")
    for each in soup.select(", ".join(NOT_OURS)):
        each.decompose()
    strings = [one for one in soup.find_all(string=True) if type(one) is NavigableString]
    texts = [one.partition("⟧")[2] if is_within(one) else str(one) for one in strings]
    texts += [tag[name] for name in READ_ALOUD for tag in soup.find_all(attrs={name: True})]
    for text in texts:
        while INNER.search(text):
            text = INNER.sub("", text)
        if LETTERS.search(text):
            yield " ".join(text.split())


@pytest.mark.parametrize("name", ["max", "ada"])
def test_nothing_is_said_in_another_language(app, spoken, browser, name):
    client = browser(getattr(spoken.people, name))
    found = {}
    for rule in addresses.rules(app):
        for path in addresses.paths(rule, spoken)[:2]:
            answer = client.get(path)
            if answer.mimetype == "text/html" and answer.status_code not in range(300, 400):
                for text in unmarked(answer.get_data(as_text=True)):
                    found.setdefault(text, path)
    known = [*written(app), *SAME_EVERYWHERE]
    for text in list(found):
        rest = text
        for one in known:
            rest = rest.replace(one, "")
        if not LETTERS.search(NAMES.sub("", rest)) or not LETTERS.search(NAMES.sub("", text)):
            del found[text]
    assert not found
