"""A device with passkeys: it makes keys and signs challenges as browsers do, in software."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from html import unescape
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def written(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Device:
    """One person's device; `uses` is what it says of how often its key was used."""

    def __init__(self, origin="http://testserver", flags=PRESENT | VERIFIED):
        self.origin, self.flags, self.uses = origin, flags, 0
        self.id = token_bytes(32)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict) -> str:
        """What a browser answers when it is asked to make a key."""
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        named = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        told = self.told(options["rp"]["id"], self.flags | WITH_KEY) + named
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        client = self.client("webauthn.create", options)
        return self.said(clientDataJSON=client, attestationObject=made)

    def sign(self, options: dict) -> str:
        """What a browser answers when it is asked to show a key."""
        self.uses += 1
        told = self.told(options["rpId"], self.flags)
        client = self.client("webauthn.get", options)
        signature = self.key.sign(told + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self.said(clientDataJSON=client, authenticatorData=told, signature=signature)

    def told(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def client(self, type: str, options: dict) -> bytes:
        said = {"type": type, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def said(self, **response: bytes) -> str:
        parts = {name: written(data) for name, data in response.items()}
        id = written(self.id)
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": parts})


def asked(page: str) -> tuple[dict, dict[str, str]]:
    """What a page asks of a passkey, and what its form carries besides the answer."""
    form = re.search(r"<form[^>]*data-passkey.*?</form>", page, re.DOTALL).group()
    options = json.loads(unescape(re.search(r'data-options="([^"]*)"', form).group(1)))
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return options, {name: value for name, value in hidden if name != "answer"}
