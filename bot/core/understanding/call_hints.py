"""Hints of calls for help: words that are worth a question back where a text says nothing else."""

from bot.core.understanding.call_spellings import pieces_of
from bot.core.understanding.calls import SCENARIOS, Calls, Said


def hinted(text: str, calls: Calls, language: str) -> tuple[str, ...]:
    """Return the scenarios that a text may be about, the most urgent first."""
    if (ear := calls.ears.get(language)) is None:
        return ()
    said = Said(ear, pieces_of(text))
    harmless = said.harmless()
    return tuple(id for id in SCENARIOS if any(said.standing(id, harmless, hints=True)))
