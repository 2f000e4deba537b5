"""Who leaves is hidden, may stay for a while, and then nothing of who they were is left anywhere."""

import pytest
from sqlalchemy import select, update

from forum import database, storage
from forum.extensions import db
from forum.lib.names import skeleton
from forum.lib.verdict import Denied, Refused
from forum.models import (
    Badge,
    BlockedAddress,
    Conversation,
    Departure,
    GuidelineAcceptance,
    InviteUse,
    Job,
    Message,
    Post,
    ProgrammeGrant,
    SignUp,
    StaffAction,
    Thread,
    Upload,
    User,
)
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.queries import accounts as account_queries
from forum.queries import members, names_left
from forum.services import accounts, departures, erasing, erasing_own, recounting, sessions
from forum.services.sessions import Device
from tests import factories, leaving
from tests.leaving import EXCEPTIONS


@pytest.fixture
def leaver(app, cast):
    return leaving.member(cast)


@pytest.fixture
def quoting(leaver, cast):
    return leaving.write(leaver, cast)


def test_of_who_leaves_and_blanks_their_posts_no_word_is_left(app, leaver, quoting, caplog):
    assert len(leaving.left(app)) > 40, "the words are there before"
    leaving.leave(app, leaver, blanks_posts=True)
    assert leaving.left_in_tables(app) == EXCEPTIONS
    assert leaving.too_much(app) == {}
    assert "zq" not in caplog.text


# Words that say who somebody is, and those that are what they wrote.
WROTE = {
    "zqthreadtitleqz", "zqfirstqz", "zqreplyqz", "zqeditedqz", "zqreasonqz", "zqbeforeqz",
    "zqafterqz", "zqwhyqz", "zqmessageqz", "zqtalktitleqz", "zqfileqz", "zqpaperqz",
}  # fmt: skip


def test_who_keeps_their_posts_leaves_words_and_no_name(app, leaver, quoting):
    leaving.leave(app, leaver, blanks_posts=False)
    stays = set().union(*EXCEPTIONS.values())
    words = set().union(*leaving.left(app).values())
    assert words - stays == WROTE


def test_quotes_and_mentions_get_another_name_and_sentences_are_listed(app, leaver, quoting):
    leaving.leave(app, leaver, blanks_posts=False)
    post = db.session.get(Post, quoting.id)
    assert f'[quote="{leaver.display_name}, post:' in post.body
    assert f"@{leaver.name} and @{leaver.name}: yes." in post.body
    assert f">{leaver.display_name} (Partner)</a></p>" in post.html, "not whose"
    listed = db.session.scalars(select(StaffAction).where(StaffAction.verb == "name-left")).one()
    begin, end = listed.details["places"][0]
    said = db.session.get(Post, listed.post_id)
    assert said.body[begin:end] == leaving.DISPLAY
    assert "zq" not in str(listed.details)


def test_the_team_looks_at_names_that_were_left_and_is_done(app, cast, leaver, quoting):
    leaving.leave(app, leaver, blanks_posts=False)
    place = names_left.waiting(cast.cleo)[0]
    assert (place.before, place.said) == ("I met", leaving.DISPLAY)
    assert place.former == leaver.display_name
    for other in (cast.guest, cast.max, cast.mo):
        with pytest.raises(Denied):
            names_left.waiting(other)
    departures.check(cast.cleo, names_left.get(cast.cleo, place.action_id))
    assert names_left.waiting(cast.ada) == ()
    with pytest.raises(Denied):
        names_left.get(cast.ada, place.action_id)


def test_titles_by_others_are_listed_and_no_place_is_shown_that_an_edit_moved(
    app, cast, leaver, quoting
):
    titled = factories.thread(author=cast.max, title=f"Ask {leaving.DISPLAY}", body="They know.")
    database.commit()
    leaving.leave(app, leaver, blanks_posts=False)
    shown = {place.title: place for place in names_left.waiting(cast.cleo)}
    place = shown.pop(titled.title)
    assert (place.before, place.said) == ("Ask", leaving.DISPLAY)
    (other,) = shown.values()
    row = db.session.get(StaffAction, other.action_id)
    post = db.session.get(Post, row.post_id)
    post.body, post.version = f"A word more. {post.body}", post.version + 1
    database.commit()
    stale = {place.title: place for place in names_left.waiting(cast.cleo)}[other.title]
    assert stale.said == "" and stale.before.startswith("A word more.")


