"""Says answers that are not stored: to each chat the newest one, for some minutes if Telegram cannot be reached."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from bot.channels.outbox_sender import Refused, TryAgain, Unreachable
from bot.channels.telegram.bot_api import Call
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.send import TelegramTransport
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Outgoing

log = logging.getLogger("randevou.telegram")
LONGEST = 300.0
"""Seconds for which an answer is tried; then the update is acknowledged, since the person will write again."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0
"""Seconds between attempts: they double."""


class _Chat:
    """What waits for one chat: which answer is the newest, and the messages that it answers."""

    def __init__(self) -> None:
        self.newest: object = None
        self.sending = asyncio.Lock()
        self.answered: list[tuple[Incoming, bool]] = []
        """Each with whether no row may tell of it."""


class FromMemory:
    """Says answers from memory. Nothing of them is on the disk, so an update stays open until its answer is said."""

    def __init__(self, telegram: TelegramTransport, intake: Intake, stop: asyncio.Event) -> None:
        self._telegram, self._intake, self._stop = telegram, intake, stop
        self._chats: dict[str, _Chat] = {}

    async def say(self, incoming: Incoming, replies: Sequence[Outgoing], carry: str, *, traceless: bool) -> None:
        """Say an answer; end when it is said, when nobody can be reached, or when a newer answer takes its place."""
        chat = self._chats.setdefault(incoming.address, _Chat())
        chat.newest = mine = object()
        chat.answered.append((incoming, traceless))
        self._intake.unsaid.add(incoming.id)
        calls = self._telegram.calls(incoming.address, replies, carry)
        begin, pause = asyncio.get_running_loop().time(), FIRST_PAUSE
        while True:
            async with chat.sending:
                if chat.newest is not mine:
                    return
                wait = await self._send(incoming.address, calls, pause)
            if wait is None or await self._stops_within(wait):
                break
            if asyncio.get_running_loop().time() - begin > LONGEST:
                log.warning("an answer from memory did not arrive", extra={"chat": incoming.address})
                break
            pause = min(2 * pause, LONGEST_PAUSE)
        comes_again = bool(calls) and self._stop.is_set()
        if chat.newest is mine and not comes_again:
            del self._chats[incoming.address]
            for one, leaves_no_row in chat.answered:
                self._intake.said(one, traceless=leaves_no_row)

    async def _send(self, address: str, calls: list[Call], pause: float) -> float | None:
        """Make the next calls; return the seconds until another attempt, or None if none is needed."""
        shown = partial(self._intake.shown, address)
        try:
            while calls:
                if message := await self._telegram.send(address, calls[0]):
                    shown(message)
                del calls[0]
        except TryAgain as error:
            return error.after.total_seconds() if error.after else pause
        except (Refused, Unreachable) as error:
            log.warning("an answer from memory cannot arrive (%s)", error, extra={"chat": address})
        return None

    async def _stops_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return False
        return True
