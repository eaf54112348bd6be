"""Compares what the languages of one text say: a fact that one language has otherwise than all others is a finding.

What a language says is read back from its words alone: numbers, months, weekdays, countries, names, addresses and
commands, and the words in locales/facts.toml (no, before, until, at least, only, must, may, who decides, a promise).
Languages say one thing in several ways, so most findings ask a person to look, and a note in locales/read.toml that
somebody looked silences them until the text or the English changes.
"""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bot.core.errors import CatalogError
from bot.core.language.countries import ENGLISH_NAMES
from bot.core.language.text import PLACEHOLDER, Catalog
from bot.translators.context import Table, is_heard, read_table
from bot.translators.counts import BY_CLAUSE, BY_PART, ONCE_A_CLAUSE, Facts, differences
from bot.translators.identify import identify
from bot.translators.parts import SENTENCE, part_by_part
from bot.translators.samples import samples

Words = Mapping[str, Mapping[str, str | list[str] | dict[str, str]]]
"""What locales/facts.toml says: by fact and language."""

NOT_PROSE = ("heard.", "calendar.", "country.")
"""Beginnings of keys whose texts are lists."""
ADDRESS = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/[\w/-]+)*|(?<![\w.])/[a-z]+\b")
"""An internet address, or a command."""
WORD = re.compile(r"[^\W\d_]{2,}")
TWICE = re.compile(r"\b([^\W\d_]+) \1\b", re.IGNORECASE)
NAME = re.compile(r"\b[A-Z]\w{2,}\b")
NAMES = re.compile(r"(?:\d+ (?:de|del) )?\b[A-ZÀ-Ý]\w{2,}(?: (?:(?:de|del|la|las|los|el|y) )*(?:[A-ZÀ-Ý]\w+|\d+))*")
"""Names of several words: San Luis 20 de Noviembre."""
QUOTED = re.compile(r"«[^»]*»|“[^”]*”")
END = re.compile(r"[\s»”)]*$")
FEW_LETTERS, LONG_BUTTON, SHORTEST, LONGEST = 25, 40, 0.55, 2.2
"""English up to this length with no end mark is a button; most characters of a button; least and greatest length of a
longer text beside the English."""
A_NAME = 3
"""A text that so many other languages have, too, is a name: nobody copied it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one language says otherwise; a look can be wrong."""

    language: str
    fault: str
    look: bool = False


class Reader:
    """Reads facts in the texts of one language."""

    def __init__(self, code: str, catalog: Catalog, words: Words, table: Table | None = None) -> None:
        self.code = code
        self.catalog, self.table = catalog, table or {}
        said = {fact: by_language[code] for fact, by_language in words.items() if by_language.get(code)}
        self.words = {fact: _compiled(one, re.IGNORECASE) for fact, one in said.items() if isinstance(one, str)}
        self.frequent = self.words.pop("frequent", None)
        self.clause = self.words.pop("clause", SENTENCE)
        numbers = enumerate(said.get("numbers", ()), 2)
        self.numbers = [(n, _compiled(rf"\b(?:{one})\b", re.IGNORECASE)) for n, one in numbers]
        countries, others = catalog.countries or ENGLISH_NAMES, said.get("other names")
        named = [*countries.items(), *(others.items() if isinstance(others, dict) else ())]
        self.names = _alternatives(
            {name: f"the country {country}" for country, name in named}
            | {name: f"month {n}" for n, name in enumerate(catalog.months, 1)}
            | {name: f"weekday {n}" for n, name in enumerate(catalog.weekdays, 1)}
        )

    def fill(self, key: str, text: str) -> str:
        """Return a text with a sample for each placeholder, as people read it."""
        held = samples(key, text, self.catalog, self.table)
        return PLACEHOLDER.sub(lambda hole: held[hole[1]], text)

    def facts(self, key: str, text: str) -> Facts:
        """Count what a text says around its placeholders: words are read with samples in them."""
        plain = PLACEHOLDER.sub("{}", text)
        found: Facts = Counter()
        found.update(f"the placeholder {one}" for one in PLACEHOLDER.findall(text))
        found.update(f"the address {one}" for one in ADDRESS.findall(plain))
        plain = ADDRESS.sub("", plain)
        found.update(self.names[1][one] for one in self.names[0].findall(plain))
        found.update(f"the number {int(one)}" for one in re.findall(r"\d+", plain))
        for n, pattern in self.numbers:
            found[f"the number {n}"] += len(pattern.findall(plain))
        found["sentences"] = len(SENTENCE.split(plain))
        return found + self._words(key, text, self.words.keys() - BY_PART - BY_CLAUSE)

    def facts_of_part(self, key: str, part: str, facts: Set[str]) -> Facts:
        """Count what belongs to one part of a text: whose a thing is, and when something happens."""
        return self._words(key, part, self.words.keys() & facts)

    def _words(self, key: str, text: str, facts: Set[str]) -> Facts:
        found: Facts = Counter()
        filled = ADDRESS.sub("", self.fill(key, text))
        held = [self.fill(key, hole[0]) for hole in PLACEHOLDER.finditer(text)]
        for fact in facts:
            pattern = self.words[fact]
            if fact in ONCE_A_CLAUSE:
                found[fact] = sum(bool(pattern.search(clause)) for clause in self.clause.split(QUOTED.sub("", filled)))
            else:
                found[fact] = len(pattern.findall(filled)) - sum(len(pattern.findall(one)) for one in held)
        return found

    def proper_names(self, text: str) -> set[str]:
        """Return the words with a capital letter that are no country: a country has another name in each language."""
        return set(NAME.findall(self.names[0].sub("", PLACEHOLDER.sub("", text))))

    def foreign(self, text: str, others: Sequence["Reader"]) -> str:
        """Return the language whose frequent words a text has more of than of its own, or ""."""
        if not self.frequent:
            return ""
        plain = PLACEHOLDER.sub("", text)
        own = len(self.frequent.findall(plain))
        counts = {other.code: len(other.frequent.findall(plain)) for other in others if other.frequent}
        most = max(counts, key=lambda code: counts[code], default="")
        return most if most and counts[most] > own + 2 else ""


