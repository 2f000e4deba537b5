"""A body that is text is small and has few fields, or is refused before it is taken apart."""

import pytest

from forum.bodies import LARGEST_TEXT, MOST_FIELDS

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=1&" * MOST_FIELDS, FORM),
        (b"&" * 1_000_000, FORM),
        (b"a=" + b"x" * LARGEST_TEXT, FORM),
        (b"[" + b"1," * LARGEST_TEXT + b"1]", "application/json"),
        (b"x" * (LARGEST_TEXT + 1), "text/plain"),
        (b"a=1&" * 3_000_000, f"{FORM}; charset=utf-8"),
    ],
)
def test_what_is_too_much_is_refused(app, body, kind):
    for path in ("/sign-in", "/join", "/preview", "/uploads"):
        answer = app.test_client().post(path, data=body, content_type=kind)
        assert answer.status_code in {401, 413} and (
            answer.status_code == 413 or path == "/uploads"
        )


def test_the_longest_text_of_any_script_is_taken(cast, browser):
    text = "文" * 100_000
    answer = browser(cast.max).post("/preview", data={"body": text})
    assert answer.status_code == 200


def test_a_form_of_some_hundred_fields_is_taken(app):
    fields = {f"f{n}": "1" for n in range(MOST_FIELDS - 2)}
    answer = app.test_client().post("/sign-in", data={"identity": "x", "password": "y", **fields})
    assert answer.status_code == 422
