"""A statement that a decision really wrote goes with the community, and is still answered there."""

import json
import zipfile

from forum import database
from forum.archives import exporting, loading, opening
from forum.extensions import db
from forum.models import Appeal, Decision, Statement, User
from forum.queries import guidelines, statements, viewers
from forum.services import appeals, decisions
from forum.services.choosing import Choice
from tests import casework, factories
from tests.conftest import make_app

FACTS = "It calls everybody a thief, and says no more than that."


def test_a_statement_goes_with_the_community_and_can_be_appealed_there(app, cast, tmp_path):
    factories.guidelines()
    section = guidelines.applying(cast.cleo)[0]
    case = casework.case(cast.max, body="You are all thieves here.")
    casework.report(case, cast.nia)
    choice = Choice("hide", section_id=section.id, quote="thieves", facts=FACTS)
    decisions.decide(cast.mo, case, choice, case.version)
    database.commit()
    mine = select_of(cast.max.id)
    kept = {name: getattr(mine, name) for name in ("body", "puid", "sent_at", "appeal_until")}
    max_id, ada_id = cast.max.id, cast.ada.id
    database.commit()
    exporting.write(tmp_path / "whole.zip")
    with zipfile.ZipFile(tmp_path / "whole.zip") as whole:
        (name,) = [one for one in whole.namelist() if one.endswith("/statement.jsonl")]
        lines = [json.loads(line) for line in whole.read(name).decode().splitlines()]
    assert {line["recipient"] for line in lines} == {"author", "reporter"}
    assert [line["body"] for line in lines if line["user_id"] == max_id] == [kept["body"]]
    (tmp_path / "there").mkdir()
    with make_app(tmp_path / "there").app_context():
        database.begin("write")
        with opening.opened(tmp_path / "whole.zip") as archive:
            archive.check()
            loading.load(db.engine, archive)
        there = select_of(max_id)
        assert {name: getattr(there, name) for name in kept} == kept
        max_ = viewers.with_groups(None, db.session.get_one(User, max_id))
        assert len(statements.own(max_).rows) == 1 and FACTS in there.body
        appeal = appeals.appeal(max_, there, "Nobody was called a thief by name in it.")
        ada = viewers.with_groups(None, db.session.get_one(User, ada_id))
        answer = appeals.Answer("reversed", "It names nobody, and is about a shop.", "facts")
        appeals.answer(ada, appeal, answer, appeal.version)
        assert db.session.query(Decision).one().state == "reversed"
        assert db.session.query(Appeal).one().state == "reversed"
        database.rollback()
        db.engine.dispose()


def select_of(user_id):
    return db.session.query(Statement).filter_by(user_id=user_id, recipient="author").one()
