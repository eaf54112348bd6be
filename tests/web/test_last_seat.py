"""Two browsers and a chat on Telegram, served by one process, want the last seats at one moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app_thread import AppThread
from bot.channels.local.story_player import set_by_staff
from bot.channels.telegram.run import Telegram
from bot.channels.telegram.send import Pace
from bot.channels.web.run import Web
from bot.http.server import listening
from bot.settings import TelegramSettings
from tests.conversations.player import outcome
from tests.telegram import stage as on_telegram
from tests.telegram.botapi import BotApi
from tests.web.browser import HERE, Browser, Stage
from tests.web.test_chat import to_summary

LAST = {"site": "ciudad-juarez", "at": "2026-11-25T13:00", "seats": 3}
OTHER_HOUR = "ciudad-juarez@2026-11-25T08:00"
FASTER = "Someone was faster: 1:00 pm (13:00) is gone."


@asynccontextmanager
async def both(api: BotApi, folder: Path) -> AsyncIterator[tuple[Stage, on_telegram.Stage]]:
    """A server of the web chat and of Telegram, with one App."""
    telegram, stop = on_telegram.Stage(api, folder), asyncio.Event()
    thread = AppThread(telegram.settings, telegram.clock)
    bot = Telegram(thread, TelegramSettings(api.token, api.url), Pace(0, 0))
    web = Web(thread, stop, telegram.settings.policy)
    async with thread.serving(stop), listening(HERE, bot.hooks, stop, web.site()) as opened:
        running = asyncio.create_task(bot.run(stop))
        stage = Stage(f"http://{opened}", thread, telegram.clock, asyncio.get_running_loop())
        try:
            yield stage, telegram
        finally:
            stop.set()
            await running
            for one in stage.browsers:
                await one.close()


async def confirm_in_browser(browser: Browser) -> tuple[str, list[str]]:
    """Send the form twice, as an impatient finger does; give what is read at last, and what can be tapped."""
    form = browser.page.tap("confirm")
    pages = await asyncio.gather(browser.send(form), browser.send(form))
    assert {page.status for page in pages} == {200}
    return "\n".join(page.text for page in pages), (await browser.open()).choices


async def confirm_on_telegram(stage: on_telegram.Stage) -> tuple[str, list[str]]:
    """Tap twice; give the same."""
    marie = stage.marie
    before = len(marie.screen())
    asked = marie.screen()[-1]
    data = next(one for one in asked.data if one.endswith("|confirm"))
    for _ in range(2):
        await marie.tap_stale(asked.id, data)
    answered = ("|another_time", f"|{OTHER_HOUR}")
    await stage.api.until(
        lambda: marie.screen()[before:] and any(d.endswith(answered) for d in marie.screen()[-1].data)
    )
    said, choices = "\n".join(marie.heard()), [data.rpartition("|")[2] for data in marie.screen()[-1].data]
    return said, choices


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("first", range(3))
def test_exactly_one_gets_the_last_seats_and_the_others_read_why_and_what_else_is_free(
    tmp_path: Path, first: int
) -> None:
    async def whole() -> None:
        async with BotApi() as api, both(api, tmp_path) as (stage, telegram):
            browsers = [stage.browser(), stage.browser()]
            for browser in browsers:
                await to_summary(browser)
            await on_telegram.to_summary(telegram, "en")
            await stage.thread.run(set_by_staff, LAST)
            acts = [*map(confirm_in_browser, browsers), confirm_on_telegram(telegram)]
            ends = await asyncio.gather(*acts[first:], *acts[:first])
            await api.drained()
            kept = await stage.thread.run(lambda app: outcome(app.db))
        won = [said for said, choices in ends if "another_time" in choices]
        lost = [said for said, choices in ends if OTHER_HOUR in choices]
        assert (len(won), len(lost)) == (1, 2)
        assert "Booked. Your code:" in won[0]
        assert FASTER not in won[0]
        assert all(FASTER in said and "Booked" not in said for said in lost)
        assert (kept["seats_held"], kept["seats_taken"]) == ([3], 3)
        assert kept["rows"] == {"person": 3, "consent": 3, "conversation": 3, "booking": 1, "outbox": 0}

    asyncio.run(whole())
