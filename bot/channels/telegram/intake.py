"""Keeps a batch of updates, from polling or webhook, and says what to do about each one."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.telegram.bot_api import Taken, take
from bot.core.conversation.incoming import Incoming
from bot.core.language.data import Json
from bot.services.conversation.respond import Answer, Closed, respond_all
from bot.services.privacy.shared_phone import AWAY

log = logging.getLogger("randevou.telegram")
MOST_UPDATES = 100
"""The largest batch: what one transaction stores."""
MOST_CARRIED = 10_000
"""Chats for which something is carried, at most."""


@dataclass(frozen=True, slots=True)
class Handled:
    """One update that is stored, and what to do about it now."""

    taken: Taken
    answer: Answer | None = None


Then = Callable[[list[Handled]], Awaitable[None]]
"""Called with a batch that is stored; when it returns, the batch may be acknowledged."""


class Carried:
    """What chats carry before consent, for typed words: buttons carry it themselves.

    It is in memory only, for as long as a conversation may rest, and is lost at a restart.
    """

    def __init__(self) -> None:
        self._chats: dict[str, tuple[str, datetime]] = {}

    def remind(self, incoming: Incoming, now: datetime) -> Incoming:
        """Return the message with what its chat carries."""
        carry, at = self._chats.get(incoming.address, ("", now))
        return replace(incoming, carry=carry) if carry and not incoming.carry and now - at < AWAY else incoming

    def note(self, incoming: Incoming, answer: Answer, now: datetime) -> None:
        """Remember what an answer gave to carry, or forget it if there is nothing."""
        self._chats.pop(incoming.address, None)
        if answer.carry:
            self._chats[incoming.address] = (answer.carry, now)
        while len(self._chats) > MOST_CARRIED:
            del self._chats[next(iter(self._chats))]


class Intake:
    """Keeps updates in the store, and remembers what chats carry."""

    def __init__(self, thread: AppThread, lane: str) -> None:
        self._thread, self._lane, self._carried = thread, lane, Carried()
        self._said: list[Closed] = []

    async def keep(self, updates: Sequence[Json]) -> list[Handled]:
        """Store a batch; StoreError if it cannot be stored: then nothing happened."""
        said, self._said = self._said, []
        try:
            handled = await self._thread.run(handle, updates, self._lane, self._thread.clock(), self._carried, said)
        except BaseException:
            self._said = said + self._said
            raise
        if sent := max((one.taken.sent for one in handled if one.taken.sent), default=None):
            await self._thread.witness(sent)
        return handled

    def said(self, incoming: Incoming) -> None:
        """Note with the next batch that an answer from memory was said, so that it is not said again."""
        self._said.append(Closed(self._lane, incoming.id))


def handle(
    app: App, updates: Sequence[Json], lane: str, now: datetime, carried: Carried, said: Sequence[Closed] = ()
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
    heard = [carried.remind(replace(one.incoming, via=lane), now) for one in taken if one.incoming]
    answered = respond_all(app, heard, now, [*said, *unreadable])
    for incoming, answer in zip(heard, answered, strict=True):
        carried.note(incoming, answer, now)
    answers = iter(answered)
    if unreadable:
        log.warning("updates that cannot be read are set aside", extra={"count": len(unreadable)})
    return [Handled(one, next(answers) if one.incoming else None) for one in taken]
