"""Read numbers, days and clock times from typed words; None if a text is not clearly one of them."""

import re
from collections.abc import Collection
from datetime import date, time, timedelta

from bot.core.understanding.counts import BETWEEN_DIGIT_AND_LETTER, QUANTITIES, is_short, read_age, read_count
from bot.core.understanding.vocabulary import Token, Vocabulary, Words, read

_BELOW_ZERO_OR_A_PART = re.compile(r"(?<!\w)[-−–]\s*\d|\d\s*(?:[.,/]\s*\d|%)")


def number(text: str, vocabulary: Vocabulary, language: str) -> int | None:
    """Return how many: "3", "three", "nou twa", "just me", "mwen ak 2 timoun"; None for "3 or 4", -3, 2.5 and ²."""
    if is_below_zero_or_a_part(text):
        return None
    return vocabulary.agreed(text, language, read_count)


def amount(text: str, vocabulary: Vocabulary, language: str) -> int | None:
    """Return a number that may have its unit: "3", "we are three", "18 years", "mwen gen 25 an"."""
    count = number(text, vocabulary, language)
    if count is not None or is_below_zero_or_a_part(text):
        return count
    return vocabulary.agreed(text, language, read_age)


def is_below_zero_or_a_part(text: str) -> bool:
    """Return whether a text contains -3, 2.5, 3/4 or 50 %."""
    return bool(_BELOW_ZERO_OR_A_PART.search(text))


def single_number(said: str, words: Words) -> int | None:
    """Return the number of a normalised text that is only a number, perhaps with "number" or "option" before it."""
    tokens = [token for token in read(said, words.option) or () if token.kind != "filler"]
    return tokens[0].value if len(tokens) == 1 and is_short(tokens) else None


def weekday(text: str, vocabulary: Vocabulary, language: str) -> int | None:
    """Return a day of the week; Monday is 1."""
    return vocabulary.agreed(text, language, read_weekday)


def day(text: str, vocabulary: Vocabulary, language: str, today: date) -> date | None:
    """Return today or a later day: "tomorrow", "lendi", "25 de noviembre", "25/11" (the day first), "2026-11-25".

    Without a year it is the next such day. A weekday is never today. If a weekday and its date do not agree,
    the result is None.
    """
    return vocabulary.agreed(text, language, lambda words, said: read_day(words, said, today))


def clock(text: str, vocabulary: Vocabulary, language: str, among: Collection[time] = ()) -> time | None:
    """Return a time of day: "13:00", "1 pm", "3zè nan aprèmidi", "13 h 30", "midi"; a number alone is not a time.

    `among` are the times on offer. "3 o'clock" without a part of the day means 3:00 or 15:00, whichever is offered;
    None if both are offered.
    """
    found = vocabulary.agreed(text, language, read_clock)
    if found is None:
        return None
    at, exact = found
    if exact or not among:
        return at
    offered = {t for t in among if (t.hour % 12, t.minute) == (at.hour % 12, at.minute)}
    return at if not offered else offered.pop() if len(offered) == 1 else None


# Days


def read_weekday(words: Words, said: str) -> int | None:
    """Return the weekday that a normalised text of this language names."""
    named = [token for token in read(said, words.weekday) or () if token.kind != "filler"]
    return named[0].value if [token.kind for token in named] == ["weekday"] else None


def read_day(words: Words, said: str, today: date) -> date | None:
    """Return the day that a normalised text of this language names."""
    plain = words.ordinal.sub("", said)
    tokens = read(BETWEEN_DIGIT_AND_LETTER.sub(" ", plain), words.day) or []
    if away := _away(tokens):
        return today + timedelta(away)
    kinds = {token.kind for token in tokens}
    tokens = [token for token in tokens if token.kind not in AROUND_A_DAY]
    match tokens:
        case [Token("number" | "digits", n)] if plain != said or "mark" in kinds:
            return next_day_of_month(n, today)
        case [Token("away", days), *rest]:
            named = today + timedelta(days)
            return named if not rest or _date(rest, today) == named else None
        case [Token("weekday", weekday), Token("next_week")] | [Token("next_week"), Token("weekday", weekday)]:
            return today + timedelta(7 - today.isoweekday() + weekday)
        case [Token("weekday", weekday), *rest]:
            return _with_weekday(weekday, rest, today)
    return _date(tokens, today)


AROUND_A_DAY = ("filler", "mark", "after", "unit")
"""Kinds of words that do not change the meaning of a day."""
FARTHEST_DAYS = 366


