"""A plain client of the Bot API for the tests of the counterpart: no library between the call and the answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, FormData

from tests.telegram.botapi import BotApi
from tests.telegram.people import Person
from tests.telegram.world import Hands

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


@dataclass
class Stage:
    """A counterpart, the clock in the hand of the test, and Marie (id 5), who pressed Start."""

    api: BotApi
    hands: Hands
    marie: Person
    http: ClientSession

    @classmethod
    async def set(cls, *, allow_http: bool = False) -> Self:
        """Open it; use it with `async with`."""
        hands = Hands(NOW)
        api = BotApi(clock=hands, allow_http=allow_http)
        await api.online()
        marie = api.person(5, "ht")
        await marie.start()
        return cls(api, hands, marie, ClientSession())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self.http.close()
        await self.api.__aexit__(None, None, None)

    async def call(self, method: str, /, *, token: str = "", **params: Any) -> tuple[int, dict[str, Any]]:
        """One call by JSON: the status and the body."""
        url = f"{self.api.url}/bot{token or self.api.token}/{method}"
        async with self.http.post(url, json=params) as answer:
            return answer.status, await answer.json()

    async def ok(self, method: str, /, **params: Any) -> Any:
        """One call that must go well: its result."""
        status, body = await self.call(method, **params)
        assert status == 200, body
        return body["result"]

    async def say(self, text: str = "Bonjou", **params: Any) -> int:
        """A message to Marie; its id."""
        return int((await self.ok("sendMessage", chat_id=5, text=text, **params))["message_id"])

    async def upload(self, method: str, size: int, field: str, **params: str) -> tuple[int, dict[str, Any]]:
        """A file of a size, by multipart."""
        form = FormData({"chat_id": "5"} | params)
        form.add_field(field, b"x" * size, filename="ticket.bin")
        async with self.http.post(f"{self.api.url}/bot{self.api.token}/{method}", data=form) as answer:
            return answer.status, await answer.json()


def inline(*labels: str) -> dict[str, Any]:
    """An inline keyboard, one button a row; the data is the label in small letters."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()}] for label in labels]}


def keys(*labels: str) -> dict[str, Any]:
    """A reply keyboard; a label with @ asks for the location."""
    row = [{"text": label} | ({"request_location": True} if "@" in label else {}) for label in labels]
    return {"keyboard": [row], "resize_keyboard": True}
