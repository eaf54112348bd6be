"""How long the bot waits, made short for tests of trouble."""

import asyncio

import pytest

from bot.channels.telegram.polling import Poller


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is waited for only shortly (seconds)."""
    monkeypatch.setattr("bot.channels.telegram.http_client.READ_SECONDS", 0.4)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The poller tries again without a pause."""

    async def wait(poller: Poller, stop: asyncio.Event) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(Poller, "_wait", wait)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The write lock is waited for only shortly (seconds)."""
    monkeypatch.setattr("bot.storage.database.BUSY_SECONDS", 0.02)
