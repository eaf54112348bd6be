"""Reads and checks the translations in a pack, words/<language>.po, which replace those of locales/."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from bot.core.errors import CatalogError, PackError, suggest
from bot.core.language.text import ENGLISH, Catalog, Translation
from bot.core.programme.pack import Pack
from bot.storage.files import catalogs, po_files
from bot.storage.files.catalogs import LOCALES
from bot.storage.files.languages import load_languages
from bot.storage.files.packs.reader import Draft
from bot.storage.files.po_files import Forms, PoFile, both, forms

FOLDER = "words"
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?")

Words = Mapping[str, Mapping[str, Translation]]


def read_words(draft: Draft) -> Words:
    """Return the translation of each text by language, then by key (the msgctxt).

    Entries that cannot be shown (never approved, empty, a placeholder missing) are left out, and texts of the bot that
    translate another English than it has now. Words that people type (heard.*) translate nothing: they are added to
    the list of the bot, in English, too.
    """
    words: dict[str, dict[str, Translation]] = {}
    for file, language in _files(draft):
        po = _file(draft, file)
        if not LANGUAGE.fullmatch(language):
            draft.add_mistake(
                file,
                "",
                f'"{language}" is not the code of a language.',
                "Name the file after a language, such as ht.po or es.po.",
            )
        entries = po.by_key()
        added = {
            key: Translation(forms(message.string), _english(draft, key, LOCALES), po.revised)
            for key, message in entries.items()
            if is_added(key) and all(forms(message.string)) and not message.fuzzy and _english(draft, key, LOCALES)
        }
        translated = {
            key: Translation(forms(message.string), po_files.translates(message), po.revised)
            for key, message in entries.items()
            if language != ENGLISH.language
            and not is_added(key)
            and po_files.is_usable(message)
            and (key in draft.all_texts or po_files.translates(message) == _english(draft, key, LOCALES))
        }
        words[language] = added | translated
    return words


def is_added(key: str) -> bool:
    """Return whether a text is a list of words that people type, to which a pack adds its own."""
    return key.startswith("heard.")


def check_words(draft: Draft, pack: Pack, locales: Path) -> None:
    """Note mistakes in the translations of the pack, and each of its texts that is not translated into a language."""
    known = catalogs.load_catalogs(locales)
    all_languages = load_languages(locales)
    languages = [code for code, language in all_languages.items() if not language.source]
    reported: set[tuple[str, str]] = set()
    for file, language in _files(draft):
        if language not in all_languages:
            draft.add_mistake(
                file, "", f'there is no language "{language}" in languages.toml.', suggest(language, languages)
            )
            continue
        if known[language].fault:
            continue
        for key, fault, fix in _faults(draft, file, language, locales):
            draft.add_mistake(file, f'message "{key}"' if key else "", fault, fix)
            reported.add((language, key))
    for key, text in draft.texts.items():
        lacking = [
            code
            for code in languages
            if all_languages[code].required
            and not known[code].fault
            and not _is_said(known[code], pack, key, text.english)
            and (code, key) not in reported
        ]
        if lacking:
            files = ", ".join(f"{FOLDER}/{code}.po" for code in lacking)
            fix = f'Write it in {files}, under msgctxt "{key}".'
            draft.add_mistake(text.file, f'text "{key}"', f"it is not translated into {', '.join(lacking)}.", fix)


def _is_said(catalog: Catalog, pack: Pack, key: str, english: str) -> bool:
    own = pack.words.get(catalog.language, {}).get(key)
    return catalogs.is_current(catalog, key, english) or bool(own and own.english == (english,))


def _files(draft: Draft) -> Iterator[tuple[str, str]]:
    for path in sorted((draft.folder / FOLDER).glob("*.po")):
        yield f"{FOLDER}/{path.name}", path.stem


def _file(draft: Draft, file: str) -> PoFile:
    content = draft.content(file)
    try:
        return PoFile() if content is None else po_files.parse(content, file)
    except CatalogError as error:
        fix = error.fix or "Open it in a .po editor."
        draft.add_mistake(file, error.key, f"this cannot be read as a .po file: {error.fault}", fix)
        return PoFile()


def in_words(mistake: PackError) -> bool:
    """Return whether a mistake is in a file of words: then the pack is used without these words."""
    return Path(mistake.file).parent.name == FOLDER


def _english(draft: Draft, key: str, locales: Path) -> Forms:
    """Return the current English of a text of the pack or of the bot; () if there is no such text."""
    if key in (texts := draft.all_texts):
        return (texts[key].english,)
    return () if key.startswith(f"{draft.id}.") else _bot_texts(locales).get(key, ())


@cache
def _bot_texts(locales: Path) -> Mapping[str, Forms]:
    try:
        return catalogs.english_texts(locales) if catalogs.template(locales).is_file() else {}
    except CatalogError:  # `words check` names it
        return {}


def _faults(draft: Draft, file: str, language: str, locales: Path) -> Iterator[tuple[str, str, str]]:
    """Yield key, fault and fix of each entry that is not used, so that English is shown instead."""
    seen: set[str] = set()
    for message in _file(draft, file).entries:
        key, (english, said) = message.context or "", both(message)
        now = _english(draft, key, locales)
        if not key:
            fix = 'Write msgctxt "...", with the key of the text, above its msgid.'
            yield "", f'"{english[0][:40]}" has no msgctxt.', fix
        elif key in seen:
            yield key, "it appears twice.", "Delete one of them."
        elif not now:
            here = f"{draft.id}.{key.partition('.')[2]}"  # it may be the key of another pack, or of an earlier id
            same = f'Did you mean "{here}"?' if here in draft.texts else ""
            fix = same or suggest_key(key, [*draft.texts, *_bot_texts(locales)])
            yield key, "this pack has no such text.", fix
        elif message.fuzzy:
            yield key, "it is marked fuzzy.", "Read both, correct the translation, and delete the word fuzzy."
        elif is_added(key):
            pass
        elif language == ENGLISH.language:
            yield key, "in English only words that people type (heard.*) are added here.", "Change the text itself."
        elif english != now:
            yield key, "its msgid is not the current English.", f'It is "{now[0]}": translate that.'
        elif all(said) and (fault := po_files.fault(key, english, said)):
            yield key, f"{fault}.", "Copy the names in braces from the English."
        seen.add(key)


def suggest_key(key: str, keys: Iterable[str], otherwise: str = "Delete the entry.") -> str:
    """Return a fix for a key that no text has: the nearest one or, if none is near, what to do otherwise.

    >>> suggest_key("consent.notise", ["consent.notice", "goodbye"])
    'Did you mean "consent.notice"?'
    """
    close = get_close_matches(key, keys, n=1)
    return f'Did you mean "{close[0]}"?' if close else otherwise
