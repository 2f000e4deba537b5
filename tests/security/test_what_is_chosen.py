"""What a request may choose: no way in that there is not, no file, no template (T50, T85)."""

import base64

import pytest

from tests.signing import PASSWORD, is_signed_in, max_

__all__ = ["max_"]
CLAIMS = {
    "REMOTE_USER": "ada", "Remote-User": "ada", "X-Remote-User": "ada", "X-Forwarded-User": "ada",
    "X-Forwarded-Email": "ada@fernway.example", "X-Auth-Request-User": "ada",
    "X-WebAuth-User": "ada", "X-SSL-Client-S-DN": "CN=ada",
    "Authorization": f"Basic {base64.b64encode(b'max:' + PASSWORD.encode()).decode()}",
}  # fmt: skip
BACKENDS = {
    name: value
    for name in ("auth_provider", "provider", "backend", "method", "mode", "auth")
    for value in ("apache",)
}


def test_no_header_and_no_field_says_who_somebody_is(app, cast, max_):
    """T50: neither a server's word that no server gave, nor a way in that the sender names."""
    for name, value in CLAIMS.items():
        client = app.test_client()
        for sent in ({"headers": {name: value}}, {"environ_overrides": {name: value}}):
            if "environ_overrides" in sent and name != "REMOTE_USER":
                continue
            assert client.get("/account", **sent).status_code == 302, name
            assert client.post("/account", **sent).status_code == 401, name
            assert not is_signed_in(client)
    client = app.test_client()
    for password in ("", "wrong"):
        answer = client.post("/sign-in", data={"identity": "max", "password": password, **BACKENDS})
        assert 400 <= answer.status_code < 500 and not is_signed_in(client)
    answer = client.post(f"/sign-in?{'&'.join(f'{k}={v}' for k, v in BACKENDS.items())}",
                         data={"identity": "max", "password": ""})  # fmt: skip
    assert 400 <= answer.status_code < 500 and not is_signed_in(client)


HOSTILE = ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd\0", "{{7*191}}", "{% raw %}",
           "${7*191}", "en/../../../../etc/passwd")  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_a_language_a_scheme_or_a_template_is_one_of_ours_or_nothing(app, cast, browser, said):
    """T85: what chooses a file or a template is looked up, never joined to a path or rendered."""
    plain = said.replace("\0", "")
    clients = (app.test_client(), browser(cast.max))
    for client in clients:
        for name in ("lang", "language", "locale", "theme", "template", "scheme", "l"):
            for path in ("/", "/sign-in", "/colours.css", "/manifest.webmanifest"):
                answer = client.get(path, query_string={name: said},
                                    headers={"Accept-Language": plain})  # fmt: skip
                assert answer.status_code in {200, 302, 304, 404}, (path, name)
                assert b"root:x" not in answer.data and b"1337" not in answer.data
        client.set_cookie("scheme", plain.replace("{", "%7B").replace(";", ""))
        answer = client.get("/")
        assert answer.status_code == 200 and b"root:x" not in answer.data
    for name in ("locale", "language", "theme", "scheme"):
        answer = clients[1].post("/account", data={"display_name": "Max", name: plain})
        assert answer.status_code < 500
    answer = clients[1].get("/")
    assert b"1337" not in answer.data and b"root:x" not in answer.data
