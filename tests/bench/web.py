"""Bytes of a whole booking on the web, pages a second beside a bare Starlette route, and memory with open pages.

Both are served by the same uvicorn in a process of its own on one processor; the browsers have the other. The bare
route sends as many bytes as our first page, which it has ready. Each round measures everything once, in the same
order. No limit on messages; everything is kept on the disk.

Run: .venv/bin/python -m tests.bench.web [seconds] [rounds]
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import httpx
from aiohttp import ClientSession, CookieJar, TCPConnector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.app_thread import AppThread
from bot.channels.local.story_player import set_by_staff
from bot.channels.web.limits import CrowdLimit
from bot.channels.web.run import Web
from bot.channels.web.visit import COOKIE
from bot.http.server import listening
from bot.settings import WebSettings, read_settings
from tests.bench.telegram import processor
from tests.conftest import NOW
from tests.web.browser import Browser, Page
from tests.web.test_chat import AFTER_PLACE, TO_CONSENT, TO_PLACE, to_summary

HERE = WebSettings("127.0.0.1", 0)
AT_ONCE = 32
"""Browsers that ask at the same time."""
OPEN = 200
"""Pages that wait for news."""
EVERYBODY = {"site": "ciudad-juarez", "at": "2026-11-25T13:00", "seats": 30_000}


async def serve(kind: str, folder: Path) -> None:
    """Serve our pages, or the bare route, until told to stop; print the address."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    if kind == "bare":
        await _listen(Starlette(routes=[Route("/", _bare(int(folder.name)))]), stop)
        return
    CrowdLimit.may = lambda *_: True  # type: ignore[method-assign]  # all browsers have one address
    settings = read_settings({}, database=str(folder / "bench.db"))
    thread = AppThread(settings, lambda: NOW)
    async with thread.serving(stop):
        await thread.run(set_by_staff, EVERYBODY)
        await _listen(Web(thread, stop, settings.policy).site(), stop)


async def _listen(site: ASGIApp, stop: asyncio.Event) -> None:
    async with listening(HERE, (), stop, site) as opened:
        print(f"http://{opened}", flush=True)
        await stop.wait()


def _bare(size: int) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return HTMLResponse("x" * size)

    return page


@asynccontextmanager
async def running(kind: str, folder: Path) -> AsyncIterator[tuple[Process, str]]:
    """A server, and its address."""
    command = (sys.executable, "-m", "tests.bench.web", "serve", kind, str(folder))
    process = await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, preexec_fn=lambda: os.sched_setaffinity(0, {0})
    )
    assert process.stdout
    try:
        yield process, (await process.stdout.readline()).decode().strip()
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


# bytes


def _wire(answer: httpx.Response) -> tuple[int, int]:
    """Bytes that came and that went, with the lines before them."""
    came, went = 0, 0
    for one in (*answer.history, answer):
        came += one.num_bytes_downloaded + sum(len(name) + len(value) + 4 for name, value in one.headers.raw) + 19
        request = one.request
        went += len(request.content) + sum(len(name) + len(value) + 4 for name, value in request.headers.raw) + 19
    return came, went


def show_bytes(address: str) -> int:
    """Print the bytes of each part of a booking; give those of the first page, unpacked."""
    with httpx.Client(base_url=address, follow_redirects=True) as http:
        first = http.get("/ht")
        page, parts = Page(200, first.text, ""), [_wire(first)]
        loaded = [_wire(http.get(path)) for path in _static(first.text)]

        def send(fields: dict[str, str]) -> Page:
            answer = http.post("/chat", data=fields)
            parts.append(_wire(answer))
            return Page(answer.status_code, answer.text, "")

        for choice in TO_PLACE:
            page = send(page.tap(choice))
        page = send(page.write("Monterrey"))
        for choice in ("yes", *AFTER_PLACE, "confirm"):
            page = send(page.tap(choice))
        booked = len(parts)
        for choice in ("save", "paper"):
            page = send(page.tap(choice))
    print("bytes on the wire (came, went), lines before them included")
    print(f"  the first page               {_sum(parts[:1])}")
    print(f"  its stylesheet and script    {_sum(loaded)}")
    print(f"  {booked - 1} forms, to the ticket      {_sum(parts[1:booked])}")
    print(f"  a whole booking              {_sum([*loaded, *parts[:booked]])}")
    print(f"  and its picture to save      {_sum(parts[booked:])}")
    return len(first.content)


