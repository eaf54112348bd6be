"""Writes the files of words of a partner's pack, words/<language>.po, with every text that is not translated yet."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from bot.storage.files import catalogs, po_files
from bot.storage.files.catalogs import load_catalogs, po_file
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import found_texts
from bot.storage.files.packs.extending import lineage
from bot.storage.files.packs.words import FOLDER
from bot.storage.files.po_files import Forms, PoFile
from bot.translators.context import in_pack
from bot.translators.extract import update


def skeleton(folder: Path, locales: Path) -> dict[Path, int]:
    """Write the files of a pack, and return how many texts each one still lacks; a file that needs none is not made.

    What the pack took over from another one with the same words, under another id, comes with its translation.
    """
    own = found_texts(folder)
    inherited = {key: (one.english,) for each in lineage(folder)[1:] for key, one in found_texts(each).items()}
    english = catalogs.english_texts(locales) | inherited | {key: (one.english,) for key, one in own.items()}
    lacking: dict[Path, int] = {}
    for code, language in load_languages(locales).items():
        catalog, file = load_catalogs(locales)[code], folder / FOLDER / f"{code}.po"
        if language.source or catalog.fault:
            continue
        written = po_files.read(file) if file.is_file() else PoFile()
        before, template = written.by_key(), Catalog(charset="utf-8")
        for key, found in own.items():
            if key in before or not catalogs.is_current(catalog, key, found.english):
                template.add(
                    found.english, context=key, locations=[(found.file, 0)], auto_comments=in_pack(key, found).lines
                )
        for key in [key for key in before if key in english and key not in own]:
            template.add(_id(english[key]), context=key)
        if len(template):
            update(file, language, template, _borrowed(template, before, po_file(locales, code), written))
            lacking[file] = sum(entry.fuzzy or not po_files.is_usable(entry) for entry in po_files.read(file).entries)
    return lacking


def _borrowed(template: Catalog, before: Mapping[str, Message], shipped: Path, own: PoFile) -> dict[str, Message]:
    """Return translations of the same words at the same place of another pack, for what the file does not say."""
    said = {
        (_rest(str(entry.context)), entry.id): entry
        for entry in (*po_files.read(shipped).entries, *own.entries)
        if po_files.is_usable(entry) and not entry.fuzzy
    }
    silent = [
        text for text in template if text.context and not (text.context in before and before[text.context].string)
    ]
    return {str(text.context): found for text in silent if (found := said.get((_rest(str(text.context)), text.id)))}


def _rest(key: str) -> str:
    """Return a key without the id of its pack."""
    return key.partition(".")[2]


def _id(english: Forms) -> str | Forms:
    return english if len(english) > 1 else english[0]
