"""Says what a change of the English means for its translations: another wording, or another meaning.

A new English text leaves each translation as it was, marked as outdated: fuzzy, with the English that it translates
(`#| msgid`). If only the wording has changed, the translation is as right as before: it is not fuzzy any more, and the
earlier English stays until a translator has looked.
"""

from collections.abc import Collection
from pathlib import Path

from babel.messages.catalog import Message

from bot.core.errors import CatalogError
from bot.storage.files import po_files
from bot.storage.files.catalogs import TranslatedCatalog, load_catalogs, po_file, template
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import load_pack, pack_texts
from bot.storage.files.packs.extending import lineage
from bot.storage.files.packs.words import FOLDER, suggest_key
from bot.storage.files.po_files import Forms, PoFile, forms
from bot.translators.extract import extract, write_entries
from bot.translators.looks import LOOK_UP


def touch(root: Path, key: str, *, wording: bool) -> list[str]:
    """Collect the texts, and note in each language what has changed in one; return the languages that have it."""
    extract(root)
    locales, touched = root / "locales", []
    _refuse_unknown(key, po_files.read(template(locales)).by_key(), template(locales))
    for code, language in load_languages(locales).items():
        file = po_file(locales, code)
        po = PoFile() if language.source else po_files.read(file)
        entry = po.by_key().get(key)
        if entry and all(forms(entry.string)):
            _note(entry, po_files.previous(entry) or forms(entry.id), wording=wording)
            write_entries(file, language, po)
            touched.append(code)
    return touched


def touch_pack(folder: Path, locales: Path, key: str, *, wording: bool) -> list[str]:
    """Note in the words of a pack what has changed in one of its texts; return the languages that have it."""
    english = {key: text for each in reversed(lineage(folder)) for key, text, _ in pack_texts(each)}
    _refuse_unknown(key, english, folder)
    pack, known, touched = load_pack(folder), load_catalogs(locales), []
    for code, language in load_languages(locales).items():
        catalog = known[code]
        inherited = catalog.translation(key) if isinstance(catalog, TranslatedCatalog) else None
        said = pack.words.get(code, {}).get(key) or inherited
        if language.source or not said:
            continue
        file = folder / FOLDER / f"{code}.po"
        po = po_files.read(file) if file.is_file() else PoFile()
        entry = po.by_key().get(key) or Message("", said.forms[0], context=key)
        if entry not in po.entries:
            po.entries.append(entry)
        entry.id = english[key]
        _note(entry, said.english, wording=wording)
        write_entries(file, language, po)
        touched.append(code)
    return touched


def _refuse_unknown(key: str, known: Collection[str], file: Path) -> None:
    if key not in known:
        raise CatalogError(str(file), key, "no text has this key.", suggest_key(key, known, LOOK_UP))


def _note(entry: Message, earlier: Forms, *, wording: bool) -> None:
    """Mark an entry as outdated or, if only the wording has changed, as right; it keeps the earlier English."""
    entry.flags = entry.flags - {"fuzzy"} if wording else entry.flags | {"fuzzy"}
    entry.previous_id = list(earlier) if earlier != forms(entry.id) or not wording else []
