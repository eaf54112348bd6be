"""What people ask for in their own words at any step, and the page that answers it: at once, or after asking back."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.core.conversation.all_pages import WHILE_LOCKED
from bot.core.conversation.calls import calls_in
from bot.core.conversation.page import CLOSED
from bot.core.conversation.state import Conversation, World
from bot.core.understanding import near_misses

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
    calls = [call for call in calls if conversation.booking or call.scenario not in BOOKED]
    scenarios = [call.scenario for call in calls]
    wide = [scenario for scenario in WIDE if scenario in scenarios][:1]
    if not (counted := [scenario for scenario in scenarios if scenario not in WIDE] or wide):
        return NOTHING
    spoken = calls[0].language
    if CANNOT_READ in counted:
        return Need((PAGE_OF[CANNOT_READ],), spoken, sure=True, never_an_answer=True)
    pages = tuple(dict.fromkeys(PAGE_OF[scenario] for scenario in counted))
    pages = tuple(page for page in pages if page != ANYBODY) or pages
    asked_back = counted[0] in ASKED_BACK and not _is_plain(text, spoken, world)
    return _allowed(Need(pages, spoken, sure=len(pages) == 1 and not asked_back), conversation)


def mentioned(text: str, conversation: Conversation, world: World) -> Need:
    """Return the command that a sentence mentions or nearly says; it is never sure."""
    language = conversation.language
    found = near_misses.understand(text, language, "command", world.today, world.vocabulary)
    if found.sure or not isinstance(found.meaning, str):
        return NOTHING
    return _allowed(Need((found.meaning,), language), conversation)


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
