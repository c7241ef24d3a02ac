"""How far two agree who answered for the same report, each unknowing of the other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from sqlmodel import Session, col, select

from monitor import answers
from monitor.confirm import from_data
from monitor.desk_tables import Place, Verdict, Word
from monitor.hearing.spoken import claim_of, latest
from monitor.tables import Report
from scoring import Answer, Codebook, in_force
from scoring.agreement import Agreement, agreement
from scoring.distance import Weights

#: Answers on record by country.
Histories = Mapping[str, Sequence[Answer]]
#: Answered without knowing what another said; who checks knows it.
BLIND = (Place.FIRST, Place.SECOND)
#: Where nobody ever agrees, a second answers so many times as often as is usual.
MOST = 3
#: Resamples for an interval: a page shows some sixty of them.
DRAWS = 300
#: So many reports that two answered make half of what they tell of a country believed.
BELIEVED = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """What two or more said of one report, and what each answered to its questions."""

    country: str
    same: bool
    #: Question code → the answers; who leaves one out says that it stays as it is.
    units: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far people agree: on whole reports, and on single answers."""

    #: Reports that two answered, and of how many they said the very same.
    reports: int
    same: int
    #: α of ordered answers and AC1, each with its 95 % interval where there is one.
    answers: Agreement


@dataclass(frozen=True, slots=True)
class Statistics:
    """Agreement over all, by country, by policy area (its key) and by question (its code).

    A report counts in each area and for each question that one of its people answered anew.
    """

    whole: Agreed
    countries: Mapping[str, Agreed]
    areas: Mapping[str, Agreed]
    questions: Mapping[str, Agreed]


def statistics(session: Session, codebook: Codebook) -> Statistics:
    """How far those agree who answered blind, before any ruling; without a pair, no line."""
    found = pairs(session, codebook)
    answered = {code for pair in found for code in pair.units}
    codes = [code for code in codebook.nodes if code in answered]
    areas = defaultdict(list)
    for code in codes:
        areas[area_of(code, codebook)].append(code)
    countries = sorted({pair.country for pair in found})
    return Statistics(
        whole=agreed(found, codebook),
        countries={
            c: agreed([p for p in found if p.country == c], codebook) for c in countries
        },
        areas={area: agreed(about(found, within), codebook) for area, within in areas.items()},
        questions={code: agreed(about(found, [code]), codebook) for code in codes},
    )


def area_of(code: str, codebook: Codebook) -> str:
    """The key of a question's policy area."""
    area = codebook.nodes[code].area or code
    return codebook.nodes[area].key or area


def about(found: Iterable[Pair], codes: Collection[str]) -> list[Pair]:
    """What was said on some questions; reports that answer none of them are left out."""
    cut = (
        replace(pair, units={code: unit for code, unit in pair.units.items() if code in codes})
        for pair in found
    )
    return [pair for pair in cut if pair.units]


def agreed(found: Sequence[Pair], codebook: Codebook) -> Agreed:
    """How far people agree on some reports; the same dice for the same intervals."""
    units = [unit for pair in found for unit in pair.units.values()]
    asked = {code for pair in found for code in pair.units}
    options = {option.score for code in asked for option in codebook.nodes[code].options}
    coefficients = agreement(
        units,
        weights=Weights.IDENTITY,
        options=options,
        draws=DRAWS,
        chance=Random(1).random,
    )
    return Agreed(len(found), sum(pair.same for pair in found), coefficients)


def pairs(session: Session, codebook: Codebook) -> list[Pair]:
    """What two or more said of the same report, none knowing of another, oldest first."""
    found = blind(session)
    countries = sorted({str(words[0].said["country"]) for words in found})
    history = {c: answers.confirmed(session, codebook.id, c) for c in countries}
    return [pair(words, history, codebook) for words in found]


def pair(words: Sequence[Word], history: Histories, codebook: Codebook) -> Pair:
    """Words on one report, side by side."""
    country, first = str(words[0].said["country"]), min(word.said_at for word in words)
    given = [
        from_data(word.said).answers if word.verdict is Verdict.CONFIRM else {}
        for word in words
    ]
    asked = {code for each in given for code in each if code in codebook.nodes}
    before = in_force(history[country], first.date(), first)
    return Pair(
        country=country,
        same=len({claim_of(word) for word in words}) == 1,
        units={code: answered(code, given, before.get(code)) for code in sorted(asked)},
    )


def answered(
    code: str, given: Iterable[Mapping[str, float]], before: float | None
) -> tuple[float, ...]:
    """What each answered to one question; who says nothing of it says that it stays."""
    told = (each.get(code, before) for each in given)
    return tuple(score for score in told if score is not None)


def blind(session: Session, country: str | None = None) -> list[list[Word]]:
    """Words on each report that two or more answered blind, oldest report first."""
    query = (
        select(Word)
        .join(Report, col(Report.id) == col(Word.report_id))
        .order_by(col(Report.reported_at), col(Report.id), col(Word.said_at), col(Word.id))
    )
    if country is not None:
        query = query.where(Report.country == country)
    reports = defaultdict(list)
    for word in latest(session.exec(query)):
        if word.place in BLIND and word.verdict is not Verdict.MORE:
            reports[word.report_id, word.said["country"]].append(word)
    return [words for words in reports.values() if len(words) > 1]


def share(session: Session, country: str, usual: float) -> float:
    """The share of a country's reports that a second answers blind: more where few agree."""
    found = blind(session, country)
    same = sum(len(set(map(claim_of, words))) == 1 for words in found)
    return heightened(usual, len(found), same)


def heightened(usual: float, reports: int, same: int) -> float:
    """The usual share, and up to three times as much the more often two differ.

    What few reports tell counts little: of ten, half.
    """
    if not reports:
        return usual
    differ = (reports - same) / reports
    believed = reports / (reports + BELIEVED)
    return min(1.0, usual * (1 + (MOST - 1) * differ * believed))
