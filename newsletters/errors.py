"""What can go wrong in the newsletters.

* NewsletterError
  + BadLink
  + NoSubscription
  + Refused
"""

from collections.abc import Mapping
from uuid import UUID


class NewsletterError(Exception):
    """Base of all newsletter errors."""


class BadLink(NewsletterError):
    """A link was cut off, altered, made for something else, or is over."""


class NoSubscription(NewsletterError):
    """Nothing is subscribed under this id, or no longer."""

    def __init__(self, id: UUID) -> None:
        super().__init__(f"there is no subscription {id}")
        self.id = id


class Refused(NewsletterError):
    """What was typed cannot be taken; each field says why, in a text of the locale files."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {fault}" for field, fault in faults.items()))
        self.faults = dict(faults)
