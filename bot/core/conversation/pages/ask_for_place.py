"""Say how the draw works, and ask whether the person wants a place in it and may be written to."""

from dataclasses import replace
from datetime import date

from bot.core.conversation.choices import CONTINUE
from bot.core.conversation.draw import ASK, date_kept, next_draw_line
from bot.core.conversation.estimates import of_parameter
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.privacy_notice import REQUEST_KEPT
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

RULES = Text(
    "draw.rules",
    "One request for each person, and one for your whole group. Asking twice never raises your chance. More places do "
    "not give you a second turn: a group is drawn once. Nobody can sell you a better chance.",
)
CHANCE = Text("draw.chance", "Each day the groups that wait come in an order that is left to chance.")
LONGEST = Text("draw.longest", "Each day the groups that have waited longest come first.")
GETS = Text(
    "draw.gets",
    "When its turn comes, a group gets the first of its places and days that still has room, and stays together.",
)


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
    return Reply(_order(world), lines=(*of_parameter("seniority_percent", world), GETS))


def _order(world: World) -> Text:
    match world.pack.number("seniority_percent", world.today, 0):
        case 0:
            return CHANCE
        case 100:
            return LONGEST
        case percent:
            return Text(
                "draw.both",
                "Each day {percent} of 100 places go to the groups that have waited longest, and the others by chance.",
                percent=percent,
            )


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
