"""Keeps a batch of updates, from polling or webhook, and says what to do about each one."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import compress
from typing import NamedTuple

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.telegram.bot_api import Taken, take
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.phone import AWAY
from bot.core.language.data import Json
from bot.services.conversation.respond import Answer, Closed, respond_all

log = logging.getLogger("randevou.telegram")
MOST_UPDATES = 100
"""The largest batch: what one transaction stores."""
MOST_CARRIED = 10_000
"""Chats for which something is carried, at most."""
MOST_UNRECORDED = 1_000
"""Answers to calls for help that are remembered as said, at most."""
MOST_MESSAGES = 200
"""Messages that are remembered of one chat, at most."""
ON_SCREEN = timedelta(hours=1)
"""How long they are remembered. Stored then as of now, they are still cleared within the time that Telegram allows."""
AGAIN = timedelta(seconds=10)
"""How long the same tap again is the same: the answer is on its way. Later the first answer may have been lost."""


@dataclass(frozen=True, slots=True)
class Handled:
    """One update that is stored, and what to do about it now."""

    taken: Taken
    answer: Answer | None = None


Then = Callable[[list[Handled]], Awaitable[frozenset[str]]]
"""Called with a batch that is stored; returns the ids of updates that may not be acknowledged yet."""


class Seen(NamedTuple):
    """A message in a chat."""

    address: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """What is remembered of one chat: what it carries, and the button that was tapped last, since then."""

    carry: str
    button: str
    at: datetime
    messages: tuple[Seen, ...] = ()
    """The messages of which nothing is stored, oldest first."""


class Carried:
    """What chats carry for typed words, before consent or under a call for help, their last taps and messages.

    Buttons carry it themselves. It is in memory only, and is lost at a restart: what a chat carries for as long as a
    conversation may rest, its messages for an hour, to clear them when the person closes the chat.
    """

    def __init__(self) -> None:
        self._chats: dict[str, Chat] = {}

    def to_answer(self, taken: Sequence[Taken], begun: Set[str], now: datetime) -> list[bool]:
        """Return for each update whether it is to be answered: of one button tapped again and again, the first tap.

        An update whose answer from memory is begun is not answered again, nor one that comes twice in a batch.
        """
        last: dict[str, str] = {}
        known = set(begun)
        found: list[bool] = []
        for one in taken:
            address = one.incoming.address if one.incoming else ""
            before = last[address] if address in last else self._last_button(address, now)
            again = bool(one.button) and one.button == before
            last[address] = one.button
            found.append(one.incoming is not None and not again and one.incoming.id not in known)
            known |= {one.incoming.id} if one.incoming else set()
        return found

    def _last_button(self, address: str, now: datetime) -> str:
        chat = self._chats.get(address)
        return chat.button if chat and timedelta(0) <= now - chat.at < AGAIN else ""

    def remind(self, incoming: Incoming, now: datetime) -> Incoming:
        """Return the message with what its chat carries, and with the messages that are not stored."""
        chat = self._chats.get(incoming.address)
        if chat is None:
            return incoming
        carry = incoming.carry or (chat.carry if now - chat.at < AWAY else "")
        earlier = tuple(seen.message for seen in chat.messages if now - seen.at < ON_SCREEN)
        return replace(incoming, carry=carry, earlier=earlier)

    def note(self, incoming: Incoming, button: str, answer: Answer, now: datetime) -> None:
        """Remember the tap that was answered, and what the answer gave to carry, if there is something."""
        if not answer.step and not answer.notice:  # it was not answered, or comes again
            return
        before = self._chats.pop(incoming.address, None)
        messages = before.messages if before else ()
        kept = not answer.carry and not answer.traceless
        if answer.step and (kept or any(said.hide for said in answer.replies)):  # stored, or cleared
            messages = ()
        elif answer.step and incoming.message and incoming.message not in {seen.message for seen in messages}:
            messages = (*messages, Seen(incoming.address, incoming.message, now))[-MOST_MESSAGES:]
        self._chats[incoming.address] = Chat(answer.carry, button, now, messages)
        while len(self._chats) > MOST_CARRIED:
            del self._chats[next(iter(self._chats))]

    def note_shown(self, shown: Sequence[Seen]) -> None:
        """Remember messages that were sent from memory."""
        for seen in shown:
            chat = self._chats.get(seen.address) or Chat("", "", seen.at)
            self._chats[seen.address] = replace(chat, messages=(*chat.messages, seen)[-MOST_MESSAGES:])


class Intake:
    """Keeps updates in the store, and remembers what chats carry."""

    def __init__(self, thread: AppThread, lane: str) -> None:
        self._thread, self._lane, self._carried = thread, lane, Carried()
        self._said: list[Closed] = []
        self._unrecorded: deque[str] = deque(maxlen=MOST_UNRECORDED)
        self._shown: list[Seen] = []
        self.unsaid: set[str] = set()
        """Updates whose answer from memory is not said yet."""

    async def keep(self, updates: Sequence[Json]) -> list[Handled]:
        """Store a batch; StoreError if it cannot be stored: then nothing happened."""
        said, self._said = self._said, []
        shown, self._shown = self._shown, []
        begun = self.unsaid.union(self._unrecorded)
        try:
            handled = await self._thread.run(
                handle, updates, self._lane, self._thread.clock(), self._carried, said, shown, begun
            )
        except BaseException:
            self._said = said + self._said
            raise
        if sent := max((one.taken.sent for one in handled if one.taken.sent), default=None):
            await self._thread.witness(sent)
        return handled

    def shown(self, address: str, message: str) -> None:
        """Remember a message that was sent from memory."""
        self._shown.append(Seen(address, message, self._thread.clock()))

    def said(self, incoming: Incoming, *, traceless: bool) -> None:
        """Note with the next batch, or only in memory, that an answer was said, so that it is not said again."""
        if traceless:
            self._unrecorded.append(incoming.id)
        else:
            self._said.append(Closed(self._lane, incoming.id))
        self.unsaid.discard(incoming.id)


def handle(
    app: App,
    updates: Sequence[Json],
    lane: str,
    now: datetime,
    carried: Carried,
    said: Sequence[Closed] = (),
    shown: Sequence[Seen] = (),
    begun: Set[str] = frozenset(),
) -> list[Handled]:
    """Store a batch of updates and their answers; StoreError if it cannot be stored: then nothing happened."""
    taken: list[Taken] = []
    unreadable: list[Closed] = []
    for update in updates:
        try:
            taken.append(take(update))
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
            id = str(update.get("update_id", "?")) if isinstance(update, dict) else "?"
            unreadable.append(Closed(lane, id, "unreadable"))
    carried.note_shown(shown)
    to_answer = carried.to_answer(taken, begun, now)
    fresh = list(compress(taken, to_answer))
    heard = [carried.remind(replace(one.incoming, via=lane), now) for one in fresh if one.incoming]
    answered = respond_all(app, heard, now, [*said, *unreadable])
    for one, incoming, answer in zip(fresh, heard, answered, strict=True):
        carried.note(incoming, one.button, answer, now)
    if unreadable:
        log.warning("updates that cannot be read are set aside", extra={"count": len(unreadable)})
    answers = iter(answered)
    return [Handled(one, next(answers) if answer else None) for one, answer in zip(taken, to_answer, strict=True)]
