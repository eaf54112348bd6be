"""Tells an open page that something new waits for its person, and no more: the page loads itself again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime

from bot.app import App
from bot.app_thread import AppThread
from bot.services.conversation.deliver import parcels
from bot.storage.database import StoreError

MOST_PAGES = 1_000
"""Pages that are told at once; the others are loaded again by hand."""
NEW, NOTHING = b"data: new\n\n", b":\n\n"


class OpenPages:
    """The pages that wait for news. A tick wakes all; each asks for itself, and a slow one holds up no other."""

    def __init__(self, thread: AppThread, stop: asyncio.Event) -> None:
        self._thread, self._stop = thread, stop
        self._ticked = asyncio.Event()
        self._count = 0
        thread.ticked.append(self._wake)

    @property
    def are_full(self) -> bool:
        """Return whether no more pages can be told."""
        return self._count >= MOST_PAGES

    async def stream(self, cookie: str) -> AsyncIterator[bytes]:
        """Yield what an open page is sent until there is news for it, it is closed, or the server ends."""
        self._count += 1
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
            self._count -= 1

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


def has_news(app: App, cookie: str, now: datetime) -> bool:
    """Return whether something waits to be shown to the person of a cookie."""
    return bool(parcels(app, now, f"web:{cookie}"))
