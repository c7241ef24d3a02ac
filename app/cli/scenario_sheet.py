"""A trial as one value for programs, unrounded."""

from typing import Any

from monitor.kept import Kept
from monitor.scenarios import Link, Proposal
from monitor.trial import Effect, Trial
from scoring import Codebook
from scoring.ranking import Rank
from scoring.scenario import Bill, Promise, contested

Row = dict[str, Any]


def sheet(trial: Trial, proposal: Proposal) -> Row:
    """Everything that a trial found, unrounded."""
    return {
        "title": proposal.bill.title,
        "codebook": trial.codebook.id,
        "known": trial.known,
        "day": trial.day,
        "bills": [bill_row(bill) for bill in trial.bills],
        "effects": effects(trial),
        "because": because(trial),
        "passed": [
            {"country": c, "code": code, "passed": move.passed, "passed_by": move.passed_by}
            for c in trial.stages
            for code, move in trial.places(c)
        ],
        "series": [
            {
                "country": step.country,
                "day": step.day,
                "code": step.code,
                "before": step.before,
                "after": step.after,
            }
            for country in trial.stages
            for step in trial.course(country)
        ],
        "compare": [effect_row(trial.codebook, e) for e in trial.compared(proposal.compare)],
        "stack": stack(trial) if len(trial.bills) > 1 else [],
        "contested": [{"country": c, "indicator": code} for c, code in contested(trial.bills)],
        "hidden": [
            {"country": c, "indicator": law.code, "day": law.day, "answer": law.score}
            for c, law in trial.hidden()
        ],
    }


def effects(trial: Trial) -> list[Row]:
    """What moves in each country that the bills touch."""
    return [effect_row(trial.codebook, e) for c in trial.stages for e in trial.effects(c)]


def effect_row(codebook: Codebook, effect: Effect) -> Row:
    """One score without the bills and with them."""
    return {
        "country": effect.country,
        "level": codebook.nodes[effect.code].level,
        "code": effect.code,
        "before": effect.before,
        "after": effect.after,
        "difference": effect.difference,
        "rank_before": rank_row(effect.rank_before),
        "rank_after": rank_row(effect.rank_after),
    }


def rank_row(rank: Rank | None) -> Row | None:
    """A place among all countries, and how many share it."""
    return None if rank is None else {"place": rank.place, "tied": rank.tied, "of": rank.of}


def bill_row(bill: Bill) -> Row:
    """A bill and its answers."""
    return {"title": bill.title, "answers": [promise_row(p) for p in bill.promises]}


def promise_row(promise: Promise) -> Row:
    """An answer of a bill, in the columns of a file of them."""
    return {
        "country": promise.jurisdiction,
        "indicator": promise.code,
        "new_answer": promise.score,
        "in_force_from": promise.in_force_from,
        "in_force_until": promise.in_force_until,
    }


def because(trial: Trial) -> list[Row]:
    """How many points of each overall score and area that moves come of which answer."""
    return [
        {"country": country, "code": node.code, "indicator": made.code, "points": made.points}
        for country in trial.stages
        for node in trial.because(country)
        for made in node.answers
    ]


def stack(trial: Trial) -> list[Row]:
    """What each bill does by itself, and on top of those below it."""
    return [
        {
            "bill": trial.bills[share.bill].title,
            "country": share.country,
            "code": share.code,
            "alone": share.alone,
            "added": share.added,
        }
        for share in trial.shares()
    ]


def enacted_rows(kept: Kept) -> Row:
    """A bill against the law that came of it."""
    return {
        "day": kept.day,
        "answers": [
            {
                **promise_row(one.promise),
                "before": one.before,
                "enacted": one.enacted.score if one.enacted else None,
                "enacted_from": one.enacted.in_force_from if one.enacted else None,
                "enacted_until": one.enacted.in_force_until if one.enacted else None,
                "verdict": one.verdict.value,
            }
            for one in kept.outcomes
        ],
        "unpromised": [
            {
                "country": country,
                "indicator": answer.code,
                "enacted": answer.score,
                "enacted_from": answer.in_force_from,
            }
            for country, answer in kept.unpromised
        ],
        "effects": [
            {"country": country, "code": code, "before": b, "promised": p, "enacted": e}
            for country, code, (b, p, e) in kept.effects()
        ],
    }


def link_row(link: Link) -> Row:
    """A change of law that a scenario has become."""
    return {
        "change": str(link.change_id),
        "country": link.country,
        "title": link.title,
        "law": link.law,
        "in_force_from": link.in_force_from,
        "released": link.released,
    }
