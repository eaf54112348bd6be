"""Tells an open page that something new waits for its person, and no more: the page loads itself again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime

from bot.app import App
from bot.app_thread import AppThread
from bot.services.conversation.deliver import parcels
from bot.storage.database import StoreError
from bot.storage.tables import people

MOST_PAGES = 1_000
"""Pages that are told at once; the others are loaded again by hand."""
MOST_OF_ONE = 6
"""Pages of one person that are told: as many connections as a browser keeps to one server."""
NEW, NOTHING = b"data: new\n\n", b":\n\n"


class OpenPages:
    """The pages that wait for news. A tick wakes all; each asks for itself, and a slow one holds up no other."""

    def __init__(self, thread: AppThread, stop: asyncio.Event) -> None:
        self._thread, self._stop = thread, stop
        self._ticked = asyncio.Event()
        self._told: Counter[str] = Counter()
        thread.ticked.append(self._wake)

    async def has_room(self, cookie: str) -> bool:
        """Return whether one more page of a person can be told; without a case there is nothing to tell."""
        if self._told.total() >= MOST_PAGES or self._told[cookie] >= MOST_OF_ONE:
            return False
        return await self._thread.run(has_case, cookie)

    async def stream(self, cookie: str) -> AsyncIterator[bytes]:
        """Yield what an open page is sent until there is news for it, it is closed, or the server ends."""
        self._told[cookie] += 1
        try:
            yield NOTHING
            while not self._stop.is_set():
                ticked = self._ticked
                with suppress(StoreError):  # the next tick asks again
                    if await self._thread.run(has_news, cookie, self._thread.clock()):
                        yield NEW
                        return
                await self._next(ticked)
                yield NOTHING  # by this a page that was closed is found out
        finally:
            self._told -= Counter([cookie])

    async def _next(self, ticked: asyncio.Event) -> None:
        waits = {asyncio.ensure_future(ticked.wait()), asyncio.ensure_future(self._stop.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _wake(self) -> None:
        self._ticked.set()
        self._ticked = asyncio.Event()


def has_case(app: App, cookie: str) -> bool:
    """Return whether something is stored under a cookie."""
    return people.at(app.db, app.seal, f"web:{cookie}") is not None


def has_news(app: App, cookie: str, now: datetime) -> bool:
    """Return whether something waits to be shown to the person of a cookie."""
    return bool(parcels(app, now, f"web:{cookie}"))
