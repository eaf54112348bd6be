"""Answers a request whatever goes wrong inside; of what went wrong, nothing about a person is logged."""

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.logs import describe
from bot.storage.database import StoreError

log = logging.getLogger("randevou.web")
Endpoint = Callable[[Request], Awaitable[Response]]


async def guarded(act: Endpoint, request: Request, fault: Callable[[Request, int], Response]) -> Response:
    """Return what an endpoint answers or, if it fails, the page for 503 without the database, otherwise for 500."""
    try:
        return await act(request)
    except StoreError as error:
        log.error("the database cannot be used now (%s)", error)
        return fault(request, 503)
    except Exception as error:
        log.error("a page cannot be made (%s)", describe(error))
        return fault(request, 500)
