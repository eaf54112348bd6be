"""Trouble on the way from the phone to the table: what is heard, how often, in which order.

| Tests                                                              | Rows of the fault matrix |
|--------------------------------------------------------------------|--------------------------|
| updates in another order, again, with lower ids                    | F19, F20, F21, F23       |
| updates that cannot be read, beside one that can                   | F22                      |
| getUpdates refused, broken, a token that is revoked                | F14, F28, F29            |
| a proxy or a captive portal answers in the place of Telegram       | F28, F29                 |
| a locked database, a full disk                                     | F10, F12                 |
"""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.telegram.send import Pace
from bot.settings import SettingsError, TelegramSettings
from bot.storage import sqlite
from bot.storage.tables.rate_limits import Limit
from tests.telegram.faults import FOREIGN, How
from tests.telegram.stage import run_bot
from tests.telegram.test_kills import TICKET, count, said, walk
from tests.telegram.test_serve import tap
from tests.telegram.troubled import GREETING, Stage, booked_once, play

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


# asking for updates


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
        running = asyncio.create_task(
            run_bot(AppThread(stage.settings, stage.clock), access, Pace(0, 0), asyncio.Event())
        )
        await stage.api.until(lambda: stage.api.called("getUpdates"))
        stage.api.revoked = True
        stage.api.updates.wake()
        with pytest.raises(SettingsError, match="BotFather"):
            await asyncio.wait_for(running, 3)

    play(tmp_path, act)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("page", FOREIGN)
def test_a_page_of_somebody_else_ends_no_server_and_loses_no_update(tmp_path: Path, page: str) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            stage.api.fail("getUpdates", times=3, how=FOREIGN[page])
            stage.api.push({"poll": {"id": "1"}})
            await stage.api.drained()
            await stage.confirm()
            await stage.shown(TICKET)
        assert not stage.api.faults.orders[-1].times
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
@pytest.mark.parametrize("page", ["page 400", "page 401", "page 404", "redirect", "portal", "json 404"])
def test_a_page_of_somebody_else_at_the_start_is_waited_out(tmp_path: Path, page: str, method: str) -> None:
    async def act(stage: Stage) -> None:
        stage.api.fail(method, how=FOREIGN[page])
        await stage.marie.start()
        async with stage.bot():
            await stage.shown(GREETING)

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
    with closing(sqlite.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


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
def test_a_full_disk_acknowledges_nothing_and_recovers_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.rate_limits.CHAT", Limit(1000, 2))  # one person fills the disk

    async def act(stage: Stage) -> None:
        api, asked = stage.api, 90
        async with stage.bot() as thread:
            await stage.to_summary()
            before = len(said(stage.marie))
            await thread.run(pages, 0)
            for _ in range(asked):
                await stage.marie.write("/help")
            await api.until(lambda: caplog.text.count("database or disk is full") > 3)
            assert api.updates.live(), "asked for again"
            await thread.run(pages, 1 << 20)
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
