"""The meaning of one short answer and how sure it is: read exactly, then with corrected spelling or inside a sentence.

The conversation accepts only what is sure. What is not sure is asked back: "Tuesday. Is that right?"
The spelling of yes and no is never corrected.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from rapidfuzz.distance import OSA

from bot.core.understanding import answers, numbers_and_dates
from bot.core.understanding.counts import read_age, read_count, read_sum
from bot.core.understanding.nationalities import country_named
from bot.core.understanding.numbers_and_dates import (
    is_below_zero_or_a_part,
    next_day_of_month,
    read_day,
    read_weekday,
)
from bot.core.understanding.vocabulary import Vocabulary, Words, read

Kind = Literal["yes_no", "language", "number", "weekday", "date", "command"]
KINDS: tuple[str, ...] = get_args(Kind)
COMMANDS = ("help", "back", "restart", "language", "status", "cancel", "person", "know", "forget", "operator")
"""The commands that can be asked for everywhere; other command words ("hello", "stop") do not count here."""
LONG_WORD = 8
"""The fewest letters of a word in which two typing errors are allowed."""
SHORTEST_NEAR = 5
"""The fewest letters of a text that is taken for a command with typing errors."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The meaning of an answer: "yes", a language, a number, a day ...; None if nothing is clear."""

    meaning: str | int | date | None
    sure: bool = False
    """Whether the meaning can be accepted at once; otherwise it should be asked back."""


def understand(text: str, language: str, kind: Kind, today: date, vocabulary: Vocabulary) -> Understood:
    """Return the meaning of an answer to one kind of question, in this language or, if it has none, in another."""
    match kind:
        case "yes_no":
            return _yes_no(text, vocabulary, language)
        case "language":
            return _language(text, vocabulary, language)
        case "command":
            return _command(text, vocabulary, language)
        case "number":
            number = numbers_and_dates.number(text, vocabulary, language)
            is_none = is_below_zero_or_a_part(text)
            return Understood(None) if is_none else _or_corrected(number, text, vocabulary, language, _number)
        case "weekday":
            weekday = numbers_and_dates.weekday(text, vocabulary, language)
            return _or_corrected(weekday, text, vocabulary, language, _weekday)
    return _date(text, vocabulary, language, today)


def _or_corrected(
    meaning: int | None,
    text: str,
    vocabulary: Vocabulary,
    language: str,
    reading: Callable[[Words, str], int | None],
) -> Understood:
    """Return the exact meaning of the text or, if it has none, a possible meaning that is not sure."""
    if meaning is not None:
        return Understood(meaning, sure=True)
    return Understood(vocabulary.agreed(text, language, reading))


def _yes_no(text: str, vocabulary: Vocabulary, language: str) -> Understood:
    """Return the meaning of a whole answer; "none" and "nothing" probably mean no, so they are not sure."""
    answer = answers.yes_no(text, vocabulary, language)
    if answer is None and answers.none(text, vocabulary, language):
        return Understood("no")
    return Understood(answer, sure=answer is not None)


def _language(text: str, vocabulary: Vocabulary, language: str) -> Understood:
    if named := answers.language_named(text, vocabulary):
        return Understood(named, sure=True)
    corrected = (
        correct_spelling(words.normal(text), words.languages, words) for words in vocabulary.languages.values()
    )
    named_so = {answers.language_named(said, vocabulary) for said in corrected if said} - {None}
    return Understood(named_so.pop() if len(named_so) == 1 else None)


def _date(text: str, vocabulary: Vocabulary, language: str, today: date) -> Understood:
    if day := numbers_and_dates.day(text, vocabulary, language, today):
        return Understood(day, sure=not _is_doubtful(text, today, vocabulary, language))
    return Understood(vocabulary.agreed(text, language, lambda words, said: _day(words, said, today)))


def country(text: str, vocabulary: Vocabulary, language: str) -> str | None:
    """Return the code of the only country that a text with typing errors names: ask back before it counts."""
    codes = vocabulary.agreed(text, language, _country) or frozenset()
    return next(iter(codes)) if len(codes) == 1 else None


def _country(words: Words, said: str) -> frozenset[str] | None:
    corrected = correct_spelling(said, words.origin, words)
    return country_named(words, corrected) if corrected else None


# Numbers and days with typing errors


def _number(words: Words, said: str) -> int | None:
    """Return a number from a word with a typing error, or from an age: "I am thirty five years old"."""
    for corrected in filter(None, (said, correct_spelling(said, words.count, words))):
        for reading in (read_count, read_age):
            if (count := reading(words, corrected)) is not None:
                return count
    return None


