"""A laptop for each test of this folder, with a server of its own; each test opens browsers of its own in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.chromium import OpenBrowser, browsers, in_a_thread
from tests.desk.laptop import Laptop, served
from tests.desk.test_paper import PUBLIC

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """The server as it is, with the practice pack, in a thread of its own."""
    with in_a_thread(served(tmp_path, PUBLIC)) as laptop:
        yield laptop


@pytest.fixture
def open_browser(chromium: Browser, laptop: Laptop) -> Iterator[OpenBrowser]:
    """Open a page in a browser without cookies."""
    with browsers(chromium, laptop.base) as open_:
        yield open_
