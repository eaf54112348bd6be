"""What a language says for a key. Tests quote no translation, so that another wording breaks none of them."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

import pytest

from bot.settings import root
from bot.storage.files.catalogs import po_file, template
from bot.storage.files.po_files import forms, read

T = TypeVar("T")
LOCALES = root() / "locales"


@cache
def _texts(language: str) -> dict[str, str]:
    if language == "en":
        return {key: forms(entry.id)[0] for key, entry in read(template(LOCALES)).by_key().items()}
    return {key: forms(entry.string)[0] for key, entry in read(po_file(LOCALES, language)).by_key().items()}


def translation(language: str, key: str) -> str:
    """The longest part of a text between its placeholders; the whole text if it has none."""
    return max(re.split(r"\{\w+\}", _texts(language)[key]), key=len).strip()


def beginning(language: str, key: str) -> str:
    """The part of a text before its first placeholder."""
    return _texts(language)[key].partition("{")[0]


def typed(language: str, words: Mapping[str, T]) -> T:
    """What people type in a language; a test has no words of a new one, and is skipped there."""
    if language not in words:
        pytest.skip(f"this test has no words in {language}")
    return words[language]
