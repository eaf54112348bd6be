"""Texts that the bot says and hears, as values in no language, and the catalog that puts them into one language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from bot.core.language.data import Json

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its weekday, as people name it; `short` is the form for a button."""

    date: date
    short: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week; Monday is 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166 code; a catalog says its name."""

    code: str


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A message: a key that never changes, the English text, and the values for its {placeholders}."""

    key: str
    english: str
    values: tuple[tuple[str, "Value"], ...]

    def __init__(self, key: str, english: str, /, **values: "Value") -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "english", english)
        object.__setattr__(self, "values", tuple(values.items()))

    def filled(self, **values: "Value") -> "Text":
        """Return the same message with more of its placeholders filled."""
        return Text(self.key, self.english, **{**dict(self.values), **values})


@dataclass(frozen=True, slots=True, init=False)
class Texts(Text):
    """A message with a singular and a plural; `n` and the plural rule of each language choose the form."""

    many: str
    n: int

    def __init__(self, key: str, one: str, many: str, /, n: int, **values: "Value") -> None:
        Text.__init__(self, key, one, n=n, **values)
        object.__setattr__(self, "many", many)
        object.__setattr__(self, "n", n)


@dataclass(frozen=True, slots=True)
class Heard:
    """Words that mean one answer, separated by `|`; every language has its own list, not a translation."""

    key: str
    english: str


