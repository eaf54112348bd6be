"""Receives updates from Telegram: each one is answered with 200 when it is stored, and with 503 if it cannot be."""

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping

from bot.channels.telegram.intake import MOST_UPDATES, Handled, Intake, Then
from bot.core.language.data import Json
from bot.storage.database import StoreError

log = logging.getLogger("randevou.telegram")
HEADER = "X-Telegram-Bot-Api-Secret-Token"
KEPT, NOT_KEPT = 200, 503
CLOSING_SECONDS = 1.0
"""How long an answer that is not stored is waited for at the end; Telegram brings its update again."""
Posted = tuple[Json, asyncio.Future[int]]
"""An update, and the future of its HTTP status."""


class Webhook:
    """Updates that Telegram posts. A batch is all that came while the last one was being stored: one fsync for all."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake, self._secret = intake, secret.encode()
        self._posted: asyncio.Queue[Posted] = asyncio.Queue()
        self._closed = False

    def may(self, headers: Mapping[str, str]) -> bool:
        """Tell whether the caller knows the secret, in the same time however much of it is right."""
        return hmac.compare_digest(headers.get(HEADER, "").encode(), self._secret)

    async def receive(self, body: bytes) -> int:
        """Store one update; return the HTTP status. An unreadable body is accepted, or it would come for ever."""
        if self._closed:
            return NOT_KEPT
        try:
            update: Json = json.loads(body)
        except (ValueError, RecursionError):
            log.warning("a posted body is not JSON and is ignored")
            return KEPT
        kept: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._posted.put_nowait((update, kept))
        return await kept

    async def run(self, then: Then, stop: asyncio.Event) -> None:
        """Store what is posted until told to stop; call `then` with each stored batch."""
        answering: set[asyncio.Task[None]] = set()
        while batch := await self._next(stop):
            try:
                handled = await self._intake.keep([update for update, _ in batch])
            except StoreError as error:
                log.error("the database cannot keep updates now (%s); Telegram brings them again", error)
                _answer(batch, NOT_KEPT)
                continue
            task = asyncio.create_task(_acknowledge(batch, handled, then))
            answering.add(task)
            task.add_done_callback(answering.discard)
        self._closed = True
        _answer(self._waiting(), NOT_KEPT)
        if answering:
            _, late = await asyncio.wait(answering, timeout=CLOSING_SECONDS)
            for task in late:
                task.cancel()

    async def _next(self, stop: asyncio.Event) -> list[Posted]:
        """Wait for an update and take what else is there; return nothing at the end."""
        first, stopping = asyncio.ensure_future(self._posted.get()), asyncio.ensure_future(stop.wait())
        await asyncio.wait({first, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if stop.is_set():
            if first.done():
                _answer([first.result()], NOT_KEPT)
            first.cancel()
            return []
        return [first.result(), *self._waiting(MOST_UPDATES - 1)]

    def _waiting(self, most: int | None = None) -> list[Posted]:
        count = self._posted.qsize() if most is None else min(most, self._posted.qsize())
        return [self._posted.get_nowait() for _ in range(count)]


async def _acknowledge(batch: list[Posted], handled: list[Handled], then: Then) -> None:
    unsaid: frozenset[str] | None = None
    try:
        unsaid = await then(handled)
    finally:
        for update, kept in batch:
            id = update.get("update_id") if isinstance(update, dict) else None
            _answer([(update, kept)], NOT_KEPT if unsaid is None or str(id) in unsaid else KEPT)


def _answer(batch: list[Posted], status: int) -> None:
    for _, kept in batch:
        if not kept.done():  # the caller may have hung up
            kept.set_result(status)
