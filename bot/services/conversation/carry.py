"""What a channel carries from one message to the next while nothing may be stored."""

import json
from dataclasses import replace
from typing import cast, get_args

from bot.core.conversation.all_pages import PAGES
from bot.core.conversation.answers import OPERATOR, PRACTICE, Answers
from bot.core.conversation.events import Look
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, Over, PageId, World
from bot.core.language.data import Json

SHORT = {PRACTICE: "p", OPERATOR: "o"}


def carry(conversation: Conversation) -> str:
    """Return the state of a conversation before consent, and the page over the talk, short enough for a button."""
    kept, over = conversation.consented, conversation.over
    if kept and not over:
        return ""
    heard = "".join(short for key, short in SHORT.items() if key in conversation.answers)
    state = ["", "", "", 0] if kept else [conversation.language, heard, conversation.aside, conversation.misses]
    if over:
        known = over.language == conversation.language and not kept
        state += [over.page, "" if known else over.language, over.message, *([over.also] if over.also else [])]
    return json.dumps(state, separators=(",", ":"))


def carried_over(text: str, world: World) -> Over | None:
    """Return the page over the talk that `carry` wrote."""
    (language, *_), over = _read(text)
    if not over:
        return None
    page, heard_in, message, *also = over
    known = {page, *also} <= PAGES.keys() and (heard_in or language) in world.catalogs
    return Over(cast(PageId, page), heard_in or language, message, *cast(list[PageId], also)) if known else None


def carried(text: str, world: World) -> Conversation:
    """Return the conversation that `carry` wrote, with the choices that were on the screen."""
    (language, heard, aside, misses), _ = _read(text)
    conversation = Conversation(
        world.pack.id,
        world.pack.revision,
        language if language in world.catalogs else "",
        answers=Answers.from_data({key: "carried" for key, short in SHORT.items() if key in heard or short in heard}),
        aside=aside,
    )
    return replace(advance(conversation, Look(), world).conversation, misses=misses)


def carried_language(text: str) -> str:
    """Return the language that `carry` wrote, or an empty text."""
    return _read(text)[0][0]


def _read(text: str) -> tuple[tuple[str, str | list[Json], PageId, int], list[str]]:
    """Return what `carry` wrote: where the person is, and the page over the talk. A button can carry anything else."""
    try:
        match json.loads(text or "[]"):
            case [str(language), str() | list() as heard, str(aside), int(misses), *over] if (
                aside in get_args(PageId) and len(over) in (0, 3, 4) and all(isinstance(part, str) for part in over)
            ):
                return (language, heard, cast(PageId, aside), misses), over
    except ValueError:
        pass
    return ("", "", "", 0), []