def test_a_tombstone_has_a_name_that_says_nothing_and_counters_stay_right(app, leaver, quoting):
    recounting.recount(OPERATOR)  # what the makers of the tests left uncounted
    leaving.leave(app, leaver, blanks_posts=True)
    assert leaver.display_name.startswith("former member ")
    assert leaver.name == f"former-{leaver.display_name.removeprefix('former member ')}"
    assert leaver.erased_at is not None
    assert not leaver.active
    with pytest.raises(Denied) as denied:
        members.get(OPERATOR, leaver.name)
    assert denied.value.verdict.gone
    assert recounting.recount(OPERATOR) == []
    assert db.session.scalars(select(Badge.holder_count).where(Badge.holder_count > 0)).all() == []
    assert db.session.scalars(select(GuidelineAcceptance.user_id)).all() == [leaver.id]


def test_a_live_grant_ends_through_its_lifecycle_with_a_reason(app, leaver, quoting):
    leaving.leave(app, leaver, blanks_posts=False)
    grant = db.session.scalars(select(ProgrammeGrant)).one()
    assert grant.state == "retired"
    assert grant.ended_at is not None


def test_a_conversation_that_everybody_has_left_is_gone_and_others_stay(app, leaver, quoting):
    leaving.leave(app, leaver, blanks_posts=False)
    talk = db.session.scalars(select(Conversation)).one()
    said = db.session.scalars(
        select(Message.body).where(Message.conversation_id == talk.id).order_by(Message.number)
    ).all()
    assert [said[0], said[2]] == ["Between us: zqmessageqz", f"I told @{leaver.name} so."]
    shown = db.session.scalars(select(Message.html).where(Message.number == 2)).one()
    assert "/file.pdf" in shown and leaving.HANDLE not in shown  # sent by who has left


def test_an_erasure_can_be_interrupted_anywhere_and_goes_on(app, leaver, quoting):
    departures.ask(leaver, leaver, True, leaving.PASSWORD)
    db.session.execute(update(Departure).values(erase_at=utcnow()))
    database.commit()
    bits = 0
    while True:
        with database.unit("write"):
            if not erasing.go_on(OPERATOR, leaver.id):
                break
        bits += 1
        with database.unit("write"):
            erasing.go_on(OPERATOR, leaver.id)
            database.rollback()  # as when the machine goes down
    assert bits > len(erasing_own.ROWS)
    with database.unit("write"):
        assert not erasing.go_on(OPERATOR, leaver.id)
    leaving.work(app)
    assert leaving.left_in_tables(app).keys() == EXCEPTIONS.keys()


def test_when_one_erasure_fails_the_others_go_on_and_the_job_is_tried_again(
    app, cast, leaver, monkeypatch
):
    departures.ask(leaver, leaver, False, leaving.PASSWORD)
    earlier = utcnow() - leaving.timedelta(hours=1)
    factories._save(Departure(user_id=cast.max.id, erase_at=earlier, names={}))
    db.session.execute(update(Departure).where(Departure.user_id == leaver.id)
                       .values(erase_at=utcnow()))  # fmt: skip
    database.commit()
    go_on = erasing.go_on

    def fail_for_max(actor, user_id):
        if user_id == cast.max.id:
            raise ValueError("no luck today")
        return go_on(actor, user_id)

    monkeypatch.setattr(erasing, "go_on", fail_for_max)
    with pytest.raises(ValueError, match="no luck"):
        leaving.jobs.erase_due()
    db.session.expire_all()
    assert leaver.erased_at is not None
    assert db.session.scalars(select(Departure.user_id)).all() == [cast.max.id]


def test_a_file_that_somebody_elses_post_shows_stays_under_another_name(app, leaver, quoting):
    upload = db.session.scalars(select(Upload).where(Upload.name.endswith(".txt"))).one()
    factories._save(leaving.PostUpload(post_id=quoting.id, upload_id=upload.id))
    database.commit()
    leaving.leave(app, leaver, blanks_posts=True)
    kept = db.session.scalars(select(Upload)).one()
    assert (kept.id, kept.name) == (upload.id, "file.txt")
    assert storage.current().exists(kept.path)


def test_nobody_can_take_part_in_a_name_that_was_freed(app, leaver, quoting):
    leaving.leave(app, leaver, blanks_posts=False)
    assert (
        db.session.scalar(select(User.id).where(User.name_key == skeleton(leaving.HANDLE))) is None
    )
    assert leaver.email is None
    assert account_queries.candidate(OPERATOR, leaving.EMAIL) is None


