"""Which uploads a text may show, and what is listed to whom."""

import pytest

from forum import database
from forum.lib.verdict import Denied
from forum.queries import uploads as queries
from forum.services import uploads
from tests import factories, pictures


@pytest.fixture
def team(cast):
    cast.tia = factories.user(name="tia", groups=["team"])
    category = factories.category(private_to="team")
    database.commit()
    return category


def test_ones_own_uploads_may_be_shown_anywhere_with_or_without_an_ending(cast):
    upload, category = pictures.send(cast.max), factories.category()
    keys = [upload.key, f"{upload.key}.png", "no-such-key-at-all-123"]
    found = queries.attachable(cast.max, category.id, keys)
    assert found == {upload.key: upload, f"{upload.key}.png": upload}
    assert queries.attachable(cast.amy, category.id, keys) == {}
    assert queries.attachable(cast.guest, category.id, keys) == {}


def test_what_is_half_sent_or_a_members_picture_is_shown_in_no_post(cast):
    half, face = (
        uploads.reserve(cast.max, "a.pdf", b"%PDF"),
        pictures.send(cast.max, purpose="avatar"),
    )
    assert queries.attachable(cast.max, factories.category().id, [half.key, face.key]) == {}


def test_a_quoted_picture_may_be_shown_where_it_shows_to_nobody_new(cast, team):
    public = factories.category()
    upload, secret = pictures.send(cast.max), pictures.send(cast.tia)
    pictures.attach(
        factories.post(author=cast.max, thread=factories.thread(category=public)), upload
    )
    pictures.attach(factories.post(author=cast.tia, thread=factories.thread(category=team)), secret)
    assert queries.attachable(cast.amy, public.id, [upload.key])
    assert queries.attachable(cast.tia, team.id, [upload.key])
    keys = [secret.key]
    assert queries.attachable(cast.ada, team.id, keys)
    assert queries.attachable(cast.ada, public.id, keys) == {}
    assert queries.attachable(cast.amy, public.id, keys) == {}
    assert queries.attachable(cast.tia, public.id, keys)  # her own


def test_who_edits_anothers_post_keeps_its_pictures_and_may_use_its_authors(cast, team):
    post = factories.post(author=cast.tia, thread=factories.thread(category=team))
    shown, taken_out, foreign = (pictures.send(person) for person in (cast.amy, cast.tia, cast.amy))
    pictures.attach(post, shown)
    keys = [shown.key, taken_out.key, foreign.key]
    assert set(queries.attachable(cast.ada, team.id, keys, post)) == {shown.key, taken_out.key}


def test_a_file_is_found_by_who_may_have_it_and_denied_like_one_that_never_was(cast):
    upload = pictures.send(cast.max)
    assert queries.get(cast.max, upload.key) == queries.Found(upload, False)
    for person, key in ((cast.guest, upload.key), (cast.amy, upload.key), (cast.max, "x" * 27)):
        with pytest.raises(Denied) as denied:
            queries.get(person, key)
        assert denied.value.verdict.hidden
    pictures.attach(factories.post(author=cast.max), upload)
    assert queries.get(cast.max, upload.key).is_public


@pytest.fixture
def statements(queries):
    return queries


def test_one_statement_finds_a_file(cast, statements):
    upload = pictures.send(cast.max)
    queries.get(cast.max, upload.key)
    with statements() as seen:
        queries.get(cast.max, upload.key)
    assert len(seen) == 1


def test_only_what_is_in_no_post_is_listed_and_only_to_its_sender(cast):
    first, second = pictures.send(cast.max), pictures.send(cast.max, b"%PDF", "map.pdf")
    pictures.send(cast.max, purpose="avatar")
    uploads.reserve(cast.max, "half.pdf", b"%PDF")
    pictures.attach(factories.post(author=cast.max), pictures.send(cast.max))
    listed = queries.unattached(cast.max)
    assert [one.key for one in listed] == [second.key, first.key]
    assert [one.code for one in listed] == [
        f"[map.pdf](upload://{second.key})", f"![photo](upload://{first.key}.png)",
    ]  # fmt: skip
    assert queries.unattached(cast.amy) == ()


def test_the_day_counts_files_and_bytes_with_what_was_only_tried(cast):
    uploads.reserve(cast.max, "a.pdf", b"x" * 1_000)
    pictures.send(cast.max, b"x" * 500, "b.pdf")
    usage = queries.usage(cast.max)
    assert (usage.count, usage.size) == (2, 1_500)
    assert (usage.most_count, usage.most_size) == (60, 100_000_000)


def test_the_renderer_gets_addresses_sizes_and_a_smaller_copy_of_large_pictures_only(cast):
    small, large = (
        pictures.send(cast.max),
        pictures.send(cast.max, pictures.picture(size=(1_500, 90))),
    )
    found = queries.references(cast.max, {"a": small, "b": large})
    assert found["a"].href == f"/uploads/{small.key}/photo.png" and found["a"].thumb_href is None
    assert found["b"].thumb_href == f"/uploads/{large.key}/thumbnail"
    assert (found["b"].width, found["b"].height) == (1_500, 90)


def test_the_pictures_of_a_post_are_those_it_shows(cast):
    post, upload = factories.post(author=cast.max), pictures.send(cast.max)
    pictures.attach(post, upload)
    assert queries.of_post(cast.guest, post) == {upload.key: upload}
    post.state = "removed"
    database.commit()
    assert queries.of_post(cast.guest, post) == {}
