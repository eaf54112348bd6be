"""Says in which of our languages words are written, where the extra "words" is installed."""

from collections.abc import Collection
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

IS_INSTALLED = find_spec("py3langid") is not None
FEWEST_WORDS, SURE = 3, 0.9
"""Fewest words, and least share of the probability, to name a language: all sentences of ours are told apart so."""


def identify(text: str, among: Collection[str]) -> str:
    """Return the language that a text is surely written in, or ""; never one that the model does not know."""
    if not IS_INSTALLED or len(text.split()) < FEWEST_WORDS:
        return ""
    return _written_in(text, frozenset(among))


@lru_cache(maxsize=16384)
def _written_in(text: str, among: frozenset[str]) -> str:
    likely = {code: float(share) for code, share in _identifier().rank(text) if code in among}
    first = max(likely, key=lambda code: likely[code], default="")
    return first if first and likely[first] >= SURE * sum(likely.values()) > 0 else ""


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
