"""What follows from the answers of a person for the waiting list, and what several steps say about it."""

from dataclasses import replace
from datetime import date, timedelta

from bot.core.conversation.consistency import after_new_revision, consistent
from bot.core.conversation.effects import FindSlots, StopWaiting
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts

WAIT = Choice("wait", Text("waiting.ask", "Tell me when a place opens"))
STOP_WAITING = Choice("stop_waiting", Text("waiting.stop", "Stop waiting"))
STOPPED = Text("waiting.stopped", "You are not on the list any more. We will not write to you about a place.")


def stop(conversation: Conversation) -> Turn:
    """End the request of the person, and say so."""
    return Turn(conversation, (Reply(STOPPED),), StopWaiting())


def search(conversation: Conversation, world: World) -> FindSlots | None:
    """Return which slots a person looks for, also while they are away; None while an answer is missing."""
    at_hand = replace(conversation, locked=False, asking="")
    if at_hand.revision != world.pack.revision:
        at_hand = after_new_revision(at_hand, world)
    facts = consistent(at_hand, world)
    facts = facts.after(replace(facts.conversation, told=facts.verdict.told))
    return facts.slots_at(facts.sites) if facts.sites and facts.step in ("choose_slot", "confirm_booking") else None


def last_day(world: World) -> date:
    """Return until when somebody who asks now waits: the last day of the time that can be booked now.

    It is not later than the day on which their answers are deleted.
    """
    horizon = world.pack.number("horizon_days", world.today, 14)
    return world.today + timedelta(days=min(horizon, world.pack.keep_drafts_days))


def kept_for_next(hours: int) -> Text:
    """Return who is told first of a place that opens, and for how long it is kept."""
    return Text(
        "waiting.how",
        "Those who ask first are told first, one after the other. Asking twice changes nothing, and nobody can sell "
        "you an earlier turn. The place is then kept for you for {hours}, counted from 8 in the morning to 8 in the "
        "evening. We cannot promise that one opens.",
        hours=Texts("waiting.hours", "{n} hour", "{n} hours", hours),
    )
