"""The words of every language, normalised once into tables in which typed words are looked up."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

from bot.core.language.text import Catalog, Heard
from bot.core.understanding import number_phrases
from bot.core.understanding import phrases as heard
from bot.core.understanding.phrases import BIRTH

LONGEST = 200
"""The most characters of a text that are read; answers are shorter."""


class Token(NamedTuple):
    """One phrase of a text: its kind, its value, and how it was written."""

    kind: str
    value: int = 0
    written: str = ""


Table = dict[str, Token]
DAYS_IN_A = {"unit": (1, 7), "one": (1, 7)}
"""The days in a day and in a week, in the order of their words."""
T = TypeVar("T")


def fold_answer(text: str, longest: int = LONGEST) -> str:
    """Return a text in small letters and digits with single spaces: no accents, punctuation or invisible characters.

    A letter repeated three times or more ("siii") is kept once. Emoji stay, as words. ² and ½ stay, but are not digits.

    >>> fold_answer("  ¿Rendez-vous, S'IL vous plaît?  ")
    'rendez vous s il vous plait'
    """
    plain = "".join(map(_plain, text[:longest].casefold()))[:longest]
    return " ".join(_DRAWN_OUT.sub(r"\1", plain).split())


_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_WRITTEN_OUT = {"œ": "oe", "æ": "ae", "ø": "o", "ı": "i", "ł": "l"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in ("No", "Nl"):
        return char
    if category == "So":
        return f" {char} "
    if category.startswith("L"):
        parts = unicodedata.normalize("NFKD", _WRITTEN_OUT.get(char, char)).casefold()
        return "".join(part for part in parts if unicodedata.category(part).startswith("L"))
    invisible = category.startswith("M") or category in ("Cf", "Cn", "Cs", "Co") or ord(char) in _SKIN_TONES
    return "" if invisible else " "


class Words:
    """The meanings of the words of one language, one table for each use."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._same = {fold_answer(word): fold_answer(place[0]) for place in self._places(heard.SAME) for word in place}
        longest_first = sorted(map(re.escape, self._same), key=len, reverse=True)
        self._variant = re.compile(rf"(?<!\S)(?:{'|'.join(longest_first) or '(?!)'})(?!\S)")
        self.elsewhere = self._all(heard.ELSEWHERE)
        self.negation = self._all(heard.NEGATION)
        self.emphasis = self._all(heard.EMPHASIS)
        self.asking = self._all(heard.ASKING)
        self.alone = self._all(number_phrases.COUNT["alone"])
        self.commands = {
            word if word.startswith("/") else self.normal(word): id
            for id, words in reversed(heard.COMMANDS.items())
            for word in catalog.hear(words)
        }
        polite = dict.fromkeys(self.emphasis, Token("emphasis"))
        self.answers = polite | self._kinds(heard.ANSWERS)
        self.listed = {word: kind for kind, words in heard.LISTED.items() for word in self._all(words)}
        self.languages = polite | self._filler(heard.LANGUAGE_FILLERS) | self._named(heard.LANGUAGES)
        numbers = self._ordered("number", number_phrases.NUMBERS)
        says_something = self._all(heard.ANSWERS["yes"]) | self._all(heard.ANSWERS["no"])
        self._polite = dict.fromkeys(self.emphasis - says_something, Token("filler"))
        self.option = self._filler(number_phrases.OPTION) | numbers
        self.ordinals = self._ordered("number", number_phrases.ORDINALS, first=1)
        self.places = self.ordinals | self.option
        counted = {kind: words for kind, words in number_phrases.COUNT.items() if kind != "alone"}
        self.count = self._polite | self._kinds(counted) | numbers
        self.age = self._filler(number_phrases.AGE)
        self.numbers = numbers
        self.joins = self._all(number_phrases.COUNT["and"])
        self.own_age = self._all(number_phrases.OWN_AGE)
        self.has_age = self._all(number_phrases.HAS_AGE)
        self.years = self._all(number_phrases.YEARS)
        self.years_spent = self._all(number_phrases.YEARS_SPENT)
        self.minor = self._all(number_phrases.MINOR)
        self.countries = self._countries()
        named = dict.fromkeys(self.countries, Token("country"))
        self.origin = polite | self._filler(heard.ORIGIN) | named
        self._tables_of_the_calendar(numbers)
        self._tokens = self._tokens_of_all()

    def _tables_of_the_calendar(self, numbers: Table) -> None:
        fillers = self._polite | self._filler(number_phrases.DAY_FILLERS)
        weekdays = (
            self._names("weekday", self._catalog.weekdays_short)
            | self._names("weekday", self._catalog.weekdays)
            | self._ordered("weekday", number_phrases.WEEKDAYS, first=1)
        )
        months = (
            self._names("month", self._catalog.months_short)
            | self._names("month", self._catalog.months)
            | self._ordered("month", number_phrases.MONTHS, first=1)
        )
        self.weekday = fillers | weekdays
        days = self._ordered("away", number_phrases.DAYS) | self._days_away()
        first = dict.fromkeys(self._all(number_phrases.FIRST), Token("number", 1))
        self.day = fillers | numbers | first | days | weekdays | months
        self.wishes = self._polite | self._kinds(number_phrases.WISHES)
        self.birth = self.day | self._filler(BIRTH)
        self.day_first = self._all(number_phrases.DATE_ORDER) == {"day first"}
        self.clock = numbers | self._ordered("hour", number_phrases.HOURS) | self._kinds(number_phrases.CLOCK)
        endings = "|".join(map(re.escape, self._all(number_phrases.ORDINAL_ENDINGS))) or "(?!)"
        self.ordinal = re.compile(rf"(?<=\d)(?:{endings})(?!\S)")

    def _days_away(self) -> Table:
        """Return the words before or after a number of days or weeks, and around a day of the month."""
        kinds = self._kinds({kind: words for kind, words in number_phrases.DAYS_AWAY.items() if kind not in DAYS_IN_A})
        for kind, sizes in DAYS_IN_A.items():
            places = self._ordered(kind, number_phrases.DAYS_AWAY[kind])
            kinds |= {word: token._replace(value=sizes[token.value]) for word, token in places.items()}
        return kinds

    def normal(self, text: str) -> str:
        """Return a text folded, with each word in its usual spelling."""
        return self._variant.sub(lambda variant: self._same[variant[0]], fold_answer(text))

    def knows_all(self, said: str) -> bool:
        """Return whether all words belong to this language; then no other language is asked for their meaning."""
        return all(word.isdecimal() or word in self._tokens for word in said.split())

    def _all(self, words: Heard) -> frozenset[str]:
        return frozenset(map(self.normal, self._catalog.hear(words)))

    def _places(self, words: Heard) -> list[list[str]]:
        return [place.split("/") for place in self._catalog.hear(words)]

    def _kinds(self, parts: dict[str, Heard]) -> Table:
        """Return words by kind; a word in two lists belongs to the first one."""
        return {word: Token(kind) for kind, words in reversed(parts.items()) for word in self._all(words)}

    def _filler(self, words: Heard) -> Table:
        return dict.fromkeys(self._all(words), Token("filler"))

    def _ordered(self, kind: str, words: Heard, first: int = 0) -> Table:
        places = enumerate(self._places(words), first)
        return {self.normal(word): Token(kind, n) for n, place in places for word in place}

    def _names(self, kind: str, names: tuple[str, ...]) -> Table:
        return {self.normal(name): Token(kind, n) for n, name in enumerate(names, 1)}

    def _named(self, words: Heard) -> Table:
        own = [(self._catalog.language, name) for name in self._catalog.names]
        return {self.normal(word): Token(code) for code, word in (*self._by_code(words), *own)}

    def _by_code(self, words: Heard) -> list[tuple[str, str]]:
        rows = (row.partition(":") for row in self._catalog.hear(words))
        return [(code.strip(), word) for code, _, names in rows for word in names.split("/")]

    def _countries(self) -> dict[str, frozenset[str]]:
        """Return codes by the name of a country and of its people; a name that countries share has several codes."""
        codes: dict[str, frozenset[str]] = {}
        other_names = (*self._by_code(heard.COUNTRIES), *self._by_code(heard.NATIONALITIES))
        named = [*self._catalog.countries.items(), *other_names]
        for code, name in named:
            said = self.normal(name)
            codes[said] = codes.get(said, frozenset()) | {code}
        return codes

    def _tokens_of_all(self) -> frozenset[str]:
        answers = [*self.commands, *self.answers, *self.languages, *self.option, *self.ordinals, *self.count]
        times = [*self.day, *self.clock]
        phrases = [*self.elsewhere, *self.negation, *self.alone, *answers, *times]
        return frozenset(word for phrase in phrases for word in phrase.split())


