"""The web server: it listens at one address and hands each request to its channel."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.settings import SettingsError, WebSettings

MOST_BODY = 1 << 20
"""Bytes of a request that are read at most; an update of Telegram has a few thousand."""
LONGEST_HEADER = 16 << 10
"""Bytes of the header of a request."""
HEADER_SECONDS = 10.0
"""How long a caller may take for the header of a request; a connection may also rest so long."""
BODY_SECONDS = 10.0
"""How long a caller may take for the body of a request."""
CLOSING_SECONDS = 2
"""How long requests under way are waited for at the end."""
TRY_AGAIN = {"Retry-After": "1"}
CLOSE = {"Connection": "close"}


@dataclass(frozen=True, slots=True)
class Hook:
    """A path that another program posts to. `receive` takes the body and returns the HTTP status."""

    path: str
    may: Callable[[Mapping[str, str]], bool]
    """Tells from the headers whether the caller may post; asked before the body is read."""
    receive: Callable[[bytes], Awaitable[int]]


@asynccontextmanager
async def listening(web: WebSettings, hooks: Sequence[Hook], stop: asyncio.Event) -> AsyncIterator[None]:
    """Serve the hooks, if any, until told to stop; SettingsError if the address cannot be used."""
    if not hooks:
        yield
        return
    app = Starlette(routes=[Route(hook.path, _endpoint(hook, stop), methods=["POST"]) for hook in hooks])
    config = uvicorn.Config(
        app,
        http=_ImpatientProtocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=LONGEST_HEADER,
        timeout_graceful_shutdown=CLOSING_SECONDS,
    )
    server = uvicorn.Server(config)

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    with _socket(web) as bound:
        running = asyncio.create_task(server.serve(sockets=[bound]))
        ending = asyncio.create_task(end())
        try:
            yield
        finally:
            ending.cancel()
            server.should_exit = True
            await running


class _ImpatientProtocol(H11Protocol):
    """Hangs up on a caller who sends no whole header in time; uvicorn itself would wait for ever."""

    _hanging_up: asyncio.TimerHandle | None = None

    def connection_made(  # type: ignore[override]  # uvicorn narrows the type of asyncio's Protocol
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._hanging_up:
            self._hanging_up.cancel()

    def _watch(self) -> None:
        """Give the caller some time for a header, unless a request is under way."""
        if self.cycle is None or self.cycle.response_complete:
            self._hanging_up = self._hanging_up or self.loop.call_later(HEADER_SECONDS, self.transport.close)
        elif self._hanging_up:
            self._hanging_up.cancel()
            self._hanging_up = None


def _socket(web: WebSettings) -> socket.socket:
    try:
        return socket.create_server((web.host, web.port), family=socket.AF_INET6 if ":" in web.host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(
            f"Nothing can listen at {web.host}:{web.port} ({error.strerror}). Change RANDEVOU_WEB."
        ) from None


def _endpoint(hook: Hook, stop: asyncio.Event) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        if not hook.may(request.headers):
            return Response(status_code=403, headers=CLOSE)
        reading, stopping = asyncio.ensure_future(_body(request)), asyncio.ensure_future(stop.wait())
        await asyncio.wait({reading, stopping}, timeout=BODY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not reading.done():
            reading.cancel()
            return Response(status_code=503 if stop.is_set() else 408, headers=CLOSE)
        body = reading.result()
        if isinstance(body, int):
            return Response(status_code=body, headers=CLOSE)
        status = await hook.receive(body)
        return Response(status_code=status, headers=TRY_AGAIN if status == 503 else None)

    return receive


async def _body(request: Request) -> bytes | int:
    """Return the body, or the status with which it is refused."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MOST_BODY:
                return 413
    except ClientDisconnect:
        return 400
    return bytes(body)
