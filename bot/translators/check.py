"""What is wrong with the words of each language: one small check a fault, all of them in one table."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.core import words
from bot.core.errors import CatalogError, FileError
from bot.core.language import PLACEHOLDER, Catalog
from bot.core.vocabulary import fold
from bot.storage import catalogs
from bot.storage.catalogs import Forms, Language, both, load_catalogs, load_languages, po_file
from bot.translators.extract import collect

FROM_CLDR = ("calendar.months", "calendar.weekdays", "country.")
"""Keys, or their beginnings, that may stay empty where CLDR has the names."""
LONG, MUCH_LONGER, WORTH_COMPARING = 400, 1.6, 60
"""Characters of a long message; how much longer than English is much; English shorter than this is not compared."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one text, and how to mend it; a hint is for the eye and fails nothing."""

    file: str
    key: str
    fault: str
    mend: str
    hint: bool = False

    def __str__(self) -> str:
        return f"{self.file}, {self.key}: {self.fault}. {self.mend}"


@dataclass(frozen=True)
class Rules:
    """What the checks compare with: the other catalogs, and the lists of locales/*.toml."""

    catalogs: Mapping[str, Catalog]
    never: Mapping[str, list[dict[str, Any]]]
    same: Mapping[str, Mapping[str, Mapping[str, str]]]
    """By language: texts and keys that may equal those of the language it must be unlike."""


@dataclass(frozen=True)
class Entry:
    """One text in one language."""

    language: Language
    key: str
    english: Forms
    said: Forms
    stale: bool
    rules: Rules
    elsewhere: frozenset[str] = field(default=frozenset())
    """Keys that a pack translates itself."""

    @property
    def heard(self) -> bool:
        """Whether these are words that people type: any spelling goes, French ones too."""
        return self.key.startswith("heard.")

    @cached_property
    def text(self) -> str:
        """All forms together."""
        return "\n".join(self.said)


# The checks: what is wrong, or ""


def _missing(entry: Entry) -> str:
    named_by_cldr = entry.language.cldr and entry.key.startswith(FROM_CLDR)
    done = all(entry.said) or named_by_cldr or entry.key in entry.elsewhere
    return "" if done else "it is not translated"


def _stale(entry: Entry) -> str:
    return "the English has changed since it was translated (fuzzy)" if entry.stale else ""


def _unusable(entry: Entry) -> str:
    return catalogs.fault(entry.key, entry.english, entry.said) if all(entry.said) else ""


def _edges(entry: Entry) -> str:
    def edges(text: str) -> tuple[str, str, int]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], text.count("\n")

    pairs = zip(entry.english, entry.said, strict=False)
    differ = not entry.heard and any(edges(one) != edges(other) for one, other in pairs if other)
    return "its line breaks, or the spaces at its ends, differ from the English" if differ else ""


def _numbers(entry: Entry) -> str:
    if entry.heard or entry.key.startswith("calendar.") or not all(entry.said):
        return ""
    one, other = (sorted(set(re.findall(r"\d+", " ".join(forms)))) for forms in (entry.english, entry.said))
    return (
        f"its numbers are {', '.join(other) or 'none'}; in English {', '.join(one) or 'none'}" if one != other else ""
    )


def _borrowed(entry: Entry) -> str:
    """Equal to the language that this one must be unlike."""
    other = entry.rules.catalogs.get(entry.language.unlike)
    letters = re.search(r"[^\W\d_]", PLACEHOLDER.sub("", entry.text))
    if other is None or entry.heard or not letters or other.messages.get(entry.key) != entry.said:
        return ""
    allowed = entry.rules.same.get(entry.language.code, {})
    free = entry.key in allowed.get("keys", {}) or entry.text in allowed.get("texts", {})
    return "" if free else f"it is the same as in {entry.language.unlike}"


def _borrowed_name(entry: Entry) -> str:
    """A weekday, month or country in the spelling of the language that this one must be unlike."""
    other = entry.rules.catalogs.get(entry.language.unlike)
    if other is None or entry.heard or entry.key.startswith(("calendar.", "country.")):
        return ""
    foreign = _names(other) - _names(entry.rules.catalogs[entry.language.code])
    found = [name for name in foreign if re.search(rf"\b{re.escape(name)}\b", entry.text.casefold())]
    return f"“{found[0]}” is a name in {entry.language.unlike}" if found else ""


def _names(catalog: Catalog) -> set[str]:
    return {name.casefold() for name in (*catalog.weekdays, *catalog.months, *catalog.countries.values())}


