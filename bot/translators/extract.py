"""Collects every text of code and packs into locales/bot.pot, and brings each <language>/bot.po up to date.

A translation belongs to a key. If the English of a key changes, the old translation stays, marked fuzzy, with the
English that it translates in a comment (`#| msgid`).
"""

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import IO

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import escape, normalize, write_po

from bot.core.errors import CatalogError, FileError
from bot.storage.files import po_files
from bot.storage.files.catalogs import po_file
from bot.storage.files.data_register import read_register
from bot.storage.files.languages import Language, load_languages
from bot.storage.files.packs import pack_texts
from bot.storage.files.po_files import TABLES_OF_HOURS, Forms, PoFile, forms, read
from bot.translators.context import contexts, is_heard

KEYWORDS = parse_keywords(("Text:1c,2", "Texts:1c,2,3", "Heard:1c,2"))
"""The position of the key (the context) and of the English forms in each kind of text, as in pybabel -k."""
METHODS = [
    ("bot/storage/**.py", "ignore"),  # its texts are read from packs
    ("bot/**.py", "python"),
    ("policy/privacy/register.toml", "bot.translators.extract:extract_register"),
    ("policy/**.toml", "bot.translators.extract:extract_pack"),
    ("policy/**.csv", "bot.translators.extract:extract_pack"),
]
HEARD = "Words that people type for this, | between them: your own list, not a translation."
NOTE = "For translators:"
"""A comment that begins with this, directly above a text, is copied into the catalogs."""
WIDTH = 100


def extract(root: Path) -> None:
    """Write locales/bot.pot and update the bot.po of each language; the same sources give the same files."""
    locales = root / "locales"
    template = collect(root)
    _write(locales / "bot.pot", POT_HEADER, template)
    faults: list[CatalogError] = []
    for language in load_languages(locales).values():
        try:
            if not language.source:
                update(po_file(locales, language.code), language, template)
        except CatalogError as fault:  # the other languages are brought up to date all the same
            faults.append(fault)
    if faults:
        raise faults[0]


def collect(root: Path) -> Catalog:
    """Return every text of code and packs, in the order of the files.

    Raises CatalogError for a text built at run time, and for a key that has two texts.
    """
    for file in sorted((root / "bot").rglob("*.py")):
        refuse_text_built_at_run_time(file.read_text("utf-8"), file.relative_to(root).as_posix())
    template = Catalog(charset="utf-8")
    first: dict[str, tuple[str, str | Forms]] = {}
    found = extract_from_dir(root, METHODS, None, KEYWORDS, (NOTE,), strip_comment_tags=True)
    for where, _, english, notes, key in found:
        if key is None:
            continue
        earlier, same = first.setdefault(key, (where, english))
        if same != english:
            fault = f"{earlier} has different English under this key."
            raise CatalogError(where, key, fault, "One key has one text: give one of them a new key.")
        comments = [HEARD, *notes] if is_heard(key) else notes
        template.add(english, context=key, locations=[(where, 0)], auto_comments=comments)
    known = contexts(root, template)
    for message in template:
        if message.context:
            message.auto_comments[:0] = known[message.context].lines
    return template


def extract_pack(
    file: IO[bytes], keywords: Collection[str], tags: Collection[str], options: Mapping[str, str]
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Yield the texts of one file of a pack as calls of Text; an extractor for Babel."""
    path = Path(file.name)
    if (path.parent / "pack.toml").is_file():
        for key, english, where in pack_texts(path.parent):
            if Path(where).name == path.name:
                yield 0, "Text", (key, english), []


def extract_register(
    file: IO[bytes], keywords: Collection[str], tags: Collection[str], options: Mapping[str, str]
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Yield the notice of each class of the data register as calls of Text; an extractor for Babel."""
    for entry in read_register(Path(file.name).parent.parent):
        if entry.notice:
            yield 0, "Text", (entry.notice.key, entry.notice.english), []


@lru_cache(maxsize=1024)  # once for the same file, also in a copy
def refuse_text_built_at_run_time(code: str, where: str) -> None:
    """Raise CatalogError for a text whose key or English is built at run time: no translator would see it."""
    for call in (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)):
        kind = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = call.args[: FORMS.get(kind, 0)]
        written = [isinstance(part, ast.Constant) and isinstance(part.value, str) for part in given]
        in_part = any(written) and not all(written) and not where.startswith("bot/storage/")
        if in_part or any(map(_is_put_together, given[1:])):  # with no literal at all, the text is read from a file
            fault = "the key and the English of a text must both be literal strings, or nobody can translate it."
            fix = "Write the whole sentence with {placeholders}, and pass the values by name."
            raise CatalogError(where, f"line {call.lineno}", fault, fix)


FORMS = {"Text": 2, "Texts": 3, "Heard": 2}
"""The number of strings in each kind of text."""


def _is_put_together(part: ast.expr) -> bool:
    formatted = isinstance(part, ast.Call) and getattr(part.func, "attr", "") in ("format", "join")
    return isinstance(part, ast.JoinedStr | ast.BinOp) or formatted


# Bringing a language up to date