# --- asking, and staying ------------------------------------------------------------------------


def ask(user, blanks_posts=False):
    return departures.ask(user, user, blanks_posts, leaving.PASSWORD)


def test_who_asks_to_leave_is_hidden_at_once_and_erased_not_before_the_days_are_over(app, leaver):
    departure = ask(leaver)
    assert (departure.erase_at - departure.asked_at).days == 14
    with pytest.raises(Denied):
        members.get(OPERATOR, leaver.name)
    assert not erasing.go_on(OPERATOR, leaver.id)
    assert leaver.name == leaving.HANDLE


def test_who_signs_in_again_gets_no_session_until_they_stay(app, leaver):
    ask(leaver)
    found = account_queries.candidate(OPERATOR, leaving.EMAIL)
    leaver.tf_primary_method = None
    entry = sessions.sign_in(OPERATOR, found, leaving.EMAIL, leaving.PASSWORD, Device())
    assert (entry.is_leaving, entry.token) == (True, None)
    entry = departures.stay(OPERATOR, leaver, Device())
    assert entry.token
    assert leaver.active
    assert db.session.scalar(select(Departure.user_id)) is None
    assert members.get(OPERATOR, leaving.HANDLE).id == leaver.id


def test_nobody_stays_once_the_erasure_has_begun(app, leaver):
    ask(leaver)
    db.session.execute(update(Departure).values(erase_at=utcnow(), begun_at=utcnow()))
    with pytest.raises(Refused):
        departures.stay(OPERATOR, leaver, Device())


def test_the_last_admin_cannot_leave_and_nobody_leaves_for_others(app, cast, leaver):
    with pytest.raises(Denied, match="only admin"):
        departures.ask(cast.ada, cast.ada, False, "x")
    with pytest.raises(Denied):
        departures.ask(cast.ada, leaver, False, leaving.PASSWORD)
    with pytest.raises(Refused):
        departures.ask(leaver, leaver, False, "not her password")


@pytest.mark.parametrize("days", [7, -7])
def test_the_address_of_who_left_suspended_cannot_join_for_two_years(app, leaver, quoting, days):
    leaver.suspended_until = utcnow() + leaving.timedelta(days=days)
    leaving.leave(app, leaver, blanks_posts=False)
    kept = db.session.scalars(select(BlockedAddress)).all()
    found = factories._save(SignUp(name="again", email=leaving.EMAIL, password="x",
                                   expires_at=utcnow()))  # fmt: skip
    if days < 0:
        assert not kept
        assert accounts.confirm(OPERATOR, found)
        return
    assert (kept[0].until - utcnow()).days > 700
    assert "zq" not in kept[0].address_hash
    with pytest.raises(Refused, match="suspended"):
        accounts.confirm(OPERATOR, found)


def test_letters_that_wait_are_not_sent_and_one_says_what_happens(app, leaver, quoting):
    ask(leaver)
    states = {row.state for row in db.session.scalars(
        select(leaving.Mailing).where(leaving.Mailing.user_id == leaver.id))}  # fmt: skip
    assert states == {"dropped"}
    told = db.session.scalars(select(Job).where(Job.name == "mail.notice").order_by(Job.id)).all()
    assert [job.arguments["what"] for job in told][-1] == "leaving"


# --- nothing is forgotten -----------------------------------------------------------------------

