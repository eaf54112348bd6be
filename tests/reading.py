"""What can be read in bytes: many words at once, in every encoding that a file could use."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

FIRST = 6
"""Bytes of a word that are looked for in one pass; only where they stand is the whole word looked for."""
EMPTY = re.compile(rb"\0{4,}")
"""Room in a file where nothing is written; a word has at most one zero byte, or two with what is before or after it."""


def spelled(text: str) -> list[bytes]:
    """Return a text as bytes, in each encoding."""
    return [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]


def readable(words: Collection[str], data: bytes) -> list[str]:
    """Return the words that stand somewhere in the data; each has FIRST letters at least."""
    assert all(len(word) >= FIRST for word in words)
    if not words:
        return []
    begins = re.compile(_tree({look[:FIRST] for word in words for look in spelled(word)}), re.DOTALL)
    there, at, data = set(), 0, EMPTY.sub(b"\0\0\0", data)
    while found := begins.search(data, at):
        there.add(found[0])
        at = found.start() + 1
    return sorted({word for word in words for look in spelled(word) if look[:FIRST] in there and look in data})


def _tree(words: Iterable[bytes]) -> bytes:
    """Return a pattern for any of these words, which are equally long: they share their first bytes."""
    branches: dict[bytes, list[bytes]] = defaultdict(list)
    for word in words:
        branches[word[:1]].append(word[1:])
    parts = (re.escape(first) + (_tree(rest) if rest[0] else b"") for first, rest in branches.items())
    return b"(?:" + b"|".join(parts) + b")"
