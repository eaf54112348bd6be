"""Finds what a language that was begun still lacks beside its texts: calls, words around places, words of facts."""

from collections.abc import Iterator
from pathlib import Path

from bot.storage.files.gazetteer import AROUND, kinds_around
from bot.translators.sources import Finding
from bot.translators.stats import stats


def lacking(locales: Path) -> Iterator[Finding]:
    """Yield the empty cells of each language: hints, and faults where everything must be there."""
    around = kinds_around()
    every = {kind for kinds in around.values() for kind in kinds}
    for each in stats(locales):
        code, whole = each.language.code, each.language.needs()
        if each.unheard_calls and not whole:  # else check_calls names each row
            fix = "Write how people call for help in this language, the most urgent rows first."
            yield Finding(f"locales/{code}/calls.toml", "", each.unheard_calls, fix, hint=True)
        if lacks := sorted(every - around.get(code, set())):
            fault = f"it has no words around the name of a place: {', '.join(lacks)}"
            fix = f"Add a row for each way to say it: {code}, the kind (bot/data/README.md), the words."
            yield Finding(f"bot/data/{AROUND}", code, fault, fix, hint=not whole)
        if each.uncompared:
            fix = "Write its words, or delete the line where it has no words of its own for this."
            yield Finding("locales/facts.toml", code, each.uncompared, fix, hint=not whole)
