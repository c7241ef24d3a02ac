"""The rows of signing in."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class SignIn(SQLModel, table=True):
    """A mailed link that lets a person in once; only its digest is kept."""

    __tablename__ = "sign_in"

    digest: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    until: datetime
    used_at: datetime | None = None


class WebSession(SQLModel, table=True):
    """A browser that a person signed in with; only its cookie's digest is kept."""

    __tablename__ = "web_session"

    digest: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    until: datetime
