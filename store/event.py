"""Events: facts, named in the past tense, that carry ids and nothing else."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events; a subclass sets `name`, which is stored and never changes."""

    name: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        """The ids as they are stored."""
        payload: dict[str, Any] = TypeAdapter(type(self)).dump_python(self, mode="json")
        return payload

    @classmethod
    def of(cls, payload: dict[str, Any]) -> Self:
        """The event that was stored."""
        return TypeAdapter(cls).validate_python(payload)
