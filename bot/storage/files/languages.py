"""Reads languages.toml: the languages of the bot, how far each is, and who has read it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from bot.core.errors import CatalogError
from bot.core.language.first import FIRST

FROM_CLDR = ("calendar.months", "calendar.weekdays", "country.")
Grade = Literal["draft", "usable", "complete"]
"""How far a language is: nobody is served in a draft; a usable one has the texts that matter first."""


@dataclass(frozen=True, slots=True)
class Language:
    """One entry of languages.toml; the file explains each field."""

    code: str
    name: str
    english: str
    cldr: bool
    source: bool = False
    unlike: str = ""
    reviewed: bool = False
    note: str = ""
    steward: str = ""
    read: Sequence[Mapping[str, Any]] = ()  # as in languages.toml; bot/translators/readers.py reads it
    names: Sequence[str] = ()
    offered: bool = True
    required: bool = True
    grade: Grade = "complete"
    heard: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def is_named_by_cldr(self, key: str) -> bool:
        """Return whether a text may stay empty, since CLDR has the names."""
        return self.cldr and key.startswith(FROM_CLDR)

    def needs(self, key: str = "") -> bool:
        """Return whether this text must be there, by the grade of the language; without a key, whether all must."""
        return self.required or self.grade == "complete" or (self.grade == "usable" and key in FIRST)


def load_languages(locales: Path) -> dict[str, Language]:
    """Return the languages by code, in the order in which they are offered."""
    file = locales / "languages.toml"
    try:
        entries = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error}") from error
    return {code: _language(file, code, entry) for code, entry in entries.items()}


def _language(file: Path, code: str, entry: object) -> Language:
    try:
        language = Language(code, **entry)  # type: ignore[arg-type]  # people write this file: TypeError is caught
        if language.grade not in get_args(Grade):
            fix = f"Write one of {', '.join(get_args(Grade))}."
            raise CatalogError(str(file), code, f"there is no grade {language.grade!r}.", fix)
        return language
    except TypeError as error:
        fault = str(error).partition(") ")[2] or str(error)
        raise CatalogError(str(file), code, fault, "Compare it with the entry of another language.") from error
