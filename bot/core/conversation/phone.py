"""Whose phone it is: a channel that keeps the address on the phone asks, and a shared phone closes soon."""

from datetime import timedelta

from bot.core.conversation.state import Conversation
from bot.core.language.message import Channel

OWN, SHARED = "own", "shared"
AWAY = timedelta(minutes=30)
"""After this time without a message, the question "are you the same person?" comes first."""
AWAY_IF_SHARED = timedelta(minutes=10)
"""The same on a shared phone: there the page is then the one that a new person sees."""


def is_shared(conversation: Conversation, channel: Channel) -> bool:
    """Return whether others may use this phone; before the person has said whose it is, they may."""
    return channel.asks_whose and conversation.answers.phone != OWN


def away(conversation: Conversation, channel: Channel) -> timedelta:
    """Return how long a person may be silent before nothing is shown before it is clear who is there."""
    return AWAY_IF_SHARED if is_shared(conversation, channel) else AWAY
