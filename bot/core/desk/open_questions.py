"""Which questions stand open on the table, where the helper sees them too; all others are for the turned screen."""

OPEN = frozenset(
    {
        "language.choose", "desk.help.ask", "practice.notice", "operator.welcome", "consent.notice", "party.question",
        "party.how_many", "place.question", "place.ask_around", "place.which_state", "place.only_country",
        "sites.question", "sites.chosen", "slot.days", "slot.times", "fault.ours",
    }
)  # fmt: skip
"""The keys of the questions that say nothing of answers, of the place, or of a code."""
ON_PAPER = OPEN | {
    "party.confirm",
    "list.line",
    "list.named",
    "place.confirm",
    "place.which",
    "place.this_one",
    "request.days",
    "request.days_chosen",
    "request.question",
    "waiting.question",
    "summary.question",
}
"""The keys of the questions that who types in a paper reads too, beside those of the pack: the person was told so."""
OF_A_PACK = ".question."
NOT_UNDERSTOOD = "not_understood."
"""How the keys begin of what is said to words that were not understood."""


def is_of_pack(key: str) -> bool:
    """Return whether what has this key is a question of a pack."""
    return OF_A_PACK in key


def stays_open(key: str, before: bool, *, paper: bool = False) -> bool:
    """Return whether what has this key may be read on the table; `before`: whether the question before it could.

    `paper`: whether the answers stand on a paper, which who types them in reads anyway.
    """
    if paper and (key in ON_PAPER or is_of_pack(key)):
        return True
    return key in OPEN or (before and key.startswith(NOT_UNDERSTOOD))
