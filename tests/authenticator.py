"""A device that holds one passkey, in software: it answers challenges as a browser would hand on."""

import hashlib
import json

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app
from webauthn.helpers import bytes_to_base64url

from forum.models import Passkey
from tests import factories


class Authenticator:
    def __init__(self, user):
        self._key, self._count = ec.generate_private_key(ec.SECP256R1()), 0
        self.id = hashlib.sha256(user.name.encode()).digest()
        at = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}
        self.passkey = factories._save(
            Passkey(user_id=user.id, credential_id=self.id, public_key=cbor2.dumps(public),
                    sign_count=0, device_type="single_device", name="My phone", usage="first")
        )  # fmt: skip

    def answer(self, options, flags=0x05):
        """What the browser sends for the options it was given. 0x05: present and verified."""
        self._count += 1
        origin = str(current_app.config["FORUM"].base_url)
        data = json.dumps(
            {"type": "webauthn.get", "challenge": options["challenge"], "origin": origin}
        ).encode()
        place = hashlib.sha256(options["rpId"].encode()).digest()
        known = place + bytes([flags]) + self._count.to_bytes(4, "big")
        signed = self._key.sign(known + hashlib.sha256(data).digest(), ec.ECDSA(hashes.SHA256()))
        said = {"clientDataJSON": data, "authenticatorData": known, "signature": signed}
        return json.dumps({
            "id": bytes_to_base64url(self.id), "rawId": bytes_to_base64url(self.id),
            "type": "public-key", "clientExtensionResults": {},
            "response": {name: bytes_to_base64url(part) for name, part in said.items()},
        })  # fmt: skip
