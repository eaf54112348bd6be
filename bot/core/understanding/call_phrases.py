"""The phrases of the sheets of calls: words, beginnings of words, choices and gaps.

`kill*` is every word that begins so, `(cut|slit) my (throat|neck|)` stands for each choice, the last of which may lack,
`*` is any one word, and `..` up to three of them.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

SKIP = 3
"""The most words at `..`."""


class Step(NamedTuple):
    """What may stand at one place of a phrase: whole words, beginnings of words, several words, or nothing."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    longer: "tuple[Phrase, ...]" = ()
    may_lack: bool = False


Phrase = tuple[Step, ...]
ANY = Step(stems=("",))
_SKIPPED = Step(longer=tuple((ANY,) * count for count in range(1, SKIP + 1)), may_lack=True)
_PARTS = re.compile(r"\([^)]*\)|\.\.|[^(.]+")


def phrase_steps(written: str, words: Callable[[str], list[str]]) -> Phrase:
    """Return the steps of a phrase as it is written in a sheet; `words` folds and parts its words."""
    steps: list[Step] = []
    for part in _PARTS.findall(written):
        if part == "..":
            steps.append(_SKIPPED)
        elif part.startswith("("):
            steps.append(_choice([words(way) for way in part[1:-1].split("|")]))
        else:
            steps += map(_step, words(part))
    return tuple(steps)


def beginnings(phrase: Phrase) -> Iterator[tuple[str, Phrase]]:
    """Yield each word or `stem*` with which a phrase may begin, and what follows it."""
    first, rest = phrase[0], phrase[1:]
    yield from ((word, rest) for word in first.words)
    yield from ((f"{stem}*", rest) for stem in first.stems)
    for longer in first.longer:
        yield from beginnings(longer + rest)
    if first.may_lack:
        yield from beginnings(rest)


def _choice(ways: list[list[str]]) -> Step:
    single = [_step(way[0]) for way in ways if len(way) == 1]
    return Step(
        frozenset().union(*(step.words for step in single)),
        tuple(stem for step in single for stem in step.stems),
        tuple(tuple(map(_step, way)) for way in ways if len(way) > 1),
        [] in ways,
    )


def _step(word: str) -> Step:
    if word == "*":
        return ANY
    return Step(stems=(word[:-1],)) if word.endswith("*") else Step(frozenset({word}))
