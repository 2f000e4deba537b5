"""Who may have a file: said twice, once for one upload and once for a query, and both agree."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum import database, structure
from forum.extensions import db
from forum.models import Post, PostUpload, SettingValue, Upload
from forum.models.groups import MEMBERS
from forum.policies import uploads as policy
from forum.services import uploads
from tests import factories, pictures

STATES = ("visible", "pending", "hidden", "removed", "deleted")


@pytest.fixture
def world(cast):
    """Uploads of Max in every place: alone, in posts of every state, public and private, shared."""
    cast.tia = factories.user(name="tia", groups=["team"])
    public, private = factories.category(), factories.category(private_to="team")
    found = {"alone": pictures.send(cast.max, b"%PDF", "a.pdf")}
    found["half sent"] = uploads.reserve(cast.max, "a.pdf", b"%PDF")
    found["avatar"] = pictures.send(cast.max, purpose="avatar")
    found["logo"] = pictures.send(cast.ada)
    db.session.add(SettingValue(name="brand.logo", value=f"/uploads/{found['logo'].key}/logo.png"))
    for where, category in (("public", public), ("private", private)):
        for state in STATES:
            post = factories.post(
                thread=factories.thread(category=category), author=cast.max, state=state
            )
            found[f"{where} {state}"] = _attached(cast.max, post)
    hidden_thread = factories.thread(category=public, state="hidden")
    found["hidden thread"] = _attached(cast.max, factories.post(thread=hidden_thread))
    both = found["in both"] = _attached(
        cast.max, factories.post(thread=factories.thread(category=private))
    )
    db.session.add(
        PostUpload(
            post_id=factories.post(thread=factories.thread(category=public)).id, upload_id=both.id
        )
    )
    database.commit()
    return found


def _attached(owner, post):
    upload = pictures.send(owner, b"%PDF", "a.pdf")
    db.session.add(PostUpload(post_id=post.id, upload_id=upload.id))
    return upload


def posts_of(upload):
    return db.session.scalars(
        select(Post).join(PostUpload, PostUpload.post_id == Post.id)
        .where(PostUpload.upload_id == upload.id).options(joinedload(Post.thread))
    ).all()  # fmt: skip


def allowed(person, upload):
    return (
        db.session.scalar(select(Upload.id).where(Upload.id == upload.id, policy.readable(person)))
        is not None
    )


def people(cast):
    return vars(cast).values()


@pytest.mark.parametrize("guests_may_read", [True, False])
def test_the_two_ways_of_asking_agree_for_everybody_and_every_upload(cast, world, guests_may_read):
    db.session.add(SettingValue(name="guests.may_read", value=guests_may_read))
    database.touch(structure.NAME)
    database.commit()
    for person in people(cast):
        for name, upload in world.items():
            said = bool(policy.can_read(person, upload, posts_of(upload)))
            assert said == allowed(person, upload), (person.name, name)


def test_who_may_have_which(cast, world):
    def names(person):
        return {name for name, upload in world.items() if allowed(person, upload)}

    everyones = {"avatar", "logo", "public visible", "in both"}
    assert names(cast.guest) == names(cast.amy) == names(cast.sue) == everyones
    assert names(cast.tia) == everyones | {"private visible"}
    assert names(cast.max) == everyones | {
        "alone",
        "public pending",
        "public hidden",
        "public deleted",
    }
    assert "half sent" not in names(cast.ada)
    assert names(cast.ada) == set(world) - {"alone", "half sent"}


def test_a_file_follows_its_thread_into_a_private_category(cast, world):
    upload = world["public visible"]
    (post,) = posts_of(upload)
    post.thread.category_id = factories.category(private_to="team").id
    database.commit()
    assert not allowed(cast.guest, upload) and not allowed(cast.max, upload)
    assert allowed(cast.tia, upload)


def test_a_file_is_shown_to_nobody_new_by_naming_it_elsewhere(cast):
    public = factories.category().id
    team = factories.category(private_to="team").id
    inner = factories.category(parent_id=team).id
    other = factories.category(private_to="others").id
    members = factories.category(access={MEMBERS: "see"}).id
    database.commit()
    narrower = [
        (public, team),
        (public, inner),
        (team, inner),
        (team, team),
        (public, members),
        (members, team),
    ]
    wider = [
        (team, public),
        (inner, public),
        (team, other),
        (other, team),
        (members, public),
        (team, members),
    ]
    assert not any(policy.widens(*pair) for pair in narrower)
    assert all(policy.widens(*pair) for pair in wider)


def test_only_groups_that_may_send_files_do(cast):
    assert not policy.can_upload(cast.guest) and not policy.can_upload(cast.sue)
    assert policy.can_upload(cast.nia) and not policy.can_upload_files(cast.nia)
    assert policy.can_upload_files(cast.max)
    db.session.add(SettingValue(name="uploads.groups", value=[factories.group("team").id]))
    database.commit()
    assert not policy.can_upload(cast.max) and not policy.can_upload_files(cast.max)
