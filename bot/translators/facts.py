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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.errors import CatalogError
from bot.core.language.countries import ENGLISH_NAMES
from bot.core.language.text import PLACEHOLDER, Catalog

Facts = Counter[str]
Words = Mapping[str, Mapping[str, str | list[str] | dict[str, str]]]
"""What locales/facts.toml says: by fact and language."""

NOT_PROSE = ("heard.", "calendar.", "country.")
"""Beginnings of keys whose texts are lists."""
ADDRESS = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/[\w/-]+)*|(?<![\w.])/[a-z]+\b")
"""An internet address, or a command."""
NAME = re.compile(r"\b[A-Z]\w{2,}\b")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=\S)")
END = re.compile(r"[\s»”)]*$")
BY_CLAUSE = {"negation", "half a negation"}
"""Facts that a clause has once, however many words say so."""
ONLY_ADDED = {"someone", "everything"}
"""Facts that many sentences have unsaid: only one that no other language says is a finding."""
FEW_LETTERS, LONG_BUTTON, SHORTEST, LONGEST = 25, 40, 0.55, 2.2
"""English up to this length with no end mark is a button; most characters of a button; least and greatest length of a
longer text beside the English."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one language says otherwise; a look can be wrong."""

    language: str
    fault: str
    look: bool = False


class Reader:
    """Reads facts in the texts of one language."""

    def __init__(self, code: str, catalog: Catalog, words: Words) -> None:
        self.code = code
        said = {fact: by_language[code] for fact, by_language in words.items() if code in by_language}
        self.words = {fact: re.compile(one, re.IGNORECASE) for fact, one in said.items() if isinstance(one, str)}
        self.frequent = self.words.pop("frequent", None)
        self.clause = self.words.pop("clause", SENTENCE)
        numbers = enumerate(said.get("numbers", ()), 2)
        self.numbers = [(n, re.compile(rf"\b(?:{one})\b", re.IGNORECASE)) for n, one in numbers]
        countries, others = catalog.countries or ENGLISH_NAMES, said.get("other names")
        named = [*countries.items(), *(others.items() if isinstance(others, dict) else ())]
        self.names = _alternatives(
            {name: f"the country {country}" for country, name in named}
            | {name: f"month {n}" for n, name in enumerate(catalog.months, 1)}
            | {name: f"weekday {n}" for n, name in enumerate(catalog.weekdays, 1)}
        )

    def facts(self, text: str) -> Facts:
        """Count what a text says."""
        plain = PLACEHOLDER.sub("{}", text)
        found: Facts = Counter()
        found.update(f"the placeholder {one}" for one in PLACEHOLDER.findall(text))
        found.update(f"the address {one}" for one in ADDRESS.findall(plain))
        plain = ADDRESS.sub("", plain)
        found.update(self.names[1][one] for one in self.names[0].findall(plain))
        found.update(f"the number {int(one)}" for one in re.findall(r"\d+", plain))
        for n, pattern in self.numbers:
            found[f"the number {n}"] += len(pattern.findall(plain))
        for fact, pattern in self.words.items():
            if fact in BY_CLAUSE:
                found[fact] = sum(bool(pattern.search(clause)) for clause in self.clause.split(plain))
            else:
                found[fact] = len(pattern.findall(plain))
        found["sentences"] = len(SENTENCE.split(plain))
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
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"), meaning


def read_words(locales: Path, catalogs: Mapping[str, Catalog]) -> dict[str, Reader]:
    """Return a reader for each language, from locales/facts.toml."""
    words = _toml(locales / "facts.toml")
    return {code: Reader(code, catalog, words) for code, catalog in catalogs.items()}


def unread(
    locales: Path, catalogs: Mapping[str, Catalog], texts: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, Difference, str]]:
    """Yield key, difference and fix of what nobody has looked at, by locales/read.toml."""
    readers, read = read_words(locales, catalogs), _toml(locales / "read.toml")
    for key, said in texts.items():
        found = compare(key, said, readers)
        for each in found:
            mark = digest(said, each.language)
            if not each.look:
                yield key, each, "Correct it."
            elif read.get(each.language, {}).get(key) != mark:
                fix = (
                    f'Correct it or, if it is right, write in locales/read.toml, [{each.language}]: "{key}" = "{mark}"'
                )
                yield key, replace(each, fault=f"look: {each.fault}"), fix
        whole = len(said) == len(catalogs)
        for code in sorted(said.keys() - {each.language for each in found}):
            if whole and key in read.get(code, {}):
                idle = Difference(code, "there is nothing to look at any more")
                yield key, idle, "Take its line out of locales/read.toml."


def compare(key: str, texts: Mapping[str, str], readers: Mapping[str, Reader], source: str = "en") -> list[Difference]:
    """Return what each translation of a text says otherwise than all other languages; looks need three languages."""
    if key.startswith(NOT_PROSE) or "|" in texts[source]:
        return []
    facts = {code: readers[code].facts(text) for code, text in texts.items()}
    known = {fact for reader in readers.values() for fact in reader.words}
    unsaid = {code: known - readers[code].words.keys() for code in texts}
    found: list[Difference] = []
    for code in [code for code in texts if code != source]:
        others = {other: text for other, text in texts.items() if other != code}
        found += (Difference(code, fault) for fault in _copied(texts[code], others))
        found += (Difference(code, fault) for fault in _form(texts[code], texts[source]))
        if len(texts) > 2:
            found += (Difference(code, fault, look=True) for fault in _facts(code, facts, unsaid))
            found += (Difference(code, fault, look=True) for fault in _looks(code, texts, readers, source))
    return found


def _facts(code: str, facts: Mapping[str, Facts], unsaid: Mapping[str, set[str]]) -> Iterator[str]:
    """Find facts that all others have more often, or less often, than this language."""
    for fact in sorted({fact for found in facts.values() for fact in found}):
        counts = [found[fact] for other, found in facts.items() if other != code and fact not in unsaid[other]]
        if not counts or fact in unsaid[code]:
            continue
        if fact in ONLY_ADDED and (any(counts) or not facts[code][fact]):
            continue
        if fact == "sentences" and facts[code][fact] >= min(counts):
            continue
        if not min(counts) <= (own := facts[code][fact]) <= max(counts):
            yield f"{fact}: {own} times, in the other languages {', '.join(map(str, counts))}"


def _copied(text: str, others: Mapping[str, str]) -> Iterator[str]:
    """Find a text that is equal to another language's, where not all are equal (a name, for example)."""
    words = re.findall(r"[^\W\d_]{2,}", PLACEHOLDER.sub("", text))
    if len(words) > 1 and len(others) > 1 and len(set(others.values())) > 1:
        yield from (f"it is the same as in {other}" for other, same in others.items() if same == text)


def _form(text: str, english: str) -> Iterator[str]:
    if "  " in text:
        yield "it has two spaces together"
    sentences = SENTENCE.split(text)
    if len(sentences) != len(set(sentences)):
        yield "it says one sentence twice"
    if len(english) <= FEW_LETTERS and _end(english) == "" and len(text) > LONG_BUTTON:
        yield f"a button or label of {len(text)} characters"


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


def _toml(file: Path) -> Words:
    try:
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error}.") from error
