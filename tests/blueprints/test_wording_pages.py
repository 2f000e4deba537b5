"""Words in the administration."""


def test_a_sentence_is_found_changed_and_taken_back(browser, cast):
    ada = browser(cast.ada)
    page = ada.get("/admin/wording?q=Latest&language=en").text
    assert 'name="text" value="Latest"' in page
    form = {"language": "en", "text": "Latest", "said0": "Freshly & written", "q": "Latest"}
    assert ada.post("/admin/wording", data=form).status_code == 303
    assert "Freshly &amp; written" in browser(cast.max).get("/").text
    assert "Freshly &amp; written" in browser(cast.guest).get("/").text
    assert ada.post("/admin/wording", data={**form, "back": "1"}).status_code == 303
    assert "Freshly" not in browser(cast.guest).get("/").text


def test_what_is_refused_is_said_and_stays_typed(browser, cast):
    form = {"language": "de", "text": "Hello %(name)s,", "said0": "Servus <b>"}
    answer = browser(cast.ada).post("/admin/wording", data=form)
    assert answer.status_code == 422
    assert "Servus &lt;b&gt;" in answer.text and "keep each of these" in answer.text
