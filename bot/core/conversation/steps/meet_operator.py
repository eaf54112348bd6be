"""Introduce the operator: who it is, what an appointment costs, and what it is not."""

from bot.core.conversation.answers import MET
from bot.core.conversation.choices import CONTINUE
from bot.core.conversation.claims import costs, standing
from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

NO_PROMISE = Text("operator.no_promise", "An appointment is a day and a time. It does not promise entry or papers.")


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Introduce the operator, and tell more to those who ask."""
    operator = world.pack.operator
    who = Choice("who", Text("operator.who", "Who is {operator}?", operator=operator))
    information = Choice("information", Text("operator.information", "Only information"))
    match event:
        case Tapped("continue"):
            return Turn(conversation.answered(operator=MET))
        case Tapped("who"):
            return Turn(conversation, (Reply(world.pack.about_operator, choices=(CONTINUE, information)),))
        case Look():
            welcome = Text("operator.welcome", "This is the appointment assistant of {operator}.", operator=operator)
            lines = (*costs(world.pack), *standing(world.pack), NO_PROMISE)
            return Turn(conversation, (Reply(welcome, lines=lines, choices=(CONTINUE, who, information)),))
    return None
