"""An open page is told that something new waits, and a page that nobody reads holds up nobody."""

import asyncio
import socket
from pathlib import Path

import pytest
from aiohttp import ClientResponse

from bot.channels.web.events import MOST_OF_ONE
from bot.channels.web.visit import COOKIE
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
        for cookies in ({}, {"Cookie": f"{COOKIE}=made-up"}):
            async with stage.browser().http.get(f"{stage.base}/events", headers=cookies) as answer:
                assert answer.status == 204

    play(tmp_path, act)


def test_one_person_with_many_pages_takes_no_news_from_others(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        many, other = stage.browser(), stage.browser()
        for browser in (many, other):
            await to_summary(browser)
        pages = [await many.http.get(f"{stage.base}/events") for _ in range(MOST_OF_ONE + 1)]
        assert [page.status for page in pages] == [200] * MOST_OF_ONE + [204]
        async with other.http.get(f"{stage.base}/events") as page:
            assert page.status == 200
        for page in pages:
            page.close()

    play(tmp_path, act)


def test_pages_that_nobody_reads_hold_up_no_talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of the stream is longer here than all that is kept on its way, so that it waits for its reader."""
    monkeypatch.setattr("bot.channels.web.events.NOTHING", b":" + bytes(8 << 20) + b"\n\n")
    unread = [socket.socket() for _ in range(MOST_OF_ONE)]

    async def act(stage: Stage) -> None:
        slow, other = stage.browser(), stage.browser()
        await to_summary(slow)
        for page in unread:
            await open_page(page, stage.base, slow.cookie)
        for _ in range(3):
            await tick(stage)
        await to_summary(other)
        assert (await other.tap("confirm")).status == 200
        for page in unread:
            page.close()

    play(tmp_path, act)


async def open_page(page: socket.socket, base: str, cookie: str) -> None:
    """Ask for the news, and read no more than that they come."""
    host, port = base.removeprefix("http://").split(":")
    page.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(page, (host, int(port)))
    await loop.sock_sendall(page, f"GET /events HTTP/1.1\r\nHost: {host}\r\nCookie: {COOKIE}={cookie}\r\n\r\n".encode())
    assert await loop.sock_recv(page, 12) == b"HTTP/1.1 200"
