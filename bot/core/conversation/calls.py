"""Hears a call for help in typed words, and names the page that answers it."""

from collections.abc import Mapping

from bot.core.booking.code import without_codes
from bot.core.conversation.page import CLOSED
from bot.core.conversation.pages.ask_back import CALL
from bot.core.conversation.state import Conversation, Over, PageId, World
from bot.core.understanding import answers
from bot.core.understanding.call_kinds import leaning
from bot.core.understanding.calls import Call, heard

CALLED: Mapping[str, PageId] = {"danger": "danger", "self_harm": "listen"}
"""The page for each kind of call that is answered at once, whatever else was said."""

URGENT = ("danger", "help", "person")
"""The commands that may be a call at the same time, such as "SOS". All others mean only what their whole words say."""


def calls_in(text: str, language: str, world: World) -> tuple[Call, ...]:
    """Return the calls in a text; the words of an appointment code mean nothing."""
    return heard(without_codes(text), world.calls, language)


def called(text: str, language: str, world: World) -> Over | None:
    """Return the page for a call, in the language of the talk or, before one is chosen, in that of the words.

    What sounds like danger, and also like self-harm, or is nearer to harmless sentences, is asked back.
    """
    spoken = [language] if language else answers.spoken(text, world.vocabulary)
    commands = {code: answers.command(text, world.vocabulary, code) for code in spoken}
    asked = [code for code, command in commands.items() if command == "danger"]
    if asked:
        return Over("danger", world.hint if world.hint in asked else asked[0])
    if any(command and command not in URGENT for command in commands.values()):
        return None
    calls = [call for call in calls_in(text, language, world) if call.kind in CALLED]
    if not calls:
        return None
    page = CALL if _is_doubtful(calls, text, world) else CALLED[calls[0].kind]
    return Over(page, language or calls[0].language)


def _is_doubtful(calls: list[Call], text: str, world: World) -> bool:
    """Return whether a text that sounds like danger may be something else, in every language in which it is heard.

    Danger and self-harm in one text are doubtful, too; self-harm alone never is.
    """
    first = calls[0]
    if first.kind != "danger":
        return False
    either = any(call.kind != "danger" and call.language == first.language for call in calls)
    spoken = {call.language for code in world.calls.sheets for call in calls_in(text, code, world)[:1]}
    return either or all(leaning(without_codes(text), world.calls, code).is_doubtful for code in spoken)


def language_of_the_phone(world: World) -> str:
    """Return the language of the phone, or else the first one."""
    return world.hint if world.hint in world.catalogs else next(iter(world.catalogs))


def language_shown(conversation: Conversation) -> str:
    """Return the language of the talk, but not in a closed chat, which tells nothing of it."""
    return "" if conversation.aside == CLOSED else conversation.language
