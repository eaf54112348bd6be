"""Reads .po files, and says which of their translations can be used."""

import re
from io import StringIO
from pathlib import Path

from babel.messages import catalog as babel_catalog
from babel.messages.pofile import PoFileError, read_po

from bot.core.errors import CatalogError
from bot.core.language import text as source
from bot.core.language.text import PLACEHOLDER

Forms = tuple[str, ...]
"""The forms of one message: a single form, or singular and plural."""


# Reading a .po file

_PO_LINE = re.compile(
    r"""^(?!\s*$|\s*\#|\s*(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*$).*""",
    re.MULTILINE,
)


def read(file: Path) -> babel_catalog.Catalog:
    """Read the entries of a .po or .pot file; raise CatalogError with file and line."""
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CatalogError(str(file), f"byte {error.start}", "this is not UTF-8.") from error
    return parse(text, str(file))


def parse(text: str, file: str) -> babel_catalog.Catalog:
    """Read the entries of a text in .po format; raise CatalogError with this file name and the line."""
    if wrong := _PO_LINE.search(text):
        line = f"line {text.count(chr(10), 0, wrong.start()) + 1}"
        fix = 'Each line is `msgid "..."`, `msgstr "..."`, `"..."` or a comment; a " inside is \\".'
        raise CatalogError(file, line, f"not understood: {wrong[0].strip()[:60]!r}.", fix)
    try:
        return read_po(StringIO(text), abort_invalid=True)
    except PoFileError as error:
        raise CatalogError(file, f"line {error.lineno + 1}", f"{error}.") from error
    except (ValueError, IndexError, TypeError, AttributeError, AssertionError) as error:
        raise CatalogError(file, "", f"it is not a .po file: {error}.") from error


def is_usable(message: babel_catalog.Message) -> bool:
    """Return whether an entry can be shown: translated, not fuzzy, and with every placeholder."""
    return bool(message.context) and not message.fuzzy and not fault(str(message.context), *both(message))


def both(message: babel_catalog.Message) -> tuple[Forms, Forms]:
    """Return the English forms and the translated forms of an entry."""
    return forms(message.id), forms(message.string)


def forms(said: str | list[str] | tuple[str, ...] | None) -> Forms:
    """Return one form or several as a tuple."""
    return (said or "",) if not isinstance(said, list | tuple) else tuple(said)


# Whether a translation can be used

_BANDS = {source.HOUR.key, source.MINUTES.key}
_CLOCK_PARTS = {"h", "H", "HH", "mm"}
_LISTS = {text.key for text in (source.MONTHS, source.MONTHS_SHORT, source.WEEKDAYS, source.WEEKDAYS_SHORT)}
_TABLES = {"heard.numbers", "heard.weekdays", "heard.months", "heard.days", "heard.hours"}


def fault(key: str, english: Forms, said: Forms) -> str:
    """Return why a translation cannot be used (a missing placeholder, a broken table ...), or ""."""
    if not all(said):
        return "it is not translated"
    if key in _BANDS:
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
