"""The taps that typed words stand for: a command, or one of the choices on the screen."""

from collections.abc import Iterator

from bot.core.conversation.all_pages import COMMANDS, PAGES
from bot.core.conversation.events import Tapped
from bot.core.conversation.page import CLOSED
from bot.core.conversation.pages.ask_back import meant_by_yes
from bot.core.conversation.shown import choices
from bot.core.conversation.state import Conversation, World
from bot.core.understanding import answers, choosing

ALWAYS = ("danger", "person", "help", "back", "stop", CLOSED)
"""The commands that come before an answer to the open question."""


def taps(text: str, command: str | None, conversation: Conversation, world: World) -> Iterator[Tapped]:
    """Yield what may always be said, then a choice on the screen, then any other command."""
    language, vocabulary = conversation.language, world.vocabulary
    if command in ALWAYS:
        yield Tapped(command)
    page = PAGES.get(conversation.aside)
    offered, guess = choices(conversation.shown, world.english), page is None or page.act is None
    if chosen := choosing.choose(text, offered, world.catalogs[language], vocabulary, guess=guess):
        yield Tapped(chosen.id)
    meant = meant_by_yes(conversation)
    if meant and answers.yes_no(text, vocabulary, language) == "yes":
        yield Tapped(meant)
    if command in COMMANDS:
        yield Tapped(command)
