"""SIGKILL at every point of an update's way, in real processes: nothing is lost and nothing doubled.

| Point        | The process dies                                             | Row of the fault matrix |
|--------------|--------------------------------------------------------------|-------------------------|
| fetch        | when the update came, and nothing of it is kept              | F01                     |
| received     | when its row in `received` is written, inside the transaction | F02                    |
| booked       | when the booking or person is written, before COMMIT         | F04                     |
| committed    | after COMMIT, before Telegram hears of it                    | F03, F05                |
| acknowledged | after the next offset was answered, before anything was sent | F05                     |
| sent         | when the answer was sent and is still in the outbox          | F06                     |
| marked       | when it has left the outbox                                  | F03, F06                |
"""

import asyncio
import re
import signal
from collections.abc import Awaitable
from contextlib import closing
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from bot.storage import sqlite
from tests.forking import FORK
from tests.telegram.botapi import BotApi
from tests.telegram.killing import AT, ON, POINTS, serve
from tests.telegram.people import Person
from tests.telegram.test_serve import Server, tap

UNKEPT, UNSENT = POINTS[:3], POINTS[3:6]
TICKET, PARTY = "Ou jwenn randevou", "ansanm?"
TO_CONSENT = (r"\|ht$", "understood", "continue")
TO_PLACE = (r"\|3$", r"\|yes$")
DAY = re.compile(r"\|\d{4}-\d\d-\d\d$")
LONG = 20
"""Seconds that a process may take to start, before the test is given up."""


