"""A scenario as everyone may read it: what a bill would move, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.web import gate, levels
from app.web.deps import PageDep, PanelDep, SessionDep
from app.web.trials import Trials
from monitor import scenarios
from monitor.errors import NotFound
from monitor.kept import Kept, Outcome
from monitor.released import Move
from monitor.trial import Effect, Trial
from newsletters.figures import Direction, Figure, direction, figure, signed, written
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Node, equal
from scoring.scenario import Promise, Verdict, contested

router = APIRouter()

VERDICTS = {
    Verdict.KEPT: _("kept"),
    Verdict.PARTLY: _("partly kept"),
    Verdict.BROKEN: _("broken"),
    Verdict.MORE: _("more than promised"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a bill answers: in words, without it and with it."""

    promise: Promise
    node: Node
    before: str
    after: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Placed:
    """The overall score of a country, as it is shown, and its place among all."""

    country: str
    effect: Effect
    figure: Figure


@dataclass(frozen=True, slots=True)
class Moved:
    """What bills move in one country, and how many points of its overall score come of what."""

    country: str
    figures: tuple[Figure, ...]
    because: tuple[tuple[str, str], ...]


@router.get("/scenarios/{permalink}")
def scenario_page(
    permalink: str, page: PageDep, session: SessionDep, request: Request, panel: PanelDep
) -> Response:
    """A saved bill on the ground it was saved on, today, and against the law it became."""
    saved = scenarios.found(session, permalink)
    proposal = saved.proposal
    if proposal.codebook != panel.codebook.id:
        raise NotFound("scenario", permalink)
    trials: Trials = request.app.state.trials
    found = trials.of(session, saved, panel)
    trial, kept = found.trial, found.kept
    return page(
        "scenario.html",
        saved=saved,
        trial=trial,
        asked=[asked(trial, promise) for promise in proposal.bill.promises],
        moved=[moved(trial, country, page.words) for country in trial.stages],
        placed=list(placed(trial, [*trial.stages, *proposal.compare], page.words)),
        contested=contested(trial.bills),
        ground_moved=found.ground_moved,
        kept=kept,
        outcomes=[(one, answered(trial, one)) for one in kept.outcomes] if kept else [],
        became=list(became(kept, trial, page.words)) if kept else [],
        verdicts=VERDICTS,
        countries=len(panel.ranking),
    )


def asked(trial: Trial, promise: Promise) -> Asked:
    """A promise in the codebook's words, beside what the index holds on the day."""
    node = trial.codebook.nodes[promise.code]
    now = trial.before[promise.jurisdiction].values[promise.code]
    return Asked(
        promise,
        node,
        levels.answer(node, now),
        levels.answer(node, promise.score),
        direction(now, promise.score),
    )


def moved(trial: Trial, country: str, words: Words) -> Moved:
    """Every score of a country that moves, and the answers behind the one that is shown."""
    moves = [Move(m.code, m.before, m.after) for m in trial.moves(country)]
    shown = trial.shown(country)
    explained = [node for node in trial.because(country) if node.code in shown]
    return Moved(
        country,
        gate.figures_of(moves, trial.codebook, words),
        tuple(
            (words.gettext(trial.codebook.nodes[made.code].title), signed(made.points, words))
            for node in explained
            for made in node.answers
            if not equal(made.points, 0.0)
        ),
    )


def placed(trial: Trial, countries: Iterable[str], words: Words) -> Iterable[Placed]:
    """Countries side by side, by the overall score that is shown of the first."""
    code = next((code for country in trial.stages for code in trial.shown(country)), None)
    for country in dict.fromkeys(countries) if code else ():
        effect = trial.effect(country, code or "")
        move = Move(effect.code, effect.before, effect.after)
        yield Placed(country, effect, figure(move, trial.codebook, words))


def answered(trial: Trial, outcome: Outcome) -> str:
    """What was enacted, in the codebook's words; nothing where nothing was."""
    node = trial.codebook.nodes[outcome.promise.code]
    return levels.answer(node, outcome.enacted.score) if outcome.enacted else ""


def became(kept: Kept, trial: Trial, words: Words) -> Iterable[tuple[str, str, list[str]]]:
    """The scores of a country: before, as promised, as enacted."""
    for country, code, scores in kept.effects():
        title = words.gettext(trial.codebook.nodes[code].title)
        yield country, title, [written(score, 1, words) or "–" for score in scores]
