"""One server for all tests of this folder; each test opens browsers of its own in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.chromium import OpenBrowser, browsers, in_a_thread
from tests.web.browser import Stage, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The server as it is, with the practice pack, in a thread of its own."""
    with in_a_thread(served(tmp_path_factory.mktemp("served"))) as stage:
        yield stage


@pytest.fixture
def stage(live: Stage) -> Stage:
    """The server, some time after the last test: no limit of messages is left from it."""
    live.clock.forward(minutes=2)
    return live


@pytest.fixture
def open_browser(chromium: Browser, stage: Stage) -> Iterator[OpenBrowser]:
    """Open a page in a browser without cookies."""
    with browsers(chromium, stage.base) as open_:
        yield open_
