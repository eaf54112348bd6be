"""Stop: nothing more is asked, and nothing changes."""

from bot.core.conversation.choices import CLOSE, CONTINUE, FORGET, PERSON, WHAT_STAYS
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Reply
from bot.core.language.text import Text


def _stop(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Say that the talk rests; where something is kept, and nobody else may see it, offer to delete it."""
    text = Text("stop.rest", "All right, we stop here. I ask nothing more until you write again. Nothing has changed.")
    kept = (FORGET,) if conversation.consented and not conversation.locked else ()
    return Reply(text, lines=(WHAT_STAYS,), choices=(CONTINUE, CLOSE, *kept, PERSON))


PAGES = (Page("stop", _stop, quiet=True),)