# Columns that point to a member and stay, as the id of a tombstone.
KEPT = {
    "post.author_id", "post.deleted_by_id", "thread.author_id", "thread.last_poster_id",
    "thread.answered_by_id", "revision.editor_id", "upload.uploader_id", "reaction.user_id",
    "message.author_id", "conversation.starter_id", "guideline_acceptance.user_id",
    "page_acceptance.user_id",
    # decisions, without names: on others, and on them
    "staff_action.actor_id", "staff_action.user_id", "message_report.reporter_id",
    "candidacy.user_id", "candidacy.nominator_id", "candidacy_review.reviewer_id",
    "programme_grant.user_id", "programme_grant.renewal_staff_id", "programme_grant.revoking_id",
    "programme_event.actor_id", "programme.owner_id", "perk_award.awarded_by_id",
    "integrity_flag.resolved_by_id", "check_in.done_by_id", "badge_grant.granted_by_id", "ledger_entry.actor_id",
    "setting_value.changed_by_id", "setting_change.changed_by_id", "invite.creator_id",
    "setup.finished_by_id", "page_version.author_id", "look_draft.changed_by_id",
    "letter_text.author_id", "known_edition.known_by_id",
    # Kept without the name while an appeal is possible (community.md §4.8).
    "report.reporter_id", "moderation_case.user_id", "moderation_case.claimed_by_id",
    "moderation_case.escalated_to_id", "decision.decided_by_id", "decision.second_by_id",
    "statement.user_id", "appeal.user_id", "appeal.reviewer_id", "sanction.user_id",
    "misuse_measure.user_id", "misuse_measure.decided_by_id", "staff_note.user_id",
    "staff_note.author_id", "thread_event.actor_id", "incident.started_by_id",
    "incident.ended_by_id", "watched_word.creator_id", "transparency_report.published_by_id",
    "backup.creator_id", "configuration.made_by_id", "door_rule.creator_id", "synonym.creator_id", "term_note.writer_id",
    "embargo.set_by_id", "embargo_reader.user_id",
    "eu_statement.approved_by_id", "webhook.creator_id", "webhook.user_id",
    "guideline_version.author_id", "guideline_version.approver_id", "decision_template.owner_id",
}  # fmt: skip
# Done by a step of its own: names go at the beginning, the row itself at the end.
BY_A_STEP = {"old_name.user_id", "participant.user_id", "conversation.assignee_id",
             "departure.user_id"}  # fmt: skip
# Of an account itself: counters, its key, and moments that say nothing of a person.
OF_THE_TOMBSTONE = {
    "id", "name", "name_key", "display_name", "sought_name", "sought_display", "fs_uniquifier",
    "credentials_changed_at", "created_at", "claimed_at", "is_bot", "erased_at", "read_before_at",
    "thread_count", "post_count", "reactions_given_count", "reactions_received_count",
    "answer_count", "accepted_number", "accepted_page", "external_ref",
}  # fmt: skip


def test_every_column_that_points_to_a_member_is_decided():
    columns = {
        f"{table.name}.{key.parent.name}"
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "user"
    }
    gone = {f"{column.class_.__table__.name}.{column.key}" for column in erasing_own.ROWS}
    assert columns == gone | KEPT | BY_A_STEP
    assert not gone & KEPT


def test_every_column_of_an_account_is_decided():
    columns = {column.name for column in User.__table__.columns}
    assert columns == erasing.NOTHING.keys() | OF_THE_TOMBSTONE


def test_a_blanked_thread_has_another_title_and_address(app, leaver, quoting):
    leaving.leave(app, leaver, blanks_posts=True)
    thread = db.session.scalars(select(Thread).where(Thread.author_id == leaver.id)).one()
    assert thread.title == "Removed at the author's wish."
    assert thread.slug == "removed-at-the-authors-wish"


def test_a_longer_name_in_a_text_that_is_full_stops_no_erasure(app, cast, leaver):
    full = f"@{leaver.name} " * 9000
    cast.amy.bio = full[:4000]
    made = leaving.Invite(token_hash="full", creator_id=leaver.id, most_uses=1,
                          label=f"{leaver.name} " * 20, expires_at=utcnow())  # fmt: skip
    made.label = made.label[:100]
    factories._save(made)
    posts = [factories.post(author=cast.amy, body=full[:100_000])]
    leaving.leave(app, leaver, blanks_posts=False)
    assert db.session.scalars(select(Departure)).all() == []
    texts = (db.session.get(User, cast.amy.id).bio, made.label, posts[0].body)
    assert [len(text) for text in texts] == [4000, 100, 100_000]
    assert not any(leaving.say("name") in text for text in texts)


def test_an_address_of_before_goes_as_well(app, cast, leaver):
    made = factories._save(leaving.Invite(
        token_hash="old", creator_id=cast.amy.id, most_uses=1, email="before@example.org",
        expires_at=utcnow(),
    ))  # fmt: skip
    use = db.session.scalars(select(InviteUse).where(InviteUse.user_id == leaver.id)).one()
    use.invite_id = made.id
    leaving.leave(app, leaver, blanks_posts=False)
    assert made.email == ""


def test_a_suspended_admin_is_not_the_one_who_stays(app, cast):
    factories.user(name="adam", groups=["admins"], suspended=True)
    database.commit()
    with pytest.raises(Denied, match="only admin"):
        departures.ask(cast.ada, cast.ada, False, "x")
