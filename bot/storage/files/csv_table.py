"""Reads tables as spreadsheets save them: their character sets, separators, empty rows and columns, and headers."""

import codecs
import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from typing import NamedTuple

from bot.core.errors import suggest

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


class Fault(NamedTuple):
    """A mistake in a table: the place, what is wrong, and how to fix it."""

    place: str
    fault: str
    fix: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: the number of its first line, and its cells by column, without empty cells."""

    number: int
    cells: dict[str, str]


class NotReadError(Exception):
    """A table of which no row can be read, and why."""

    def __init__(self, line: int, fault: str, fix: str) -> None:
        super().__init__(fault)
        self.fault = Fault(f"line {line}", fault, fix)


def read_table(content: bytes, columns: Collection[str], extra: Collection[str] = ()) -> tuple[list[Line], list[Fault]]:
    """Return the rows of a table, which must have all `columns` and may have the `extra` ones, and its mistakes."""
    try:
        header, rows = _header_and_rows(decode(content), columns, extra)
    except NotReadError as error:
        return [], [error.fault]
    faults = [*_faults_of_header(header, columns, extra)]
    if faults:
        return [], faults
    names, lines = [*map(_plain, header)], []
    for number, cells in rows:
        if len(cells) > len(names):
            fault = f"there are {len(cells)} cells, but {len(names)} columns."
            fix = "Put a text that contains a comma between quotes; an empty cell still needs its comma."
            faults.append(Fault(f"line {number}", fault, fix))
        else:
            lines.append(Line(number, {name: cell for name, cell in zip(names, cells, strict=False) if cell}))
    return lines, faults


# Characters

_USUAL = "ÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜàáâãäçèéêëìíîïñòóôõöùúûüÿŒœ¿¡«»“”‘’–—…€°ºª·•×½§©®\xa0"
_OTHER_SET = re.compile(rf"[^\x00-\x7f{_USUAL}]|(?<=[^\W\d_])[^\w\x00-\x7f’·](?=[^\W\d_])|[Œœ](?![UuIi])")
"""What no word has if a text was saved in CP1252: strange letters, signs within words, œ without its u."""


def decode(content: bytes) -> str:
    """Return the text of a table in UTF-8, in UTF-16, or in CP1252, the old set of Windows.

    CP1252 has a character for nearly every byte. NotReadError for a text that looks like another old set: libraries
    that guess take our short tables for Polish or Chinese.
    """
    charset = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    elif b"\0" in content[:2]:
        charset = "utf-16-be" if content.startswith(b"\0") else "utf-16-le"
    try:
        text = content.decode(charset)
        wrong = text.find("\0")
    except UnicodeDecodeError as error:
        text = content.decode("cp1252", "replace")
        strange = _OTHER_SET.search(text)
        wrong = error.start if charset != "utf-8-sig" else strange.start() if strange else -1
    if wrong >= 0:
        line = text.count("\n", 0, wrong) + 1
        raise NotReadError(line, "this is not UTF-8 text.", 'Save it as UTF-8 (in Excel: "CSV UTF-8").')
    return text.replace("\ufeff", "")


# Rows and columns

Row = tuple[int, list[str]]
"""The number of its first line, and its cells."""


def _header_and_rows(text: str, columns: Collection[str], extra: Collection[str]) -> tuple[list[str], list[Row]]:
    """Return the first row and the others; rows and columns without any text are left out."""
    told = re.match(r'\s*"?sep=([,;\t])', text)  # Excel writes this line, and reads it
    separator = told[1] if told else _separator(text, {*columns, *extra})
    first, *rows = [*_rows(text, separator)][1 if told else 0 :] or [(1, [])]
    if not first[1]:
        raise NotReadError(1, "the file is empty.", f"Its first line is {','.join(columns)}")
    for number, cells in rows if len(first[1]) > 1 else ():
        if len(cells) == 1 and any(other in cells[0] for other in SEPARATORS if other != separator):
            fault = f"its columns are not separated by {SEPARATORS[separator]}, as those of the first line are."
            raise NotReadError(number, fault, "Save the file again with commas between all columns.")
    used = [any(column) for column in zip_longest(*(cells for _, cells in (first, *rows)), fillvalue="")]
    kept = [(number, [cell for cell, is_used in zip(cells, used, strict=False) if is_used]) for number, cells in rows]
    return [cell for cell, is_used in zip(first[1], used, strict=False) if is_used], kept


def _rows(text: str, separator: str) -> Iterator[Row]:
    """Yield the rows that have any text, without the empty cells at their ends."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    start = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise NotReadError(reader.line_num, f"this cannot be read as CSV ({error}).", "Is a quote missing?") from error


def _separator(text: str, known: Collection[str]) -> str:
    """Return the separator with which the first line has the most known columns."""
    first = next((line for line in text.splitlines() if line.strip(" \t,;")), "")
    return max(SEPARATORS, key=lambda separator: sum(_plain(name) in known for name in first.split(separator)))


def _plain(name: str) -> str:
    """Return the name of a column in its one spelling.

    >>> _plain(' "Per Day"')
    'per_day'
    """
    return re.sub(r"[\s_-]+", "_", name.strip(' \t"')).lower()


def _faults_of_header(header: list[str], columns: Collection[str], extra: Collection[str]) -> Iterator[Fault]:
    names = [*map(_plain, header)]
    for name, written in dict(zip(names, header, strict=True)).items():
        if not name:
            yield Fault("line 1", "a column has cells, but no name.", "Write its name into the first line.")
        elif name not in columns and name not in extra:
            fix = suggest(written, [*columns, *extra])
            yield Fault("line 1", f'there is no column "{written}" in this file.', fix)
        elif names.count(name) > 1:
            yield Fault("line 1", f'the column "{written}" appears twice.', "Delete one of them.")
    for name in columns:
        if name not in names:
            fix = f"The first line is {','.join(columns)}"
            yield Fault("line 1", f'the column "{name}" is missing.', fix)
