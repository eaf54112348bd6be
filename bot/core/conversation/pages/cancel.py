"""Cancel the appointment, after a confirmation; the answers are kept."""

from dataclasses import replace

from bot.core.booking.slot import cancelled_file
from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.begun import has_begun, instead_of_a_change
from bot.core.conversation.choices import CONTINUE, FORGET, PERSON
from bot.core.conversation.draw import WITHDRAW, date_kept
from bot.core.conversation.effects import Cancel
from bot.core.conversation.events import Cancelled, Event
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply | Turn:
    if has_begun(conversation, world):
        return instead_of_a_change(conversation)
    if not conversation.booking:
        withdraw = (WITHDRAW,) if facts.conversation.live_request else ()
        return Reply(Text("cancel.nothing", "There is no appointment to cancel."), choices=(*withdraw, CONTINUE))
    text = Text("cancel.sure", "Cancel this appointment? Your seats go to others at once. Your answers are kept.")
    if facts.draws:
        text = Text(
            "cancel.to_the_draw", "Cancel this appointment? Your seats go to the next draw. Your answers are kept."
        )
    yes = Choice("yes", Text("cancel.yes", "Yes, cancel it"))
    no = Choice("no", Text("cancel.no", "No, keep it"))
    return Reply(text, lines=date_kept(facts), choices=(yes, no))


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return instead_of_a_change(conversation) if has_begun(conversation, world) else Turn(conversation, effect=Cancel())


def _cancelled(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    if not isinstance(event, Cancelled):
        return None
    again = Choice("continue", Text("cancelled.again", "Another appointment"))
    text = Text(
        "cancelled.done",
        "Cancelled. Your seats go back to the others. Paper or files that you saved are out of date. You can book "
        "again at any time.",
    )
    if facts.draws:
        again = Choice("continue", Text("cancelled.draw_again", "Ask for another place"))
        text = Text(
            "cancelled.to_the_draw",
            "Cancelled. Your seats go to the next draw. Paper or files that you saved are out of date. You can ask for "
            "another place, as before.",
        )
    freed = replace(conversation.without(DAY, SLOT), booking=None, moving=False, earlier=None, told_earlier="")
    freed = replace(freed, in_calendar=False, aside="cancelled")
    held = conversation.booking if conversation.in_calendar else None
    files = (cancelled_file(held, world.pack.site_booked(held.slot.site)),) if held else ()
    lines = (*date_kept(facts), *((OUT_OF_CALENDAR,) if held else ()))
    return Turn(freed, (Reply(text, lines=lines, choices=(again, PERSON, FORGET), files=files),))


OUT_OF_CALENDAR = Text(
    "cancelled.calendar",
    "Open this file: it takes the appointment out of your calendar. If it is still there, delete it yourself.",
)


PAGES = (Page("cancel", _ask, _cancelled, act=_agreed, outcomes=(Cancelled,)),)
