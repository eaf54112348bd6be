"""A page outside the booking steps, declared as data: what it shows, which answers it understands, what it does."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.conversation.turn import Step, Turn
from bot.core.language.message import Reply

Show = Callable[[Conversation, Facts, World], Reply | Turn]
"""What a page says when it is opened or shown again; a Turn if it changes the conversation or requests an effect."""
Act = Callable[[Conversation, Facts, World], Turn]
CLOSED: PageId = "hide"
"""The page of a closed chat."""
CLOSING = ("continue", "summary")
"""The choices that close every page."""


def hear_nothing(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Return None for every answer: for a page that only says something."""
    return None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `id` is the command that opens it; a conversation stores it while the page is open."""

    id: PageId
    show: Show
    hear: Step = hear_nothing
    """Handles an answer on this page; returns None for one that it does not understand."""
    act: Act | None = None
    """What the page does after it asked for confirmation and heard "yes"."""
    outcomes: tuple[type[Event], ...] = ()
    """The outcomes of effects that this page reports, even if another page is open."""
    quiet: bool = False
    """Whether it shows nothing of a case, so that it may be opened while a case is locked."""
    secret: bool = False
    """Whether a PIN or a code is typed here: it is never said back, and it is cleared from the chat."""
    command: bool = True
    """Whether it can be opened from everywhere."""
    over: bool = False
    """Whether it lies over the talk: it changes nothing, and nothing of it is stored."""


def open_page(page: Page, conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Show a page; the current step waits."""
    opened = replace(conversation, aside=page.id, misses=0)
    answer = page.show(opened, facts, world)
    return answer if isinstance(answer, Turn) else Turn(opened, (answer,))


def hear_on_page(page: Page, conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Answer an event on an open page: its own answers first, then what every page understands."""
    if answer := page.hear(conversation, facts, event, world):
        return answer
    closed = replace(conversation, aside="")
    match event:
        case Look():
            return open_page(page, conversation, facts, world)
        case Tapped(choice) if choice in CLOSING:
            return Turn(closed)
        case Tapped("yes") if page.act:
            return page.act(closed, facts, world)
        case Tapped("no") if page.act:
            return Turn(closed)
    return None
