"""Ask a person who comes back whether the appointment took place. The answer is not kept, and changes nothing."""

from dataclasses import replace

from bot.core.conversation import labels
from bot.core.conversation.choices import FORGET, PERSON
from bot.core.conversation.events import Event, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts

TOOK_PLACE = Choice("yes", Text("past.yes", "It took place"))
MISSED = Choice("no", Text("past.no", "I missed it"))
AGAIN = Choice("continue", Text("past.again", "Book again"))


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply | Turn:
    past = conversation.past
    if past is None:  # it is not kept any more
        return Turn(replace(conversation, aside=""))
    text = Text(
        "past.question",
        "The time of your appointment is over: {date}, {time}, {city} time. Did it take place? You do not have to say. "
        "Your answer is not kept.",
        **labels.when(world.pack.site_booked(past.slot.site), past.slot.starts_at),
    )
    return Reply(text, lead=labels.practice(world), choices=(TOOK_PLACE, MISSED, AGAIN))


def _hear(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Offer the same choices after both answers: the stored choices do not tell which answer was given."""
    match event:
        case Tapped("yes"):
            text = Text("past.took_place", "Thank you. We do not note it. What do you want to do now?")
            return Turn(conversation, (_answer(text, world),))
        case Tapped("no"):
            text = Text(
                "past.missed",
                "That can happen. It has no consequence here, and we do not note it. You can book again now, or talk "
                "to a person, free.",
            )
            return Turn(conversation, (_answer(text, world),))
    return None


def _answer(text: Text, world: World) -> Reply:
    kept = Texts(
        "past.deleted",
        "What we know of it is deleted {n} day after the appointment, or now if you want.",
        "What we know of it is deleted {n} days after the appointment, or now if you want.",
        world.pack.keep_days,
    )
    return Reply(text, lead=labels.practice(world), lines=(kept,), choices=(AGAIN, PERSON, FORGET))


PAGES = (Page("past", _ask, _hear, command=False),)