def read(said: str, table: Table, *, digits: bool = True) -> list[Token] | None:
    """Split a normalised text into phrases of the table, the longest first; None if a word belongs to none of them."""
    words, tokens, at = said.split(), [], 0
    while at < len(words):
        ends = range(len(words), at, -1)
        found = next((end for end in ends if " ".join(words[at:end]) in table), None)
        if found is not None:
            written = " ".join(words[at:found])
            tokens.append(table[written]._replace(written=written))
        elif digits and words[at].isdecimal() and words[at].isascii():
            tokens.append(Token("digits", int(words[at]), words[at]))
        else:
            return None
        at = found or at + 1
    return tokens


@lru_cache(maxsize=16)
def words_of(catalog: Catalog) -> Words:
    """Return the words of a language; they are read once for each catalog."""
    return Words(catalog)


class Vocabulary:
    """The words of all languages, made from the catalogs."""

    def __init__(self, languages: Mapping[str, Words]) -> None:
        self.languages = languages

    @classmethod
    def of(cls, catalogs: Mapping[str, Catalog]) -> "Vocabulary":
        """Return the vocabulary of these catalogs; a language that is not offered has no words of its own."""
        return cls({code: words_of(catalog) for code, catalog in catalogs.items() if catalog.offered})

    def words(self, language: str) -> Words:
        """Return the words of a language, or of the first language if this one is unknown."""
        return self.languages.get(language) or next(iter(self.languages.values()))

    def agreed(self, text: str, language: str, reading: Callable[[Words, str], T | None]) -> T | None:
        """Return the meaning of a text in its language.

        If it has none there and is not written in words of that language, return the meaning on which the other
        languages agree.
        """
        own = self.words(language)
        said = own.normal(text)
        meaning = reading(own, said) if said else None
        if meaning is not None or own.knows_all(said):
            return meaning
        others = (reading(words, words.normal(text)) for words in self.languages.values() if words is not own)
        meanings = {meaning for meaning in others if meaning is not None}
        return meanings.pop() if len(meanings) == 1 else None
