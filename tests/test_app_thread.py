"""A running server whose clock goes wrong: nothing is deleted, and answers go on, until somebody is sure."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.telegram.bot_api import CHANNEL
from bot.channels.telegram.intake import Intake
from bot.core.conversation.events import Tapped
from bot.core.language.data import Json
from bot.services import clock
from bot.services.booking import draw
from bot.services.privacy import retention
from bot.services.tick import tick
from bot.settings import read_settings
from bot.storage.database import transaction
from bot.storage.tables import people
from bot.storage.tables.audit_log import Actor
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import TO_SUMMARY, talk_at

WEEKEND, MINUTE = timedelta(days=3), timedelta(minutes=1)
A_YEAR = timedelta(days=366)
BOOKED = [*TO_SUMMARY, Tapped("confirm")]


class Machine:
    """A machine whose clock can be set, and on which time passes."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time, self.seconds = now, 0.0

    def now(self) -> datetime:
        return self.time

    def elapsed(self) -> float:
        return self.seconds

    def passes(self, time: timedelta) -> None:
        self.time += time
        self.seconds += time.total_seconds()


Serve = Callable[[AppThread, Machine], Awaitable[None]]


@pytest.fixture
def booked(app: App) -> App:
    """The practice pack with one appointment, on Wednesday."""
    talk_at(app, BOOKED)
    return app


def serve(app: App, path: Path, act: Serve, machine: Machine | None = None) -> None:
    """Serve on the database of this test, with a machine of its own."""
    on = machine or Machine()

    async def whole() -> None:
        thread = AppThread(read_settings({}, database=str(path / "randevou.db")), on.now, on.elapsed)
        await thread.open()
        try:
            await act(thread, on)
        finally:
            await thread.close()

    asyncio.run(whole())


@contextmanager
def nothing_happens(app: App) -> Iterator[None]:
    """Hold that no row about a person goes, and that no appointment is closed or reminded of."""

    def seen() -> tuple[int, ...]:
        return tuple(app.db.execute("SELECT count(*), sum(reminded), sum(state = 'past') FROM booking").fetchone())

    before = seen()
    yield
    assert seen() == before
    assert people.count(app.db) == 1


@pytest.mark.parametrize("jump", [WEEKEND, -WEEKEND, A_YEAR, -A_YEAR, timedelta(minutes=10)], ids=str)
def test_a_clock_that_jumps_while_a_server_runs_changes_nothing_until_it_is_right_again(
    booked: App, tmp_path: Path, jump: timedelta
) -> None:
    async def act(server: AppThread, machine: Machine) -> None:
        machine.time += jump
        with nothing_happens(booked):
            for _ in range(3):
                machine.passes(MINUTE)
                await server.tick()
        assert server.clock() == NOW + 3 * MINUTE, "answers go by the time that has really passed"
        machine.time -= jump
        machine.passes(timedelta(days=2))
        await server.tick()
        assert booked.db.execute("SELECT reminded FROM booking").fetchone()[0] == 1

    serve(booked, tmp_path, act)


def test_other_programs_on_the_same_database_hold_back_too(booked: App, tmp_path: Path) -> None:
    async def act(server: AppThread, machine: Machine) -> None:
        machine.time += WEEKEND
        await server.tick()
        assert clock.check(booked, machine.time) is clock.Doubt.JUMPED

    serve(booked, tmp_path, act)
    assert clock.check(booked, NOW + WEEKEND) is clock.Doubt.JUMPED, "after a restart, too"


def test_a_server_goes_on_when_an_operator_accepts_the_clock(booked: App, tmp_path: Path) -> None:
    async def act(server: AppThread, machine: Machine) -> None:
        machine.time += timedelta(days=4)
        await server.tick()
        clock.accept(booked, machine.time, Actor("user:ana", machine.time))
        machine.passes(MINUTE)
        await server.tick()
        assert booked.db.execute("SELECT state FROM booking").fetchone()[0] == "past"
        assert server.clock() == machine.time

    serve(booked, tmp_path, act)


@pytest.mark.parametrize("off", [timedelta(days=2), timedelta(days=7, hours=23)], ids=str)
def test_a_weekend_or_a_week_off_is_ordinary(booked: App, tmp_path: Path, off: timedelta) -> None:
    tick(booked, NOW)
    assert clock.check(booked, NOW) is None

    async def act(server: AppThread, machine: Machine) -> None:
        assert booked.db.execute("SELECT reminded + (state = 'past') FROM booking").fetchone()[0] == 1

    serve(booked, tmp_path, act, Machine(NOW + off))


