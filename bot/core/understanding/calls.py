"""Calls for help in people's own words, found inside a sentence by concepts that stand together.

Each language has a sheet (`locales/<language>/calls.toml`, which explains itself). An answer that decides something is
a whole answer from an exact list (`answers.py`); a call for help is heard in the middle of other words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.core.understanding.call_phrases import Begun, Phrase
from bot.core.understanding.call_sheets import (
    ALONE,
    CLAUSE,
    FEW,
    FIGURES,
    NOT,
    NOT_AFTER,
    NOT_MEANT,
    PAST,
    STILL,
    TOLD,
    Ear,
    Sheet,
    Steps,
)
from bot.core.understanding.call_spellings import pieces_of

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
GAP, REACH = 7, 3
"""The most words between two concepts that stand together, and between a negation and what it denies."""


class Call(NamedTuple):
    """One thing that a text calls for, and the language in which it was heard."""

    scenario: str
    language: str
    kind: Kind


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
        if scenario in said.rows and (everything or kind != "help"):
            ended = said.past if kind == "danger" and scenario not in LASTS else set[int]()
            found = said.standing(scenario, taken[kind] | ended | (detained if scenario in BY_LAW else set()))
            if kind == "self_harm":
                found = filter(said.in_one_clause, found)
            if any(said.is_best(words, rivals) for words in found):
                yield scenario


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
            for begun in ear.beginning(word):
                for concept, end, known in self._ends_of(begun, at + 1):
                    self._ends.setdefault(concept, {}).setdefault(at, []).append(end)
                    self.known |= {at, *known}
        if len(self._words) <= FEW:
            self._ends[ALONE] = {0: [0]}
        self.rows = {row for concept in self._ends for row in ear.rows.get(concept, ())}
        """The rows of which the first concept is there."""
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

    def _ends_of(self, begun: Begun, at: int) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        """Yield the concepts of phrases that go on here, where they end, and the places of their words from here."""
        if begun.few:
            yield from ((concept, *ends) for concept, rest in begun.few for ends in self._phrase_ends(rest, at))
            return
        for concept in begun.over:
            yield concept, at, ()
        if at < len(self._words):
            for concept, rest in begun.after(self._words[at]):
                for end, known in self._phrase_ends(rest, at + 1):
                    yield concept, end, (at, *known)
            if begun.gap and self._may_skip(at):
                yield from self._ends_of(begun.gap, at + 1)

    def _phrase_ends(self, phrase: Phrase, at: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield where a phrase that begins here may end, and the places of its words."""
        ways: list[tuple[Phrase, int, tuple[int, ...]]] = [(phrase, at, ())]
        while ways:
            phrase, at, known = ways.pop()
            if not phrase:
                yield at, known
                continue
            step, rest = phrase[0], phrase[1:]
            if step.may_lack:
                ways.append((rest, at, known))
            if at < len(self._words):
                ways += ((more + rest, at + 1, (*known, at)) for more in step.after(self._words[at]))
                if step.gap and self._may_skip(at):
                    ways += ((more + rest, at + 1, known) for more in step.gap)

    def _may_skip(self, at: int) -> bool:
        """Return whether the word here may be any: it denies nothing, and no punctuation comes after it."""
        return self._words[at] not in self._denials and at + 1 not in self.begins

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
