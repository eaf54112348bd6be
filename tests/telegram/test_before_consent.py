"""Before consent nothing is stored: an answer that cannot be sent is tried in memory, and its update stays open."""

from pathlib import Path

import pytest

from tests.telegram.test_kills import count, said
from tests.telegram.troubled import GREETING, Stage, play


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pauses be short."""
    for name, seconds in {
        "from_memory.FIRST_PAUSE": 0.02,
        "from_memory.LONGEST_PAUSE": 0.05,
        "polling.REST": 0.02,
    }.items():
        monkeypatch.setattr(f"bot.channels.telegram.{name}", seconds)
    monkeypatch.setattr("bot.channels.telegram.run.PATIENCE", 0.1)


def test_a_greeting_is_tried_until_it_arrives_and_its_update_is_open_so_long(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            stage.api.fail("sendMessage", times=40, how=502)
            await stage.marie.write("/start")
            await stage.api.until(lambda: len(stage.api.called("sendMessage")) > 20)
            assert stage.api.updates.live(), "not acknowledged while nothing was said"
            assert count(stage.database, "received") == 0
            await stage.shown(GREETING)
            await stage.api.drained()
            assert stage.seen(GREETING) == 1

    play(tmp_path, act)


def test_eight_messages_in_an_outage_get_one_answer_to_the_newest(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            stage.api.fail("sendMessage", times=60, how=502)
            for _ in range(8):
                await stage.marie.write("/start")
            await stage.shown(GREETING)
            await stage.api.drained()
            assert stage.seen(GREETING) == 1

    play(tmp_path, act)


def test_eight_copies_of_one_update_get_one_answer(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            stage.api.fail("sendMessage", times=5, how=502)
            await stage.marie.write("/start")
            id = stage.api.updates.live()[0].id
            for _ in range(8):
                stage.api.redeliver([id])
            await stage.shown(GREETING)
            stage.api.redeliver([id])
            await stage.api.drained()
            assert stage.seen(GREETING) == 1

    play(tmp_path, act)


def test_one_newcomer_who_cannot_be_reached_holds_up_nobody(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        others = [stage.api.person(number, language_code="ht") for number in range(6, 66)]
        async with stage.bot():
            stage.api.fail("sendMessage", times=100_000, how=502, chat=5)
            await stage.marie.write("/start")
            for other in others:
                await other.write("/start")
            for other in others:
                await stage.shown(GREETING, person=other)
            assert not said(stage.marie)
            assert [stage.seen(GREETING, other) for other in others] == [1] * len(others)

    play(tmp_path, act)


def test_an_answer_that_was_not_said_when_the_server_stopped_is_said_by_the_next_one(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        stage.api.fail("sendMessage", times=30, how=502)
        async with stage.bot():
            await stage.marie.write("/start")
            await stage.api.until(lambda: len(stage.api.called("sendMessage")) > 3)
        stage.api.faults.orders.clear()
        async with stage.bot():
            await stage.shown(GREETING)
            await stage.api.drained()
        assert stage.seen(GREETING) == 1

    play(tmp_path, act)
