"""Trouble between the phone and the table, with the clock in the hand of the test: what arrives, how often, in order.

| Tests                                                              | Rows of the fault matrix |
|--------------------------------------------------------------------|--------------------------|
| updates in another order, again, with lower ids                    | F19, F20, F21, F23       |
| updates that cannot be read, beside one that can                   | F22                      |
| a message that is refused, cut off or late, before or after effect | F27, F28                 |
| a long outage; the first word                                      | F28                      |
| getUpdates refused, broken, a token that is revoked                | F14, F28, F29            |
| a locked database, a full disk                                     | F10, F12                 |
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.run import Telegram
from bot.channels.telegram.send import Pace
from bot.services.deliver import Parcel, parcels
from bot.settings import SettingsError, TelegramSettings, read_settings
from bot.storage.buckets import Limit
from tests.conftest import NOW
from tests.telegram.botapi import BotApi
from tests.telegram.faults import How
from tests.telegram.people import Person
from tests.telegram.test_kills import TICKET, ask, begin, code, count, said, walk
from tests.telegram.test_serve import tap
from tests.telegram.world import Hands

GREETING, SUMMARY = "Bonjou", "confirm"


class Stage:
    """A counterpart, a database, Marie, and a bot that can be stopped and started."""

    def __init__(self, api: BotApi, folder: Path) -> None:
        self.api, self.clock = api, Hands(NOW)
        self.settings = read_settings({}, database=str(folder / "randevou.db"))
        self.database = self.settings.database
        self.marie = api.person(5, language_code="ht")

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Telegram]:
        """The bot, running; what ends it ends the test."""
        stop = asyncio.Event()
        access = TelegramSettings(self.api.token, self.api.url)
        telegram = Telegram(self.settings, access, self.clock, Pace(0, 0))
        running = asyncio.create_task(telegram.run(stop))
        acting = asyncio.current_task()
        assert acting
        running.add_done_callback(watch := lambda _: acting.cancel())
        try:
            yield telegram
        finally:
            running.remove_done_callback(watch)
            stop.set()
            await running

    async def to_summary(self) -> None:
        """Marie is about to confirm, and nothing is left to send."""
        await begin(self.api, self.marie)
        await self.until_table("outbox", 0)

    async def confirm(self) -> None:
        await tap(self.api, self.marie, "confirm")

    async def until_table(self, what: str, rows: int) -> None:
        """Wait until a table has so many rows."""
        async with asyncio.timeout(5):
            while count(self.database, what) != rows:
                await asyncio.sleep(0.005)

    async def later(self, attempts: int = 1, **time: float) -> None:
        """A message was tried so often and waits; let its time come. An update that says nothing wakes the sender."""
        await self.until_table(f"outbox WHERE attempts = {attempts}", 1)
        self.clock.forward(**time)
        self.api.push({"poll": {"id": "1"}})

    async def shown(self, text: str, times: int = 1, person: Person | None = None) -> None:
        """Wait until a text stands on the screen so often."""
        await self.api.until(lambda: self.seen(text, person) >= times)

    def seen(self, text: str, person: Person | None = None) -> int:
        return len([one for one in said(person or self.marie) if text in one])


Act = Callable[[Stage], Awaitable[None]]


def play(folder: Path, act: Act) -> None:
    async def whole() -> None:
        async with BotApi() as api:
            await act(Stage(api, folder))

    asyncio.run(whole())


def booked_once(stage: Stage, seats: int = 3) -> None:
    """One booking, its seats, one code, and nothing left to send."""
    assert ask(stage.database, "SELECT count(*), sum(seats) FROM booking") == (1, seats)
    assert ask(stage.database, "SELECT sum(taken) FROM slots") == (seats,)
    assert count(stage.database, "outbox") == 0
    assert len({code(text) for text in said(stage.marie) if TICKET in text}) == 1


# updates


def test_a_confirm_that_comes_before_its_slot_books_nothing_and_hinders_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        api, marie = stage.api, stage.marie
        async with stage.bot():
            await stage.to_summary()
            last = await tap(api, marie, r"\|back$")
            await stage.shown("Ki lè ou vle", 2)
            await stage.until_table("outbox", 0)
        question = [shown for shown in marie.screen() if shown.data][-1]
        slot = next(data for data in question.data if "@" in data)
        await marie.tap(question.id, slot)
        await marie.tap_stale(question.id, f"{int(slot.split('|')[0]) + 1}|confirm")
        first, second = (queued.id for queued in api.updates.pending)
        api.reorder([second, first])
        async with stage.bot():
            await api.drained()
            await stage.until_table("outbox", 0)
            assert count(stage.database, "booking") == 0
            assert not api.unanswered()
            last = question.id
            if not any("confirm" in data for data in marie.screen()[-1].data):
                last = await tap(api, marie, r"@\d{4}", last)
            await tap(api, marie, "confirm", last)
            await stage.shown(TICKET)
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.parametrize("first", [4, 0])
def test_everything_delivered_again_after_a_restart_says_nothing_again(tmp_path: Path, first: int) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            await stage.confirm()
            await stage.shown(TICKET)
        before = said(stage.marie)
        stage.api.redeliver([*stage.api.updates.given][first:])  # 4 is the consent
        async with stage.bot():
            await stage.api.drained()
        assert said(stage.marie) == before
        booked_once(stage)

    play(tmp_path, act)


def test_ids_that_begin_again_lower_are_answered(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            stage.api.updates.restart_ids(41)
            await stage.confirm()
            await stage.shown(TICKET)
        booked_once(stage)

    play(tmp_path, act)


ODD = {
    "no id": '{"message": {"text": "x"}}',
    "no object": "[1, 2]",
    "unknown kind": '{"update_id": ID, "tomorrow": {"id": 1}}',
    "two kinds": '{"update_id": ID, "message": {"text": 3}, "callback_query": {}}',
    "chat of words": '{"update_id": ID, "message": {"chat": {"id": "x", "type": "private"}}}',
    "endless chat": '{"update_id": ID, "message": {"chat": {"id": 1e999, "type": "private"}}}',
    "id of words": '{"update_id": "x", "message": {}}',
    "null for an id": '{"update_id": null}',
}


@pytest.mark.parametrize("odd", ODD)
def test_an_update_that_cannot_be_read_hides_no_other(tmp_path: Path, odd: str) -> None:
    async def act(stage: Stage) -> None:
        stage.api.push(ODD[odd].replace("ID", str(stage.api.updates.next_id)))
        await stage.marie.start()
        async with stage.bot():
            await stage.shown(GREETING)
            await stage.api.drained()
        assert len(said(stage.marie)) == 1

    play(tmp_path, act)


# messages

BEFORE: list[tuple[How, bool]] = [(500, False), (502, False), (504, False), ("drop", False), ("timeout", False)]
AFTER: list[tuple[How, bool]] = [(how, True) for how, _ in BEFORE]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is waited for only shortly (seconds)."""
    monkeypatch.setattr(AiohttpRequest.__init__, "__defaults__", (0.4,))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("how", "after"), BEFORE + AFTER)
