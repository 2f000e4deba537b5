"""Tags: choosing, limits per category, renaming and merging without losing an address."""

import pytest
from sqlalchemy import select

from forum import structure
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import CategoryTag, Tag, TagSlug, ThreadTag
from forum.queries import tags as tag_queries
from forum.services import recounting, tags, threads
from tests import factories


def started(actor, category, *names):
    n = db.session.scalar(select(db.func.count(ThreadTag.thread_id))) or 0
    return threads.start(actor, category, f"Which tent {n}?", f"A dome {n}?", tags=names)


def tag(name):
    return db.session.scalar(select(Tag).where(Tag.name == name))


def names_of(thread):
    return list(
        db.session.scalars(
            select(Tag.name)
            .join(ThreadTag)
            .where(ThreadTag.thread_id == thread.id)
            .order_by(ThreadTag.position)
        )
    )


def test_a_name_has_one_spelling(cast):
    thread = started(cast.ada, factories.category(), " Wild  Camping", "WILD CAMPING", "c++")
    assert names_of(thread) == ["wild-camping", "c++"]
    assert tag("c++").slug == "c"
    assert names_of(started(cast.ada, factories.category(), "C")) == ["c"]
    assert tag("c").slug == "c-2"


def test_a_category_can_want_tags(cast):
    wanting = factories.category(tags_wanted=1)
    with pytest.raises(Refused, match="at least 1 tag"):
        started(cast.ada, wanting)


def test_a_category_can_limit_them(cast):
    limited, free = factories.category(tags_limited=True), factories.category()
    started(cast.ada, free, "tents", "stoves")
    db.session.add(CategoryTag(category_id=limited.id, tag_id=tag("tents").id))
    db.session.flush()
    assert names_of(started(cast.max, limited, "tents")) == ["tents"]
    for name in ("stoves", "new-one"):
        with pytest.raises(Refused) as refused:
            started(cast.ada, limited, name)
        assert refused.value.field == "tags"


@pytest.mark.parametrize("name", ["x" * 41, "!!!", "a,b"])
def test_a_new_name_has_to_be_one(cast, name):
    with pytest.raises(Refused):
        started(cast.ada, factories.category(), name)


def test_too_many_are_refused(cast):
    with pytest.raises(Refused, match="at most 5"):
        started(cast.ada, factories.category(), *"abcdef")


def test_a_renamed_tag_keeps_its_old_address(cast):
    thread = started(cast.ada, factories.category(), "tents")
    tags.rename(cast.ada, tag("tents"), "Shelters")
    assert names_of(thread) == ["shelters"]
    assert tag_queries.get(cast.guest, "tents").slug == "shelters"
    assert names_of(started(cast.nia, factories.category(), "tents")) == ["shelters"]
    tags.rename(cast.ada, tag("shelters"), "tents")
    assert (tag("tents").slug, list(db.session.scalars(select(TagSlug.slug)))) == (
        "tents",
        ["shelters"],
    )


def test_a_name_that_is_taken_is_merged_not_renamed(cast):
    started(cast.ada, factories.category(), "tents", "stoves")
    with pytest.raises(Refused, match="Merge"):
        tags.rename(cast.ada, tag("tents"), "stoves")


def test_merging_moves_everything(cast):
    both = started(cast.ada, factories.category(), "tent", "tents")
    one = started(cast.ada, factories.category(), "tent")
    other = factories.category(tags_limited=True)
    db.session.add(CategoryTag(category_id=other.id, tag_id=tag("tent").id))
    db.session.flush()
    tags.rename(cast.ada, tag("tent"), "tarp")
    tags.merge(cast.cleo, tag("tarp"), tag("tents"))
    assert (names_of(both), names_of(one)) == (["tents"], ["tents"])
    assert tag("tarp") is None and tag("tents").thread_count == 2
    for slug in ("tent", "tarp", "tents"):
        assert tag_queries.get(cast.guest, slug).slug == "tents"
    assert db.session.scalars(select(CategoryTag.tag_id)).all() == [tag("tents").id]
    assert recounting.recount(cast.ada) == []


def test_a_tag_is_not_merged_with_itself(cast):
    started(cast.ada, factories.category(), "tents")
    with pytest.raises(Refused):
        tags.merge(cast.ada, tag("tents"), tag("tents"))


@pytest.mark.parametrize("who", ["guest", "max", "mo", "sue"])
def test_only_the_team_arranges_tags(cast, who):
    started(cast.ada, factories.category(), "tents", "stoves")
    with pytest.raises(Denied):
        tags.rename(getattr(cast, who), tag("tents"), "mine")
    with pytest.raises(Denied):
        tags.merge(getattr(cast, who), tag("tents"), tag("stoves"))


def test_a_category_that_cannot_be_seen_tells_no_tags(cast):
    private = factories.category(private_to="ambassadors")
    with pytest.raises(Denied) as denied:
        tags.choose(cast.max, structure.current().categories[private.id], ["tents"])
    assert denied.value.verdict.hidden
