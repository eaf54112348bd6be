"""End the help of a desk: no helper finds the case until the person agrees to help again."""

from bot.core.conversation.choices import CONTINUE
from bot.core.conversation.effects import EndHelp
from bot.core.conversation.events import Event, HelpEnded
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

NONE = Reply(Text("helper.none", "No helper of a desk has your case."), choices=(CONTINUE,))
SURE = Reply(
    Text(
        "helper.sure",
        "End the help of the desk? No helper finds your case any more. Your answers and your appointment stay. If you "
        "want help again, you agree to it again at a desk.",
    ),
    choices=(
        Choice("yes", Text("helper.yes", "Yes, end the help")),
        Choice("no", Text("helper.no", "No, the helper stays")),
    ),
)
ENDED = Reply(
    Text(
        "helper.ended",
        "Done. No helper finds your case now. If one of them has just begun to change something, it stays as it was.",
    )
)


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply:
    return SURE if conversation.consented else NONE


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return Turn(conversation, effect=EndHelp())


def _ended(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    return Turn(conversation, (ENDED,)) if isinstance(event, HelpEnded) else None


PAGES = (Page("helper", _ask, _ended, act=_agreed, outcomes=(HelpEnded,)),)
