"""A counterpart, a database, and a bot that can be stopped and started; and the way of a family to the summary."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from bot.app_thread import AppThread
from bot.channels.telegram.run import Telegram
from bot.channels.telegram.send import Pace
from bot.settings import TelegramSettings, read_settings
from bot.storage.database import connect
from bot.storage.tables import outbox
from tests.conftest import NOW
from tests.telegram.botapi import BotApi
from tests.telegram.people import Person
from tests.telegram.world import Hands

HOUR = "ciudad-juarez@2026-11-25T13:00"
TO_PLACE = ["understood", "continue", "agree", "3", "yes"]
AFTER_PLACE = ["yes", "ciudad-juarez", "done", "2026-11-25", HOUR]
Play = Callable[["Stage"], Awaitable[None]]


async def run_bot(thread: AppThread, access: TelegramSettings, pace: Pace, stop: asyncio.Event) -> None:
    """Serve Telegram alone, until told to stop."""
    async with thread.serving(stop):
        await Telegram(thread, access, pace).run(stop)


class Stage:
    """A counterpart, a database, and a bot that can be stopped and started."""

    def __init__(self, api: BotApi, folder: Path) -> None:
        self.api, self.folder, self.clock = api, folder, Hands(NOW)
        self.settings = read_settings({}, database=str(folder / "randevou.db"))
        self.marie = api.person(5, language_code="fr")

    @asynccontextmanager
    async def bot(self, chat: float = 0) -> AsyncIterator[None]:
        """The bot, running; it sends one message in so many seconds to a chat."""
        stop = asyncio.Event()
        telegram = TelegramSettings(self.api.token, self.api.url)
        running = asyncio.create_task(run_bot(AppThread(self.settings, self.clock), telegram, Pace(chat, 0), stop))
        try:
            yield
        finally:
            stop.set()
            await running

    async def says(self, choice: str, person: Person | None = None) -> str:
        """Tap the button whose data ends with a choice, and wait for the next message; gives its text."""
        someone = person or self.marie
        before = someone.screen()
        newest = [shown for shown in before if shown.mine is False and shown.data]
        data = next(d for d in newest[-1].data if d.endswith(f"|{choice}"))
        await someone.tap(newest[-1].id, data)
        await self.api.until(lambda: someone.screen() != before)
        return await self.next(0, someone)

    async def next(self, before: int, person: Person | None = None) -> str:
        """Wait until there is more on the screen and nothing is left to send; the newest text of the bot."""
        someone = person or self.marie
        await self.api.until(
            lambda: len([s for s in someone.screen() if not s.mine]) and len(someone.screen()) > before
        )
        await asyncio.sleep(0.05)
        return next(shown.text for shown in reversed(someone.screen()) if not shown.mine)

    def count(self, table: str) -> int:
        """Rows of a table."""
        with closing(connect(self.settings.database)) as db:
            return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def faults(self) -> list[str]:
        """What is set aside."""
        with closing(connect(self.settings.database)) as db:
            return [fault for _, fault in outbox.faults(db)]

    def postponed(self) -> bool:
        """Whether a message waits for its time."""
        with closing(connect(self.settings.database)) as db:
            return bool(db.execute("SELECT max(attempts) FROM outbox").fetchone()[0])


def free_port() -> int:
    """Where nobody listens, below the ports that a system gives to outgoing connections: it stays free meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def play(folder: Path, act: Play) -> None:
    async def whole() -> None:
        async with BotApi() as api:
            await act(Stage(api, folder))

    asyncio.run(whole())


async def to_place(stage: Stage, language: str) -> None:
    """From hello to the question where she is."""
    before = len(stage.marie.screen())
    await stage.marie.start()
    await stage.next(before + 1)
    for choice in (language, *TO_PLACE):
        await stage.says(choice)


async def to_summary(stage: Stage, language: str) -> None:
    """From hello to "please check"."""
    await to_place(stage, language)
    before = len(stage.marie.screen())
    await stage.marie.write("Monterrey")
    await stage.next(before + 1)
    for choice in AFTER_PLACE:
        await stage.says(choice)