def _never(entry: Entry) -> str:
    for rule in entry.rules.never.get(entry.language.code, []):
        free = any(entry.key == key or (key[-1] == "." and entry.key.startswith(key)) for key in rule.get("except", {}))
        found = re.search(rule["pattern"], PLACEHOLDER.sub("", entry.text), re.IGNORECASE)
        if found and not free and not entry.heard and not entry.key.startswith("calendar."):
            return f"“{found[0]}”: {rule['why']}. {rule['mend']}"
    return ""


def _long(entry: Entry) -> str:
    longest, english = max(map(len, entry.said)), max(map(len, entry.english))
    if entry.heard or entry.key.startswith("calendar."):
        return ""
    if longest > LONG:
        return f"it has {longest} characters"
    longer = english >= WORTH_COMPARING and longest > MUCH_LONGER * english
    return f"it has {longest} characters, the English {english}" if longer else ""


@dataclass(frozen=True, slots=True)
class Check:
    """A check, how to mend what it finds, and whether that is only a hint."""

    fault: Callable[[Entry], str]
    mend: str
    hint: bool = False
    source: bool = False
    """Whether the English is looked at, too."""


CHECKS = (
    Check(_missing, "Translate it."),
    Check(_stale, "Read both, correct the translation, and take away the word fuzzy."),
    Check(_unusable, "Until it is mended, the bot says it in English."),
    Check(_edges, "Begin, break and end it like the English."),
    Check(_numbers, "Write the same numbers in digits."),
    Check(_borrowed, "Translate it, or give the reason in locales/, in the list of equal texts."),
    Check(_borrowed_name, "Write the name as this language writes it."),
    Check(_never, "", source=True),
    Check(_long, "Shorter is easier to read, and to hear.", hint=True, source=True),
)


def check(locales: Path, root: Path | None = None) -> list[Finding]:
    """Every fault of every language; with the root, of the packs' own words and of a template left behind, too."""
    try:
        rules = _rules(locales)
        found = [finding for entry, file in _entries(locales, root, rules) for finding in _check(entry, file)]
        found += _heard_twice(rules.catalogs)
        return found + (_left_behind(locales, root) if root else [])
    except FileError as error:
        return [Finding(error.file, error.key, error.fault.rstrip("."), error.mend)]


def _check(entry: Entry, file: str) -> Iterator[Finding]:
    for each in CHECKS:
        if (each.source or not entry.language.source) and (fault := each.fault(entry)):
            yield Finding(file, entry.key, fault.rstrip("."), each.mend, each.hint)


def _rules(locales: Path) -> Rules:
    same = {
        code: _toml(file)
        for code, language in load_languages(locales).items()
        if language.unlike and (file := locales / f"{code}-same-as-{language.unlike}.toml").exists()
    }
    return Rules(load_catalogs(locales), _toml(locales / "never.toml"), same)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error}.") from error


def _entries(locales: Path, root: Path | None, rules: Rules) -> Iterator[tuple[Entry, str]]:
    for code, language in load_languages(locales).items():
        own = sorted(root.glob(f"policy/*/words/{code}.po")) if root else []
        elsewhere = frozenset(key for file in own for key in catalogs.read_words(file))
        main = locales / "bot.pot" if language.source else po_file(locales, code)
        for file in (main, *own):
            for message in catalogs.read(file):
                english, said = both(message)
                if message.context:
                    said = english if language.source else said
                    entry = Entry(language, message.context, english, said, message.fuzzy, rules, elsewhere)
                    yield entry, file.relative_to(root or locales.parent).as_posix()


def _heard_twice(known: Mapping[str, Catalog]) -> Iterator[Finding]:
    """Words that a language has in two lists of answers or commands: which one is meant?"""
    for code, catalog in known.items():
        lists: dict[str, str] = {}
        for heard in (*words.ANSWERS.values(), *words.COMMANDS.values()):
            for word in {fold(word) for word in catalog.hear(heard) if not word.startswith("/")}:
                if lists.setdefault(word, heard.key) != heard.key:
                    fault = f"“{word}” stands in {lists[word]}, too"
                    yield Finding(f"locales/{code}/bot.po", heard.key, fault, "Keep it in one of them, or in none.")


def _left_behind(locales: Path, root: Path) -> list[Finding]:
    """Texts of the code or a pack that the template does not have as they are."""
    kept = {message.context: message.id for message in catalogs.read(locales / "bot.pot")}
    now = {message.context: message.id for message in collect(root)}
    keys = sorted(str(key) for key in kept.keys() | now.keys() if kept.get(key) != now.get(key))
    return [
        Finding("locales/bot.pot", key, "it is not what the sources say", "Run `randevou words extract`.")
        for key in keys
    ]
