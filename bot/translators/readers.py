"""Who has read which texts of a language: its translator and a second reader, by name, in locales/languages.toml."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase

from bot.core.errors import CatalogError
from bot.storage.files.languages import Language

FILE = "locales/languages.toml"


@dataclass(frozen=True, slots=True)
class Reading:
    """Two native speakers, who have read the texts with these keys as they were then."""

    keys: Sequence[str]
    """Keys; a * stands for any part of one."""
    translator: str
    second: str
    mark: str = ""
    """It changes with each of the texts, so that nobody is named for words that they have not read."""

    def has(self, key: str) -> bool:
        """Return whether this is about a text."""
        return any(fnmatchcase(key, pattern) for pattern in self.keys)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a reading, and how to fix it; a look is only for the strict check."""

    fault: str
    fix: str
    look: bool = False


def readings(language: Language) -> list[Reading]:
    """Return who has read what in a language; raise CatalogError for an entry that is not complete."""
    known = {one.name for one in fields(Reading)}
    for entry in language.read:
        if entry.keys() - known or known - entry.keys() - {"mark"} or isinstance(entry["keys"], str):
            fix = "It has keys (a list), translator, second and mark."
            raise CatalogError(FILE, f"{language.code}.read", "an entry is not complete.", fix)
    return [Reading(**entry) for entry in language.read]


def check(language: Language, said: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with the readings of a language, which says these texts by key."""
    for reading in readings(language):
        for pattern in reading.keys:
            if not any(fnmatchcase(key, pattern) for key in said):
                yield Fault(f"no text has a key like “{pattern}”", "Correct it, or delete it.")
        if reading.translator.strip().casefold() == reading.second.strip().casefold():
            yield Fault(f"{reading.second} is named twice", "The second reader is another person than the translator.")
        if reading.mark != (now := mark(reading, said)):
            names = f"{reading.translator} and {reading.second}"
            fix = f'If both have read them as they are now, write mark = "{now}"; else take these names out.'
            yield Fault(f"{', '.join(reading.keys)} is not what {names} have read", fix, look=True)


def mark(reading: Reading, said: Mapping[str, str]) -> str:
    """Return a short mark of all texts that a reading is about."""
    texts = "\n".join(f"{key}={text}" for key, text in sorted(said.items()) if reading.has(key))
    return hashlib.sha256(texts.encode()).hexdigest()[:8]


def read_by(language: Language, key: str) -> str:
    """Return the names of those who have read a text, or ""."""
    return "; ".join(f"{one.translator}, {one.second}" for one in readings(language) if one.has(key))
