"""Welcome a person back: nothing is shown before "are you the same person?", nor before the PIN if there is one."""

from dataclasses import replace

from bot.core.booking.code import read_code
from bot.core.booking.slot import slot_id
from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.choice_ids import CaseChoice
from bot.core.conversation.choices import BEGIN_AGAIN, CLOSE, PERSON, WHAT_STAYS
from bot.core.conversation.effects import CheckPin, CountCases, SwitchPerson
from bot.core.conversation.events import Cases, Event, Look, PinRight, PinWrong, Said, Tapped, TooManyAttempts
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.phone import is_shared
from bot.core.conversation.pin import WRONG_FORM, read_pin, too_many_attempts, wrong_pin
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

ME = Choice("yes", Text("back.me", "Yes, it is me"))
SOMEONE_ELSE = Choice("someone_else", Text("back.someone_else", "I am someone else"))
AGAIN = Choice("someone_else", BEGIN_AGAIN.label)
FORGOTTEN = Choice("recover", Text("back.forgotten", "I do not know it any more"))
PIN: PageId = "back_pin"
"""The page that asks for the PIN of a locked case."""
CODE: PageId = "back_code"
"""The page that asks for the code of the appointment or request: on a shared phone it opens a case without a PIN."""

CODE_QUESTION = Text(
    "back.code", "Others use this phone. Please write the code of your appointment or request: it opens it again."
)
OTHER_CODE = Text("back.other_code", "That is not the code. Please look at it once more.")
NO_CODE = Text(
    "back.no_code",
    "Other people use this phone, too, and there is no PIN or appointment yet. So I do not show what you told me "
    "before. Please start again.",
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Open a case only for the same person; another person gets their own case."""
    match event:
        case Tapped("yes") if page := asks_for(conversation, world):
            return _ask(page, conversation)
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
        case Said(text) if asks_for(conversation, world) == CODE:
            return _coded(text, conversation, facts, world)
        case Said() | PinRight() | PinWrong() | TooManyAttempts():
            return _tried(conversation, facts, event, world) if conversation.protected else None
        case Look() if conversation.aside and conversation.aside == asks_for(conversation, world):
            return _ask(conversation.aside, conversation)
        case Look() | Tapped("continue"):
            question = Text(
                "back.question",
                "Hello again. Something was started here before. Are you the same person? If other people use this "
                "phone, or someone is looking, tap Close.",
            )
            asked = Reply(question, lines=(WHAT_STAYS,), choices=(ME, SOMEONE_ELSE, CLOSE))
            return Turn(replace(conversation, aside=""), (asked,))
    return None


def asks_for(conversation: Conversation, world: World) -> PageId:
    """Return the page that asks for what opens the case: a PIN, on a shared phone a code, or nothing."""
    if conversation.protected:
        return PIN
    return CODE if is_shared(conversation, world.channel) else ""


def _ask(page: PageId, conversation: Conversation) -> Turn:
    return _ask_pin(conversation) if page == PIN else _ask_code(conversation)


def _ask_code(conversation: Conversation, text: Text | None = None) -> Turn:
    """Ask for the code of the appointment or request; without one nothing can open the case on this phone."""
    asked = replace(conversation, aside=CODE)
    if _codes(conversation):
        choices = (SOMEONE_ELSE, PERSON, CLOSE)
        return Turn(asked, (Reply(text or CODE_QUESTION, choices=choices, typed=True),))
    return Turn(asked, (Reply(NO_CODE, choices=(AGAIN, PERSON, CLOSE)),))


def _coded(text: str, conversation: Conversation, facts: Facts, world: World) -> Turn | None:
    """Open the case with its code, whether it was requested or typed at once."""
    code = read_code(text)
    if code and code in _codes(conversation):
        return _opened(replace(conversation, aside=""), facts, world)
    if code or conversation.aside == CODE:
        return _ask_code(conversation, OTHER_CODE)
    return None


def _codes(conversation: Conversation) -> set[str]:
    """Return the codes that open the case on a shared phone."""
    held = (conversation.booking, conversation.past, conversation.request)
    return {one.code for one in held if one and one.code}


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
    return _ask(conversation.aside, conversation)


PAGES = tuple(Page(id, _show, step, quiet=True, secret=True, command=False) for id in (PIN, CODE))
