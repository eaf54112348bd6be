"""Ages that a sentence names: the ages themselves, and whether a child says the own one."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from bot.core.understanding.vocabulary import Vocabulary, Words, read

ADULT, OLDEST = 18, 120
FEWEST = 6
"""The lowest number that is an age without the word "years", and the lowest own age: "I have 2" counts things."""
NEAR = 3
"""How many words before an age a negation denies it: "I am not 18", "je n'ai pas encore 18 ans"."""
_BETWEEN_DIGIT_AND_LETTER = re.compile(r"(?<=\d)(?=[a-z])")


class Ages(NamedTuple):
    """The ages in a text, in years, and whether the person says to be a minor."""

    named: tuple[int, ...] = ()
    own_minor: bool = False
    bare_minor: bool = False
    """Whether the text is only the age of a minor, without a word that says whose it is."""


def ages(text: str, vocabulary: Vocabulary, language: str) -> Ages:
    """Return the ages in a text: "I am 16", "mi mamá tiene 72", "pitit mwen gen 5 an"; a negated one says nothing.

    "I am not 18 yet" and "I am a minor" are the words of a child; "3 years in Mexico" is no age.
    """
    return vocabulary.agreed(text, language, _ages) or Ages()


def _ages(words: Words, said: str) -> Ages | None:
    said = _BETWEEN_DIGIT_AND_LETTER.sub(" ", said)
    found = [*_found(words, said)]
    named = tuple(years for years, _, denied in found if not denied)
    minor = any(own and (years == ADULT if denied else FEWEST <= years < ADULT) for years, own, denied in found)
    minor = minor or bool(_phrase_in(words.minor, said))
    bare = any(_is_bare(words, said) and FEWEST <= years < ADULT for years in named)
    return Ages(named, minor, bare) if named or minor else None


def _found(words: Words, said: str) -> Iterator[tuple[int, bool, bool]]:
    """Yield each age, whether it is the own one, and whether it is denied."""
    tokens, at = said.split(), 0
    while at < len(tokens):
        years, end = _number(words, tokens, at)
        before, after = tokens[:at], " ".join(tokens[end:])
        denied = not words.negation.isdisjoint(before[-NEAR:])
        said_before = " ".join(word for word in before if word not in words.negation)
        own = _phrase_at(said_before, words.own_age, ends=True)
        introduced = own or _phrase_at(said_before, words.has_age, ends=True)
        unit = _phrase_at(after, words.years)
        rest = after.removeprefix(unit).strip()
        ends = not rest or bool(_phrase_at(rest, words.joins))
        plain = bool(unit) or (ends and years >= FEWEST)
        spent = bool(unit and _phrase_at(rest, words.years_spent))
        said_so = plain and (introduced or (not before and not rest))
        if 0 <= years <= OLDEST and not spent and (said_so or " " in unit):
            yield years, bool(own), denied
        at = end


def _is_bare(words: Words, said: str) -> bool:
    """Return whether a text is a number with nothing but "years" after it."""
    _, end = _number(words, tokens := said.split(), 0)
    rest = " ".join(tokens[end:])
    return not rest.removeprefix(_phrase_at(rest, words.years))


def _number(words: Words, tokens: list[str], at: int) -> tuple[int, int]:
    """Return the number that begins here and where it ends; -1 for another word."""
    for end in (at + 3, at + 2, at + 1):
        read_so = read(" ".join(tokens[at:end]), words.numbers) if end <= len(tokens) else None
        if read_so and len(read_so) == 1 and read_so[0].kind in ("number", "digits"):
            return read_so[0].value, end
    return -1, at + 1


def _phrase_at(said: str, phrases: Collection[str], *, ends: bool = False) -> str:
    """Return the longest of the phrases with which a text begins or ends, or ""."""
    fits = (p for p in phrases if (f" {said}".endswith(f" {p}") if ends else f"{said} ".startswith(f"{p} ")))
    return max(fits, key=len, default="")


def _phrase_in(phrases: Collection[str], said: str) -> str:
    return next((phrase for phrase in phrases if f" {phrase} " in f" {said} "), "")
