"""Collects every text of code and packs into locales/bot.pot, and brings each <language>/bot.po up to date.

A translation belongs to a key. New English under an old key keeps the old translation, marked fuzzy, with the
English that it translates beside it (`#| msgid`).
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, write_po

from bot.core.errors import CatalogError, FileError
from bot.storage.catalogs import Forms, Language, forms, load_languages, po_file, read

ENGLISH_FORMS = {"Text": 1, "Texts": 2, "Heard": 1}
"""How many English forms follow the key in each kind of text."""
HEARD = "Words that people type for this, | between them: your own list, not a translation."
NOTE = "# For translators:"
"""A comment line that begins so, right above a text, goes into the catalogs."""
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Source:
    """One text where it is written."""

    key: str
    english: Forms
    where: str
    notes: tuple[str, ...] = ()


def extract(root: Path) -> None:
    """Write locales/bot.pot and update each language's bot.po, the same from the same sources."""
    locales = root / "locales"
    template = collect(root)
    _write(locales / "bot.pot", POT_HEADER, template)
    for language in load_languages(locales).values():
        if not language.source:
            _update(po_file(locales, language.code), language, template)


def collect(root: Path) -> Catalog:
    """Every text of code and packs, in the order of the files; raises CatalogError for one that cannot be said."""
    template = Catalog(charset="utf-8")
    english: dict[str, Source] = {}
    for text in (*_in_code(root), *_in_packs(root)):
        first = english.setdefault(text.key, text)
        if first.english != text.english:
            fault = f"{first.where} has other English under this key."
            raise CatalogError(text.where, text.key, fault, "One key is one text: give one of them a new key.")
        id = text.english[0] if len(text.english) == 1 else text.english
        template.add(id, context=text.key, locations=[(text.where, 0)], auto_comments=text.notes)
    return template


# Where texts are


def _in_code(root: Path) -> Iterator[Source]:
    for file in sorted((root / "bot").rglob("*.py")):
        where = file.relative_to(root).as_posix()
        code = file.read_text("utf-8")
        yield from texts_in(code, where)


def _in_packs(root: Path) -> Iterator[Source]:
    for folder in sorted(path for path in (root / "policy").glob("*") if path.is_dir()):
        from bot.storage.packs import pack_texts

        for key, english, where in pack_texts(folder):
            yield Source(key, (english,), _relative(where, root))


def _relative(where: str | Path, root: Path) -> str:
    path = Path(where)
    return path.relative_to(root).as_posix() if path.is_absolute() else path.as_posix()


def texts_in(code: str, where: str) -> Iterator[Source]:
    """The texts of one Python file; raises CatalogError for one whose English is put together at run time."""
    lines = code.splitlines()
    calls = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        kind = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if kind not in ENGLISH_FORMS:
            continue
        given = call.args[: 1 + ENGLISH_FORMS[kind]]
        words = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if len(words) == 1 + ENGLISH_FORMS[kind]:
            notes = ((HEARD,) if kind == "Heard" else ()) + _notes_above(lines, call.lineno)
            yield Source(words[0], tuple(words[1:]), where, notes)
        elif fault := _fault(given, bool(words) and not where.startswith("bot/storage/")):
            mend = "Write the whole sentence with {placeholders}, and give the values by name."
            raise CatalogError(where, f"line {call.lineno}", fault, mend)


def _fault(given: list[ast.expr], literal_in_part: bool) -> str:
    """What hides a text from translators; a text read from a file (no literal at all) is not of the code."""
    for part in given[1:]:
        formatted = isinstance(part, ast.Call) and getattr(part.func, "attr", "") in ("format", "join")
        if isinstance(part, ast.JoinedStr | ast.BinOp) or formatted:
            return "the English of this text is put together, so nobody can translate it."
    return "the key and the English of a text must both be written out." if literal_in_part else ""


def _notes_above(lines: list[str], number: int) -> tuple[str, ...]:
    above = lines[number - 2].strip() if number > 1 else ""
    return (above.removeprefix(NOTE).strip(),) if above.startswith(NOTE) else ()


# Bringing a language up to date


def _update(file: Path, language: Language, template: Catalog) -> None:
    known = read(file) if file.exists() else Catalog()
    translated = {message.context: message for message in known if message.context}
    updated = Catalog(charset="utf-8")
    plural_forms = known.plural_forms if file.exists() else _plural_forms(language)
    updated.mime_headers = [("Plural-Forms", plural_forms)]
    for text in template:
        if text.context:
            _carry_over(text, translated.get(text.context), text.context, updated)
    header = _header_of(file) if file.exists() else _new_header(language, plural_forms)
    _write(file, header, updated)


def _carry_over(text: Message, old: Message | None, key: str, updated: Catalog) -> None:
    """One entry, with what its key had before; lists of heard words do not follow the English."""
    said = forms(old.string) if old else ()
    changed = old is not None and old.id != text.id and not key.startswith("heard.")
    stale = bool(old and any(said) and (old.fuzzy or changed))
    previous = (old.id if changed else _previous(old)) if old and stale else ()
    string = tuple(said[: len(forms(text.id))]) if isinstance(text.id, tuple) else "".join(said[:1])
    updated.add(
        text.id,
        string,
        locations=text.locations,
        flags=("fuzzy",) if stale else (),
        auto_comments=text.auto_comments,
        user_comments=[line for line in old.user_comments if not line.startswith("|")] if old else (),
        previous_id=previous,
        context=key,
    )


def _previous(old: Message) -> Forms:
    """The English of a fuzzy entry's translation, which babel reads as a comment."""
    lines = " ".join(line[1:].strip() for line in old.user_comments if line.startswith("|"))
    parts = re.split(r"msgid(?:_plural)?\s", lines)[1:]
    return tuple(denormalize('""\n' + "\n".join(re.findall(r'"(?:[^"\\]|\\.)*"', part))) for part in parts)


def _plural_forms(language: Language) -> str:
    """What CLDR says of plurals, where it knows the language."""
    try:
        return Catalog(locale=Locale.parse(language.code) if language.cldr else None).plural_forms
    except (ValueError, UnknownLocaleError):
        return Catalog().plural_forms


# Writing

POT_HEADER = """# Every text of Randevou, in English. Written by `randevou words extract`: change the code or the pack.
msgid ""
msgstr ""
"Project-Id-Version: randevou\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def _new_header(language: Language, plural_forms: str) -> str:
    title = f"# {language.english} words of Randevou.\n# {language.note or 'Not reviewed.'}\n"
    own = f'"Language: {language.code}\\n"\n"Plural-Forms: {plural_forms}\\n"\n'
    return title + POT_HEADER.partition("\n")[2] + own


def _header_of(file: Path) -> str:
    """The first entry as it stands: translators' names and dates are theirs."""
    text = file.read_text("utf-8-sig").replace("\r\n", "\n")
    return text.partition("\n\n")[0] + "\n"


def _write(file: Path, header: str, catalog: Catalog) -> None:
    body = BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True, include_previous=True, include_lineno=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(header + "\n" + body.getvalue().decode("utf-8").rstrip() + "\n", "utf-8")


def main(arguments: Iterable[str]) -> None:
    """`python -m bot.translators.extract [root]`."""
    root = Path(next(iter(arguments), "."))
    try:
        extract(root.resolve())
    except FileError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