def people(text: str, vocabulary: Vocabulary, language: str) -> int | None:
    """Return how many people a text may mean, to be asked back: a sum without "we are", or with a typing error."""
    return None if is_below_zero_or_a_part(text) else vocabulary.agreed(text, language, _sum)


def _sum(words: Words, said: str) -> int | None:
    forms = filter(None, (said, correct_spelling(said, words.count, words)))
    return next((total for form in forms if (total := read_count(words, form) or read_sum(words, form))), None)


def _weekday(words: Words, said: str) -> int | None:
    corrected = correct_spelling(said, words.weekday, words)
    return read_weekday(words, corrected) if corrected else None


def _day(words: Words, said: str, today: date) -> date | None:
    """Return the next day with this number if only a number is written; else a date with a typing error."""
    tokens = [token for token in read(said, words.day) or () if token.kind not in ("filler", "unit")]
    if [token.kind for token in tokens] == ["digits"]:
        return next_day_of_month(tokens[0].value, today)
    corrected = correct_spelling(said, words.day, words)
    return read_day(words, corrected, today) if corrected else None


_TWO_NUMBERS = re.compile(r"\D*(\d{1,2})\s*[/.-]\s*(\d{1,2})(?!\d)(?:\D.*)?", re.DOTALL)


def _is_doubtful(text: str, today: date, vocabulary: Vocabulary, language: str) -> bool:
    """Return whether a date has two readings: Sunday said on a Sunday; 5/12 where it means 5 December or 12 May."""
    if numbers_and_dates.weekday(text, vocabulary, language) == today.isoweekday():
        return True
    numbers = _TWO_NUMBERS.fullmatch(text)
    if not numbers or vocabulary.words(language).day_first:
        return False
    one, other = int(numbers[1]), int(numbers[2])
    return one != other and max(one, other) <= 12


def correct_spelling(said: str, table: Collection[str], words: Words) -> str | None:
    """Return a text with each unknown word replaced by the only similar word of the table; None if a word has none."""
    known = {word for phrase in table for word in phrase.split()}
    corrected = []
    for word in said.split():
        if word in known or word.isdecimal():
            corrected.append(word)
        elif near := _near(word, known):
            corrected.append(near)
        else:
            return None
    return " ".join(corrected) if corrected != said.split() else None


def _near(word: str, known: Iterable[str]) -> str | None:
    """Return the only word within one typing error (two in a long word); three letters are similar to nothing."""
    if len(word) < 4 or not word.isalpha():
        return None
    slips = 2 if len(word) >= LONG_WORD else 1
    distances = {other: OSA.distance(word, other, score_cutoff=slips) for other in known if len(other) >= 4}
    nearest = min(distances.values(), default=slips + 1)
    closest = [other for other, distance in distances.items() if distance == nearest <= slips]
    return closest[0] if len(closest) == 1 else None


# Commands in people's own words


def _command(text: str, vocabulary: Vocabulary, language: str) -> Understood:
    asked = answers.command(text, vocabulary, language)
    if asked == "danger":  # a call for help gets the page on which help begins
        return Understood("help", sure=True)
    if asked is None and not text.lstrip().startswith("/"):
        mentioned = vocabulary.agreed(text, language, _mentioned)
        return Understood(mentioned if mentioned in COMMANDS else None)
    return Understood(asked, sure=True) if asked in COMMANDS else Understood(None)


def _mentioned(words: Words, said: str) -> str | None:
    """Return the only command named by 2 or more words of a sentence without negation, or by a very similar phrase."""
    if near := _near_phrase(said, words):
        return words.commands[near]
    padded = f" {said} "
    phrases = [phrase for phrase in words.commands if " " in phrase and f" {phrase} " in padded]
    longest = [one for one in phrases if not any(one != other and f" {one} " in f" {other} " for other in phrases)]
    meant = {words.commands[phrase] for phrase in longest}
    rest = padded
    for phrase in longest:
        rest = rest.replace(f" {phrase} ", "  ")
    denied = not words.negation.isdisjoint(rest.split())
    return meant.pop() if len(meant) == 1 and not denied else None


def _near_phrase(said: str, words: Words) -> str | None:
    if len(said) < SHORTEST_NEAR:
        return None
    slips = 1 if len(said) < 2 * LONG_WORD else 2
    near = [p for p in _long_commands(words) if p != said and OSA.distance(said, p, score_cutoff=slips) <= slips]
    alike = [p for p in near if words.negation.isdisjoint(set(p.split()) ^ set(said.split()))]
    return alike[0] if len({words.commands[phrase] for phrase in alike}) == 1 else None


@lru_cache(maxsize=16)
def _long_commands(words: Words) -> tuple[str, ...]:
    return tuple(phrase for phrase in words.commands if len(phrase) >= LONG_WORD - 2 and not phrase.startswith("/"))
