"""The rows of scenarios: bills as they were saved. No answer of the index is among them.

Scenarios and their links are only ever added.
"""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from store import json_list


class Scenario(SQLModel, table=True):
    """A bill, what it lies over, and how it was looked at; its content makes its name."""

    permalink: str = Field(primary_key=True)
    codebook: str
    title: str
    #: Permalinks of the bills that it lies over, the lowest first.
    stack: list[str] = json_list()
    #: Countries to compare with.
    compare: list[str] = json_list()
    #: The day of its scores; None: as soon as all of it is in force.
    day: date | None = None
    #: The ground: what was released by then is what the bill is laid over.
    known: datetime


class ScenarioAnswer(SQLModel, table=True):
    """An answer that a scenario promises. A law of the index never sees it."""

    __tablename__ = "scenario_answer"

    permalink: str = Field(foreign_key="scenario.permalink", primary_key=True)
    country: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    in_force_from: date = Field(primary_key=True)
    in_force_until: date | None = None
    score: float


class Enactment(SQLModel, table=True):
    """A change of law that a scenario has become, wholly or in part."""

    __tablename__ = "scenario_enactment"

    permalink: str = Field(foreign_key="scenario.permalink", primary_key=True)
    change_id: UUID = Field(foreign_key="change.id", primary_key=True, index=True)
    linked_at: datetime
    #: None: the operator, at the terminal.
    linked_by: UUID | None = Field(default=None, foreign_key="person.id")
