"""Clear the screen, lock the case, and show what a new person sees first."""

from dataclasses import replace

from bot.core.conversation.effects import CheckPin
from bot.core.conversation.events import Event, Look, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import CLOSED, CLOSING, Page
from bot.core.conversation.pin import read_pin
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.steps import choose_language
from bot.core.conversation.turn import Turn


def _close(conversation: Conversation, facts: Facts, world: World) -> Turn:
    new = Conversation(conversation.pack, conversation.revision)
    closed = replace(conversation, locked=True) if conversation.consented else new
    (first,) = choose_language.step(new, facts, Look(), world).replies
    return Turn(closed, (replace(first, hide=True),))


def _hear(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Answer as a new person is answered, until a language is named; a PIN that is typed opens the case at once."""
    match event:
        case Tapped(choice) if choice in CLOSING:  # a button of a reminder
            return None
        case Said(text) if conversation.protected and (pin := read_pin(text)):
            return Turn(replace(conversation, aside=""), effect=CheckPin(pin))
    turn = choose_language.step(conversation, facts, event, world)
    return turn if turn.replies else turn._replace(conversation=replace(turn.conversation, aside=""))


PAGES = (Page(CLOSED, _close, _hear, quiet=True),)
