"""Speak on Telegram: in order within a chat, several chats at once, never faster than Telegram allows."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.app import App
from bot.app_thread import Store
from bot.channels.telegram import http_client
from bot.channels.telegram.bot_api import CHANNEL, Call, calls, chat_of, instead_of_edit, plain
from bot.core.language.message import Outgoing
from bot.logs import describe
from bot.services.conversation.deliver import Parcel, Results, parcels, settle
from bot.storage.database import StoreError

log = logging.getLogger("randevou.telegram")
LONGEST_WAIT = 300
"""Seconds between attempts, after the first few."""
MOST_ATTEMPTS = 300
"""About a day: a ticket outlasts any outage that a programme would not notice."""
MOST_NOTICES = 30
"""Messages that answer nobody, under way at once: so many go in a second, and an answer waits no longer than that."""
DRAIN_SECONDS = 5.0
"""How long messages under way are waited for at the end; what is not sent stays in the table for the next start."""


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


class Unreachable(Exception):
    """Nothing that is sent to this chat can arrive."""


class Sender:
    """Sends what is due, one task a chat, and notes in the table what arrived and what must wait."""

    def __init__(self, bot: Bot, store: Store, app: App, clock: Callable[[], datetime], pace: Pace) -> None:
        self._bot, self._store, self._app, self._clock, self._pace = bot, store, app, clock, pace
        self._chats: dict[int, asyncio.Task[None]] = {}
        self._people: set[str] = set()
        self._notices = 0
        self._results = Results()
        self._said: dict[int, int] = {}
        """How many calls of a message went well before one that did not: they are not repeated."""
        self.due = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Send whenever something is due, until told to stop; then end what was begun."""
        while not stop.is_set():
            self.due.clear()
            await self._begin()
            waits = {asyncio.ensure_future(self.due.wait()), asyncio.ensure_future(stop.wait())}
            await asyncio.wait(waits, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
        await self._begin()
        if self._chats:
            await asyncio.wait(self._chats.values(), timeout=DRAIN_SECONDS)
        with suppress(StoreError):  # what cannot be noted is sent once more at the next start
            await self._settle()

    async def _begin(self) -> None:
        """Note what was sent, and begin to send what is due to chats where nothing is under way."""
        try:
            while self._results:  # what is sent and not yet noted would be read, and sent, once more
                await self._settle()
            waiting = await self._store.run(
                parcels,
                self._clock(),
                channel=CHANNEL,
                but=frozenset(self._people),
                notices=MOST_NOTICES - self._notices,
            )
        except StoreError as error:
            log.error("the outbox cannot be read or noted now (%s)", error)
            return
        chats: dict[int, list[Parcel]] = defaultdict(list)
        for parcel in waiting:
            chat = chat_of(parcel.address)
            if chat is not None and chat not in self._chats:
                chats[chat].append(parcel)
        for chat, rows in chats.items():
            self._people |= {parcel.person for parcel in rows}
            self._notices += sum(parcel.notice for parcel in rows)
            self._chats[chat] = asyncio.create_task(self._to_chat(chat, rows))

    async def _settle(self) -> None:
        """Note what was sent; StoreError if that cannot be now: then it is kept for the next time."""
        results, self._results = self._results, Results()
        try:
            await self._store.run(settle, results, self._clock())
        except StoreError:
            self._results = results + self._results
            raise

    async def _to_chat(self, chat: int, rows: list[Parcel]) -> None:
        """One chat in order: where one message must wait, all after it wait, too."""
        try:
            for parcel in rows:
                if not await self._arrives(chat, parcel):
                    return
        except Unreachable:  # blocked, or the account is gone: what is booked stays, and waits at the desk
            self._results.done += [row.id for row in rows]
        finally:
            self._people -= {parcel.person for parcel in rows}
            self._notices -= sum(parcel.notice for parcel in rows)
            del self._chats[chat]
            self.due.set()

    async def _arrives(self, chat: int, parcel: Parcel) -> bool:
        """Send one message of the outbox; False if it must wait: what comes after it waits, too."""
        fault = ""
        try:
            made = calls(chat, parcel.outgoing, "", self._app.catalogs[parcel.outgoing.language])
            for call in made[self._said.get(parcel.id, 0) :]:
                if message := await self._call(chat, call):
                    self._results.shown.append((parcel.person, message))
                self._said[parcel.id] = self._said.get(parcel.id, 0) + 1
            self._results.cleared.append((parcel.person, parcel.outgoing.clears))
        except RetryAfter as error:
            self._results.later[parcel.id] = self._clock() + _wait(error)
            return False
        except BadRequest as error:
            fault = type(error).__name__
        except TelegramError as error:
            if parcel.attempts < MOST_ATTEMPTS:
                wait = timedelta(seconds=min(2 ** min(parcel.attempts, 9), LONGEST_WAIT))
                self._results.later[parcel.id] = self._clock() + wait
                return False
            fault = type(error).__name__
        except Unreachable:
            raise
        except Exception as error:  # our own fault: it must not stop everybody else's messages, for ever
            log.error("a message cannot be made (%s)", describe(error))
            fault = type(error).__name__
        self._said.pop(parcel.id, None)
        if fault:
            log.critical("ALARM: a message cannot be sent and is set aside; see randevou faults", extra={"chat": chat})
            self._results.faults[parcel.id] = fault
        else:
            self._results.done.append(parcel.id)
        return True

    async def say(self, chat: int, outgoing: Outgoing, carry: str) -> None:
        """Send what is kept nowhere: tried a few times, then let go, since the person will write again."""
        for attempt in range(4):
            try:
                for call in calls(chat, outgoing, carry, self._app.catalogs[outgoing.language]):
                    await self._call(chat, call)
                return
            except RetryAfter as error:
                await asyncio.sleep(_wait(error).total_seconds())
            except (BadRequest, Unreachable) as error:
                log.warning("an answer before consent did not arrive (%s)", error, extra={"chat": chat})
                return
            except NetworkError:
                await asyncio.sleep(2**attempt)
        log.warning("an answer before consent did not arrive", extra={"chat": chat})

    async def _call(self, chat: int, call: Call) -> str:
        """One call in its turn; an edit that cannot be becomes a message, a bad message goes once more, plain.

        Gives the number of the message that it put into the chat, if it did.
        Raises Unreachable, RetryAfter, BadRequest, or another TelegramError where it is worth trying again.
        """
        await self._pace.turn(chat)
        try:
            done = await http_client.call(self._bot, call.method, call.arguments)
            return str(done["message_id"]) if isinstance(done, dict) else ""
        except (Forbidden, ChatMigrated):  # only groups migrate, and no group is told what is for one person
            raise Unreachable from None
        except BadRequest as error:
            if "not modified" in error.message or call.method == "deleteMessages":
                return ""
            if "chat not found" in error.message.lower():
                raise Unreachable from None
            if call.method == "editMessageText":
                return await self._call(chat, instead_of_edit(call))
            if call.method == "sendMessage" and call != plain(call):
                log.warning("a message was refused (%s) and goes once more as plain text", error)
                return await self._call(chat, plain(call))
            raise


def _wait(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
