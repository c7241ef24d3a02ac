"""The ground that bills are laid over: the answers that were released by an instant."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col

from monitor import answers
from monitor.kept import Kept, kept
from monitor.scenarios import Saved
from monitor.tables import AnswerRow
from monitor.trial import Trial, tried
from scoring import Answer, Codebook
from scoring.scenario import Bill, jurisdictions, settled


def ground(
    session: Session,
    codebook: Codebook,
    known: datetime,
    confirmed: bool = False,
    *,
    without: Collection[UUID] = (),
    countries: Collection[str] | None = None,
) -> dict[str, list[Answer]]:
    """The answers of all countries or some, of released changes or of all confirmed ones.

    What is released later than `known` does not count, though it was confirmed before: else
    the ground would move under the scenarios that stand on it.
    """
    change = col(AnswerRow.change_id)
    conditions = [or_(change.is_(None), change.not_in(without))]
    if not confirmed:
        conditions.append(answers.released_by(known))
    if countries is not None:
        conditions.append(col(AnswerRow.country).in_(countries))
    return answers.histories(session, codebook.id, *conditions)


def trial(
    session: Session,
    codebook: Codebook,
    bills: Sequence[Bill],
    known: datetime,
    *,
    day: date | None = None,
    confirmed: bool = False,
) -> Trial:
    """Try bills over what was released by an instant, or over all that was confirmed by then.

    The day is the first by which all of them are in force, if none is given.
    """
    on = day or settled(bills) or known.date()
    return tried(codebook, ground(session, codebook, known, confirmed), bills, on, known)


def enacted(
    session: Session, codebook: Codebook, saved: Saved, *, confirmed: bool = False
) -> Kept | None:
    """A scenario's own bill against the law that came of it; None while none did.

    Only released changes count, unless all that are confirmed are asked for. The ground is the
    one that the scenario was saved on, without those changes; the day is the scenario's, or
    the first by which both the bill and the law are in force.
    """
    changes = {link.change_id for link in saved.links if confirmed or link.released}
    if not changes:
        return None
    law: dict[str, list[Answer]] = defaultdict(list)
    for word in answers.words(session, codebook.id, col(AnswerRow.change_id).in_(changes)):
        law[word.country].append(word.answer)
    bill = saved.proposal.bill
    days = [p.in_force_from for p in bill.promises] + [
        answer.in_force_from for given in law.values() for answer in given
    ]
    under = ground(
        session,
        codebook,
        saved.known,
        confirmed,
        without=changes,
        countries={*jurisdictions([bill]), *law},
    )
    day = saved.proposal.day or max(days)
    return kept(codebook, under, bill, law, day, saved.known)
