"""The rows of signing in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from monitor.people_tables import Role
from store import choice


class SignIn(SQLModel, table=True):
    """A mailed link that lets a person in once; only its digest is kept."""

    __tablename__ = "sign_in"

    digest: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    until: datetime
    used_at: datetime | None = None
    #: Digest of what the browser that asked keeps; empty: any browser may use it.
    browser: str = ""


class WebSession(SQLModel, table=True):
    """A browser that a person signed in with; only its cookie's digest is kept."""

    __tablename__ = "web_session"

    digest: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    #: What she was when it began; as anything else she signs in anew.
    role: Role = choice(Role)
    until: datetime
    begun_at: datetime
    #: Whether a passkey let her in, or the operator's own link in place of one.
    firm: bool = False


class Passkey(SQLModel, table=True):
    """A key that a person's device holds; we keep what checks its signature."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    credential: str = Field(unique=True)
    public_key: str
    uses: int = 0
    #: What its owner calls it.
    name: str
    added_at: datetime
    used_at: datetime | None = None


class Rule(SQLModel, table=True):
    """What administrators decided for the whole house, such as that staff need passkeys."""

    name: str = Field(primary_key=True)
    value: str
    changed_at: datetime
    changed_by: UUID = Field(foreign_key="person.id")


class Tally(SQLModel, table=True):
    """How often something was done in a span of time, by whom only a keyed digest tells."""

    key: str = Field(primary_key=True)
    begun_at: datetime = Field(index=True)
    count: int
