"""Ask the pack's own questions, one at a time, only those that still matter."""

from dataclasses import replace

from bot.core.conversation.answers import QUESTION
from bot.core.conversation.choices import NO, NOT_SURE, PERSON, YES, page
from bot.core.conversation.effects import SealDetail
from bot.core.conversation.events import DetailSealed, Event, Look, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.countries import COUNTRIES
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Country, Text
from bot.core.programme.eligibility import Answer, Item, Question, Truth, truth
from bot.core.understanding import (
    answers,
    choosing,
    list_items,
    nationalities,
    near_misses,
    numbers_and_dates,
    personal_details,
)
from bot.core.understanding.ages import ages

ONE_OR_MORE = Choice("yes", Text("list.yes", "Yes, one or more"))
NONE = Choice("none", Text("list.none", "None of these"))
NAMED = ("named",)
"""What is picked while words that name an item are asked back."""
EXPLAIN = Choice("explain", Text("list.explain", "Explain the list"))

ORDERS = ("day_first", "month_first")
"""The choices for a birth date such as 3/4/1990; `picked` holds the seal of each."""

WRITE = Text("question.write", "Write it in your own words.")
HOW_TO_WRITE = {
    "initials": Text("identity.initials", "Write first letters with full stops, such as M. J. We do not keep them."),
    "birth_date": Text(
        "identity.birth_date", "Write the day, the month in letters and the year: 14 March 1990. We do not keep it."
    ),
}
"""How to write a detail, by its kind."""


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask the next question, and understand its answer by its kind."""
    question = facts.question
    if question is None:  # the pack changed since the question was asked
        return Turn(replace(conversation, asking=""))
    if question.kind == "list" and (named := _named(question, event, conversation, facts, world)):
        return named
    if question.kind == "list" and (conversation.page or event == Tapped("explain")):
        return _one_by_one(question, conversation, event)
    if question.kind == "choice" and event == Tapped("more"):
        conversation, event = replace(conversation, page=conversation.page + 1), Look()
    if isinstance(event, Look) and question.kind == "birth_date" and conversation.picked:
        return Turn(conversation, (_in_which_order(),))
    if isinstance(event, Look):
        return Turn(conversation, (_ask(question, conversation, facts, world),))
    if isinstance(event, Said) and question.kind in personal_details.READ:
        return _sealed(question, event.text, conversation, world)
    if isinstance(event, DetailSealed) and question.kind == "birth_date" and " " in event.seal:
        either = replace(conversation, picked=tuple(event.seal.split()))
        return Turn(either, (_in_which_order(),))
    if isinstance(event, Tapped) and event.choice in ORDERS and len(conversation.picked) == len(ORDERS):
        return _answered(question, conversation.picked[ORDERS.index(event.choice)], conversation)
    answer = _heard(question, event, conversation, world)
    if answer is not None:
        return _answered(question, answer, conversation)
    return _unclear_country(event, conversation, world) if question.kind == "country" else None


def _named(question: Question, event: Event, conversation: Conversation, facts: Facts, world: World) -> Turn | None:
    """Ask whether it is true after words that name an item; which item it was is kept nowhere."""
    language, asked_back = conversation.language, conversation.picked == NAMED
    if asked_back and event == Tapped("no"):
        return Turn(replace(conversation, picked=()))
    if not isinstance(event, Said):
        return None
    if asked_back and answers.list_answer(event.text, world.vocabulary, language) == "yes":
        return _answered(question, "yes", conversation)
    found = ages(event.text, world.vocabulary, language)
    if found.own_minor or (found.bare_minor and facts.answers.party == 1):
        return _to_a_child(conversation, facts, world)
    if items_named(event.text, question, conversation, world):
        return Turn(replace(conversation, picked=NAMED, page=0))
    return None


def open_list(facts: Facts) -> Question | None:
    """Return the list that is asked now, if no page is open."""
    question = facts.question if facts.step == "answer_questions" and not facts.conversation.aside else None
    return question if question and question.kind == "list" else None


def agreed_to_item(facts: Facts, question: Question) -> Turn:
    """Take "That is so", said to words that named an item."""
    return _answered(question, "yes", facts.conversation)


def items_named(text: str, question: Question, conversation: Conversation, world: World) -> list[Item]:
    """Return the items of a list that a text names, by an age or, if no age says otherwise, by words."""
    found = ages(text, world.vocabulary, conversation.language).named
    words = list_items.heard(text, world.items, conversation.language)
    by_age = [item for item in question.items if any(item.holds_for(age) for age in found)]
    return by_age + [item for item in question.items if item.id in words and not (found and item.has_ages)]


def _to_a_child(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Ask a child whether family is there, or show who protects children, if the pack asks only those who are alone."""
    rules = [rule for rule in world.pack.rules_on(world.today) if rule.contact == "child"]
    subjects = [test.subject for rule in rules for tests in rule.when for test in tests]
    asked = [question for subject in subjects if (question := world.pack.question(subject))]
    plain = replace(conversation, picked=(), page=0)
    if asked and truth(asked[0].when, facts.given) is not Truth.NO:
        return Turn(replace(plain, asking=QUESTION + asked[0].id))
    return Turn(replace(plain, aside="child"))


