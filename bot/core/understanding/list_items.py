"""Items of a sensitive list in people's own words: that one is heard, never which, so that nothing of it is kept."""

from collections.abc import Mapping

from bot.core.understanding.call_sheets import COMMON, MARKS, Ear, Sheet
from bot.core.understanding.call_spellings import pieces_of
from bot.core.understanding.calls import Said

Items = Mapping[str, Ear]
"""What each language hears of the items of a pack."""


def ears(sheets: Mapping[str, Sheet], items: Mapping[str, Sheet]) -> Items:
    """Return the ears for the items of a pack: its own words with the spellings and the negations of its language."""
    return {code: Ear(_with_marks(sheets[code], own)) for code, own in items.items() if code in sheets}


def _with_marks(language: Sheet, own: Sheet) -> Sheet:
    marks = {name: language.concepts.get(name, ()) for name in MARKS if name != COMMON}
    return Sheet({**language.spellings, **own.spellings}, {**marks, **own.concepts}, own.rows)


def heard(text: str, items: Items, language: str) -> frozenset[str]:
    """Return the items that a text names, in its language or, if that knows none of its words, in the others."""
    said = {code: Said(ear, pieces_of(text)) for code, ear in items.items()}
    own = said.pop(language, None)
    found = _named(own, items[language]) if own else frozenset()
    if found or (own and own.known):
        return found
    return frozenset().union(*(_named(other, items[code]) for code, other in said.items()))


def _named(said: Said, ear: Ear) -> frozenset[str]:
    return frozenset(item for item in ear.orders if any(said.standing(item, set())))
