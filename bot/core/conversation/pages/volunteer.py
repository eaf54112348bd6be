"""Tell a person who helps somebody else how to answer for them."""

from bot.core.conversation.choices import CONTINUE, PERSON
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Reply
from bot.core.language.text import Text


def _how(conversation: Conversation, facts: Facts, world: World) -> Reply:
    text = Text(
        "volunteer.how",
        "Thank you for helping. Ask the person each question, and tap what they answer. The appointment and its code "
        "are theirs: give them the code on paper. If it is for several families, do one after the other: close this "
        "chat, and say that someone else is there.",
    )
    return Reply(text, choices=(CONTINUE, PERSON))


PAGES = (Page("volunteer", _how, quiet=True),)
