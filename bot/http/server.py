"""The web server: it listens at one address and hands each request to its channel: a hook, or the pages of a site."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.settings import SettingsError, WebSettings

MOST_BODY = 1 << 20
"""Bytes of a request that are read at most; an update of Telegram has a few thousand."""
LONGEST_HEADER = 16 << 10
"""Bytes of the header of a request."""
HEADER_SECONDS = 10.0
"""How long a caller may take for the header of a request."""
REST_SECONDS = 130
"""How long a connection may rest between two requests.

It is more than the two minutes of Caddy and the minute of nginx: if we hang up first, a form may be on its way; it is
lost, and a proxy does not send it again. Who reads for a minute also needs no new connection for the next tap.
"""
BODY_SECONDS = 10.0
"""How long a caller may take for the body of a request."""
MOST_PORTS = 100
"""How many ports are tried where the next free one is taken."""
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
async def listening(
    web: WebSettings, hooks: Sequence[Hook], stop: asyncio.Event, site: ASGIApp | None = None
) -> AsyncIterator[WebSettings]:
    """Serve the hooks and the site, if any, until told to stop; give the address that is in use.

    Raises SettingsError if the address cannot be used.
    """
    if not hooks and site is None:
        yield web
        return
    posted = [Route(hook.path, _endpoint(hook, stop), methods=["POST"]) for hook in hooks]
    app = Starlette(routes=[*posted, *([Mount("/", site)] if site else [])])
    server = uvicorn.Server(_config(app, web))

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    with _socket(web) as bound:
        running = asyncio.create_task(server.serve(sockets=[bound]))
        ending = asyncio.create_task(end())
        try:
            yield replace(web, port=bound.getsockname()[1])
        finally:
            ending.cancel()
            server.should_exit = True
            await running


def _config(app: ASGIApp, web: WebSettings) -> uvicorn.Config:
    """Return the limits that we set, for each caller and for the end."""
    return uvicorn.Config(
        app,
        http=_ImpatientProtocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(web.proxy),
        forwarded_allow_ips=web.proxy,
        h11_max_incomplete_event_size=LONGEST_HEADER,
        timeout_keep_alive=REST_SECONDS,
        timeout_graceful_shutdown=CLOSING_SECONDS,
        ssl_certfile=web.certificate,
    )


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
    """Return a socket that listens; what it accepts sends at once, and no part of an answer waits 40 ms for another."""
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    ports = range(web.port, min(web.port + MOST_PORTS, 65_536)) if web.or_next else (web.port,)
    for port in ports:
        try:
            listening = socket.create_server((web.host, port), family=family)
        except OSError as error:
            if port == ports[-1] or error.errno != errno.EADDRINUSE:
                raise SettingsError(
                    f"Nothing can listen at {web.host}:{port} ({error.strerror}). Change {web.setting}."
                ) from None
        else:
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)  # asyncio does so only where it binds
            return listening
    raise AssertionError("the last port is taken or refused")


def _endpoint(hook: Hook, stop: asyncio.Event) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        if not hook.may(request.headers):
            return Response(status_code=403, headers=CLOSE)
        body = await read_body(request, stop, MOST_BODY)
        if isinstance(body, int):
            return Response(status_code=body, headers=CLOSE)
        status = await hook.receive(body)
        return Response(status_code=status, headers=TRY_AGAIN if status == 503 else None)

    return receive


async def read_body(request: Request, stop: asyncio.Event, most: int) -> bytes | int:
    """Return the body, or the status with which it is refused: too long, too slow, or the server ends."""
    reading, stopping = asyncio.ensure_future(_body(request, most)), asyncio.ensure_future(stop.wait())
    await asyncio.wait({reading, stopping}, timeout=BODY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not reading.done():
        reading.cancel()
        return 503 if stop.is_set() else 408
    return reading.result()


async def _body(request: Request, most: int) -> bytes | int:
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                return 413
    except ClientDisconnect:
        return 400
    return bytes(body)
