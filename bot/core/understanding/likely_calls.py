"""What a text may be about where nothing in it was understood, by the examples of the sheets of calls.

It opens nothing: what is likely is only offered as a button, or asked back.
"""

from bot.core.understanding.call_examples import FEWEST, NONE, learned
from bot.core.understanding.call_sheets import FIGURES
from bot.core.understanding.call_spellings import plain
from bot.core.understanding.calls import Calls

LEAST = 0.06
"""How near a scenario must be to be likely. A lower number offers more calls, and more buttons without a call."""


def likely(text: str, calls: Calls, language: str) -> tuple[str, ...]:
    """Return the scenarios that a text may be about, the likeliest first."""
    said = plain(text)
    if len(said.split()) < FEWEST or language not in calls.sheets:
        return ()
    examples = learned(calls.sheets[language])
    if examples.kinds.get(said) == NONE:
        return ()
    near = examples.near(said)
    least = max(LEAST, near.pop(FIGURES, 0))  # a call is at least as near as a harmless sentence
    return tuple(sorted((id for id in near if near[id] >= least), key=lambda id: -near[id]))
