"""Cancel the appointment, after a confirmation; the answers are kept."""

from dataclasses import replace

from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.choices import CONTINUE, FORGET, PERSON
from bot.core.conversation.effects import Cancel
from bot.core.conversation.events import Cancelled, Event
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply:
    if not conversation.booking:
        return Reply(Text("cancel.nothing", "There is no appointment to cancel."), choices=(CONTINUE,))
    text = Text("cancel.sure", "Cancel this appointment? Your seats go to others at once. Your answers are kept.")
    yes = Choice("yes", Text("cancel.yes", "Yes, cancel it"))
    no = Choice("no", Text("cancel.no", "No, keep it"))
    return Reply(text, choices=(yes, no))


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return Turn(conversation, effect=Cancel())


def _cancelled(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    if not isinstance(event, Cancelled):
        return None
    again = Choice("continue", Text("cancelled.again", "Another appointment"))
    text = Text(
        "cancelled.done",
        "Cancelled. Your seats go back to the others. You can book again at any time.",
    )
    freed = replace(conversation.without(DAY, SLOT), booking=None, moving=False, aside="cancelled")
    return Turn(freed, (Reply(text, choices=(again, PERSON, FORGET)),))


PAGES = (Page("cancel", _ask, _cancelled, act=_agreed, outcomes=(Cancelled,)),)
