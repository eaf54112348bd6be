"""Say that a held place went to the next draw, and ask whether to draw for the person again."""

from bot.core.conversation.draw import date_kept, withdraw
from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

YES = Choice("yes", Text("lapse.yes", "Yes, in the next draw"))
NO = Choice("no", Text("lapse.no", "No, withdraw my request"))


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask once, so that no seat waits for somebody who has gone."""
    request = conversation.request
    assert request is not None
    match event:
        case Look():
            text = Text(
                "lapse.told",
                "A place was held for you. The time to answer is over, and the place went to the next draw. You have "
                "lost nothing, and nobody asks why. Do you want to be in the next draw?",
            )
            return Turn(conversation, (Reply(text, lines=date_kept(facts), choices=(YES, NO)),))
        case Tapped("yes"):
            return Turn(conversation, effect=facts.ask_for_place(request.days))
        case Tapped("no"):
            return withdraw(conversation)
    return None
