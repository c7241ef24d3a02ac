"""Random codebooks of all rules, and answers to them, for laws that hold for any index."""

from datetime import UTC, datetime
from itertools import product

from hypothesis import strategies as st

from scoring import parse_codebook

LEVELS = ("overall", "area", "indicator", "question")
SCALES = ((0, 100), (0, 50, 100), (0, 33, 67, 100), (0, 25, 75))
HEAD = {
    "id": "tree",
    "edition": "1",
    "title": "A random tree",
    "citation": "Nobody",
    "source": "https://example.org",
    "published": datetime(2020, 1, 1, tzinfo=UTC),
    "scale": [0, 100],
    "cut_off": {"rule": "in force", "day": "12-31"},
}


class Grower:
    """Grows nodes level by level; each is drawn together with all that is below it."""

    def __init__(self, draw, widest):
        self.draw, self.widest = draw, widest
        self.rows = {level: [] for level in LEVELS}
        self.count = 0

    def add(self, depth, **row):
        self.count += 1
        code = f"n{self.count}"
        self.rows[LEVELS[depth]].append({"code": code, "title": code} | row)
        return code

    def leaf(self, depth):
        """A question; returns its code and the scores that it can have."""
        scores = self.draw(st.sampled_from(SCALES))
        options = [[score, str(score)] for score in scores]
        return self.add(depth, question="?", options=options), scores

    def table(self, depth):
        """A table of two or three questions or tables, some of whose rows are short."""
        kinds = [self.leaf, self.table] if depth + 2 < len(LEVELS) else [self.leaf]
        parts = [
            self.draw(st.sampled_from(kinds))(depth + 1)
            for _ in range(self.draw(st.integers(1, 2)))
        ]
        (decider, scores), *rest = parts
        result = st.sampled_from((0, 17, 20, 50, 83, 100))
        # One answer to the first part decides alone; the others leave it to all.
        rows = [{decider: scores[-1], "score": self.draw(result)}]
        for answers in product(scores[:-1], *(found for _, found in rest)):
            wants = dict(zip((code for code, _ in parts), answers, strict=True))
            rows.append(wants | {"score": self.draw(result)})
        code = self.add(depth, rule="table", parts=[code for code, _ in parts], rows=rows)
        return code, sorted({row["score"] for row in rows})

    def parts(self, depth):
        kinds = [self.leaf, self.leaf]
        if depth + 2 < len(LEVELS):
            kinds += [self.table, self.mean, self.weighted_mean]
        chosen = self.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=self.widest))
        return [grow(depth + 1)[0] for grow in chosen]

    def mean(self, depth):
        parts, groups = self.parts(depth), []
        while parts:
            size = self.draw(st.integers(1, len(parts)))
            groups.append(parts[:size] if size > 1 else parts[0])
            parts = parts[size:]
        return self.add(depth, rule="mean", parts=groups), None

    def weighted_mean(self, depth):
        parts = self.parts(depth)
        cuts = self.draw(st.lists(st.integers(1, 9), min_size=len(parts), max_size=len(parts)))
        # Hundredths that add up to 1: the last part takes what the others leave.
        weights = [cut / 100 for cut in cuts[1:]]
        weights.append((100 - sum(cuts[1:])) / 100)
        return (
            self.add(
                depth, rule="weighted mean", weights=dict(zip(parts, weights, strict=True))
            ),
            None,
        )


@st.composite
def codebooks(draw, widest=4):
    """A codebook with two overall scores over the same areas, and thresholds here and there."""
    grower = Grower(draw, widest)
    areas = [
        draw(st.sampled_from([grower.mean, grower.weighted_mean, grower.table]))(1)[0]
        for _ in range(draw(st.integers(1, 3)))
    ]
    full = grower.add(0, rule="mean", parts=areas)
    grower.add(0, rule="mean", parts=draw(st.permutations(areas))[:2])
    levels = [level for level in LEVELS if grower.rows[level]]
    shares = st.sampled_from((0, 0, 0.4, 0.5, 1))
    return parse_codebook(
        HEAD
        | {"levels": levels, "headline": [full]}
        | {"availability": {level: draw(shares) for level in levels}}
        | {level: grower.rows[level] for level in levels}
    )


def answers_to(codebook, missing=True):
    """Answers to a codebook, each among its options or, perhaps, missing."""
    kept = [None] if missing else []
    choices = [(n.code, kept + [o.score for o in n.options]) for n in codebook.leaves]

    def answers(picks):
        # A byte for each answer: far cheaper to draw than a choice for each.
        found = {c: of[pick % len(of)] for (c, of), pick in zip(choices, picks, strict=True)}
        return {code: answer for code, answer in found.items() if answer is not None}

    return st.binary(min_size=len(choices), max_size=len(choices)).map(answers)
