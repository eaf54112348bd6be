"""A conversation as a value: where one person is with one pack, and what a step answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.core.booking.slot import Booking
from bot.core.conversation.effects import Effect
from bot.core.language.message import Channel, Choice, Reply, choice_from_data, choice_to_data
from bot.core.language.text import Catalog
from bot.core.places.gazetteer import Gazetteer
from bot.core.programme.eligibility import PARTY, Answer
from bot.core.programme.pack import Pack
from bot.core.understanding.vocabulary import Vocabulary

QUESTION = "q:"
"""Before the id of a pack's question among the answers."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where one person is with one pack. The answers are the conversation: the next step follows from them."""

    pack: str
    revision: str = ""
    language: str = ""
    version: int = 0
    answers: Mapping[str, Any] = field(default_factory=dict)
    """In the order given: back takes the last one away."""
    told: str = ""
    """The determination that the person was told."""
    asking: str = ""
    """An answer that is being changed; it stands until there is a new one."""
    aside: str = ""
    """A page beside the path: help, contacts, a question before deleting."""
    picked: tuple[str, ...] = ()
    """Sites ticked so far, or the place to be confirmed."""
    page: int = 0
    shown: tuple[Choice, ...] = ()
    """The choices on the screen, so that a typed number means what the person saw."""
    misses: int = 0
    """How often in a row an answer was not understood."""
    locked: bool = False
    """Nothing is shown until "are you the same person?" is answered."""
    moving: bool = False
    """Another time is being chosen; the booked one stands meanwhile."""
    booking: Booking | None = None
    """Kept in its own table, not with the conversation."""
    protected: bool = False
    """Whether a PIN is set; the PIN, too, is kept in its own table."""

    def answered(self, key: str, value: Any) -> "Conversation":
        """With one answer given: a changed one keeps its place, a new one comes last."""
        return replace(self, answers={**self.answers, key: value}, asking="", picked=(), page=0, misses=0)

    def without(self, *keys: str) -> "Conversation":
        """With some answers taken back."""
        kept = {key: value for key, value in self.answers.items() if key not in keys}
        return replace(self, answers=kept, picked=(), page=0)

    @property
    def facts(self) -> dict[str, Answer]:
        """What rules look at: the party, and the answers to the pack's questions."""
        facts = {k.removeprefix(QUESTION): v for k, v in self.answers.items() if k.startswith(QUESTION)}
        if PARTY in self.answers:
            facts[PARTY] = self.answers[PARTY]
        return facts

    @property
    def consented(self) -> bool:
        """Whether it may be kept."""
        return "consent" in self.answers


@dataclass(frozen=True, slots=True)
class World:
    """What a step may look at: nothing here changes during a turn."""

    pack: Pack
    gazetteer: Gazetteer
    catalogs: Mapping[str, Catalog]
    vocabulary: Vocabulary
    now: datetime
    channel: Channel
    hint: str = ""
    """The language that the phone is set to, if that is known."""

    @property
    def today(self) -> date:
        """The day of the act, by the pack's clock."""
        return self.now.astimezone(ZoneInfo(self.pack.zone)).date()


class Turn(NamedTuple):
    """What a step answers with: the conversation after it, replies, and at most one effect."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effect: Effect | None = None

    @property
    def waits(self) -> bool:
        """Whether something must now be done or heard."""
        return self.effect is not None or (bool(self.replies) and self.replies[-1].wants != "nothing")


def conversation_to_data(conversation: Conversation) -> dict[str, Any]:
    """What is kept of a conversation between two messages, as plain JSON; defaults are left out."""
    data = {
        "language": conversation.language,
        "answers": conversation.answers,
        "told": conversation.told,
        "asking": conversation.asking,
        "aside": conversation.aside,
        "picked": conversation.picked,
        "page": conversation.page,
        "shown": [choice_to_data(choice) for choice in conversation.shown],
        "misses": conversation.misses,
        "locked": conversation.locked,
        "moving": conversation.moving,
    }
    return {key: value for key, value in data.items() if value}


def conversation_from_data(data: Mapping[str, Any], **columns: Any) -> Conversation:
    """The conversation that `conversation_to_data` wrote; `columns` are those kept beside it."""
    given = dict(data)
    given["picked"] = tuple(given.get("picked", ()))
    given["shown"] = tuple(choice_from_data(choice) for choice in given.get("shown", ()))
    return Conversation(**given, **columns)