def test_a_ticket_that_meets_trouble_comes_at_most_twice_with_one_code(tmp_path: Path, how: How, after: bool) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            before = said(stage.marie)
            stage.api.fail("sendMessage", how=how, after=after)
            await stage.confirm()
            await stage.later(seconds=2)
            await stage.shown(TICKET, 1 + after)
            await walk(stage.api, stage.marie, r"\|save$", r"\|paper$")
            await stage.shown(code(said(stage.marie)[len(before)]), 2 + after)
        new = said(stage.marie)[len(before) :]
        assert [TICKET in text for text in new] == [True] * (1 + after) + [False, False]
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.parametrize("how", [429, 500])
def test_what_came_later_never_overtakes_a_message_that_waits(tmp_path: Path, how: int) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            before = len(said(stage.marie))
            stage.api.fail("sendMessage", how=how, retry_after=60 if how == 429 else 0)
            await stage.confirm()
            await stage.until_table("outbox WHERE attempts = 1", 1)
            await stage.marie.write("/help")
            await stage.until_table("outbox", 2)
            await stage.api.drained()
            stage.clock.forward(seconds=61)
            stage.api.push({"poll": {"id": "1"}})
            await stage.until_table("outbox", 0)
        assert [TICKET in text for text in said(stage.marie)[before:]] == [True, False]

    play(tmp_path, act)


