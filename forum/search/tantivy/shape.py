"""What stands in the index for a post."""

from typing import Any

from tantivy import Document as Entry
from tantivy import SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from forum.search import words
from forum.search.wanted import Document
from forum.search.words import Language

SHAPE = 1  # of the fields; raise it when they are others
CUT = "cut"  # words are cut before they come here, and stand between spaces
NUMBERS = (
    "post_id", "version", "thread_id", "number", "category_id", "author_id", "created",
    "reactions", "is_answer", "is_open",
)  # fmt: skip


def schema() -> Any:
    builder = SchemaBuilder()
    for name in ("text", "title", "about"):
        builder.add_text_field(name, tokenizer_name=CUT, index_option="position")
    for name in ("stems", "title_stems"):
        builder.add_text_field(name, tokenizer_name=CUT, index_option="freq")
    builder.add_text_field("whole", tokenizer_name=CUT, index_option="basic")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    return builder.build()


def prepare(index: Any) -> Any:
    index.register_tokenizer(CUT, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def entry(document: Document, language: Language) -> Any:
    text, stems = language.tokens(document.text)
    title, title_stems = language.tokens(document.title)
    about = [w for name in (*document.tags, *document.author_names) for w in words.written(name)]
    made = Entry()
    made.add_text("text", " ".join(text))
    made.add_text("title", " ".join(title))
    made.add_text("about", " ".join(words.fold(word) for word in about))
    made.add_text("stems", " ".join(stems))
    made.add_text("title_stems", " ".join(title_stems))
    made.add_text("whole", words.whole_title(title))
    values = (
        document.post_id, document.version, document.thread_id, document.number,
        document.category_id, document.author_id, max(int(document.created_at.timestamp()), 0),
        document.reaction_count, int(document.is_answer), int(document.is_open),
    )  # fmt: skip
    for name, value in zip(NUMBERS, values, strict=True):
        made.add_unsigned(name, value)
    return made
