"""Choose or name another language; the answers are kept."""

from dataclasses import replace

from bot.core.conversation.events import Event, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.understanding import answers


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply:
    languages = tuple(Choice(code, name) for code, name in world.languages.items())
    return Reply(Text("language.which", "Which language? Your answers are kept."), choices=languages)


def _chosen(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    match event:
        case Tapped(choice) if choice in world.languages:
            return Turn(replace(conversation, language=choice, aside=""))
        case Said(words) if named := answers.language_chosen(words, world.vocabulary):
            return Turn(replace(conversation, language=named, aside=""))
    return None


PAGES = (Page("language", _ask, _chosen, quiet=True),)
