"""Errors in files that people edit: each names the file, the key, the fault and the fix."""

from collections.abc import Iterable
from difflib import get_close_matches


class FileError(Exception):
    """A mistake in a file: the file, the key, the fault and how to fix it."""

    def __init__(self, file: str, key: str, fault: str, fix: str = "") -> None:
        self.file, self.key, self.fault, self.fix = file, shorten(key), shorten(fault), fix
        place = f"{file}, {self.key}" if key else file
        super().__init__(f"{place}: {self.fault}" + (f" {fix}" if fix else ""))


class PackError(FileError):
    """A mistake in a pack."""


class CatalogError(FileError):
    """A mistake in a file of words."""


LONGEST = 200
"""Characters of a fault."""
MOST = 30
"""Names that a fix lists."""


def shorten(text: str) -> str:
    """Return a text without its middle if it is long: a message repeats the value that it is about.

    >>> len(shorten("x" * 5000)), shorten("short")
    (200, 'short')
    """
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2 - 5]} ... {text[-LONGEST // 2 :]}"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a fix for an unknown word: the word that was probably meant, else all known words.

    >>> suggest("age", ["ages", "alone"])
    'Did you mean "ages"?'
    >>> suggest("xyz", ["ages", "alone"])
    'Write one of: ages, alone.'
    """
    words = sorted(filter(None, known))
    more = f" ... ({len(words)} in all)" if len(words) > MOST else ""
    close = get_close_matches(word, words, n=1) or get_close_matches(word.lower(), words, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Write one of: {', '.join(words[:MOST])}{more}." if words else "No name is defined yet."
