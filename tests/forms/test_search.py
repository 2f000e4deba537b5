"""The form of the search and the text in its box say the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.forms import search as forms
from forum.lib.searches import parse, write

TEXTS = st.lists(
    st.sampled_from(
        ["tent", '"wet tent"', "-rain", "guy*", "@max", "@amy", "-@nia", "category:tents",
         'category:"tents and tarps",packs', "tag:a,b", "tag:c", "-tag:d", "in:title", "in:unread",
         "status:open", "-status:solved", "after:7d", "before:2025-06", "min_posts:3",
         "min_reactions:2", "with:code", "order:oldest", "group:mods", "thread:7", "-l"]
    ),
    max_size=10,
).map(" ".join)  # fmt: skip


@settings(max_examples=150)
@given(TEXTS)
def test_a_search_taken_apart_for_the_form_is_the_same_put_together(typed):
    search = parse(typed).search
    assert parse(forms.text(forms.fields(search))).search == search


def test_what_is_filled_in_is_written_as_one_would_type_it():
    filled = {"words": ["wet tent"], "by": [" @Max"], "category": ["tents"], "status": ["open"],
              "in": ["title", "first"], "after": [""], "form": ["1"], "order": ["latest"]}  # fmt: skip
    assert forms.text(filled) == (
        "wet tent in:first in:title status:open @max category:tents order:latest"
    )


def test_what_is_wrong_stays_as_it_was_filled_in():
    typed = forms.text({"words": ['the "end'], "after": ["soon"]})
    assert typed == 'after:soon the "end'


def test_a_field_cannot_smuggle_another_filter_in():
    text = forms.text({"words": ["x"], "tag": ['a" category:secret "']})
    assert parse(text).search.values("category") == ()
    assert write(parse(text).search) == text
