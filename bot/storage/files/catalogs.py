"""Reads locales/ into catalogs: languages, their messages, and their names of days, months and countries."""

import gettext
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog as BabelCatalog

from bot.core.errors import CatalogError
from bot.core.language import text as source
from bot.core.language.countries import ENGLISH_NAMES
from bot.core.language.first import FIRST
from bot.core.language.text import ENGLISH, Catalog, Text, Translation
from bot.core.programme.pack import Pack
from bot.core.understanding.added_words import with_added
from bot.storage.files import po_files
from bot.storage.files.languages import Language, load_languages
from bot.storage.files.po_files import Forms, PoFile, forms, is_usable, read, translates

PACKAGE = Path(__file__).resolve().parents[2]
LOCALES = next((place / "locales" for place in (PACKAGE, PACKAGE.parent) if (place / "locales").is_dir()), Path())
"""The folder of the project's words: next to the package in a checkout, inside it in a wheel."""


@dataclass(frozen=True, eq=False)
class TranslatedCatalog(Catalog):
    """A catalog from a file, which also has the English text that each message translates."""

    translates: Mapping[str, Forms]
    revised: date | None

    def translation(self, key: str) -> Translation | None:
        """Return a message as its file has it."""
        said = self.messages.get(key)
        return Translation(said, self.translates[key], self.revised) if said else None


def is_current(catalog: Catalog, key: str, english: str) -> bool:
    """Return whether a catalog has a translation of exactly this English under this key."""
    if not isinstance(catalog, TranslatedCatalog) or key not in catalog.messages:
        return False
    return catalog.translates.get(key) == (english,)


Stamp = tuple[tuple[Path, int, int], ...]
"""The files of a folder of words, each with the time of its last change (in nanoseconds) and its size."""
_loaded: dict[Path, tuple[Stamp, Mapping[str, Catalog]]] = {}
"""Catalogs already read by this process, by folder."""


def load_catalogs(locales: Path) -> Mapping[str, Catalog]:
    """Return a catalog for each language, in the order of languages.toml, read from the .po files.

    A language whose file cannot be used is not offered, and does not keep the others from being read. A process reads
    a folder once, and again after a file was changed. All callers share the result and must not change it.
    """
    stamp = _stamp(locales)
    if locales not in _loaded or _loaded[locales][0] != stamp:
        languages = load_languages(locales).items()
        catalogs = MappingProxyType({code: _catalog_or_fault(language, locales) for code, language in languages})
        _loaded[locales] = stamp, catalogs
    return _loaded[locales][1]


def _stamp(locales: Path) -> Stamp:
    files = (locales / "languages.toml", template(locales), *sorted(locales.glob("*/bot.po")))
    stats = ((file, file.stat()) for file in files if file.is_file())
    return tuple((file, stat.st_mtime_ns, stat.st_size) for file, stat in stats)


def overlay(catalogs: Mapping[str, Catalog], pack: Pack) -> dict[str, Catalog]:
    """Return the catalogs for one pack: its own words added, and what translates earlier English of it marked."""
    texts = dict(_texts(pack))
    return {code: _overlaid(catalog, texts, pack.words.get(code, {})) for code, catalog in catalogs.items()}


def _overlaid(catalog: Catalog, texts: Mapping[str, str], own: Mapping[str, Translation]) -> Catalog:
    if catalog.fault or not isinstance(catalog, TranslatedCatalog):
        return catalog
    messages, outdated = dict(catalog.messages), dict(catalog.outdated)
    for key in texts.keys() | own.keys():
        chosen, is_outdated = _chosen(key, texts.get(key), own.get(key), catalog.translation(key))
        messages.pop(key, None)
        outdated.pop(key, None)
        if chosen:
            messages[key] = chosen.forms
        if chosen and is_outdated:
            outdated[key] = chosen.revised
    if (messages, outdated) == (catalog.messages, catalog.outdated):
        return catalog
    return replace(catalog, messages=messages, outdated=outdated)


def _chosen(key: str, english: str | None, *known: Translation | None) -> tuple[Translation | None, bool]:
    """Return the first translation of exactly this English, else the first of an earlier one that can be shown.

    The English is None for a text that is not of the pack: its words replace those of the bot, or are added.
    """
    given = [each for each in known if each]
    if english is None:
        own, *shipped = given
        base = shipped or [Translation(own.english)]  # a language without a list hears the English one
        return with_added(key, own, *base) if key.startswith("heard.") else own, False
    for each in given:
        if each.english in ((), (english,)):
            return each, False
    return next((each for each in given if not po_files.fault(key, (english,), each.forms)), None), True


def _texts(value: object) -> Iterator[tuple[str, str]]:
    """Yield the key and the English of every text in a pack."""
    if isinstance(value, Text):
        yield value.key, value.english
    elif isinstance(value, tuple | frozenset):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))


def po_file(locales: Path, code: str) -> Path:
    """Return the file with the messages of a language."""
    return locales / code / "bot.po"


def template(locales: Path) -> Path:
    """Return the file with every English text, as collected."""
    return locales / "bot.pot"


