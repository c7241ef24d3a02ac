"""Why a score moved, in a sentence: which answers did it, and by how much each (pure).

The points are those under the release's seal (`scoring.explain`).
"""

from collections.abc import Iterable

from monitor.released import Move, ReleasedChange
from newsletters.figures import AREA, depth, headline, signed
from newsletters.translate import Words
from scoring import Codebook

#: How many answers a sentence names; the others are counted.
MOST_NAMED = 4


def reasons(change: ReleasedChange, codebook: Codebook, words: Words) -> tuple[str, ...]:
    """A sentence for each policy area that moved, and one for the overall score shown."""
    areas = [move for move in change.moves if depth(move, codebook) == AREA]
    overall = headline(change, codebook)
    told = [*areas, *([overall] if overall else [])]
    return tuple(reason(move, codebook, words) for move in told if move.because)


def reason(move: Move, codebook: Codebook, words: Words) -> str:
    """Which answers moved a score, the largest part first."""
    score = words.gettext(codebook.node(move.code).title)
    total = signed((move.after or 0.0) - (move.before or 0.0), words)
    named = [(words.gettext(codebook.node(code).title), part) for code, part in move.because]
    if len(named) == 1:
        return words.gettext(
            "%(score)s %(points)s, all of it by “%(answer)s”.",
            score=score,
            points=total,
            answer=named[0][0],
        )
    listed = list(each(named[:MOST_NAMED], words))
    if (more := len(named) - MOST_NAMED) > 0:
        listed.append(words.ngettext("one more answer", "%(n)s more answers", more))
    return words.gettext(
        "%(score)s %(points)s: %(answers)s.",
        score=score,
        points=total,
        answers=words.list(listed),
    )


def each(named: Iterable[tuple[str, float]], words: Words) -> Iterable[str]:
    """Each answer with its part."""
    for title, part in named:
        yield words.gettext("“%(answer)s” %(points)s", answer=title, points=signed(part, words))
