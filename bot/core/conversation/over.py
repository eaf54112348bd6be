"""Pages that lie over the talk, which does not change under them: the answer to a call for help leaves no row."""

from dataclasses import replace

from bot.core.booking.code import read_code
from bot.core.conversation.all_pages import PAGES
from bot.core.conversation.calls import called, language_of_the_phone, language_shown
from bot.core.conversation.events import BEFORE_CONSENT, Event, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.pin import read_pin
from bot.core.conversation.state import Conversation, Over, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Reply
from bot.core.understanding import answers, choosing


def meant(event: Event, facts: Facts, world: World) -> Event:
    """Return the tap that typed words stand for while a page lies over the talk, or else the event itself."""
    conversation = facts.conversation
    if not isinstance(event, Said) or not conversation.over or is_code_or_pin(event, conversation):
        return event
    if lies_over(event, conversation, world):
        return event
    offered = _show(conversation.over, facts, world).choices
    catalog = world.catalogs[conversation.over.language]
    if chosen := choosing.choose(event.text, offered, catalog, world.vocabulary):
        return Tapped(chosen.id)
    if answers.command(event.text, world.vocabulary, catalog.language) == "back":
        return Tapped("back")
    fits_anything = answers.yes_no(event.text, world.vocabulary, catalog.language) or event.text.strip().isdecimal()
    return Tapped("continue") if fits_anything else event  # "yes" answers the page alone


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


def is_code_or_pin(event: Said, conversation: Conversation) -> bool:
    """Return whether a PIN or a code is typed where one is asked for: it is nothing else then."""
    return holds_secret(event, conversation) and bool(read_pin(event.text) or read_code(event.text))


def leaves(event: Event, conversation: Conversation) -> bool:
    """Return whether a page over the talk is closed, and not a question that has its own "continue" or "back"."""
    if not isinstance(event, Tapped) or event.choice not in ("continue", "back"):
        return False
    return event.version in (None, 0, BEFORE_CONSENT) and conversation.over is not None


def lay(over: Over, facts: Facts, world: World) -> Turn:
    """Show a page over the talk, which does not change."""
    conversation = replace(facts.conversation, over=over)
    return Turn(conversation, (_show(over, facts, world),), facts=facts.after(conversation), beside=True)


def _show(over: Over, facts: Facts, world: World) -> Reply:
    shown = PAGES[over.page].show(replace(facts.conversation, over=over), facts, world)
    assert isinstance(shown, Reply), f"{over.page} changes the talk"
    return shown


def holds_secret(event: Event, conversation: Conversation) -> bool:
    """Return whether a PIN or a code is typed: it does not select a choice, is never said back, and is cleared."""
    if not isinstance(event, Said):
        return False
    page = PAGES.get(conversation.aside)
    asked_for = page is not None and page.secret
    return asked_for or (conversation.locked and bool(read_pin(event.text) or read_code(event.text)))
