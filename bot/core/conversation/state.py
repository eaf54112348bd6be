"""A conversation as a value: the position of one person in one pack, and the result of a step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple, Unpack  # Any: a stored conversation, read by the types that wrote it

from bot import RELEASED
from bot.core.booking.request import Request
from bot.core.booking.slot import Booking
from bot.core.booking.waiting import Waiting
from bot.core.conversation.answers import DAY, NOTHING, SLOT, Answers, Given
from bot.core.conversation.shown import English, Shown, shown_from_data, shown_to_data
from bot.core.language.message import Channel
from bot.core.language.text import Catalog
from bot.core.places.gazetteer import Gazetteer
from bot.core.programme.entry import Entry
from bot.core.programme.pack import Pack
from bot.core.understanding.calls import Calls
from bot.core.understanding.list_items import Items
from bot.core.understanding.vocabulary import Vocabulary

PageId = Literal[
    "", "help", "person", "danger", "money", "old", "information", "language", "status", "cancel", "cancelled",
    "restart", "forget", "erased", "leave", "hide", "know", "privacy", "correct", "pin", "pin_new", "pin_again",
    "pin_change", "pin_remove", "recover", "recover_pin", "back_pin", "back_code", "listen", "show", "stay", "numbers",
    "lawyer", "custody", "volunteer", "stop", "meant", "child", "listed", "operator", "past", "wait", "group",
    "request", "draw", "withdraw", "helper", "call",
]  # fmt: skip
"""The pages beside the way, as a conversation keeps the one that is open; "" for none."""


class GivenBack(NamedTuple):
    """What a helper at a desk has cancelled for the person, an appointment or seats of it: who did it, and why."""

    name: str
    reason: str
    site: str
    starts_at: str
    """In ISO format."""
    people: int = 0
    """How many still come; 0 where it is cancelled."""


@dataclass(frozen=True, slots=True)
class Over:
    """A page that lies over the talk, which waits unchanged: the channel carries it, and nothing of it is stored."""

    page: PageId
    language: str
    """The language of the talk or, before one is chosen, the language in which the call for help was heard."""
    message: str = ""
    """The channel's name for the message that called for help: *Close* clears it, too."""
    also: PageId = ""
    """The page beside the talk that is asked back together with those for a call."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The position of one person in one pack. The answers decide the next step."""

    pack: str
    revision: str = ""
    language: str = ""
    version: int = 0
    """How many times it was saved."""
    case: str = ""
    """Whose it is; not stored with the conversation."""
    answers: Answers = NOTHING
    told: str = ""
    """The determination that the person was told."""
    asking: str = ""
    """The key of an answer that is being changed; the old answer stays until there is a new one."""
    aside: PageId = ""
    """The open page outside the booking steps: help, contacts, a question before deleting."""
    picked: tuple[str, ...] = ()
    """Sites selected so far, or the place that waits for confirmation."""
    place_ahead: tuple[str, ...] = ()
    """The place that was named before its question came, as `PlaceChoice` writes it."""
    with_room: tuple[str, ...] = ()
    """The sites that had room when the sites were asked for."""
    page: int = 0
    """The part of a long list of choices that is shown; 0 is the first part."""
    shown: tuple[Shown, ...] = ()
    """The choices on the screen, so that a typed number means what the person saw."""
    asked: int = 0
    """The version of the question on the screen, which its buttons carry; 0 if version 0.1 asked it."""
    misses: int = 0
    """How many times in a row an answer was not understood."""
    locked: bool = False
    """Whether nothing is shown until "are you the same person?" is answered."""
    moving: bool = False
    """Whether another time is being chosen; the present booking stays until then."""
    earlier: Answers | None = None
    """The answers of the present booking, while others are given for another time or another group."""
    told_earlier: str = ""
    """The determination of those answers that the person was told."""
    in_calendar: bool = False
    """Whether a calendar file of the present booking was sent: a change of it sends the next file."""
    given_back: GivenBack | None = None
    """An appointment that a helper has cancelled or changed, until the person has read of it."""
    booking: Booking | None = None
    """Stored in its own table, not with the conversation."""
    past: Booking | None = None
    """The last appointment that is over, read only while it is spoken of; stored in its own table, too."""
    waiting: Waiting | None = None
    """The request on the waiting list; stored in its own table, too."""
    request: Request | None = None
    """The request for a place in the draws; stored in its own table, too."""
    protected: bool = False
    """Whether a PIN is set; the PIN, too, is stored in its own table."""
    over: Over | None = None
    """The page over the talk that is on the screen; never stored."""

    def answered(self, **answers: Unpack[Given]) -> "Conversation":
        """Return the conversation with an answer given."""
        return replace(
            self, answers=self.answers.given(**answers), asking="", picked=(), with_room=(), page=0, misses=0
        )

    def without(self, *keys: str) -> "Conversation":
        """Return the conversation with some answers taken back."""
        return replace(self, answers=self.answers.without(keys), picked=(), with_room=(), page=0)

    def moved(self) -> "Conversation":
        """Return the conversation on the way to another time or another group; the booking and its answers wait."""
        moved = replace(self.without(DAY, SLOT), moving=True)
        return moved if self.earlier else replace(moved, earlier=self.answers, told_earlier=self.told)

    def staying(self) -> "Conversation":
        """Return the conversation with the booking as it is: no other time or group is chosen any more."""
        if self.earlier is None:
            return replace(self, moving=False)
        as_before = replace(self, answers=self.earlier, told=self.told_earlier)
        return replace(as_before, moving=False, earlier=None, told_earlier="")

    @property
    def live_request(self) -> Request | None:
        """Return the request with which the person waits for the draw, or owes it an answer."""
        return self.request if self.request and self.request.state in ("asked", "offered", "lapsed") else None

    @property
    def reads(self) -> str:
        """Return the language of the page on the screen."""
        return self.over.language if self.over else self.language

    @property
    def consented(self) -> bool:
        """Return whether the person agreed that the conversation is stored."""
        return bool(self.answers.consent)


