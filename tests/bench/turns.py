"""How many turns a second, from the event to the commit, beside a bare python-telegram-bot conversation in memory.

Run: .venv/bin/python -m tests.bench.turns [people]
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as datetime_time
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from telegram import Chat, Message, Update, User
from telegram.ext import ApplicationBuilder, ContextTypes, ConversationHandler, MessageHandler, filters
from telegram.request import BaseRequest

from bot.app import App
from bot.core.booking.timetable import in_utc
from bot.core.conversation.events import Arrived, Event, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Channel
from bot.services.conversation import respond as service
from bot.services.conversation.deliver import deliver
from bot.services.tick import tick
from bot.settings import read_settings
from bot.storage.database import transaction
from bot.storage.keys import sealing
from bot.storage.tables import conversations, outbox, slots

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
CHANNEL = Channel("bench", choices=12, open=True)
TAPS = """
ht understood continue agree 3 yes states MX-CHH ciudad-juarez done 2026-11-25
ciudad-juarez@2026-11-25T13:00 confirm save paper ticket help continue status
"""
JOURNEY: list[Event] = [Tapped(choice) for choice in TAPS.split()]
"""One person from hello to the ticket and a little beyond, by taps."""


class Clock:
    """Seconds by part; a part inside another is taken from the outer one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            begin = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.perf_counter() - begin
                inner = self._inner.pop()
                self.seconds[part] += whole - inner
                self._inner[-1] += whole

        return run


PARTS = [
    (conversations, "case_at", "load"),
    (service, "advance", "core"),
    (service, "perform", "perform"),
    (service, "say", "words"),
    (sealing.Seal, "seal", "seal"),
    (sealing.Seal, "unseal", "seal"),
    (conversations, "save", "save"),
    (outbox, "add", "save"),
]
"""The parts of a turn, where they are called."""


@contextmanager
def timing(clock: Clock) -> Iterator[None]:
    """Measure the parts of a turn."""
    patches = [patch.object(owner, name, clock.timed(part, getattr(owner, name))) for owner, name, part in PARTS]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def make_room(app: App, seats: int) -> None:
    """Everyone wants the same hour: let it have a seat for each."""
    site = app.pack.site("ciudad-juarez")
    assert site is not None
    with transaction(app.db):
        slots.set_capacity(app.db, app.pack.id, site, in_utc(site, date(2026, 11, 25), datetime_time(13)), seats)


def our_turns(people: int, batch: int, clock: Clock) -> tuple[int, float]:
    """Everyone walks the journey side by side; a batch is as many messages as one poll brings."""
    with tempfile.TemporaryDirectory() as folder:
        app = App.open(read_settings({}, database=str(Path(folder) / "bench.db")))
        tick(app, NOW)
        make_room(app, 3 * people)
        carried = [""] * people
        turns, seconds = 0, 0.0
        with timing(clock):
            for step, event in enumerate([Arrived(), *JOURNEY]):
                now = NOW + timedelta(seconds=step)
                for first in range(0, people, batch):
                    some = range(first, min(first + batch, people))
                    messages = [Incoming(f"bench:{n}", f"{step}:{n}", event, carried[n], "", CHANNEL) for n in some]
                    begin = time.perf_counter()
                    answers = service.respond_all(app, messages, now)
                    seconds += time.perf_counter() - begin
                    turns += len(messages)
                    for n, answer in zip(some, answers, strict=True):
                        carried[n] = answer.carry
        booked = app.db.execute("SELECT count(*) FROM booking").fetchone()[0]
        assert booked == people, f"{booked} of {people} booked: the journey no longer fits the pack"
        begin = time.perf_counter()
        sent = deliver(app, lambda to, outgoing: None, NOW + timedelta(days=1))
        spent = (time.perf_counter() - begin) / sent
        print(f"  saying each and sending it to nowhere: {spent * 1e6:.0f} us a message")
        app.close()
    clock.seconds["commit and the rest"] = seconds - sum(clock.seconds.values())
    return turns, seconds


class NoNetwork(BaseRequest):
    """Answers every request at once, as Telegram would answer a message that was sent."""

    read_timeout = 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """The canned answer."""
        result: dict[str, Any] = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "x"}
        if url.endswith("/getMe"):
            result = {"id": 1, "is_bot": True, "first_name": "x", "username": "x"}
        return 200, json.dumps({"ok": True, "result": result}).encode()


async def bare_turns(people: int) -> tuple[int, float]:
    """The yardstick: ten states in memory, an answer from a table, and a send that goes nowhere."""

    def state(n: int) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Any]:
        async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
            assert update.message
            assert context.user_data is not None
            context.user_data[n] = update.message.text
            await update.message.reply_text(f"question {n}")
            return (n + 1) % 10

        return answer

    states: dict[object, list[Any]] = {n: [MessageHandler(filters.TEXT, state(n))] for n in range(10)}
    builder = ApplicationBuilder().token("1:A").updater(None)
    application = builder.request(NoNetwork()).get_updates_request(NoNetwork()).build()
    application.add_handler(ConversationHandler([MessageHandler(filters.TEXT, state(0))], states, []))
    await application.initialize()
    updates = [message(n, step * people + n) for step in range(len(JOURNEY) + 1) for n in range(people)]
    for update in updates:
        update.set_bot(application.bot)
        assert update.message
        update.message.set_bot(application.bot)
    begin = time.perf_counter()
    for update in updates:
        await application.process_update(update)
    seconds = time.perf_counter() - begin
    assert len(application.user_data) == people
    return len(updates), seconds


def message(person: int, id: int) -> Update:
    """A text of a person in a private chat."""
    user, chat = User(person + 1, "x", False), Chat(person + 1, "private")
    return Update(id, message=Message(id, NOW, chat, from_user=user, text="1"))


def main() -> None:
    """Print both, and their ratio."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    bare, bare_seconds = asyncio.run(bare_turns(people))
    print(
        f"bare python-telegram-bot, in memory: {bare / bare_seconds:8.0f} turns/s ({bare_seconds / bare * 1e6:.0f} us)"
    )
    for batch in (1, 100):
        clock = Clock()
        turns, seconds = our_turns(people, batch, clock)
        ratio = (seconds / turns) / (bare_seconds / bare)
        pace = f"{turns / seconds:8.0f} turns/s ({seconds / turns * 1e6:.0f} us)"
        print(f"randevou, batches of {batch:3}: {pace}, {ratio:.2f} x the time of bare")
        for part, spent in sorted(clock.seconds.items(), key=lambda item: -item[1]):
            print(f"    {part:20} {spent / turns * 1e6:6.0f} us  {spent / seconds:5.0%}")


if __name__ == "__main__":
    main()
