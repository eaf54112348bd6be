"""Help a person who was asked for money: what is to pay, what to do, whom to tell. Nothing is asked or stored."""

from bot.core.conversation.choices import CLOSE, CONTINUE, PERSON, WHAT_STAYS
from bot.core.conversation.claims import costs
from bot.core.conversation.contacts import contact_lines
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Reply
from bot.core.language.text import Text


def _asked(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Show the same words to everyone, whatever they have, so that a person who reads along learns nothing."""
    text = (
        Text(
            "money.asked",
            "If somebody asks you for money: do not pay, and do not send documents or a code. Nobody can sell a place, "
            "or move you up.",
        )
        if world.pack.free
        else Text(
            "money.asked_else",
            "If anybody but {operator} asks you for money: do not pay, and do not send documents or a code. Nobody can "
            "sell a place, or move you up.",
            operator=world.pack.operator,
        )
    )
    safe = Text(
        "money.safe",
        "Thank you for telling us. You do not have to say who. We keep nothing of this, and an appointment does not "
        "change because you told us, or because you paid. You can tell these people:",
    )
    return Reply(
        text,
        lead=costs(world.pack),
        lines=(safe, *contact_lines("money", world, conversation.language), WHAT_STAYS),
        choices=(PERSON, CLOSE, CONTINUE),
    )


PAGES = (Page("money", _asked, quiet=True),)
