"""Say that a helper at a desk has cancelled the appointment, or made it for fewer people, and why; then go on."""

from dataclasses import replace
from datetime import datetime

from bot.core.conversation import labels
from bot.core.conversation.choices import CONTINUE, PERSON
from bot.core.conversation.draw import date_kept
from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Reply
from bot.core.language.text import Text, Texts

WHY = {
    "asked": Text("cancelled.why.asked", "You asked for it."),
    "twice": Text("cancelled.why.twice", "You had another appointment, too."),
    "mistake": Text("cancelled.why.mistake", "It had been booked by mistake."),
}
"""Why a helper cancels an appointment, as the person reads it."""
AT_DESK = Text(
    "cancelled.at_desk",
    "{name}, who helps at the desk, has canceled your appointment: {site}, {date}, {time}, {city} time.",
)
WHY_FEWER = {
    **WHY,
    "twice": Text("fewer.why.twice", "Some of you had another appointment, too."),
    "mistake": Text("fewer.why.mistake", "It had been booked for too many people by mistake."),
}
"""Why a helper gives back some of its seats."""
FEWER = Text(
    "fewer.at_desk",
    "{name}, who helps at the desk, has changed your appointment. Now it is for {people}: {site}, {date}, {time}, "
    "{city} time.",
)
WRONG = Text(
    "cancelled.not_right",
    "Is that not right? Ask for a person. Paper or files that you saved are out of date. Your answers are kept.",
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Say it once, as it was."""
    found = conversation.given_back
    assert found is not None
    match event:
        case Look() if found.people and conversation.booking is None:  # the person gave it back unread
            return Turn(replace(conversation, given_back=None))
        case Look():
            site = world.pack.site_booked(found.site)
            when = labels.when(site, datetime.fromisoformat(found.starts_at))
            text, lines = AT_DESK, (WHY[found.reason], *date_kept(facts))
            if found.people:
                people = Texts("people", "{n} person", "{n} people", found.people)
                text, lines = FEWER.filled(people=people), (WHY_FEWER[found.reason],)
            told = text.filled(name=found.name, site=site.name, **when)
            return Turn(conversation, (Reply(told, lines=(*lines, WRONG), choices=(CONTINUE, PERSON)),))
        case Tapped("continue"):
            return Turn(replace(conversation, given_back=None))
    return None
