"""How each country works: who does what, when its people are asked, how many must agree."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from monitor import audit_log, countries, people
from monitor.desk_tables import CountrySetting, Way, When
from monitor.errors import Refused
from monitor.people_tables import Person

#: More persons would never come to an end.
HIGHEST_QUORUM = 5


@dataclass(frozen=True, slots=True)
class Setting:
    """How a country works."""

    way: Way
    whens: tuple[When, ...]
    quorum: int
    #: The share of reports that a second answers blind; None: by how well people agree.
    second_share: float | None


#: Where nobody said otherwise.
USUAL = Setting(Way.CORRESPONDENT, (When.EACH, When.MONTH), 1, None)


def of(session: Session, country: str) -> Setting:
    """How a country works now."""
    row = session.get(CountrySetting, country)
    return USUAL if row is None else value(row)


def is_staffs(session: Session, country: str) -> bool:
    """Whether staff update a country's answers, and correspondents check them."""
    return of(session, country).way is Way.STAFF


def said(session: Session) -> dict[str, Setting]:
    """The countries for which somebody said how they work, and how."""
    return {row.country: value(row) for row in session.exec(select(CountrySetting))}


def value(row: CountrySetting) -> Setting:
    """A row as others know it."""
    whens = tuple(when for when in When if when in row.whens)
    return Setting(row.way, whens, row.quorum, row.second_share)


def change(
    session: Session,
    country: str,
    *,
    way: Way,
    whens: Collection[When],
    quorum: int,
    second_share: float | None,
    by: Person,
    now: datetime,
) -> Setting:
    """Have a country work another way from now on; what was asked before stays as it was.

    Raises:
        NotAllowed: she is no administrator.
        Refused: a field cannot be taken; each is named.
    """
    people.check_administrator(by)
    refuse(country, whens, quorum, second_share)
    row = session.get(CountrySetting, country, with_for_update=True)
    row = row or CountrySetting(country=country, changed_at=now, changed_by=by.id)
    row.way, row.quorum, row.second_share = way, quorum, second_share
    row.whens = [when.value for when in When if when in whens]
    row.changed_at, row.changed_by = now, by.id
    session.add(row)
    session.flush()
    what = row.model_dump(mode="json", include={"way", "whens", "quorum", "second_share"})
    audit_log.log(session, "country.set", "country", country, by=by.id, now=now, what=what)
    return value(row)


def refuse(
    country: str, whens: Collection[When], quorum: int, second_share: float | None
) -> None:
    """Say everything that is wrong with a setting at once."""
    faults = {}
    if country not in countries.known():
        faults["country"] = "Choose a country."
    if not whens:
        faults["whens"] = "Choose when its people are asked; one is enough."
    if not 1 <= quorum <= HIGHEST_QUORUM:
        faults["quorum"] = "Ask for one to five persons."
    if second_share is not None and not 0 <= second_share <= 1:
        faults["second_share"] = "Write a share from 0 to 100 percent, or leave it empty."
    if faults:
        raise Refused(faults)
