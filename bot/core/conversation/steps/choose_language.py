"""Ask the first question, the language. Each language is named in that language."""

from dataclasses import replace

from bot.core.conversation.events import Event, Said, Sent, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.repair import SPOKEN, gone, is_of_gone_case
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.understanding import answers, choosing

HELLO = Text("language.hello", "Hello")
WHY = Text("language.why", "Before you agree I keep nothing, not even where we were. Your language?")
VOICE = Text("language.voice", "I cannot listen. In danger, write 911.")
WRITE = Text("language.write", "Write {n} for {name}.")


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn:
    """Ask for the language until one is named, or until a word is typed that only one language has."""
    if is_of_gone_case(event, conversation):
        return Turn(conversation, (_ask(world, gone(world.pack)),))
    named = _named(event, world)
    if named:
        return Turn(replace(conversation, language=named, misses=0))
    if isinstance(event, Said):
        form = (HELLO, WHY, WRITE)[(conversation.misses + 1) % 3]
        return Turn(replace(conversation, misses=conversation.misses + 1), (_ask(world, form),))
    spoke = isinstance(event, Sent) and event.kind in SPOKEN
    return Turn(conversation, (_ask(world, VOICE if spoke else HELLO),))


def languages(world: World) -> tuple[Choice, ...]:
    """Return the languages as choices, in the order of languages.toml."""
    return tuple(Choice(code, name) for code, name in world.languages.items())


def _named(event: Event, world: World) -> str:
    match event:
        case Tapped(choice) if choice in world.languages:
            return choice
        case Said(text):
            named = choosing.choose(text, languages(world), next(iter(world.catalogs.values())), world.vocabulary)
            return named.id if named else answers.language_chosen(text, world.vocabulary) or _spoken(text, world)
    return ""


def _spoken(text: str, world: World) -> str:
    """Return the only language of these words; if several share them ("non"), the language of the phone."""
    found = answers.spoken(text, world.vocabulary)
    return found[0] if len(found) == 1 else world.hint if world.hint in found else ""


def _ask(world: World, form: Text) -> Reply:
    """Ask in every language in one message, since none is chosen; use other words if an answer was not understood.

    The first word that lands here may be the answer to another question: the program forgets before consent.
    """
    choices = languages(world)
    said = " · ".join(
        world.catalogs[choice.id].say(form.filled(n=n if form is WRITE else len(choices), name=choice.label))
        for n, choice in enumerate(choices, 1)
    )
    return Reply(Text("language.choose", "{in_each_language}", in_each_language=said), choices=choices)
