"""Count people and years in normalised words: "me and my two kids", "we are 2 adults and 3 children"."""

import re

from bot.core.understanding.vocabulary import Token, Words, read

BETWEEN_DIGIT_AND_LETTER = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
"""Where a number and a word are written together: "3moun"."""
QUANTITIES = ("number", "digits")
"""The kinds of words that are numbers."""
_MOST_DIGITS = 6


def read_count(words: Words, said: str) -> int | None:
    """Return how many people a normalised text of this language counts, the speaker among them."""
    if said in words.alone:
        return 1
    tokens = _count_tokens(words, said)
    kinds = {token.kind for token in tokens}
    if [token.kind in QUANTITIES for token in tokens if token.kind not in ("we", "there")] == [True]:
        value = next(token.value for token in tokens if token.kind in QUANTITIES)
        return None if value == 1 and "there" in kinds else value  # "there is one" can be anything
    total, sure = _people(tokens)
    return total if sure else None


def read_sum(words: Words, said: str) -> int | None:
    """Return how many people a normalised text names, the speaker among them or not: "2 adults and 1 child"."""
    return _people(_count_tokens(words, said))[0]


def only_counts(words: Words, said: str) -> bool:
    """Return whether a normalised text has no other words than those that count people."""
    return said in words.alone or bool(_count_tokens(words, said))


def counts_people(words: Words, said: str) -> bool:
    """Return whether a normalised text counts people, and says so with a word such as "we" or "children"."""
    tokens = _count_tokens(words, said)
    named = any(token.kind in ("self", "we", "one", "many") for token in tokens)
    numbered = any(token.kind in QUANTITIES for token in tokens)
    ends = " ".join(token.kind for token in tokens[-2:])
    if ends.endswith("and") or ends in ("and we", *(f"and {kind}" for kind in QUANTITIES)):
        return False  # the next thought begins: "we are 3 and we ...", "me and two bags"
    return named and numbered and (read_count(words, said) or read_sum(words, said)) is not None


def _count_tokens(words: Words, said: str) -> list[Token]:
    """Return the parts that count; [] if anything else is said."""
    tokens = read(BETWEEN_DIGIT_AND_LETTER.sub(" ", said), words.count) or []
    return [token for token in tokens if token.kind != "filler"] if is_short(tokens) else []


def is_short(tokens: list[Token]) -> bool:
    """Return whether every number in digits is short enough to count anything."""
    return all(len(token.written) <= _MOST_DIGITS for token in tokens if token.kind == "digits")


def read_age(words: Words, said: str) -> int | None:
    """Return a number of years: "I am thirty five years old"."""
    tokens = read(BETWEEN_DIGIT_AND_LETTER.sub(" ", said), words.option | words.age) or []
    tokens = [token for token in tokens if token.kind != "filler"]
    return tokens[0].value if len(tokens) == 1 and 0 <= tokens[0].value < 1000 else None


def _people(tokens: list[Token]) -> tuple[int | None, bool]:
    """Count the people named: "me and my two kids"; say whether the speaker is surely among them, and all are counted.

    "4 with me" can mean four or five, "we are 4 with 2 children" four or six, in "two men with us" the speaker is not
    counted, and may not be in "an appointment for 3": none is sure.
    """
    total, count, stated, before = 0, None, None, ""
    speaker, we, bare = False, False, False
    for kind, value, _ in tokens:
        if kind in QUANTITIES and count is not None and not total and stated is None:
            stated, count = count, value
        elif kind in QUANTITIES and count is None and (before in ("and", "we") or not speaker):
            count = value
        elif kind == "one" or (kind == "many" and count is not None):
            total, count = total + (1 if count is None else count), None
        elif kind == "self" and not speaker and count is None:
            total, speaker = total + 1, True
        elif kind == "we":
            we = we or before != "and"
        elif kind == "and" and (speaker or total or count is not None):
            bare = bare or (count is not None and not speaker)
            total, count = total + (count or 0), None
        elif kind not in ("and", "there") and not (kind == "for" and before in ("", "for")):
            return None, False
        before = kind
    bare = bare or (count is not None and not speaker)
    total += count or 0
    if stated not in (None, total) or not total or (speaker and total == 1):
        return None, False
    return total, (speaker or we) and not bare
