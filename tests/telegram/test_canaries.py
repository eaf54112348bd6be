"""A conversation full of marked words, with faults everywhere and the log at its loudest: none of them is in it."""

import asyncio
import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.logs import clean
from bot.storage import sqlite
from tests.telegram.botapi import TOKEN, BotApi
from tests.telegram.stage import TO_PLACE, Stage

CHAT, NAME, TYPED, LANGUAGE = 7731905512, "Canarina", "we met at the yellow church", "zz-canary"
LATITUDE, LONGITUDE, PLACE = 25.671234, -100.319876, "Monterrey"
CANARIES = (str(CHAT), NAME, TYPED, LANGUAGE, str(LATITUDE), str(abs(LONGITUDE)), PLACE, TOKEN)
MESSAGE = f"{TYPED}, {PLACE}, {NAME} {LANGUAGE} {CHAT} {LATITUDE} {LONGITUDE} /bot{TOKEN}/sendMessage"
"""What a careless library would put into an exception."""


@contextmanager
def unfiltered(stream: io.StringIO) -> Iterator[None]:
    """Logging as it is without us."""
    root, handler = logging.getLogger(), logging.StreamHandler(stream)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def fails_once(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, error: Exception, about: str = ""
) -> list[Exception]:
    """The next call raises, or the next one about something; gives what is left to be raised."""
    real, left = getattr(module, name), [error]

    def broken(*args: Any, **named: Any) -> Any:
        if left and about in f"{args} {named}":
            raise left.pop()
        return real(*args, **named)

    monkeypatch.setattr(module, name, broken)
    return left


async def troubled(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A talk in which the core, the store, the sender and the network each fail once."""
    from bot.channels.telegram import http_client, send
    from bot.services.conversation import respond
    from bot.storage.tables import conversations

    marie = stage.marie
    async with stage.bot():
        await marie.start()
        await stage.next(1)
        for choice in ("en", *TO_PLACE):
            await stage.says(choice)
        await marie.share_location(LATITUDE, LONGITUDE, 30.0)
        await stage.api.drained()
        for module, name, error, about in (
            (respond, "advance", ValueError(MESSAGE), ""),
            (conversations, "save", sqlite.OperationalError(MESSAGE), ""),
            (send, "calls", KeyError(MESSAGE), ""),
            (http_client.AiohttpRequest, "do_request", RuntimeError(MESSAGE), "getupdates"),
        ):
            left = fails_once(monkeypatch, module, name, error, about)
            await marie.write(TYPED)
            async with asyncio.timeout(15):
                while left:
                    await asyncio.sleep(0.02)
            await marie.write(PLACE)
            await stage.api.drained()
        stage.api.fail("sendMessage", times=2, how=400)
        for _ in range(2):
            await asyncio.sleep(0.2)
            stage.clock.forward(seconds=10)  # what was postponed goes now
            await marie.write(TYPED)
        await stage.api.until(lambda: any(call.code == 400 for call in stage.api.calls), 15)


def heard(folder: Path, monkeypatch: pytest.MonkeyPatch, filter: Callable[[io.StringIO], Any]) -> str:
    async def whole() -> None:
        async with BotApi() as api:
            stage = Stage(api, folder)
            stage.marie = api.person(CHAT, language_code=LANGUAGE, first_name=NAME)
            await troubled(stage, monkeypatch)

    stream = io.StringIO()
    with filter(stream):
        asyncio.run(whole(), debug=True)
    return stream.getvalue()


@pytest.mark.slow
def test_nothing_that_anybody_said_or_is_stands_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = heard(tmp_path, monkeypatch, lambda stream: clean(stream, "debug"))
    assert [canary for canary in CANARIES if canary in log] == []
    for fault in ("ValueError at bot/", "OperationalError at bot/", "KeyError at bot/", "NetworkError", "BadRequest"):
        assert fault in log, "what went wrong, and where, is there"
    assert '"from": "telegram.Bot"' in log, "the loudest of others were heard"


@pytest.mark.slow
def test_without_the_filter_every_one_of_them_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = heard(tmp_path, monkeypatch, unfiltered)
    assert [canary for canary in CANARIES if canary not in log] == []
