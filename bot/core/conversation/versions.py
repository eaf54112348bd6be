"""Which question a button belongs to, as a number that the button carries."""

import json
from hashlib import sha256

from bot.core.conversation.events import Tapped
from bot.core.conversation.facts import Facts

FIRST_VERSION = 2**32
"""Where the versions of questions begin: no count of saved turns arrives there."""


def version_of_question(facts: Facts) -> int:
    """Return what the buttons of the present question carry: the same question in the same state, the same number.

    What was not understood, and the sites ticked so far, do not change the question. To another person on the same
    phone it is another question.
    """
    conversation = facts.conversation
    picked = () if facts.step in ("choose_sites", "request_place") else conversation.picked
    held = conversation.booking and (conversation.booking.code, conversation.booking.sequence)
    at = [facts.step, conversation.asking, conversation.aside, picked, conversation.page, conversation.moving]
    if waiting := conversation.waiting:
        at += [waiting.state, waiting.kept and waiting.kept.slot.id]
    if request := conversation.request:
        at += [request.state, request.offer and request.offer.slot.id]
    state = json.dumps([conversation.case, *at, held, conversation.answers.to_data()])
    return FIRST_VERSION + int.from_bytes(sha256(state.encode()).digest()[:4])


def is_of_a_case(tapped: Tapped) -> bool:
    """Return whether a button was shown in a stored conversation: under a question, or under a notice."""
    version = tapped.version or 0
    return FIRST_VERSION <= version < 2 * FIRST_VERSION or tapped == Tapped("status", 0)
