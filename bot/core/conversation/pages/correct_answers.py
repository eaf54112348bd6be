"""Correct what is stored: any answer can be changed from the page that shows them all."""

from dataclasses import replace

from bot.core.conversation import labels
from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.choices import CONTINUE
from bot.core.conversation.events import Event, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.programme.eligibility import PARTY


def _which(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Return every answer as a choice, and the language; opening the page does not touch an appointment."""
    answers = _can_be_corrected(conversation, facts)
    choices = tuple(Choice(key, labels.answer_label(key, facts, button=True)) for key in answers)
    language = Choice("language", Text("correct.language", "The language"))
    text = Text("correct.which", "What is not right? Tap it, and say it again.")
    stands = Text("correct.stands", "Your appointment stands as it is until you confirm another one.")
    lines = (stands,) if conversation.booking else ()
    return Reply(text, lines=lines, choices=(*choices, language, CONTINUE))


def _can_be_corrected(conversation: Conversation, facts: Facts) -> tuple[str, ...]:
    """Return the answers that can be given again here; the time of an appointment has its own choice."""
    answers = facts.changeable if conversation.consented else ()
    return tuple(key for key in answers if key != "slot" or not conversation.booking)


def _chosen(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask for an answer again; a person with an appointment keeps it and then chooses another time."""
    if not isinstance(event, Tapped) or event.choice not in _can_be_corrected(conversation, facts):
        return None
    key = event.choice
    closed = replace(conversation, aside="")
    if key == "slot":
        return Turn(closed.without(DAY, SLOT))
    if closed.booking and key == PARTY:
        return Turn(replace(conversation, aside="group", picked=()))
    if closed.booking:
        closed = replace(closed.without(DAY, SLOT), moving=True)
    return Turn(replace(closed, asking=key, picked=()))


PAGES = (Page("correct", _which, _chosen),)
