"""Ask whose phone it is, where the phone itself keeps the way to the case; a shared one keeps it only for now."""

from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.phone import AWAY_IF_SHARED, OWN, SHARED
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

QUESTION = Text("phone.whose", "Whose phone is this? If others may pick it up, choose the second one.")
MINE = Choice(OWN, Text("phone.own", "It is my own"))
BORROWED = Choice(SHARED, Text("phone.shared", "Shared or borrowed"))
CLOSES = Text(
    "phone.closes",
    "I close this page after {minutes} minutes without a tap, and when the browser is closed. To open it again, you "
    "need the code of your appointment or request, and a PIN.",
    minutes=int(AWAY_IF_SHARED.total_seconds() // 60),
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask it once, right after consent."""
    match event:
        case Look():
            return Turn(conversation, (Reply(QUESTION, choices=(MINE, BORROWED)),))
        case Tapped("own"):
            return Turn(conversation.answered(phone=OWN))
        case Tapped("shared"):
            return Turn(conversation.answered(phone=SHARED), (Reply(CLOSES),))
    return None
