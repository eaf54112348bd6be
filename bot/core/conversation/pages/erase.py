"""Delete a person's data after a confirmation, and say afterwards that nothing is stored."""

from bot.core.conversation.begun import has_begun
from bot.core.conversation.choices import BEGIN_AGAIN, CONTINUE
from bot.core.conversation.effects import Erase
from bot.core.conversation.events import Erased, Event
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply:
    if not conversation.consented:
        return Reply(Text("forget.nothing", "We have kept nothing about you."), choices=(CONTINUE,))
    text = (
        Text(
            "forget.booked",
            "Delete everything? Your appointment is cancelled, too, and cannot be brought back.",
        )
        if conversation.booking and not has_begun(conversation, world)
        else Text("forget.sure", "Delete everything that we keep about you? It cannot be brought back.")
    )
    yes = Choice("yes", Text("forget.yes", "Yes, delete everything"))
    no = Choice("no", Text("forget.no", "No, keep it"))
    return Reply(text, choices=(yes, no))


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return Turn(conversation, effect=Erase())


def _erased(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    if not isinstance(event, Erased):
        return None
    stranger = Conversation(conversation.pack, conversation.revision, conversation.language, aside="erased")
    return Turn(stranger, (_said_goodbye(conversation, world),))


def _said_goodbye(before: Conversation, world: World) -> Reply:
    what = (
        Text("forget.done_booked", "Deleted: your answers and your appointment. Your seats go back to the others.")
        if before.booking and not has_begun(before, world)
        else Text("forget.done_begun", "Deleted: your answers and your appointment.")
        if before.booking
        else Text("forget.done", "Deleted: your answers.")
    )
    rest = Text(
        "forget.rest",
        "The messages in this chat, and pictures or files that you saved, are still on this phone: delete them there.",
    )
    return Reply(what, lines=(rest,), choices=(BEGIN_AGAIN,))


def _nothing_kept(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Say, after an erasure, that nothing is stored, and offer to begin."""
    return Reply(Text("forget.nothing", "We have kept nothing about you."), choices=(BEGIN_AGAIN,))


PAGES = (
    Page("forget", _ask, _erased, act=_agreed, outcomes=(Erased,)),
    Page("erased", _nothing_kept),
)
