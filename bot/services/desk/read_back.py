"""Reading a code back: the helper hears it from the paper, and picks it among three that sound nearly the same."""

from random import Random

from bot.core.booking.code import CONSONANTS, halves
from bot.core.booking.rude_words import is_rude


def sound_alikes(code: str, chance: Random, rude: frozenset[str]) -> tuple[str, ...]:
    """Return a code and three others, in an order of chance.

    Each half has two versions that differ by one sound, and each version is there twice: the order tells nothing.
    """
    first, second = halves(code)
    others = _misheard(first, chance, rude), _misheard(second, chance, rude)
    heard = [f"{one} {two}" for one in (first, others[0]) for two in (second, others[1])]
    chance.shuffle(heard)
    return tuple(heard)


def _misheard(half: str, chance: Random, rude: frozenset[str]) -> str:
    """Return a half with another consonant before one of its vowels."""
    at = chance.choice([place for place, sign in enumerate(half) if sign in CONSONANTS])
    other = chance.choice([sign for sign in CONSONANTS if sign != half[at]])
    heard = half[:at] + other + half[at + 1 :]
    return _misheard(half, chance, rude) if is_rude(heard, rude) else heard
