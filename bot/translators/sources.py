"""Reads what the checks of words compare: files of words, all catalogs, and the lists in locales/*.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message

from bot.core.errors import CatalogError
from bot.core.language.text import Catalog
from bot.storage.files import catalogs, po_files


@dataclass(frozen=True, slots=True)
class File:
    """A file of words: its name for messages, and its entries by key."""

    name: str
    entries: Mapping[str, Message]


def read_file(path: Path, name: str) -> File:
    return File(name, {message.context: message for message in po_files.read(path) if message.context})


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
