"""The steps by name, the choice of the next one, and advance(), which runs from an event to the next question."""

from dataclasses import replace

from bot.core.conversation import ahead, needs, over, repair
from bot.core.conversation.all_pages import COMMANDS, OUTCOMES, PAGES, WHILE_LOCKED, may_open_while_reading
from bot.core.conversation.answers import AFTER_QUESTIONS, CONSENT, DAY, SLOT
from bot.core.conversation.consistency import consistent
from bot.core.conversation.events import Arrived, Consented, Event, Located, Look, Said, Sent, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.needs import Need
from bot.core.conversation.page import CLOSED, CLOSING, add_ways_out, hear_on_page, open_page
from bot.core.conversation.phone import is_shared
from bot.core.conversation.secret import holds_secret, is_code_or_pin
from bot.core.conversation.shown import choices, shown
from bot.core.conversation.stale import goes_on, is_stale
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
    hear_of_cancellation,
    hear_of_lapse,
    hear_of_waiting,
    hear_offer,
    hear_result,
    meet_operator,
    read_page,
    request_place,
    see_practice,
    tell_whose_phone,
)
from bot.core.conversation.turn import Step, Turn
from bot.core.conversation.typed import ALWAYS, taps
from bot.core.conversation.versions import version_of_question
from bot.core.language.message import Reply
from bot.core.language.text import Text
from bot.core.understanding import answers, choosing

STEPS: dict[str, Step] = {
    "choose_language": choose_language.step,
    "come_back": come_back.step,
    "read_page": read_page.step,
    "see_practice": see_practice.step,
    "meet_operator": meet_operator.step,
    "give_consent": give_consent.step,
    "tell_whose_phone": tell_whose_phone.step,
    "count_party": count_party.step,
    "answer_questions": answer_questions.step,
    "hear_result": hear_result.step,
    "confirm_place": confirm_place.step,
    "choose_sites": choose_sites.step,
    "choose_slot": choose_slot.step,
    "hear_of_waiting": hear_of_waiting.step,
    "request_place": request_place.step,
    "hear_offer": hear_offer.step,
    "hear_of_lapse": hear_of_lapse.step,
    "hear_of_cancellation": hear_of_cancellation.step,
    "confirm_booking": confirm_booking.step,
    "booked": booked.step,
}
NOTHING_CHANGED = Text("stop.no", "All right, you said no. Nothing was deleted or changed.")
MOST_STEPS = 20
"""The most steps in one turn; no pack needs so many, so more of them mean a loop in a pack or in the steps."""


def advance(conversation: Conversation, event: Event, world: World, before: Facts | None = None) -> Turn:
    """Hear one event, and run until an effect is asked for or an answer is needed.

    `before` are the facts of an earlier event of the same turn.
    """
    if isinstance(event, Arrived) and conversation.consented:  # first find out who is there
        closed = conversation.aside == CLOSED or is_shared(conversation, world.channel)
        conversation = replace(conversation, locked=True, aside=CLOSED if closed else "")
    facts = consistent(conversation, world, before)
    event = over.meant(event, facts, world)
    if page := over.lies_over(event, conversation, world):
        return over.lay(page, event, facts, world)
    leaves, agrees = over.leaves(event, conversation), over.agrees(event, conversation)
    if conversation.over:
        event = Look() if leaves or agrees else event
        facts = facts.after(over.left(facts.conversation) if leaves else replace(facts.conversation, over=None))
    asked = answer_questions.open_list(facts) if agrees else None
    turn = answer_questions.agreed_to_item(facts, asked) if asked else _hear(facts.conversation, facts, event, world)
    if turn.beside:
        return turn
    conversation, replies, effect = turn.conversation, turn.replies, turn.effect
    facts = turn.facts or facts
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
        last = add_ways_out(replies[-1], conversation)
        replies = (*replies[:-1], last)
        if repair.asked_where(conversation) and not last.location:
            replies = (replace(replies[0], located=True), *replies[1:])
        facts = facts.after(conversation)
        version = version_of_question(facts) if conversation.consented else 0  # before, a button carries the state
        conversation = replace(conversation, shown=shown(last.choices), asked=version)
    return Turn(conversation, replies, effect, facts.after(conversation), beside=leaves)


