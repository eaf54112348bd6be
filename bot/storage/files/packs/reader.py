"""Opens the files of a pack, and collects what is known while it is read: mistakes, texts, ids, periods."""

import csv
import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from io import StringIO
from itertools import zip_longest
from pathlib import Path

from bot.core.errors import PackError
from bot.core.language.text import PLACEHOLDER, Text

LARGEST = 1_000_000
"""The largest size of a file of a pack, in bytes."""
LONGEST_TEXT = 300
LONGEST_SOURCE = 100
LONGEST_LABEL = 60
"""Characters that fit in a message, in the brackets of a message, and on a button."""
FILES = {
    "pack.toml": "who runs it, what is kept, parameters and areas",
    "questions.toml": "what it asks",
    "rules.toml": "what its rules list",
    "sites.csv": "where appointments take place",
    "capacity.csv": "how many a day",
    "contacts.csv": "who helps",
}
OPTIONAL_FILES = ("services.csv", "resources.csv", "closed.csv", "places.csv", "cases.toml")
PROMISE = re.compile(
    r"""\byou \s (?:\w+ \s)? qualify\b | \byou (?:['’]re|\s are) \s eligible\b | \bguarantee
    | \byou \s will \s (?:get|receive) \s (?:a \s visa|asylum|entry|papers)""",
    re.IGNORECASE | re.VERBOSE,
)
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and characters that change the direction of writing."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text of a pack: its English, and the file where it is."""

    english: str
    file: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a CSV file: its cells by column, without empty cells."""

    number: int
    cells: dict[str, str]


@dataclass
class Draft:
    """A pack while it is read. Reading continues after a mistake, so that all mistakes are found at once."""

    folder: Path
    id: str = ""
    mistakes: list[PackError] = field(default_factory=list)
    texts: dict[str, Found] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Ids by kind, also of rows with mistakes: if another file names such an id, that is not a second mistake."""
    periods: dict[str, list[tuple[date, date | None, str]]] = field(default_factory=dict)

    def add_mistake(self, file: str, place: str, fault: str, fix: str = "") -> None:
        """Note a mistake: the file, the place in it, what is wrong, and how to fix it."""
        self.mistakes.append(PackError(self.path_for_people(file), place, fault, fix))

    def path_for_people(self, file: str) -> str:
        """Return the path of a file of the pack for messages, relative to the current folder if it is inside."""
        path = self.folder / file
        here = Path.cwd()
        return str(path.relative_to(here) if path.is_relative_to(here) else path)

    def is_clean(self, *files: str) -> bool:
        """Return whether no mistake was found in these files."""
        faulty = {mistake.file for mistake in self.mistakes}
        return not any(self.path_for_people(file) in faulty for file in files)

    def ids(self, kind: str) -> list[str]:
        """Return the ids of a kind ("site", "question") found so far, as a list that callers extend."""
        return self.names.setdefault(kind, [])

    def text(self, file: str, place: str, name: str, key: str, english: str, longest: int) -> Text:
        """Return a text with its key for translators.

        It is a mistake if the text makes a promise, has a {placeholder} or an invisible character, or is too long.
        """
        key = f"{self.id}.{key}"
        self.texts.setdefault(key, Found(english, file))
        if hole := PLACEHOLDER.search(english):
            self.add_mistake(
                file, place, f'"{name}" has the placeholder {hole[0]}, which is never filled in.', "Write it out."
            )
        if UNSEEN.search(english):
            self.add_mistake(file, place, f'"{name}" has an invisible character.', "Type the sentence again.")
        if promise := PROMISE.search(english):
            self.add_mistake(
                file,
                place,
                f'"{name}" promises something ("{promise[0]}").',
                "Say what the rule lists, and who decides.",
            )
        if len(english) > longest:
            fault = f'"{name}" has {len(english)} characters; at most {longest} fit.'
            self.add_mistake(file, place, fault, "Use fewer words.")
        return Text(key, english)

    def period(self, of: str, start: date, end: date | None, file: str, place: str) -> None:
        """Note a period of something; it is a mistake if two periods of the same thing overlap."""
        others = self.periods.setdefault(of, [])
        for number, (from_day, until_day, other) in enumerate(others):
            if start <= (until_day or date.max) and from_day <= (end or date.max):
                earlier, later = sorted((start, from_day))
                fault = f"the period from {later} overlaps the one from {earlier} ({other})."
                self.add_mistake(file, place, fault, 'Set "until" of one to the day before "from" of the other.')
                others[number] = (from_day, from_day, other)  # do not report it again
                break
        others.append((start, end, place))

    def content(self, file: str, *, optional: bool = False) -> bytes | None:
        """Return the bytes of a file; None without it, which is noted, except for a missing `optional` file."""
        path = self.folder / file
        if not path.is_file():
            if not optional:
                what = FILES.get(file, "a file of the pack")
                self.add_mistake(file, "", f"the file is missing; it says {what}.", "Copy it from another pack.")
            return None
        if path.stat().st_size > LARGEST:
            self.add_mistake(file, "", "the file is larger than 1 MB.", "A pack contains only words and numbers.")
            return None
        return path.read_bytes()

    def read(self, file: str, *, optional: bool = False) -> str | None:
        """Return a file in UTF-8 as text; None if it cannot be read."""
        content = self.content(file, optional=optional)
        if content is None:
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.add_mistake(
                file, f"line {line}", "this is not UTF-8 text.", 'Save it as UTF-8 (in Excel: "CSV UTF-8").'
            )
            return None

    def toml(self, file: str, *, optional: bool = False) -> dict[str, object] | None:
        """Return a TOML file as a table; None if it is missing or cannot be read."""
        text = self.read(file, optional=optional)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            what, _, where = str(error).partition(" (at ")
            line = re.match(r"line \d+", where)
            place = line[0] if line else "the last line"
            fix = "Check this line and the line above: a quote, a bracket or a = is missing, or there is one too many."
            self.add_mistake(file, place, f"this cannot be read as TOML ({what}).", fix)
            return None

    def csv(
        self, file: str, columns: Collection[str], extra: Collection[str] = (), *, optional: bool = False
    ) -> list[Line]:
        """Return the lines of a CSV file, which must have all `columns`, and may have some of the `extra` ones."""
        text = self.read(file, optional=optional)
        if text is None:
            return []
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        try:
            rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
            rows = [(number, row) for number, row in rows if any(row)]
        except csv.Error as error:
            place = f"line {reader.line_num}"
            self.add_mistake(file, place, f"this cannot be read as CSV ({error}).", "Is a quote missing?")
            return []
        if not rows:
            self.add_mistake(file, "line 1", "the file is empty.", f"Its first line is {','.join(columns)}")
            return []
        header = rows[0][1]
        if not self._header(file, header, columns, extra):
            return []
        return [line for number, cells in rows[1:] if (line := self._line(file, number, header, cells))]

    def _header(self, file: str, header: list[str], columns: Collection[str], extra: Collection[str]) -> bool:
        before = len(self.mistakes)
        if len(header) == 1 and re.search(r"[;\t]", header[0]):
            fault = "the columns are not separated by commas."
            self.add_mistake(file, "line 1", fault, "Save the file again with commas between the columns.")
            return False
        for name in dict.fromkeys(header):
            if name not in columns and name not in extra:
                fix = suggest(name, [*columns, *extra])
                self.add_mistake(file, "line 1", f'there is no column "{name}" in this file.', fix)
            elif header.count(name) > 1:
                self.add_mistake(file, "line 1", f'the column "{name}" appears twice.', "Delete one of them.")
        for name in columns:
            if name not in header:
                fix = f"The first line is {','.join(columns)}"
                self.add_mistake(file, "line 1", f'the column "{name}" is missing.', fix)
        return len(self.mistakes) == before

    def _line(self, file: str, number: int, header: list[str], cells: list[str]) -> Line | None:
        if len(cells) != len(header):
            fault = f"there are {len(cells)} cells, but {len(header)} columns."
            fix = "Put a text that contains a comma between quotes; an empty cell still needs its comma."
            self.add_mistake(file, f"line {number}", fault, fix)
            return None
        return Line(number, {name: cell for name, cell in zip_longest(header, cells) if cell})


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a fix for an unknown word: the word that was probably meant, else all known words.

    >>> suggest("age", ["ages", "alone"])
    'Did you mean "ages"?'
    >>> suggest("xyz", ["ages", "alone"])
    'Write one of: ages, alone.'
    """
    words = sorted(known)
    close = get_close_matches(word, words, n=1) or get_close_matches(word.lower(), words, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Write one of: {', '.join(words)}." if words else "No name is defined yet."
