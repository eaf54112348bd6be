"""Runs Telegram from start to stop: hear, answer, send and tick."""

import asyncio
import logging
import secrets
from functools import partial
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot.app_thread import AppThread
from bot.channels.outbox_sender import DRAIN_SECONDS, OutboxSender
from bot.channels.telegram.bot_api import ALLOWED_UPDATES, CHANNEL, TELEGRAM, Call
from bot.channels.telegram.from_memory import FromMemory
from bot.channels.telegram.http_client import AiohttpRequest, call
from bot.channels.telegram.intake import Handled, Intake
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.send import Pace, TelegramTransport
from bot.channels.telegram.webhook import Webhook
from bot.http.server import Hook
from bot.services.conversation import lanes
from bot.settings import SettingsError, TelegramSettings

log = logging.getLogger("randevou.telegram")
PATIENCE = 3.0
"""Seconds that an update waits for its answer from memory before it is acknowledged."""


class Telegram:
    """One bot, on the App that all channels of a server share."""

    def __init__(self, thread: AppThread, telegram: TelegramSettings, pace: Pace | None = None) -> None:
        self._thread, self._pace = thread, pace or Pace()
        self._settings, self._lane = telegram, f"{CHANNEL}/{telegram.bot}"
        self._secret = telegram.secret or secrets.token_urlsafe(32)
        requests = AiohttpRequest()
        self._bot = Bot(
            telegram.token,
            base_url=f"{telegram.api}/bot",
            base_file_url=f"{telegram.api}/file/bot",
            request=requests,
            get_updates_request=requests,
        )
        self._intake = Intake(self._thread, self._lane)
        self._webhook = Webhook(self._intake, self._secret) if telegram.webhook else None
        self._answering: set[asyncio.Task[None]] = set()

    @property
    def hooks(self) -> tuple[Hook, ...]:
        """Return what a web server must hand to us: nothing when we poll."""
        if self._webhook is None:
            return ()
        return (Hook(urlsplit(self._settings.webhook).path or "/", self._webhook.may, self._webhook.receive),)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until told to stop; then finish the answers under way. The App is open meanwhile."""
        try:
            await self._thread.run(lanes.adopt, CHANNEL, self._lane, former=TELEGRAM.name)
            if await self._reach(stop):
                await self._serve(stop)
        finally:
            await self._bot.shutdown()

    async def _serve(self, stop: asyncio.Event) -> None:
        telegram = TelegramTransport(self._bot, self._lane, self._thread, self._pace)
        sender = OutboxSender(self._thread, telegram)
        self._thread.ticked.append(sender.due.set)
        sending = asyncio.create_task(sender.run(stop))
        sending.add_done_callback(lambda _: stop.set())  # without it the server cannot serve
        introducing = asyncio.create_task(introduce(self._bot, self._lane, self._thread, self._thread.app))
        try:
            await (self._webhook or Poller(self._bot, self._intake)).run(
                partial(self._act, sender, FromMemory(telegram, self._intake, stop)), stop
            )
        finally:
            stop.set()
            introducing.cancel()
            await sending
            if self._answering:
                await asyncio.wait(self._answering, timeout=DRAIN_SECONDS)

    async def _act(self, sender: OutboxSender[Call], memory: FromMemory, batch: list[Handled]) -> frozenset[str]:
        """Do what is not stored at once, and wait a little for it; return the updates whose answer is not said yet.

        After a crash now, these updates come again.
        """
        sender.due.set()
        unkept: set[asyncio.Task[None]] = set()
        for handled in batch:
            task = asyncio.create_task(self._act_on(handled, memory))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
            if handled.answer and handled.answer.replies:
                unkept.add(task)
        if unkept:
            await asyncio.wait(unkept, timeout=PATIENCE)
        return frozenset(one.taken.incoming.id for one in batch if one.taken.incoming) & self._intake.unsaid

    async def _act_on(self, handled: Handled, memory: FromMemory) -> None:
        """Answer a tap, leave a group, say an answer from memory."""
        taken, answer = handled.taken, handled.answer
        says = answer.replies if answer else ()
        notice = answer.notice if answer else None
        try:
            if taken.callback:
                text = notice.text if notice else None
                await call(self._bot, "answerCallbackQuery", {"callback_query_id": taken.callback, "text": text})
        except TelegramError as error:  # too late, or tapped before a restart: the answer is a message
            log.info("a tap was not acknowledged (%s)", error)
            says = (notice,) if notice else says
        try:
            if taken.leave:
                await self._bot.leave_chat(taken.leave)
        except TelegramError as error:
            log.warning("a group was not left (%s)", error)
        if says and answer and taken.incoming:
            await memory.say(taken.incoming, says, answer.carry, traceless=answer.traceless)

    async def _reach(self, stop: asyncio.Event) -> bool:
        """Wait until Telegram answers and sends its updates to us; SettingsError if it never will."""
        pause = 1.0
        while not stop.is_set():
            try:
                await self._bot.initialize()
                await self._choose_way()
                return True
            except InvalidToken:
                raise SettingsError("Telegram refuses the token. Ask @BotFather for a new one.") from None
            except BadRequest as error:
                raise SettingsError(f"Telegram refuses RANDEVOU_TELEGRAM_WEBHOOK: {error.message}.") from None
            except NetworkError as error:
                log.warning("Telegram cannot be reached (%s); trying again", error)
            except TelegramError as error:
                log.warning("Telegram answers with an error (%s); trying again", error)
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                pause = min(pause * 1.5, 30.0)
        return False

    async def _choose_way(self) -> None:
        """Choose webhook or polling: Telegram supports one at a time, and keeps what is waiting."""
        if self._webhook:
            await self._bot.set_webhook(
                self._settings.webhook, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES
            )
        else:
            await self._bot.delete_webhook()
