"""Say that a kept time went to the next person, and ask whether to wait on; or that the waiting has ended."""

from bot.core.conversation.effects import StopWaiting, Wait
from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.conversation.waiting_list import STOP_WAITING, stop
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Day, Text

WAIT_ON = Choice("wait_on", Text("waiting.wait_on", "Stay on the list"))


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask once; what has ended is said once, and then deleted."""
    request = conversation.waiting
    assert request is not None
    match event:
        case Tapped("wait_on"):
            return Turn(conversation, effect=Wait(request.until))
        case Tapped("stop_waiting"):
            return stop(conversation)
        case Look() if request.state == "over":
            over = Text(
                "waiting.over",
                "Your waiting has ended on {day}, as we said. You can ask again.",
                day=Day(request.until),
            )
            return Turn(conversation, (Reply(over),), StopWaiting())
        case Look():
            lapsed = Text(
                "waiting.lapsed",
                "A time was kept for you, and its hours are over: it goes to others. You have lost nothing: your place "
                "on the list is kept. Do you want to stay on the list until {day}?",
                day=Day(request.until),
            )
            return Turn(conversation, (Reply(lapsed, choices=(WAIT_ON, STOP_WAITING)),))
    return None
