"""What is typed for a secret: a PIN, or the code of an appointment."""

from bot.core.booking.code import read_code
from bot.core.conversation.all_pages import PAGES
from bot.core.conversation.events import Event, Said
from bot.core.conversation.pin import read_pin
from bot.core.conversation.state import Conversation


def holds_secret(event: Event, conversation: Conversation) -> bool:
    """Return whether a PIN or a code is typed: it does not select a choice, is never said back, and is cleared."""
    if not isinstance(event, Said):
        return False
    page = PAGES.get(conversation.aside)
    asked_for = page is not None and page.secret
    return asked_for or (conversation.locked and bool(read_pin(event.text) or read_code(event.text)))


def is_code_or_pin(event: Said, conversation: Conversation) -> bool:
    """Return whether a PIN or a code is typed where one is asked for: it is nothing else then."""
    return holds_secret(event, conversation) and bool(read_pin(event.text) or read_code(event.text))
