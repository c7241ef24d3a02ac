"""Passkeys: a key on a person's own device that lets her in, by the W3C's Web Authentication.

A challenge is made for one browser, holds a few minutes, and is answered once: its text says
when it was made and is signed, and an answer uses it up.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, new
from secrets import token_urlsafe
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlmodel import Session, col, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app import limits
from app.tables import Passkey
from monitor import audit_log
from monitor.errors import NotAllowed, Refused
from monitor.people_tables import Person

#: So long a browser may take to answer a challenge.
ANSWER_WITHIN = timedelta(minutes=5)
#: Somebody has a phone, a laptop and a key in a drawer; more is a mistake.
MOST = 10
LONGEST_NAME = 60

logger = logging.getLogger(__name__)


class BadPasskey(NotAllowed):
    """What a browser said of a passkey does not hold."""

    def __init__(self) -> None:
        super().__init__("this passkey could not be checked")


@dataclass(frozen=True, slots=True)
class House:
    """For whom keys are made: one name, one origin, and the secret that signs challenges."""

    base_url: str
    secret: str

    @property
    def host(self) -> str:
        """The name that keys are bound to."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def origin(self) -> str:
        """Where the pages are, as browsers write it."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


def challenge(house: House, browser: str, now: datetime) -> str:
    """What a browser's passkey has to sign now."""
    said = f"{token_urlsafe(16)}.{int(now.timestamp())}"
    return f"{said}.{seal(house, browser, said)}"


def seal(house: House, browser: str, said: str) -> str:
    """What binds a challenge to a browser."""
    return new(house.secret.encode(), f"passkey:{browser}:{said}".encode(), sha256).hexdigest()


def use_up(session: Session, house: House, browser: str, challenge: str, now: datetime) -> None:
    """See that a challenge is this browser's, fresh, and answered for the first time.

    Raises:
        BadPasskey: it is not.
    """
    said, _, sealed = challenge.rpartition(".")
    if not compare_digest(sealed.encode(), seal(house, browser, said).encode()):
        raise BadPasskey
    made = datetime.fromtimestamp(int(said.rpartition(".")[2]), UTC)
    fresh = made <= now < made + ANSWER_WITHIN
    span, secret = 2 * ANSWER_WITHIN, house.secret
    if not fresh or not limits.take(
        session, "challenge", challenge, most=1, per=span, secret=secret, now=now
    ):
        raise BadPasskey


def to_add(session: Session, house: House, person: Person, challenge: str) -> str:
    """What a browser is asked to make a key of, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=house.host,
        rp_name="MIPEX monitor",
        user_id=person.id.bytes,
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential))
            for key in of(session, person.id)
        ],
    )
    return webauthn.options_to_json(options)


def to_show(house: House, challenge: str) -> str:
    """What a browser is asked to sign with any key that it has for us, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=house.host,
        challenge=challenge.encode(),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def add(
    session: Session,
    house: House,
    person: Person,
    answer: str,
    *,
    name: str,
    challenge: str,
    browser: str,
    now: datetime,
) -> Passkey:
    """Keep what checks a new key of a person.

    Raises:
        BadPasskey: the answer does not hold.
        Refused: the name is none, or she has as many as there can be.
    """
    mine = of(session, person.id)
    refuse(name.strip(), mine)
    use_up(session, house, browser, challenge, now)
    made = registered(house, answer, challenge)
    credential = bytes_to_base64url(made.credential_id)
    if by_credential(session, credential) is not None:
        raise BadPasskey
    key = Passkey(
        person_id=person.id,
        credential=credential,
        public_key=bytes_to_base64url(made.credential_public_key),
        uses=made.sign_count,
        name=name.strip(),
        added_at=now,
    )
    session.add(key)
    session.flush()
    said = {"passkey": str(key.id)}
    audit_log.log(
        session, "passkey.added", "person", person.id, by=person.id, now=now, what=said
    )
    return key


def registered(house: House, answer: str, challenge: str) -> VerifiedRegistration:
    """What a device says of the key that it made.

    Raises:
        BadPasskey: the answer does not hold.
    """
    try:
        return webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge.encode(),
            expected_rp_id=house.host,
            expected_origin=house.origin,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise BadPasskey from error


def refuse(name: str, mine: Sequence[Passkey]) -> None:
    """Say what is wrong with a new key before its device is asked for it."""
    if not name or len(name) > LONGEST_NAME:
        raise Refused({"name": "Name the device in a few words, so that you know it again."})
    if len(mine) >= MOST:
        raise Refused({"name": "Remove a passkey first; there are as many as there can be."})


def shown(
    session: Session, house: House, answer: str, *, challenge: str, browser: str, now: datetime
) -> UUID:
    """Whose passkey a browser has shown.

    Raises:
        BadPasskey: the answer does not hold, or the key was copied: its count went back.
    """
    use_up(session, house, browser, challenge, now)
    key = by_credential(session, credential_of(answer))
    if key is None:
        raise BadPasskey
    try:
        checked = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge.encode(),
            expected_rp_id=house.host,
            expected_origin=house.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.uses,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        logger.warning("passkey %s was refused: %s", key.id, error)
        raise BadPasskey from error
    key.uses, key.used_at = checked.new_sign_count, now
    session.add(key)
    return key.person_id


def credential_of(answer: str) -> str:
    """Which key a browser says that it used; nothing where it says none."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    id = said.get("id") if isinstance(said, dict) else None
    return id if isinstance(id, str) else ""


def by_credential(session: Session, credential: str) -> Passkey | None:
    """A key by what its device calls it, held until the transaction ends."""
    query = select(Passkey).where(Passkey.credential == credential)
    return session.exec(query.with_for_update()).first()


def of(session: Session, person_id: UUID) -> list[Passkey]:
    """The keys of a person, the oldest first."""
    query = select(Passkey).where(Passkey.person_id == person_id)
    return list(session.exec(query.order_by(col(Passkey.added_at), col(Passkey.id))))


def remove(session: Session, person: Person, id: UUID, now: datetime) -> None:
    """Let a key of hers open nothing any more; a second time does no harm."""
    key = session.get(Passkey, id)
    if key is None or key.person_id != person.id:
        return
    session.delete(key)
    session.flush()
    said = {"passkey": str(id)}
    audit_log.log(
        session, "passkey.removed", "person", person.id, by=person.id, now=now, what=said
    )
