"""Off-boarding in the browser."""

from datetime import UTC, datetime

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Group, GroupMember
from forum.queries import viewers
from tests import factories


def test_the_team_page_leads_to_it_for_the_team_only(cast, browser):
    assert "/m/cleo/off-boarding" in browser(cast.ada).get("/team").text
    for other in (cast.guest, cast.max, cast.mo):
        assert "off-boarding" not in browser(other).get("/team").text
    assert browser(cast.max).get("/m/cleo/off-boarding").status_code == 403


def test_a_colleague_is_off_boarded_and_what_was_typed_stays_when_it_is_wrong(cast, browser):
    cast.cleo.created_at = datetime(2024, 1, 1, tzinfo=UTC)
    database.commit()
    client = browser(cast.ada)
    page = client.get("/m/cleo/off-boarding").text
    assert "“Community manager, Fernway” ends" in page
    answer = client.post("/m/cleo/off-boarding", data={"until": "tomorrow", "successor": "ada"})
    assert answer.status_code == 422
    assert 'value="ada" selected' in answer.text
    answer = client.post("/m/cleo/off-boarding", data={"until": "2999-01-01"})
    assert answer.status_code == 422
    assert "That day is not over yet." in answer.text
    answer = client.post("/m/cleo/off-boarding", data={"until": "2026-06-30", "successor": ""})
    assert answer.headers["Location"] == "/m/cleo"
    assert "was with Forum until 30 June 2026" in client.get("/m/cleo").text
    assert not viewers.with_groups(None, cast.cleo).is_staff


def test_groups_are_ticked_where_they_are_hidden_and_only_the_ticked_ones_end(cast, browser):
    made = [
        factories._save(Group(slug=name.lower(), name=name, is_hidden=name == "Secret"))
        for name in ("Hikers", "Secret", "Singers")
    ]
    for group in made:
        factories._save(GroupMember(group_id=group.id, user_id=cast.cleo.id))
    database.commit()
    hikers, secret, singers = (f"group-{group.id}" for group in made)
    client, today = browser(cast.ada), datetime.now(UTC).date().isoformat()
    page = client.get("/m/cleo/off-boarding").text
    assert f'name="{secret}" value="1" checked' in page
    assert f'name="{hikers}" value="1" checked' not in page
    wrong = client.post("/m/cleo/off-boarding", data={"until": "", singers: "1"})
    assert f'name="{singers}" value="1" checked' in wrong.text
    assert f'name="{secret}" value="1" checked' not in wrong.text
    client.post("/m/cleo/off-boarding", data={"until": today, secret: "1", singers: "1"})
    mine = select(GroupMember.group_id).where(GroupMember.user_id == cast.cleo.id)
    assert db.session.scalars(mine).all() == [made[0].id]
