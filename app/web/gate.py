"""What staff see before a release: figures, places, mails, whose word it is, and the lamps."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session, col, select

from app.bootstrap import Service
from app.web import gate_words
from app.web.panel import Panel
from app.web.told import Told, told
from monitor import answers, gate, queries
from monitor.amends.restating import restated
from monitor.archive.backing import Backing, backings
from monitor.changes import is_imported
from monitor.people_tables import Person
from monitor.record_tables import Mend
from monitor.release import Examined, Preview, examine, preview
from monitor.released import Move, ReleasedChange
from monitor.rescore import waiting
from monitor.tables import Change, Report
from monitor.texts import profile_queries
from monitor.texts.profiles import TextWaiting
from newsletters.cadence import ALERT, day_in
from newsletters.correction_words import WITHDRAWN, Mistake
from newsletters.digest import Interest, digest
from newsletters.figures import Direction, Figure, figure, one_line
from newsletters.letters import Mail
from newsletters.render import Asked, Ways, correction_mail, issue_mail
from newsletters.translate import Words
from scoring import Codebook, moved

#: An id for what is not released yet.
NOT_YET = UUID(int=0)
#: So many drafts stand with all there is to know of them; the others by their titles.
WHOLE = 20


@dataclass(frozen=True, slots=True)
class Hands:
    """Who reported a change, who confirmed it, and what she wanted staff to know."""

    #: None where a machine noticed it.
    reporter: Person | None
    confirmer: Person
    note: str
    #: Whether the operator put it on record from a file; then no second person was asked.
    by_file: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A change before its release: every figure it moves, whose word it is, what is told."""

    change: Change
    figures: tuple[Figure, ...]
    told: Told
    hands: Hands
    backing: Backing


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as readers of one language will get it: who of them, and its two parts."""

    language: str
    #: Whether it goes to those who were told what is mended, and not to all others.
    corrects: bool
    mail: Mail


@dataclass(frozen=True, slots=True)
class Seen:
    """What would be released, as it was looked at."""

    preview: Preview
    sheets: tuple[Sheet, ...]
    places: tuple[Figure, ...]
    letters: tuple[Letter, ...]
    lamps: tuple[gate_words.Told, ...]
    red: tuple[gate.Check, ...]

    @property
    def answerable(self) -> bool:
        """Whether an administrator can release over what is red."""
        return bool(self.red) and gate.ANSWERABLE.issuperset(self.red)


def look(
    session: Session,
    changes: Collection[UUID],
    texts: Collection[UUID],
    service: Service,
    panel: Panel,
    words: Words,
    by: Person,
) -> Seen:
    """Count what these drafts move together, and write what readers would read.

    Raises:
        AlreadyDecided: one of them is no draft, or no longer.
    """
    seen = preview(session, changes, service.codebooks, texts)
    rows = {c.id: c for c in session.exec(waiting().where(col(Change.id).in_(seen.changes)))}
    moved_by = [(rows[effect.change], effect.codebook, effect.moves) for effect in seen.effects]
    drawn = sheets(session, moved_by, service, words)
    examined = examine(session, seen, service.codebooks, panel.day)
    lacking = list(lacks(session, seen.texts, service, words))
    lamps = gate.lamps(examined.facts, examined.pasts, lacking=len(lacking))
    behind = behind_lamps(examined, drawn, lacking, words, by)
    return Seen(
        seen,
        tuple(drawn),
        tuple(places(session, seen, panel, words)),
        tuple(letters(session, drawn, service)),
        tuple(gate_words.told(lamp, behind, words) for lamp in lamps),
        tuple(gate.red(lamps)),
    )


def behind_lamps(
    examined: Examined,
    drawn: Sequence[Sheet],
    lacking: Sequence[str],
    words: Words,
    by: Person,
) -> gate_words.Gate:
    """What the lamps name."""
    titles = {
        sheet.change.id: words.gettext("“%(title)s”", title=one_line(sheet.change.title))
        for sheet in drawn
    }
    mine = dict.fromkeys(s.change.id for s in drawn if s.hands.confirmer.id == by.id)
    return gate_words.Gate(examined.facts, examined.pasts, titles, lacking, list(mine))


def drafts(session: Session, service: Service, words: Words) -> list[Sheet]:
    """What waits for release, each change by itself; the first of them, if there are many."""
    waits = {draft.change_id: draft for draft in queries.drafts(session)}
    rows = session.exec(waiting().limit(WHOLE)).all()
    moved_by = [(row, waits[row.id].codebook, waits[row.id].moves) for row in rows]
    return sheets(session, moved_by, service, words)


def others(session: Session) -> Sequence[Change]:
    """The drafts after the first ones, which stand by their titles alone."""
    return session.exec(waiting().offset(WHOLE)).all()


def sheets(
    session: Session,
    moved_by: Sequence[tuple[Change, str, tuple[Move, ...]]],
    service: Service,
    words: Words,
) -> list[Sheet]:
    """Changes as staff and as readers see them, each with its index and what it moves there."""
    ids = {change.report_id for change, _, _ in moved_by}
    reports = {r.id: r for r in session.exec(select(Report).where(col(Report.id).in_(ids)))}
    mends = {
        m.report_id: m for m in session.exec(select(Mend).where(col(Mend.report_id).in_(ids)))
    }
    rests = backings(session, ids)
    now = service.clock()
    drawn = []
    for change, codebook, moves in moved_by:
        report = reports[change.report_id]
        mend = mends.get(report.id)
        value = queries.value_of(change, report.areas, NOT_YET, now, (), mend)
        value = replace(value, codebook=codebook, moves=moves)
        sheet = Sheet(
            change,
            figures_of(moves, service.codebooks.get(codebook), words),
            told(value, service.letters, words, day_in(now, service.zone)),
            hands(session, change, report),
            rests[report.id],
        )
        drawn.append(sheet)
    return drawn


def hands(session: Session, change: Change, report: Report) -> Hands:
    """Whose word a change is."""
    reporter = session.get_one(Person, report.reported_by) if report.reported_by else None
    by_file = is_imported(session, change.id)
    return Hands(reporter, session.get_one(Person, change.confirmed_by), report.note, by_file)


def figures_of(
    moves: Collection[Move], codebook: Codebook | None, words: Words
) -> tuple[Figure, ...]:
    """Every score that moves, from the answers up."""
    if codebook is None:
        return ()
    rows = (figure(move, codebook, words) for move in moves)
    return tuple(sorted(rows, key=lambda row: -row.depth))


def places(session: Session, seen: Preview, panel: Panel, words: Words) -> Iterable[Figure]:
    """The places of the countries among all, today and with the release."""
    book, code = panel.codebook, panel.codebook.headline[0]
    before = panel.scores(code)
    after = dict(before)
    touched = sorted({e.country for e in seen.effects if e.codebook == book.id})
    for country in touched:
        history = answers.history(session, book.id, country, *seen.changes)
        after[country] = answers.card(book, history, panel.day).values[code]
    for country in touched:
        move = moved(country, before, after)
        if move.before is None or move.after is None or move.rose is None:
            continue
        title = words.gettext(
            "%(country)s: place among %(n)s",
            country=words.country(country),
            n=move.after.of,
        )
        rose = Direction.UP if move.rose > 0 else Direction.DOWN
        yield Figure(
            title, "", 0, str(move.before.place), str(move.after.place),
            rose if move.rose else Direction.SAME, float(abs(move.rose)),
        )  # fmt: skip


def letters(session: Session, drawn: Sequence[Sheet], service: Service) -> Iterable[Letter]:
    """What readers of each language will get: all others, and those who were told wrongly."""
    news = [sheet.told.change for sheet in drawn]
    mistakes = tuple(
        Mistake(queries.released_change(session, change.mends), (change,))
        for change in news
        if change.mends is not None
    )
    fresh = digest(as_they_will_stand(session, news, service), Interest())
    ways = Ways("#", "#")
    for language, words in service.letters.translations.languages.items():
        asked = Asked(ALERT, language, Interest())
        if mistakes:
            mail = correction_mail(mistakes, asked, ways, service.letters)
            yield Letter(words.own_name(), True, mail)
        if fresh:
            today = words.day(day_in(service.clock(), service.zone))
            when = words.gettext("Released on %(day)s", day=today)
            yield Letter(
                words.own_name(), False, issue_mail(fresh, when, asked, ways, service.letters)
            )


def as_they_will_stand(
    session: Session, news: Sequence[ReleasedChange], service: Service
) -> list[ReleasedChange]:
    """Changes as they will stand for whoever was told nothing of them; none that is gone."""
    drafts = {change.change_id: change for change in news}
    stand = dict(drafts)
    for country in {change.country for change in news if change.mends is not None}:
        stand |= restated(session, country, service.codebooks, drafts)
    return [stand[change.change_id] for change in news if change.how != WITHDRAWN]


def lacks(
    session: Session, texts: Iterable[TextWaiting], service: Service, words: Words
) -> Iterable[str]:
    """The texts that go along and lack a language, each in words."""
    going: dict[tuple[str, str], set[str]] = {}
    for text in texts:
        going.setdefault((text.country, text.area), set()).add(text.language)
    for (country, area), there in going.items():
        released = profile_queries.released(session, country)
        there |= {one.subject.language for one in released if one.subject.area == area}
        for language, spoken in service.letters.translations.languages.items():
            if language not in there:
                yield words.gettext(
                    "%(country)s in %(language)s",
                    country=words.country(country),
                    language=spoken.own_name(),
                )
