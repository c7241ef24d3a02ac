"""A portrait of a country as one value: nothing in it is rounded."""

from dataclasses import asdict
from typing import Any

from monitor.chronicle import Turn
from monitor.portraits import Portrait
from scoring import equal


def data(seen: Portrait) -> dict[str, Any]:
    """A portrait as one value: nothing is rounded."""
    return {
        "country": seen.country,
        "on": seen.on,
        "codebook": seen.codebook.id,
        "scores": dict(seen.standing.card.values),
        "official_year": seen.standing.official_year,
        "official": dict(seen.standing.official.values) if seen.standing.official else None,
        "ranks": {code: asdict(move) for code, move in seen.ranks.items() if move.after},
        "intervals": {code: asdict(of) for code, of in seen.certainty.intervals.items()},
        "open_reports": seen.certainty.reports,
        "waiting_changes": seen.certainty.waiting,
        "unanswered": seen.certainty.unanswered,
        "rests_on": [asdict(ground) for ground in seen.certainty.grounds],
        "turns": [turned(turn) for turn in seen.turns],
    }


def turned(turn: Turn) -> dict[str, Any]:
    """A turn as a value."""
    return {
        "from": turn.day,
        "official": turn.official,
        "scores": turn.scores,
        "changes": [
            {
                "change": change.change,
                "kind": change.kind,
                "law": change.law,
                "in_force_from": change.in_force_from,
                "in_force_until": change.in_force_until,
                "code": change.code,
                "answer": change.score,
                "released_at": change.released_at,
            }
            for change in turn.changes
        ],
        "because": because(turn),
    }


def because(turn: Turn) -> dict[str, Any]:
    """What each answer did to each score, in points, and since when."""
    return {
        code: {
            "since": reason.since,
            "answers": {part.code: part.points for part in reason.explained.answers},
        }
        for code, reason in turn.because.items()
        if not equal(reason.explained.before, reason.explained.after)
    }
