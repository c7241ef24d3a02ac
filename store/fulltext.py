"""Texts found again by the beginnings of their words, on both databases alike.

Words are folded here and nowhere else, so that SQLite and PostgreSQL are given the same plain
words and match them to the letter; neither has a say in what a word is.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from unicodedata import category, normalize
from uuid import UUID

from sqlalchemy import TextClause, delete, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

WORD = re.compile(r"[^\W_]+")
#: Letters that Unicode does not take apart, and that people type without their stroke.
STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
#: No word is longer, and no text has more that are kept: PostgreSQL takes no larger vectors.
LONGEST = 64
MOST_WORDS = 20_000
#: So many are read at a time.
BATCH = 200


class Searchable(SQLModel, table=True):
    """The words of one thing that can be found; what it says itself stays where it is kept.

    A second table, or an index, that the migration makes of `words` alone finds the row.
    """

    __table_args__ = (UniqueConstraint("ref", "kind"),)

    number: int | None = Field(default=None, primary_key=True)
    kind: str
    ref: UUID
    at: datetime = Field(index=True)
    #: Folded, each once, with one space between.
    words: str


def words_of(*texts: str) -> list[str]:
    """The words of texts without capitals, accents and signs, each once, in their order."""
    found = WORD.findall(folded("\n".join(texts)))
    return list(dict.fromkeys(word[:LONGEST] for word in found))[:MOST_WORDS]


def folded(text: str) -> str:
    """A text without capitals and accents."""
    return bare(bare(text).casefold()).translate(STROKES)


def bare(text: str) -> str:
    """A text without what stands above and below its letters."""
    parted = normalize("NFKD", text)
    marks = {ord(sign): None for sign in set(parted) if category(sign) == "Mn"}
    return parted.translate(marks) if marks else parted


def has(words: Collection[str], wanted: Sequence[str]) -> bool:
    """Whether each wanted word is the beginning of one of these."""
    return all(any(word.startswith(one) for word in words) for one in wanted)


def put(session: Session, rows: Sequence[Searchable]) -> None:
    """Let these be found by these words, and by no others that they had."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Searchable)
    renewed = {name: statement.excluded[name] for name in ("at", "words")}
    statement = statement.on_conflict_do_update(index_elements=["ref", "kind"], set_=renewed)
    if rows:
        values = [row.model_dump(exclude={"number"}) for row in rows]
        session.connection().execute(statement, values)


def drop(session: Session, refs: Collection[UUID], kind: str = "") -> None:
    """Let these be found no more; of one kind if it is named."""
    gone = delete(Searchable).where(col(Searchable.ref).in_(refs))
    session.execute(gone.where(col(Searchable.kind) == kind) if kind else gone)


def proposed(
    session: Session, wanted: Sequence[str], kinds: Collection[str]
) -> Iterator[tuple[str, list[UUID]]]:
    """What has all these words at its last look, the newest first, in runs of one kind."""
    query = (
        select(Searchable.kind, Searchable.ref)
        .where(col(Searchable.kind).in_(kinds), matching(session, wanted))
        .order_by(col(Searchable.at).desc(), col(Searchable.kind), col(Searchable.ref))
        .limit(BATCH)
    )
    offset = 0
    while rows := session.exec(query.offset(offset)).all():
        yield from runs(rows)
        offset += len(rows)


def runs(rows: Sequence[Any]) -> Iterator[tuple[str, list[UUID]]]:
    """Neighbours of one kind together."""
    run: list[UUID] = []
    for place, (kind, ref) in enumerate(rows):
        run.append(ref)
        if place + 1 == len(rows) or rows[place + 1][0] != kind:
            yield kind, run
            run = []


def matching(session: Session, wanted: Sequence[str]) -> TextClause:
    """The condition that all words are there, in the database's own language.

    Folded words are letters and digits, so that nothing in them can be taken for its signs.
    """
    if session.get_bind().dialect.name == "postgresql":
        asked = " & ".join(f"'{word}':*" for word in wanted)
        vector = "array_to_tsvector(string_to_array(searchable.words, ' '))"
        return text(f"{vector} @@ CAST(:asked AS tsquery)").bindparams(asked=asked)
    asked = " ".join(f'"{word}"*' for word in wanted)
    inner = "SELECT rowid FROM searchable_words WHERE searchable_words MATCH :asked"
    return text(f"searchable.number IN ({inner})").bindparams(asked=asked)
