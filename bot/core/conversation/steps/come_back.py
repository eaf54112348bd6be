"""Welcome a person back: nothing is shown before "are you the same person?", nor before the PIN if there is one."""

from dataclasses import replace

from bot.core.booking.slot import slot_id
from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.choice_ids import CaseChoice
from bot.core.conversation.choices import CLOSE, PERSON, WHAT_STAYS
from bot.core.conversation.effects import CheckPin, CountCases, SwitchPerson
from bot.core.conversation.events import Cases, Event, Look, PinRight, PinWrong, Said, Tapped, TooManyAttempts
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.pin import WRONG_FORM, read_pin, too_many_attempts, wrong_pin
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

ME = Choice("yes", Text("back.me", "Yes, it is me"))
SOMEONE_ELSE = Choice("someone_else", Text("back.someone_else", "I am someone else"))
FORGOTTEN = Choice("recover", Text("back.forgotten", "I do not know it any more"))
PIN: PageId = "back_pin"
"""The page that asks for the PIN of a locked case."""


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Open a case only for the same person; another person gets their own case."""
    match event:
        case Tapped("yes") if conversation.protected:
            return _ask_pin(conversation)
        case Tapped("yes"):
            return _opened(conversation, facts, world)
        case Tapped("someone_else" | "no"):
            return Turn(conversation, effect=CountCases())
        case Cases(1):
            return Turn(conversation, effect=SwitchPerson(0))
        case Cases(count):
            return Turn(replace(conversation, aside=""), (_who(count),))
        case Tapped(choice) if case := CaseChoice.read(choice):
            return Turn(conversation, effect=SwitchPerson(case.number))
        case Said() | PinRight() | PinWrong() | TooManyAttempts():
            return _tried(conversation, facts, event, world) if conversation.protected else None
        case Look() if conversation.aside == PIN and conversation.protected:
            return _ask_pin(conversation)
        case Look() | Tapped("continue"):
            question = Text(
                "back.question",
                "Hello again. Something was started here before. Are you the same person? If other people use this "
                "phone, or someone is looking, tap Close.",
            )
            asked = Reply(question, lines=(WHAT_STAYS,), choices=(ME, SOMEONE_ELSE, CLOSE))
            return Turn(replace(conversation, aside=""), (asked,))
    return None


def _who(count: int) -> Reply:
    text = Text("back.who", "More than one person uses this phone. Which one are you? Person 1 came first.")
    cases = tuple(Choice(CaseChoice(n).write(), Text("back.case", "Person {n}", n=n)) for n in range(1, count + 1))
    return Reply(text, choices=(*cases, Choice(CaseChoice(0).write(), Text("back.new", "Someone new"))))


def _ask_pin(conversation: Conversation, text: Text | None = None) -> Turn:
    question = Text("back.pin", "Please write your PIN.")
    choices = (FORGOTTEN, SOMEONE_ELSE, CLOSE)
    return Turn(replace(conversation, aside=PIN), (Reply(text or question, choices=choices, typed=True),))


def _tried(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Handle a PIN for this case, whether it was requested or typed at once."""
    match event:
        case Said(text) if pin := read_pin(text):
            return Turn(conversation, effect=CheckPin(pin))
        case Said() if conversation.aside == PIN:
            return _ask_pin(conversation, WRONG_FORM)
        case PinRight():
            return _opened(replace(conversation, aside=""), facts, world)
        case PinWrong(left):
            return _ask_pin(conversation, wrong_pin(left))
        case TooManyAttempts(hours):
            shown = replace(conversation, aside=PIN)
            return Turn(
                shown,
                (too_many_attempts(hours, world, conversation.language, (FORGOTTEN, SOMEONE_ELSE, PERSON, CLOSE)),),
            )
    return None


def _opened(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Show what there is: an appointment, a past appointment, or a conversation that continues where it stopped."""
    opened = replace(conversation, locked=False, misses=0)
    past = conversation.past
    held = slot_id(past.slot, world.pack.site_booked(past.slot.site)) if past else ""
    if past and (conversation.moving or held == facts.answers.slot):
        return Turn(replace(opened.without(DAY, SLOT), aside="past", moving=False))
    if facts.over:
        late = Text("back.over", "The time that you had chosen is over, and nothing was booked. Choose another one.")
        return Turn(opened.without(DAY, SLOT), (Reply(late),))
    if conversation.booking and not conversation.moving and not conversation.asking:
        return Turn(opened, (Reply(Text("back.appointment", "Good to see you again. This is your appointment.")),))
    resumed = Text("back.resumed", "Good to see you again. Nothing was lost: we go on where you stopped.")
    return Turn(opened, (Reply(resumed),))


def _show(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return _ask_pin(conversation)


PAGES = (Page(PIN, _show, step, quiet=True, secret=True, command=False),)
