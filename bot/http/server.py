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

from bot.settings import SettingsError, WebSettings

MOST_BODY = 1 << 20
"""Bytes of a request that are read at most; an update of Telegram has a few thousand."""
TRY_AGAIN = {"Retry-After": "1"}


@dataclass(frozen=True, slots=True)
class Hook:
    """A path that another program posts to. `receive` takes the body and returns the HTTP status."""

    path: str
    may: Callable[[Mapping[str, str]], bool]
    """Tells from the headers whether the caller may post; asked before the body is read."""
    receive: Callable[[bytes], Awaitable[int]]


@asynccontextmanager
async def listening(web: WebSettings, hooks: Sequence[Hook]) -> AsyncIterator[None]:
    """Serve the hooks, if any, while the block runs; SettingsError if the address cannot be used."""
    if not hooks:
        yield
        return
    app = Starlette(routes=[Route(hook.path, _endpoint(hook), methods=["POST"]) for hook in hooks])
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, server_header=False)
    server = uvicorn.Server(config)
    with _socket(web) as bound:
        running = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            yield
        finally:
            server.should_exit = True
            await running


def _socket(web: WebSettings) -> socket.socket:
    try:
        return socket.create_server((web.host, web.port), family=socket.AF_INET6 if ":" in web.host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(
            f"Nothing can listen at {web.host}:{web.port} ({error.strerror}). Change RANDEVOU_WEB."
        ) from None


def _endpoint(hook: Hook) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        if not hook.may(request.headers):
            return Response(status_code=403)
        body = bytearray()
        try:
            async for part in request.stream():
                body += part
                if len(body) > MOST_BODY:
                    return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        status = await hook.receive(bytes(body))
        return Response(status_code=status, headers=TRY_AGAIN if status == 503 else None)

    return receive
