"""Counts what each language has and lacks: texts, who has heard those that can hurt, and its calls for help."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.language.first import CAN_HURT, FIRST
from bot.core.understanding.calls import SCENARIOS
from bot.storage.files import po_files
from bot.storage.files.calls import empty_rows
from bot.storage.files.catalogs import load_catalogs, po_file, template
from bot.storage.files.languages import Language, load_languages
from bot.storage.files.po_files import Forms, forms
from bot.translators.facts import digest, without_words


@dataclass(frozen=True, slots=True)
class Stats:
    """What one language has and lacks."""

    language: Language
    offered: bool
    texts: int
    missing: tuple[str, ...]
    """Keys without a translation, those that matter first on top."""
    unheard: tuple[str, ...]
    """Texts that can hurt and that no native speaker has heard as they are today."""
    empty_rows: tuple[str, ...]
    """Calls for help that are not heard in its words, the most urgent first."""
    without_words: tuple[str, ...]
    """Facts for which locales/facts.toml has no words yet."""

    def __str__(self) -> str:
        done, said = self.texts - len(self.missing), "offered" if self.offered else "not offered"
        name = f"{self.language.english} ({self.language.code})"
        lines = [f"{name}: {self.language.grade}, {said}, {done} of {self.texts} texts"]
        if first := [key for key in self.missing if key in FIRST]:
            lines.append(f"  before it can be offered: {', '.join(first)}")
        if others := len(self.missing) - len(first):
            lines.append(f"  {others} others are missing")
        if self.unheard:
            lines.append(f"  no native speaker has heard and said back: {', '.join(self.unheard)}")
        lines += [f"  {fault}" for fault in (self.unheard_calls, self.uncompared) if fault]
        return "\n".join(lines)

    @property
    def unheard_calls(self) -> str:
        """Return what cannot be heard in this language, and which rows of its sheet are to fill; "" if all is heard."""
        rows, file = self.empty_rows, f"locales/{self.language.code}/calls.toml"
        danger = [row for row in rows if SCENARIOS[row] != "help"]
        what = "danger is heard by its button" if danger else "some calls for help are heard by their buttons"
        lacks = "is empty" if len(rows) == len(SCENARIOS) else f"has nothing for {', '.join(rows)}"
        return f"{what} and in the other languages only: {file} {lacks}" if rows else ""

    @property
    def uncompared(self) -> str:
        """Return which facts of its texts nothing compares, for want of words; "" if there are words for all."""
        facts = ", ".join(self.without_words)
        return f"not compared with the other languages: locales/facts.toml has no words for {facts}" if facts else ""


def stats(locales: Path) -> list[Stats]:
    """Return what each language has and lacks, in the order of languages.toml."""
    english = {key: forms(entry.id) for key, entry in po_files.read(template(locales)).by_key().items()}
    known, wordless = load_catalogs(locales), without_words(locales)
    order = {key: n for n, key in enumerate(FIRST)}
    found = []
    for code, language in load_languages(locales).items():
        said = english if language.source else _said(po_file(locales, code))
        lacking = {key for key in english.keys() - said.keys() if not language.is_named_by_cldr(key)}
        missing = sorted(lacking, key=lambda key: (order.get(key, len(order)), key))
        unheard = tuple(key for key in CAN_HURT if not _is_heard(language, key, english, said))
        rows, facts = empty_rows(locales, code), tuple(wordless.get(code, ()))
        found.append(Stats(language, known[code].offered, len(english), tuple(missing), unheard, rows, facts))
    return found


def _said(file: Path) -> dict[str, Forms]:
    entries = po_files.read(file).by_key() if file.is_file() else {}
    return {key: forms(entry.string) for key, entry in entries.items() if po_files.is_usable(entry)}


def _is_heard(language: Language, key: str, english: Mapping[str, Forms], said: Mapping[str, Forms]) -> bool:
    """Return whether a native speaker has heard this text: languages.toml has the name, and the mark of the text."""
    heard = language.heard.get(key, {})
    if not (heard.get("by") and key in english and key in said):
        return False
    return heard.get("mark") == digest({"en": english[key][-1], language.code: said[key][-1]}, language.code)
