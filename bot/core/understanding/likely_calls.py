"""What a text may be about where nothing in it was understood, learned from the examples of the sheets of calls.

It opens nothing: what is likely is only offered as a button. A scenario is as likely as a text is near to its examples:
the cosine of their words and of their pieces of four letters, of which the rare ones weigh more (tf-idf).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import log, sqrt

from bot.core.understanding.call_spellings import plain
from bot.core.understanding.calls import FIGURES, SCENARIOS, Calls, Sheet

PIECE = 4
"""The letters of a piece of a word; a piece may reach into the next word."""
LEAST = 0.08
"""How near a scenario must be to be likely. A lower number offers more calls, and more buttons without a call."""
FEWEST = 3
"""The fewest words that are likely to be anything: fewer are an answer with a slip."""


def likely(text: str, calls: Calls, language: str) -> tuple[str, ...]:
    """Return the scenarios that a text may be about, the likeliest first."""
    said = plain(text)
    if len(said.split()) < FEWEST or language not in calls.sheets:
        return ()
    examples = _learned(calls, language)
    if said in examples.harmless:
        return ()
    near = examples.near(said)
    least = max(LEAST, near.pop(FIGURES, 0))  # a call is at least as near as a harmless sentence
    return tuple(sorted((id for id in near if near[id] >= least), key=lambda id: -near[id]))


@lru_cache(maxsize=8)
def _learned(calls: Calls, language: str) -> "Examples":
    """Return what one language has learned: once in a process, and again after its sheet was changed."""
    return Examples(calls.sheets[language])


class Examples:
    """How much each piece weighs in the examples of each scenario."""

    def __init__(self, sheet: Sheet) -> None:
        rows = {
            id: Counter(piece for example in row.examples for piece in _pieces(plain(example)))
            for id, row in sheet.rows.items()
        }
        self.harmless = {plain(example) for example in sheet.rows[FIGURES].examples}
        examples = sum(len(row.examples) for row in sheet.rows.values())
        holding = Counter[str]()
        for counts in rows.values():
            holding.update(counts)
        self._unknown = log(1 + examples)
        self._rare = {piece: log((1 + examples) / count) for piece, count in holding.items()}
        self._weights: dict[str, list[tuple[str, float]]] = {piece: [] for piece in holding}
        for id in (*SCENARIOS, FIGURES):
            weights = {piece: sqrt(count) * self._rare[piece] for piece, count in rows[id].items()}
            length = _length(weights.values())
            for piece, weight in weights.items():
                self._weights[piece].append((id, weight / length))

    def near(self, said: str) -> dict[str, float]:
        """Return how near a plain text is to the examples of each scenario, from 0 to 1."""
        weights = {piece: self._rare.get(piece, self._unknown) for piece in _pieces(said)}
        length, near = _length(weights.values()), defaultdict[str, float](float)
        for piece, weight in weights.items():
            for id, other in self._weights.get(piece, ()):
                near[id] += weight * other / length
        return near


def _length(weights: Iterable[float]) -> float:
    return sqrt(sum(weight * weight for weight in weights)) or 1.0


def _pieces(said: str) -> set[str]:
    """Return the words of a plain text, and all its pieces."""
    text = f" {said} "
    return {f" {word} " for word in said.split()} | {text[at : at + PIECE] for at in range(len(text) - PIECE + 1)}