def update(
    file: Path, language: Language, template: Catalog, borrowed: Mapping[str, Message] = MappingProxyType({})
) -> None:
    """Bring a file up to date with a template; a text that it does not say is borrowed, if it is there."""
    known = read(file) if file.exists() else PoFile()
    translated = {**known.by_key(), **borrowed}
    updated = Catalog(charset="utf-8")
    plural_forms = _plural_forms(language)
    count = known.rule[0] if known.rule else int(plural_forms[len("nplurals=")])
    count = max(count, *(len(forms(message.string)) for message in known.entries), 1)  # no form is lost
    updated.mime_headers = [("Plural-Forms", f"nplurals={count}; plural=0;")]
    for text in template:
        if text.context:
            _carry_over(text, translated.get(text.context), text.context, updated)
    _write(file, _header(known, language), updated)


def _carry_over(text: Message, old: Message | None, key: str, updated: Catalog) -> None:
    """Add one entry with the earlier translation of its key; word lists (heard.*) need not match the English."""
    said = forms(old.string) if old else ()
    translates = po_files.translates(old) if old else ()
    plural = isinstance(text.id, tuple)
    follows = translates == forms(text.id) or (is_heard(key) and bool(translates))
    stale = any(said) and not (follows and old and plural == isinstance(old.id, tuple))
    updated.add(
        text.id,
        said if plural else "".join(said[:1]),
        locations=text.locations,
        flags=("fuzzy",) if stale else (),
        auto_comments=text.auto_comments,
        user_comments=old.user_comments if old else (),
        previous_id=translates if stale else po_files.previous(old) if old and not old.fuzzy else (),
        context=key,
    )


def _plural_forms(language: Language) -> str:
    """Return the plural rule of CLDR if it knows the language, else a default."""
    try:
        return Catalog(locale=Locale.parse(language.code) if language.cldr else None).plural_forms
    except (ValueError, UnknownLocaleError):
        return Catalog().plural_forms


# Writing

POT_HEADER = """# Every text of Randevou, in English. Written by `randevou words update`: change the code or the pack.
msgid ""
msgstr ""
"Project-Id-Version: randevou\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


UNTOUCHED = """"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"
"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"
"""
"""What the programs of translators fill in; `msgfmt -c` warns until somebody has."""


def _new_header(language: Language, plural_forms: str) -> str:
    title = f"# {language.english} words of Randevou.\n# {language.note or 'Not reviewed.'}\n"
    own = f'{UNTOUCHED}"Language-Team: {language.english}\\n"\n"Language: {language.code}\\n"\n'
    begin, mime, rest = POT_HEADER.partition("\n")[2].partition('"MIME-Version')
    return f'{title}{begin}{own}{mime}{rest}"Plural-Forms: {plural_forms}\\n"\n'


_FIELDS = ("id", "string", "locations", "flags", "auto_comments", "user_comments", "previous_id", "context")
"""What is kept of an entry that is written again."""


def write_entries(file: Path, language: Language, po: PoFile) -> None:
    """Write a file again: its header, or a new one, and its entries with the earlier English that they note."""
    catalog = Catalog(charset="utf-8")
    count = max([1, *(len(forms(message.string)) for message in po.entries)])
    catalog.mime_headers = [("Plural-Forms", f"nplurals={count}; plural=0;")]
    for entry in po.entries:
        catalog.add(**{name: getattr(entry, name) for name in _FIELDS})
    _write(file, _header(po, language), catalog)


def _header(known: PoFile, language: Language) -> str:
    """Return the first entry: it has the names and dates that translators wrote. The file is written in UTF-8."""
    if not known.header:
        return _new_header(language, _plural_forms(language))
    comments = "".join(f"# {comment}".rstrip() + "\n" for comment in known.comments)
    lines = re.sub(r"charset=[\w.:-]+", "charset=UTF-8", known.header).splitlines(keepends=True)
    return comments + 'msgid ""\nmsgstr ""\n' + "".join(f"{escape(line)}\n" for line in lines)


def _write(file: Path, header: str, catalog: Catalog) -> None:
    for message in catalog:
        if message.context in TABLES_OF_HOURS:  # their holes may differ from the English ones
            message.flags = (message.flags - {"python-brace-format"}) | {"no-python-brace-format"}
    body = BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True, include_lineno=False)
    text = f"\n{body.getvalue().decode('utf-8').rstrip()}\n"
    for message in catalog:  # Babel breaks these lines between words, and then no tool of gettext reads the file
        context = f'msgctxt "{message.context}"\n'
        text = text.replace(f"\n{context}", f"\n{_previous_lines(message)}{context}", 1)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{header}{text}", "utf-8")


def _previous_lines(message: Message) -> str:
    words = zip(("msgid", "msgid_plural"), message.previous_id, strict=False)
    said = "\n".join(f"{word} {normalize(english, width=WIDTH)}" for word, english in words)
    return "".join(f"#| {line}\n" for line in said.splitlines())


def main(arguments: Iterable[str]) -> None:
    """Run `python -m bot.translators.extract [root]`."""
    root = Path(next(iter(arguments), "."))
    try:
        extract(root.resolve())
    except FileError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
