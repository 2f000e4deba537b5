"""What a text may refer to: people, quotes, files and categories that its readers may know of (T22)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import Denied, Refused
from forum.models import OldName, Post, SettingValue, Upload
from forum.policies import quotes as quote_policy
from forum.services import posts, rendering, threads
from tests import factories


def quoting(thread, number=1, name="amy"):
    return f'[quote="{name}, post:{number}, thread:{thread.id}"]\nSaid so.\n[/quote]\n\nYes.'


@pytest.fixture
def public(cast):
    return factories.category(slug="public", name="Public")


@pytest.fixture
def private(cast):
    return factories.category(slug="lounge", name="Lounge", private_to="ambassadors")


@pytest.fixture
def secret(cast, private):
    return threads.start(cast.amy, private, "A secret plan", "Nobody knows.")


def html(post):
    return str(post.html)


def test_a_quote_leads_to_the_post(cast, public):
    thread = threads.start(cast.amy, public, "Which tent?", "A dome?")
    post = posts.reply(cast.max, thread, quoting(thread))
    assert f"/t/{thread.id}/which-tent/1" in html(post)


def test_a_quote_of_what_the_writer_cannot_read_is_words_only(cast, public, secret):
    """T22: neither the title nor the address of a post is to be had by quoting it."""
    thread = threads.start(cast.max, public, "Which tent?", quoting(secret))
    post = db.session.scalar(select(Post).where(Post.thread_id == thread.id))
    for word in ("a-secret-plan", "Nobody knows", f"/t/{secret.id}"):
        assert word not in html(post)
    assert "Said so." in html(post)


def test_a_quote_of_what_the_readers_cannot_read_is_words_only(cast, public, private, secret):
    thread = threads.start(cast.amy, public, "Which tent?", quoting(secret))
    post = db.session.scalar(select(Post).where(Post.thread_id == thread.id))
    assert "a-secret-plan" not in html(post)
    inside = posts.reply(cast.amy, secret, quoting(secret) + " Among us.")
    assert "a-secret-plan" in html(inside)


@pytest.mark.parametrize("state", ["pending", "hidden", "removed", "deleted"])
def test_a_quote_of_what_is_gone_is_words_only(cast, public, state):
    thread = threads.start(cast.amy, public, "Which tent?", "A dome?")
    gone = factories.post(thread=thread, author=cast.max, state=state)
    assert f"/{gone.number}#" not in html(
        posts.reply(cast.mo, thread, quoting(thread, gone.number))
    )


def test_the_rule_about_quotes_is_the_same_twice(cast, public, private):
    """`can_quote` and `quotable` agree for everybody, every place and every state."""
    from forum.models import Thread

    public_thread, private_thread = (
        factories.thread(author=cast.amy, category=place) for place in (public, private)
    )
    gone = factories.thread(author=cast.amy, category=public, state="removed")
    for thread in (public_thread, private_thread, gone):
        for state in ("visible", "pending", "removed", "deleted"):
            factories.post(thread=thread, author=cast.max, state=state)
    every = db.session.scalars(select(Post).options(joinedload(Post.thread))).all()
    for who in vars(cast).values():
        for place in (public, private):
            found = set(
                db.session.scalars(
                    select(Post.id)
                    .join(Thread, Thread.id == Post.thread_id)
                    .where(quote_policy.quotable(who, place.id))
                )
            )
            assert found == {p.id for p in every if quote_policy.can_quote(who, p, place.id)}


def test_a_mention_names_a_member_and_an_earlier_name_too(cast, public):
    cast.max.display_name = "Max <b>"
    db.session.add(
        OldName(name="maximilian", name_key=names.skeleton("maximilian"), user_id=cast.max.id)
    )
    db.session.flush()
    thread = threads.start(cast.amy, public, "Hello all", "@max, @MAX, @maximilian and @nobody.")
    drawn = html(db.session.scalar(select(Post).where(Post.thread_id == thread.id)))
    assert drawn.count('href="/m/max"') == 3
    assert "@nobody" in drawn and "/m/nobody" not in drawn


def test_a_look_alike_name_is_no_mention(cast, public):
    """The key of names folds look-alikes together; who is told is who was written."""
    thread = threads.start(cast.amy, public, "Hello all", "@m-a-x and @mаx.")
    drawn = html(db.session.scalar(select(Post).where(Post.thread_id == thread.id)))
    assert "/m/max" not in drawn


def test_mentions_have_a_number(cast, public):
    """T88."""
    people = [factories.user(name=f"person{n}x").name for n in range(11)]
    with pytest.raises(Refused, match="at most 10"):
        threads.start(cast.amy, public, "Hello all", " ".join(f"@{name}" for name in people))
    text = "@nobody-at-all " * 1_900 + " ".join(f"@person{n}y" for n in range(200))
    threads.start(cast.amy, public, "Hello all", text)


def test_categories_are_linked_when_everyone_may_see_them(cast, public, private):
    thread = threads.start(cast.amy, public, "Hello all", "See #public and #lounge.")
    drawn = html(db.session.scalar(select(Post).where(Post.thread_id == thread.id)))
    assert 'href="/c/public"' in drawn
    assert "/c/lounge" not in drawn and "#lounge" in drawn


def test_only_trusted_members_have_their_links_followed(cast, public):
    text = "Look at https://example.com/tents."
    by_nia = threads.start(cast.nia, public, "Hello all", text)
    by_ada = threads.start(cast.ada, public, "Hello all", text)
    drawn = {
        p.author_id: html(p)
        for p in db.session.scalars(select(Post).where(Post.thread_id.in_([by_nia.id, by_ada.id])))
    }
    assert "nofollow" in drawn[cast.nia.id] and "nofollow" not in drawn[cast.ada.id]


def test_a_moderators_edit_makes_no_link_followed(cast, public):
    thread = threads.start(cast.nia, public, "Hello all", "A text.")
    post = db.session.scalar(
        select(Post)
        .where(Post.thread_id == thread.id)
        .options(joinedload(Post.thread), joinedload(Post.author))
    )
    posts.edit(cast.ada, post, "Look at https://example.com/tents.", post.version, "Where.")
    assert "nofollow" in html(post)


def test_somebody_elses_file_is_not_shown(cast, public):
    upload = Upload(
        key="k" * 27,
        uploader_id=cast.max.id,
        name="map.png",
        mime="image/png",
        size=9,
        width=3,
        height=3,
        path="x",
        sha256="s" * 64,
    )
    db.session.add(upload)
    db.session.flush()
    text = f"![map](upload://{upload.key}.png)"
    mine = threads.start(cast.max, public, "My map", text)
    assert upload.key in html(db.session.scalar(select(Post).where(Post.thread_id == mine.id)))
    private = factories.category(private_to="ambassadors")
    hidden = Upload(
        key="h" * 27,
        uploader_id=cast.max.id,
        name="map.png",
        mime="image/png",
        size=9,
        width=3,
        height=3,
        path="y",
        sha256="s" * 64,
    )
    db.session.add(hidden)
    db.session.flush()
    other = threads.start(cast.amy, private, "Their map", f"![map](upload://{hidden.key}.png)")
    assert f"/uploads/{hidden.key}" not in html(
        db.session.scalar(select(Post).where(Post.thread_id == other.id))
    )


def test_formulas_are_noticed(cast, public):
    thread = threads.start(cast.amy, public, "Hello all", "Then $$x^2$$ follows.")
    assert db.session.scalar(select(Post.has_math).where(Post.thread_id == thread.id))


def test_a_preview_refuses_nothing_and_needs_a_member(cast, public):
    db.session.add(SettingValue(name="limits.mentions", value=0))
    db.session.flush()
    assert "/m/max" in rendering.preview(cast.amy, public.id, "@max").html
    assert rendering.preview(cast.amy, 0, "x").html == "<p>x</p>\n"
    with pytest.raises(Denied):
        rendering.preview(cast.guest, public.id, "x")


def test_a_long_post_of_another_forum_stays_drawn(cast, public):
    long = "A plain dome. " * 3_000 + "A *dome*."
    for ref, is_drawn in (("elsewhere:1", True), (None, False)):
        post = factories.post(thread=factories.thread(category=public), body="x", external_ref=ref)
        post.body = long
        assert ("<em>dome</em>" in rendering.redraw(post).html) is is_drawn
