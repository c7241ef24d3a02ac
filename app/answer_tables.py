"""The rows of answers by mail: how far their mailbox was read, and which mails have acted."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class AnswerBox(SQLModel, table=True):
    """The mailbox of answers, and how far it was read."""

    __tablename__ = "answer_box"

    address: str = Field(primary_key=True)
    cursor: str
    read_at: datetime
    #: Why it could not be read the last time, and what to do about it.
    error: str = ""


class AnswerMail(SQLModel, table=True):
    """A mail to that mailbox; each acts once, however often it is read or sent again."""

    __tablename__ = "answer_mail"

    #: SHA-256 of its Message-ID; of all of it where it has none.
    digest: str = Field(primary_key=True)
    read_at: datetime
    came_of: str = ""
