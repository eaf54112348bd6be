"""An appointment whose hour has come: its ticket, until the appointment counts as over."""

from dataclasses import replace

from bot.core.booking.slot import Booking
from bot.core.conversation import labels
from bot.core.conversation.choices import CLOSE, PERSON, WHAT_STAYS
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.programme.site import Site

ANOTHER_TIME = Choice("another_time", Text("begun.missed", "I missed it: another time"))
TOO_LATE = Text("begun.too_late", "Your appointment has begun. Nothing was changed.")


def has_begun(conversation: Conversation, world: World) -> bool:
    """Return whether the hour of the appointment has come."""
    return conversation.booking is not None and conversation.booking.slot.starts_at <= world.now


def ticket_of_the_day(booking: Booking, site: Site, together: Text, on_map: tuple[Choice, ...], world: World) -> Reply:
    """Return the ticket from the hour of the appointment on: it began, how to get there, what if it was missed."""
    text = Text(
        "ticket.begun",
        "Your appointment began at {time}, {city} time. {date}. {site}. {together} Your code: {code}. Do not send this "
        "code, or a photo of it, to anyone who asks.",
        code=booking.code,
        site=site.name,
        together=together,
        **labels.when(site, booking.slot.starts_at),
    )
    missed = Text("begun.person", "If you missed it, you can choose another time, or talk to a person, free.")
    lines = (*labels.way(site), *labels.if_late(world, site), missed, WHAT_STAYS)
    choices = (ANOTHER_TIME, PERSON, *on_map, CLOSE)
    return Reply(text, lead=labels.practice(world), lines=lines, choices=choices, secret=True)


def instead_of_a_change(conversation: Conversation) -> Turn:
    """Say that nothing was changed, because it is too late; the ticket follows."""
    return Turn(replace(conversation, aside=""), (Reply(TOO_LATE),))
