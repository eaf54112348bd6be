"""Say what a pack says on a day without appointments: the texts in force, and who helps. Nothing is asked."""

from bot.core.conversation.choices import DANGER, LAWYER, MONEY
from bot.core.conversation.contacts import people_lines
from bot.core.conversation.events import Event, Look
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Reply
from bot.core.language.text import Text
from bot.core.programme.contact import HELP


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Say each text in a message of its own, and then who helps."""
    if not isinstance(event, Look):
        return None
    said = [
        Reply(Text("page.entry", "{text} ({source})", text=entry.text, source=entry.source)) for entry in world.entries
    ]
    text = Text(
        "page.nothing_booked",
        "Nothing can be booked here now, and nobody can sell you a place. These people help, free:",
    )
    nothing_kept = Text("page.nothing_kept", "I keep nothing of what you write here.")
    lines = people_lines(HELP, world, conversation.language)
    lines += () if conversation.consented else (nothing_kept,)
    return Turn(conversation, (*said, Reply(text, lines=lines, choices=(DANGER, MONEY, LAWYER))))
