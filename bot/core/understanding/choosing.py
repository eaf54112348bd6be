"""Which choice on the screen a typed text means: by label, number, place on the list, yes or no, or near miss."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz.fuzz import ratio

from bot.core.language.message import Choice
from bot.core.language.text import Catalog
from bot.core.understanding.answers import command, list_answer, none, yes_no
from bot.core.understanding.numbers_and_dates import clock, is_below_zero_or_a_part, single_number
from bot.core.understanding.vocabulary import Vocabulary, Words, read

CHOICES_BY_MEANING = {
    "yes": ("yes", "agree", "confirm", "continue", "understood", "done"),
    "no": ("no", "decline", "not_now", "none"),
    "unsure": ("unsure", "not_known"),
    "none": ("none",),
}
"""The ids of choices that an answer in words selects; if several are on the screen, the first id of the list."""
CUT_OFF, MARGIN = 85, 8
"""The lowest likeness (of 100) for a misspelled label, and its smallest lead over the next label."""


def choose(
    text: str, choices: Sequence[Choice], catalog: Catalog, vocabulary: Vocabulary, *, guess: bool = True
) -> Choice | None:
    """Return the choice that was typed: by label, number on the screen, yes or no, part of a label, or near miss.

    Numbers count the choices that are not `aside`. If choices are numbers themselves, a number selects that choice.
    Without `guess`, a part of a label and a near miss do not count: for what cannot be undone.
    """
    screen = _Screen(choices, catalog, vocabulary)
    if not screen.words.normal(text):
        return None
    language = catalog.language
    meanings: tuple[str | None, ...] = (yes_no(text, vocabulary, language), none(text, vocabulary, language))
    if screen.is_list:  # "both" is a yes to it, before it is the second choice
        meanings = (list_answer(text, vocabulary, language),)
    listed = screen.is_list and screen.by_meaning(meanings)
    if found := screen.by_label(text) or listed:
        return found
    if numbered := screen.numbered(text):
        return _one(numbered)
    asked = command(text, vocabulary, language)
    if asked or any(meanings):
        return screen.by_id(asked) or screen.by_meaning(meanings) or screen.by_first_words(text)
    return screen.by_part(text) if guess else None


def by_own_words(text: str, heard: Mapping[str, str], words: Words) -> str | None:
    """Return the only choice that has a typed text among its own words: by its id, those words with | between them."""
    said = words.normal(text)
    found = {id for id, own in heard.items() if said in map(words.normal, own.split("|"))}
    return found.pop() if said and len(found) == 1 else None


def either(text: str, choices: Sequence[Choice], catalog: Catalog, vocabulary: Vocabulary) -> tuple[Choice, ...]:
    """Return the choices between which a typed number leaves open which one is meant: button 1, or one o'clock."""
    found = _Screen(choices, catalog, vocabulary).numbered(text)
    return tuple(found) if len(found) > 1 else ()


def _ordinal(said: str, words: Words) -> int | None:
    tokens = [token for token in read(said, words.places, digits=False) or () if token.kind == "number"]
    return tokens[0].value if len(tokens) == 1 and tokens[0].written in words.ordinals else None


