"""What a step answers with."""

from collections.abc import Callable
from typing import NamedTuple

from bot.core.conversation.effects import Effect
from bot.core.conversation.events import Event
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Reply


class Turn(NamedTuple):
    """The result of a step: the conversation after it, replies, and at most one effect."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effect: Effect | None = None
    facts: Facts | None = None
    """The facts after it, if they are known: what comes next in the same turn does not derive them again."""
    beside: bool = False
    """Whether only a page over the talk was opened or closed."""

    @property
    def waits(self) -> bool:
        """Return whether an effect must be carried out or an answer is needed."""
        return self.effect is not None or (bool(self.replies) and self.replies[-1].wants != "nothing")


Step = Callable[[Conversation, Facts, Event, World], Turn | None]
"""A step or a page hears an event; None for one that it does not understand."""
