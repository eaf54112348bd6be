"""Reads what the checks of words compare: files of words, all catalogs, and the lists in locales/*.toml."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message

from bot.core.errors import CatalogError
from bot.core.language.text import Catalog
from bot.storage.files import catalogs, po_files
from bot.storage.files.po_files import PoFile, forms


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


@dataclass(frozen=True)
class Rules:
    """What the checks compare with: all catalogs, and the lists in locales/*.toml."""

    catalogs: Mapping[str, Catalog]
    never: Mapping[str, list[dict[str, Any]]]  # as in locales/never.toml: texts, and a table under "except"
    same: Mapping[str, Mapping[str, Mapping[str, str]]]
    """By language: texts and keys that may be equal to those of the language it must be unlike."""


def read_rules(known: Mapping[str, Catalog], locales: Path) -> Rules:
    same = {
        code: _toml(file)
        for code, language in catalogs.load_languages(locales).items()
        if language.unlike and (file := locales / f"{code}-same-as-{language.unlike}.toml").exists()
    }
    return Rules(known, _toml(locales / "never.toml"), same)


def _toml(file: Path) -> dict[str, Any]:  # TOML has no types, and these files ship with the program
    try:
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error}.") from error
