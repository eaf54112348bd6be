"""Answer "are you the government?" in the words of the pack: who runs the programme, and what it costs."""

from bot.core.conversation.choices import CONTINUE, PERSON
from bot.core.conversation.claims import costs, standing
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Reply


def _who(conversation: Conversation, facts: Facts, world: World) -> Reply:
    lines = (*standing(world.pack), *costs(world.pack))
    return Reply(world.pack.about_operator, lines=lines, choices=(CONTINUE, PERSON))


PAGES = (Page("operator", _who, quiet=True),)
