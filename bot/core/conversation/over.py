"""Pages that lie over the talk, which does not change under them: the answer to a call for help leaves no row."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from bot.core.conversation.all_pages import PAGES
from bot.core.conversation.calls import CALLED, called, language_of_the_phone, language_shown
from bot.core.conversation.events import BEFORE_CONSENT, Event, Look, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.pages.ask_back import CALL, MEANT, ask_back, meant_by_yes
from bot.core.conversation.secret import is_code_or_pin
from bot.core.conversation.shown import choices
from bot.core.conversation.state import Conversation, Over, PageId, World
from bot.core.conversation.steps.answer_questions import items_named, open_list
from bot.core.conversation.turn import Turn
from bot.core.language.message import Reply
from bot.core.programme.eligibility import Question
from bot.core.understanding import answers, choosing
from bot.core.understanding.ages import ages

LISTED: PageId = "listed"
"""The page for words that are a call and name an item of the open list."""


def meant(event: Event, facts: Facts, world: World) -> Event:
    """Return the tap on or for a page over the talk that typed words stand for, or else the event itself."""
    conversation = facts.conversation
    if not isinstance(event, Said) or is_code_or_pin(event, conversation):
        return event
    if not conversation.over:
        return _asked_for(event, conversation, world)
    if lies_over(event, conversation, world):
        return event
    offered = _show(conversation.over, facts, world).choices
    catalog = world.catalogs[conversation.over.language]
    if chosen := choosing.choose(event.text, offered, catalog, world.vocabulary):
        return Tapped(chosen.id)
    if answers.command(event.text, world.vocabulary, catalog.language) == "back":
        return Tapped("back")
    meaning = answers.yes_no(event.text, world.vocabulary, catalog.language)
    if meaning == "unsure" and conversation.over.page == LISTED:
        return event  # the page asks the question that lies under it
    if meaning == "yes" and conversation.over.page == CALL:
        return Tapped("danger")
    fits_anything = meaning or event.text.strip().isdecimal()
    return Tapped("continue") if fits_anything else event  # "yes" answers the page alone


def _asked_for(said: Said, conversation: Conversation, world: World) -> Event:
    """Return the tap on a button for a page that lies over the talk, if its number or a "yes" is typed."""
    if not conversation.language or not any(PAGES[one.id].over for one in conversation.shown if one.id in PAGES):
        return said
    catalog = world.catalogs[conversation.language]
    chosen = choosing.choose(said.text, choices(conversation.shown, world.english), catalog, world.vocabulary)
    yes = answers.yes_no(said.text, world.vocabulary, catalog.language) == "yes"
    page = chosen.id if chosen else meant_by_yes(conversation) * yes
    return Tapped(page) if page in PAGES and PAGES[page].over else said


def left(conversation: Conversation) -> Conversation:
    """Return the talk without the page that lay over it, and without the question back that it answered."""
    return replace(conversation, over=None, aside="" if conversation.aside == MEANT else conversation.aside)


def lies_over(event: Event, conversation: Conversation, world: World) -> Over | None:
    """Return the page that an event lays over the talk: a call for help, or a choice of a page that lies there."""
    if isinstance(event, Said):
        secret = is_code_or_pin(event, conversation)
        return None if secret else called(event.text, language_shown(conversation), world)
    page = PAGES.get(event.choice) if isinstance(event, Tapped) else None
    if page is None or not (page.over or (conversation.over and page.id == "person")):
        return None
    if conversation.over:
        return replace(conversation.over, page=page.id)
    return Over(page.id, language_shown(conversation) or language_of_the_phone(world))


def leaves(event: Event, conversation: Conversation) -> bool:
    """Return whether a page over the talk is closed, and not a question that has its own "continue" or "back"."""
    return _is_on_it(event, conversation, ("continue", "back")) or _is_on_it(event, conversation, ("no",), LISTED, CALL)


def agrees(event: Event, conversation: Conversation) -> bool:
    """Return whether "That is so" is tapped on the page for words that are a call, and on the open list, too."""
    return _is_on_it(event, conversation, ("yes",), LISTED)


def _is_on_it(event: Event, conversation: Conversation, choices: tuple[str, ...], *pages: str) -> bool:
    """Return whether one of these choices is tapped on the page over the talk, or on one of these pages."""
    if not isinstance(event, Tapped) or event.choice not in choices or conversation.over is None:
        return False
    return event.version in (None, 0, BEFORE_CONSENT) and (not pages or conversation.over.page in pages)


def lay(over: Over, event: Event, facts: Facts, world: World) -> Turn:
    """Show a page over the talk, which does not change. Words that name an item of the open list ask for it, too."""
    asked = open_list(facts) if isinstance(event, Said) and over.page in ("danger", CALL) else None
    if isinstance(event, Said) and asked and _names_item(event.text, asked, facts.conversation, world):
        over = replace(over, page=LISTED)
    conversation = replace(facts.conversation, over=over)
    return Turn(conversation, (_show(over, facts, world),), facts=facts.after(conversation), beside=True)


def asked_back(pages: Sequence[str], conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Ask which page is meant. Where it may be a call, the question lies over the talk, which does not change."""
    others = [page for page in pages if page not in CALLED.values()]
    if len(others) == len(pages):
        return ask_back(pages, conversation)
    also = cast(PageId, others[0] if others else "")
    return lay(Over(CALL, conversation.language, also=also), Look(), facts, world)


def _names_item(text: str, asked: Question, conversation: Conversation, world: World) -> bool:
    """Return whether a call names an item; an age does not ("they took my son"), and a child's words never do."""
    child = ages(text, world.vocabulary, conversation.language).own_minor
    return not child and any(not item.has_ages for item in items_named(text, asked, conversation, world))


def _show(over: Over, facts: Facts, world: World) -> Reply:
    shown = PAGES[over.page].show(replace(facts.conversation, over=over), facts, world)
    assert isinstance(shown, Reply), f"{over.page} changes the talk"
    return shown
