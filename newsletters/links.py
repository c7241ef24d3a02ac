"""Where our mails lead (pure). What a link allows is signed into it; no link is a secret kept.

A question's link holds until the question is decided, a subscription's as long as the
subscription. Signing in is another matter: see the shell.
"""

from base64 import b32decode, b32encode
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest, new
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from newsletters.errors import BadLink

CONFIRM = "subscription.confirm"
PREFERENCES = "subscription.preferences"
UNSUBSCRIBE = "subscription.unsubscribe"
QUESTION = "question"
CHECK_IN = "check-in"
REPORT = "report.confirm"
REPLY = "reply"
#: Bytes of a code's signature: who guesses one by mail needs longer than anybody has.
SIGNED = 10
#: What a code in a mail answers, by its first byte.
ANSWERS = {b"q": QUESTION, b"c": CHECK_IN}


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of one deployment, and the readers of what it signed."""

    base_url: str
    secret: str = field(repr=False)

    @property
    def host(self) -> str:
        """The name of the deployment, as Message-IDs end."""
        return urlsplit(self.base_url).hostname or "localhost"

    def confirm(self, subscription: UUID) -> str:
        """Where the owner of an address says yes."""
        return self._to(f"/subscriptions/confirm/{self._sign(CONFIRM, subscription.hex)}")

    def preferences(self, subscription: UUID) -> str:
        """Where a reader changes what she gets."""
        return self._to(f"/subscriptions/{self._sign(PREFERENCES, subscription.hex)}")

    def unsubscribe(self, subscription: UUID) -> str:
        """Where a reader, or her mail program, stops the mails."""
        return self._to(f"/unsubscribe/{self._sign(UNSUBSCRIBE, subscription.hex)}")

    def question(self, person: UUID, report: UUID) -> str:
        """Where a person answers for a report."""
        key = self._sign(QUESTION, [person.hex, report.hex])
        return self._to(f"/desk/reports/{report}?key={key}")

    def check_in(self, person: UUID, check_in: UUID) -> str:
        """Where a person says whether a month changed anything."""
        key = self._sign(CHECK_IN, [person.hex, check_in.hex])
        return self._to(f"/desk/check-ins/{check_in}?key={key}")

    def report(self, report: UUID) -> str:
        """Where the owner of an address says that a report is hers."""
        return self._to(f"/report/confirm/{self._sign(REPORT, report.hex)}")

    def reported(self, report: UUID) -> str:
        """Where anybody sees how far a report by the public form has come."""
        return self._to(f"/reported/{report}")

    def reply(self, person: UUID, change: UUID) -> str:
        """Where a government replies to a change of its country."""
        key = self._sign(REPLY, [person.hex, change.hex])
        return self._to(f"/desk/changes/{change}/reply?key={key}")

    def story(self, report: UUID) -> str:
        """Where staff see a change's whole story; they sign in first."""
        return self._to(f"/staff/reports/{report}")

    def ruling(self, report: UUID) -> str:
        """Where staff rule on two answers that differ; they sign in first."""
        return self._to(f"/staff/reports/{report}/ruling")

    def answer_code(self, person: UUID, report: UUID) -> str:
        """What a person's answer by mail to a question carries: 44 letters and figures.

        Small letters and figures alone, since mail programs mend dashes and capitals.
        """
        return self._code(b"q", person, report)

    def check_in_code(self, person: UUID, check_in: UUID) -> str:
        """What a person's answer by mail to a check-in carries."""
        return self._code(b"c", person, check_in)

    def entrance(self) -> str:
        """Where a person asks for a link that lets her in."""
        return self._to("/sign-in")

    def desk(self) -> str:
        """Where a person sees what waits for her; she signs in first."""
        return self._to("/desk")

    def report_form(self) -> str:
        """Where a person reports a change; she signs in first."""
        return self._to("/desk/report")

    def drafts(self) -> str:
        """Where staff look at drafts; they sign in first."""
        return self._to("/staff/changes")

    def mend(self, report: UUID) -> str:
        """Where another person confirms a mend; she signs in first."""
        return self._to(f"/mends/{report}")

    def lamps(self) -> str:
        """Where staff see how the sources are; they sign in first."""
        return self._to("/staff/sources")

    def country(self, code: str) -> str:
        """The page of a jurisdiction."""
        return self._to(f"/countries/{code}")

    def change(self, change: UUID) -> str:
        """The page that says why a score moved, or stayed."""
        return self._to(f"/changes/{change}")

    def scenario(self, permalink: str) -> str:
        """The page of a saved bill."""
        return self._to(f"/scenarios/{permalink}")

    def confirmed_by(self, token: str) -> UUID:
        """The subscription that a confirming link names.

        Raises:
            BadLink: it is not ours, or meant for something else. So do all that follow.
        """
        return _id(self._read(CONFIRM, token))

    def preferred_by(self, token: str) -> UUID:
        """The subscription that a preferences link names."""
        return _id(self._read(PREFERENCES, token))

    def unsubscribed_by(self, token: str) -> UUID:
        """The subscription that an unsubscribing link names."""
        return _id(self._read(UNSUBSCRIBE, token))

    def asked_by(self, token: str) -> tuple[UUID, UUID]:
        """The person and the report that a question's link names."""
        person, report = self._read(QUESTION, token)
        return _id(person), _id(report)

    def checked_in_by(self, token: str) -> tuple[UUID, UUID]:
        """The person and the check-in that a check-in's link names."""
        person, check_in = self._read(CHECK_IN, token)
        return _id(person), _id(check_in)

    def reported_by(self, token: str) -> UUID:
        """The report whose address a link confirms."""
        return _id(self._read(REPORT, token))

    def replied_by(self, token: str) -> tuple[UUID, UUID]:
        """The person and the change that a reply's link names."""
        person, change = self._read(REPLY, token)
        return _id(person), _id(change)

    def answered_by(self, code: str, person: UUID) -> tuple[str, UUID]:
        """What a person's code answers: QUESTION or CHECK_IN, and which.

        Raises:
            BadLink: it is no code, or not hers.
        """
        code = code.lower()
        try:
            raw = b32decode(code.upper() + "=" * (-len(code) % 8))
            what, id = raw[:1], UUID(bytes=raw[1:17])
        except ValueError:
            raise BadLink("this is no code of ours") from None
        if not compare_digest(code.encode(), self._code(what, person, id).encode()):
            raise BadLink("this code is not of this person")
        return ANSWERS[what], id

    def _code(self, what: bytes, person: UUID, id: UUID) -> str:
        said = what + id.bytes
        signed = new(self.secret.encode(), b"answer\0" + said + person.bytes, sha256).digest()
        return b32encode(said + signed[:SIGNED]).decode().rstrip("=").lower()

    def _to(self, path: str) -> str:
        return self.base_url.rstrip("/") + path

    def _sign(self, purpose: str, what: object) -> str:
        signed = URLSafeSerializer(self.secret, salt=purpose).dumps(what)
        return signed if isinstance(signed, str) else signed.decode()

    def _read(self, purpose: str, token: str) -> Any:
        try:
            return URLSafeSerializer(self.secret, salt=purpose).loads(token)
        except BadSignature as error:
            raise BadLink(
                "this link is cut off, altered or meant for something else"
            ) from error


def _id(text: str) -> UUID:
    return UUID(hex=text)
