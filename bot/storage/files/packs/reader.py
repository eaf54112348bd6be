"""Opens the files of a pack, and collects what is known while it is read: mistakes, texts, ids, periods."""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.core.errors import PackError
from bot.core.language.text import PLACEHOLDER, Text
from bot.storage.files.csv_table import Line, read_table

HEAD = "pack.toml"
LARGEST = 1_000_000
"""The largest size of a file of a pack, in bytes."""
LONGEST_TEXT = 300
LONGEST_SOURCE = 100
LONGEST_LABEL = 60
"""Characters that fit in a message, in the brackets of a message, and on a button."""
FILES = {
    HEAD: "who runs it, what is kept, parameters and areas",
    "questions.toml": "what it asks",
    "rules.toml": "what its rules list",
    "sites.csv": "where appointments take place",
    "capacity.csv": "how many a day",
    "contacts.csv": "who helps",
}
PAGE_FILES = (HEAD, "contacts.csv", "cases.toml")
"""All that a page has."""
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
    """A text of a pack: its English, where it is, what it is for, and the most characters that fit."""

    english: str
    file: str
    place: str = ""
    says: str = ""
    longest: int = LONGEST_TEXT


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
    unnamed: set[str] = field(default_factory=set)
    """Kinds of which an id was refused: if another file names something unknown, it may mean that one."""
    parent: "Draft | None" = None
    """The pack that this one extends."""
    inherited: dict[str, list[str]] = field(default_factory=dict)
    """Ids by kind that the parent has and this pack does not leave out."""
    head: dict[str, object] = field(default_factory=dict)
    """The top of pack.toml, with that of the parent where the pack says nothing."""
    owners: dict[str, str] = field(default_factory=dict)
    """For each key of the head that is inherited, the id of the pack that wrote it."""
    without: tuple[str, ...] = ()
    before: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """For each kind and id, the id before which it comes, and the place that says so."""
    closed: dict[str, set[date]] = field(default_factory=dict)
    """Closed days by site, also those of the parent."""

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

    def known(self, kind: str) -> list[str]:
        """Return the ids of a kind that the pack has, also those of its parent."""
        return [*self.inherited.get(kind, []), *self.ids(kind)]

    @property
    def all_texts(self) -> dict[str, Found]:
        """The texts of the pack and of those that it extends."""
        return {**(self.parent.all_texts if self.parent else {}), **self.texts}

    def text(self, file: str, place: str, name: str, key: str, english: str, longest: int, says: str) -> Text:
        """Return a text with its key for translators.

        It is a mistake if the text makes a promise, has a {placeholder} or an invisible character, or is too long.
        """
        key = f"{self.id}.{key}"
        self.texts.setdefault(key, Found(english, file, place, says, longest))
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
        """Return the bytes of a file; None without it, which is noted, except for a missing `optional` file.

        A pack that extends another needs only pack.toml.
        """
        path = self.folder / file
        if not path.is_file():
            if not optional and (self.parent is None or file == HEAD):
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
        content = self.content(file, optional=optional)
        if content is None:
            return []
        lines, faults = read_table(content, columns, extra)
        for fault in faults:
            self.add_mistake(file, *fault)
        return lines
