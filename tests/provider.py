"""A real OpenID Connect provider, as a process of its own: `python -m tests.provider` says its port.

It is oidc-provider-mock (on Authlib), which looks at no PKCE, so that is looked at here; and what
it says can be spoiled, with its own key: `PUT /spoil` for the next tokens, `PUT /say` for what it
says about itself.
"""

import base64
import hashlib
import hmac
import json
import secrets
from urllib.parse import parse_qs

import oidc_provider_mock
from flask import request
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock._app import AuthorizationCodeGrant
from oidc_provider_mock._storage import storage
from werkzeug.serving import make_server

WAYS = ["client_secret_basic", "client_secret_post", "none"]  # in which a client shows itself
AuthorizationCodeGrant.TOKEN_ENDPOINT_AUTH_METHODS = WAYS


def coded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(claims, spoilt):
    """With the provider's key, unless it is to be spoiled in that."""
    private = storage.jwk.as_dict(is_private=True)
    if spoilt.get("key") == "other":
        private = RSAKey.generate_key(2048, private=True).as_dict(private=True)
        private["kid"] = storage.jwk.as_dict().get("kid")
    algorithm = spoilt.get("alg", "RS256")
    head = {"alg": algorithm, "typ": "JWT", "kid": private.get("kid")}
    if algorithm in {"none", "HS256"}:
        body = f"{coded(json.dumps(head).encode())}.{coded(json.dumps(claims).encode())}"
        public = RSAKey.import_key(storage.jwk.as_dict(is_private=False)).as_pem(private=False)
        mark = hmac.new(public, body.encode(), hashlib.sha256).digest()
        return f"{body}.{coded(mark) if algorithm == 'HS256' else ''}"
    return jwt.encode(head, claims, RSAKey.import_key(private))


def made():
    app = oidc_provider_mock.app(require_nonce=True)
    challenges, spoilt, said, asked = set(), {}, {}, []

    @app.before_request
    def look_at_proof():
        asked.append(request.path)
        if request.method == "POST" and request.path == "/oauth2/authorize":
            if request.args.get("code_challenge_method") != "S256":
                return {"error": "invalid_request"}, 400
            challenges.add(request.args["code_challenge"])
        if request.path == "/oauth2/token":
            typed = parse_qs(request.get_data(cache=True).decode()).get("code_verifier", [""])[0]
            challenge = coded(hashlib.sha256(typed.encode()).digest())
            if challenge not in challenges:
                return {"error": "invalid_grant"}, 400
            challenges.discard(challenge)
        return None

    @app.put("/spoil")
    def spoil():
        spoilt.clear()
        spoilt.update(request.json)
        return "", 204

    @app.put("/say")
    def say():
        said.clear()
        said.update(request.json)
        return "", 204

    @app.get("/asked")
    def what_was_asked():
        return {"paths": asked}

    @app.after_request
    def spoiling(response):
        if request.path == "/.well-known/openid-configuration":
            response.set_data(json.dumps({**response.json, **said}))
        elif request.path == "/oauth2/token" and response.status_code == 200 and spoilt:
            if "status" in spoilt:
                response.status_code = spoilt["status"]
            if "body" in spoilt:
                response.set_data(spoilt["body"])
            else:
                answer = response.json
                part = answer["id_token"].split(".")[1]
                claims = json.loads(base64.urlsafe_b64decode(part + "=="))
                claims |= spoilt.get("claims", {})
                claims = {name: value for name, value in claims.items() if value is not None}
                answer["id_token"] = signed(claims, spoilt)
                response.set_data(json.dumps(answer))
            spoilt.clear()
        return response

    app.secret_key = secrets.token_bytes(16)
    return app


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, made(), threaded=True)
    print(server.server_port, flush=True)
    server.serve_forever()
