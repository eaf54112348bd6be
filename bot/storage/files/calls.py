"""Reads locales/<language>/calls.toml, the sheets of calls for help, and reports what is wrong in them."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.core.errors import CatalogError
from bot.core.understanding.call_phrases import names_in
from bot.core.understanding.call_sheets import ALONE, FIGURES, MARKS, Scenario, Sheet, named
from bot.core.understanding.calls import SCENARIOS, Calls, heard
from bot.storage.files.languages import load_languages
from bot.storage.files.learned_calls import read_sentences, sentences_file

ROWS = (*SCENARIOS, FIGURES)
ROW_KEYS = ("examples", "together", "hints")
ROW_KEYS_OF_A_PACK = ROW_KEYS[:2]
_CHOICE = re.compile(r"\([^()]*\)")
FEWEST = 8
"""The fewest examples of a row: fewer do not show how people say a thing."""


def sheet_file(locales: Path, code: str) -> Path:
    """Return the file with the calls of a language."""
    return locales / code / "calls.toml"


def load_calls(locales: Path) -> Calls:
    """Return the calls of all languages; a sheet that cannot be used is left out (`unread_calls`).

    A process reads the sheets once, and again after a file was changed.
    """
    return _read(locales)[0]


def unread_calls(locales: Path) -> list[CatalogError]:
    """Return what is wrong with the sheets that `load_calls` leaves out."""
    return _read(locales)[1]


def _read(locales: Path) -> tuple[Calls, list[CatalogError]]:
    codes = tuple(_with_sheet(locales))
    files = [each(locales, code) for code in codes for each in (sheet_file, sentences_file)]
    return _calls(locales, codes, tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in files))


def _with_sheet(locales: Path) -> list[str]:
    """Return the languages whose calls are heard: a new one has no sheet at first, and is heard in the others."""
    languages = load_languages(locales).items()
    return [code for code, language in languages if language.required or sheet_file(locales, code).is_file()]


@lru_cache(maxsize=4)
def _calls(locales: Path, codes: tuple[str, ...], changed: tuple[int, ...]) -> tuple[Calls, list[CatalogError]]:
    sheets: dict[str, Sheet] = {}
    faults: list[CatalogError] = []
    for code in codes:
        try:
            sheet = _read_language(locales, code)
        except CatalogError as fault:
            faults.append(fault)
            continue
        if fault_in := next(undefined(str(sheet_file(locales, code)), sheet), None):
            faults.append(fault_in)
        else:
            sheets[code] = sheet
    return Calls(sheets), faults


def _read_language(locales: Path, code: str) -> Sheet:
    """Return the sheet of a language, with what it learns."""
    return _taught(read_sheet(sheet_file(locales, code)), read_sentences(sentences_file(locales, code)))


@lru_cache(maxsize=16)
def _taught(sheet: Sheet, learned: tuple[tuple[str, str], ...]) -> Sheet:
    """Return a sheet with more sentences: the same one, with its ear, for the same sheet and sentences."""
    rows = {name: tuple(sentence for row, sentence in learned if row == name) for name in sheet.rows}
    return replace(sheet, learned=rows)


def empty_rows(locales: Path, code: str) -> tuple[str, ...]:
    """Return the calls that are not heard in the words of a language, the most urgent first."""
    sheet = load_calls(locales).sheets.get(code)
    return tuple(name for name in SCENARIOS if not (sheet and sheet.rows[name].together))


def check_calls(locales: Path) -> list[CatalogError]:
    """Return everything that is wrong in the sheets: rows, examples, concepts, and examples that are not heard."""
    found: list[CatalogError] = []
    sheets: dict[str, Sheet] = {}
    languages = load_languages(locales)
    for code in _with_sheet(locales):
        file = sheet_file(locales, code)
        try:
            sheets[code] = _read_language(locales, code)
        except CatalogError as fault:
            found.append(fault)
            continue
        begun = not languages[code].needs()
        found += [*undefined(str(file), sheets[code]), *thin(str(file), sheets[code], begun=begun)]
    if not found:
        calls = Calls(sheets)
        for code, sheet in sheets.items():
            found += unheard(str(sheet_file(locales, code)), code, sheet, calls)
    return found


def read_sheet(file: Path, row_keys: tuple[str, ...] = ROW_KEYS) -> Sheet:
    """Return the sheet in a file; raise CatalogError if it cannot be read."""
    try:
        return _sheet(file.read_text("utf-8-sig"), row_keys)
    except CatalogError as fault:
        raise CatalogError(str(file), fault.key, fault.fault, fault.fix) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fix = "Compare it with the sheet of another language."
        raise CatalogError(str(file), "", f"it cannot be read: {error}.", fix) from error


@lru_cache(maxsize=16)
def _sheet(text: str, row_keys: tuple[str, ...]) -> Sheet:
    """Return what a file says: the same sheet, with its ear, as long as it says the same, also in a copy."""
    table = tomllib.loads(text)
    spellings, concepts = (_lists(name, table.pop(name, {})) for name in ("spellings", "concepts"))
    rows = {}
    for name, row in table.items():
        lists = _lists(name, row)
        if strange := lists.keys() - {*row_keys}:
            fix = f"Write one of {', '.join(row_keys)}."
            raise CatalogError("", f"{name}.{min(strange)}", "a row has no such key.", fix)
        rows[name] = Scenario(*(lists.get(key, ()) for key in row_keys))
    return Sheet(spellings, concepts, rows)


def _lists(name: str, table: object) -> Mapping[str, tuple[str, ...]]:
    """Return a table of lists of words."""
    if not isinstance(table, dict):
        raise CatalogError("", name, "it is not a table.", f"Write [{name}].")
    for key, words in table.items():
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip("* ") for word in words):
            raise CatalogError("", f"{name}.{key}", "it is not a list of words.", 'Write ["one", "two"].')
    return {key: tuple(words) for key, words in table.items()}


def undefined(
    file: str, sheet: Sheet, rows: Collection[str] = ROWS, marks: Collection[str] = MARKS
) -> Iterator[CatalogError]:
    """Find rows and concepts that are missing or that nothing knows; `marks` are concepts that the sheet needs."""
    for name in marks:
        if name not in sheet.concepts:
            yield CatalogError(file, f"concepts.{name}", "every sheet needs it.", f"Write {name} = [].")
    for name in rows:
        if name not in sheet.rows:
            yield CatalogError(file, name, "this row is missing.", "Copy it from another language, and translate it.")
    for name, row in sheet.rows.items():
        if name not in rows:
            yield CatalogError(file, name, "the program has no such row.", f"Write one of {', '.join(rows)}.")
        known = {*sheet.concepts, *MARKS, ALONE}
        for key, lines in (("together", row.together), ("hints", row.hints)):
            for concept in sorted({concept for line in lines for concept in named(line)} - known):
                fix = "Write it under [concepts], or correct its name."
                yield CatalogError(file, f"{name}.{key}", f'there is no concept "{concept}".', fix)
    above: set[str] = set()
    for concept, phrases in sheet.concepts.items():
        for name in sorted({name for phrase in phrases for name in names_in(phrase)} - above):
            fix = "Write that concept above this one, or correct its name."
            yield CatalogError(file, f"concepts.{concept}", f'there is no concept "{name}" above it.', fix)
        above.add(concept)


def thin(file: str, sheet: Sheet, *, begun: bool = False) -> Iterator[CatalogError]:
    """Find rows with few examples or without concepts, and concepts that no row uses; a sheet may be only begun."""
    for name, row in () if begun else sheet.rows.items():
        if (count := len(set(row.examples))) < FEWEST:
            yield CatalogError(file, f"{name}.examples", f"it has {count} different examples.", f"Write {FEWEST}.")
        if not row.together:
            yield CatalogError(file, f"{name}.together", "it is empty.", "Write which concepts stand together.")
    for concept, phrases in sheet.concepts.items():
        for phrase in phrases:
            if {*"(|)"} & {*_CHOICE.sub("", phrase)}:
                fault = f'in "{phrase}" a choice is not closed, or holds another one.'
                yield CatalogError(file, f"concepts.{concept}", fault, "Write (one|two), each choice on its own.")
            elif any(".." in choice for choice in _CHOICE.findall(phrase)):
                fault = f'in "{phrase}" a choice holds "..".'
                yield CatalogError(file, f"concepts.{concept}", fault, 'Write "one .. two" as a phrase of its own.')
    used = {concept for row in sheet.rows.values() for line in (*row.together, *row.hints) for concept in named(line)}
    used.update(name for phrases in sheet.concepts.values() for phrase in phrases for name in names_in(phrase))
    for concept in () if begun else sheet.concepts.keys() - used - {*MARKS}:
        yield CatalogError(file, f"concepts.{concept}", "no row uses it.", "Use it in a row, or remove it.")


def unheard(file: str, code: str, sheet: Sheet, calls: Calls) -> list[CatalogError]:
    """Return the examples that are heard as something else than their row says."""
    return [CatalogError(file, *wrong) for wrong in _unheard(code, sheet, tuple(calls.sheets.items()))]


@lru_cache(maxsize=16)
def _unheard(code: str, sheet: Sheet, sheets: tuple[tuple[str, Sheet], ...]) -> list[tuple[str, str, str]]:
    """Return key, fault and fix of each, once for the same sheets: there are thousands of examples."""
    calls, wrong = Calls(dict(sheets)), []
    for name, row in sheet.rows.items():
        kind = SCENARIOS.get(name, "help")
        for example in row.examples:
            found = heard(example, calls, code)
            if name != FIGURES and name not in {call.scenario for call in found}:
                fix = "Add its words to the concepts of this row."
                wrong.append((f"{name}.examples", f"“{example}” is not heard.", fix))
            if others := [call for call in found if call.kind not in (kind, "help")]:
                fix = "Make that row narrower, or add the words to [figures]."
                fault = f"“{example}” is heard as {others[0].scenario} in {others[0].language}."
                wrong.append((f"{name}.examples", fault, fix))
    return wrong
