"""Gives the words of a language to translators and takes them back: as a .po file, or as a spreadsheet (.xlsx).

What comes back is merged by key. A row whose English is not today's English is refused, and an empty one changes
nothing: so neither an old file nor half a file can do harm.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from babel.messages.catalog import Message

from bot.storage.files import po_files
from bot.storage.files.languages import Language
from bot.storage.files.po_files import PoFile, forms
from bot.translators.context import Context
from bot.translators.extract import write_entries
from bot.translators.readers import read_by

SUFFIXES = (".po", ".xlsx")
UNKNOWN = Context("no text has this key", "", "")
OUTDATED, MISSING = "outdated", "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """One form of one text: a plural has several rows, the first one for the singular."""

    key: str
    form: int
    english: str
    said: str
    state: str = ""
    """Missing, or outdated: translated from earlier English. A translator who deletes the word approves the text."""


@dataclass(slots=True)
class Merged:
    """What came back: keys that were changed, and those that were refused, with the reason."""

    changed: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def export(own: Path, language: Language, known: Mapping[str, Context], file: Path) -> int:
    """Write the words of a file, and where each is said, to a .po or .xlsx file; return the number of texts."""
    po = po_files.read(own)
    if file.suffix == ".po":
        shutil.copyfile(own, file)
    else:
        from bot.translators import spreadsheet  # of the extra "words"

        rows = [(row, known.get(row.key, UNKNOWN), read_by(language, row.key)) for row in _rows(po)]
        spreadsheet.write(file, language.code, rows)
    return len(po.entries)


def merge(own: Path, language: Language, file: Path, now: datetime, by: str = "") -> Merged:
    """Take the words in a .po or .xlsx file into the file of a language."""
    po, merged = po_files.read(own), Merged()
    entries = po.by_key()
    for key, rows in _by_key(_read(file)).items():
        if key not in entries:
            merged.refused[key] = "no text has this key"
        elif reason := _why_not(entries[key], rows):
            merged.refused[key] = reason
        elif _take(entries[key], rows):
            merged.changed.append(key)
    if merged.changed:
        po.header = _dated(po.header, now, by)
        write_entries(own, language, po)
    return merged


def _read(file: Path) -> list[Row]:
    if file.suffix == ".po":
        return list(_rows(po_files.read(file)))
    from bot.translators import spreadsheet  # of the extra "words"

    return spreadsheet.read(file)


def _rows(po: PoFile) -> Iterator[Row]:
    for entry in po.entries:
        english, said = po_files.both(entry)
        state = OUTDATED if entry.fuzzy else "" if all(said) else MISSING
        for form in range(max(len(said), len(english))):
            one = said[form] if form < len(said) else ""
            yield Row(str(entry.context), form, english[min(form, len(english) - 1)], one, state)


def _by_key(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return {key: sorted(each, key=lambda row: row.form) for key, each in found.items()}


def _why_not(entry: Message, rows: Sequence[Row]) -> str:
    """Return why rows cannot be taken, or ""."""
    english, said = po_files.both(entry)
    now = [english[min(row.form, len(english) - 1)] for row in rows]
    if [row.english for row in rows] != now:
        return f"its English has changed since: it is “{english[0]}”"
    if [row.form for row in rows] != list(range(max(len(said), len(english)))):
        return "a form of the plural is lost, or there twice"
    if not any(row.said for row in rows):
        return ""
    return po_files.fault(str(entry.context), english, tuple(row.said for row in rows))


def _take(entry: Message, rows: Sequence[Row]) -> bool:
    """Take the words of rows into an entry, and return whether that changes it."""
    said = tuple(row.said for row in rows)
    same = said == forms(entry.string)
    if not any(said) or (same and (not entry.fuzzy or rows[0].state == OUTDATED)):
        return False
    entry.string = said if isinstance(entry.id, list | tuple) else said[0]
    entry.flags = entry.flags - {"fuzzy"}
    entry.previous_id = []
    entry.user_comments = [line for line in entry.user_comments if not line.startswith("|")]
    return True


def _dated(header: str, now: datetime, by: str) -> str:
    """Return a header with the day of the last change and, if it is known, the name of the translator."""
    new = {"PO-Revision-Date": f"{now:%Y-%m-%d %H:%M%z}", **({"Last-Translator": by} if by else {})}
    kept = [line for line in header.splitlines() if line.partition(":")[0] not in new]
    return "".join(f"{line}\n" for line in [*kept, *(f"{name}: {value}" for name, value in new.items())])
