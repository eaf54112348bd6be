"""What kind of call a text leans to, by the examples of the sheets: danger or self-harm, other help, or none at all.

Nothing opens by it. Where a text that was not understood leans far to a call, a question back is worth it; where one
that sounds like danger leans far to none, it is asked back, too.
"""

from typing import NamedTuple

from bot.core.understanding.call_examples import FEWEST, NONE, learned
from bot.core.understanding.call_spellings import plain
from bot.core.understanding.calls import Calls

URGENT = ("danger", "self_harm")
HARMLESS_WEIGHT = 0.5
"""How much a likeness to harmless sentences speaks against a call."""
LIKELY, LIKELY_IN_FEW_WORDS, FEW_WORDS = 2.0, 3.0, 7
"""The least leaning to danger or self-harm that is asked back, of longer texts and of those of fewer words, which are
often an answer with a slip. A lower number hears more calls, and asks more people who call for nothing. Of sentences
that were not learned, and in which nothing was heard, it asks back 90 in 100 calls, and one in four of the others."""
LIKELY_OTHER = 1.0
"""The same for other calls: 40 in 100 of them, and 5 in 100 of those that are no call."""
DOUBTFUL = 1.0
"""The highest leaning of a text that sounds like danger and may be none: that is 1 in 100 of danger, and nearly half of
the harmless ones."""
RATHER_SELF_HARM = 2.0
"""How much more like self-harm than like danger a text is at least, if it sounds like danger and is asked back: that
is 4 in 100 of danger, and half of the self-harm that sounds so."""
FAR_MORE = 5.0
"""How much more urgent a text must be than the other call that is heard in it to be asked back: that is four in five of
danger and self-harm, and one in ten of the others."""


class Leaning(NamedTuple):
    """To which kind of call a text leans."""

    is_urgent: bool = False
    """Whether it is likely a call of danger or of self-harm."""
    is_far_more_urgent: bool = False
    """Whether it is likely so, although another call is heard in it."""
    is_other: bool = False
    """Whether it is likely another call."""
    is_doubtful: bool = False
    """Whether a text that sounds like danger may be none, or rather a call of self-harm."""


def leaning(text: str, calls: Calls, language: str) -> Leaning:
    """Return to which kind of call a text leans; a few words lean to nothing, a sentence of the sheet to its row."""
    said = plain(text)
    words = len(said.split())
    if words < FEWEST or language not in calls.sheets:
        return Leaning()
    examples = learned(calls.sheets[language])
    kind, likeness = examples.kinds.get(said, ""), examples.likeness(said)
    if kind == NONE:
        return Leaning(is_doubtful=True)
    danger, self_harm, harmless = (likeness[kind] for kind in ("danger", "self_harm", NONE))
    urgent, other = (kind - HARMLESS_WEIGHT * harmless for kind in (max(danger, self_harm), likeness["help"]))
    leans_away = urgent <= DOUBTFUL or self_harm - danger >= RATHER_SELF_HARM
    is_urgent = kind in URGENT or urgent >= (LIKELY if words >= FEW_WORDS else LIKELY_IN_FEW_WORDS)
    return Leaning(
        is_urgent=is_urgent,
        is_far_more_urgent=is_urgent and urgent - other >= FAR_MORE,
        is_other=kind == "help" or other >= LIKELY_OTHER,
        is_doubtful=kind not in URGENT and leans_away,
    )
