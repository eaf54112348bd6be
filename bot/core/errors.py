"""Errors in files that people edit: each names the file, the key, the fault and the fix."""

from collections.abc import Iterable
from difflib import get_close_matches


class FileError(Exception):
    """A mistake in a file: the file, the key, the fault and how to fix it."""

    def __init__(self, file: str, key: str, fault: str, fix: str = "") -> None:
        self.file, self.key, self.fault, self.fix = file, key, fault, fix
        place = f"{file}, {key}" if key else file
        super().__init__(f"{place}: {fault}" + (f" {fix}" if fix else ""))


class PackError(FileError):
    """A mistake in a pack."""


class CatalogError(FileError):
    """A mistake in a file of words."""


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a fix for an unknown word: the word that was probably meant, else all known words.

    >>> suggest("age", ["ages", "alone"])
    'Did you mean "ages"?'
    >>> suggest("xyz", ["ages", "alone"])
    'Write one of: ages, alone.'
    """
    words = sorted(known)
    close = get_close_matches(word, words, n=1) or get_close_matches(word.lower(), words, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Write one of: {', '.join(words)}." if words else "No name is defined yet."
