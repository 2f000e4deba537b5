"""Off-boarding in the browser."""

from forum.queries import viewers


def test_the_team_page_leads_to_it_for_the_team_only(cast, browser):
    assert "/m/cleo/off-boarding" in browser(cast.ada).get("/team").text
    for other in (cast.guest, cast.max, cast.mo):
        assert "off-boarding" not in browser(other).get("/team").text
    assert browser(cast.max).get("/m/cleo/off-boarding").status_code == 403


def test_a_colleague_is_off_boarded_and_what_was_typed_stays_when_it_is_wrong(cast, browser):
    client = browser(cast.ada)
    page = client.get("/m/cleo/off-boarding").text
    assert "“Community manager, Fernway” ends" in page
    answer = client.post("/m/cleo/off-boarding", data={"until": "tomorrow", "successor": "ada"})
    assert answer.status_code == 422
    assert 'value="ada" selected' in answer.text
    answer = client.post("/m/cleo/off-boarding", data={"until": "2999-01-01"})
    assert answer.status_code == 422
    assert "This day is not over yet." in answer.text
    answer = client.post("/m/cleo/off-boarding", data={"until": "2026-06-30", "successor": ""})
    assert answer.headers["Location"] == "/m/cleo"
    assert "was with Forum until 30 June 2026" in client.get("/m/cleo").text
    assert not viewers.with_groups(None, cast.cleo).is_staff
