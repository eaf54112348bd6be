"""A case goes from Telegram to a browser and back, in one server: by code and PIN, or by the words of two helpers."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.channels.telegram.run import Telegram
from bot.channels.telegram.send import Pace
from bot.services.privacy import recovery
from bot.settings import TelegramSettings
from tests.conftest import DESK, two_helpers
from tests.telegram.botapi import BotApi
from tests.telegram.people import Person
from tests.web.browser import Browser, Stage, play
from tests.web.test_whose_phone import CODE, to_ticket

pytestmark = pytest.mark.usefixtures("with_seats")
PIN = "4821"


@pytest.fixture
def with_seats(app: object) -> None:
    """The practice pack with its slots, in the database of this test."""


@asynccontextmanager
async def telegram_too(stage: Stage, api: BotApi) -> AsyncIterator[None]:
    """The bot on the App of the web server, as `serve` runs both."""
    stop = asyncio.Event()
    bot = Telegram(stage.thread, TelegramSettings(api.token, api.url), Pace(0, 0))
    running = asyncio.create_task(bot.run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


async def says(api: BotApi, marie: Person, text: str, answer: str) -> str:
    """Write to the bot until it has answered with certain words; return them."""
    await marie.write(text)
    found = re.compile(answer)
    await api.until(lambda: any(found.search(shown.text) for shown in marie.screen() if not shown.mine), 15)
    return next(shown.text for shown in reversed(marie.screen()) if not shown.mine and found.search(shown.text))


async def recovered(browser: Browser, code: str, secret: str) -> None:
    """Bring a case to a new browser, from the first page."""
    await browser.open("/en")
    await browser.tap("understood", "help", "recover")
    await browser.write(code)
    await browser.write(secret)


def test_a_case_goes_from_a_browser_to_telegram_and_to_another_browser_by_code_and_pin(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with BotApi() as api, telegram_too(stage, api):
            first, other, marie = stage.browser(), stage.browser(), api.person(5, language_code="en")
            code = CODE.findall((await to_ticket(first, "own")).text)[0]
            await first.write("/pin")
            await first.write(PIN)
            await first.write(PIN)
            await marie.start()
            await says(api, marie, "English", "PRACTICE")
            await says(api, marie, "/recover", "three words")
            await says(api, marie, code, "write your PIN")
            await says(api, marie, PIN, f"Your code: {code}")
            assert not any("Whose phone" in shown.text for shown in marie.screen()), "it is asked on the web alone"
            assert "another_time" not in (await first.open()).choices, "it is there and nowhere else"
            await recovered(other, code, PIN)
            assert other.page.choices[:2] == ["own", "shared"], "of this browser nobody has said whose it is"
            assert code in (await other.tap("shared")).text
            assert (await stage.count("booking"), await stage.count("address")) == (1, 1)
            heard = len(marie.heard())
            await marie.write("/status")
            await api.until(lambda: len(marie.heard()) > heard, 15)
            assert code not in marie.heard()[-1]

    play(tmp_path, act)


def test_two_helpers_bring_a_case_from_telegram_to_a_browser_without_a_pin(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with BotApi() as api, telegram_too(stage, api):
            first, marie = stage.browser(), api.person(5, language_code="en")
            code = CODE.findall((await to_ticket(first, "shared")).text)[0]
            await marie.start()
            await says(api, marie, "English", "PRACTICE")
            await says(api, marie, "/recover", "three words")
            await says(api, marie, code, "write your PIN")
            await says(api, marie, await by_helpers(stage, code), f"Your code: {code}")
            again = stage.browser()
            await recovered(again, code, "BATO LIMA 473 KADO")
            assert "own" not in again.page.choices
            await again.write(await by_helpers(stage, code))
            assert code in (await again.tap("own")).text

    play(tmp_path, act)


async def by_helpers(stage: Stage, code: str) -> str:
    """The words that two helpers give to somebody with this code."""
    words = await stage.thread.run(lambda app: recovery.issue(app, code, two_helpers(app), stage.clock(), DESK))
    assert isinstance(words, str)
    return words
