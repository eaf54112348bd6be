"""Speak on Telegram: in order within a chat, several chats at once, never faster than Telegram allows."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.app import App
from bot.channels.telegram.store import Store
from bot.channels.telegram.translate import chat_of, documents, send_message, take_keyboard_away
from bot.core.message import Outgoing
from bot.services.deliver import Parcel, parcels, settle

log = logging.getLogger("randevou.telegram")
MOST_ATTEMPTS = 8
LONGEST_WAIT = 300
"""Seconds between the last attempts."""


@dataclass
class Pace:
    """When the next message may go: one in `chat` seconds to a chat, one in `bot` seconds overall."""

    chat: float = 1.0
    bot: float = 1 / 30
    _free: dict[int, float] = field(default_factory=dict)
    _next: float = 0.0

    async def turn(self, chat: int) -> None:
        """Wait until a message may go to this chat."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        at = max(now, self._next, self._free.get(chat, 0.0))
        self._next = max(self._next, now) + self.bot
        self._free[chat] = at + self.chat
        if len(self._free) > 10_000:
            self._free = {other: free for other, free in self._free.items() if free > now}
        if at > now:
            await asyncio.sleep(at - now)


class Sender:
    """Sends what is due, and notes in the table what arrived and what must wait."""

    def __init__(self, bot: Bot, store: Store, app: App, clock: Callable[[], datetime], pace: Pace) -> None:
        self._bot, self._store, self._app, self._clock = bot, store, app, clock
        self._pace = pace
        self.due = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Send whenever something is due, until told to stop."""
        while not stop.is_set():
            self.due.clear()
            if not await self.send_due():
                waits = {asyncio.ensure_future(self.due.wait()), asyncio.ensure_future(stop.wait())}
                await asyncio.wait(waits, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
                for wait in waits:
                    wait.cancel()

    async def send_due(self) -> int:
        """Send everything that is due now; gives how many messages left the outbox."""
        waiting = await self._store.run(parcels, self._clock())
        chats: dict[int, list[Parcel]] = defaultdict(list)
        for parcel in sorted(waiting, key=lambda parcel: (parcel.outgoing.version == 0, parcel.id)):
            chat = chat_of(parcel.address)
            if chat is not None:
                chats[chat].append(parcel)
        results = await asyncio.gather(*(self._to_chat(chat, rows) for chat, rows in chats.items()))
        done = [id for sent, _ in results for id in sent]
        later = {id: moment for _, postponed in results for id, moment in postponed.items()}
        await self._store.run(settle, done, later)
        return len(done)

    async def _to_chat(self, chat: int, rows: list[Parcel]) -> tuple[list[int], dict[int, datetime]]:
        """One chat in order: where one message must wait, all after it wait, too."""
        done: list[int] = []
        for at, parcel in enumerate(rows):
            try:
                await self.send(chat, parcel.outgoing, "")
            except RetryAfter as error:
                return done, {row.id: self._clock() + _wait(error) for row in rows[at:]}
            except Forbidden:  # blocked, or the account is gone: what is booked stays, and waits at the desk
                return [row.id for row in rows], {}
            except (BadRequest, ChatMigrated) as error:
                log.error("a message was refused (%s) and is set aside", type(error).__name__)
            except TelegramError as error:
                if parcel.attempts < MOST_ATTEMPTS:
                    wait = timedelta(seconds=min(2**parcel.attempts, LONGEST_WAIT))
                    return done, {row.id: self._clock() + wait for row in rows[at:]}
                log.error("a message was given up after %d attempts (%s)", parcel.attempts, type(error).__name__)
            except Exception as error:  # our own fault: it must not stop everybody else's messages, for ever
                log.error("a message could not be made (%s) and is set aside", type(error).__name__)
            done.append(parcel.id)
        return done, {}

    async def send(self, chat: int, outgoing: Outgoing, carry: str) -> None:
        """One message, then its files, each in its turn."""
        catalog = self._app.catalogs[outgoing.language]
        if outgoing.located:  # one message can take a keyboard away or bring buttons, not both
            await self._pace.turn(chat)
            await self._bot.send_message(**take_keyboard_away(chat, catalog))
        await self._pace.turn(chat)
        await self._bot.send_message(**send_message(chat, outgoing, carry, catalog))
        for document in documents(chat, outgoing):
            await self._pace.turn(chat)
            await self._bot.send_document(**document)


def _wait(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
