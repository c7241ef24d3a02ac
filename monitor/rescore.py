"""What a confirmed change does to the scores: drafts, for staff to release."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor import answers
from monitor.answers import Word
from monitor.events import ChangeConfirmed, ScoresDrafted, ScoresReleased
from monitor.released import Move
from monitor.tables import (
    AnswerRow,
    Change,
    Draft,
    DraftScore,
    ImportedChange,
    ReleaseItem,
)
from scoring import (
    Answer,
    Codebook,
    Explained,
    Scorecard,
    compare,
    equal,
    explain,
    first_difference,
)
from store import record

Codebooks = Mapping[str, Codebook]
#: What is said of one country, by index.
Said = Mapping[str, Sequence[Word]]


def rescore(session: Session, event: ChangeConfirmed, *, codebooks: Codebooks) -> None:
    """Draft the interim scores of every index that a change touches, and tell staff."""
    change = session.get_one(Change, event.change_id)
    session.add(Draft(change_id=change.id, drafted_at=change.confirmed_at))
    session.flush()
    draft(session, [change], codebooks)
    # Of a file with hundreds of changes staff hear once, when it is imported.
    if session.get(ImportedChange, change.id) is None:
        record(session, ScoresDrafted(change_id=change.id))


def redraft(session: Session, event: ScoresReleased, *, codebooks: Codebooks) -> None:
    """Draft anew what waits in the countries of a release: the ground under it has moved."""
    of_release = select(ReleaseItem.change_id).where(ReleaseItem.release_id == event.release_id)
    places = select(Change.country).where(col(Change.id).in_(of_release))
    draft(session, session.exec(waiting().where(col(Change.country).in_(places))), codebooks)


def waiting() -> SelectOfScalar[Change]:
    """The changes that are drafted and not released, in the order they came into force."""
    released = select(ReleaseItem.change_id)
    return (
        select(Change)
        .join(Draft, col(Draft.change_id) == col(Change.id))
        .where(col(Change.id).not_in(released))
        .order_by(col(Change.in_force_from), col(Change.confirmed_at), col(Change.id))
    )


def draft(session: Session, changes: Iterable[Change], codebooks: Codebooks) -> None:
    """Write down what each change would move, by itself, over what is released."""
    for group in by_country(changes):
        said, ids = words(session, group), {change.id for change in group}
        for change in group:
            session.exec(delete(DraftScore).where(col(DraftScore.change_id) == change.id))
            session.add_all(
                DraftScore(
                    change_id=change.id,
                    codebook=index,
                    code=m.code,
                    position=place,
                    before=m.before,
                    after=m.after,
                    because=list(m.because),
                )
                for index, moves in effects(said, change, ids - {change.id}, codebooks).items()
                for place, m in enumerate(moves)
            )


def by_country(changes: Iterable[Change]) -> list[list[Change]]:
    """Changes country by country, in the order in which they are given."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.country].append(change)
    return [found[country] for country in sorted(found)]


def words(session: Session, changes: Sequence[Change]) -> Said:
    """What some changes of one country say, and what is released there, read once for all."""
    ids = [change.id for change in changes]
    touched = select(AnswerRow.codebook).where(col(AnswerRow.change_id).in_(ids)).distinct()
    here = answers.of_country(changes[0].country)
    return {
        index: list(answers.words(session, index, here, answers.released(*ids)))
        for index in sorted(session.exec(touched))
    }


def effects(
    said: Said, change: Change, apart: Collection[UUID], codebooks: Codebooks
) -> dict[str, tuple[Move, ...]]:
    """What a change moves in each index, on the first day on which it moves something.

    What is `apart` of the changes that were read does not count, as if it were not confirmed.
    """
    return {
        index: effect([w for w in given if w.change not in apart], change, codebooks[index])
        for index, given in said.items()
        if any(word.change == change.id for word in given)
    }


def effect(given: Sequence[Word], change: Change, codebook: Codebook) -> tuple[Move, ...]:
    """The affected nodes of one index, scored without a change and with it."""
    without = [word.answer for word in given if word.change != change.id]
    within = [word.answer for word in given]
    since = begins((w.answer for w in given if w.change == change.id), change.in_force_from)
    # A correction that only sets an end moves nothing on the day the law came into force.
    day = first_difference(without, within, answers.EVER, since) or since
    before = answers.card(codebook, without, day)
    after = answers.card(codebook, within, day)
    return moves(codebook, before, after)


def begins(own: Iterable[Answer], usual: date) -> date:
    """The day from which a change's own answers count: the last that had come on their record.

    A mend also speaks of the day that was wrong. Readers are told what holds, not what a law
    moved by a day gave on that day alone.
    """
    said = [(one.in_force_from, one.recorded_at.date()) for one in own]
    come = (day for day, recorded in said if day <= recorded)
    return max(come, default=min((day for day, _ in said), default=usual))


def moves(codebook: Codebook, before: Scorecard, after: Scorecard) -> tuple[Move, ...]:
    """Every node that moved, and which answers moved it by how much."""
    explained = explain(codebook, before, after).nodes
    return tuple(
        Move(m.code, m.before, m.after, because(explained.get(m.code)))
        for m in compare(before, after)
    )


def because(explained: Explained | None) -> tuple[tuple[str, float], ...]:
    """The answers below a node with their parts in its difference, but those without effect."""
    if explained is None:
        return ()
    return tuple(
        (part.code, part.points)
        for part in explained.answers
        if part.code != explained.code and not equal(part.points, 0.0)
    )
