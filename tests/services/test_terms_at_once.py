"""A term of an ambassador while two people settle it in the same moment: both have read it before
either acts (on PostgreSQL; on SQLite whoever comes second waits before they read)."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from forum import database
from forum.extensions import db
from forum.models import Decision, ProgrammeEvent, ProgrammeGrant, Statement, User
from forum.models.columns import utcnow
from forum.models.decisions import REVOCATION
from forum.queries import viewers
from forum.services import grants
from tests import factories
from tests import programme as made
from tests.at_once import at_once

OTHER = f"{made.REASON} And this is another reason."


@pytest.fixture
def forum(cast):
    cast.eve = factories.user(name="eve", groups=["community-managers"])
    cast.programme = made.programme(cast.ada)
    return cast


def both(app, grant, *works):
    """Each of `works`, (member, verb), in a unit of work of its own, once all have read the grant."""
    ready = threading.Barrier(len(works) if db.engine.dialect.name == "postgresql" else 1)
    told = [(grant.id, member.id, verb) for member, verb in works]
    database.commit()

    def doing(grant_id, member_id, verb):
        def work():
            actor = viewers.with_groups(None, db.session.get_one(User, member_id))
            term = db.session.get_one(ProgrammeGrant, grant_id)
            ready.wait(20)
            verb(actor, term)

        return work

    return at_once(app, [doing(*each) for each in told])


def ended(grant):
    """(its state, decisions, statements, how often its history says that it ended)."""
    db.session.refresh(grant)
    over = ProgrammeEvent.to_state.in_(("revoked", "retired"))
    return grant.state, *(
        db.session.scalar(select(func.count()).select_from(table).where(*which))
        for table, which in (
            (Decision, (Decision.action == REVOCATION,)), (Statement, ()),
            (ProgrammeEvent, (ProgrammeEvent.grant_id == grant.id, over)),
        )
    )  # fmt: skip


def test_of_two_colleagues_who_agree_at_once_one_ends_the_term(app, forum):
    term = made.grant(forum.programme, forum.nia)
    grants.propose_revocation(forum.cleo, term, made.REASON)
    done, refused = both(app, term, (forum.ada, grants.revoke), (forum.eve, grants.revoke))
    assert (len(done), len(refused)) == (1, 1)
    assert ended(term) == ("revoked", 1, 1, 1)


def test_who_leaves_in_the_moment_of_agreement_is_not_revoked_as_well(app, forum):
    """Whichever was first: they left, and nobody decided anything, or they are told why."""
    term = made.grant(forum.programme, forum.nia)
    grants.propose_revocation(forum.cleo, term, made.REASON)
    done, refused = both(app, term, (forum.nia, grants.leave), (forum.ada, grants.revoke))
    assert (len(done), len(refused)) == (1, 1)
    assert ended(term) in (("retired", 0, 0, 1), ("revoked", 1, 1, 1))


def test_a_proposal_that_is_dropped_in_the_moment_of_agreement_ends_nothing_any_more(app, forum):
    """One of both is first, and the other is told that things have moved on."""
    term = made.grant(forum.programme, forum.nia)
    grants.propose_revocation(forum.cleo, term, made.REASON)
    works = ((forum.cleo, grants.drop_revocation), (forum.ada, grants.revoke))
    done, refused = both(app, term, *works)
    assert (len(done), len(refused)) == (1, 1)
    assert ended(term) in (("active", 0, 0, 0), ("revoked", 1, 1, 1))


def test_nobody_agrees_to_another_reason_than_the_one_that_they_have_read(app, forum):
    """On PostgreSQL the other reason is there before Ada's agreement is; on SQLite after it."""
    term = made.grant(forum.programme, forum.nia)
    grants.propose_revocation(forum.cleo, term, made.REASON)
    read, written = threading.Event(), threading.Event()
    is_apart = db.engine.dialect.name == "postgresql"

    def agree(actor, grant):
        assert grant.end_reason == made.REASON
        read.set()
        assert not is_apart or written.wait(20)
        grants.revoke(actor, grant)

    grant_id, ada_id = term.id, forum.ada.id
    database.commit()

    def work():
        agree(viewers.with_groups(None, db.session.get_one(User, ada_id)),
              db.session.get_one(ProgrammeGrant, grant_id))  # fmt: skip

    def other():
        assert read.wait(20)
        with app.app_context(), database.unit("write"):
            db.session.execute(update(ProgrammeGrant).values(end_reason=OTHER))
        written.set()

    writing = threading.Thread(target=other)
    writing.start()
    done, refused = at_once(app, [work])
    writing.join()
    assert (len(done), len(refused)) == ((0, 1) if is_apart else (1, 0))
    assert ended(term)[:2] == (("active", 0) if is_apart else ("revoked", 1))


def test_a_member_and_the_team_who_agree_at_once_to_another_term_begin_one(app, forum):
    """Whoever is second sees that the first has agreed: the next term begins, once."""
    term = made.grant(forum.programme, forum.nia, ends_at=utcnow() + timedelta(days=9))

    def agree(actor, grant):
        grants.agree(actor, grant, 1)

    done, refused = both(app, term, (forum.nia, agree), (forum.cleo, grants.confirm))
    assert (len(done), refused) == (2, [])
    db.session.expire_all()
    terms = db.session.scalars(select(ProgrammeGrant).order_by(ProgrammeGrant.id)).all()
    assert [one.state for one in terms] == ["expired", "active"]
    assert terms[1].previous_id == terms[0].id
