"""Bring a case from another phone: with its code and its PIN, or with the words from a desk."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.booking.code import read_code
from bot.core.conversation.choices import CONTINUE, END_HELP, PERSON
from bot.core.conversation.effects import HoldCode, Recover
from bot.core.conversation.events import CodeHeld, Event, NotRecovered, Recovered, Said, TooManyAttempts
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.pin import read_pin, too_many_attempts
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Day, Text, Texts

CODE: PageId = "recover"
PIN: PageId = "recover_pin"
OTHER_CODE = Choice("recover", Text("recover.other_code", "Write the code again"))


def _show(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return _ask_pin(conversation) if conversation.aside == PIN else _ask_code(CODE_QUESTION, conversation)


def _hear(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Read the code, then the PIN; every wrong combination gets the same answer."""
    match event:
        case Said(text):
            return _typed(text, conversation)
        case CodeHeld():
            return _ask_pin(conversation)
        case NotRecovered(left):
            said = Texts(
                "recover.wrong",
                "The code and the PIN or the words do not match. {n} try is left.",
                "The code and the PIN or the words do not match. {n} tries are left.",
                left,
            )
            return _ask_pin(conversation, said)
        case TooManyAttempts(hours):
            return Turn(conversation, (too_many_attempts(hours, world, conversation.language, (PERSON, CONTINUE)),))
        case Recovered(_, by_helpers, None):
            return Turn(replace(conversation, aside=""), (_recovered(by_helpers),))
        case Recovered(_, by_helpers, datetime() as opened):
            return Turn(replace(conversation, aside="helper"), (_recovered(by_helpers), _opened(opened, world)))
    return None


def _typed(text: str, conversation: Conversation) -> Turn:
    """Read a code, a PIN or the words from a desk; none of it is ever said back."""
    code = read_code(text)
    if conversation.aside == PIN:
        secret = code or read_pin(text)
        form = Text("recover.form", "Write the PIN (4 to 8 digits), or the words that the helpers gave you.")
        return Turn(conversation, effect=Recover(secret)) if secret else _ask_pin(conversation, form)
    slip = Text(
        "recover.slip",
        "This is not a whole code, or there is a mistake in it. It is three words of four letters, with three digits "
        "before the last word. Please write it again.",
    )
    return Turn(conversation, effect=HoldCode(code)) if code else _ask_code(slip, conversation)


def _ask_code(text: Text, conversation: Conversation) -> Turn:
    return Turn(replace(conversation, aside=CODE, misses=0), (Reply(text, choices=(PERSON, CONTINUE), typed=True),))


def _ask_pin(conversation: Conversation, text: Text | None = None) -> Turn:
    question = Text("recover.pin", "Now write your PIN. If helpers at a desk gave you words, write those instead.")
    choices = (OTHER_CODE, PERSON, CONTINUE)
    return Turn(replace(conversation, aside=PIN, misses=0), (Reply(text or question, choices=choices, typed=True),))


def _recovered(by_helpers: bool) -> Reply:
    text = Text(
        "recover.done",
        "It is all on this phone now, and your date is kept. The other phone cannot open it any more. What stands in "
        "its chat, I cannot clear from here.",
    )
    new_pin = Text("recover.new_pin", "Your old PIN does not count any more. You can set a new one: Help.")
    return Reply(text, lines=(new_pin,) if by_helpers else ())


def _opened(at: datetime, world: World) -> Reply:
    there = at.astimezone(ZoneInfo(world.pack.zone))
    return Reply(OPENED.filled(date=Day(there.date()), time=there.time()), choices=(END_HELP, CONTINUE))


OPENED = Text(
    "helper.opened",
    "On {date}, {time}, a helper at the desk opened your case. If you did not want that, end the help: then no helper "
    "finds your case.",
)
CODE_QUESTION = Text(
    "recover.code",
    "Write the code of your appointment or of your request: three words, with three digits before the last one. After "
    "it I ask for your PIN. I clear your messages with them where I can. Without the code, a person can help.",
)

PAGES = (
    Page(CODE, _show, _hear, quiet=True, secret=True),
    Page(PIN, _show, _hear, quiet=True, secret=True, command=False),
)