def read_words(file: Path) -> dict[str, Forms]:
    """Return the translations of a .po file that can be shown, by key."""
    return {key: forms(message.string) for key, message in read(file).by_key().items() if is_usable(message)}


def english_texts(locales: Path) -> dict[str, Forms]:
    """Return the English texts of the bot by key, from the template; the texts of packs are not included."""
    return {
        key: forms(message.id)
        for key, message in read(template(locales)).by_key().items()
        if not any(file.startswith("policy/") for file, _ in message.locations)
    }


@lru_cache(maxsize=4)
def _english_of(stamp: Stamp, locales: Path) -> tuple[dict[str, Forms], list[CatalogError]]:
    try:
        return (english_texts(locales) if template(locales).is_file() else {}), []
    except CatalogError as fault:
        return {}, [fault]


def english(locales: Path, pack: Pack) -> Mapping[str, Forms]:
    """Return the English texts of the bot and of a pack by key; the template is read again after a change."""
    return {**_english_of(_stamp(locales), locales)[0], **{key: (said,) for key, said in _texts(pack)}}


def unread_template(locales: Path) -> list[CatalogError]:
    """Return why the template cannot be read, if it is so: then `english` has only the texts of the pack."""
    return _english_of(_stamp(locales), locales)[1]


def _catalog_or_fault(language: Language, locales: Path) -> Catalog:
    try:
        return _catalog(language, locales)
    except CatalogError as fault:
        if language.source:
            raise
        return replace(
            ENGLISH, language=language.code, name=language.name, source=False, offered=False, fault=str(fault)
        )


def _catalog(language: Language, locales: Path) -> Catalog:
    file = po_file(locales, language.code)
    po = PoFile() if language.source else read(file)
    cldr = _cldr(language, locales)
    count, plural = (2, ENGLISH.plural) if language.source else _plural(po, file, cldr)
    usable = {key: message for key, message in po.by_key().items() if is_usable(message)}
    outdated = {key: po.revised for key, message in usable.items() if message.fuzzy}
    messages = MappingProxyType({key: po_files.fitted(forms(message.string), count) for key, message in usable.items()})
    months, days = (cldr.months["format"], cldr.days["format"]) if cldr else ({}, {})
    return TranslatedCatalog(
        language=language.code,
        name=language.name,
        messages=messages,
        plural=plural,
        months=_names(source.MONTHS, messages, months.get("wide")),
        months_short=_names(source.MONTHS_SHORT, messages, months.get("abbreviated")),
        weekdays=_names(source.WEEKDAYS, messages, days.get("wide")),
        weekdays_short=_names(source.WEEKDAYS_SHORT, messages, days.get("abbreviated")),
        countries=MappingProxyType(_countries(messages, cldr, language.source)),
        offered=language.offered and (language.source or _is_usable(language, messages)),
        names=tuple(language.names),
        source=language.source,
        outdated=MappingProxyType(outdated),
        translates=MappingProxyType({key: translates(message) for key, message in usable.items()}),
        revised=po.revised,
    )


def _is_usable(language: Language, messages: Mapping[str, Forms]) -> bool:
    """Return whether people can be served: a complete language has all texts, which `words check` sees to."""
    return language.grade == "complete" or (language.grade == "usable" and messages.keys() >= {*FIRST})


def _cldr(language: Language, locales: Path) -> Locale | None:
    try:
        return Locale.parse(language.code, sep="-") if language.cldr else None
    except (ValueError, UnknownLocaleError) as error:
        fault = "CLDR does not know this language."
        file = locales / "languages.toml"
        raise CatalogError(str(file), language.code, fault, "Write cldr = false.") from error


def _names(text: Text, messages: Mapping[str, Forms], cldr: Mapping[int, str] | None) -> Forms:
    """Return the names from the .po file if it has them, else from CLDR, else in English."""
    if text.key in messages:
        return tuple(name.strip() for name in messages[text.key][0].split("|"))
    return tuple(cldr[n] for n in sorted(cldr)) if cldr else tuple(text.english.split("|"))


def _countries(messages: Mapping[str, Forms], cldr: Locale | None, is_source: bool) -> dict[str, str]:
    written = {code: messages[f"country.{code}"][0] for code in ENGLISH_NAMES if f"country.{code}" in messages}
    own = ENGLISH_NAMES if is_source else written
    if cldr is None:
        return {**ENGLISH_NAMES, **own}
    named = {code: name for code, name in cldr.territories.items() if len(code) == 2 and code.isalpha()}
    return {**named, **own}


def _plural(po: PoFile, file: Path, cldr: Locale | None) -> tuple[int, Callable[[int], int]]:
    """Return the number of forms and the rule of the Plural-Forms line, or those of the language."""
    language = BabelCatalog(locale=cldr)
    count, rule = po.rule or (language.num_plurals, language.plural_expr)
    try:
        return count, gettext.c2py(rule)
    except ValueError as error:
        fault = f"{rule!r} is not a rule for plurals."
        raise CatalogError(str(file), "Plural-Forms", fault, "Write nplurals=2; plural=(n != 1);") from error
