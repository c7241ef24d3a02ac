"""The rows of evidence: receipts of documents whose bytes lie in the archive."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from store import json_list

#: So often is a document asked for that does not come; then a person has to look.
TRIES = 10


class Evidence(SQLModel, table=True):
    """A document as it was received once: the same bytes from elsewhere are another receipt."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    #: SHA-256 of the bytes as received, in hexadecimal: where they lie in the archive.
    sha256: str = Field(index=True)
    address: str
    received_at: datetime = Field(index=True)
    status: int
    content_type: str
    #: Pairs of a name and a value, as received.
    headers: list[tuple[str, str]] = json_list()
    #: Bytes, as received.
    size: int
    #: SHA-256 of the readable text beside it; empty where it has none.
    text_sha256: str = Field(default="", index=True)


class ReportEvidence(SQLModel, table=True):
    """A document that a report rests on."""

    __tablename__ = "report_evidence"

    report_id: UUID = Field(foreign_key="report.id", primary_key=True)
    evidence_id: UUID = Field(foreign_key="evidence.id", primary_key=True, index=True)


class Wanted(SQLModel, table=True):
    """A document that a report points to, and that is still to be archived."""

    __tablename__ = "evidence_wanted"

    report_id: UUID = Field(foreign_key="report.id", primary_key=True)
    address: str = Field(primary_key=True)
    due_at: datetime = Field(index=True)
    tries: int = 0
    error: str = ""
    #: None while it is still to come.
    evidence_id: UUID | None = Field(default=None, foreign_key="evidence.id", index=True)

    @property
    def given_up(self) -> bool:
        """Whether it never came, and is asked for no more."""
        return self.evidence_id is None and self.tries >= TRIES
