"""The spellings of a sheet of calls: slips become usual words, and words that are written together are parted."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from rapidfuzz.distance import OSA

from bot.core.understanding.vocabulary import fold_answer

LONGEST = 1000
"""The most characters of a text that are read; people pour out a whole story when they call for help."""
SHORTEST = 3
"""The shortest word from which another one that is written onto it is parted."""
_DOUBLED = re.compile(r"([a-z])\1+")
_ENDS = re.compile(r"[.,;:!?¡¿…\n()]+")


def plain(text: str) -> str:
    """Return a folded text, with doubled letters written once."""
    return _DOUBLED.sub(r"\1", fold_answer(text, LONGEST))


def pieces_of(text: str) -> list[str]:
    """Return the parts between punctuation, folded, with doubled letters written once."""
    return [said for piece in _ENDS.split(text[:LONGEST]) if (said := plain(piece))]


def begins_nearly(word: str, stem: str) -> bool:
    """Return whether a word begins with a long stem that has one typing error."""
    lengths = (len(stem) - 1, len(stem), len(stem) + 1)
    return any(OSA.distance(word[:end], stem, score_cutoff=1) <= 1 for end in lengths)


class Spellings:
    """How one language writes its words, and the words that its sheet knows."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]) -> None:
        pairs = [(usual, slip) for usual, slips in spellings.items() for slip in (usual, *slips)]
        self._usual = {plain(slip): plain(usual) for usual, slip in pairs if "*" not in usual}
        self._grown = [(*slip.split("*"), usual) for usual, slip in pairs if "*" in usual and slip != usual]
        longest_first = sorted(map(re.escape, self._usual), key=len, reverse=True)
        self._slip = re.compile(rf"(?<!\S)(?:{'|'.join(longest_first) or '(?!)'})(?!\S)")
        self._written = {word for slip in self._usual for word in slip.split()}
        self._plain = cache(plain)  # a sheet writes the same words again and again

    def normal(self, piece: str) -> str:
        """Return a folded text with each slip in its usual spelling."""
        return self._without_slips(" ".join(map(self._parted, piece.split())))

    def words(self, written: str) -> list[str]:
        """Return the words of a phrase of the sheet; from now on they are known."""
        marked = (self._plain(word) + "*" * word.endswith("*") for word in written.split())
        words = self._without_slips(" ".join(marked)).split()
        self._written.update(word.removesuffix("*") for word in words)
        return words

    def _without_slips(self, piece: str) -> str:
        if " " not in piece:
            return self._usual.get(piece, piece)
        return self._slip.sub(lambda slip: self._usual[slip[0]], piece)

    def _parted(self, word: str) -> str:
        """Return a word that nobody wrote into the sheet without the word that is written onto it."""
        if word not in self._written:
            for before, after, usual in self._grown:
                own = word.removeprefix(before).removesuffix(after)
                if before + own + after == word and len(own) >= SHORTEST and own in self._written:
                    return usual.replace("*", own)
        return word
