"""The store in a thread of its own: SQLite waits there, and Telegram goes on being heard."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from bot.app import App
from bot.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """One App, opened and used in one thread only."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._app: App | None = None

    async def open(self) -> App:
        """Open the App; what it raises is raised here. Its pack and words may be read from any thread."""
        self._app = await asyncio.get_running_loop().run_in_executor(self._thread, App.open, self._settings)
        return self._app

    async def run(self, act: Callable[Concatenate[App, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service with the App, after whatever was asked for before."""
        assert self._app is not None, "open() first"
        app = self._app
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: act(app, *args, **kwargs))

    async def close(self) -> None:
        """Finish what was asked for and close the database."""
        if self._app is not None:
            await self.run(App.close)
        self._thread.shutdown()
