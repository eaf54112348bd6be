"""Say first in a demonstration that it is practice: nothing is booked, do not travel, do not pay."""

from bot.core.conversation import answers
from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

UNDERSTOOD = Choice("understood", Text("practice.understood", "I understand"))
REAL_HELP = Choice("person", Text("practice.real_help", "Real help near me"))


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Say that this is practice, and continue once the person has understood."""
    if isinstance(event, Tapped) and event.choice == UNDERSTOOD.id:
        return Turn(conversation.answered(practice=answers.UNDERSTOOD))
    if not isinstance(event, Look) or not world.pack.imitation_ended:
        return None
    notice = Text(
        "practice.notice",
        "PRACTICE. This is a demonstration, not a real appointment. The programme that it imitates ({imitates}) "
        "ended on {end}. Nothing is booked at any border. Do not travel because of it. Do not pay anyone for it.",
        imitates=world.pack.imitates,
        end=world.pack.imitation_ended,
    )
    return Turn(conversation, (Reply(notice, choices=(UNDERSTOOD, REAL_HELP)),))
