"""Set a PIN for a case: offered, never required; typed twice; only a person who knows it can change or remove it."""

from dataclasses import replace

from bot.core.conversation.choices import CONTINUE, PERSON
from bot.core.conversation.effects import CheckPin, HoldPin, RemovePin, SetPin
from bot.core.conversation.events import (
    Event,
    PinDiffers,
    PinHeld,
    PinRemoved,
    PinRight,
    PinSet,
    PinWrong,
    Said,
    Tapped,
    TooManyAttempts,
)
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.pin import WRONG_FORM, is_simple, read_pin, too_many_attempts, wrong_pin
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

NEW: PageId = "pin_new"
AGAIN: PageId = "pin_again"
CHANGE: PageId = "pin_change"
REMOVE: PageId = "pin_remove"
NOT_NOW = Choice("continue", Text("pin.not_now", "Not now"))


def _hear(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Handle an event on an open page; what is typed here is never said back."""
    page = conversation.aside
    match event:
        case Tapped("pin_change" | "pin_remove" as chosen) if page == "pin" and conversation.protected:
            return _show_page(chosen, conversation)
        case Said(text) if page != "pin" and conversation.consented:
            return _typed(read_pin(text), conversation)
        case PinHeld():
            return _show_page(AGAIN, conversation)
        case PinDiffers():
            return _ask(NEW, DIFFERS, conversation)
        case PinRight() if page == REMOVE:
            return Turn(conversation, effect=RemovePin())
        case PinRight():
            return _show_page(NEW, conversation)
    return _after_a_try(conversation, event, world)


def _after_a_try(conversation: Conversation, event: Event, world: World) -> Turn | None:
    """Report that a PIN was set, removed or wrong."""
    match event:
        case PinSet():
            text = Text(
                "pin.set",
                "Your PIN is set. I ask for it when you come back, before I show anything. If you forget it, two "
                "helpers at a desk can open this with your code.",
            )
            return Turn(replace(conversation, aside="", protected=True), (Reply(text),))
        case PinRemoved():
            text = Text("pin.removed", "Your PIN is removed. You can set a new one at any time: Help.")
            return Turn(replace(conversation, aside="", protected=False), (Reply(text),))
        case PinWrong(left):
            return _ask(conversation.aside, wrong_pin(left), conversation)
        case TooManyAttempts(hours):
            return Turn(
                replace(conversation, aside="pin"),
                (too_many_attempts(hours, world, conversation.language, (PERSON, CONTINUE)),),
            )
    return None


def _typed(pin: str | None, conversation: Conversation) -> Turn:
    """Handle what was typed where a PIN is requested."""
    page = conversation.aside
    if pin is None:
        return _ask(page, WRONG_FORM, conversation)
    if page in (CHANGE, REMOVE):
        return Turn(conversation, effect=CheckPin(pin))
    if page == AGAIN:
        return Turn(conversation, effect=SetPin(pin))
    if is_simple(pin):
        text = Text(
            "pin.simple",
            "Others would guess that number soon: a year, digits in a row, or the same ones again. Please choose "
            "another one.",
        )
        return _ask(NEW, text, conversation)
    return Turn(conversation, effect=HoldPin(pin))


def _show_page(page: PageId, conversation: Conversation) -> Turn:
    """Show the question of a page."""
    if page != "pin":
        return _ask(page, QUESTIONS[page], conversation)
    shown = replace(conversation, aside=page, misses=0)
    if not conversation.consented:
        text = Text("pin.nothing", "Nothing is kept about you yet, so there is nothing to protect.")
        return Turn(shown, (Reply(text, choices=(CONTINUE,)),))
    text = Text("pin.is_set", "A PIN protects what is kept for you here. Do you want another one, or none?")
    change = Choice(CHANGE, Text("pin.change", "Another PIN"))
    remove = Choice(REMOVE, Text("pin.remove", "No PIN any more"))
    return Turn(shown, (Reply(text, choices=(change, remove, CONTINUE)),))


def _ask(page: PageId, text: Text, conversation: Conversation) -> Turn:
    asked = replace(conversation, aside=page, misses=0)
    return Turn(asked, (Reply(text, choices=(NOT_NOW,), typed=True),))


DIFFERS = Text("pin.differs", "That was another number than before. Nothing has changed. Write your new PIN.")
OLD = Text("pin.old", "First write the PIN that you have now.")
QUESTIONS = {
    NEW: Text(
        "pin.new",
        "A PIN is a number of 4 to 8 digits that only you know. If someone takes this phone, they need the PIN to open "
        "what is kept for you here. Write one now. I then clear your message, if I can.",
    ),
    AGAIN: Text("pin.again", "Write the same number once more, so that there is no mistake in it."),
    CHANGE: OLD,
    REMOVE: OLD,
}


def _show(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Show the open page; if there is no PIN yet, the first page asks for a new one at once."""
    page = conversation.aside
    first = page == "pin" and conversation.consented and not conversation.protected
    return _show_page(NEW if first else page, conversation)


PAGES = (
    Page("pin", _show, _hear, secret=True),
    *(Page(id, _show, _hear, secret=True, command=False) for id in (NEW, AGAIN, CHANGE, REMOVE)),
)
