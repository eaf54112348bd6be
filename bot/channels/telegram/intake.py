"""Hear Telegram: keep a batch of updates, however they came, and say what is to be done about each."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.telegram.bot_api import TELEGRAM, Taken, take
from bot.core.language.message import Incoming
from bot.services.conversation.respond import Answer, Closed, respond_all
from bot.services.privacy.shared_phone import AWAY

log = logging.getLogger("randevou.telegram")
MOST_UPDATES = 100
"""A batch: what one transaction keeps."""
MOST_CARRIED = 10_000
"""Chats that something is carried for."""


@dataclass(frozen=True, slots=True)
class Handled:
    """One update that is kept, and what is to be done about it now."""

    taken: Taken
    answer: Answer | None = None


Then = Callable[[list[Handled]], Awaitable[None]]
"""What is done with a batch that is kept; when it returns, the batch may be acknowledged."""


class Carried:
    """What chats carry whose conversation may not be kept yet, for typed words: only buttons carry it themselves.

    In memory, for as long as a conversation may rest; forgotten at a restart, and nothing of it is stored.
    """

    def __init__(self) -> None:
        self._chats: dict[str, tuple[str, datetime]] = {}

    def remind(self, incoming: Incoming, now: datetime) -> Incoming:
        """The message with what its chat carries."""
        carry, at = self._chats.get(incoming.address, ("", now))
        return replace(incoming, carry=carry) if carry and not incoming.carry and now - at < AWAY else incoming

    def note(self, incoming: Incoming, answer: Answer, now: datetime) -> None:
        """Remember what an answer gave to carry, or that there is nothing any more."""
        self._chats.pop(incoming.address, None)
        if answer.carry:
            self._chats[incoming.address] = (answer.carry, now)
        while len(self._chats) > MOST_CARRIED:
            del self._chats[next(iter(self._chats))]


class Intake:
    """Keeps updates in the store, and remembers what chats carry."""

    def __init__(self, thread: AppThread) -> None:
        self._thread, self._carried = thread, Carried()
        self._said: list[Closed] = []

    async def keep(self, updates: Sequence[dict[str, Any]]) -> list[Handled]:
        """Keep a batch; StoreError if it cannot be kept: then nothing happened."""
        said, self._said = self._said, []
        try:
            return await self._thread.run(handle, updates, self._thread.clock(), self._carried, said)
        except BaseException:
            self._said = said + self._said
            raise

    def said(self, incoming: Incoming) -> None:
        """An answer that is kept nowhere was said; with the next batch that is noted, so that it is not said again."""
        self._said.append(Closed(incoming.channel.name, incoming.id))


def handle(
    app: App, updates: Sequence[dict[str, Any]], now: datetime, carried: Carried, said: Sequence[Closed] = ()
) -> list[Handled]:
    """Keep a batch of updates and what follows from them; StoreError if it cannot be kept: then nothing happened."""
    taken: list[Taken] = []
    unreadable: list[Closed] = []
    for update in updates:
        try:
            taken.append(take(update))
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
            id = str(update.get("update_id", "?")) if isinstance(update, dict) else "?"
            unreadable.append(Closed(TELEGRAM.name, id, "unreadable"))
    heard = [carried.remind(one.incoming, now) for one in taken if one.incoming]
    answered = respond_all(app, heard, now, [*said, *unreadable])
    for incoming, answer in zip(heard, answered, strict=True):
        carried.note(incoming, answer, now)
    answers = iter(answered)
    if unreadable:
        log.warning("updates that cannot be read are set aside", extra={"count": len(unreadable)})
    return [Handled(one, next(answers) if one.incoming else None) for one in taken]
