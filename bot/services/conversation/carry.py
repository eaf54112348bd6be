"""What a channel carries from one message to the next while nothing may be stored."""

import json
from dataclasses import replace

from bot.core.conversation.answers import OPERATOR, PRACTICE, Answers
from bot.core.conversation.events import Look
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, World


def carry(conversation: Conversation) -> str:
    """Return the state of a conversation before consent, short enough for a button."""
    state = [conversation.language, list(conversation.answers.order), conversation.aside, conversation.misses]
    return json.dumps(state, separators=(",", ":"))


def carried(text: str, world: World) -> Conversation:
    """Return the conversation that `carry` wrote, with the choices that were on the screen."""
    language, answers, aside, misses = json.loads(text)
    conversation = Conversation(
        world.pack.id,
        world.pack.revision,
        language if language in world.catalogs else "",
        answers=Answers.from_data({key: "carried" for key in answers if key in (PRACTICE, OPERATOR)}),
        aside=aside,
    )
    return replace(advance(conversation, Look(), world).conversation, misses=misses)


def carried_language(text: str) -> str:
    """Return the language that `carry` wrote, or an empty text."""
    return str(json.loads(text)[0]) if text else ""
