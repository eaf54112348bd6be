"""Begins a language: its files, its place in the lists of languages, and its cells in the lists of words, all empty."""

import re
import tomllib
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bot.core.errors import CatalogError
from bot.core.understanding.call_sheets import MARKS, Sheet
from bot.storage.files.calls import read_sheet, sheet_file
from bot.storage.files.catalogs import po_file
from bot.storage.files.languages import load_languages
from bot.translators.extract import extract

SHOWN = 3
"""English examples that a new sheet shows of each row."""
CODE = re.compile(r"[a-z]{2,3}")
_ENTRY = """
[{code}]
name = "{name}"
english = "{english}"
names = [{names}]
cldr = {cldr}
offered = false
required = false
grade = "draft"
reviewed = false
note = "nobody has drafted it yet: machine-drafted, or drafted by people? It is not reviewed by a native speaker"
steward = ""
"""


def add_language(root: Path, code: str, name: str = "", english: str = "") -> Path:
    """Add a language, as a draft that nobody is offered, and return its new file; CLDR gives its names and its plural.

    Raises CatalogError for a language that is there, and for one that neither CLDR nor the caller names.
    """
    locales = root / "locales"
    file, known = locales / "languages.toml", load_languages(locales)
    if code in known:
        raise CatalogError(str(file), code, "this language is there already.", f"Translate locales/{code}/bot.po.")
    if not CODE.fullmatch(code):
        raise CatalogError(str(file), code, "it is not the code of a language.", "Write two or three letters: pt.")
    try:
        cldr = Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        cldr = None
    name, english = name or _name(cldr, code), english or _name(Locale("en"), code)
    if not (name and english):
        fix = "Give --name, what the language calls itself, and --english, what English calls it."
        raise CatalogError(str(file), code, "CLDR does not know this language.", fix)
    names = {name, english, *(_name(Locale.parse(each), code) for each, one in known.items() if one.cldr)}
    listed = ", ".join(f'"{each}"' for each in sorted(filter(None, names)))
    entry = _ENTRY.format(code=code, name=name, english=english, names=listed, cldr=str(cldr is not None).lower())
    never = locales / "never.toml"
    promise = never.read_text("utf-8").partition("[[en]]")[2].partition("\n\n")[0]
    rule = f"\n# The English words: write those of this language.\n[[{code}]]{promise}\n"
    for path, text in ((file, entry), (never, rule)):
        with path.open("a", encoding="utf-8") as opened:
            opened.write(text)
    source = next(each for each, language in known.items() if language.source)
    _add_cells(locales / "facts.toml", code)
    sheet = sheet_file(locales, code)
    sheet.parent.mkdir(exist_ok=True)
    sheet.write_text(_sheet(english, read_sheet(sheet_file(locales, source))), "utf-8")
    extract(root)
    return po_file(locales, code)


def _add_cells(facts: Path, code: str) -> None:
    """Write an empty cell of the language into each table, of the kind that the other languages have there."""
    head, *tables = facts.read_text("utf-8").split("\n[")
    for n, table in enumerate(tables):
        cells, _, comment = table.partition("\n\n")
        words = next(iter(next(iter(tomllib.loads(f"[{cells}").values())).values()))
        empty = "[]" if isinstance(words, list) else "{}" if isinstance(words, dict) else '""'
        tables[n] = f"{cells.rstrip()}\n{code} = {empty}\n" + (f"\n{comment}" if comment else "")
    facts.write_text("\n[".join([head, *tables]), "utf-8")


def _sheet(english: str, source: Sheet) -> str:
    """Return an empty sheet of calls for help, with English examples above each row."""
    lines = [
        f"# Calls for help, as people type them in {english}. `locales/en/calls.toml` explains this file.",
        "# A row that is empty hears nothing: danger is then heard by its button, and in the words of other languages.",
        "\n[spellings]\n\n[concepts]",
        *(f"{mark} = []" for mark in MARKS),
    ]
    for name, row in source.rows.items():
        said = "; ".join(row.examples[:SHOWN])
        lines.append(f"\n# English: {said}\n[{name}]\nexamples = []\ntogether = []")
    return "\n".join([*lines, ""])


def _name(cldr: Locale | None, code: str) -> str:
    """Return what a language of CLDR calls another one; on buttons names begin with a capital."""
    name = cldr.languages.get(code, "") if cldr else ""
    return name[:1].upper() + name[1:]
