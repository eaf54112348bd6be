"""The server answers at once, and it does not hang up on who is about to send a form."""

import asyncio
import socket

import pytest
from starlette.applications import Starlette

from bot.http import server
from bot.http.server import _socket, listening
from bot.settings import SettingsError, WebSettings

ASKED = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
LONGEST_OF_PROXIES = 120
"""Seconds for which Caddy keeps a connection to us; nginx keeps it for 60."""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_in_two_parts_does_not_wait_until_the_first_has_arrived(host: str) -> None:
    try:
        listening = _socket(WebSettings(host, 0))
    except SettingsError:
        pytest.skip("this machine has no such address")
    with listening, socket.create_connection(listening.getsockname()[:2]), listening.accept()[0] as answering:
        assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_connection_rests_for_as_long_as_we_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "REST_SECONDS", 0.2)

    async def two_requests() -> bytes:
        async with listening(WebSettings("127.0.0.1", 0), (), asyncio.Event(), Starlette()) as opened:
            reader, writer = await asyncio.open_connection(opened.host, opened.port)
            async with asyncio.timeout(20):
                writer.write(ASKED)
                said = await reader.readuntil(b"Not Found")
                writer.write(ASKED)
                said += await reader.read()
            writer.close()
        return said

    assert asyncio.run(two_requests()).count(b"HTTP/1.1 404") == 2


def test_a_proxy_hangs_up_before_us_so_that_no_form_is_sent_into_a_closed_connection() -> None:
    assert server.REST_SECONDS > LONGEST_OF_PROXIES
