"""Notes in locales/read.toml that somebody compared what the languages of a text say."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from bot.core.errors import CatalogError
from bot.storage.files import catalogs, po_files
from bot.storage.files.languages import load_languages
from bot.storage.files.packs.words import suggest_key
from bot.translators.facts import Difference, Marks, compare, digest, read_marks, read_words
from bot.translators.sources import File, read_file, texts_by_key

Said = Mapping[str, Mapping[str, str]]
"""What each language says, by key and language."""


def side_by_side(locales: Path, key: str) -> tuple[Mapping[str, str], list[Difference]]:
    """Return what each language says for a key, and what asks for a look there."""
    said = _said(locales)
    if key not in said:
        raise CatalogError(str(catalogs.template(locales)), key, "no text has this key.", suggest_key(key, said))
    return said[key], [look for _, look in _looks(locales, {key: said[key]})]


def note(locales: Path, key: str, languages: Collection[str]) -> None:
    """Note that somebody read a text in these languages: it is asked about again when it or its English changes."""
    texts, marks = _said(locales)[key], read_marks(locales)
    for code in languages:
        marks.setdefault(code, {})[key] = digest(texts, code)
    _write(locales, marks)


def tidy(locales: Path) -> int:
    """Remove the notes that no text needs any more, and return how many there were."""
    said, marks = _said(locales), read_marks(locales)
    asked = {(look.language, key) for key, look in _looks(locales, said)}
    languages = load_languages(locales).keys()

    def is_needed(code: str, key: str, mark: str) -> bool:
        texts = said.get(key, {})
        if texts.keys() < languages and key in said:  # where a language is silent, nothing can be compared
            return True
        return (code, key) in asked and digest(texts, code) == mark

    kept = {code: {key: mark for key, mark in of.items() if is_needed(code, key, mark)} for code, of in marks.items()}
    before, after = (sum(map(len, each.values())) for each in (marks, kept))
    if after < before:
        _write(locales, kept)
    return before - after


def _said(locales: Path) -> Said:
    template = File("", po_files.read(catalogs.template(locales)).by_key())
    languages = load_languages(locales).items()
    files = {
        code: template if language.source else read_file(catalogs.po_file(locales, code), "")
        for code, language in languages
    }
    return texts_by_key(files)


def _looks(locales: Path, said: Said) -> Iterator[tuple[str, Difference]]:
    readers = read_words(locales, catalogs.load_catalogs(locales))
    for key, texts in said.items():
        yield from ((key, each) for each in compare(key, texts, readers) if each.look)


def _write(locales: Path, marks: Marks) -> None:
    """Write the notes again below the comment at the head of their file, each language in the order of its keys."""
    file = locales / "read.toml"
    head = file.read_text("utf-8").partition("[")[0] if file.exists() else ""
    tables = [
        f"[{code}]\n" + "".join(f'"{key}" = "{mark}"\n' for key, mark in sorted(of.items()))
        for code, of in marks.items()
        if of
    ]
    file.write_text(head + "\n".join(tables), "utf-8")
