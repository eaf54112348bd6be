"""The sending loop of every channel with a network: what is due, one task a chat, settle, try again."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from bot.app import App
from bot.app_thread import AppThread
from bot.logs import describe
from bot.services.conversation.deliver import Parcel, Results, parcels, settle
from bot.storage.database import StoreError

log = logging.getLogger("randevou")
LONGEST_WAIT = 300
"""Seconds between attempts, after the first few."""
MOST_ATTEMPTS = 300
"""About a day: a ticket outlasts any outage that a programme would not notice."""
MOST_NOTICES = 30
"""Messages that answer no one, under way at once: so many go in a second, and an answer waits no longer than that."""
DRAIN_SECONDS = 5.0
"""How long messages under way are waited for at the end; what is not sent stays in the table for the next start."""


class Unreachable(Exception):
    """Nothing that is sent to this address can arrive."""


class TryAgain(Exception):
    """The channel does not take the message now; `after` is the pause that it asks for, if it asks for one."""

    def __init__(self, kind: str, after: timedelta | None = None) -> None:
        super().__init__(kind)
        self.after = after


class Refused(Exception):
    """The channel will never take this message; the text is the kind of error, and quotes nothing."""


Part = TypeVar("Part")


class Transport(Protocol[Part]):
    """What one channel does to send: its calls, and its errors in the three kinds above."""

    lane: str
    """The bot or channel as the outbox names it."""

    def parts(self, parcel: Parcel) -> Sequence[Part]:
        """Return the calls that bring one message, in order."""

    async def send(self, address: str, part: Part) -> str:
        """Make one call; return the channel's name for the message that it put into the chat, if it did.

        Raises Unreachable, TryAgain or Refused.
        """


def settle_and_read(
    app: App, results: Results, now: datetime, *, lane: str, but: Collection[str], notices: int
) -> list[Parcel]:
    """Note what was sent, and then return what is due: nothing is read again that is sent and not yet noted.

    Raises StoreError if it cannot be noted. What cannot be read is read the next time.
    """
    settle(app, results, now)
    try:
        return parcels(app, now, channel=lane, but=but, notices=notices)
    except StoreError as error:
        log.error("the outbox cannot be read now (%s)", error)
        return []


class OutboxSender(Generic[Part]):
    """Sends what is due for one channel, and notes in the outbox what arrived and what must wait."""

    def __init__(self, thread: AppThread, transport: Transport[Part]) -> None:
        self._thread, self._transport = thread, transport
        self._chats: dict[str, asyncio.Task[None]] = {}
        self._people: set[str] = set()
        self._resting: dict[str, datetime] = {}
        """People to whom the channel takes nothing yet, and until when; a restart forgets it, and asks once more."""
        self._notices = 0
        self._results = Results()
        self._sent_parts: dict[int, int] = {}
        """How many calls of a message went well before one that did not: they are not repeated."""
        self.due = asyncio.Event()
        """Set this when something may be due."""

    async def run(self, stop: asyncio.Event) -> None:
        """Send whenever something is due, until told to stop; then finish what was begun."""
        stopping = asyncio.ensure_future(stop.wait())
        while not stop.is_set():
            self.due.clear()
            await self._begin()
            due = asyncio.ensure_future(self.due.wait())
            await asyncio.wait({due, stopping}, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            due.cancel()
        stopping.cancel()
        await self._begin()
        if self._chats:
            await asyncio.wait(self._chats.values(), timeout=DRAIN_SECONDS)
        with suppress(StoreError):  # what cannot be noted is sent again at the next start
            await self._settle()

    async def _begin(self) -> None:
        """Note what was sent, and begin to send what is due to chats where nothing is under way."""
        now = self._thread.clock()
        self._resting = {person: until for person, until in self._resting.items() if until > now}
        results, self._results = self._results, Results()
        try:
            waiting = await self._thread.run(
                settle_and_read,
                results,
                now,
                lane=self._transport.lane,
                but=self._people | self._resting.keys(),
                notices=MOST_NOTICES - self._notices,
            )
        except StoreError as error:
            self._results = results + self._results
            log.error("what was sent cannot be noted now (%s)", error)
            return
        chats: dict[str, list[Parcel]] = defaultdict(list)
        for parcel in waiting:
            if parcel.address not in self._chats:
                chats[parcel.address].append(parcel)
        for address, rows in chats.items():
            self._people |= {parcel.person for parcel in rows}
            self._notices += sum(parcel.notice for parcel in rows)
            self._chats[address] = asyncio.create_task(self._to_chat(address, rows))

    async def _settle(self) -> None:
        """Note what was sent. If the store cannot take it now, raise StoreError and keep it for the next time."""
        results, self._results = self._results, Results()
        try:
            await self._thread.run(settle, results, self._thread.clock())
        except StoreError:
            self._results = results + self._results
            raise

    async def _to_chat(self, address: str, rows: list[Parcel]) -> None:
        """Send to one chat in order: when one message must wait, all after it wait, too."""
        try:
            for parcel in rows:
                if not await self._arrives(parcel):
                    return
        except Unreachable:  # the person blocked us, or the account is gone: the booking stays, and waits at the desk
            self._results.done += [row.id for row in rows]
        finally:
            self._people -= {parcel.person for parcel in rows}
            self._notices -= sum(parcel.notice for parcel in rows)
            del self._chats[address]
            self.due.set()

    async def _arrives(self, parcel: Parcel) -> bool:
        """Send one message; False if it must wait."""
        try:
            for part in self._transport.parts(parcel)[self._sent_parts.get(parcel.id, 0) :]:
                if message := await self._transport.send(parcel.address, part):
                    self._results.shown.append((parcel.person, message))
                self._sent_parts[parcel.id] = self._sent_parts.get(parcel.id, 0) + 1
            if parcel.outgoing.clears:
                self._results.cleared.append((parcel.person, parcel.outgoing.clears))
        except TryAgain as error:
            if error.after is not None or parcel.attempts < MOST_ATTEMPTS:
                later = self._results.later[parcel.id] = self._later(parcel, error.after)
                if error.after is not None:
                    self._resting[parcel.person] = later
                return False
            self._set_aside(parcel, str(error))
        except Refused as error:
            self._set_aside(parcel, str(error))
        except Unreachable:
            raise
        except Exception as error:  # a fault of our own must not stop all other messages
            log.error("a message cannot be made (%s)", describe(error))
            self._set_aside(parcel, type(error).__name__)
        else:
            self._results.done.append(parcel.id)
        self._sent_parts.pop(parcel.id, None)
        return True

    def _later(self, parcel: Parcel, after: timedelta | None) -> datetime:
        """Return when to try again: after the pause that the channel asked for, or after one that doubles each time."""
        pause = timedelta(seconds=min(2 ** min(parcel.attempts, 9), LONGEST_WAIT)) if after is None else after
        return self._thread.clock() + pause

    def _set_aside(self, parcel: Parcel, fault: str) -> None:
        where = {"chat": parcel.address.partition(":")[2]}
        log.critical("ALARM: a message cannot be sent and is set aside; see randevou faults", extra=where)
        self._results.faults[parcel.id] = fault
