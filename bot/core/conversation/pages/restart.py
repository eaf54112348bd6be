"""Start over, after a confirmation: the answers are deleted, the language stays."""

from dataclasses import replace

from bot.core.conversation.answers import FIRST
from bot.core.conversation.begun import has_begun, instead_of_a_change
from bot.core.conversation.choices import CANCEL, CONTINUE
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply | Turn:
    if has_begun(conversation, world):
        return instead_of_a_change(conversation)
    if conversation.booking:
        text = Text(
            "restart.booked",
            "You have an appointment. To change it, choose another time, or cancel it first.",
        )
        return Reply(text, choices=(CANCEL, CONTINUE))
    text = Text("restart.sure", "Start over? The answers you gave are deleted. Your language stays.")
    yes = Choice("yes", Text("restart.yes", "Yes, start over"))
    no = Choice("no", Text("restart.no", "No, go on"))
    return Reply(text, choices=(yes, no))


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    kept = conversation.answers.only(FIRST)
    return Turn(
        replace(conversation, answers=kept, told="", asking="", picked=(), place_ahead=(), page=0, moving=False)
    )


PAGES = (Page("restart", _ask, act=_agreed),)
