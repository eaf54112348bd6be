"""What kind of call a text leans to, by the examples of the sheets: danger or self-harm, other help, or none at all.

Nothing opens by it. Where a text that was not understood leans far to a call, a question back is worth it; where one
that sounds like danger leans far to none, it is asked back, too.
"""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from bot.core.understanding.call_examples import NONE, learned
from bot.core.understanding.call_spellings import plain
from bot.core.understanding.calls import Calls

HARMLESS_WEIGHT = 0.5
"""How much a likeness to harmless sentences speaks against a call."""
LIKELY = {7: 2.0, 5: 3.0, 3: 4.0}
"""The least leaning of a call in a text of so many words or more: a few words are often an answer with a slip, and
fewer are never asked back. Lower numbers hear more calls, and ask more people who call for nothing."""
DOUBTFUL = {5: 1.0, 3: -1.0}
"""The highest leaning of a text of so many words that sounds like danger and may be none. Of examples that were not
learned, 3 in 100 of danger lean less, and half of the harmless ones."""
RATHER_SELF_HARM = {5: 0.0, 3: 1.0}
"""How much more like self-harm than like danger a text of so many words is at least, if it sounds like danger and is
asked back."""
FAR_MORE = 5.0
"""How much more urgent a text must be than the other call that is heard in it to be asked back; one that is most of all
like self-harm always is."""


class Leaning(NamedTuple):
    """How much more a text is like the calls of danger and self-harm, and like the other calls, than like none."""

    urgent: float = 0
    other: float = 0
    likely: float = inf
    """The least leaning of a call in a text of this length."""
    is_doubtful: bool = False
    """Whether a text that sounds like danger may be none, or rather a call of self-harm."""
    is_self_harm: bool = False
    """Whether it is more like self-harm than like anything else."""

    @property
    def is_urgent(self) -> bool:
        """Whether it is likely a call of danger or of self-harm."""
        return self.urgent >= self.likely

    @property
    def is_far_more_urgent(self) -> bool:
        """Whether it is likely danger or self-harm, although another call is heard in it."""
        return self.is_urgent and (self.is_self_harm or self.urgent - self.other >= FAR_MORE)

    @property
    def is_other(self) -> bool:
        """Whether it is likely another call."""
        return self.other >= self.likely


def leaning(text: str, calls: Calls, language: str) -> Leaning:
    """Return to which kind of call a text leans; a few words lean to nothing."""
    said = plain(text)
    words = len(said.split())
    if words < min(LIKELY) or language not in calls.sheets:
        return Leaning()
    examples = learned(calls.sheets[language])
    if said in examples.harmless:
        return Leaning(-inf, -inf, is_doubtful=True)
    likeness = examples.likeness(said)
    danger, self_harm, other = (likeness[kind] for kind in ("danger", "self_harm", "help"))
    harmless = HARMLESS_WEIGHT * likeness[NONE]
    urgent = max(danger, self_harm) - harmless
    leans_away = urgent <= _of_length(DOUBTFUL, words) or self_harm - danger >= _of_length(RATHER_SELF_HARM, words)
    is_doubtful = leans_away and said not in examples.urgent
    is_self_harm = self_harm >= max(danger, other, harmless)
    return Leaning(urgent, other - harmless, _of_length(LIKELY, words), is_doubtful, is_self_harm)


def _of_length(bounds: Mapping[int, float], words: int) -> float:
    """Return the bound for a text of so many words; the longest come first."""
    return next(bounds[fewest] for fewest in bounds if words >= fewest)
