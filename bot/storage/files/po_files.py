"""Reads .po files, and says which of their translations can be used."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, denormalize

from bot.core.errors import CatalogError
from bot.core.language import text as source
from bot.core.language.text import PLACEHOLDER

Forms = tuple[str, ...]
"""The forms of one message: a single form, or those for one and for several."""

MOST_FORMS = 6
"""The most plural forms of any language in CLDR."""


@dataclass(slots=True)
class PoFile:
    """What a .po file says: its header, and all entries in their order, also those that are there twice."""

    header: str = ""
    comments: list[str] = field(default_factory=list)
    """The comments above the header."""
    entries: list[Message] = field(default_factory=list)

    @property
    def revised(self) -> date | None:
        """Return the day on which somebody last changed the file, if its header says it."""
        found = re.search(r"^PO-Revision-Date:\s*(\d{4}-\d\d-\d\d)", self.header, re.M)
        return _day(found[1]) if found else None

    @property
    def rule(self) -> tuple[int, str] | None:
        """Return the number of plural forms and the rule that chooses among them; None if the header has no rule."""
        found = re.search(r"^Plural-Forms:\s*nplurals\s*=\s*([1-6])\s*;\s*plural\s*=\s*([^;\n]+)", self.header, re.M)
        return (int(found[1]), found[2].strip()) if found else None

    def by_key(self) -> dict[str, Message]:
        """Return the entries by key; of two with one key, the first one."""
        found: dict[str, Message] = {}
        for message in self.entries:
            if message.context:
                found.setdefault(message.context, message)
        return found

    def repeated(self) -> Iterator[tuple[str, list[int]]]:
        """Yield each key that several entries have, with their lines."""
        lines: dict[str, list[int]] = {}
        for message in self.entries:
            lines.setdefault(message.context or "", []).append(message.lineno or 0)
        return ((key, at) for key, at in lines.items() if key and len(at) > 1)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


# Reading a .po file

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_PLAIN = re.compile(r'(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) )?"[^"\\]*(?:\\["\\nrt][^"\\]*)*"')
_LINE = re.compile(rf"(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\s*\d\s*\])?\s*({_STRING}(?:\s*{_STRING})*)")
_ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))
_DOMAIN = re.compile(rf"domain\s*{_STRING}")
_CHARSET = re.compile(rb"Content-Type:[^\"]*?charset=([\w.:-]+)")
_ESCAPED = re.compile(r"((?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}))+)|\\([abfv])|\\.")


def read(file: Path) -> PoFile:
    """Read the entries of a .po or .pot file; raise CatalogError with file and line."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error.strerror}.") from error
    return parse(content, str(file))


def parse(content: bytes, file: str) -> PoFile:
    """Read the entries of a file in .po format; raise CatalogError with this file name and the line."""
    text = decode(content, file)
    entries = _Entries()
    try:
        PoFileParser(entries, ignore_obsolete=True, abort_invalid=True).parse(_plain_lines(text, file))
    except PoFileError as error:
        raise CatalogError(file, f"line {error.lineno + 1}", f"{error}.") from error
    except (ValueError, IndexError, TypeError, AttributeError, AssertionError) as error:
        raise CatalogError(file, "", f"it is not a .po file: {error}.") from error
    return entries.file


def decode(content: bytes, file: str) -> str:
    """Return the text of a .po file, in the character set that its header names, else in UTF-8."""
    named = _CHARSET.search(content)
    charset = named[1].decode("ascii") if named and not content.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = content.decode("utf-8-sig" if charset.lower() in ("utf-8", "utf8", "charset") else charset)
    except LookupError:
        fix = "Save it as UTF-8, and write charset=UTF-8 in its header."
        raise CatalogError(file, "", f"{charset!r} is not a character set.", fix) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogError(file, f"line {line}", f"this is not {charset.upper()}.", "Save it as UTF-8.") from error
    return re.sub(r"\r\n?", "\n", text)


def _plain_lines(text: str, file: str) -> Iterator[str]:
    """Yield the lines in the one spelling that Babel reads. The tools of translators also write others:

    tabs, several strings on a line, characters as octal numbers, domains, sticky flags (`#=`), previous English of
    entries that are gone (`#~|`).
    """
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or _PLAIN.fullmatch(line):
            yield line
        elif line.startswith("#~"):
            gone = _LINE.fullmatch(line[2:].strip())
            yield f"#~ {_plain(gone)}" if gone else ""
        elif line.startswith("#="):
            yield f"#,{line[2:]}"
        elif line.startswith("#"):
            yield line.translate(_ISOLATES)  # Babel refuses a file name with one of this pair alone
        elif said := _LINE.fullmatch(line):
            yield _plain(said)
        elif _DOMAIN.fullmatch(line):
            yield ""
        else:
            fix = 'Each line is `msgid "..."`, `msgstr "..."`, `"..."` or a comment; a " inside is \\".'
            raise CatalogError(file, f"line {number}", f"not understood: {line[:60]!r}.", fix)


def _plain(line: re.Match[str]) -> str:
    keyword = re.sub(r"\s", "", line[1] or "")
    string = "".join(part[1:-1] for part in re.findall(_STRING, line[2]))
    return f'{keyword} "{_ESCAPED.sub(_unescaped, string)}"'.lstrip()


