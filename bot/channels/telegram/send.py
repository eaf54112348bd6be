"""Sends on Telegram: its calls, its pace and its errors."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.app_thread import AppThread
from bot.channels.outbox_sender import Refused, TryAgain, Unreachable
from bot.channels.telegram import http_client
from bot.channels.telegram.bot_api import Call, calls, chat_of, instead_of_edit, plain
from bot.core.language.message import Outgoing
from bot.services.conversation.deliver import Parcel

log = logging.getLogger("randevou.telegram")
UNREACHABLE = (
    "chat not found",
    "bot was blocked by the user",
    "user is deactivated",
    "bot can't initiate conversation with a user",
    "bot can't send messages to bots",
    "bot was kicked",
    "bot is not a member",
)
"""Errors after which nothing can arrive in a chat; any other error may end."""


@dataclass
class Pace:
    """The pace of sending: to a chat `burst` messages at once, then one in `chat` seconds; one in `bot` overall.

    Telegram asks for one second; calls that are not equally fast need a little more.
    """

    chat: float = 1.05
    bot: float = 1 / 30
    burst: int = 3
    _free: dict[int, float] = field(default_factory=dict)
    """When each chat has its whole burst again."""
    _next: float = 0.0

    async def turn(self, chat: int) -> None:
        """Wait until a message may go to this chat."""
        if wait := self.reserve(chat, asyncio.get_running_loop().time()):
            await asyncio.sleep(wait)

    def reserve(self, chat: int, now: float) -> float:
        """Take the next turn of a chat; return the seconds until it comes."""
        free = max(now, self._free.get(chat, now))
        at = max(now, self._next, free - (self.burst - 1) * self.chat)
        self._next = max(self._next, now) + self.bot
        self._free[chat] = max(free, at) + self.chat
        if len(self._free) > 10_000:
            self._free = {other: free for other, free in self._free.items() if free > now}
        return at - now


class TelegramTransport:
    """Sends messages through one bot, at the pace that Telegram allows."""

    def __init__(self, bot: Bot, lane: str, thread: AppThread, pace: Pace) -> None:
        self.lane = lane
        self._bot, self._thread, self._pace = bot, thread, pace

    def parts(self, parcel: Parcel) -> Sequence[Call]:
        """Return the calls that bring one message to a chat."""
        return calls(_chat(parcel.address), parcel.outgoing, "", self._thread.app.catalogs[parcel.outgoing.language])

    def calls(self, address: str, replies: Sequence[Outgoing], carry: str) -> list[Call]:
        """Return the calls that bring an answer from memory to a chat; its buttons carry where the person is."""
        chat = _chat(address)
        return [
            call for reply in replies for call in calls(chat, reply, carry, self._thread.app.catalogs[reply.language])
        ]

    async def send(self, address: str, part: Call) -> str:
        """Make one call; return the number of the message that it put into the chat, if it did."""
        try:
            return await self._call(_chat(address), part)
        except RetryAfter as error:
            raise TryAgain(type(error).__name__, _wait(error)) from None
        except BadRequest as error:
            raise Refused(type(error).__name__) from None
        except TelegramError as error:
            raise TryAgain(type(error).__name__) from None

    async def _call(self, chat: int, call: Call) -> str:
        """Make one call in its turn. A failed edit becomes a message; a refused message is sent again as plain text.

        Returns the number of the message that it put into the chat, if it did.
        Raises Unreachable, RetryAfter, BadRequest, or another TelegramError if it is worth trying again.
        """
        await self._pace.turn(chat)
        try:
            done = await http_client.call(self._bot, call.method, call.arguments)
            return str(done["message_id"]) if isinstance(done, dict) else ""
        except ChatMigrated:  # only groups migrate, and a group must not read what is for one person
            raise Unreachable from None
        except Forbidden as error:
            if _is_unreachable(error):
                raise Unreachable from None
            raise
        except BadRequest as error:
            if "not modified" in error.message or call.method == "deleteMessages":
                return ""
            if _is_unreachable(error):
                raise Unreachable from None
            if call.method == "editMessageText":
                return await self._call(chat, instead_of_edit(call))
            if call.method == "sendMessage" and call != plain(call):
                log.warning("a message was refused (%s) and goes once more as plain text", error)
                return await self._call(chat, plain(call))
            raise


def _is_unreachable(error: TelegramError) -> bool:
    return any(words in error.message.lower() for words in UNREACHABLE)


def _wait(error: RetryAfter) -> timedelta:
    """Return how long Telegram asks to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _chat(address: str) -> int:
    chat = chat_of(address)
    assert chat is not None, "the outbox gives a channel only its own addresses"
    return chat
