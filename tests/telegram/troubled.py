"""A bot, its counterpart and a family of three, for tests of trouble."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app_thread import AppThread
from bot.channels.telegram.send import Pace
from bot.settings import TelegramSettings, read_settings
from tests.conftest import NOW
from tests.telegram.botapi import BotApi
from tests.telegram.people import Person
from tests.telegram.stage import run_bot
from tests.telegram.test_kills import TICKET, ask, begin, code, count, said
from tests.telegram.test_serve import tap
from tests.telegram.world import Hands

GREETING, SUMMARY = "Bonjou", "confirm"


class Stage:
    """A counterpart, a database, Marie, and a bot that can be stopped and started."""

    def __init__(self, api: BotApi, folder: Path) -> None:
        self.api, self.clock = api, Hands(NOW)
        self.settings = read_settings({}, database=str(folder / "randevou.db"))
        self.database = self.settings.database
        self.marie = api.person(5, language_code="ht")

    @asynccontextmanager
    async def bot(self, pace: Pace | None = None) -> AsyncIterator[AppThread]:
        """The bot, running, and its App; what ends it ends the test."""
        stop = asyncio.Event()
        access = TelegramSettings(self.api.token, self.api.url)
        thread = AppThread(self.settings, self.clock)
        running = asyncio.create_task(run_bot(thread, access, pace or Pace(0, 0), stop))
        acting = asyncio.current_task()
        assert acting
        running.add_done_callback(watch := lambda _: acting.cancel())
        try:
            yield thread
        finally:
            running.remove_done_callback(watch)
            stop.set()
            await running

    async def to_summary(self) -> None:
        """Marie is about to confirm, and nothing is left to send."""
        await begin(self.api, self.marie)
        await self.until_table("outbox", 0)

    async def confirm(self) -> None:
        await tap(self.api, self.marie, "confirm")

    async def until_table(self, what: str, rows: int) -> None:
        """Wait until a table has so many rows."""
        async with asyncio.timeout(5):
            while count(self.database, what) != rows:
                await asyncio.sleep(0.005)

    async def later(self, attempts: int = 1, **time: float) -> None:
        """A message was tried so often and waits; let its time come. An update that says nothing wakes the sender."""
        await self.until_table(f"outbox WHERE attempts = {attempts}", 1)
        self.clock.forward(**time)
        self.api.push({"poll": {"id": "1"}})

    async def shown(self, text: str, times: int = 1, person: Person | None = None) -> None:
        """Wait until a text stands on the screen so often."""
        await self.api.until(lambda: self.seen(text, person) >= times)

    def seen(self, text: str, person: Person | None = None) -> int:
        return len([one for one in said(person or self.marie) if text in one])


Act = Callable[[Stage], Awaitable[None]]


def play(folder: Path, act: Act) -> None:
    async def whole() -> None:
        async with BotApi() as api:
            await act(Stage(api, folder))

    asyncio.run(whole())


def booked_once(stage: Stage, seats: int = 3) -> None:
    """One booking, its seats, one code, and nothing left to send."""
    assert ask(stage.database, "SELECT count(*), sum(seats) FROM booking") == (1, seats)
    assert ask(stage.database, "SELECT sum(taken) FROM slots") == (seats,)
    assert count(stage.database, "outbox") == 0
    assert len({code(text) for text in said(stage.marie) if TICKET in text}) == 1
