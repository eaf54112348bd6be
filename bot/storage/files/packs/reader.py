"""Opens the files of a pack, and keeps what is known while it is read: mistakes, texts, names, periods."""

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
from typing import Any

from bot.core.errors import PackError
from bot.core.language.text import PLACEHOLDER, Text

LARGEST = 1_000_000
"""Bytes that one file of a pack may have."""
LONGEST_TEXT = 300
LONGEST_SOURCE = 100
LONGEST_LABEL = 60
"""Characters that fit a message, brackets in a message, and a button."""
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
"""Control characters, and those that turn the direction of writing."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text of a pack: its English, and the file in which it stands."""

    english: str
    file: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a CSV file, cells by column; empty cells are left out."""

    number: int
    cells: dict[str, str]


@dataclass
class Draft:
    """A pack while it is read. Reading goes on after a mistake, so that all are found at once."""

    folder: Path
    id: str = ""
    mistakes: list[PackError] = field(default_factory=list)
    texts: dict[str, Found] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Ids by kind, those of things with mistakes too: another file may name them without a second mistake."""
    periods: dict[str, list[tuple[date, date | None, str]]] = field(default_factory=dict)

    def add_mistake(self, file: str, place: str, fault: str, fix: str = "") -> None:
        """Note a mistake: which file, where in it, what is wrong, how to fix it."""
        self.mistakes.append(PackError(self.path_for_people(file), place, fault, fix))

    def path_for_people(self, file: str) -> str:
        """A file of the pack as it is named to people: from where they stand, if it is below."""
        path = self.folder / file
        here = Path.cwd()
        return str(path.relative_to(here) if path.is_relative_to(here) else path)

    def is_clean(self, *files: str) -> bool:
        """Whether no mistake was found in these files."""
        faulty = {mistake.file for mistake in self.mistakes}
        return not any(self.path_for_people(file) in faulty for file in files)

    def ids(self, kind: str) -> list[str]:
        """The ids of a kind ("site", "question") named so far."""
        return self.names.setdefault(kind, [])

    def text(self, file: str, place: str, name: str, key: str, english: str, longest: int) -> Text:
        """A text with its key for translators; it promises nothing, has no {placeholder}, and is not too long."""
        key = f"{self.id}.{key}"
        self.texts.setdefault(key, Found(english, file))
        if hole := PLACEHOLDER.search(english):
            self.add_mistake(
                file, place, f'"{name}" has the placeholder {hole[0]}, which nothing fills.', "Write it out."
            )
        if UNSEEN.search(english):
            self.add_mistake(file, place, f'"{name}" has a character that nobody sees.', "Type the sentence again.")
        if promise := PROMISE.search(english):
            self.add_mistake(
                file,
                place,
                f'"{name}" promises something ("{promise[0]}").',
                "Say what the rule lists, and who decides.",
            )
        if len(english) > longest:
            fault = f'"{name}" has {len(english)} characters; {longest} fit.'
            self.add_mistake(file, place, fault, "Say it in fewer words.")
        return Text(key, english)

    def period(self, of: str, start: date, end: date | None, file: str, place: str) -> None:
        """Note a period of something; one that overlaps another of the same is a mistake."""
        others = self.periods.setdefault(of, [])
        for number, (from_day, until_day, other) in enumerate(others):
            if start <= (until_day or date.max) and from_day <= (end or date.max):
                earlier, later = sorted((start, from_day))
                fault = f"the period from {later} overlaps the one from {earlier} ({other})."
                self.add_mistake(file, place, fault, 'Let "until" of one be a day before "from" of the other.')
                others[number] = (from_day, from_day, other)  # once is enough
                break
        others.append((start, end, place))

    def read(self, file: str, *, optional: bool = False) -> str | None:
        """A file as text; None if it is not there or cannot be read, which is noted."""
        path = self.folder / file
        if not path.is_file():
            if not optional:
                what = FILES.get(file, "a file of the pack")
                self.add_mistake(file, "", f"the file is missing; it says {what}.", "Copy it from another pack.")
            return None
        if path.stat().st_size > LARGEST:
            self.add_mistake(file, "", "the file is larger than 1 MB.", "A pack holds words and numbers only.")
            return None
        content = path.read_bytes()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.add_mistake(
                file, f"line {line}", "this is not UTF-8 text.", 'Save it as UTF-8 (in Excel: "CSV UTF-8").'
            )
            return None

    def toml(self, file: str, *, optional: bool = False) -> dict[str, Any] | None:
        """A TOML file as a table."""
        text = self.read(file, optional=optional)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            what, _, where = str(error).partition(" (at ")
            line = re.match(r"line \d+", where)
            place = line[0] if line else "the last line"
            fix = "Look here and one line above: a quote, a bracket or a = is missing or too many."
            self.add_mistake(file, place, f"this cannot be read as TOML ({what}).", fix)
            return None

    def csv(
        self, file: str, columns: Collection[str], extra: Collection[str] = (), *, optional: bool = False
    ) -> list[Line]:
        """The lines of a CSV file that has all these columns, and perhaps some of the extra ones."""
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
                self.add_mistake(file, "line 1", f'the column "{name}" is there twice.', "Delete one.")
        for name in columns:
            if name not in header:
                fix = f"The first line is {','.join(columns)}"
                self.add_mistake(file, "line 1", f'the column "{name}" is missing.', fix)
        return len(self.mistakes) == before

    def _line(self, file: str, number: int, header: list[str], cells: list[str]) -> Line | None:
        if len(cells) != len(header):
            fault = f"there are {len(cells)} cells, but {len(header)} columns."
            fix = "A text with a comma in it stands between quotes; a cell left empty still needs its comma."
            self.add_mistake(file, f"line {number}", fault, fix)
            return None
        return Line(number, {name: cell for name, cell in zip_longest(header, cells) if cell})


def suggest(word: str, known: Iterable[str]) -> str:
    """A fix for a word that is not known: the one that was probably meant, else all there are.

    >>> suggest("age", ["ages", "alone"])
    'Did you mean "ages"?'
    >>> suggest("xyz", ["ages", "alone"])
    'There is: ages, alone.'
    """
    words = sorted(known)
    close = get_close_matches(word, words, n=1) or get_close_matches(word.lower(), words, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"There is: {', '.join(words)}." if words else "There is none yet."