class _Screen:
    """The choices as they are written on the screen."""

    def __init__(self, choices: Sequence[Choice], catalog: Catalog, vocabulary: Vocabulary) -> None:
        self.words = vocabulary.words(catalog.language)
        self._language, self._vocabulary = catalog.language, vocabulary
        self._written = [(choice, catalog.say(choice.label)) for choice in choices]
        self._labels = [(choice, self.words.normal(label)) for choice, label in self._written]

    @property
    def is_list(self) -> bool:
        """Return whether "one or more" and "none" are offered: then a yes or no to one line does not count."""
        return {"yes", "none"} <= {choice.id for choice, _ in self._labels}

    def by_label(self, text: str) -> Choice | None:
        said = self.words.normal(text)
        return _one(choice for choice, label in self._labels if label == said)

    def numbered(self, text: str) -> list[Choice]:
        """Return the choices that a typed number can mean: those with this hour, then the one at this place."""
        counted = [(choice, label) for choice, label in self._labels if not choice.aside]
        n = None if is_below_zero_or_a_part(text) else self._said_alone(text, single_number)
        place = self._said_alone(text, _ordinal) or n
        if any(choice.id.isdecimal() or label.isdecimal() for choice, label in counted):
            return [choice for choice, label in counted if n is not None and str(n) in (choice.id, label)]
        at_place = [counted[place - 1][0]] if place and place <= len(counted) else []
        named = [choice for choice, _ in counted if n and self._is_hour(n, choice)] if at_place else []
        return list(dict.fromkeys((*named, *at_place)))

    def _said_alone(self, text: str, reading: Callable[[str, Words], int | None]) -> int | None:
        return self._vocabulary.agreed(text, self._language, lambda words, said: reading(said, words))

    def _is_hour(self, n: int, choice: Choice) -> bool:
        """Return whether a button has this hour; "13 h" is also one o'clock."""
        written = next(label for other, label in self._written if other is choice)
        at = clock(_PART.split(written)[0], self._vocabulary, self._language)
        return at is not None and n in (at.hour, at.hour % 12 or 12)

    def by_id(self, id: str | None) -> Choice | None:
        return _one(choice for choice, _ in self._labels if choice.id == id)

    def by_meaning(self, meanings: Iterable[str | None]) -> Choice | None:
        for meaning in filter(None, meanings):
            first, *_ = ids = CHOICES_BY_MEANING[meaning]
            if found := self.by_id(first) or _one(c for c, _ in self._labels if c.id in ids):
                return found
        return None

    def by_first_words(self, text: str) -> Choice | None:
        """Return the choice whose label begins with the whole answer and a comma: "Yes, it is me"."""
        said = self.words.normal(text)
        clauses = ((choice, _CLAUSE.split(label.lstrip("¡¿ "))[0]) for choice, label in self._written)
        return _one(choice for choice, clause in clauses if self.words.normal(clause) == said)

    def by_part(self, text: str) -> Choice | None:
        """Return the only label that contains these words, or that has a part almost equal to them."""
        said = self.words.normal(text)
        fitting = [(choice, label) for choice, label in self._labels if self._same_negation(said, label)]
        having = [choice for choice, label in self._labels if _is_part(said, label)]
        if having:
            found = _one(having)
            return found if found in [choice for choice, _ in fitting] else None
        if sum(map(str.isalpha, said)) < SHORTEST_NEAR_MISS:
            return None
        scores = sorted(((self._likeness(said, choice), n) for n, (choice, _) in enumerate(fitting)), reverse=True)
        (best, n), (next_best, _) = [*scores, (0.0, -1), (0.0, -1)][:2]
        return fitting[n][0] if best >= CUT_OFF and best - next_best >= MARGIN else None

    def _same_negation(self, said: str, label: str) -> bool:
        one, other = (not self.words.negation.isdisjoint(text.split()) for text in (said, label))
        return one == other

    def _likeness(self, said: str, choice: Choice) -> float:
        written = next(label for other, label in self._written if other is choice)
        parts = map(self.words.normal, (written, *_PART.split(written)))
        return max(ratio(said, part) if _digits(part) == _digits(said) else 0.0 for part in parts)


_CLAUSE = re.compile(r"[,.;:!?…(—–]")
_PART = re.compile(r"[/,·(]")
SHORTEST_NEAR_MISS = 5


def _digits(said: str) -> list[str]:
    return re.findall(r"\d+", said)


def _is_part(said: str, label: str) -> bool:
    """Tell if a label or a word in it begins like this (4 letters, "wed" of "wed 25 nov"), or has this number."""
    long_enough = len(said) >= 4
    begins = label.startswith(said) if long_enough else len(said) == 3 and bool(re.match(rf"{said} \d", label))
    return begins or ((long_enough or said.isdecimal()) and f" {said} " in f" {label} ")


def _one(choices: Iterable[Choice]) -> Choice | None:
    """Return the choice if there is exactly one."""
    first, *others = [*choices, None]
    return None if others[:-1] else first
