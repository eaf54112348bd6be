"""Reads heard/<language>.toml of a pack: how the items of its lists are heard in people's own words."""

from collections.abc import Iterable
from pathlib import Path

from bot.core.errors import CatalogError, suggest
from bot.core.programme.eligibility import ItemWords
from bot.core.programme.pack import Pack
from bot.core.understanding.call_sheets import Scenario, Sheet
from bot.core.understanding.list_items import ears, heard
from bot.storage.files.calls import ROW_KEYS_OF_A_PACK, load_calls, read_sheet, thin, undefined
from bot.storage.files.languages import load_languages
from bot.storage.files.packs.reader import Draft

FOLDER = "heard"
NOTHING = ItemWords({}, {}, {})


def read_heard(draft: Draft) -> dict[str, ItemWords]:
    """Return how items are heard, by language; a pack without the folder hears none."""
    return read_folder(draft, FOLDER)


def read_folder(draft: Draft, folder: str) -> dict[str, ItemWords]:
    """Return the words in the files of a folder, by language."""
    found = {}
    for path in sorted((draft.folder / folder).glob("*.toml")):
        try:
            sheet = read_sheet(path, ROW_KEYS_OF_A_PACK)
        except CatalogError as fault:
            draft.add_mistake(f"{folder}/{path.name}", fault.key, fault.fault, fault.fix)
            continue
        together = {name: row.together for name, row in sheet.rows.items()}
        examples = {name: row.examples for name, row in sheet.rows.items()}
        found[path.stem] = ItemWords(sheet.spellings, sheet.concepts, together, examples)
    return found


def check_heard(draft: Draft, pack: Pack, locales: Path) -> None:
    """Note rows and concepts that are missing or unknown, and examples that are not heard."""
    if not pack.heard:
        return
    items = [item.id for question in pack.questions for item in question.items]
    languages = load_calls(locales).sheets
    for code in (code for code, each in load_languages(locales).items() if each.needs()):
        if not _is_written(draft, code) and {*items} - pack.heard.get(code, NOTHING).together.keys():
            fix = "Copy the file of another language, and translate it."
            draft.add_mistake(f"{FOLDER}/{code}.toml", "", "the file is missing: the others have one.", fix)
    for code in sorted(pack.heard):
        file = f"{FOLDER}/{code}.toml"
        if not _is_written(draft, code):
            continue
        if code not in languages:
            draft.add_mistake(file, "", f'there is no language "{code}".', suggest(code, languages))
            continue
        own, all_words = read_sheet(draft.folder / file), pack.heard[code]
        sheet = Sheet(all_words.spellings, all_words.concepts, own.rows)
        heard_by_parent = all_words.together.keys() - own.rows.keys()
        needed = [item for item in items if item not in heard_by_parent]
        for fault in (*undefined(file, sheet, needed, ()), *thin(file, own)):
            draft.add_mistake(file, fault.key, fault.fault.replace("the program", "the pack"), fault.fix)
        if draft.is_clean(file):
            _unheard(draft, file, code, sheet, languages[code])


def _is_written(draft: Draft, code: str) -> bool:
    return (draft.folder / FOLDER / f"{code}.toml").is_file()


def _unheard(draft: Draft, file: str, code: str, sheet: Sheet, language: Sheet) -> None:
    words = ears({code: language}, {code: sheet})
    for item, row in sheet.rows.items():
        for example in row.examples:
            if item not in heard(example, words, code):
                fault = f"“{example}” is not heard."
                draft.add_mistake(file, f"{item}.examples", fault, "Add its words to the concepts of this row.")


def sheets(heard: Iterable[tuple[str, ItemWords]]) -> dict[str, Sheet]:
    """Return the words of a pack as sheets, by language."""
    return {code: Sheet(own.spellings, own.concepts, _rows(own)) for code, own in heard}


def _rows(own: ItemWords) -> dict[str, Scenario]:
    return {item: Scenario(own.examples.get(item, ()), lines) for item, lines in own.together.items()}