def _unescaped(escaped: re.Match[str]) -> str:
    """Return the character of a number, nothing for a control character, and leave the escapes that Babel reads."""
    if escaped[2]:
        return ""
    if not escaped[1]:
        return escaped[0]
    numbers = re.findall(r"\\(x?)([0-9a-fA-F]+)", escaped[1])
    said = bytes(int(number, 16 if hexadecimal else 8) & 0xFF for hexadecimal, number in numbers)
    return said.decode("utf-8", "replace").replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


class _Entries(Catalog):
    """Collects what Babel's parser reads. Babel itself merges equal entries, and refuses forms that it does not expect.

    The parser asks for the number of forms, and sets each entry.
    """

    def __init__(self) -> None:
        self.file = PoFile()
        super().__init__()

    @property
    def num_plurals(self) -> int:
        """Return the number of forms that the parser accepts in an entry."""
        return MOST_FORMS

    def __setitem__(self, id: object, message: Message) -> None:
        """Keep an entry, or the first header."""
        if not message.id and not message.context:
            if not self.file.header:
                self.file.header, self.file.comments = str(message.string), list(message.user_comments)
            return
        _read_previous(message)
        if message.pluralizable:
            said = list(forms(message.string))
            fewest = min(self.file.rule[0], 2) if self.file.rule else 2
            while len(said) > fewest and not said[-1]:
                said.pop()
            message.string = tuple(said)
        self.file.entries.append(message)


def _read_previous(message: Message) -> None:
    """Set the earlier English, which Babel leaves in the comments, unless a tool took it from another key."""
    lines = " ".join(line[1:].strip() for line in message.user_comments if line.startswith("|"))
    message.user_comments = [line for line in message.user_comments if not line.startswith("|")]
    key, *parts = re.split(r"\bmsgid(?:_plural)?\s", lines)
    if key.strip() in ("", f'msgctxt "{message.context}"'):
        message.previous_id = [denormalize('""\n' + "\n".join(re.findall(_STRING, part))) for part in parts]


def is_usable(message: Message) -> bool:
    """Return whether an entry can be shown: translated, with every placeholder, and at least once approved."""
    approved = not message.fuzzy or is_outdated(message)
    return bool(message.context) and approved and not fault(str(message.context), *both(message))


def is_outdated(message: Message) -> bool:
    """Return whether an entry was right until the meaning of its English changed: fuzzy, with the earlier English."""
    return message.fuzzy and bool(previous(message))


def previous(message: Message) -> Forms:
    """Return the earlier English that an entry notes (`#| msgid`), or ()."""
    return tuple(message.previous_id)


def translates(message: Message) -> Forms:
    """Return the English that an entry translates: the earlier one if it is outdated, and () if nobody approved it."""
    return previous(message) if message.fuzzy else forms(message.id)


def both(message: Message) -> tuple[Forms, Forms]:
    """Return the English forms and the translated forms of an entry."""
    return forms(message.id), forms(message.string)


def forms(said: str | list[str] | tuple[str, ...] | None) -> Forms:
    """Return one form or several as a tuple."""
    return (said or "",) if not isinstance(said, list | tuple) else tuple(said)


def fitted(said: Forms, count: int) -> Forms:
    """Return the forms that a rule of `count` forms chooses among: the last form is that of most numbers."""
    return said if len(said) <= count else (*said[: count - 1], said[-1])


# Whether a translation can be used

TABLES_OF_HOURS = {source.HOUR.key, source.MINUTES.key}
"""Tables with a pattern for each part of the day: a language needs other rows and holes than English."""
_CLOCK_PARTS = {"h", "H", "HH", "mm"}
_LISTS = {text.key for text in (source.MONTHS, source.MONTHS_SHORT, source.WEEKDAYS, source.WEEKDAYS_SHORT)}
_TABLES = {"heard.numbers", "heard.weekdays", "heard.months", "heard.days", "heard.hours"}


def fault(key: str, english: Forms, said: Forms) -> str:
    """Return why a translation cannot be used (a missing placeholder, a broken table ...), or ""."""
    if not all(said):
        return "it is not translated"
    if key in TABLES_OF_HOURS:
        return _fault_in_bands(said[0])
    if key in _LISTS | _TABLES:
        count, needed = said[0].count("|") + 1, english[0].count("|") + 1
        exact = key in _LISTS
        if count < needed or (exact and count > needed):
            return f"it has {count} entries between its `|`, and needs {needed}"
    return "" if key.startswith("heard.") else _fault_in_placeholders(english, said)


def _fault_in_placeholders(english: Forms, said: Forms) -> str:
    """Find a {placeholder} that is missing or unknown; in a plural, {n} or one not in both forms may be missing."""
    holes = [set(PLACEHOLDER.findall(form)) for form in english]
    for form in said:
        found = set(PLACEHOLDER.findall(form))
        if missing := sorted(set.intersection(*holes) - found - ({"n"} if len(english) > 1 else set())):
            return f"{{{missing[0]}}} is missing"
        if strange := sorted(found - set.union(*holes)):
            return f"the English has no {{{strange[0]}}}"
    return ""


def _fault_in_bands(table: str) -> str:
    try:
        bands = source.bands(table)
    except ValueError:
        return "its rows are not all `hour: pattern`"
    hours = [hour for hour, _ in bands]
    if hours[0] != 0 or hours[-1] > 23 or len(set(hours)) < len(hours):
        return "its rows must begin at hour 0, and each row needs a different hour up to 23"
    strange = {hole for _, pattern in bands for hole in PLACEHOLDER.findall(pattern)} - _CLOCK_PARTS
    return f"a clock time has no {{{sorted(strange)[0]}}}" if strange else ""
