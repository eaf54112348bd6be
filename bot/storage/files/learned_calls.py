"""Reads locales/<language>/calls-learned.tsv: sentences that call for help, or for none, from which a sheet learns."""

from pathlib import Path

from bot.core.errors import CatalogError, suggest
from bot.core.understanding.call_examples import FEWEST
from bot.core.understanding.call_sheets import FIGURES
from bot.core.understanding.calls import SCENARIOS

HEAD = "row\tsentence"
ROWS = (*SCENARIOS, FIGURES)


def sentences_file(locales: Path, code: str) -> Path:
    """Return the file with the sentences of a language; a language may have none."""
    return locales / code / "calls-learned.tsv"


def read_sentences(file: Path) -> tuple[tuple[str, str], ...]:
    """Return each row of the sheet with a sentence; raise CatalogError for a line that says something else.

    Lines that begin with # are comments.
    """
    try:
        text = file.read_text("utf-8-sig") if file.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error}.", "Save it as UTF-8.") from error
    lines = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip() and line[0] != "#")
    return tuple(_sentence(str(file), number, line) for number, line in lines if line.rstrip() != HEAD)


def _sentence(file: str, number: int, line: str) -> tuple[str, str]:
    row, _, sentence = (part.strip(" \r") for part in line.partition("\t"))
    if not row or not sentence or "\t" in sentence:
        fix = "Write a row, a tab and a sentence, such as hungry, a tab, and what people say."
        raise CatalogError(file, f"line {number}", "it is not a row and a sentence.", fix)
    if row not in ROWS:
        raise CatalogError(file, f"line {number}", f'the program has no row "{row}".', suggest(row, ROWS))
    if len(sentence.split()) < FEWEST:
        fix = "Write it under examples in calls.toml, with its concepts."
        raise CatalogError(file, f"line {number}", f"“{sentence}” is too short to be learned.", fix)
    return row, sentence
