"""The steps by name, the choice of the next one, and advance(), which runs from an event to the next question."""

from dataclasses import replace

from bot.core.booking.code import read_code
from bot.core.conversation import repair
from bot.core.conversation.answers import AFTER_QUESTIONS, CONSENT, DAY, SLOT
from bot.core.conversation.choices import with_ways_out
from bot.core.conversation.consistency import consistent
from bot.core.conversation.events import (
    BEFORE_CONSENT,
    Arrived,
    Consented,
    Event,
    Located,
    Look,
    Said,
    Sent,
    Tapped,
)
from bot.core.conversation.facts import Facts, version_of_question
from bot.core.conversation.page import CLOSED, CLOSING, Page, hear_on_page, open_page
from bot.core.conversation.pages import (
    cancel,
    change_language,
    close,
    correct_answers,
    erase,
    get_help,
    leave_group,
    menu,
    my_data,
    recover_case,
    report_scam,
    restart,
    set_pin,
    show_status,
)
from bot.core.conversation.pin import read_pin
from bot.core.conversation.shown import choices, shown
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.steps import (
    answer_questions,
    booked,
    choose_language,
    choose_sites,
    choose_slot,
    come_back,
    confirm_booking,
    confirm_place,
    count_party,
    give_consent,
    hear_result,
    meet_operator,
    see_practice,
)
from bot.core.conversation.turn import Step, Turn
from bot.core.language.message import Reply
from bot.core.language.text import Text
from bot.core.understanding import answers, calls

STEPS: dict[str, Step] = {
    "choose_language": choose_language.step,
    "come_back": come_back.step,
    "see_practice": see_practice.step,
    "meet_operator": meet_operator.step,
    "give_consent": give_consent.step,
    "count_party": count_party.step,
    "answer_questions": answer_questions.step,
    "hear_result": hear_result.step,
    "confirm_place": confirm_place.step,
    "choose_sites": choose_sites.step,
    "choose_slot": choose_slot.step,
    "confirm_booking": confirm_booking.step,
    "booked": booked.step,
}
PAGES: dict[str, Page] = {
    page.id: page
    for module in (
        menu, get_help, report_scam, change_language, show_status, cancel, restart, erase, leave_group, close, my_data,
        correct_answers, set_pin, recover_case, come_back,
    )
    for page in module.PAGES
}  # fmt: skip
"""The pages outside the booking steps, by the id that a conversation stores while a page is open."""
OUTCOMES = {outcome: page for page in PAGES.values() for outcome in page.outcomes}
"""For each kind of outcome, the page that reports it, even if another page is open by then."""
COMMANDS = frozenset(page.id for page in PAGES.values() if page.command) | {"back"}
WHILE_LOCKED = frozenset(page.id for page in PAGES.values() if page.command and page.quiet)
"""The commands allowed while a conversation is locked: they show nothing of the case."""
MOST_STEPS = 20
"""The most steps in one turn; no pack needs so many, so more of them mean a loop in a pack or in the steps."""


def advance(conversation: Conversation, event: Event, world: World, before: Facts | None = None) -> Turn:
    """Hear one event, and run until an effect is asked for or an answer is needed.

    `before` are the facts of an earlier event of the same turn.
    """
    if isinstance(event, Arrived) and conversation.consented:  # first find out who is there
        conversation = replace(conversation, locked=True, aside=CLOSED if conversation.aside == CLOSED else "")
    facts = consistent(conversation, world, before)
    turn = _hear(facts.conversation, facts, event, world)
    conversation, replies, effect = turn.conversation, turn.replies, turn.effect
    for _ in range(MOST_STEPS):
        if Turn(conversation, replies[-1:], effect).waits:
            break
        facts = consistent(conversation, world, facts)
        more = _step(facts.conversation, facts, Look(), world)
        assert more is not None, f"{facts.step} gives no reply"
        conversation, replies, effect = more.conversation, replies + more.replies, more.effect
    else:
        raise RuntimeError(f"{facts.step} asks no question and requests no effect: the steps are a loop")
    if effect is None:
        last = _with_ways_out(replies[-1], conversation)
        replies = (*replies[:-1], last)
        if repair.asked_where(conversation) and not last.location:
            replies = (replace(replies[0], located=True), *replies[1:])
        conversation = replace(conversation, shown=shown(last.choices))
        facts = facts.after(conversation)
        conversation = replace(conversation, asked=version_of_question(facts))
    return Turn(conversation, replies, effect, facts.after(conversation))


