"""One Chromium for all tests of pages, and a server for it in a thread of its own; each test opens browsers in them."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

T = TypeVar("T")
PHONE: ViewportSize = {"width": 320, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
OpenBrowser = Callable[..., "Page"]
TARGET = 44
"""Pixels that a finger needs."""
TOO_SMALL = f"""() => [...document.querySelectorAll(
    "button, a, summary, label:has(input), input:not([type=hidden], label input)")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < {TARGET})
    .map(one => one.outerHTML)"""
TOO_WIDE = """() => [...document.body.querySelectorAll("*:not(.unseen)")].filter(one => one.checkVisibility() && (
    one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5
    || one.getBoundingClientRect().left < -0.5 || one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0))
    .map(one => one.outerHTML.slice(0, 200))"""
AXE = """only => axe.run(only ? { runOnly: only } : {}).then(({ violations }) => violations.map(({ id, nodes }) =>
    [id, nodes.map(({ html }) => html)]))"""


def missing(what: str) -> NoReturn:
    """Skip a test on a machine that lacks something; where changes are gated nothing may be missing."""
    reason = f"{what} is missing: .ci/run says how it is installed"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def in_a_thread(serving: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Run a server in a thread of its own, since the browser takes this one."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result(60)
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the system."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright")
    path = shutil.which("chromium") or missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False)
        yield browser
        browser.close()


@contextmanager
def browsers(chromium: Browser, base: str) -> Iterator[OpenBrowser]:
    """Open pages in browsers without cookies; `size`, `script` and all that Playwright calls a context."""
    opened: list[BrowserContext] = []

    def open_(size: ViewportSize | None = None, **options: Any) -> Page:
        context = chromium.new_context(base_url=base, viewport=size or PHONE, **options)
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        return page

    faults: list[str] = []
    yield open_
    for context in opened:
        context.close()
    assert not faults, "the script has no fault, and the page asks for nothing that its policy forbids"


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for what shuts people out."""
    path = Path(os.environ.get("AXE") or missing("axe-core, whose file AXE names,"))
    return path.read_text(encoding="utf-8")


def shuts_nobody_out(page: Page, axe: str) -> None:
    """Axe-core finds nothing by day and by night."""
    page.evaluate(axe)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(AXE, ["color-contrast"]) == [], f"{page.url}, dark"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(AXE, None) == [], f"{page.url}, light"


def fits(page: Page) -> None:
    """Nothing is cut off or hangs over the edge, and every target is large enough for a finger."""
    assert page.evaluate(TOO_WIDE) == [], page.url
    assert page.evaluate(TOO_SMALL) == [], page.url
