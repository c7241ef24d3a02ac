"""What a confirmed change does to the scores: drafts, for staff to release."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor import answers
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
from scoring import Codebook, Explained, Scorecard, compare, explain, first_difference
from store import record

Codebooks = Mapping[str, Codebook]


def rescore(session: Session, event: ChangeConfirmed, *, codebooks: Codebooks) -> None:
    """Draft the interim scores of every index that a change touches, and tell staff."""
    change = session.get_one(Change, event.change_id)
    session.add(Draft(change_id=change.id, drafted_at=change.confirmed_at))
    session.flush()
    draft(session, change, codebooks)
    # Of a file with hundreds of changes staff hear once, when it is imported.
    if session.get(ImportedChange, change.id) is None:
        record(session, ScoresDrafted(change_id=change.id))


def redraft(session: Session, event: ScoresReleased, *, codebooks: Codebooks) -> None:
    """Draft anew what waits in the countries of a release: the ground under it has moved."""
    of_release = select(ReleaseItem.change_id).where(ReleaseItem.release_id == event.release_id)
    places = select(Change.country).where(col(Change.id).in_(of_release))
    for change in session.exec(waiting().where(col(Change.country).in_(places))):
        draft(session, change, codebooks)


def waiting() -> SelectOfScalar[Change]:
    """The changes that are drafted and not released, in the order they came into force."""
    released = select(ReleaseItem.change_id)
    return (
        select(Change)
        .join(Draft, col(Draft.change_id) == col(Change.id))
        .where(col(Change.id).not_in(released))
        .order_by(col(Change.in_force_from), col(Change.confirmed_at), col(Change.id))
    )


def draft(session: Session, change: Change, codebooks: Codebooks) -> None:
    """Write down what a change would move, by itself, over what is released."""
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
        for index, moves in effects(session, change, (), codebooks).items()
        for place, m in enumerate(moves)
    )


def effects(
    session: Session, change: Change, after: Iterable[UUID], codebooks: Codebooks
) -> dict[str, tuple[Move, ...]]:
    """What a change moves in each index, on the first day on which it moves something.

    `after` are changes that are not released yet and count as if they were.
    """
    touched = select(AnswerRow.codebook).where(AnswerRow.change_id == change.id).distinct()
    ground = tuple(after)
    return {
        index: effect(session, change, ground, codebooks[index])
        for index in sorted(session.exec(touched))
    }


def effect(
    session: Session, change: Change, ground: tuple[UUID, ...], codebook: Codebook
) -> tuple[Move, ...]:
    """The affected nodes of one index, scored without a change and with it."""
    here = col(AnswerRow.country) == change.country
    counted = answers.released(*ground, change.id)
    words = list(answers.words(session, codebook.id, here, counted))
    without = [word.answer for word in words if word.origin != str(change.id)]
    within = [word.answer for word in words]
    # A correction that only sets an end moves nothing on the day the law came into force.
    day = first_difference(without, within, answers.EVER) or change.in_force_from
    before = answers.card(codebook, without, day)
    after = answers.card(codebook, within, day)
    return moves(codebook, before, after)


def moves(codebook: Codebook, before: Scorecard, after: Scorecard) -> tuple[Move, ...]:
    """Every node that moved, and which answers moved it by how much."""
    explained = explain(codebook, before, after).nodes
    return tuple(
        Move(m.code, m.before, m.after, because(explained.get(m.code)))
        for m in compare(before, after)
    )


def because(explained: Explained | None) -> tuple[tuple[str, float], ...]:
    """The answers below a node with their parts in its difference."""
    if explained is None:
        return ()
    return tuple((c.code, c.points) for c in explained.answers if c.code != explained.code)
