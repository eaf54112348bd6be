"""A case that another person opens on a shared phone, or that comes to another phone."""

from dataclasses import replace

from bot.core.conversation.answers import PHONE, Answers
from bot.core.conversation.pages import recover_case
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.steps import come_back


def taken_over(conversation: Conversation, world: World) -> Conversation:
    """Return the case of a person who takes the phone: locked if a PIN or, on a shared phone, the code opens it."""
    aside = come_back.asks_for(conversation, world)
    return replace(conversation, locked=bool(aside), aside=aside)


def moved_here(conversation: Conversation) -> Conversation:
    """Return a case that has just been moved to this phone, whosever it is: open, on the page that says so."""
    return replace(conversation.without(PHONE), locked=False, aside=recover_case.CODE)


def started_here(pack: str, revision: str, language: str, answers: Answers) -> Conversation:
    """Return a case that was moved to this phone and had no conversation yet."""
    return moved_here(Conversation(pack, revision, language, answers=answers))
