"""Clear what the screen showed, and lock the case."""

from dataclasses import replace

from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text


def _hide(conversation: Conversation, facts: Facts, world: World) -> Turn:
    text = Text(
        "hide.done",
        "Hidden. What this screen showed is cleared as far as we can. What is older than two days, and pictures and "
        "files that were saved, may stay: delete the chat to be sure. Nothing is shown again before you say that it is "
        "you.",
    )
    hidden = replace(conversation, aside="", locked=conversation.consented)
    hello = Choice("continue", Text("hide.return", "Hello"))
    return Turn(hidden, (Reply(text, choices=(hello,), hide=True),))


PAGES = (Page("hide", _hide, quiet=True),)
