"""Checks the words of each language: one small check for each kind of fault, all listed in one table."""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from bot.core.errors import FileError
from bot.core.language.outdated import is_critical
from bot.core.language.text import PLACEHOLDER, Catalog
from bot.core.understanding.calls import Calls
from bot.storage.files import catalogs, po_files
from bot.storage.files.calls import check_calls, load_calls
from bot.storage.files.languages import Language, load_languages
from bot.storage.files.packs import found_texts, load_pack, pack_texts
from bot.storage.files.packs.extending import lineage
from bot.storage.files.packs.words import suggest_key
from bot.storage.files.po_files import Forms, forms
from bot.translators import readers
from bot.translators.across import left_behind
from bot.translators.begun import lacking
from bot.translators.context import is_heard, longest_of
from bot.translators.hearing import clashes, clashes_in_pack, thin
from bot.translators.looks import unread
from bot.translators.samples import longest
from bot.translators.sources import File, Finding, Rules, read_file, read_rules, said_in_pack, texts_by_key

LONG, MUCH_LONGER, WORTH_COMPARING = 400, 1.6, 60
"""Length of a long message; factor that is much longer than English; shortest English to compare. In characters."""


@dataclass(frozen=True)
class Entry:
    """One text in one language."""

    language: Language
    key: str
    english: Forms
    said: Forms
    rules: Rules
    stale: bool = False
    before: Forms = ()
    """The earlier English that its file notes."""
    translates: Forms = ()
    """The English that this text translates, according to its file."""
    elsewhere: bool = False
    """Whether another file has this text, so that it is not missing here."""

    @property
    def heard(self) -> bool:
        """Whether these are words that people type: any spelling is allowed, French ones too."""
        return is_heard(self.key)

    @cached_property
    def text(self) -> str:
        """All forms, joined by line breaks."""
        return "\n".join(self.said)


# The checks: each returns what is wrong, or ""


def _missing(entry: Entry) -> str:
    needed = entry.language.needs(entry.key) and not entry.language.is_named_by_cldr(entry.key)
    return "" if all(entry.said) or entry.elsewhere or not needed else "it is not translated"


def _stale(entry: Entry) -> str:
    if entry.stale and not entry.before:
        return "nobody has approved it (fuzzy)"
    if entry.stale and is_critical(entry.key):
        return "the English means something else since it was translated (fuzzy)"
    differs = any(entry.said) and entry.translates != entry.english
    return f"its msgid is not the English, which is “{entry.english[0]}”" if differs else ""


def _outdated(entry: Entry) -> str:
    if not entry.before or (entry.stale and is_critical(entry.key)):
        return ""
    return (
        "the English means something else by now (fuzzy)" if entry.stale else "the English has worded otherwise by now"
    )


def _unusable(entry: Entry) -> str:
    return po_files.fault(entry.key, entry.english, entry.said) if all(entry.said) else ""


def _edges(entry: Entry) -> str:
    def edges(text: str) -> tuple[str, str, int]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], text.count("\n")

    pairs = zip_longest(entry.english, entry.said, fillvalue=entry.english[-1])
    differ = not entry.heard and any(edges(one) != edges(other) for one, other in pairs if other)
    return "its line breaks, or the spaces at its ends, differ from the English" if differ else ""


def _numbers(entry: Entry) -> str:
    if entry.heard or entry.key.startswith("calendar.") or not all(entry.said):
        return ""
    one, other = (sorted(set(re.findall(r"\d+", " ".join(forms)))) for forms in (entry.english, entry.said))
    return (
        f"its numbers are {', '.join(other) or 'none'}; in English {', '.join(one) or 'none'}" if one != other else ""
    )


def _borrowed(entry: Entry) -> str:
    """Find a text that is equal in the language that this one must be unlike."""
    other = entry.rules.catalogs.get(entry.language.unlike)
    letters = re.search(r"[^\W\d_]", PLACEHOLDER.sub("", entry.text))
    if other is None or entry.heard or not letters or other.messages.get(entry.key) != entry.said:
        return ""
    allowed = entry.rules.same.get(entry.language.code, {})
    is_name = entry.said == entry.english and entry.key.endswith((".name", ".operator"))
    free = is_name or entry.key in allowed.get("keys", {}) or entry.text in allowed.get("texts", {})
    return "" if free else f"it is the same as in {entry.language.unlike}"