Value = str | int | date | time | Day | Weekday | Country | Text | tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in one language, with the English that it translates; () stands for whatever the English is."""

    forms: tuple[str, ...]
    english: tuple[str, ...] = ()
    revised: date | None = None
    """The last day on which its file was changed."""


@dataclass(frozen=True, eq=False)
class Catalog:
    """One language: its messages by key, and its names of days, months and countries. A catalog equals only itself."""

    language: str
    name: str
    """The name of the language in the language itself."""
    messages: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    countries: Mapping[str, str]
    fault: str = field(default="", kw_only=True)
    """Why its file cannot be used. The language is not offered then, and people who chose it read English meanwhile."""
    offered: bool = field(default=True, kw_only=True)
    """Whether people can choose it."""
    names: tuple[str, ...] = field(default=(), kw_only=True)
    """Further names by which it is understood."""
    source: bool = field(default=False, kw_only=True)
    """Whether this is the language in which the texts are written."""
    outdated: Mapping[str, date | None] = field(default_factory=dict, kw_only=True)
    """The keys whose English means something else by now, with the last day on which their file was changed."""

    def say(self, value: Value) -> str:
        """Return any value in this language.

        >>> ENGLISH.say(Text("taken", "{time} is gone.", time=time(13)))
        '1:00 pm (13:00) is gone.'
        """
        match value:
            case Text():
                if not value.values:
                    return self._template(value)
                said = {name: self.say(part) for name, part in value.values}
                return PLACEHOLDER.sub(lambda hole: said.get(hole[1], hole[0]), self._template(value))
            case Day():
                return self._day(value)
            case date():
                return self._date(value)
            case time():
                return self._time(value)
            case Weekday():
                return self.weekdays[value.number - 1]
            case Country():
                return self.countries.get(value.code, value.code)
            case tuple():
                return self._list([self.say(part) for part in value])
            case _:
                return str(value)

    def hear(self, words: Heard) -> tuple[str, ...]:
        """Return the words of this language that mean this answer, as written in the catalog."""
        return tuple(word.strip() for word in self._own(words.key, words.english).split("|") if word.strip())

    def _own(self, key: str, english: str) -> str:
        forms = self.messages.get(key)
        return forms[0] if forms else english

    def _template(self, text: Text) -> str:
        forms = self.messages.get(text.key)
        if isinstance(text, Texts):
            if forms:
                return forms[min(self.plural(text.n), len(forms) - 1)]
            return text.english if text.n == 1 else text.many
        return forms[0] if forms else text.english

    def _day(self, day: Day) -> str:
        weekdays, months = (self.weekdays_short, self.months_short) if day.short else (self.weekdays, self.months)
        text = DAY_SHORT if day.short else DAY
        return self._fill(
            text,
            weekday=weekdays[day.date.weekday()],
            day=self._day_number(day.date, day.short),
            month=months[day.date.month - 1],
        )

    def _date(self, day: date) -> str:
        return self._fill(DATE, day=self._day_number(day), month=self.months[day.month - 1], year=str(day.year))

    def _day_number(self, day: date, short: bool = False) -> str:
        return self._fill(FIRST_OF_MONTH) if day.day == 1 and not short else str(day.day)

    def _time(self, at: time) -> str:
        """Return a time, spoken and written, by the pattern of the latest band that starts at or before this hour."""
        patterns = self._hour_bands if at.minute == 0 else self._minute_bands
        pattern = next(pattern for hour, pattern in reversed(patterns) if hour <= at.hour)
        spoken = str(at.hour % 12 or 12)
        parts = {"h": spoken, "H": str(at.hour), "HH": f"{at.hour:02}", "mm": f"{at.minute:02}"}
        return PLACEHOLDER.sub(lambda hole: parts.get(hole[1], hole[0]), pattern)

    @cached_property
    def _hour_bands(self) -> list[tuple[int, str]]:
        return bands(self._fill(HOUR))

    @cached_property
    def _minute_bands(self) -> list[tuple[int, str]]:
        return bands(self._fill(MINUTES))

    def _list(self, parts: list[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return self._fill(LIST_AND, rest=", ".join(parts[:-1]), last=parts[-1])

    def _fill(self, text: Text, **parts: str) -> str:
        return PLACEHOLDER.sub(lambda hole: parts.get(hole[1], hole[0]), self._own(text.key, text.english))


def bands(table: str) -> list[tuple[int, str]]:
    """Read `0: {h} am | 12: {h} pm` as (first hour, pattern) pairs, earliest first."""
    rows = (row.split(":", 1) for row in table.split("|"))
    return sorted((int(hour), pattern.strip()) for hour, pattern in rows)


DAY = Text("calendar.day", "{weekday} {day} {month}")
DAY_SHORT = Text("calendar.day_short", "{weekday} {day} {month}")
DATE = Text("calendar.date", "{day} {month} {year}")
FIRST_OF_MONTH = Text("calendar.first", "1")
# One pattern for each part of the day; its first hour is before the colon. {h} 1-12, {H} 0-23, {HH} 00-23, {mm}.
HOUR = Text("calendar.hour", "0: {h}:00 am ({HH}:00) | 12: {h}:00 pm ({HH}:00)")
MINUTES = Text("calendar.minutes", "0: {h}:{mm} am ({HH}:{mm}) | 12: {h}:{mm} pm ({HH}:{mm})")
LIST_AND = Text("list.and", "{rest} and {last}")
# A translator fills these only where CLDR has no names of its own: separated by `|`, Monday and January first.
MONTHS = Text(
    "calendar.months",
    "January|February|March|April|May|June|July|August|September|October|November|December",
)
MONTHS_SHORT = Text("calendar.months_short", "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
WEEKDAYS = Text("calendar.weekdays", "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday")
WEEKDAYS_SHORT = Text("calendar.weekdays_short", "Mon|Tue|Wed|Thu|Fri|Sat|Sun")

ENGLISH = Catalog(
    language="en",
    name="English",
    messages={},
    plural=lambda n: int(n != 1),
    months=tuple(MONTHS.english.split("|")),
    months_short=tuple(MONTHS_SHORT.english.split("|")),
    weekdays=tuple(WEEKDAYS.english.split("|")),
    weekdays_short=tuple(WEEKDAYS_SHORT.english.split("|")),
    countries={},
    source=True,
)
"""The source language. It needs no file, because every text holds its English."""


def to_data(value: Value) -> Json:
    """Return a value as plain JSON; `from_data` reads it back."""
    match value:
        case Texts():
            values = {name: to_data(part) for name, part in value.values if name != "n"}
            return {"texts": [value.key, value.english, value.many, value.n], **({"v": values} if values else {})}
        case Text():
            if not value.values:
                return {"text": [value.key, value.english]}
            return {"text": [value.key, value.english], "v": {name: to_data(part) for name, part in value.values}}
        case Day():
            return {"day": value.date.isoformat(), "short": value.short}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case Weekday():
            return {"weekday": value.number}
        case Country():
            return {"country": value.code}
        case tuple():
            return [to_data(part) for part in value]
        case _:
            return value


def from_data(data: Json) -> Value:
    """Return the value that `to_data` wrote."""
    if isinstance(data, str | int):
        return data
    if isinstance(data, list):
        return tuple(map(from_data, data))
    if isinstance(data, dict):
        given = data.get("v")
        values = {name: from_data(value) for name, value in given.items()} if isinstance(given, dict) else {}
        match data:
            case {"text": [key, english]}:
                return Text(str(key), str(english), **values)
            case {"texts": [key, one, many, int(n)]}:
                return Texts(str(key), str(one), str(many), n, **values)
            case {"day": str(day), "short": bool(short)}:
                return Day(date.fromisoformat(day), short)
            case {"date": str(day)}:
                return date.fromisoformat(day)
            case {"time": str(at)}:
                return time.fromisoformat(at)
            case {"weekday": int(number)}:
                return Weekday(number)
            case {"country": str(code)}:
                return Country(code)
    raise ValueError(f"not a stored value: {data!r}")
