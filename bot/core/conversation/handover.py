"""A case that another person opens on a shared phone, or that comes to another phone."""

from dataclasses import replace

from bot.core.conversation.answers import Answers
from bot.core.conversation.pages import recover_case
from bot.core.conversation.state import Conversation
from bot.core.conversation.steps import come_back


def taken_over(conversation: Conversation) -> Conversation:
    """Return the case of a person who takes the phone: with a PIN it stays locked and asks for it."""
    aside = come_back.PIN if conversation.protected else ""
    return replace(conversation, locked=conversation.protected, aside=aside)


def moved_here(conversation: Conversation) -> Conversation:
    """Return a case that has just been moved to this phone: open, on the page that says so."""
    return replace(conversation, locked=False, aside=recover_case.CODE)


def started_here(pack: str, revision: str, language: str, answers: Answers) -> Conversation:
    """Return a case that was moved to this phone and had no conversation yet."""
    return moved_here(Conversation(pack, revision, language, answers=answers))
