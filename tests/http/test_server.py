"""The server answers at once: the system holds no answer back to send more of it in one packet."""

import socket

import pytest

from bot.http.server import _socket
from bot.settings import SettingsError, WebSettings


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_in_two_parts_does_not_wait_until_the_first_has_arrived(host: str) -> None:
    try:
        listening = _socket(WebSettings(host, 0))
    except SettingsError:
        pytest.skip("this machine has no such address")
    with listening, socket.create_connection(listening.getsockname()[:2]), listening.accept()[0] as answering:
        assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
