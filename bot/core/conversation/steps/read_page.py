"""Say what a pack says on a day without appointments: the texts in force, and who helps. Nothing is asked."""

from bot.core.conversation import labels
from bot.core.conversation.choices import DANGER, LAWYER, MONEY
from bot.core.conversation.contacts import people_lines
from bot.core.conversation.events import Event, Look
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Reply
from bot.core.language.text import Text
from bot.core.programme.contact import HELP

NOTHING_BOOKED = Text(
    "page.nothing_booked", "Nothing can be booked here now, and nobody can sell you a place. These people help, free:"
)
LINE_OVER = Text("page.line_over", "You were waiting for a place here. Nobody waits any more: this has ended, too.")
NOTHING_KEPT = Text("page.nothing_kept", "I keep nothing of what you write here.")


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Say each text in a message of its own, the last one with who helps."""
    if not isinstance(event, Look):
        return None
    texts = labels.entries(world)
    waits = conversation.waiting or conversation.live_request
    *first, last = texts or (NOTHING_BOOKED,)
    lines = (
        *((LINE_OVER,) if waits and world.pack.has_ended(world.today) else ()),
        *((NOTHING_BOOKED,) if texts else ()),
        *people_lines(HELP, world, conversation.language),
        *(() if conversation.consented else (NOTHING_KEPT,)),
    )
    return Turn(conversation, (*map(Reply, first), Reply(last, lines=lines, choices=(DANGER, MONEY, LAWYER))))
