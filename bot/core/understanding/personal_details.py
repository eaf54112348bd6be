"""Personal details that a scarce programme may require for a booking, initials and a birth date, in one spelling.

Nothing here is stored: before the turn ends, what is typed becomes a keyed hash (storage/tables/identities.py).
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from bot.core.understanding import answers
from bot.core.understanding.counts import QUANTITIES
from bot.core.understanding.vocabulary import Token, Vocabulary, Words, read

FEWEST, MOST = 2, 4
"""The fewest and most letters of initials."""
OLDEST = 120
"""The oldest age of a person, in years."""
_BETWEEN = " .,-_'’·/"


def initials(text: str, vocabulary: Vocabulary, language: str, today: date) -> str | None:
    """Return 2 to 4 letters of any script, in small letters without accents; None for anything else, also a yes or no.

    Letters with full stops are always initials: "N. O." does not mean "no".
    """
    if "." not in text and answers.yes_no(text, vocabulary, language):
        return None
    plain = unicodedata.normalize("NFKD", text[:40].strip()).casefold()
    kept = [char for char in plain if not unicodedata.category(char).startswith(("M", "Cf"))]
    letters = [char for char in kept if unicodedata.category(char).startswith("L")]
    others = [char for char in kept if char not in letters and char not in _BETWEEN]
    return "".join(letters) if FEWEST <= len(letters) <= MOST and not others else None


def birth_date(text: str, vocabulary: Vocabulary, language: str, today: date) -> str | None:
    """Return a past day in ISO format: "14 de marzo de 1990", "14 mas 1990", "14/03/1990", "1990-03-14".

    None without a year of four digits, and for 3/4/1990 in a language where people write both orders.
    """
    found = vocabulary.agreed(text, language, _birth)
    alive = found is not None and today.year - OLDEST <= found.year and found <= today
    return found.isoformat() if found and alive else None


def birth_date_in_both_orders(text: str, vocabulary: Vocabulary, language: str, today: date) -> tuple[str, ...]:
    """Return both days that 3/4/1990 can mean, with the day first and with the month first; () if one is clear."""
    found = vocabulary.agreed(text, language, _both_orders)
    return tuple(day.isoformat() for day in found) if found and max(found) <= today else ()


def _both_orders(words: Words, said: str) -> tuple[date, date] | None:
    tokens = _parts(words, said)
    if words.day_first or [token.kind for token in tokens] != ["digits"] * 3 or not _is_year(tokens[2]):
        return None
    one, other, year = (token.value for token in tokens)
    day_first, month_first = _day(year, other, one), _day(year, one, other)
    return (day_first, month_first) if day_first and month_first and one != other else None


def _parts(words: Words, said: str) -> list[Token]:
    tokens = read(words.ordinal.sub("", said), words.birth) or []
    return [token for token in tokens if token.kind not in ("filler", "mark")]


def _birth(words: Words, said: str) -> date | None:
    tokens = _parts(words, said)
    shape = " ".join("n" if token.kind in QUANTITIES else token.kind for token in tokens)
    values = [token.value for token in tokens]
    match shape, values:
        case "n month n", [day, month, year] if _is_year(tokens[2]):
            return _day(year, month, day)
        case "month n n", [month, day, year] if _is_year(tokens[2]):
            return _day(year, month, day)
        case "n month n" | "n n n", [year, month, day] if _is_year(tokens[0]):
            return _day(year, month, day)
        case "n n n", [one, other, year] if _is_year(tokens[2]):
            if one == other or other > 12 or one > 12:
                return _day(year, min(one, other), max(one, other)) if max(one, other) > 12 else _day(year, one, one)
            return _day(year, other, one) if words.day_first else None
    return None


def _is_year(token: Token) -> bool:
    return token.kind == "digits" and len(token.written) == 4


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


READ: Mapping[str, Callable[[str, Vocabulary, str, date], str | None]] = {
    "initials": initials,
    "birth_date": birth_date,
}
"""The function that reads each kind of detail; it returns None if the question must be asked again."""


def nearly(kind: str, value: str) -> tuple[str, ...]:
    """Return values that two details share if they differ by one error: initials swapped, one wrong, one too many.

    >>> set(nearly("initials", "mj")) & set(nearly("initials", "jm"))
    {'sorted jm', 'j', 'm'}
    """
    if kind != "initials":
        return ()
    without_one = {value[:n] + value[n + 1 :] for n in range(len(value))}
    return (f"sorted {''.join(sorted(value))}", value, *sorted(without_one))
