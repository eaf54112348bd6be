"""Polls Telegram: fetch, store, and only then ask for the next; an update that was not stored comes again."""

import asyncio
import logging
from contextlib import suppress

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.channels.telegram.bot_api import ALLOWED_UPDATES
from bot.channels.telegram.http_client import Argument, call
from bot.channels.telegram.intake import MOST_UPDATES, Intake, Then
from bot.core.language.data import Json
from bot.settings import SettingsError
from bot.storage.database import StoreError

log = logging.getLogger("randevou.telegram")
POLL_SECONDS = 50
REST = 1.0
"""Seconds between two questions while an answer is not said."""
MOST_OPEN = MOST_UPDATES // 2
"""Updates that are handled and not acknowledged, at most: one person who cannot be reached holds up nobody."""
LONGEST_PAUSE = 30.0


class Poller:
    """Long polling with our own loop: it sends the next offset only after the batch is on the disk."""

    def __init__(self, bot: Bot, intake: Intake) -> None:
        self._bot, self._intake = bot, intake
        self._pause = 1.0

    async def run(self, then: Then, stop: asyncio.Event) -> None:
        """Poll until told to stop; call `then` with each stored batch. SettingsError for a wrong token."""
        offset: int | None = None
        stopping = asyncio.ensure_future(stop.wait())
        unacknowledged: set[int] = set()
        while not stop.is_set():
            updates = await self._fetch(offset, stopping, stop)
            fresh = [update for update in updates if _id_of(update) not in unacknowledged]
            if not updates:
                continue
            try:
                if fresh:
                    await then(await self._intake.keep(fresh))
            except StoreError as error:
                log.error("the database cannot keep updates now (%s); they are asked for again", error)
                await self._wait(stop)
                continue
            unacknowledged |= set(map(_id_of, fresh))
            offset = self._next(unacknowledged)
            unacknowledged = {id for id in unacknowledged if id >= offset}
            if unacknowledged and not fresh:  # Telegram gives the open ones again at once
                await asyncio.sleep(REST)
        stopping.cancel()
        if offset is not None:  # acknowledge what was stored, so that it does not come again
            with suppress(TelegramError):
                await self._call(offset, seconds=0, limit=1)

    def _next(self, handled: set[int]) -> int:
        """Return the next offset: the first update whose answer is not said yet, or the one after all that are handled.

        Many updates behind an open one would hide the next ones: then it counts as acknowledged.
        """
        unsaid = [id for id in handled if str(id) in self._intake.unsaid]
        return min(unsaid) if unsaid and len(handled) < MOST_OPEN else max(handled) + 1

    async def _fetch(self, offset: int | None, stopping: "asyncio.Task[bool]", stop: asyncio.Event) -> list[Json]:
        polling = asyncio.ensure_future(self._call(offset, POLL_SECONDS, MOST_UPDATES))
        await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not polling.done():
            polling.cancel()
            return []
        try:
            updates = polling.result()
            self._pause = 1.0
            return updates
        except (InvalidToken, EndPointNotFound):  # 401 and 404 are told apart by neither Telegram nor the library
            raise SettingsError("Telegram refuses the token. Ask @BotFather for a new one.") from None
        except TimedOut:
            return []
        except Conflict:
            log.error("another program is asking Telegram for the same bot's messages; only one may. Trying again")
        except NetworkError as error:
            log.warning("Telegram cannot be reached (%s); trying again", error)
        except TelegramError as error:
            log.error("Telegram answers with an error (%s); trying again", error)
        await self._wait(stop)
        return []

    async def _call(self, offset: int | None, seconds: int, limit: int) -> list[Json]:
        """Fetch raw updates: one that python-telegram-bot cannot read must not hide the others."""
        parameters: dict[str, Argument] = {"timeout": seconds, "limit": limit, "allowed_updates": [*ALLOWED_UPDATES]}
        if offset is not None:
            parameters["offset"] = offset
        answer = await call(self._bot, "getUpdates", parameters, wait=seconds + 10)
        return answer if isinstance(answer, list) else []

    async def _wait(self, stop: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(stop.wait(), self._pause)
        except TimeoutError:
            self._pause = min(self._pause * 1.5, LONGEST_PAUSE)


def _id_of(update: Json) -> int:
    """Return the number of an update; 0 if it has none."""
    id = update.get("update_id") if isinstance(update, dict) else None
    return id if isinstance(id, int) else 0