def _away(tokens: list[Token]) -> int | None:
    """Return the number of days from today: "in 3 days", "in a week", "two weeks from now"."""
    match tokens:
        case [Token("after"), Token("number" | "digits", n), Token("unit", size)]:
            pass
        case [Token("number" | "digits", n), Token("unit", size), Token("after")]:
            pass
        case [Token("after"), Token("one", size)] | [Token("one", size), Token("after")]:
            n = 1
        case _:
            return None
    return n * size if 0 < n * size <= FARTHEST_DAYS else None


def _with_weekday(weekday: int, rest: list[Token], today: date) -> date | None:
    """Return the next such weekday; if a number or a date is named as well, the weekday must agree with it."""
    coming = (today + timedelta(days) for days in range(1, 62))
    fitting = (found for found in coming if found.isoweekday() == weekday)
    if len(rest) == 1:
        return next((found for found in fitting if found.day == rest[0].value), None)
    named = _date(rest, today) if rest else next(fitting)
    return named if named and named.isoweekday() == weekday else None


def next_day_of_month(day: int, today: date) -> date | None:
    """Return the next day with this number, today included."""
    months = ((today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1) for n in range(3))
    return next((found for year, month in months if (found := _possible(day, month, year)) and found >= today), None)


def _date(tokens: list[Token], today: date) -> date | None:
    """Return a day from a day and a month, with or without a year, in any of the usual orders."""
    shape = " ".join("n" if token.kind in QUANTITIES else token.kind for token in tokens)
    values = [token.value for token in tokens]
    if "month" not in shape and any(token.kind != "digits" for token in tokens):
        return None
    match shape, values:
        case "n month", [day, month]:
            return _next(day, month, today)
        case "month n", [month, day]:
            return _next(day, month, today)
        case "n month n", [day, month, _]:
            return _exact(day, month, tokens[2])
        case "month n n", [month, day, _]:
            return _exact(day, month, tokens[2])
        case "n n", [day, month]:
            return _next(*_day_first(day, month), today)
        case "n n n", [_, month, day] if len(tokens[0].written) == 4:
            return _exact(day, month, tokens[0])
        case "n n n", [day, month, _]:
            return _exact(*_day_first(day, month), tokens[2])
    return None


def _day_first(day: int, month: int) -> tuple[int, int]:
    """Return day and month: 25/11 is the usual order, and 11/25 can only mean the same day."""
    return (month, day) if month > 12 >= day else (day, month)


def _exact(day: int, month: int, year: Token) -> date | None:
    if len(year.written) not in (2, 4):
        return None
    return _possible(day, month, year.value if len(year.written) == 4 else 2000 + year.value)


def _next(day: int, month: int, today: date) -> date | None:
    """Return this day in this year or, if it is in the past, in the next year."""
    years = (today.year, today.year + 1)
    return next((d for y in years if (d := _possible(day, month, y)) and d >= today), None)


def _possible(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


# Clock times


def read_clock(words: Words, said: str) -> tuple[time, bool] | None:
    """Return the time of a normalised text, and whether it is clear if it is in the morning or in the afternoon."""
    tokens = read(BETWEEN_DIGIT_AND_LETTER.sub(" ", said), words.clock) or []
    hour, minute, part, clear, written = None, None, "", False, ""
    for token in tokens:
        match token.kind:
            case "filler":
                pass
            case "digits" | "number" | "hour" if hour is None:
                hour, written, clear = token.value, token.written, clear or token.kind == "hour"
            case "noon" | "midnight" if hour is None:
                hour, part = 0, token.kind
            case "digits" if minute is None and len(token.written) == 2 and part not in PARTS_OF_DAY:
                minute = token.value
            case "half" | "quarter" if hour is not None and minute is None:
                minute = 30 if token.kind == "half" else 15
            case "mark" if hour is not None:
                clear = True
            case "at" if hour is None:
                clear = True
            case kind if kind in PARTS_OF_DAY and hour is not None and not part:
                part = kind
            case _:
                return None
    if hour is None or not (clear or part or minute is not None):
        return None
    at = _hour(hour, part)
    if at is None or at > 23 or (minute or 0) > 59:
        return None
    exact = bool(part) or hour > 12 or written.startswith("0")
    return time(at, minute or 0), exact


PARTS_OF_DAY = ("morning", "afternoon", "night")


def _hour(hour: int, part: str) -> int | None:
    """Return the hour (0-23) from the words; None for an impossible one ("15 in the morning")."""
    match part:
        case "noon":
            return 12
        case "morning" if hour <= 12:
            return hour % 12
        case "afternoon" if 1 <= hour <= 23:
            return hour % 12 + 12
        case "night" if hour in (0, 12) or 5 <= hour <= 11 or 17 <= hour <= 23:
            return 0 if hour in (0, 12) else hour % 12 + 12
        case "" | "midnight":
            return hour
    return None