@dataclass(frozen=True)
class World:
    """What a step may read: nothing here changes during a turn."""

    pack: Pack
    gazetteer: Gazetteer
    catalogs: Mapping[str, Catalog]
    vocabulary: Vocabulary
    now: datetime
    channel: Channel
    hint: str = ""
    """The language of the phone, if it is known."""

    english: English = field(default_factory=dict)
    """The English texts by key: the labels of choices that were stored without words."""
    read_calls: Callable[[], Calls] = lambda: Calls({})
    """Called when words are typed: to read them takes longer than all the rest of a start."""
    read_items: Callable[[], Items] = dict
    look_for_line: Callable[[], bool] = lambda: False

    @property
    def calls(self) -> Calls:
        """Return the words with which people call for help."""
        return self.read_calls()

    @property
    def items(self) -> Items:
        """Return the words with which people name the items of the pack's lists."""
        return self.read_items()

    @property
    def is_line(self) -> bool:
        """Return whether anybody is in the line for the draws of the pack."""
        return self.look_for_line()

    @property
    def languages(self) -> Mapping[str, str]:
        """Return the languages that are offered: the name of each by its code."""
        return {code: catalog.name for code, catalog in self.catalogs.items() if catalog.offered}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Return the texts that are read now. Where anyone can write, a clock that is years behind opens nothing."""
        return self.pack.entries_on(max(self.today, RELEASED) if self.channel.open else self.today)

    @cached_property
    def today(self) -> date:
        """Return the present day in the time zone of the pack."""
        return self.pack.day(self.now)


def conversation_to_data(conversation: Conversation) -> dict[str, Any]:
    """Return what is stored of a conversation between two messages, as plain JSON; defaults are left out."""
    data = {
        "language": conversation.language,
        "answers": conversation.answers.to_data(),
        "told": conversation.told,
        "asking": conversation.asking,
        "aside": conversation.aside,
        "picked": conversation.picked,
        "place_ahead": conversation.place_ahead,
        "with_room": conversation.with_room,
        "page": conversation.page,
        "shown": shown_to_data(conversation.shown),
        "asked": conversation.asked,
        "misses": conversation.misses,
        "locked": conversation.locked,
        "moving": conversation.moving,
        "earlier": conversation.earlier and conversation.earlier.to_data(),
        "told_earlier": conversation.told_earlier,
        "in_calendar": conversation.in_calendar,
        "given_back": conversation.given_back,
    }
    return {key: value for key, value in data.items() if value}


def conversation_from_data(data: Mapping[str, Any], **columns: Any) -> Conversation:
    """Return the conversation that `conversation_to_data` wrote; `columns` are the values from the other columns."""
    given = dict(data)
    given["answers"] = Answers.from_data(given.get("answers", {}))
    given["earlier"] = Answers.from_data(given["earlier"]) if "earlier" in given else None
    given["picked"] = tuple(given.get("picked", ()))
    given["place_ahead"] = tuple(given.get("place_ahead", ()))
    given["with_room"] = tuple(given.get("with_room", ()))
    given["given_back"] = GivenBack(*given["given_back"]) if "given_back" in given else None
    given["shown"] = shown_from_data(given.get("shown", []))
    return Conversation(**given, **columns)
