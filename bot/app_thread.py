"""One App in one thread, and the tick: shared by all servers. SQLite waits in that thread, and channels stay awake."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.app import App
from bot.services.privacy import restore
from bot.services.tick import tick
from bot.settings import Settings
from bot.storage.database import StoreError

P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], datetime]
"""Tells the time (with its time zone)."""
log = logging.getLogger("randevou")
TICK_SECONDS = 30.0


class AppThread:
    """One App, opened and used in one thread only."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self.clock = settings, clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="app")
        self._app: App | None = None

    async def open(self) -> App:
        """Open the App and tick once; what App.open raises is raised here.

        Its pack and words never change, so they may be read from any thread.
        """
        self._app = await asyncio.get_running_loop().run_in_executor(self._thread, App.open, self._settings)
        await self.run(restore.report, self.clock())
        await self.run(tick, self.clock())
        return self._app

    async def run(self, act: Callable[Concatenate[App, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service with the App, after all calls that came before."""
        assert self._app is not None, "open() first"
        app = self._app
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: act(app, *args, **kwargs))

    async def keep_ticking(self, stop: asyncio.Event, ticked: Callable[[], None]) -> None:
        """Tick every TICK_SECONDS until told to stop; call `ticked` after each one, since messages may be due then."""
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), TICK_SECONDS)
            except TimeoutError:
                try:
                    await self.run(tick, self.clock())
                    ticked()
                except StoreError as error:
                    log.error("the tick could not run now (%s)", error)

    async def close(self) -> None:
        """Finish the calls that came before, and close the database."""
        if self._app is not None:
            await self.run(App.close)
        self._thread.shutdown()
