"""Withdraw a request for the draw, after a confirmation; the date since which the person waits is kept."""

from bot.core.conversation.choices import CANCEL_APPOINTMENT, CONTINUE
from bot.core.conversation.draw import date_kept, withdraw
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply:
    if facts.conversation.live_request is None:
        cancel = (CANCEL_APPOINTMENT,) if conversation.booking else ()
        nothing = Text("withdraw.nothing", "You have no request that waits for a place.")
        return Reply(nothing, lines=date_kept(facts), choices=(*cancel, CONTINUE))
    text = Text(
        "withdraw.sure",
        "Withdraw your request? You leave the draw, and a place that is held for you goes to the next draw. "
        "If you ask again later, your waiting date is still the same.",
    )
    yes = Choice("yes", Text("withdraw.yes", "Yes, withdraw it"))
    no = Choice("no", Text("withdraw.no", "No, I keep waiting"))
    return Reply(text, lines=date_kept(facts), choices=(yes, no))


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return withdraw(conversation) if facts.conversation.live_request else Turn(conversation)


PAGES = (Page("withdraw", _ask, act=_agreed),)
