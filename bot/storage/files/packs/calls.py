"""Reads calls/<language>.toml of a pack: words of a place with which people there call for help."""

from dataclasses import replace
from pathlib import Path

from bot.core.errors import CatalogError, suggest
from bot.core.programme.eligibility import ItemWords
from bot.core.programme.pack import Pack
from bot.core.understanding.added_calls import with_added
from bot.core.understanding.call_sheets import Sheet
from bot.core.understanding.calls import SCENARIOS, Calls
from bot.storage.files.calls import load_calls, read_sheet, thin, undefined, unheard
from bot.storage.files.packs.heard import read_folder, sheets
from bot.storage.files.packs.reader import Draft

FOLDER = "calls"


def read_calls(draft: Draft) -> dict[str, ItemWords]:
    """Return what a pack adds to the calls for help, by language."""
    return read_folder(draft, FOLDER)


def check_calls(draft: Draft, pack: Pack, locales: Path) -> None:
    """Note what the file of a pack may not add, examples that are not heard, and those of the program that it takes."""
    calls = load_calls(locales)
    for path in sorted((draft.folder / FOLDER).glob("*.toml")):
        file, code = f"{FOLDER}/{path.name}", path.stem
        if not draft.is_clean(file):
            continue
        if code not in calls.sheets:
            draft.add_mistake(file, "", f'there is no language "{code}".', suggest(code, calls.sheets))
            continue
        own = read_sheet(path)
        _check_form(draft, file, own, calls.sheets[code])
        if draft.is_clean(file):
            _check_heard(draft, file, code, own, Calls({code: calls.sheets[code]}), pack)


def _check_form(draft: Draft, file: str, own: Sheet, language: Sheet) -> None:
    if own.spellings:
        draft.add_mistake(file, "spellings", "a pack adds no spellings.", "Write them as phrases of a concept.")
    for name in own.rows.keys() - SCENARIOS:
        draft.add_mistake(file, name, "the program has no such row.", suggest(name, SCENARIOS))
    for name in own.concepts.keys() & language.concepts.keys():
        fault = f'the language has a concept "{name}" already.'
        draft.add_mistake(file, f"concepts.{name}", fault, "Choose another name: a pack adds words, and changes none.")
    for name, row in own.rows.items():
        if not row.examples:
            draft.add_mistake(file, f"{name}.examples", "it is empty.", "Write a sentence as people type it.")
    whole = replace(own, concepts={**language.concepts, **own.concepts})
    few_are_enough = [fault for fault in thin(file, own) if not fault.key.endswith(".examples")]
    _add(draft, [*undefined(file, whole, own.rows, ()), *few_are_enough])


def _check_heard(draft: Draft, file: str, code: str, own: Sheet, language: Calls, pack: Pack) -> None:
    """Check the examples of the pack, and those of the program that its words could take to another row."""
    added = with_added(language, sheets({code: pack.calls[code]}.items()))
    _add(draft, [*unheard(file, code, own, added), *unheard(file, code, language.sheets[code], added)])


def _add(draft: Draft, faults: list[CatalogError]) -> None:
    for fault in faults:
        draft.add_mistake(fault.file, fault.key, fault.fault, fault.fix)
