"""Show what a person may ask for at every step."""

from bot.core.conversation.choices import (
    CLOSE,
    CONTINUE,
    DANGER,
    FORGET,
    KNOW,
    LANGUAGE,
    MONEY,
    OLD_APPOINTMENT,
    PERSON,
    PIN,
    RECOVER,
    RESTART,
    STATUS,
    WHAT_STAYS,
)
from bot.core.conversation.claims import costs
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Reply
from bot.core.language.text import Text


def _menu(conversation: Conversation, facts: Facts, world: World) -> Reply:
    text = Text("help.menu", "What do you need?")
    lines = (*costs(world.pack), WHAT_STAYS)
    if conversation.locked:
        return Reply(text, lines=lines, choices=(PERSON, DANGER, MONEY, RECOVER, LANGUAGE, CLOSE, CONTINUE))
    if facts.step == "read_page":
        data = (KNOW, FORGET) if conversation.consented else ()
        return Reply(text, lines=lines, choices=(PERSON, DANGER, MONEY, LANGUAGE, CLOSE, *data, CONTINUE))
    kept = (PIN, KNOW, FORGET) if conversation.consented else ()
    return Reply(
        text,
        lines=lines,
        choices=(PERSON, DANGER, MONEY, OLD_APPOINTMENT, RECOVER, STATUS, LANGUAGE, RESTART, CLOSE, *kept, CONTINUE),
    )


PAGES = (Page("help", _menu, quiet=True),)
