"""What is still to be told of a country once something of it was mended: as if rightly known.

The figures of a release are those under its seal. Where one of them turned out to be wrong,
whatever rests on it is counted anew for whoever was told nothing of it yet: each change over
those before it, without what was mended, and with its mend in its place.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

from sqlmodel import Session, col

from monitor import answers, mend_queries
from monitor.amends import restoring
from monitor.answers import Word
from monitor.mended import Chains
from monitor.queries import released_where
from monitor.released import ReleasedChange
from monitor.rescore import Codebooks, effect
from monitor.tables import Change
from scoring import changes_of


def restated(
    session: Session,
    country: str,
    codebooks: Codebooks,
    drafts: Mapping[UUID, ReleasedChange] = MappingProxyType({}),
) -> dict[UUID, ReleasedChange]:
    """What was released of a country until it was mended last, as if nothing had been wrong.

    What was mended or taken back is not among it; its mend is, as the change that it is. With
    drafts, as if they were released.
    """
    chains = mend_queries.chains(session, *drafts)
    told = {c.change_id: c for c in released_where(session, col(Change.country) == country)}
    told |= {id: change for id, change in drafts.items() if change.country == country}
    order = [stands for id in told if (stands := place(id, chains)) is not None]
    mended = max((c.released_at for c in told.values() if c.mends is not None), default=None)
    if mended is None:
        return {}
    rows = {id: session.get_one(Change, id) for id in order}
    words = {
        book: list(standing_words(session, country, book, chains, drafts))
        for book in codebooks
        if any(change.codebook == book for change in told.values())
    }
    return {
        id: anew(rows[id], told, order[: n + 1], words, chains, codebooks)
        for n, id in enumerate(order)
        if told[id].released_at <= mended
    }


def leaves(
    session: Session, country: str, codebooks: Codebooks, drafts: Collection[UUID]
) -> bool:
    """Whether something that was mended would still count, were these drafts released.

    A change of the same question and day that is confirmed and waits can stand in the way of
    what a mend restores; then it has to go out as well.
    """
    if not restoring.mends_of(session, country):
        return False
    chains = mend_queries.chains(session, *drafts)
    return any(
        list(changes_of(answers.history(session, book, country, *drafts), answers.EVER))
        != list(changes_of([word.answer for word in words], answers.EVER))
        for book in codebooks
        if (words := standing_words(session, country, book, chains, drafts))
    )


def place(change: UUID, chains: Chains) -> UUID | None:
    """What is told in the place of a change; its mends are told in no place of their own."""
    return chains.stands(change) if chains.first(change) == change else None


def standing_words(
    session: Session, country: str, codebook: str, chains: Chains, drafts: Collection[UUID]
) -> list[Word]:
    """What is released of a country and stands, without what mends restored."""
    stated = {
        change: restoring.stated_by(mend)
        for change, mend in restoring.mends_of(session, country).items()
    }
    here = answers.of_country(country)
    return [
        word
        for word in answers.words(session, codebook, here, answers.released(*drafts))
        if word.change not in chains.out and restoring.is_stated(word, stated)
    ]


def anew(
    row: Change,
    told: Mapping[UUID, ReleasedChange],
    so_far: list[UUID],
    words: Mapping[str, list[Word]],
    chains: Chains,
    codebooks: Codebooks,
) -> ReleasedChange:
    """A change over those before it, under the kind and the areas that it began with."""
    change, first = told[row.id], told[chains.first(row.id)]
    book = change.codebook or first.codebook
    given = [w for w in words.get(book, ()) if w.change is None or w.change in so_far]
    codebook = codebooks.get(book)
    moves = effect(given, row, codebook) if codebook else ()
    areas = tuple(sorted({*change.areas, *first.areas}))
    return replace(
        change,
        codebook=book if moves else "",
        kind=first.kind,
        areas=areas,
        moves=moves,
        mends=None,
        how="",
        reason="",
    )