class Killed:
    """The real server, which at one point of one update's way is dead."""

    def __init__(self, api: BotApi, database: Path) -> None:
        self.environment = Server(api, database).environment
        self.process: ForkServerProcess | None = None

    def start(self, at: str = "", on: str = "") -> None:
        """Start it; it dies at a point, or serves as ever."""
        fate = {AT: at, ON: on} if at else {}
        self.process = FORK.Process(target=serve, args=(self.environment | fate,))
        self.process.start()

    async def __aenter__(self) -> "Killed":
        return self

    async def __aexit__(self, *raised: object) -> None:
        if self.process:
            self.process.kill()
            self.process.join()
            self.process.close()

    async def ended(self) -> int | None:
        """Wait for its end, and return its exit code."""
        assert self.process is not None
        await asyncio.to_thread(self.process.join, LONG)
        return self.process.exitcode

    async def end(self) -> int | None:
        """End it as an operator does, and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return await self.ended()

    async def died(self) -> None:
        """Wait until it killed itself."""
        assert await self.ended() == -signal.SIGKILL

    async def start_again(self, api: BotApi) -> None:
        """Start it as ever, and wait until it listens."""
        polls = len(api.called("getUpdates"))
        self.start()
        await api.until(lambda: len(api.called("getUpdates")) > polls, LONG)


def said(person: Person) -> list[str]:
    """What the bot said, in order."""
    return [shown.text for shown in person.screen() if not shown.mine]


async def quiet(api: BotApi, database: Path) -> None:
    """Wait until everything is acknowledged and sent."""
    await api.drained(LONG)
    async with asyncio.timeout(LONG):
        while count(database, "outbox"):
            await asyncio.sleep(0.02)


def count(database: Path, what: str) -> int:
    """How many rows there are: of a table, perhaps with a condition."""
    return int(ask(database, f"SELECT count(*) FROM {what}")[0])


def ask(database: Path, question: str) -> tuple[Any, ...]:
    """One row, read beside whatever process may be writing."""
    with closing(sqlite.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as db:
        row: tuple[Any, ...] = db.execute(question).fetchone()
        return row


async def walk(api: BotApi, person: Person, *patterns: str, after: int = 0) -> int:
    """Tap one button after the other, each in a newer message; gives the id of the last."""
    for pattern in patterns:
        after = await tap(api, person, pattern, after)
    return after


async def kill(api: BotApi, server: Killed, point: str, act: Awaitable[object]) -> None:
    """Do it, and let the process die of it; at `acknowledged`, nothing was sent until then."""
    if point == "acknowledged":
        api.fail("sendMessage", how="timeout")
    await act
    if point == "acknowledged":
        await api.until(lambda: not api.faults.orders[-1].times)
        await api.drained()
        api.push({"poll": {"id": "1"}})  # the poll that waits is answered, with nothing that wants an answer
    await server.died()


async def book(api: BotApi, person: Person) -> None:
    """From the first question to the summary, on a day that no reminder is near."""
    last = await walk(api, person, *TO_PLACE)
    await api.until(lambda: bool(person.keyboard))
    await person.write("Monterrey")
    last = await walk(api, person, r"\|yes$", "ciudad-juarez", after=last)
    await api.until(lambda: person.screen()[-1].edited)  # ticking changes the question where it stands
    last = await walk(api, person, "done", after=last - 1)
    await api.until(lambda: any(DAY.search(data) for data in person.screen()[-1].data))
    days = [data for data in person.screen()[-1].data if DAY.search(data)]
    await walk(api, person, re.escape(days[4]), r"@\d{4}", after=last)
    await api.until(lambda: any("confirm" in data for data in person.screen()[-1].data))


async def begin(api: BotApi, person: Person) -> None:
    """From nothing to the summary."""
    await person.start()
    await walk(api, person, *TO_CONSENT, r"\|agree$")
    await api.until(lambda: PARTY in said(person)[-1])
    await book(api, person)


def repeated(person: Person, before: list[str], answer: str) -> int:
    """How often an answer stands on the screen; whatever was said before a kill must stand there once, and first."""
    now = said(person)
    assert now[: len(before)] == before
    assert len(set(before)) == len(before)
    after = now[len(before) :]
    assert not set(before) & {text for text in after if answer not in text}
    return len([text for text in now if answer in text])


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_confirm_leaves_one_booking_and_one_code(tmp_path: Path, point: str) -> None:
    async def whole() -> None:
        async with BotApi() as api, Killed(api, database) as server:
            marie = api.person(5, language_code="ht")
            server.start(point, '|confirm"')
            await begin(api, marie)
            await quiet(api, database)
            before = said(marie)
            await kill(api, server, point, tap(api, marie, "confirm"))
            assert count(database, "booking") == (point not in UNKEPT)
            assert count(database, "outbox") == (point in UNSENT)
            assert api.updates.live() or point in POINTS[4:]

            await server.start_again(api)
            await api.until(lambda: any(TICKET in text for text in said(marie)), LONG)
            await quiet(api, database)
            assert 1 <= repeated(marie, before, TICKET) <= (2 if point == "sent" else 1)
            codes = {code(text) for text in said(marie) if TICKET in text}
            assert len(codes) == 1

            await walk(api, marie, r"\|save$", r"\|paper$")
            await api.until(lambda: TICKET not in said(marie)[-1] and codes == {code(said(marie)[-1])})
            assert await server.end() == 0

    database = tmp_path / "x.db"
    asyncio.run(whole())
    assert ask(database, "SELECT count(*), sum(seats) FROM booking") == (1, 3)
    assert ask(database, "SELECT sum(taken) FROM slots") == (3,)
    assert (count(database, "outbox"), count(database, "received WHERE fault IS NOT NULL")) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_consent_leaves_one_person_who_can_go_on(tmp_path: Path, point: str) -> None:
    async def whole() -> None:
        async with BotApi() as api, Killed(api, database) as server:
            marie = api.person(5, language_code="ht")
            server.start(point, '|agree"')
            await marie.start()
            await walk(api, marie, *TO_CONSENT)
            await api.until(lambda: any(data.endswith("|agree") for data in marie.screen()[-1].data))
            await api.drained()
            before = said(marie)
            await kill(api, server, point, tap(api, marie, "agree"))
            kept = int(point not in UNKEPT)
            assert (count(database, "person"), count(database, "consent")) == (kept, kept)
            assert count(database, "outbox") == (point in UNSENT)

            await server.start_again(api)
            await api.until(lambda: PARTY in said(marie)[-1], LONG)
            await quiet(api, database)
            assert 1 <= repeated(marie, before, PARTY) <= (2 if point == "sent" else 1)

            await book(api, marie)
            await tap(api, marie, "confirm")
            await api.until(lambda: TICKET in said(marie)[-1])
            assert await server.end() == 0

    database = tmp_path / "x.db"
    asyncio.run(whole())
    assert [count(database, table) for table in ("person", "consent", "address", "booking")] == [1, 1, 1, 1]
    assert ask(database, "SELECT sum(taken) FROM slots") == (3,)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["fetch", "received", "committed", "sent"])
def test_a_kill_at_the_first_word_leaves_a_greeting(tmp_path: Path, point: str) -> None:
    """Nothing is kept yet: the update is acknowledged once the greeting is sent, or could not be for three seconds."""

    async def whole() -> None:
        async with BotApi() as api, Killed(api, database) as server:
            marie = api.person(5, language_code="ht")
            server.start(point, '"/start"')
            await api.until(lambda: bool(api.called("getUpdates")), LONG)
            await kill(api, server, point, marie.start())
            assert count(database, "person") == 0

            await server.start_again(api)
            await api.drained(LONG)
            assert await server.end() == 0, "and what was heard is answered"
            assert 1 <= len(said(marie)) <= (2 if point == "sent" else 1)
            assert len(set(said(marie))) == 1

    database = tmp_path / "x.db"
    asyncio.run(whole())


def code(ticket: str) -> str:
    """The code in a text; nothing if there is none."""
    found = re.search(r"[A-Z]{4} [A-Z]{4} \d{3} [A-Z]{4}", ticket)
    return found[0] if found else ""