def _hear(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn:
    if not conversation.language:
        return _before_language(conversation, facts, event, world)
    match event:
        case Arrived() | Located() if conversation.aside == CLOSED:
            return Turn(conversation)
        case Sent() if conversation.aside == CLOSED:
            return _step(conversation, facts, event, world) or Turn(conversation)
        case Arrived() | Consented():
            return Turn(replace(conversation, aside="", with_room=()))
        case Sent(kind):
            return repair.not_read(kind, conversation, world)
        case Located() if facts.step != "confirm_place" or conversation.aside:
            return repair.no_place_needed(conversation, world)
        case Said() if is_code_or_pin(event, conversation):
            return _step(replace(conversation, misses=0), facts, event, world) or Turn(replace(conversation, aside=""))
        case Said(text):
            return _said(text, conversation, facts, world)
        case Tapped() if goes_on(event, conversation):
            return _step(conversation, facts, event, world) or Turn(replace(conversation, aside=""))
        case Tapped() if is_stale(event, conversation):
            return _old_button(event, conversation, facts, world)
    heard = conversation
    if isinstance(event, Tapped):  # it is not stale, so from here on only the choice counts
        heard = replace(conversation, misses=0) if conversation.misses else conversation
        event = Tapped(event.choice)
    answer = _command(event, heard, facts, world) or _step(heard, facts, event, world)
    return answer or _old_button(event, conversation, facts, world)


def _before_language(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn:
    """Hear a language or, in the language of the words, what is asked for instead."""
    if not isinstance(event, Said) or answers.language_chosen(event.text, world.vocabulary):
        return choose_language.step(conversation, facts, event, world)
    if (need := needs.heard_in(event.text, conversation, world)).pages:
        spoken = replace(conversation, language=need.language, misses=0)
        return _answer_need(need, spoken, facts.after(spoken), world)
    return choose_language.step(conversation, facts, event, world)


def _old_button(event: Event, conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Answer a button of an old message with the present question, in one message."""
    if conversation.locked:
        return Turn(conversation)
    first, *rest = _question(conversation, facts, world)
    said = repair.old_button(event, conversation, world)
    return Turn(conversation, (replace(first, lead=(*first.lead, said)), *rest))


def _command(event: Event, conversation: Conversation, facts: Facts, world: World) -> Turn | None:
    """Handle a command that can be given everywhere; on a locked conversation only one that shows nothing of it."""
    match event:
        case Tapped("back"):
            return _back(conversation, facts)
        case Tapped("stop") if (page := PAGES.get(conversation.aside)) and page.act:
            return Turn(replace(conversation, aside=""), (Reply(NOTHING_CHANGED),))
        case Tapped(choice) if choice in COMMANDS:
            if conversation.locked and choice not in WHILE_LOCKED:
                return Turn(replace(conversation, aside=""))
            if facts.step == "read_page" and not may_open_while_reading(choice, conversation):
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
    path = replace(conversation, aside="") if conversation.aside else conversation
    return STEPS[facts.step](path, facts, event, world)


def _said(text: str, conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Handle typed words: what may always be said, then an answer to the open question, then what else is asked for."""
    language, vocabulary = conversation.language, world.vocabulary
    heard = replace(conversation, misses=0)
    command, need = answers.command(text, vocabulary, language), needs.heard_in(text, heard, world)
    if holds_secret(Said(text), conversation) and not need.never_an_answer:
        need = needs.NOTHING
    asked = answer_questions.open_list(facts)
    on_a_list = asked is not None and answer_questions.items_named(text, asked, heard, world)
    if need.never_an_answer and command not in ALWAYS and not on_a_list:
        return _answer_need(need, heard, facts, world)
    for tapped in taps(text, command, conversation, world):
        if answer := _command(tapped, heard, facts, world) or _step(heard, facts, tapped, world):
            return answer
    noted = ahead.with_place(text, conversation, facts, world)
    answer = ahead.part_by_part(text, noted, facts, world, _step)
    if answer and need.sure and answer.replies and answer.conversation.answers == conversation.answers:
        answer = None  # what is plainly asked for comes before a question back
    heard_ahead = replace(noted, misses=0)
    if answer and (not need.pages or answer.effect or replace(answer.conversation, misses=0) != heard_ahead):
        if answer.conversation.misses == conversation.misses:
            return answer._replace(conversation=replace(answer.conversation, misses=0))
        return _missed(text, conversation, facts, world) if repair.is_story(text, conversation, world) else answer
    if need.pages:
        return _answer_need(need, heard, facts, world)
    if noted is not conversation:
        return ahead.kept(noted, _question(noted, facts, world))
    on_screen, catalog = choices(conversation.shown, world.english), world.catalogs[language]
    if either := choosing.either(text, on_screen, catalog, vocabulary):
        return repair.which_one(either, heard)
    if command in ("hello", "again"):
        return Turn(replace(heard, aside=""))
    if named := answers.language_named(text, vocabulary):
        return Turn(replace(heard, language=named))
    if (mentioned := needs.mentioned(text, conversation, world)).pages:
        return _answer_need(mentioned, heard, facts, world)
    return _missed(text, conversation, facts, world)


def _missed(text: str, conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Ask back what a text that was not understood is likely to be about, or else offer it."""
    private = facts.step == "answer_questions"
    if pages := needs.likely_pages(text, conversation, world, private=private):
        return over.asked_back(pages, replace(conversation, misses=0), facts, world)
    likely = needs.buttons_for(text, conversation, world, private=private)
    return repair.not_understood(text, conversation, world, _question(conversation, facts, world), likely, private)


def _answer_need(need: Need, conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Open the page that is asked for, or ask back."""
    opened = _command(Tapped(need.pages[0]), conversation, facts, world) if need.sure else None
    return opened or over.asked_back(need.pages, conversation, facts, world)


def _back(conversation: Conversation, facts: Facts) -> Turn:
    """Close what is open, or else remove the last answer; consent is never removed."""
    if conversation.aside or conversation.picked or conversation.page:
        return Turn(replace(conversation, aside="", picked=(), page=0))
    if conversation.locked or (conversation.booking and not conversation.moving):
        return Turn(conversation)
    if conversation.asking:
        return Turn(replace(conversation, asking=""))
    last = facts.last_answer
    if conversation.moving and (facts.at_the_booked_time or last not in (DAY, SLOT)):
        return Turn(conversation.staying())
    if facts.step == "read_page" and conversation.consented:
        return Turn(conversation)
    if last is None or facts.step == "read_page":
        return Turn(replace(conversation, language=""))
    if last == CONSENT:
        return Turn(
            conversation,
            (Reply(Text("back.first", "This is the first question. To delete everything: Help.")),),
        )
    return Turn(replace(conversation.without(last), told=conversation.told if last in AFTER_QUESTIONS else ""))


def _question(conversation: Conversation, facts: Facts, world: World) -> tuple[Reply, ...]:
    """Return the current question again, or only its choices if the question needs data from the database."""
    turn = _step(conversation, facts, Look(), world)
    if turn and turn.effect is None and turn.replies:
        return turn.replies
    return repair.again(conversation, world, Text("not_understood.choices", "These are the choices:")).replies