def message(at: datetime) -> Json:
    chat: Json = {"id": 5, "type": "private"}
    return {
        "update_id": 1,
        "message": {"message_id": 1, "date": int(at.timestamp()), "chat": chat, "from": {"id": 5}, "text": "/start"},
    }


@pytest.mark.parametrize(("sent", "believed"), [(NOW + A_YEAR, True), (NOW, False)], ids=["agrees", "does not"])
def test_the_date_of_a_message_decides_whether_a_clock_that_is_far_ahead_is_right(
    booked: App, tmp_path: Path, sent: datetime, believed: bool
) -> None:
    assert clock.check(booked, NOW) is None

    async def act(server: AppThread, machine: Machine) -> None:
        assert people.count(booked.db) == 1
        await Intake(server, CHANNEL).keep([message(sent)])
        await server.tick()
        assert people.count(booked.db) == (0 if believed else 1)

    serve(booked, tmp_path, act, Machine(NOW + A_YEAR))


def test_a_server_that_starts_with_a_clock_that_is_behind_goes_on_from_the_last_moment_seen(
    booked: App, tmp_path: Path
) -> None:
    assert clock.check(booked, NOW) is None

    async def act(server: AppThread, machine: Machine) -> None:
        machine.passes(MINUTE)
        with nothing_happens(booked):
            await server.tick()
        assert server.clock() == NOW + MINUTE

    serve(booked, tmp_path, act, Machine(NOW - WEEKEND))


def test_a_certain_clock_goes_through_no_table_of_people(booked: App) -> None:
    statements: list[str] = []
    booked.db.set_trace_callback(statements.append)
    assert clock.check(booked, NOW) is None
    booked.db.set_trace_callback(None)
    assert not [said for said in statements if said.startswith("UPDATE")]


def test_messages_are_answered_between_two_portions_of_an_erasure(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    tick(app, NOW)
    many = 2 * retention.PORTION + 1
    app.db.execute("BEGIN")
    for _ in range(many):
        people.create(app.db, app.seal, NOW)
    for _ in range(10 * many):
        people.create(app.db, app.seal, NOW + A_YEAR)
    app.seal.keys.before_commit(app.db)
    app.db.execute("COMMIT")
    later = NOW + timedelta(days=app.pack.keep_drafts_days, hours=1)
    left: list[int] = []

    async def act(server: AppThread, machine: Machine) -> None:
        async def between() -> None:
            while not left or left[-1] > 10 * many:
                left.append(await server.run(lambda app: people.count(app.db)))

        clock.accept(app, later, Actor("clock", later))
        machine.time = later
        await asyncio.gather(server.tick(), between())

    serve(app, tmp_path, act)
    assert {11 * many - retention.PORTION, 11 * many - 2 * retention.PORTION} <= set(left)


def test_a_server_says_once_that_contacts_must_be_checked_and_again_when_there_are_more(
    booked: App, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(server: AppThread, machine: Machine) -> None:
        said = []
        for day in (
            datetime(2027, 4, 22, 12, tzinfo=UTC),
            datetime(2027, 4, 24, tzinfo=UTC),
            datetime(2027, 4, 25, tzinfo=UTC),
        ):
            while machine.time < day:
                machine.passes(min(day - machine.time, timedelta(days=7)))
                await server.tick()
            said.append(sum("contacts must be checked again" in message for message in caplog.messages))
        assert said == [0, 1, 1]

    serve(booked, tmp_path, act)


def test_a_server_says_once_that_a_draw_lacks_its_public_value(
    app: App, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tuesday = date(2026, 11, 24)

    async def act(server: AppThread, machine: Machine) -> None:
        with transaction(app.db):
            draw.announce(app, tuesday, "a round", machine.time)
        said = []
        while machine.time.date() <= tuesday:
            machine.passes(timedelta(hours=6))
            await server.tick()
            said.append(sum("waits for its public value" in message for message in caplog.messages))
        assert (said[0], said[-1]) == (0, 1)

    serve(app, tmp_path, act)


def test_every_channel_of_a_server_is_woken_after_each_tick_and_none_goes_on_without_the_tick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app_thread.TICK_SECONDS", 0.01)

    async def whole() -> None:
        stop, first, second = asyncio.Event(), asyncio.Event(), asyncio.Event()
        thread = AppThread(read_settings({}, database=str(tmp_path / "x.db")), lambda: NOW)
        thread.ticked += [first.set, second.set]
        async with thread.serving(stop), asyncio.timeout(30):
            await asyncio.gather(first.wait(), second.wait())
            monkeypatch.setattr(thread, "tick", broken)
            await stop.wait()

    async def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(whole())
