"""The crowd of the benchmark taps what the bot showed to each of them, and tells where somebody got stuck."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app_thread import AppThread
from bot.channels.telegram.send import Pace
from bot.settings import TelegramSettings, read_settings
from tests.bench.crowd import Crowd, Stuck, scenes
from tests.bench.script import PERSON, Sent, Step
from tests.conftest import NOW
from tests.telegram.botapi import TOKEN
from tests.telegram.stage import run_bot

WALK = ["", '["","","",0]|ht', '["ht","","",0]|understood', '["ht","p","",0]|continue', '["ht","po","",0]|agree', "1|3"]


def script(walk: list[str]) -> list[Step]:
    """A walk by buttons, with one answer to each."""
    answer = Sent("sendMessage", "", None, False, "", {"chat": {"id": PERSON}})
    return [Step("" if data else "/start", data, {}, [answer]) for data in walk]


@asynccontextmanager
async def bot_before(crowd: Crowd, folder: Path) -> AsyncIterator[None]:
    """Our bot, which hears the crowd."""
    api, stop = f"http://127.0.0.1:{await crowd.listen()}", asyncio.Event()
    settings = read_settings({}, database=str(folder / "bench.db"))
    running = asyncio.create_task(
        run_bot(AppThread(settings, lambda: NOW), TelegramSettings(TOKEN, api), Pace(0, 0), stop)
    )
    try:
        await crowd.polled.wait()
        yield
    finally:
        stop.set()
        await running
        crowd.close()


def rush(script: list[Step], people: int, folder: Path, patience: float = 15) -> Crowd:
    """The crowd after everybody has walked."""
    crowd = Crowd(scenes(script), patience)

    async def walk() -> None:
        async with bot_before(crowd, folder):
            await crowd.rush(range(PERSON + 1, PERSON + 1 + people))

    asyncio.run(walk())
    return crowd


def test_each_person_taps_the_button_that_the_bot_showed_to_them(tmp_path: Path) -> None:
    crowd = rush(script(WALK), 2, tmp_path)
    assert (crowd.said, crowd.acknowledged) == (2 * len(WALK), 2 * len(WALK[1:]))


def test_a_person_who_gets_stuck_is_named_with_what_was_awaited(tmp_path: Path) -> None:
    with pytest.raises(Stuck, match=r"1 of 1 people wait: 1 at step 6 \(no such choice\): 0 of 1 messages came"):
        rush(script([*WALK, "1|no such choice"]), 1, tmp_path, patience=3)