def _borrowed_name(entry: Entry) -> str:
    """Find a weekday, month or country in the spelling of the language that this one must be unlike."""
    other = entry.rules.catalogs.get(entry.language.unlike)
    if other is None or entry.heard or entry.key.startswith(("calendar.", "country.")):
        return ""
    foreign = _names(other) - _names(entry.rules.catalogs[entry.language.code])
    found = [name for name in foreign if re.search(rf"\b{re.escape(name)}\b", entry.text.casefold())]
    return f"“{found[0]}” is a name in {entry.language.unlike}" if found else ""


def _names(catalog: Catalog) -> set[str]:
    return {name.casefold() for name in (*catalog.weekdays, *catalog.months, *catalog.countries.values())}


def _never(entry: Entry) -> str:
    for rule in (*entry.rules.never.get("all", ()), *entry.rules.never.get(entry.language.code, ())):
        free = any(fnmatchcase(entry.key, pattern) for pattern in rule.get("except", {}))
        found = re.search(rule["pattern"], PLACEHOLDER.sub("{}", entry.text), re.IGNORECASE)
        if found and not (free or entry.heard or entry.key.startswith("calendar.")):
            return f"“{found[0]}”: {rule['why']}. {rule['fix']}"
    return ""


def _too_long_a_button(entry: Entry) -> str:
    if (most := entry.rules.longest.get(entry.key)) is None:
        return ""
    catalog = entry.rules.catalogs[entry.language.code]
    length = max(longest(entry.key, text, catalog, entry.rules.table) for text in entry.said)
    names = " with its longest name, day or hour" if PLACEHOLDER.search(entry.text) else ""
    return f"a button of {length} characters{names}; the narrowest channel shows {most}" if length > most else ""


def _long(entry: Entry) -> str:
    longest, english = max(map(len, entry.said)), max(map(len, entry.english))
    if entry.heard or entry.key.startswith("calendar."):
        return ""
    if longest > LONG:
        return f"it has {longest} characters"
    compared = english >= WORTH_COMPARING and longest > MUCH_LONGER * english
    return f"it has {longest} characters, the English {english}" if compared else ""


@dataclass(frozen=True, slots=True)
class Check:
    """A check, how to fix what it finds, and whether it is only a hint."""

    fault: Callable[[Entry], str]
    fix: str
    hint: bool = False
    source: bool = False
    """Whether the English is checked too."""


ONLY_WORDING = "If the meaning is the same: `randevou words touch KEY --wording`."
CHECKS = (
    Check(_missing, "Translate it."),
    Check(_stale, f"Read both, correct the translation and its msgid, and delete the word fuzzy. {ONLY_WORDING}"),
    Check(_outdated, f"Read both, and delete the word fuzzy and the lines with #|. {ONLY_WORDING}", hint=True),
    Check(_unusable, "Until it is fixed, the bot shows it in English."),
    Check(_edges, "Begin, break and end it like the English."),
    Check(_numbers, "Write the same numbers in digits."),
    Check(_borrowed, "Translate it, or give the reason in locales/, in the list of equal texts."),
    Check(_borrowed_name, "Write the name as this language writes it."),
    Check(_never, "", source=True),
    Check(_too_long_a_button, "Say it in fewer words.", source=True),
    Check(_long, "Shorter is easier to read, and to hear.", hint=True, source=True),
)


def check(locales: Path, root: Path | None = None) -> list[Finding]:
    """Return every fault of every language.

    With `root`, also faults in the words of packs, in the sheets of calls, and an outdated template.
    """
    try:
        rules = read_rules(catalogs.load_catalogs(locales), locales)
        template = File("locales/bot.pot", po_files.read(catalogs.template(locales)).by_key())
        texts = {key: (forms(message.id), template.name) for key, message in template.entries.items()}
        own = sorted(root.glob("policy/*/words/*.po")) if root else []
        found: list[Finding] = []
        files: dict[str, File] = {}
        for code, language in load_languages(locales).items():
            elsewhere = {key for file in own if file.stem == code for key in read_file(file, "").entries}
            name = f"locales/{code}/bot.po"
            file = files[code] = template if language.source else read_file(catalogs.po_file(locales, code), name)
            found += _check(language, file, texts, elsewhere, rules)
        found += _read(locales, said := texts_by_key(files))
        for key, each, fix in unread(locales, rules.catalogs, said):
            found.append(Finding(files[each.language].name, key, each.fault, fix, look=each.look))
        calls = load_calls(locales) if root else Calls({})
        found += clashes(rules.catalogs, calls)
        for folder in sorted({file.parent.parent for file in own}):
            found += check_pack_words(folder, locales)
        if root:
            found += [*map(_of_file, check_calls(locales)), *thin(rules.catalogs, calls), *left_behind(texts, root)]
            found += lacking(locales)
        return found
    except FileError as error:
        return [_of_file(error)]


