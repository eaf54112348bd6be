"""The phrases of the sheets of calls: words, beginnings of words, choices and gaps.

`kill*` is every word that begins so, `(cut|slit) my (throat|neck|)` stands for each choice, the last of which may lack,
`*` is any one word, `..` up to three of them, and `<family>` any phrase of another concept.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

SKIP = 3
"""The most words at `..`."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What may stand at one place of a phrase: whole words, beginnings of words, several words, or nothing."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    longer: "Mapping[str, tuple[Phrase, ...]]" = field(default_factory=dict)
    """What follows the first word of several words."""
    wider: "tuple[Phrase, ...]" = ()
    """Several words of which the first is not a single whole word."""
    may_lack: bool = False

    def may_hold(self, word: str | None) -> bool:
        """Return whether a phrase may go on here with this word, or at the end of the text with none."""
        if self.may_lack or self.wider:
            return True
        return word is not None and (word in self.words or word.startswith(self.stems) or word in self.longer)


Phrase = tuple[Step, ...]
ANY = Step(stems=("",))
_SKIPPED = Step(wider=tuple((ANY,) * count for count in range(1, SKIP + 1)), may_lack=True)
_PARTS = re.compile(r"\([^)]*\)|<\w+>|\.\.|[^(.<]+")
_NAME = re.compile(r"<(\w+)>")
Words = Callable[[str], list[str]]
"""Folds and parts the words of a phrase."""


def names_in(written: str) -> list[str]:
    """Return the concepts that a phrase names."""
    return _NAME.findall(written)


def phrase_steps(written: str, words: Words, concepts: Mapping[str, Iterable[Phrase]]) -> Phrase:
    """Return the steps of a phrase as it is written in a sheet; `concepts` are those that it may name."""
    steps: list[Step] = []
    for part in _PARTS.findall(written):
        if part == "..":
            steps.append(_SKIPPED)
        elif part[0] in "(<":
            ways = part.strip("()").split("|")
            steps.append(_one_of([phrase for way in ways for phrase in _phrases(way, words, concepts)]))
        else:
            steps += map(_step, words(part))
    return tuple(steps)


def _phrases(way: str, words: Words, concepts: Mapping[str, Iterable[Phrase]]) -> Iterable[Phrase]:
    """Return what one way of a choice stands for."""
    names = names_in(way)
    return concepts[names[0]] if names else [tuple(map(_step, words(way)))]


def beginnings(phrase: Phrase) -> Iterator[tuple[str, Phrase]]:
    """Yield each word or `stem*` with which a phrase may begin, and what follows it."""
    if not phrase:
        return  # signs alone, in the heard words of a pack
    first, rest = phrase[0], phrase[1:]
    yield from ((word, rest) for word in first.words)
    yield from ((f"{stem}*", rest) for stem in first.stems)
    yield from ((word, more + rest) for word, follow in first.longer.items() for more in follow)
    for wider in first.wider:
        yield from beginnings(wider + rest)
    if first.may_lack:
        yield from beginnings(rest)


def _one_of(phrases: list[Phrase]) -> Step:
    """Return the step at which one of these phrases stands."""
    words: set[str] = set()
    stems: tuple[str, ...] = ()
    longer: dict[str, tuple[Phrase, ...]] = {}
    wider = []
    for phrase in filter(None, phrases):
        first, rest = phrase[0], phrase[1:]
        plain = not (first.longer or first.wider or first.may_lack)
        if plain and not rest:
            words |= first.words
            stems += first.stems
        elif plain and not first.stems:
            longer |= {word: (*longer.get(word, ()), rest) for word in first.words}
        else:
            wider.append(phrase)
    may_lack = any(all(step.may_lack for step in phrase) for phrase in phrases)
    return Step(frozenset(words), stems, longer, tuple(wider), may_lack)


@cache
def _step(word: str) -> Step:
    if word == "*":
        return ANY
    return Step(stems=(word[:-1],)) if word.endswith("*") else Step(frozenset({word}))
