"""What people ask for in their own words at any step, and the page that answers it: at once, or after asking back."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.core.booking.code import without_codes
from bot.core.conversation.all_pages import WHILE_LOCKED
from bot.core.conversation.calls import CALLED, calls_in
from bot.core.conversation.page import CLOSED
from bot.core.conversation.pages.ask_back import BUTTONS
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Choice
from bot.core.understanding import near_misses, numbers_and_dates, several_answers
from bot.core.understanding.call_hints import hinted
from bot.core.understanding.call_kinds import leaning
from bot.core.understanding.calls import SCENARIOS
from bot.core.understanding.likely_calls import likely

PAGE_OF: Mapping[str, str] = {
    "relative_detained": "custody",
    "no_place_tonight": "person",
    "hungry": "person",
    "doctor_medicine": "person",
    "lawyer": "lawyer",
    "sold_appointments": "money",
    "paid_already": "money",
    "asked_money": "money",
    "papers_stolen": "person",
    "cannot_read": "person",
    "volunteer": "volunteer",
    "group_changed": "group",
    "delete_all": "forget",
    "person": "person",
    "stop": "stop",
    "not_understand": "help",
}
"""The page for each scenario of the sheets that is no danger."""
WIDE = ("person", "stop", "not_understand")
"""Scenarios whose words are in many sentences: they count if nothing else is heard, the first one of them."""
ASKED_BACK = ("lawyer", "paid_already", "person")
"""Scenarios that are asked back where a sentence only mentions them: "my uncle is a lawyer"."""
EITHER = frozenset(("delete_all", "stop"))
"""Two scenarios of which one is meant where a sentence says both: "cancel everything", "take me off the list"."""
CANNOT_READ = "cannot_read"
"""A scenario that is never an answer to a question, whatever its words are: "mwen pa konn li"."""
BOOKED = ("group_changed",)
"""Scenarios that mean something only to a person who has an appointment."""
ANYBODY = "person"
"""The page for every need; the page for a single one comes before it, and offers it."""
FEW_WORDS = 5


class Need(NamedTuple):
    """The pages that a text asks for, the language in which it was heard, and whether the page can open at once."""

    pages: tuple[str, ...] = ()
    language: str = ""
    sure: bool = False
    never_an_answer: bool = False


NOTHING = Need()


def heard_in(text: str, conversation: Conversation, world: World) -> Need:
    """Return what a text asks for, in the language of the talk or, before one is chosen, in its own.

    A closed chat hears nothing, since it answers as to a new person.
    """
    if conversation.aside == CLOSED:
        return NOTHING
    calls = [call for call in calls_in(text, conversation.language, world) if call.kind == "help"]
    scenarios = _that_count([call.scenario for call in calls], conversation)
    wide = [scenario for scenario in WIDE if scenario in scenarios][:1]
    if not (counted := [scenario for scenario in scenarios if scenario not in WIDE] or wide):
        return NOTHING
    spoken = calls[0].language
    if CANNOT_READ in counted:
        return Need((PAGE_OF[CANNOT_READ],), spoken, sure=True, never_an_answer=True)
    if EITHER.issuperset(counted) and EITHER.issubset(scenarios):
        counted = sorted(EITHER)
    pages = tuple(dict.fromkeys(PAGE_OF[scenario] for scenario in counted))
    pages = tuple(page for page in pages if page != ANYBODY) or pages
    if leaning(without_codes(text), world.calls, spoken).is_far_more_urgent:
        return _allowed(Need((CALLED["danger"], *pages), spoken), conversation)
    asked_back = counted[0] in ASKED_BACK and not _is_plain(text, spoken, world)
    return _allowed(Need(pages, spoken, sure=len(pages) == 1 and not asked_back), conversation)


def mentioned(text: str, conversation: Conversation, world: World) -> Need:
    """Return the command that a sentence mentions or nearly says, or the pages that it hints at; it is never sure."""
    language = conversation.language
    found = near_misses.understand(text, language, "command", world.today, world.vocabulary)
    if found.sure:
        return NOTHING
    if isinstance(found.meaning, str):
        return _allowed(Need((found.meaning,), language), conversation)
    hints = hinted(without_codes(text), world.calls, language)
    pages = tuple(dict.fromkeys(map(_page_of, _that_count(hints, conversation))))
    if pages and leaning(without_codes(text), world.calls, language).is_urgent:
        pages = tuple(dict.fromkeys((CALLED["danger"], *pages)))
    return _allowed(Need(pages, language), conversation)


ASKED_AT_ONCE = 2
"""The most pages that are asked back in one question."""
OFFERED = 3
"""The most buttons for what a text that was not understood may be about."""
DANGERS = frozenset(CALLED.values())
"""The pages for calls that are answered before anything else."""
NEUTRAL = (*CALLED.values(), ANYBODY)
"""The pages whose buttons tell nothing of what was said: at a sensitive question there are no others."""


def buttons_for(text: str, conversation: Conversation, world: World, *, private: bool) -> tuple[Choice, ...]:
    """Return buttons for the pages that a text which was not understood may ask for, the likeliest first."""
    always_there = {choice.id for choice in conversation.shown if choice.aside}
    pages = _likely(text, conversation, world, private=private)
    return tuple(BUTTONS[page] for page in pages if page not in always_there)[:OFFERED]


def likely_pages(text: str, conversation: Conversation, world: World, *, private: bool) -> tuple[str, ...]:
    """Return the pages that a text which was not understood asks for so likely that it is worth a question back."""
    if conversation.aside == CLOSED or _nearly_answers(text, conversation, world):
        return ()
    leans = leaning(without_codes(text), world.calls, conversation.language)
    pages = _likely(text, conversation, world, private=private) if leans.is_other else []
    others = tuple(page for page in pages if page not in DANGERS)[:ASKED_AT_ONCE]
    return (*CALLED.values(), *others) if leans.is_urgent else others


def _likely(text: str, conversation: Conversation, world: World, *, private: bool) -> list[str]:
    """Return the pages that a text may ask for, the likeliest first; where it is private, those that tell nothing."""
    if conversation.aside == CLOSED or _nearly_answers(text, conversation, world):
        return []
    found = likely(without_codes(text), world.calls, conversation.language)
    need = _allowed(Need(tuple(dict.fromkeys(map(_page_of, _that_count(found, conversation))))), conversation)
    return [page for page in need.pages if page in BUTTONS and (not private or page in NEUTRAL)]


def _nearly_answers(text: str, conversation: Conversation, world: World) -> bool:
    """Return whether a text only counts people, or names another day than today: it is an answer, with a slip."""
    language, vocabulary = conversation.language, world.vocabulary
    words = [word for word in text.split() if not word.isdecimal()]
    if len(words) < len(text.split()) < FEW_WORDS:
        return True  # a few words around a number
    days = {numbers_and_dates.day(word, vocabulary, language, world.today) for word in words}
    return several_answers.says_only_counts(text, vocabulary, language) or not days <= {None, world.today}


def _that_count(scenarios: Iterable[str], conversation: Conversation) -> list[str]:
    """Return those scenarios that mean something to this person."""
    return [scenario for scenario in scenarios if conversation.booking or scenario not in BOOKED]


def _page_of(scenario: str) -> str:
    """Return the page for a scenario."""
    return CALLED.get(SCENARIOS[scenario]) or PAGE_OF[scenario]


def _allowed(need: Need, conversation: Conversation) -> Need:
    """Return a need with those of its pages that may be opened now."""
    pages = tuple(page for page in need.pages if not conversation.locked or page in WHILE_LOCKED)
    return need._replace(pages=pages)


def _is_plain(text: str, language: str, world: World) -> bool:
    """Return whether a text asks for something ("I need ..."), or is a few words without a negation."""
    words = world.vocabulary.words(language)
    said = f" {words.normal(text)} "
    asks = any(f" {phrase} " in said for phrase in words.asking)
    for phrase in words.emphasis:
        said = said.replace(f" {phrase} ", " ")
    return asks or (len(said.split()) <= FEW_WORDS and words.negation.isdisjoint(said.split()))