def _alternatives(meaning: Mapping[str, str]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    longest_first = sorted(filter(None, meaning), key=len, reverse=True)
    return _compiled(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"), meaning


@lru_cache(maxsize=1024)
def _compiled(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return a pattern. The readers are made for the bot and for each pack, and Python itself forgets too many."""
    return re.compile(pattern, flags)


def read_words(locales: Path, catalogs: Mapping[str, Catalog]) -> dict[str, Reader]:
    """Return a reader for each language, from locales/facts.toml."""
    words = read_toml(locales / "facts.toml")
    table = read_table(locales)
    return {code: Reader(code, catalog, words, table) for code, catalog in catalogs.items()}


def without_words(locales: Path) -> dict[str, list[str]]:
    """Return, by language, the facts whose cell in locales/facts.toml is empty: nothing compares them yet."""
    empty: dict[str, list[str]] = {}
    for fact, by_language in read_toml(locales / "facts.toml").items():
        for code in (code for code, words in by_language.items() if not words):
            empty.setdefault(code, []).append(fact)
    return empty


def compare(key: str, texts: Mapping[str, str], readers: Mapping[str, Reader], source: str = "en") -> list[Difference]:
    """Return what each translation of a text says otherwise than all other languages; looks need three languages."""
    if key.startswith(NOT_PROSE) or is_heard(key) or "|" in texts[source]:
        return []

    @cache  # every language asks for the same parts
    def facts_of_part(code: str, part: str, of_part: frozenset[str]) -> Facts:
        return readers[code].facts_of_part(key, part, of_part)

    names = _shared_names(texts, source)
    plain = {code: names.sub("{}", text) for code, text in texts.items()}
    facts = {code: readers[code].facts(key, text) for code, text in plain.items()}
    known = {fact for reader in readers.values() for fact in reader.words}
    unsaid = {code: known - readers[code].words.keys() for code in texts}
    found: list[Difference] = []
    for code in [code for code in texts if code != source]:
        others = {other: text for other, text in texts.items() if other != code}
        found += _copied(code, texts[code], others, may_be_right=_is_label(texts[source]))
        found += _foreign(code, texts)
        found += (Difference(code, fault) for fault in _form(texts[code], texts[source]))
        filled = readers[code].fill(key, texts[code])
        found += (Difference(code, fault, look=True) for fault in _doubled(filled, texts[code]))
        if len(texts) > 2:
            found += (Difference(code, fault, look=True) for fault in differences(code, facts, unsaid))
            found += (Difference(code, fault, look=True) for fault in part_by_part(code, texts, facts_of_part, unsaid))
            found += (Difference(code, fault, look=True) for fault in _looks(code, texts, readers, source))
    return found


def _shared_names(texts: Mapping[str, str], source: str) -> re.Pattern[str]:
    """Return what finds the names that all languages have: no word and no number in them says anything else."""
    runs = [run for found in NAMES.findall(texts[source]) for run in (found, found.partition(" ")[2]) if run]
    shared = [run for run in runs if all(re.search(rf"\b{re.escape(run)}\b", text) for text in texts.values())]
    return re.compile("|".join(rf"\b{re.escape(run)}\b" for run in sorted(shared, key=len, reverse=True)) or "(?!)")


def _copied(code: str, text: str, others: Mapping[str, str], *, may_be_right: bool) -> Iterator[Difference]:
    """Find a text that another language has, too; a word or a button may be right, and what most say is a name."""
    words = WORD.findall(PLACEHOLDER.sub("", text))
    same = [other for other, said in others.items() if said == text]
    if words and len(others) > 1 and len(same) < min(len(others), A_NAME):
        yield from (
            Difference(code, f"it is the same as in {other}", look=may_be_right or len(words) == 1) for other in same
        )


def _foreign(code: str, texts: Mapping[str, str]) -> Iterator[Difference]:
    """Find a text, or else a sentence, in another language. What all languages have is a name, and in none of them."""
    shared = set.intersection(*(set(WORD.findall(text)) for text in texts.values())) if len(texts) > 2 else set()

    def written_in(text: str) -> str:
        words = WORD.findall(ADDRESS.sub("", PLACEHOLDER.sub("", text)))
        found = identify(" ".join(word for word in words if word not in shared), texts)
        return "" if found == code else found

    if other := written_in(texts[code]):
        yield Difference(code, f"it is written in {other}")
        return
    for sentence in SENTENCE.split(texts[code]):
        if other := written_in(sentence):
            yield Difference(code, f"“{sentence}” is written in {other}", look=True)


def _form(text: str, english: str) -> Iterator[str]:
    if "  " in text:
        yield "it has two spaces together"
    sentences = SENTENCE.split(text)
    if len(sentences) != len(set(sentences)):
        yield "it says one sentence twice"
    if _is_label(english) and len(text) > LONG_BUTTON:
        yield f"a button or label of {len(text)} characters"


def _doubled(filled: str, text: str) -> Iterator[str]:
    """Find a word that stands twice only where a sample meets the words around its placeholder."""
    yield from (f"filled, it says “{one[0]}”" for one in TWICE.finditer(filled) if one[0] not in text)


def _is_label(english: str) -> bool:
    """Return whether this is a button or a name: languages that are near share many of them."""
    return len(english) <= FEW_LETTERS and _end(english) == ""


def _end(text: str) -> str:
    last = END.sub("", text)[-1:]
    return last if last in set(".?!:…;,") else ""


def _looks(code: str, texts: Mapping[str, str], readers: Mapping[str, Reader], source: str) -> Iterator[str]:
    text, english = texts[code], texts[source]
    others = [readers[other] for other in texts if other != code]
    if foreign := readers[code].foreign(text, others):
        yield f"it reads like {foreign}"
    ends = {_end(said) for other, said in texts.items() if other != code}
    if _end(text) not in ends:
        marks = " or ".join(f"“{end}”" for end in sorted(ends))
        yield f"it ends with “{_end(text)}”, in the other languages with {marks}"
    if len(english) > FEW_LETTERS and not SHORTEST <= len(text) / len(english) <= LONGEST:
        yield f"it has {len(text)} characters, the English {len(english)}"
    orders = {other: PLACEHOLDER.findall(said) for other, said in texts.items()}
    if len(orders[code]) > 1 and orders[code] not in [order for other, order in orders.items() if other != code]:
        yield "its placeholders are in another order than in every other language"
    names = {other: readers[other].proper_names(said) for other, said in texts.items()}
    for name in sorted(set.intersection(*(found for other, found in names.items() if other != code)) - names[code]):
        yield f"the name {name} is lost"


def digest(texts: Mapping[str, str], language: str, source: str = "en") -> str:
    """Return a short mark of a text and the English: it changes with either of them."""
    return hashlib.sha256(f"{texts[source]}\n{texts[language]}".encode()).hexdigest()[:8]


def read_toml(file: Path) -> Words:
    """Return what a file of words says by table and key; nothing without the file. Raises CatalogError."""
    try:
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error}.") from error
