"""Say how the draw works, and ask whether the person wants a place in it and may be written to."""

from dataclasses import replace
from datetime import date

from bot.core.conversation.choices import CONTINUE
from bot.core.conversation.draw import ASK, RULES, date_kept, how_it_goes, next_draw_line
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.privacy_notice import REQUEST_KEPT
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply | Turn:
    if not facts.may_request or not facts.sites:
        return Turn(replace(conversation, aside=""))
    question = Text(
        "request.question",
        "May we put you in the draw, and write to you in this chat about it? You can withdraw at any time. A person "
        "who holds this phone sees that a message came, but not what it is about.",
    )
    yes = Choice("yes", Text("request.yes", "Yes, I ask for a place"))
    no = Choice("no", Text("request.no", "No, do not ask"))
    kept = Reply(REQUEST_KEPT, lines=date_kept(facts))
    asked = Reply(question, lead=next_draw_line(facts), choices=(yes, no))
    return Turn(conversation, (Reply(RULES), _how(world), kept, asked))


def _how(world: World) -> Reply:
    """Say in two sentences how the draw works: the order of the groups, and what each of them gets."""
    order, *lines = how_it_goes(world)
    return Reply(order, lines=tuple(lines))


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    asked = replace(conversation, picked=(), page=0)
    if not facts.may_request:
        return Turn(asked)
    return Turn(asked, effect=facts.ask_for_place(tuple(map(date.fromisoformat, conversation.picked))))


def _explain(conversation: Conversation, facts: Facts, world: World) -> Reply | Turn:
    if not facts.draws or not facts.sites:
        return Turn(replace(conversation, aside=""))
    return Turn(conversation, (Reply(RULES), replace(_how(world), choices=(CONTINUE,))))


PAGES = (Page(ASK, _ask, act=_agreed, command=False), Page("draw", _explain, command=False))
