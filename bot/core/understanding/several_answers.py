"""Split a text that answers several questions at once: "We are 3, in Tijuana, I am pregnant"."""

import re

from bot.core.understanding.counts import counts_people, only_counts, read_count, read_sum
from bot.core.understanding.vocabulary import LONGEST, Vocabulary, Words

LONGEST_COUNT = 12
"""The most words that a number of people has."""
_MARKS = re.compile(r"[,;.!?\n]+")


def parts(text: str, vocabulary: Vocabulary, language: str) -> list[str]:
    """Return the parts of a text between marks and words such as "and"; a number of people stays in one part."""
    words = vocabulary.words(language)
    pieces = filter(None, map(str.strip, _MARKS.split(text[:LONGEST])))
    return [part for piece in pieces for part in _clauses(piece.split(), words)]


def says_only_counts(text: str, vocabulary: Vocabulary, language: str) -> bool:
    """Return whether a text has no other words than those that count people: "we are 5: 2 adults and 2 kids"."""
    words = vocabulary.words(language)
    return all(only_counts(words, words.normal(part)) for part in parts(text, vocabulary, language))


def people_part(said: list[str], vocabulary: Vocabulary, language: str) -> str:
    """Return the only part that counts people; "" if several do: "me and children", "5 people: 2 adults, 2 kids".

    Among other words "there is one" can count anything, and "me" can be one of several; "alone" counts at the start,
    where it is no word about another person.
    """
    words = vocabulary.words(language)
    counting = [part for part in said if only_counts(words, words.normal(part))]
    if len(counting) != 1:
        return ""
    part = words.normal(counting[0])
    total = read_count(words, part) or read_sum(words, part) or 0
    alone = part in words.alone and part not in words.count and counting[0] == said[0]
    return counting[0] if len(said) == 1 or total > 1 or alone else ""


def people_named(text: str, vocabulary: Vocabulary, language: str) -> int | None:
    """Return how many people a sentence counts with a word for people: "the baby was born, we are 4".

    A number alone can mean anything.
    """
    part = people_part(parts(text, vocabulary, language), vocabulary, language)
    return vocabulary.agreed(part or text, language, _people_counted)


def _people_counted(words: Words, said: str) -> int | None:
    return read_count(words, said) or read_sum(words, said) if counts_people(words, said) else None


def _clauses(said: list[str], words: Words) -> list[str]:
    clauses: list[str] = []
    while said:
        ends = (n for n in range(1, len(said)) if _joins(said[n], words) or _counts_after(said, n, words))
        n = _counted(said, words) or next(ends, len(said))
        clauses.append(" ".join(said[:n]))
        said = said[n:]
        if said and _joins(said[0], words):
            said = said[1:]
    return clauses


def _counted(said: list[str], words: Words) -> int:
    """Return how many words at the start count people, such as "we are 3"; a number alone can count anything."""
    lengths = range(min(len(said), LONGEST_COUNT), 1, -1)
    return next((n for n in lengths if counts_people(words, words.normal(" ".join(said[:n])))), 0)


def _counts_after(said: list[str], n: int, words: Words) -> bool:
    """Return whether a count begins here that no negation denies: "no somos 3" counts nobody."""
    return words.normal(said[n - 1]) not in words.negation and bool(_counted(said[n:], words))


def _joins(word: str, words: Words) -> bool:
    token = words.count.get(words.normal(word))
    return token is not None and token.kind == "and"
