"""Sets each content once: readers of the same content differ in their own links alone."""

from collections.abc import Callable, Hashable
from dataclasses import astuple
from secrets import token_hex
from typing import Generic, TypeVar
from uuid import uuid4

from newsletters.letters import Letters, Mail
from newsletters.render import Asked, Ways
from newsletters.subscribers import asked
from newsletters.tables import Delivery, DeliveryState, Issue, Subscription

Content = TypeVar("Content", bound=Hashable)
#: Writes a content for a reader, by what she asked for and her own ways.
Write = Callable[[Content, Asked, Ways, Letters], Mail]


class Press(Generic[Content]):
    """Writes readers their copies; what two of them would read alike is written once."""

    def __init__(self, write: Write[Content], letters: Letters) -> None:
        self._write, self._letters = write, letters
        # Stand in for a reader's own addresses until the mail is hers; no feed can name them.
        self._marks = Ways(*(f"https://{token_hex(16)}.invalid/" for _ in range(2)))
        self._set: dict[tuple[Asked, Content], Mail] = {}

    def delivery(self, issue: Issue, reader: Subscription, content: Content) -> Delivery:
        """A reader's copy, frozen as she will read it."""
        mail = self._mail(asked(reader), content)
        links = self._letters.links
        hers = Ways(links.preferences(reader.id), links.unsubscribe(reader.id))
        return Delivery(
            id=uuid4(),
            issue_id=issue.id,
            subscription_id=reader.id,
            email=reader.email,
            subject=mail.subject,
            text=self._addressed(mail.text, hers),
            html=self._addressed(mail.html, hers),
            state=DeliveryState.WAITING,
            made_at=issue.made_at,
            due_at=issue.made_at,
        )

    def _mail(self, asked: Asked, content: Content) -> Mail:
        key = (asked, content)
        if key not in self._set:
            self._set[key] = self._write(content, asked, self._marks, self._letters)
        return self._set[key]

    def _addressed(self, text: str, hers: Ways) -> str:
        for mark, address in zip(astuple(self._marks), astuple(hers), strict=True):
            text = text.replace(mark, address)
        return text
