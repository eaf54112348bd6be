"""Buttons of old messages: which taps belong to a question that is answered."""

from bot.core.conversation import over
from bot.core.conversation.all_pages import COMMANDS
from bot.core.conversation.events import BEFORE_CONSENT, Event, Tapped
from bot.core.conversation.state import Conversation


def is_late(event: Event, conversation: Conversation) -> bool:
    """Return whether a tap belongs to a question that is answered. In a locked case the question is said again."""
    if not isinstance(event, Tapped) or not conversation.language or conversation.locked:
        return False
    on_a_page = over.leaves(event, conversation) or over.agrees(event, conversation)
    continues = goes_on(event, conversation) or on_a_page
    return not continues and is_stale(event, conversation)


def goes_on(event: Tapped, conversation: Conversation) -> bool:
    """Return whether "continue" only shows the present question: in a locked case, before consent, after a fault."""
    here = conversation.locked or event.version == 0
    return event.choice == "continue" and (here or not (conversation.consented or is_old(event, conversation)))


def is_stale(tapped: Tapped, conversation: Conversation) -> bool:
    """Return whether a choice is not offered now, or its button belongs to another question. Pages always open."""
    if tapped.choice in COMMANDS:
        return tapped.choice == "back" and is_old(tapped, conversation)
    return is_old(tapped, conversation) or tapped.choice not in {one.id for one in conversation.shown}


def is_old(tapped: Tapped, conversation: Conversation) -> bool:
    now = (conversation.asked or conversation.version) if conversation.consented else BEFORE_CONSENT
    return tapped.version not in (None, now)
