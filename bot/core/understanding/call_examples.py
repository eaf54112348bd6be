"""What is learned from the sentences of the sheets of calls: how near a text is to each scenario, and to each kind.

It learns by counting which words, pairs of words, and pieces of three and five letters they hold: some 80 ms for a
thousand sentences, once in a process. Nothing else is shipped, so one more sentence in a sheet is heard better at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt

from bot.core.understanding.call_sheets import FIGURES, Sheet
from bot.core.understanding.call_spellings import plain
from bot.core.understanding.calls import SCENARIOS

FEWEST = 3
"""The fewest words that are compared with anything: fewer are an answer with a slip."""
PIECES = (3, 5)
"""The letters of a piece of a word: short ones bear slips; a piece may reach into the next word."""
SEEN = 0.2
"""How often a piece counts as seen in examples that do not hold it."""
NONE = "none"
"""The kind of the examples that call for nothing."""


@lru_cache(maxsize=8)
def learned(sheet: Sheet) -> "Examples":
    """Return what the sheet of one language teaches: once in a process, and again after it was changed."""
    return Examples(sheet)


class Examples:
    """How much each piece weighs in the examples of each scenario, and how many examples of each kind hold it."""

    def __init__(self, sheet: Sheet) -> None:
        more = sheet.learned
        said = {id: [plain(each) for each in (*row.examples, *more.get(id, ()))] for id, row in sheet.rows.items()}
        rows = {id: Counter(piece for each in said[id] for piece in _pieces(each)) for id in said}
        self.kinds = {each: SCENARIOS.get(id, NONE) for id in (*reversed([*SCENARIOS]), FIGURES) for each in said[id]}
        """The kind of each plain sentence, none before the others, and then the more urgent one."""
        self._count, self._holding = Counter[str](), defaultdict[str, Counter[str]](Counter)
        for id in rows:
            kind = SCENARIOS.get(id, NONE)
            self._count[kind] += len(said[id])
            self._holding[kind].update(rows[id])
        self._all = Counter[str]()
        for held in self._holding.values():
            self._all.update(held)
        self._unknown = log(1 + self._count.total())
        self._rare = {piece: log((1 + self._count.total()) / count) for piece, count in self._all.items()}
        self._weights: dict[str, list[tuple[str, float]]] = {piece: [] for piece in self._all}
        for id in (*SCENARIOS, FIGURES):
            weights = {piece: sqrt(count) * self._rare[piece] for piece, count in rows[id].items()}
            length = _length(weights.values())
            for piece, weight in weights.items():
                self._weights[piece].append((id, weight / length))

    def near(self, said: str) -> dict[str, float]:
        """Return how near a plain text is to the examples of each scenario, from 0 to 1.

        That is the cosine of their pieces, of which the rare ones weigh more (tf-idf).
        """
        weights = {piece: self._rare.get(piece, self._unknown) for piece in _pieces(said)}
        length, near = _length(weights.values()), defaultdict[str, float](float)
        for piece, weight in weights.items():
            for id, other in self._weights.get(piece, ()):
                near[id] += weight * other / length
        return near

    def likeness(self, said: str) -> dict[str, float]:
        """Return how much a plain text is like the examples of each kind, above 0, or like all others, below 0.

        Each piece speaks for a kind as much as its examples hold it more often than the others (naive Bayes).
        """
        pieces = _pieces(said)
        known, length = pieces & self._all.keys(), sqrt(len(pieces)) or 1
        return {kind: sum(self._speaks_for(kind, piece) for piece in known) / length for kind in self._holding}

    def _speaks_for(self, kind: str, piece: str) -> float:
        inside, examples = self._holding[kind][piece], self._count[kind]
        outside, others = self._all[piece] - inside, self._count.total() - examples
        return log((inside + SEEN) / (examples + 2 * SEEN)) - log((outside + SEEN) / (others + 2 * SEEN))


def _length(weights: Iterable[float]) -> float:
    return sqrt(sum(weight * weight for weight in weights)) or 1.0


def _pieces(said: str) -> set[str]:
    """Return the words of a plain text, the pairs of words, and all its pieces."""
    text, words = f" {said} ", said.split()
    pieces = {text[at : at + size] for size in PIECES for at in range(len(text) - size + 1)}
    return pieces.union((f" {word} " for word in words), (" ".join(pair) for pair in pairwise(words)))