def check_pack_words(folder: Path, locales: Path) -> list[Finding]:
    """Return every fault in the texts of a pack and in its words: words/<language>.po."""
    try:
        known = catalogs.load_catalogs(locales)
        rules = read_rules(catalogs.overlay(known, load_pack(folder)), locales)
        texts = found_texts(folder)
        rules = replace(rules, longest={**rules.longest, **longest_of(texts)})
        own = {key: ((one.english,), f"{folder}/{Path(one.file).name}") for key, one in texts.items()}
        inherited = {key: ((text,), "") for each in lineage(folder)[1:] for key, text, _ in pack_texts(each)}
        bot = {key: (english, "") for key, english in catalogs.english_texts(locales).items()}
        every = {**inherited, **own, **bot}
        found: list[Finding] = []
        files: dict[str, File] = {}
        for code, language in load_languages(locales).items():
            path, catalog = folder / "words" / f"{code}.po", known[code]
            if catalog.fault:
                found += map(_of_file, read_file(catalogs.po_file(locales, code), f"locales/{code}/bot.po").faults)
                continue
            file = files[code] = read_file(path, str(path)) if path.is_file() else File(str(path), {})
            current = {key for key, ((english,), _) in own.items() if catalogs.is_current(catalog, key, english)}
            elsewhere = current | inherited.keys() | bot.keys()
            file = replace(
                file, entries={key: each for key, each in file.entries.items() if key not in bot or not is_heard(key)}
            )
            found += _check(language, file, own if language.source else every, elsewhere, rules)
        found += clashes_in_pack(folder, locales, files, rules.catalogs)
        english = {key: forms for key, (forms, _) in every.items()}
        for key, each, fix in unread(locales, rules.catalogs, said_in_pack(english, own.keys(), files, known)):
            if key in own or key.removesuffix("[0]") in files[each.language].entries:
                fix = "Correct it, unless all languages say the same." if each.look else fix
                found.append(Finding(files[each.language].name, key, each.fault, fix, hint=each.look))
        return found
    except FileError as error:
        return [_of_file(error)]


def _read(locales: Path, said: Mapping[str, Mapping[str, str]]) -> Iterator[Finding]:
    for code, language in load_languages(locales).items():
        for each in readers.check(language, {key: texts[code] for key, texts in said.items() if code in texts}):
            yield Finding(readers.FILE, f"{code}.read", each.fault, each.fix, look=each.look)


def _of_file(error: FileError) -> Finding:
    return Finding(error.file, error.key, error.fault.rstrip("."), error.fix)


def _check(
    language: Language, file: File, texts: Mapping[str, tuple[Forms, str]], elsewhere: Container[str], rules: Rules
) -> Iterator[Finding]:
    """Check all texts (key -> English, file): `file` must have each one, except those that another file has."""
    yield from map(_of_file, file.faults)
    if not language.source and file.faults and not file.entries:
        return
    for key, (english, where) in texts.items():
        message = file.entries.get(key)
        if language.source:
            yield from _faults(Entry(language, key, english, english, rules), where)
        elif message or key not in elsewhere:
            said, translates = (forms(message.string), forms(message.id)) if message else (("",), ())
            stale, before = (message.fuzzy, po_files.previous(message)) if message else (False, ())
            entry = Entry(language, key, english, said, rules, stale, before, translates, key in elsewhere)
            yield from _faults(entry, file.name)
    for key in () if language.source else sorted(file.entries.keys() - texts.keys()):
        yield Finding(file.name, key, "no text has this key", suggest_key(key, texts))


def _faults(entry: Entry, file: str) -> Iterator[Finding]:
    for each in CHECKS:
        if (each.source or not entry.language.source) and (fault := each.fault(entry)):
            yield Finding(file, entry.key, fault.rstrip("."), each.fix.replace("KEY", entry.key), each.hint)