def _sealed(question: Question, text: str, conversation: Conversation, world: World) -> Turn | None:
    """Request the seal of a detail; only the seal becomes an answer. A date that is not clear is never said back."""
    said = (text, world.vocabulary, conversation.language, world.today)
    if detail := personal_details.READ[question.kind](*said):
        values = (detail, *personal_details.nearly(question.kind, detail))
        return Turn(conversation, effect=SealDetail(question.id, question.kind, values))
    if question.kind != "birth_date":
        return None
    if either := personal_details.birth_date_in_both_orders(*said):
        return Turn(conversation, effect=SealDetail(question.id, question.kind, either))
    if conversation.misses or answers.language_named(text, world.vocabulary):
        return None
    not_read = Text("identity.not_read", "I could not read that as a birth date.")
    reply = Reply(not_read, lines=(HOW_TO_WRITE["birth_date"],), choices=_unsure_aside(question), typed=True)
    return Turn(replace(conversation, misses=1), (reply,))


def _in_which_order() -> Reply:
    """Ask what the first number of a date is, without the date."""
    text = Text("identity.order", "Two days are possible. Which number did you write first?")
    labels = (Text("identity.day_first", "The day"), Text("identity.month_first", "The month"))
    return Reply(text, choices=tuple(map(Choice, ORDERS, labels)))


def _unsure_aside(question: Question) -> tuple[Choice, ...]:
    return (replace(NOT_SURE, aside=True),) if question.unsure else ()


def _answered(question: Question, answer: Answer, conversation: Conversation) -> Turn:
    changed = conversation.answered(questions={**conversation.answers.questions, question.id: answer})
    return Turn(changed if question.booking else replace(changed, told=""))


def _heard(question: Question, event: Event, conversation: Conversation, world: World) -> Answer | None:
    match event, question.kind:
        case DetailSealed(id, seal), _ if id == question.id:
            return seal
        case Tapped("unsure"), _ if question.unsure:
            return "unsure"
        case Tapped("yes" | "no" as choice), "yes_no":
            return choice
        case Tapped("yes"), "list":
            return "yes"
        case Tapped("none" | "no"), "list":
            return "no"
        case Tapped(choice), "choice" if choice in {option.id for option in question.options}:
            return choice
        case Said(text), "choice":
            say, words = world.catalogs[conversation.language].say, world.vocabulary.words(conversation.language)
            heard = {option.id: say(option.heard) for option in question.options if option.heard}
            return choosing.by_own_words(text, heard, words)
        case Tapped(choice), "country" if choice in COUNTRY_CODES:
            return choice
        case Said(text), "number":
            number = numbers_and_dates.amount(text, world.vocabulary, conversation.language)
            fits = number is not None and question.minimum <= number <= question.maximum
            return number if fits else None
        case Tapped("yes"), "country" if conversation.picked:
            return conversation.picked[0]
        case Said(text), "country":
            return nationalities.country(text, world.vocabulary, conversation.language)
    return None


