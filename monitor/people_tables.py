"""The rows of people: what each is to the monitor, and whose law she knows."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from store import choice


class Role(StrEnum):
    """What a person is to the monitor."""

    CORRESPONDENT = "correspondent"
    #: A partner or a public body that informs; its word decides nothing.
    PARTNER = "partner"
    #: Of a government; she informs, and replies to what is said of her country.
    GOVERNMENT = "government"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"
    #: Reported something by the public form; is told what became of it, signs in nowhere.
    REPORTER = "reporter"


#: The people of the index.
STAFF = (Role.STAFF, Role.ADMINISTRATOR)
#: Who may sign in.
INSIDE = (Role.CORRESPONDENT, Role.PARTNER, Role.GOVERNMENT, *STAFF)


class Person(SQLModel, table=True):
    """Someone whom the monitor knows by an address; an erased one keeps her id alone."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(unique=True)
    name: str
    role: Role = choice(Role)
    language: str = "en"
    active: bool = True
    organisation: str = ""
    #: Whether pages may name her beside what she confirmed.
    named: bool = False
    #: How much of her time we may ask for in a month.
    minutes_a_month: int = 240
    erased_at: datetime | None = None

    @property
    def is_staff(self) -> bool:
        """Whether she is of the people of the index."""
        return self.role in STAFF


class Responsibility(SQLModel, table=True):
    """A correspondent watches the law of a country."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    country: str = Field(primary_key=True, index=True)
    since: datetime
