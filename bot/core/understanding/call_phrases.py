"""The phrases of the sheets of calls: words, beginnings of words, choices and gaps.

`kill*` is every word that begins so, `(cut|slit) my (throat|neck|)` stands for each choice, the last of which may lack,
`*` is any one word, `..` up to three of them, and `<family>` any phrase of another concept.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

SKIP = 3
"""The most words at `..`."""
MANY = 8
"""From so many phrases with the same first word on, the next word is looked up: tables for fewer take too much room."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What may stand at one place of a phrase: the first word, or its beginning, with what must follow it."""

    words: "Follow"
    stems: "Follow"
    gap: "tuple[Phrase, ...]" = ()
    """What must follow a word that may be any."""
    may_lack: bool = False

    def after(self, word: str) -> "Iterator[Phrase]":
        """Yield what must follow this word before the step is over."""
        yield from self.words.get(word, ())
        if self.stems:
            for end in range(len(word) + 1):
                yield from self.stems.get(word[:end], ())


Phrase = tuple[Step, ...]
Follow = dict[str, tuple[Phrase, ...]]
ANY = Step({}, {}, gap=((),))
_SKIPPED = Step({}, {}, gap=((),), may_lack=True)
for _ in range(SKIP - 1):
    _SKIPPED = Step({}, {}, gap=((_SKIPPED,),), may_lack=True)
_PARTS = re.compile(r"\([^)]*\)|<\w+>|\.\.|[^(.<]+")
_NAME = re.compile(r"<(\w+)>")


def names_in(written: str) -> list[str]:
    """Return the concepts that a phrase names."""
    return _NAME.findall(written)


class Concepts:
    """Reads the phrases of a sheet, concept by concept; `words` folds and parts what is written."""

    def __init__(self, words: Callable[[str], list[str]]) -> None:
        self._words = cache(words)  # a sheet writes the same words and choices in many phrases
        self._choice = cache(self._read_choice)
        self._phrases: dict[str, list[Phrase]] = {}

    def read(self, concept: str, phrases: Iterable[str]) -> list[Phrase]:
        """Return the phrases of a concept; they may name those that were read before."""
        self._phrases[concept] = [self._steps(phrase) for phrase in phrases]
        return self._phrases[concept]

    def _steps(self, written: str) -> Phrase:
        steps: list[Step] = []
        for part in _PARTS.findall(written):
            if part == "..":
                steps.append(_SKIPPED)
            elif part[0] in "(<":
                steps.append(self._choice(part))
            else:
                steps += map(_step, self._words(part))
        return tuple(steps)

    def _read_choice(self, part: str) -> Step:
        return _one_of([phrase for way in part.strip("()").split("|") for phrase in self._ways(way)])

    def _ways(self, way: str) -> Iterable[Phrase]:
        """Return what one way of a choice stands for."""
        names = names_in(way)
        return self._phrases[names[0]] if names else [tuple(map(_step, self._words(way)))]


def beginnings(phrase: Phrase) -> Iterator[tuple[Step, Phrase]]:
    """Yield each step with which a phrase may begin, and what follows it."""
    if phrase:
        yield phrase[0], phrase[1:]
        if phrase[0].may_lack:
            yield from beginnings(phrase[1:])


def _one_of(phrases: list[Phrase]) -> Step:
    """Return the step at which one of these phrases stands."""
    words: Follow = {}
    stems: Follow = {}
    gap: tuple[Phrase, ...] = ()
    for step, rest in (each for phrase in phrases for each in beginnings(phrase)):
        for table, follow in ((words, step.words), (stems, step.stems)):
            for word, ways in follow.items():
                ways = tuple(more + rest for more in ways) if rest else ways
                table[word] = table[word] + ways if word in table else ways
        gap += tuple(more + rest for more in step.gap)
    may_lack = any(all(step.may_lack for step in phrase) for phrase in phrases)
    return Step(words, stems, gap, may_lack)


@cache
def _step(word: str) -> Step:
    if word == "*":
        return ANY
    return Step({}, {word[:-1]: ((),)}) if word.endswith("*") else Step({word: ((),)}, {})


class Begun:
    """Phrases of which a text has said the first word, by their next word: most of hundreds cannot go on with it."""

    def __init__(self) -> None:
        self._rests: dict[tuple[str, Phrase], None] = {}

    def add(self, concept: str, rest: Phrase) -> None:
        """Add what is left of a phrase of a concept; all are added before a text is heard."""
        self._rests[concept, rest] = None

    @property
    def few(self) -> Iterable[tuple[str, Phrase]]:
        """All of them, if they are so few that each is looked at."""
        return self._rests if len(self._rests) < MANY else ()

    @cached_property
    def over(self) -> list[str]:
        """The concepts of which a phrase may be over here."""
        return [concept for concept, rest in self._rests if all(step.may_lack for step in rest)]

    @cached_property
    def gap(self) -> "Begun | None":
        """The phrases after any word at all, if some may have one here."""
        begun = Begun()
        for concept, step, rest in self._next_steps():
            for more in step.gap:
                begun.add(concept, more + rest)
        return begun if begun._rests else None

    def after(self, word: str) -> Iterator[tuple[str, Phrase]]:
        """Yield each concept, with what is left of its phrase after the next word."""
        words, stems = self._by_next_word
        yield from words.get(word, ())
        if stems:
            for end in range(len(word) + 1):
                yield from stems.get(word[:end], ())

    @cached_property
    def _by_next_word(self) -> tuple[dict[str, list[tuple[str, Phrase]]], dict[str, list[tuple[str, Phrase]]]]:
        words: dict[str, list[tuple[str, Phrase]]] = {}
        stems: dict[str, list[tuple[str, Phrase]]] = {}
        for concept, step, rest in self._next_steps():
            for table, follow in ((words, step.words), (stems, step.stems)):
                for word, ways in follow.items():
                    table.setdefault(word, []).extend((concept, more + rest) for more in ways)
        return words, stems

    def _next_steps(self) -> Iterator[tuple[str, Step, Phrase]]:
        return ((concept, *each) for concept, rest in self._rests for each in beginnings(rest))
