"""An open page is told that something new waits, and a page that nobody reads holds up nobody."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientResponse

from tests.web.browser import Stage, play
from tests.web.test_chat import to_summary


@pytest.fixture(autouse=True)
def with_seats(app: object) -> None:
    """The practice pack with its slots, in the database of this test."""


async def tick(stage: Stage) -> None:
    """Tick once, and wake the channels as the server does."""
    await stage.thread.tick()
    for wake in stage.thread.ticked:
        wake()


async def said(answer: ClientResponse) -> str:
    """The next line of a stream that says something."""
    async with asyncio.timeout(30):
        async for line in answer.content:
            if line.startswith(b"data:"):
                return line.decode().strip()
    return ""


def test_an_open_page_is_told_of_a_reminder_and_shows_it_when_it_is_loaded_again(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser)
        await browser.tap("confirm")
        async with browser.http.get(f"{stage.base}/events") as open_page:
            assert open_page.content_type == "text/event-stream"
            await tick(stage)
            stage.clock.forward(hours=50)
            await tick(stage)
            assert await said(open_page) == "data: new"
        assert await stage.count("outbox") == 1, "to be told is not to have read"

    play(tmp_path, act)


def test_a_browser_without_a_case_is_told_nothing_and_does_not_ask_again(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.browser().http.get(f"{stage.base}/events") as answer:
            assert answer.status == 204

    play(tmp_path, act)


def test_pages_that_nobody_reads_hold_up_no_talk_and_end_with_the_server(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        slow, other = stage.browser(), stage.browser()
        await to_summary(slow)
        pages = [await slow.http.get(f"{stage.base}/events") for _ in range(50)]
        for _ in range(5):
            await tick(stage)
        await to_summary(other)
        assert (await other.tap("confirm")).status == 200
        assert len(pages) == 50

    play(tmp_path, act)
