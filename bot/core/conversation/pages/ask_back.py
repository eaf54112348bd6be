"""Ask back, in one line with two buttons, what a sentence only mentions: nothing is done before it is clear."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation.choices import (
    CANCEL_APPOINTMENT,
    DANGER,
    DETAINED,
    FORGET,
    GROUP,
    HELP,
    KNOW,
    LANGUAGE,
    LAST_QUESTION,
    LAWYER,
    LISTEN,
    MONEY,
    OPERATOR,
    PERSON,
    RESTART,
    STATUS,
    STOP,
    VOLUNTEER,
)
from bot.core.conversation.events import Event, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

BUTTONS = {
    choice.id: Choice(choice.id, choice.label)
    for choice in (
        PERSON, LAWYER, DETAINED, MONEY, VOLUNTEER, FORGET, STATUS, KNOW, LANGUAGE, RESTART, CANCEL_APPOINTMENT,
        LAST_QUESTION, GROUP, OPERATOR, HELP, DANGER, STOP, LISTEN,
    )
}  # fmt: skip
"""A button for each page that may be asked back."""
OTHER = Choice("no", Text("meant.no", "No, something else"))
MEANT: PageId = "meant"
CALL: PageId = "call"
"""The question whether a text is a call for help. It is the same whatever was said, lies over the talk, and is not
stored: who looks at the phone later learns as little as from the pages that it leads to."""


def ask_back(pages: Sequence[str], conversation: Conversation) -> Turn:
    """Ask whether this page, or which one of two pages, is meant."""
    first, *more = [BUTTONS[page] for page in pages]
    text = Text("meant.which", "Which one do you mean?") if more else Text("meant.this", "Do you mean this?")
    return Turn(replace(conversation, aside=MEANT, misses=0), (Reply(text, choices=(first, *more[:1], OTHER)),))


def _again(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Ask again about the pages on the screen."""
    pages = tuple(choice.id for choice in conversation.shown if choice.id in BUTTONS and not choice.aside)
    return ask_back(pages or (HELP.id,), conversation)


def _hear(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    return Turn(replace(conversation, aside="")) if event == Tapped(OTHER.id) else None


def meant_by_yes(conversation: Conversation) -> str:
    """Return the page that a "yes" in words means, if only one is asked back."""
    offered = [choice.id for choice in conversation.shown]
    return offered[0] if conversation.aside == MEANT and offered[1:2] == [OTHER.id] else ""


def _which_call(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Ask which kind of help is meant, if any."""
    also = conversation.over.also if conversation.over else ""
    second = () if also in ("", PERSON.id) else (also,)
    pages = dict.fromkeys((DANGER.id, *second, LISTEN.id, PERSON.id))
    return Reply(
        Text("meant.call", "Do you need one of these now?"), choices=(*(BUTTONS[page] for page in pages), OTHER)
    )


PAGES = (
    Page(MEANT, _again, _hear, quiet=True, command=False),
    Page(CALL, _which_call, quiet=True, over=True),
)
