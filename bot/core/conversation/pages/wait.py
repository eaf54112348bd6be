"""Ask whether the person wants to be told when a place opens: a message that they did not ask for is a new use."""

from dataclasses import replace

from bot.core.booking.waiting import waiting_hours
from bot.core.conversation.effects import Wait
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.conversation.waiting_list import kept_for_next, last_day
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Day, Text


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply | Turn:
    hours = waiting_hours(world.pack, world.today)
    if not facts.may_wait:
        return Turn(replace(conversation, aside=""))
    text = Text(
        "waiting.question",
        "May we write to you in this chat when a place opens for all of you? Until {day}, and you can stop at any "
        "time. A person who holds this phone sees that a message came, but not what it is about.",
        day=Day(last_day(world)),
    )
    yes = Choice("yes", Text("waiting.yes", "Yes, write to me"))
    no = Choice("no", Text("waiting.no", "No, do not write"))
    return Reply(text, lines=(kept_for_next(hours),), choices=(yes, no))


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return Turn(conversation, effect=Wait(last_day(world)) if facts.may_wait else None)


PAGES = (Page("wait", _ask, act=_agreed, command=False),)
