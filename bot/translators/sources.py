"""Reads what the checks of words compare: files of words, all catalogs, and the lists in locales/*.toml; a finding."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message

from bot.core.errors import CatalogError
from bot.core.language.text import Catalog
from bot.storage.files import catalogs, po_files
from bot.storage.files.languages import load_languages
from bot.storage.files.po_files import Forms, PoFile, forms
from bot.translators.context import Table, read_table

BUTTON = re.compile(r"^(?:Button|Name, also on buttons): at most (\d+) characters", re.MULTILINE)
"""How the comments of the template begin for what stands on a button."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one text, and how to fix it. A hint fails no check, a look only the strict one: a person judges."""

    file: str
    key: str
    fault: str
    fix: str
    hint: bool = False
    look: bool = False

    def __str__(self) -> str:
        place = f"{self.file}, {self.key}" if self.key else self.file
        return f"{'hint: ' if self.hint else ''}{place}: {self.fault}. {self.fix}".rstrip()


@dataclass(frozen=True, slots=True)
class File:
    """A file of words: its name for messages, its entries by key, and the faults of the file itself."""

    name: str
    entries: Mapping[str, Message] = field(default_factory=dict)
    faults: Sequence[CatalogError] = ()


def read_file(path: Path, name: str) -> File:
    """Read a file of words. One that cannot be read has only a fault, so that the others are checked all the same."""
    try:
        po = po_files.read(path)
    except CatalogError as fault:
        return File(name, faults=(fault,))
    return File(name, po.by_key(), [*_repeated(po, name), *_other_forms(po, name)])


def _repeated(po: PoFile, name: str) -> Iterator[CatalogError]:
    for key, lines in po.repeated():
        where = " and ".join(map(str, lines))
        yield CatalogError(name, key, f"it is there {len(lines)} times (lines {where}).", "Keep one of them.")


def _other_forms(po: PoFile, name: str) -> Iterator[CatalogError]:
    """Find plurals that have another number of forms than the rule of the file chooses among."""
    plurals = [message for message in po.entries if message.pluralizable]
    if plurals and po.rule is None:
        fix = "Open the file once in an editor for .po files, or copy this line from the file of another language."
        yield CatalogError(name, "Plural-Forms", "its header has no rule for plurals.", fix)
    for message in plurals:
        said = forms(message.string)
        if po.rule and all(said) and len(said) != po.rule[0]:
            fault = f"it has {len(said)} forms, and the rule of the file (Plural-Forms) chooses among {po.rule[0]}."
            yield CatalogError(name, message.context or "", fault, "Write as many forms as the rule needs.")


def texts_by_key(files: Mapping[str, File]) -> dict[str, dict[str, str]]:
    """Return what each language says for a key, the English first; the singular of a plural under KEY[0]."""
    source, *translated = files
    texts: dict[str, dict[str, str]] = {}
    for key, message in files[source].entries.items():
        for name, english in _named(key, forms(message.id)):
            texts[name] = {source: english}
    for code in translated:
        for key, entry in files[code].entries.items():
            if po_files.is_usable(entry) and not entry.fuzzy:
                for name, said in _named(key, forms(entry.string)):
                    if name in texts:
                        texts[name][code] = said
    return texts


def said_in_pack(
    english: Mapping[str, Forms], own: Collection[str], files: Mapping[str, File], known: Mapping[str, Catalog]
) -> dict[str, dict[str, str]]:
    """Return what each language says for the texts of a pack, and for those of the bot that its words replace."""
    replaced = {key for file in files.values() for key in file.entries if key in english}
    texts: dict[str, dict[str, str]] = {}
    for key in [*own, *sorted(replaced - {*own})]:
        said = {name: {"en": text} for name, text in _named(key, english[key])}
        for code, file in files.items():
            for name, text in _named(key, _said(key, english[key], file, known[code])):
                if name in said and text:
                    said[name][code] = text
        texts |= said
    return texts


def _said(key: str, english: Forms, file: File, catalog: Catalog) -> Forms:
    """Return what a language says for a text: the file of the pack first, then the catalog; ("",) for nothing."""
    entry = file.entries.get(key)
    if entry and po_files.is_usable(entry) and not entry.fuzzy:
        return forms(entry.string)
    current = len(english) > 1 or catalogs.is_current(catalog, key, english[0])
    return catalog.messages.get(key, ("",)) if current else ("",)


def _named(key: str, said: Forms) -> Iterator[tuple[str, str]]:
    """Yield the form for many under the key; the one for one, if there are several, under KEY[0]."""
    yield key, said[-1]
    if len(said) > 1:
        yield f"{key}[0]", said[0]


@dataclass(frozen=True)
class Rules:
    """What the checks compare with: all catalogs, and the lists in locales/*.toml."""

    catalogs: Mapping[str, Catalog]
    never: Mapping[str, list[dict[str, Any]]]  # as in locales/never.toml: texts, and a table under "except"
    same: Mapping[str, Mapping[str, Mapping[str, str]]]
    """By language: texts and keys that may be equal to those of the language it must be unlike."""
    longest: Mapping[str, int]
    """The most characters of each button, by key: what the narrowest channel shows."""
    table: Table
    """What placeholders hold."""


def read_rules(known: Mapping[str, Catalog], locales: Path) -> Rules:
    same = {
        code: _toml(file)
        for code, language in load_languages(locales).items()
        if language.unlike and (file := locales / f"{code}-same-as-{language.unlike}.toml").exists()
    }
    buttons = {key: BUTTON.search("\n".join(message.auto_comments)) for key, message in _template(locales).items()}
    longest = {key: int(found[1]) for key, found in buttons.items() if found}
    return Rules(known, _toml(locales / "never.toml"), same, longest, read_table(locales))


def _template(locales: Path) -> Mapping[str, Message]:
    return po_files.read(catalogs.template(locales)).by_key()


def _toml(file: Path) -> dict[str, Any]:  # TOML has no types, and these files ship with the program
    try:
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error}.") from error
