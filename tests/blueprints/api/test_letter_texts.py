"""Letters by program: what they say, and saying it otherwise as the version that was read."""

from forum.lib import letter_kinds


def test_what_the_forum_says_is_a_beginning_that_could_be_saved_as_it_is(cast, program):
    ada = program(cast.ada)
    for key in letter_kinds.ALL:
        said = ada.get(f"/letters/{key}?language=de").json
        sent = {"language": "de", "subject": said["usual_subject"], "body": said["usual_body"]}
        drawn = ada.post(f"/letters/{key}/preview", sent)
        assert drawn.status_code == 200, (key, drawn.json, sent)
        assert "Forum" in drawn.json["html"] and "{{" not in drawn.json["text"], key


def test_a_program_says_it_otherwise_as_the_version_it_read(cast, program):
    ada, cleo = program(cast.ada), program(cast.cleo)
    assert cleo.get("/letters").status_code == 403
    listed = ada.get("/letters").json["items"]
    assert {one["kind"] for one in listed} == letter_kinds.ALL.keys()
    etag = ada.get("/letters/reset?language=en").headers["ETag"]
    sent = {"language": "en", "body": "Go: {{ link }}"}

    def put(body, etag=None):
        return ada.ask("PUT", "/letters/reset", body, **({"If_Match": etag} if etag else {}))

    assert put(sent).status_code == 428
    assert put(sent, etag).json == {"number": 1}
    assert put({"language": "en"}, etag).status_code == 412
    assert put({"language": "en"}, '"1"').json == {"number": 2}
    back = ada.post("/letters/reset/versions/1", {"language": "en"}, If_Match='"2"')
    assert back.json == {"number": 3}
    wrong = put({"language": "en", "body": "Nothing."}, '"3"')
    assert wrong.status_code == 422 and "{{ link }}" in str(wrong.json)
    assert ada.get("/letters/nothing").status_code == 404