def _static(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.replace('src="', 'href="').split('href="')[1:] if part[0] == "/"][
        :2
    ]


def _sum(parts: list[tuple[int, int]]) -> str:
    return "".join(f"{sum(each):9,}" for each in zip(*parts, strict=True))


# pages a second


async def pages(address: str, path: str, seconds: float, cookies: list[str]) -> int:
    """Load a page again and again, in many browsers at once; give how often."""
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE), cookie_jar=CookieJar(unsafe=True)) as http:
        end, count = time.perf_counter() + seconds, 0

        async def one(cookie: str) -> None:
            nonlocal count
            headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
            while time.perf_counter() < end:
                async with http.get(address + path, headers=headers) as answer:
                    assert answer.status == 200
                    await answer.read()
                count += 1

        await asyncio.gather(*map(one, cookies))
    return count


async def bookings(address: str, people: int) -> int:
    """Let people book at once; give how many forms and pages that were."""

    async def book() -> None:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
            browser = Browser(address, http)
            await to_summary(browser)
            assert "another_time" in (await browser.tap("confirm")).choices

    await asyncio.gather(*(book() for _ in range(people)))
    forms = len((*TO_PLACE, "a town", "yes", *AFTER_PLACE, "confirm"))
    return people * (1 + forms)


Load = Callable[[], Awaitable[int]]


async def timed(process: Process, load: Load) -> tuple[float, float]:
    """How many a second, and processor milliseconds of the server for each."""
    before, begin = processor(process.pid), time.perf_counter()
    count = await load()
    return count / (time.perf_counter() - begin), (processor(process.pid) - before) / count * 1000


# memory


async def show_memory(process: Process, address: str) -> None:
    """Print what open pages take."""
    before = _mebibytes(process)
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        opened = []
        for _ in range(OPEN):
            async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as alone:
                browser = Browser(address, alone)
                await browser.open("/fr")
                await browser.tap(*TO_CONSENT, "agree")
                opened.append(await http.get(f"{address}/events", headers={"Cookie": f"{COOKIE}={browser.cookie}"}))
        assert {page.status for page in opened} == {200}
        after = _mebibytes(process)
        for page in opened:
            page.close()
    each = (after - before) / OPEN * 1024
    print(f"memory: {before:.1f} MiB, with {OPEN} open pages {after:.1f} MiB: {each:.0f} KiB each")


def _mebibytes(process: Process) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024


async def measure(seconds: float, rounds: int) -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        async with running("randevou", folder) as (ours, address):
            size = await asyncio.to_thread(show_bytes, address)
            os.sched_setaffinity(0, {1})
            async with running("bare", folder / str(size)) as (bare, beside):
                cookies = []
                for _ in range(AT_ONCE):
                    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
                        browser = Browser(address, http)
                        await to_summary(browser)
                        cookies.append(browser.cookie)
                nobody = [""] * AT_ONCE
                loads: dict[str, tuple[Process, Load]] = {
                    "a bare route": (bare, lambda: pages(beside, "/", seconds, nobody)),
                    "our first page": (ours, lambda: pages(address, "/ht", seconds, nobody)),
                    "a page with a case": (ours, lambda: pages(address, "/", seconds, cookies)),
                    "forms of bookings": (ours, lambda: bookings(address, AT_ONCE)),
                }
                results = defaultdict(list)
                for _ in range(rounds):
                    for title, (process, load) in loads.items():
                        results[title].append(await timed(process, load))
            show_pages(results, size)
            await show_memory(ours, address)


def show_pages(results: dict[str, list[tuple[float, float]]], size: int) -> None:
    """Print the table: medians over the rounds, and the spread."""
    print(f"pages a second (spread), ratio to the first, processor ms a page; a page has {size:,} bytes")
    base = [rate for rate, _ in results["a bare route"]]
    for title, rounds in results.items():
        rates = [rate for rate, _ in rounds]
        ratio = median(rate / other for rate, other in zip(rates, base, strict=True))
        spread = f"({min(rates):.0f}-{max(rates):.0f})"
        print(f"  {title:20}{median(rates):7.0f} {spread:12}{ratio:6.2f} x{median(ms for _, ms in rounds):8.2f}")


def main() -> None:
    """Serve, or measure."""
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(sys.argv[2], Path(sys.argv[3])))
        return
    seconds, rounds = (*sys.argv[1:3], *("3", "3")[len(sys.argv) - 1 :])
    asyncio.run(measure(float(seconds), int(rounds)))


if __name__ == "__main__":
    main()
