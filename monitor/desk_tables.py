"""The rows of the desk: who is asked, what she says, and how much of her time it takes.

Words, supplements and rulings are only ever added.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from store import choice, json_list


class Way(StrEnum):
    """Who does what in a country: the three ways that were put to the project's partners."""

    #: The correspondent looks out for changes and updates answers and texts; staff check.
    CORRESPONDENT = "correspondent"
    #: Staff update answers and texts, and check with the partner.
    STAFF = "staff"
    #: Partners and public bodies inform; independent correspondents check the facts.
    PARTNERS = "partners"


class When(StrEnum):
    """When a country's people are asked; a country may have several."""

    EACH = "each"
    MONTH = "month"
    YEAR = "year"


class CountrySetting(SQLModel, table=True):
    """How a country works; without a row, as `monitor.country_settings.USUAL` says."""

    __tablename__ = "country_setting"

    country: str = Field(primary_key=True)
    way: Way = choice(Way, default=Way.CORRESPONDENT)
    #: Words of When.
    whens: list[str] = json_list()
    #: How many persons must say the same before a report is decided.
    quorum: int = 1
    #: The share of reports, 0 to 1, that a second answers blind; None: by agreement.
    second_share: float | None = None
    changed_at: datetime
    changed_by: UUID = Field(foreign_key="person.id")


class Inquiry(SQLModel, table=True):
    """What a report needs before it is decided, set when its country was asked."""

    report_id: UUID = Field(foreign_key="report.id", primary_key=True)
    #: So many persons must say the same.
    needed: int
    #: Whether chance drew it for a blind second.
    drawn: bool
    asked_at: datetime


class Place(StrEnum):
    """Which answer is asked of a person."""

    FIRST = "first"
    #: She sees neither another's word nor the machine's.
    SECOND = "second"
    #: She sees staff's word, and says whether it is right.
    CHECK = "check"


class Seat(SQLModel, table=True):
    """A person is asked about a report."""

    __table_args__ = (UniqueConstraint("report_id", "person_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(foreign_key="report.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    place: Place = choice(Place)
    taken_at: datetime
    #: When a mail first told her of it; None while her budget or her country's rhythm holds it.
    mailed_at: datetime | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    #: When it was answered, handed over, or needed no more.
    closed_at: datetime | None = None
    #: Why it closed without her word: "handed over", "away", "conflict", "decided"; "more"
    #: while something is missing, "late" where she never answered, "full" where her month
    #: has no room, "gone" where the country is not hers.
    closed_for: str = ""


class Verdict(StrEnum):
    """What a person says of a report."""

    CONFIRM = "confirm"
    REJECT = "reject"
    #: She cannot say without something that is missing.
    MORE = "more"


class Word(SQLModel, table=True):
    """What a person said of a report; her latest counts until the report is decided."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(foreign_key="report.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    place: Place = choice(Place)
    verdict: Verdict = choice(Verdict)
    #: Law, days and answers as she gave them; see `monitor.confirm.Confirmation`.
    said: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    #: To staff; of a rejection, why; of "more", what is missing.
    note: str = ""
    said_at: datetime
    #: How it came: "page", "mail" or "terminal".
    by_way_of: str = "page"


class WordDraft(SQLModel, table=True):
    """What a person has filled in so far about a report, and not sent."""

    __tablename__ = "word_draft"

    report_id: UUID = Field(foreign_key="report.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    filled: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    saved_at: datetime


class Supplement(SQLModel, table=True):
    """What was added to a report because somebody needed more."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(foreign_key="report.id", index=True)
    added_by: UUID = Field(foreign_key="person.id")
    added_at: datetime
    text: str
    url: str = ""


class Dispute(SQLModel, table=True):
    """Words on a report that differ; staff rule on it once, and say why."""

    report_id: UUID = Field(foreign_key="report.id", primary_key=True)
    since: datetime
    ruled_at: datetime | None = None
    ruled_by: UUID | None = Field(default=None, foreign_key="person.id")
    reason: str = ""


class Conflict(SQLModel, table=True):
    """A person's interest of her own in what would be asked of her: she is not asked."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    #: Of one report, or of a policy area of a country; no area: of the whole country.
    report_id: UUID | None = Field(default=None, foreign_key="report.id")
    country: str = ""
    area: str = ""
    why: str
    declared_at: datetime
    ended_at: datetime | None = None


class Absence(SQLModel, table=True):
    """Days on which a person is away, and who answers in her place; [first, until)."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    first: date
    until: date
    instead: UUID | None = Field(default=None, foreign_key="person.id")
    declared_at: datetime
    ended_at: datetime | None = None


class CheckInState(StrEnum):
    """What was said about a period, or about one policy area in it."""

    ASKED = "asked"
    NOTHING = "nothing"
    SOMETHING = "something"


class CheckIn(SQLModel, table=True):
    """The question "has anything changed?", asked once of a country for each period."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("country", "month", "months"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    country: str
    #: The first day of the period that is asked about, and its length: 1 or 12.
    month: date
    months: int = 1
    asked_at: datetime
    #: Of all areas together: nothing, where nothing changed in any.
    state: CheckInState = choice(CheckInState, default=CheckInState.ASKED)
    answered_at: datetime | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")


class CheckInSeat(SQLModel, table=True):
    """A person is asked about a period; one answer of those who are asked is enough."""

    __tablename__ = "check_in_seat"

    check_in_id: UUID = Field(foreign_key="check_in.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    mailed_at: datetime | None = None
    reminded_at: datetime | None = None
    reminders: int = 0


class AreaAffirmed(SQLModel, table=True):
    """What was said of one policy area in a check-in."""

    __tablename__ = "area_affirmed"

    check_in_id: UUID = Field(foreign_key="check_in.id", primary_key=True)
    #: Key of the policy area.
    area: str = Field(primary_key=True)
    state: CheckInState = choice(CheckInState)
    note: str = ""