def test_a_slow_store_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(app: App, *args: Any, **kwargs: Any) -> list[Parcel]:
        time.sleep(0.01)
        return parcels(app, *args, **kwargs)

    async def act(stage: Stage) -> None:
        monkeypatch.setattr("bot.channels.telegram.send.parcels", slowly)
        async with stage.bot():
            await stage.to_summary()
            await stage.confirm()
            await stage.shown(TICKET)
        heard = said(stage.marie)
        assert sorted(set(heard)) == sorted(heard)
        booked_once(stage)

    play(tmp_path, act)


def test_a_chat_that_must_wait_holds_up_no_other(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        jean = stage.api.person(6, language_code="ht", first_name="Jean")
        async with stage.bot():
            await begin(stage.api, jean)
            await stage.to_summary()
            stage.api.fail("sendMessage", how=429, retry_after=3000, chat=5)
            await stage.confirm()
            await tap(stage.api, jean, "confirm")
            await stage.shown(TICKET, person=jean)
            assert stage.seen(TICKET) == 0
            await stage.later(seconds=3001)
            await stage.shown(TICKET)
        assert ask(stage.database, "SELECT count(*), sum(seats) FROM booking") == (2, 6)

    play(tmp_path, act)


@pytest.mark.usefixtures("impatient")
def test_a_chat_whose_answer_hangs_holds_up_no_other(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        jean = stage.api.person(6, language_code="ht", first_name="Jean")
        async with stage.bot():
            await begin(stage.api, jean)
            await stage.to_summary()
            stage.api.fail("sendMessage", how="timeout", chat=5)
            await stage.confirm()
            await stage.api.until(lambda: not stage.api.faults.orders[-1].times)
            await tap(stage.api, jean, "confirm")
            await stage.shown(TICKET, person=jean)
            assert count(stage.database, "outbox WHERE attempts > 0") == 0, "Marie's call still hangs"

    play(tmp_path, act)


def test_a_tap_is_answered_though_its_button_could_not_be(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            for how in (500, 504, "drop", 429):
                stage.api.fail("answerCallbackQuery", how=how, retry_after=60 if how == 429 else 0)  # type: ignore[arg-type]
            await stage.confirm()
            await stage.shown(TICKET)
            await walk(stage.api, stage.marie, r"\|save$", r"\|ticket$", r"\|save$", r"\|paper$")
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.parametrize("times", [1, 3])
def test_a_file_that_meets_trouble_repeats_its_message_once_at_most(tmp_path: Path, times: int) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            await stage.confirm()
            last = await walk(stage.api, stage.marie, r"\|save$")
            stage.api.fail("sendDocument", times=times)
            await tap(stage.api, stage.marie, r"\|calendar$", last)
            for attempt in range(1, times + 1):
                await stage.later(attempt, seconds=60)
            await stage.until_table("outbox", 0)
        files = [shown for shown in stage.marie.screen() if shown.kind == "document"]
        texts = [shown.text for shown in stage.marie.screen() if not shown.mine and shown.id > last]
        assert len(files) == 1
        assert len([text for text in texts if text]) - 1 <= 2

    play(tmp_path, act)


@pytest.mark.parametrize("tries", [5, 12])
def test_a_ticket_outlasts_an_outage(tmp_path: Path, tries: int) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            stage.api.fail("sendMessage", times=tries, how=502)
            await stage.confirm()
            for attempt in range(1, tries + 1):
                await stage.until_table(f"outbox WHERE attempts = {attempt} OR fault IS NOT NULL", 1)
                assert count(stage.database, "outbox WHERE fault IS NOT NULL") == 0
                await stage.later(attempt, seconds=301)
            await stage.shown(TICKET)
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.parametrize("how", [429, 500])
def test_a_greeting_that_meets_trouble_comes_after_all(tmp_path: Path, how: int) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            stage.api.fail("sendMessage", how=how, retry_after=1 if how == 429 else 0)
            await stage.marie.start()
            await stage.api.drained()
            stage.clock.forward(seconds=2)
        async with stage.bot():
            pass
        assert stage.seen(GREETING) == 1

    play(tmp_path, act)


# asking for updates


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The poller tries again without a pause."""

    async def wait(poller: Poller, stop: asyncio.Event) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(Poller, "_wait", wait)


@pytest.mark.usefixtures("at_once", "impatient")
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", [409, 500, 502, 504, 429, "drop"])
def test_trouble_with_asking_for_updates_loses_none(tmp_path: Path, how: How, after: bool) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            stage.api.fail("getUpdates", times=3, how=how, after=after, retry_after=1 if how == 429 else 0)
            stage.api.push({"poll": {"id": "1"}})  # the poll that waits comes home; the next meets trouble
            await stage.api.drained()
            await stage.confirm()
            await stage.shown(TICKET)
        assert not stage.api.faults.orders[-1].times
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.usefixtures("at_once")
def test_an_answer_that_is_no_json_is_asked_for_again(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            polls = len(stage.api.called("getUpdates"))
            stage.api.push('{"update_id": 1, "mess')
            await stage.confirm()
            await stage.api.until(lambda: len(stage.api.called("getUpdates")) > polls + 3)
            assert count(stage.database, "booking") == 0
            stage.api.updates.pending = stage.api.updates.pending[1:]
            await stage.shown(TICKET)
        booked_once(stage)

    play(tmp_path, act)


def test_a_token_revoked_meanwhile_ends_the_bot_with_one_clear_line(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        access = TelegramSettings(stage.api.token, stage.api.url)
        running = asyncio.create_task(Telegram(stage.settings, access, stage.clock, Pace(0, 0)).run(asyncio.Event()))
        await stage.api.until(lambda: stage.api.called("getUpdates"))
        stage.api.revoked = True
        stage.api.updates.wake()
        with pytest.raises(SettingsError, match="BotFather"):
            await asyncio.wait_for(running, 3)

    play(tmp_path, act)


def test_a_bot_that_is_stopped_while_telegram_is_away_ends_quietly(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            stage.api.fail("getUpdates", how=502)

    play(tmp_path, act)


# the store


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Somebody else writes, for longer than anybody waits."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The write lock is waited for only shortly (seconds)."""
    monkeypatch.setattr("bot.storage.database.BUSY_SECONDS", 0.02)


@pytest.mark.usefixtures("at_once", "hasty")
def test_while_the_database_is_locked_nothing_is_acknowledged_and_all_is_answered_after(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        api, marie = stage.api, stage.marie
        jean = api.person(6, language_code="ht", first_name="Jean")
        async with stage.bot():
            await stage.to_summary()
            polls = len(api.called("getUpdates"))
            with locked(stage.database):
                await stage.confirm()
                await jean.start()
                await api.until(lambda: len(api.called("getUpdates")) > polls + 4)
                assert len(api.updates.live()) == 2
                assert (stage.seen(TICKET), said(jean)) == (0, [])
            await stage.shown(TICKET)
            await stage.shown(GREETING, person=jean)
            await api.drained()
        assert (stage.seen(TICKET), len(said(jean))) == (1, 1)
        assert said(marie)[-1] in said(marie)
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.usefixtures("at_once", "hasty")
def test_a_lock_between_sending_and_marking_repeats_one_message(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            await stage.confirm()
            await stage.shown(TICKET)
            with locked(stage.database):
                assert count(stage.database, "outbox") == 1, "sent, and not marked yet"
                with suppress(TimeoutError):
                    await stage.api.until(lambda: stage.seen(TICKET) > 2, 0.5)
            await stage.until_table("outbox", 0)
        assert stage.seen(TICKET) <= 2
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.usefixtures("at_once")
def test_a_full_disk_acknowledges_nothing_and_mends_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.limits.CHAT", Limit(1000, 2))  # one person fills the disk

    async def act(stage: Stage) -> None:
        api, asked = stage.api, 90
        async with stage.bot() as telegram:
            await stage.to_summary()
            before = len(said(stage.marie))
            await telegram._store.run(pages, 0)
            for _ in range(asked):
                await stage.marie.write("/help")
            await api.until(lambda: caplog.text.count("database or disk is full") > 3)
            assert api.updates.live(), "asked for again"
            await telegram._store.run(pages, 1 << 20)
            await api.drained()
            await stage.until_table("outbox", 0)
            assert len(said(stage.marie)) - before == asked
            await walk(api, stage.marie, r"\|continue$", r"\|confirm$")
            await stage.shown(TICKET)
        booked_once(stage)

    play(tmp_path, act)


def pages(app: App, most: int) -> None:
    """Let the file grow to so many pages; 0 is what it has now."""
    most = most or app.db.execute("PRAGMA page_count").fetchone()[0]
    app.db.execute(f"PRAGMA max_page_count = {most}")
