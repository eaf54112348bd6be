"""Sends python-telegram-bot's requests over aiohttp: about half the time of its own client, for each message."""

import json
from collections.abc import Mapping
from typing import cast

import aiohttp
from telegram import Bot, InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.core.language.data import Json

CONNECTIONS = 64
READ_SECONDS = 15.0
DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
}
"""How Telegram's description of an error begins, by its status."""
JSON = {"Content-Type": "application/json"}
Body = tuple[bytes | aiohttp.FormData | None, Mapping[str, str] | None]
"""The body of a request, and its headers."""


Argument = Json | InputFile
"""A parameter of a call."""


async def call(bot: Bot, method: str, parameters: Mapping[str, Argument], wait: float | None = None) -> Json:
    """Call one method of the Bot API with plain JSON; return the plain JSON of its result. TelegramError as usual.

    Without python-telegram-bot's objects a message takes a third of the processor time. `wait` is the longest time to
    wait for an answer, in seconds.
    """
    longest = bot.request.read_timeout if wait is None else wait
    # the Bot API ignores case; python-telegram-bot warns of each name for which it has a method, and that costs time
    answer = await bot.do_api_request(method.lower(), dict(parameters), read_timeout=longest)
    return cast(Json, answer)


class AiohttpRequest(BaseRequest):
    """One pool of connections, for asking and for sending."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer if a call does not say."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call. NetworkError names the kind of error and never the address, which holds the token.

        Only an answer of the Bot API is returned: python-telegram-bot believes any status, and so would take a page of
        a proxy for a wrong token, or for a person who has blocked the bot.
        """
        assert self._session is not None, "initialize() first"
        wait = read_timeout if isinstance(read_timeout, int | float) else self.read_timeout
        timeout = aiohttp.ClientTimeout(total=wait, connect=10)
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                status, content = answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None
        said = Said(content)
        if not said.comes_from_telegram(status):
            raise NetworkError(f"the answer does not come from the Bot API, status {status}")
        return status, said

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """Return what an answer says; it was read before, to see who answered."""
        assert isinstance(payload, Said)
        return cast(dict[str, object], payload.as_json)


class Said(bytes):
    """The body of an answer, and what it says as JSON; None if that cannot be read."""

    as_json: Json

    def __init__(self, content: bytes) -> None:
        try:
            self.as_json = json.loads(content)
        except (ValueError, RecursionError):
            self.as_json = None

    def comes_from_telegram(self, status: int) -> bool:
        """Tell whether the Bot API answered, and not something on the way to it."""
        says = self.as_json
        if not isinstance(says, dict):
            return False
        if status == 200:
            return says.get("ok") is True and "result" in says
        begins = str(says.get("description", "")).startswith(DESCRIPTIONS.get(status, ""))
        return says.get("ok") is False and says.get("error_code") == status and begins


def _body(data: RequestData | None) -> Body:
    """Return the body: JSON, which is fastest, or a form if there is a file."""
    if data is None:
        return None, None
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), JSON
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, _) in data.multipart_data.items():
        form.add_field(name, content, filename=filename)
    return form, None
