"""The sheets of calls, one for each language, and the ears that are made of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations

from bot.core.understanding.call_phrases import Begun, Concepts, beginnings
from bot.core.understanding.call_spellings import Spellings, begins_nearly

FIGURES = "figures"
"""The row of a sheet with sentences that sound like danger and are harmless: "my feet are killing me"."""
NOT, NOT_AFTER, NOT_MEANT, CLAUSE, TOLD, COMMON = "not", "not_after", "not_meant", "clause", "told", "common"
PAST, STILL = "past", "still"
MARKS = (NOT, NOT_AFTER, NOT_MEANT, CLAUSE, TOLD, PAST, STILL, COMMON)
"""The concepts that every sheet has: negation before and after, phrases with a "no" that deny nothing, and words that
begin a new thought, of what is told and not lived, of what is long over, of what goes on, or of one language alone."""
ALONE, FEW = "alone", 2
"""The concept that stands at the beginning of a text of so few words: who writes only "a doctor" asks for one."""
LONG_STEM = 8
"""The shortest stem that is heard with one typing error; shorter ones become other words."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A row of a sheet: sentences as people type them, and the concepts that stand together in them."""

    examples: tuple[str, ...]
    together: tuple[str, ...]
    hints: tuple[str, ...] = ()
    """Concepts that are no call yet, but worth a question back where a text says nothing else."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The calls of one language, as written in its file."""

    spellings: Mapping[str, tuple[str, ...]]
    concepts: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Scenario]
    learned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """More sentences of each row, whose words need no concepts: what is like them is asked back."""

    @cached_property
    def ear(self) -> "Ear":
        """What it hears."""
        return Ear(self)


def named(together: str) -> set[str]:
    """Return the concepts that a line of a row names."""
    return set(re.split(r"[\s+/]+", together.strip())) - {""}


Steps = tuple[frozenset[str], ...]
"""For each place in a sentence, the concepts that may stand there."""


class Ear:
    """What one language hears: its spellings, its phrases by their first word, and the orders of its concepts."""

    def __init__(self, sheet: Sheet) -> None:
        self._spellings = Spellings(sheet.spellings)
        self._whole: dict[str, Begun] = {}
        self._stems: dict[str, Begun] = {}
        concepts = Concepts(self._spellings.words)
        for concept, written in sheet.concepts.items():
            for step, rest in {each for phrase in concepts.read(concept, written) for each in beginnings(phrase)}:
                for table, follow in ((self._whole, step.words), (self._stems, step.stems)):
                    for first, ways in follow.items():
                        for more in ways:
                            table.setdefault(first, Begun()).add(concept, more + rest)
        self._long_stems: dict[str, list[str]] = {}
        for stem in self._stems:
            if len(stem) >= LONG_STEM:
                self._long_stems.setdefault(stem[0], []).append(stem)
        self.denials = frozenset(word for word in sheet.concepts[NOT] if " " not in word)  # no gap skips these
        self.orders = {id: _by_first_concept(row.together) for id, row in sheet.rows.items()}
        self.hints = {id: _by_first_concept(row.hints) for id, row in sheet.rows.items()}
        self.rows: dict[str, set[str]] = {}
        """The rows that a concept begins."""
        for id, orders in self.orders.items():
            for concept in orders:
                self.rows.setdefault(concept, set()).add(id)

    def normal(self, piece: str) -> str:
        """Return a folded text with each slip in its usual spelling."""
        return self._spellings.normal(piece)

    def beginning(self, word: str) -> list[Begun]:
        """Return the phrases that a word begins, or else those with a long stem that it nearly begins with."""
        heads = [word[:end] for end in range(2, len(word) + 1)]
        begun = [self._stems[head] for head in heads if head in self._stems]
        if word in self._whole:
            begun.append(self._whole[word])
        if not begun and len(word) >= LONG_STEM:
            stems = self._long_stems.get(word[0], ())
            begun = [self._stems[stem] for stem in stems if begins_nearly(word, stem)]
        return begun


def _by_first_concept(together: tuple[str, ...]) -> dict[str, list[Steps]]:
    """Return the concepts in each order that a row allows, by the first one; parts between `+` change places."""
    orders: dict[str, list[Steps]] = {}
    for line in together:
        for parts in permutations(part.split() for part in line.split("+")):
            steps = tuple(frozenset(step.split("/")) for part in parts for step in part)
            for concept in steps[0]:
                orders.setdefault(concept, []).append((frozenset({concept}), *steps[1:]))
    return orders
