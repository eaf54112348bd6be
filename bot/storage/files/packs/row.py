"""Reads the values of one row of a pack, a TOML table or a CSV line, and notes what is wrong with them."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, time
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from bot.core.errors import suggest
from bot.core.language.text import Text
from bot.core.understanding.vocabulary import fold_answer
from bot.storage.files.csv_table import Line
from bot.storage.files.packs.cells import days_meant, decimal_of, split, time_of, weekdays_of, whole_of, zones_like
from bot.storage.files.packs.keyed_row import KeyedRow
from bot.storage.files.packs.keys import CLOCK, CODE, URL, Key, Table
from bot.storage.files.packs.reader import LARGEST, Draft
from bot.storage.files.packs.values import describe

W = TypeVar("W", bound=str)
LONG_AGO, NEVER = date(1900, 1, 1), date(2200, 1, 1)
"""The bounds of all dates; a period without a first day begins LONG_AGO."""


class Row(KeyedRow):
    """Reads the values of a row. A value with a mistake is noted once, and read as an empty value."""

    def word(self, name: str) -> str:
        """Return a name or code that is the same in every language; "" if it is missing."""
        return self._word(name, self._key(name, "word", "hours"))

    def _word(self, name: str, key: Key, example: str = "...", longest: int = 0) -> str:
        value = self._take(name, str, f'"{example}"', key.required)
        if value is None:
            return ""
        if not value.strip():
            self.refuse(name, f'"{name}" is empty.', "Fill it in, or delete the line.")
        if len(value) > (longest := longest or key.longest):
            fault = f'"{name}" has {len(value)} characters; at most {longest} fit.'
            self.refuse(name, fault, "Use fewer words.")
        return "" if name in self.refused else value

    def url(self, name: str = "url") -> str:
        """Return a web address; "" if it is missing."""
        url = self._word(name, self._key(name, "url"))
        if url and not re.fullmatch(URL, url):
            self.refuse(name, f'"{name}" is "{url}", which is not a web address.', "Copy all of it, with https://")
        return url

    def one_of(self, name: str, allowed: Sequence[W]) -> W:
        """Return one of the declared words; another word is noted, and returned although it is none of them."""
        key = self._key(name, "one_of")
        assert key.words == tuple(allowed), f"{name} is declared with other words"
        word = self._word(name, key, example=allowed[0])
        if word and word not in allowed:
            self.refuse(name, f'"{name}" is "{word}".', suggest(word, allowed))
        return cast(W, word)

    def clock(self, name: str) -> str:
        """Return a time of the day as it is written, 09:00."""
        at = self._word(name, self._key(name, "clock"))
        if at and not re.fullmatch(CLOCK, at):
            self.refuse(name, f'"{name}" is "{at}", not a time.', f'Write it like this: {name} = "09:00"')
        return at

    def id(self, kind: str, *, again: bool = False) -> str:
        """Return the id of a site, a question ...; with `again`, several versions may share one id."""
        key = self._key("id", "id")
        id = self._word("id", key)
        if id and not re.fullmatch(CODE, id):
            fix = "Use at most 32 small letters a-z, digits, - and _; begin with a letter."
            self.refuse("id", f'"{id}" cannot be an id.', fix)
        if "id" in self.refused:
            self.draft.unnamed.add(kind)
        elif id in key.words:
            self.refuse("id", f'"{id}" is reserved for the conversation.', "Choose another id.")
        elif id in self.draft.ids(kind) and not again:
            self.refuse("id", f'the id "{id}" appears twice.', "Give one of them another id.")
        self.draft.ids(kind).append(id)
        return id

    def text(self, name: str, key: str) -> Text:
        """Return a text that people read; `key` is its key for translators, without the id of the pack."""
        declared = self._key(name, "text")
        english = self._word(name, declared, longest=LARGEST)
        if name in self.owners:
            return Text(f"{self.owners[name]}.{key}", english)
        if not english:
            return Text(f"{self.draft.id}.{key}", "")
        return self.draft.text(self.file, self.place, name, key, english, declared.longest, declared.says)

    def text_if_any(self, name: str, key: str) -> Text | None:
        """Return a text that may be missing."""
        return self.text(name, key) if self.has(name) else None

    def whole(self, name: str) -> int | None:
        """Return a whole number between its bounds, both included; None if it is missing."""
        key = self._key(name, "whole")
        value = self._number(name, int, key.required)
        if value is not None and not key.least <= value <= key.most:
            bound = f"at least {key.least:g}" if value < key.least else f"at most {key.most:.0f}"
            self.refuse(name, f'"{name}" is {value}; it must be {bound}.', "Correct the number.")
        return None if value is None or name in self.refused else int(value)

    def decimal(self, name: str) -> float | None:
        """Return a number between its bounds, both included; None if it is missing."""
        key = self._key(name, "decimal")
        if (value := self._number(name, float, key.required)) is not None and not key.least <= value <= key.most:
            fault = f'"{name}" is {value}; it must be from {key.least:g} to {key.most:g}.'
            self.refuse(name, fault, "Correct the number.")
        return None if name in self.refused else value

    def _number(self, name: str, kind: type[int] | type[float], required: bool) -> float | None:
        if self.typed and kind is float and type(self.values.get(name)) is int:
            kind = int
        if self.typed:
            return self._take(name, kind, "14", required)
        cell = self._take(name, str, "14", required)
        number = None if cell is None else whole_of(cell) if kind is int else decimal_of(cell)
        if cell is not None and number is None:
            self.refuse(name, f'"{name}" is "{cell}", not a number.', "Write digits only, such as 14.")
        return number

    def flag(self, name: str) -> bool:
        """Return a yes-or-no value: true or false in TOML; yes, no or nothing in CSV."""
        self._key(name, "flag")
        if self.typed:
            return bool(self._take(name, bool, "true", required=False))
        cell = self._take(name, str, "yes", required=False) or "no"
        said = {"yes": True, "true": True, "no": False, "false": False}.get(cell.lower())
        if said is None:
            self.refuse(name, f'"{name}" is "{cell}".', "Write yes or no.")
        return bool(said)

    def day(self, name: str) -> date | None:
        """Return a date, written 2026-01-31; in a spreadsheet also 31/01/2026, where no other day can be meant."""
        required = self._key(name, "day").required
        if self.typed:
            day: date | None = self._take(name, date, "2026-01-31", required)
        else:
            cell, day = self._take(name, str, "2026-01-31", required), None
            days = sorted(days_meant(cell)) if cell else []
            if len(days) == 1:
                (day,) = days
            elif cell:
                fault = f"which can be {days[0]} or {days[1]}" if days else "not a date"
                self.refuse(name, f'"{name}" is "{cell}", {fault}.', "Write year, month and day: 2026-01-31.")
        if day and not LONG_AGO < day < NEVER:
            self.refuse(name, f'"{name}" is {day}.', "Check the year.")
        return None if name in self.refused else day

    def period(self, of: str = "") -> tuple[date, date | None]:
        """Return the first and the last day ("from", "until"); periods `of` the same thing must not overlap."""
        start, end = self.day("from"), self.day("until")
        if start and end and end < start:
            self.add_mistake(f'"until" ({end}) is before "from" ({start}).', "Swap or correct the two dates.")
        elif start and of and self.valid:
            self.draft.period(of, start, end, self.file, self.place)
        return start or LONG_AGO, end

    def words(self, name: str) -> tuple[str, ...]:
        """Return several codes, each once: a list in TOML, separated by spaces in CSV."""
        words = self._words(name)
        if twice := [word for at, word in enumerate(words) if word in words[:at]]:
            self.refuse(name, f'"{name}" has "{twice[0]}" twice.', "Delete one of them.")
        return tuple(dict.fromkeys(words))

    def _words(self, name: str) -> tuple[str, ...]:
        required = self._key(name, "words", "times", "weekdays").required
        if not self.typed:
            cell = self._take(name, str, "...", required)
            return split(cell) if cell else ()
        values = self._take(name, list, '["...", "..."]', required) or []
        if not all(type(value) is str for value in values):
            self.refuse(name, f'"{name}" is not a list of texts.', f'Write it like this: {name} = ["...", "..."]')
            return ()
        if not all(map(str.strip, values)):
            self.refuse(name, f'"{name}" has an empty text.', "Fill it in, or delete it.")
        return tuple(filter(str.strip, values))

    def zone(self, name: str, default: str = "") -> str:
        """Return the IANA name of a time zone; UTC replaces an unknown one, so that reading can continue."""
        zone = self._word(name, self._key(name, "zone"))
        if not zone:
            return default or "UTC"
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError):  # KeyError: no such zone; OSError: a folder of zones
            meant = suggest(zone, same) if (same := zones_like(zone)) else "Write it like this: America/Tijuana."
            self.refuse(name, f'"{name}" is "{zone}", which is not a time zone.', meant)
            return "UTC"
        return zone

    def times(self, name: str) -> tuple[time, ...]:
        """Return times of the day, earliest first, written 09:00 13:30."""
        times = []
        for word in self._words(name):
            if (at := time_of(word)) is not None:
                times.append(at)
            else:
                self.refuse(name, f'"{name}" has "{word}", which is not a time.', "Write them like 09:00 13:30.")
        if len(set(times)) < len(times):
            self.refuse(name, f'"{name}" has the same time twice.', "Delete one of them.")
        return tuple(sorted(times))

    def weekdays(self, name: str) -> frozenset[int]:
        """Return days of the week, Monday is 1, written "Mon Wed", "Mon-Fri" or "every day"."""
        days, strange = weekdays_of(self._words(name))
        for word in strange:
            self.refuse(name, f'"{name}" has "{word}", which is not a day.', "Write Mon Wed, Mon-Fri or every day.")
        return days

    def time(self, name: str) -> time | None:
        """Return one time of the day."""
        times = self.times(name)
        if len(times) > 1:
            self.refuse(name, f'"{name}" has {len(times)} times.', "Write one.")
        return times[0] if len(times) == 1 else None

    def site(self, name: str, also: Collection[str] = ()) -> str:
        """Return the id of a site of the pack, or one of the words that may stand in its place."""
        return self.known_site(name, self._word(name, self._key(name, "site")), also)

    def known_site(self, name: str, word: str, also: Collection[str] = ()) -> str:
        """Return the site that a word under a key names: capitals, accents and hyphens may differ from its id."""
        sites = self.draft.known("site")
        known = [*sites, *also]
        meant = [word] if word in known else [id for id in known if fold_answer(id) == fold_answer(word)]
        if len(meant) == 1:
            return meant[0]
        if word and "site" not in self.draft.unnamed and (sites or self.draft.is_clean("sites.csv")):
            self.refuse(name, f'"{name}": "{word}" is not a site of this pack.', suggest(word, known))
        return word

    def tables(self, name: str, noun: str, of: Table | None = None) -> Iterator["Row"]:
        """Yield the tables under a key ([[question]] ...), each named by its id; `of` are their keys, else declared."""
        of = of or self._key(name, "tables", "options").of
        assert of, f"{name} is declared without its keys"
        tables = self.values[name] if self.has(name) else []
        if not isinstance(tables, list):
            fix = f"Write [[{name}]], with two brackets on each side, above each of them."
            self.refuse(name, f'"{name}" is {describe(tables)}, not a list of tables.', fix)
            return
        for number, values in enumerate(tables, 1):
            if not isinstance(values, dict):
                fault = f'"{name}" has {describe(values)} in its list instead of a table.'
                self.refuse(name, fault, "Write each of them as { ... }.")
                continue
            named = values.get("id", values.get("name"))
            place = f'{noun} "{named}"' if isinstance(named, str) else f"{noun} {number}"
            yield Row(self.draft, self.file, ", ".join(filter(None, (self.place, place))), values, of, typed=True)


def line_row(draft: Draft, file: str, line: Line, table: Table, noun: str = "") -> Row:
    """Return a line of a CSV file as a row; one with a noun is named by its id or its name."""
    named = line.cells.get("id" if "id" in table.keys else "name")
    place = f'{noun} "{named}"' if noun and named else f"line {line.number}"
    return Row(draft, file, place, dict(line.cells), table, typed=False)
