"""Calls for help in people's own words, found inside a sentence by concepts that stand together.

Each language has a sheet (`locales/<language>/calls.toml`, which explains itself). An answer that decides something is
a whole answer from an exact list (`answers.py`); a call for help is heard in the middle of other words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import permutations
from typing import Literal, NamedTuple

from bot.core.understanding.call_phrases import ANY, Phrase, beginnings, phrase_steps
from bot.core.understanding.call_spellings import Spellings, begins_nearly, pieces_of

Kind = Literal["danger", "self_harm", "help"]
_BY_KIND: Mapping[Kind, str] = {
    "danger": "killed threatened kidnapped child_taken child_missing raped beaten_partner bleeding_ill labour held"
    " forced_work relative_missing followed afraid",
    "self_harm": "self_harm",
    "help": "relative_detained no_place_tonight hungry doctor_medicine lawyer sold_appointments paid_already"
    " asked_money papers_stolen cannot_read group_changed person volunteer delete_all stop not_understand",
}
SCENARIOS: Mapping[str, Kind] = {scenario: kind for kind, ids in _BY_KIND.items() for scenario in ids.split()}
"""What people call for, the most urgent first."""

BY_LAW = frozenset(("kidnapped", "relative_missing"))
"""The police and immigration do neither: a person whom they took is detained, and that has a page of its own."""
LASTS = frozenset(("child_taken", "child_missing", "relative_missing", "held", "forced_work", "raped"))
"""What began years ago and still needs help; a beating of long ago needs none today."""
FIGURES = "figures"
"""The row of a sheet with sentences that sound like danger and are harmless: "my feet are killing me"."""
NOT, NOT_AFTER, NOT_MEANT, CLAUSE, TOLD, COMMON = "not", "not_after", "not_meant", "clause", "told", "common"
PAST, STILL = "past", "still"
MARKS = (NOT, NOT_AFTER, NOT_MEANT, CLAUSE, TOLD, PAST, STILL, COMMON)
"""The concepts that every sheet has: negation before and after, phrases with a "no" that deny nothing, and words that
begin a new thought, of what is told and not lived, of what is long over, of what goes on, or of one language alone."""
ALONE, FEW = "alone", 2
"""The concept that stands at the beginning of a text of so few words: who writes only "a doctor" asks for one."""
GAP, REACH = 7, 3
"""The most words between two concepts that stand together, and between a negation and what it denies."""
LONG_STEM = 8
"""The shortest stem that is heard with one typing error; shorter ones become other words."""


class Call(NamedTuple):
    """One thing that a text calls for, and the language in which it was heard."""

    scenario: str
    language: str
    kind: Kind


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


@dataclass(frozen=True, eq=False)
class Calls:
    """The sheets of all languages, and their ears, which are made when something is heard first: it takes a second."""

    sheets: Mapping[str, Sheet]

    @property
    def ears(self) -> "Mapping[str, Ear]":
        """What each language hears."""
        return {code: sheet.ear for code, sheet in self.sheets.items()}


def heard(text: str, calls: Calls, language: str = "") -> tuple[Call, ...]:
    """Return what a text calls for, the most urgent first.

    The words of `language` come first; the other languages are heard for danger and self-harm only. Without a language
    all are heard for everything, and the one that knows the most of the words comes first.
    """
    pieces = pieces_of(text)
    said = [(code, Said(ear, pieces)) for code, ear in calls.ears.items()]
    said.sort(key=lambda each: (each[0] != language, -len(each[1].known)))
    found: dict[str, Call] = {}
    for code, own in said:
        rivals = [other for at, other in said if code not in (language, at)]
        for scenario in _heard_in(own, rivals, everything=language in ("", code)):
            found.setdefault(scenario, Call(scenario, code, SCENARIOS[scenario]))
    return tuple(found[scenario] for scenario in SCENARIOS if scenario in found)


def _heard_in(said: "Said", rivals: "list[Said]", everything: bool) -> Iterator[str]:
    """Yield what one language hears where no rival knows more of the words.

    Words of a figure of speech, of a film or of self-harm are never words of a threat, what is long over is no danger,
    and whom the police took is neither kidnapped nor missing.
    """
    figures = said.harmless()
    own = {at for words in said.standing("self_harm", figures) if said.in_one_clause(words) for at in words}
    taken = {"danger": figures | own, "self_harm": figures, "help": set[int]()}
    detained = {at for words in said.standing("relative_detained", figures) for at in words} if everything else set()
    for scenario, kind in SCENARIOS.items():
        if everything or kind != "help":
            ended = said.past if kind == "danger" and scenario not in LASTS else set[int]()
            found = said.standing(scenario, taken[kind] | ended | (detained if scenario in BY_LAW else set()))
            if kind == "self_harm":
                found = filter(said.in_one_clause, found)
            if any(said.is_best(words, rivals) for words in found):
                yield scenario


Steps = tuple[frozenset[str], ...]
"""For each place in a sentence, the concepts that may stand there."""


class Ear:
    """What one language hears: its spellings, its phrases by their first word, and the orders of its concepts."""

    def __init__(self, sheet: Sheet) -> None:
        self._spellings = Spellings(sheet.spellings)
        self._whole: dict[str, list[tuple[str, Phrase]]] = {}
        self._stems: dict[str, list[tuple[str, Phrase]]] = {}
        words = cache(self._spellings.words)  # a sheet writes the same words in many phrases
        above: dict[str, list[Phrase]] = {}
        for concept, phrases in sheet.concepts.items():
            above[concept] = [phrase_steps(phrase, words, above) for phrase in phrases]
            for first, rest in {each for phrase in above[concept] for each in beginnings(phrase)}:
                table = self._stems if first.endswith("*") else self._whole
                table.setdefault(first.removesuffix("*"), []).append((concept, rest))
        self._long_stems: dict[str, list[str]] = {}
        for stem in self._stems:
            if len(stem) >= LONG_STEM:
                self._long_stems.setdefault(stem[0], []).append(stem)
        self.denials = frozenset(word for word in sheet.concepts[NOT] if " " not in word)  # no gap skips these
        self.orders = {id: _by_first_concept(row.together) for id, row in sheet.rows.items()}
        self.hints = {id: _by_first_concept(row.hints) for id, row in sheet.rows.items()}

    def normal(self, piece: str) -> str:
        """Return a folded text with each slip in its usual spelling."""
        return self._spellings.normal(piece)

    def beginning(self, word: str, after: str | None) -> Iterator[tuple[str, Phrase]]:
        """Yield each concept, with the rest of its phrase, that a word begins and the word after it may go on with."""
        known = [*self._whole.get(word, ())]
        for end in range(2, len(word) + 1):
            known += self._stems.get(word[:end], ())
        if not known and len(word) >= LONG_STEM:
            near = (stem for stem in self._long_stems.get(word[0], ()) if begins_nearly(word, stem))
            known = [phrase for stem in near for phrase in self._stems[stem]]
        return (one for one in known if not one[1] or one[1][0].may_hold(after))


def _by_first_concept(together: tuple[str, ...]) -> dict[str, list[Steps]]:
    """Return the concepts in each order that a row allows, by the first one; parts between `+` change places."""
    orders: dict[str, list[Steps]] = {}
    for line in together:
        for parts in permutations(part.split() for part in line.split("+")):
            steps = tuple(frozenset(step.split("/")) for part in parts for step in part)
            for concept in steps[0]:
                orders.setdefault(concept, []).append((frozenset({concept}), *steps[1:]))
    return orders


class Said:
    """The words of one text in one language, and where the concepts are."""

    def __init__(self, ear: Ear, pieces: list[str]) -> None:
        self._orders, self._hints, self._denials = ear.orders, ear.hints, ear.denials
        self._words: list[str] = []
        self._pieces: list[int] = []
        for number, piece in enumerate(pieces):
            self._words += (words := ear.normal(piece).split())
            self._pieces += [number] * len(words)
        self.begins = {at for at, number in enumerate(self._pieces) if at == 0 or self._pieces[at - 1] != number}
        self._ends: dict[str, dict[int, list[int]]] = {}
        self.known: set[int] = set()
        """The places of the words that belong to a concept."""
        for at, word in enumerate(self._words):
            for concept, rest in ear.beginning(word, next(iter(self._words[at + 1 :]), None)):
                for end, known in self._phrase_ends(at + 1, rest):
                    self._ends.setdefault(concept, {}).setdefault(at, []).append(end)
                    self.known |= {at, *known}
        if len(self._words) <= FEW:
            self._ends[ALONE] = {0: [0]}
        self._new_clauses = self.begins | self._ends.get(CLAUSE, {}).keys()
        self.told = self._beside(TOLD)  # the places of words that tell of a film, the news or a rule
        self.past = self._beside(PAST) - self._beside(STILL)  # the places of words that tell of what is long over
        self.signs = self._ends.get(NOT, {}).keys()
        self.negations = [*self._no_negations(NOT)]
        self.later_negations = [*self._no_negations(NOT_AFTER)]

    def _beside(self, concept: str) -> set[int]:
        """Return the places of the words between the same two punctuation marks as a concept."""
        pieces = {self._pieces[at] for at in self._ends.get(concept, ())}
        return {at for at, number in enumerate(self._pieces) if number in pieces}

    def _phrase_ends(
        self, at: int, phrase: Phrase, known: tuple[int, ...] = ()
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield where a phrase that begins here may end, and the places of its words."""
        if not phrase:
            yield at, known
            return
        step, rest = phrase[0], phrase[1:]
        if at < len(self._words):
            word = self._words[at]
            if step is ANY:
                if word not in self._denials and at + 1 not in self.begins:
                    yield from self._phrase_ends(at + 1, rest, known)
            elif word in step.words or word.startswith(step.stems):
                yield from self._phrase_ends(at + 1, rest, (*known, at))
            for more in step.longer.get(word, ()):
                yield from self._phrase_ends(at + 1, more + rest, (*known, at))
            for wider in step.wider:
                yield from self._phrase_ends(at, wider + rest, known)
        if step.may_lack:
            yield from self._phrase_ends(at, rest, known)

    def _no_negations(self, concept: str) -> Iterator[tuple[int, int]]:
        """Yield where a negation stands that is no part of a phrase such as "I do not know what to do"."""
        idle = self._ends.get(NOT_MEANT, {}).items()
        for begin, ends in self._ends.get(concept, {}).items():
            for end in ends:
                if not any(start <= begin and end <= max(stops) for start, stops in idle):
                    yield begin, end

    def is_best(self, words: set[int], rivals: "list[Said]") -> bool:
        """Return whether no rival knows more of the pieces of the text in which these words are."""
        pieces = {self._pieces[at] for at in words}
        return all(self._known_in(pieces) >= rival._known_in(pieces) for rival in rivals)

    def _known_in(self, pieces: set[int]) -> int:
        return sum(self._pieces[at] in pieces for at in self.known)

    def in_one_clause(self, words: set[int]) -> bool:
        """Return whether no new thought begins between these words."""
        return self._new_clauses.isdisjoint({*range(min(words), max(words))} - words)

    def reaches(self, end: int, first: int) -> bool:
        """Return whether a negation that ends here is close before a word, in the same clause."""
        parted = end in self.begins or any(at in self._new_clauses for at in range(end, first + 1))
        return end <= first <= end + REACH and not parted

    def harmless(self) -> set[int]:
        """Return the places of the words of figures of speech, and of what is told and not lived."""
        figures = filter(self.in_one_clause, self.standing(FIGURES, set()))
        return {at for words in figures for at in words} | self.told

    def standing(self, row: str, taken: set[int], *, hints: bool = False) -> Iterator[set[int]]:
        """Yield the places of words that make a call of this row; words in `taken` belong to something else."""
        orders = (self._hints if hints else self._orders).get(row, {})
        for concept in orders.keys() & self._ends.keys():
            for steps in orders[concept]:
                for words in self._together(steps, self._ends[concept]):
                    if not words & taken and (row == FIGURES or not denied(self, words)):
                        yield words

    def _together(self, steps: Steps, begins: Iterable[int]) -> Iterator[set[int]]:
        """Yield the places of words of these concepts, in this order, with few words between them."""
        if not steps:
            yield set()
        elif not any(self._ends.keys().isdisjoint(step) for step in steps):
            for begin in begins:
                for end in {end for concept in steps[0] for end in self._ends.get(concept, {}).get(begin, ())}:
                    for rest in self._together(steps[1:], range(end, end + GAP + 1)):
                        yield {*range(begin, end)} | rest


def denied(said: Said, words: set[int]) -> bool:
    """Return whether a negation before, among or right after the words of a call denies it, and is no sign of it."""
    first, last = min(words), max(words) + 1
    if not said.signs.isdisjoint(words):
        return False
    if any(first <= begin <= last and begin not in said.begins for begin, _ in said.later_negations):
        return True
    among = any(first <= begin < last for begin, _ in said.negations)
    return among or any(begin < first and said.reaches(min(end, first), first) for begin, end in said.negations)
