"""Show where the person is: the appointment, or the answers so far."""

from dataclasses import replace

from bot.core.conversation import labels
from bot.core.conversation.draw import date_kept, next_draw_line
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Reply
from bot.core.language.text import Text


def _status(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Show the appointment, how the line stands, or the answers so far and that nothing is booked yet."""
    closed = replace(conversation.staying(), aside="", asking="", picked=())
    if conversation.booking or conversation.given_back or facts.conversation.live_request:
        return Turn(closed)
    if not conversation.consented:
        return Turn(closed, (Reply(Text("status.nothing", "You have no appointment, and nothing is kept yet.")),))
    text = Text("status.draft", "You have no appointment yet. Your answers are kept; nothing is lost.")
    given = facts.changeable
    lines = tuple(labels.answer_label(key, facts) for key in given)
    return Turn(closed, (Reply(text, lines=(*lines, *date_kept(facts), *next_draw_line(facts))),))


PAGES = (Page("status", _status),)
