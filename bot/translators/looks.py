"""Asks somebody to look at what the languages of a text say otherwise, and notes in locales/read.toml that they did."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.errors import CatalogError
from bot.core.language.text import Catalog
from bot.storage.files import catalogs, po_files
from bot.storage.files.languages import load_languages
from bot.storage.files.packs.words import suggest_key
from bot.translators.facts import Difference, Reader, compare, digest, read_toml, read_words
from bot.translators.sources import File, read_file, texts_by_key

LOOK_UP = "Look it up there: each line msgctxt is a key."
"""What to do about a key that somebody typed and that is like no other."""
Said = Mapping[str, Mapping[str, str]]
"""What each language says, by key and language."""
Marks = dict[str, dict[str, str]]
"""What locales/read.toml notes: by language and key, the mark of the texts that somebody compared."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which languages are compared: those in which each text is required, and each other one with them.

    A language that is only begun asks nothing of those who write the others.
    """

    readers: Mapping[str, Reader]
    required: Collection[str]

    @classmethod
    def of(cls, locales: Path, known: Mapping[str, Catalog]) -> "Comparison":
        """Return how the languages of these catalogs are compared."""
        required = [code for code, language in load_languages(locales).items() if language.required]
        return cls(read_words(locales, known), required)

    def beside(self, code: str, said: Mapping[str, str]) -> dict[str, str]:
        """Return the texts with which one language is compared, and its own."""
        return {each: text for each, text in said.items() if each in self.required or each == code}

    def is_whole(self, code: str, said: Mapping[str, str]) -> bool:
        """Return whether the language and all with which it is compared have the text."""
        return {*self.required, code} <= said.keys()

    def compare(self, key: str, said: Mapping[str, str]) -> Iterator[Difference]:
        """Yield what each language says otherwise than those with which it is compared."""
        yield from compare(key, {code: text for code, text in said.items() if code in self.required}, self.readers)
        for begun in (code for code in said if code not in self.required):
            found = compare(key, self.beside(begun, said), self.readers)
            yield from (each for each in found if each.language == begun)


def read_marks(locales: Path) -> Marks:
    """Return the marks of the texts that somebody has compared."""
    return {code: {key: str(mark) for key, mark in of.items()} for code, of in read_toml(_file(locales)).items()}


def unread(locales: Path, known: Mapping[str, Catalog], texts: Said) -> Iterator[tuple[str, Difference, str]]:
    """Yield key, difference and fix of what nobody has looked at, by locales/read.toml."""
    comparison, read = Comparison.of(locales, known), read_marks(locales)
    for key, said in texts.items():
        found = list(comparison.compare(key, said))
        for each in found:
            if not each.look:
                yield key, each, "Correct it."
            elif digest(said, each.language) not in read.get(each.language, {}).values():  # a copy may have another key
                fix = f"Correct it or, if all languages say the same, run `randevou words read {key}`."
                yield key, replace(each, fault=f"look: {each.fault}"), fix
        for code in sorted(said.keys() - {each.language for each in found}):
            if comparison.is_whole(code, said) and key in read.get(code, {}):
                idle = Difference(code, "there is nothing to look at any more", look=True)
                yield key, idle, "`randevou words update` takes its line out of locales/read.toml."


def side_by_side(locales: Path, key: str) -> tuple[Mapping[str, str], list[Difference]]:
    """Return what each language says for a key, and what asks for a look there."""
    said = _said(locales)
    if key not in said:
        raise CatalogError(
            str(catalogs.template(locales)), key, "no text has this key.", suggest_key(key, said, LOOK_UP)
        )
    return said[key], [look for _, look in _looks(_comparison(locales), {key: said[key]})]


def note(locales: Path, key: str, languages: Collection[str]) -> None:
    """Note that somebody read a text in these languages: it is asked about again when it or its English changes."""
    texts, marks = _said(locales)[key], read_marks(locales)
    for code in languages:
        marks.setdefault(code, {})[key] = digest(texts, code)
    _write(locales, marks)


def tidy(locales: Path) -> int:
    """Remove the notes that no text needs any more, and return how many there were."""
    said, marks, comparison = _said(locales), read_marks(locales), _comparison(locales)
    asked = {(look.language, key) for key, look in _looks(comparison, said)}

    def is_needed(code: str, key: str, mark: str) -> bool:
        texts = said.get(key, {})
        if key in said and not comparison.is_whole(code, texts):  # where a language is silent, nothing can be compared
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


def _comparison(locales: Path) -> Comparison:
    return Comparison.of(locales, catalogs.load_catalogs(locales))


def _looks(comparison: Comparison, said: Said) -> Iterator[tuple[str, Difference]]:
    for key, texts in said.items():
        yield from ((key, each) for each in comparison.compare(key, texts) if each.look)


def _write(locales: Path, marks: Marks) -> None:
    """Write the notes again below the comment at the head of their file, each language in the order of its keys."""
    file = _file(locales)
    head = file.read_text("utf-8").partition("[")[0] if file.exists() else ""
    tables = [
        f"[{code}]\n" + "".join(f'"{key}" = "{mark}"\n' for key, mark in sorted(of.items()))
        for code, of in marks.items()
        if of
    ]
    file.write_text(head + "\n".join(tables), "utf-8")


def _file(locales: Path) -> Path:
    return locales / "read.toml"
