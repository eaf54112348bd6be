"""Words that no code may have, as BOBO or KAKA: each is two syllables of B D F K L M N P S T with A I O."""

import re
from collections.abc import Iterable

from bot.core.booking.code import CONSONANTS, VOWELS
from bot.core.language.text import Catalog, Heard

RUDE = Heard(
    "heard.rude",
    "kaka|pipi|popo|titi|tata|dodo|bobo|koko|kiki|nana|papi|mami|bati|dilo|fifi|toto",
)
IN_A_CODE = re.compile(f"(?:[{CONSONANTS}][{VOWELS}]){{2}}", re.IGNORECASE)
"""What a word of a code looks like: another word can stand in no code."""


def rude_words(catalogs: Iterable[Catalog]) -> frozenset[str]:
    """Return the words that are rude in one of these languages, spelled as in a code."""
    return frozenset(word.upper() for catalog in catalogs for word in catalog.hear(RUDE))


def is_rude(code: str, rude: frozenset[str]) -> bool:
    """Return whether a word of the code is rude; if so, draw another code."""
    return not rude.isdisjoint(code.split())