def _unclear_country(event: Event, conversation: Conversation, world: World) -> Turn | None:
    """Ask back if countries share the name that was typed, or if it has a typing error."""
    match event:
        case Tapped("no") if conversation.picked:
            return Turn(replace(conversation, picked=()))
        case Said(text):
            if codes := nationalities.countries(text, world.vocabulary, conversation.language):
                which = Text("place.which", "There is more than one. Which one?")
                named = tuple(Choice(code, _country(code)) for code in sorted(codes))
                return Turn(conversation, (Reply(which, choices=named),))
            if near := near_misses.country(text, world.vocabulary, conversation.language):
                return Turn(replace(conversation, picked=(near,)))
    return None


def _country(code: str) -> Text:
    return Text("place.abroad", "{country}", country=Country(code))


COUNTRY_CODES = frozenset(country.key.removeprefix("country.") for country in COUNTRIES)


def _ask(question: Question, conversation: Conversation, facts: Facts, world: World) -> Reply:
    lead = facts.progress(QUESTION + question.id)
    unsure = (NOT_SURE,) if question.unsure else ()
    match question.kind:
        case "country" if conversation.picked:
            right = Text("place.confirm", "{place}. Is that right?", place=_country(conversation.picked[0]))
            return Reply(right, choices=(YES, NO))
        case "list" if conversation.picked == NAMED:
            asked = Text("list.named", "That is on the list. Is it true for you, or for someone with you?")
            return Reply(asked, choices=(YES, NO, *(replace(choice, aside=True) for choice in (*unsure, PERSON))))
    whole = replace(whole_question(question), lead=lead)
    if question.kind == "choice":
        shown = page(_options(question), conversation.page, world.channel.choices)
        whole = replace(whole, choices=(*shown, *unsure))
    return whole


def whole_question(question: Question) -> Reply:
    """Return a question of the pack with all its answers, as it is asked first."""
    unsure = (NOT_SURE,) if question.unsure else ()
    match question.kind:
        case "list":
            bullets = tuple(Text("list.item", "• {item}", item=item.label) for item in question.items)
            quiet = Text("list.quiet", "You do not have to say which one.")
            return Reply(question.text, lines=(*bullets, quiet), choices=(ONE_OR_MORE, NONE, *unsure, EXPLAIN))
        case "yes_no":
            return Reply(question.text, choices=(YES, NO, *unsure))
        case "choice":
            return Reply(question.text, choices=(*_options(question), *unsure))
        case _:
            lines = (HOW_TO_WRITE.get(question.kind, WRITE),)
            return Reply(question.text, lines=lines, choices=_unsure_aside(question), typed=True)


def _options(question: Question) -> list[Choice]:
    return [Choice(option.id, option.label) for option in question.options]


def _one_by_one(question: Question, conversation: Conversation, event: Event) -> Turn | None:
    """Ask the list line by line: the buttons are whole sentences, and only "one or more" or "none" is stored."""
    at, items = conversation.page - 1, question.items
    match event:
        case Tapped("explain"):
            at = 0
        case Tapped("holds"):
            return _answered(question, "yes", conversation)
        case Tapped("holds_not" | "unsure" as choice):
            picked = ("unsure",) if choice == "unsure" else conversation.picked
            conversation, at = replace(conversation, picked=picked), at + 1
        case Look():
            pass
        case _:
            return None
    if at >= len(items):
        return _answered(question, "unsure" if conversation.picked else "no", conversation)
    item = items[at]
    text = Text("list.line", "Line {n} of {total}: {item}", n=at + 1, total=len(items), item=item.label)
    choices = (Choice("holds", item.holds), Choice("holds_not", item.holds_not), NOT_SURE)
    quiet = Text("list.quiet", "You do not have to say which one.")
    return Turn(replace(conversation, page=at + 1), (Reply(text, lines=(quiet,), choices=choices),))