def _hear(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn:
    if isinstance(event, Said) and (called := _called_in(event.text, conversation, world)):
        in_need = replace(conversation, language=conversation.language or called, misses=0)
        return open_page(PAGES["danger"], in_need, facts, world)
    if not conversation.language:
        return choose_language.step(conversation, facts, event, world)
    match event:
        case Arrived() | Located() | Sent() if conversation.aside == CLOSED:
            return Turn(conversation)
        case Arrived() | Consented():
            return Turn(replace(conversation, aside="", with_room=()))
        case Sent(kind):
            return repair.not_read(kind, conversation, world)
        case Located() if facts.step != "confirm_place" or conversation.aside:
            return repair.no_place_needed(conversation, world)
        case Said(text) if holds_secret(event, conversation) and (read_pin(text) or read_code(text)):
            return _step(replace(conversation, misses=0), facts, event, world) or Turn(replace(conversation, aside=""))
        case Said(text):
            return _said(text, conversation, facts, world)
        case Tapped() if _goes_on(event, conversation):
            return _step(conversation, facts, event, world) or Turn(replace(conversation, aside=""))
        case Tapped() if _is_stale(event, conversation):
            return _old_button(conversation, facts, world)
    heard = conversation
    if isinstance(event, Tapped):  # it is not stale, so from here on only the choice counts
        heard, event = replace(conversation, misses=0), Tapped(event.choice)
    answer = _command(event, heard, facts, world) or _step(heard, facts, event, world)
    return answer or _old_button(conversation, facts, world)


def _called_in(text: str, conversation: Conversation, world: World) -> str:
    """Return the language in which a text calls for help in danger; empty if it does not.

    It is heard at every step, before the language is known and on a locked phone, too, and is never said back.
    """
    heard = calls.heard(text, world.calls, conversation.language)
    return next((call.language for call in heard if call.kind in ("danger", "self_harm")), "")


def holds_secret(event: Event, conversation: Conversation) -> bool:
    """Return whether a PIN or a code is typed: it does not select a choice, is never said back, and is cleared."""
    if not isinstance(event, Said):
        return False
    page = PAGES.get(conversation.aside)
    asked_for = page is not None and page.secret
    return asked_for or (conversation.locked and bool(read_pin(event.text) or read_code(event.text)))


def is_late(event: Event, conversation: Conversation) -> bool:
    """Return whether a tap belongs to a question that is answered. In a locked case the question is said again."""
    if not isinstance(event, Tapped) or not conversation.language or conversation.locked:
        return False
    return not _goes_on(event, conversation) and _is_stale(event, conversation)


def _goes_on(event: Tapped, conversation: Conversation) -> bool:
    """Return whether "continue" only shows the present question: in a locked case, before consent, after a fault."""
    here = conversation.locked or event.version == 0
    return event.choice == "continue" and (here or not (conversation.consented or _is_old(event, conversation)))


def _is_stale(tapped: Tapped, conversation: Conversation) -> bool:
    """Return whether a choice is not offered now, or its button belongs to another question. Pages always open."""
    if tapped.choice in COMMANDS:
        return tapped.choice == "back" and _is_old(tapped, conversation)
    return _is_old(tapped, conversation) or tapped.choice not in {one.id for one in conversation.shown}


def _is_old(tapped: Tapped, conversation: Conversation) -> bool:
    now = (conversation.asked or conversation.version) if conversation.consented else BEFORE_CONSENT
    return tapped.version not in (None, now)


def _old_button(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Answer a button of an old message with the present question, in one message."""
    if conversation.locked:
        return Turn(conversation)
    first, *rest = _question(conversation, facts, world)
    return Turn(conversation, (replace(first, lead=(*first.lead, repair.OLD_BUTTON)), *rest))


def _command(event: Event, conversation: Conversation, facts: Facts, world: World) -> Turn | None:
    """Handle a command that can be given everywhere; on a locked conversation only one that shows nothing of it."""
    match event:
        case Tapped("back"):
            return _back(conversation, facts)
        case Tapped(choice) if choice in COMMANDS:
            if conversation.locked and choice not in WHILE_LOCKED:
                return Turn(replace(conversation, aside=""))
            return open_page(PAGES[choice], conversation, facts, world)
    return None


def _step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Run the page that reports this outcome or is open, else the current step."""
    page = OUTCOMES.get(type(event)) or PAGES.get(conversation.aside)
    if page:
        return hear_on_page(page, conversation, facts, event, world)
    if conversation.aside and not isinstance(event, Look):  # the screen shows a result that has no page
        closes = isinstance(event, Tapped) and event.choice in CLOSING
        return Turn(replace(conversation, aside="")) if closes else None
    path = replace(conversation, aside="")
    return STEPS[facts.step](path, facts, event, world)


def _said(text: str, conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Handle typed words: a command, one of the choices on the screen, or an answer that the step understands."""
    language, vocabulary = conversation.language, world.vocabulary
    command = answers.command(text, vocabulary, language)
    chosen = answers.choose(text, choices(conversation.shown, world.english), world.catalogs[language], vocabulary)
    tapped = Tapped(command) if command in COMMANDS else Tapped(chosen.id) if chosen else None
    heard = replace(conversation, misses=0)
    if tapped and (answer := _command(tapped, heard, facts, world) or _step(heard, facts, tapped, world)):
        return answer
    if answer := _step(conversation, facts, Said(text), world):
        understood = answer.conversation.misses == conversation.misses
        return answer._replace(conversation=replace(answer.conversation, misses=0)) if understood else answer
    if command in ("hello", "again"):
        return Turn(replace(heard, aside=""))
    if named := answers.language_named(text, vocabulary):
        return Turn(replace(heard, language=named))
    return repair.not_understood(text, conversation, world, _question(conversation, facts, world))


def _back(conversation: Conversation, facts: Facts) -> Turn:
    """Close what is open, or else remove the last answer; consent is never removed."""
    if conversation.aside or conversation.picked or conversation.page:
        return Turn(replace(conversation, aside="", picked=(), page=0))
    if conversation.locked or (conversation.booking and not conversation.moving):
        return Turn(conversation)
    if conversation.asking:
        return Turn(replace(conversation, asking=""))
    if facts.step == "hear_result":
        return Turn(replace(conversation, asking=facts.deciding_answer))
    last = next(reversed(conversation.answers.order), None)
    if conversation.moving and last not in (DAY, SLOT):
        return Turn(replace(conversation, moving=False))
    if last is None:
        return Turn(replace(conversation, language=""))
    if last == CONSENT:
        return Turn(
            conversation,
            (Reply(Text("back.first", "This is the first question. To delete everything: Help.")),),
        )
    return Turn(replace(conversation.without(last), told=conversation.told if last in AFTER_QUESTIONS else ""))


def _with_ways_out(reply: Reply, conversation: Conversation) -> Reply:
    """Return the reply with "help", and with "back" if there is something to go back to; a new person sees neither."""
    if not conversation.language or conversation.aside == CLOSED:
        return reply
    return with_ways_out(reply, back=not conversation.locked and not _at_rest(conversation))


def _at_rest(conversation: Conversation) -> bool:
    return bool(conversation.booking) and not conversation.moving and not conversation.aside


def _question(conversation: Conversation, facts: Facts, world: World) -> tuple[Reply, ...]:
    """Return the current question again, or only its choices if the question needs data from the database."""
    turn = _step(conversation, facts, Look(), world)
    if turn and turn.effect is None and turn.replies:
        return turn.replies
    return repair.again(conversation, world, Text("not_understood.choices", "These are the choices:")).replies
