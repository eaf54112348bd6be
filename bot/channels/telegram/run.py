"""Telegram from start to stop: hear, answer, send and tick until told to end."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.app import App
from bot.channels.telegram.intake import POLL_SECONDS, Handled, Poller
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import Pace, Sender
from bot.channels.telegram.store import Store
from bot.channels.telegram.translate import chat_of
from bot.core.language import Text
from bot.services.tick import tick
from bot.settings import Settings, SettingsError, TelegramSettings
from bot.storage.database import StoreError

log = logging.getLogger("randevou.telegram")
TICK_SECONDS = 30.0
COMMANDS = {
    "start": Text("command.start", "Begin, or come back"),
    "help": Text("command.help", "Help, a person, danger now"),
    "status": Text("command.status", "What do I have?"),
    "language": Text("command.language", "Another language"),
    "forget": Text("command.forget", "Delete my data"),
    "privacy": Text("command.privacy", "What do you know about me?"),
}
ABOUT = Text("bot.about", "Appointments, free: never pay anyone for one. Write hello in your language.")


class Telegram:
    """One bot and one store."""

    def __init__(
        self, settings: Settings, telegram: TelegramSettings, clock: Callable[[], datetime], pace: Pace | None = None
    ) -> None:
        self._store, self._clock, self._pace = Store(settings), clock, pace or Pace()
        self._bot = Bot(
            telegram.token,
            base_url=f"{telegram.api}/bot",
            base_file_url=f"{telegram.api}/file/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(read=POLL_SECONDS + 10),
        )
        self._answering: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until told to stop; then what was heard is answered, and the store is closed."""
        app = await self._store.open()
        try:
            await self._store.run(tick, self._clock())
            await self._reach(stop)
            await self._introduce(app)
            sender = Sender(self._bot, self._store, app, self._clock, self._pace)
            poller = Poller(self._bot, self._store, self._clock)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._hear(poller, sender, stop))
                tasks.create_task(sender.run(stop))
                tasks.create_task(self._tick(sender, stop))
            await asyncio.gather(*self._answering)
            await sender.send_due()
        finally:
            await self._bot.shutdown()
            await self._store.close()

    async def _hear(self, poller: Poller, sender: Sender, stop: asyncio.Event) -> None:
        def then(batch: list[Handled]) -> None:
            for handled in batch:
                task = asyncio.create_task(self._act(handled, sender))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)
            sender.due.set()

        try:
            await poller.run(then, stop)
        finally:
            stop.set()

    async def _act(self, handled: Handled, sender: Sender) -> None:
        """What is done at once and kept nowhere: answer a tap, leave a group, speak to somebody not yet known."""
        taken, answer = handled.taken, handled.answer
        try:
            if taken.callback:
                await self._bot.answer_callback_query(taken.callback)
        except TelegramError as error:  # too late, or tapped before a restart: the message itself is answered
            log.info("a tap was not acknowledged (%s)", type(error).__name__)
        try:
            if taken.leave:
                await self._bot.leave_chat(taken.leave)
            chat = chat_of(taken.incoming.address) if taken.incoming else None
            if chat is not None and answer:
                for outgoing in answer.replies:
                    await sender.send(chat, outgoing, answer.carry)
        except TelegramError as error:
            log.warning("an answer before consent did not arrive (%s)", type(error).__name__)

    async def _reach(self, stop: asyncio.Event) -> None:
        """Wait until Telegram answers; SettingsError for a wrong token."""
        pause = 1.0
        while not stop.is_set():
            try:
                await self._bot.initialize()
                return
            except InvalidToken:
                raise SettingsError("Telegram refuses the token. Ask @BotFather for a new one.") from None
            except NetworkError as error:
                log.warning("Telegram cannot be reached (%s); trying again", error)
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                pause = min(pause * 1.5, 30.0)

    async def _introduce(self, app: App) -> None:
        """Commands and a description in each language; Telegram may refuse, and all goes on without."""
        first, *_ = app.catalogs
        for code, catalog in app.catalogs.items():
            language = "" if code == first else code
            commands = [BotCommand(name, catalog.say(text)[:256]) for name, text in COMMANDS.items()]
            try:
                await self._bot.set_my_commands(commands, language_code=language)
                await self._bot.set_my_short_description(catalog.say(ABOUT)[:120], language_code=language)
            except TelegramError as error:
                log.warning("commands in %s were not set (%s)", code, type(error).__name__)

    async def _tick(self, sender: Sender, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), TICK_SECONDS)
            except TimeoutError:
                try:
                    await self._store.run(tick, self._clock())
                    sender.due.set()
                except StoreError as error:
                    log.error("the clock could not run now (%s)", error)


def now() -> datetime:
    """The time, as the machine has it."""
    return datetime.now(UTC)
