"""A Bot API server for tests: real HTTP on loopback, state in memory, the rules of rules.py, people of people.py."""

import asyncio
import inspect
import json
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.telegram.calls import Call, read_call
from tests.telegram.faults import Fault, Faults, How, Page
from tests.telegram.messages import ALL
from tests.telegram.methods import Raw, Service
from tests.telegram.people import Group, Person
from tests.telegram.rules import Refused
from tests.telegram.updates import Updates
from tests.telegram.webhook import Webhook
from tests.telegram.world import JSON, Chat, ChatKind, Clock, Tap, World, real_time

TOKEN = "7000000001:AAcounterpart-of-Telegram-for-tests"
BY_NAME = {name.lower(): (name, method) for name, method in ALL.items()}
"""Telegram does not mind upper and lower case in a method's name."""
MOST_BODY = 64 << 20
T = TypeVar("T")


class BotApi:
    """`async with BotApi() as api:` listens; `api.url` is what stands before /bot<token>/<method>.

    World, queue, webhook and limits may be looked at and changed: api.world, api.updates, api.webhook, api.limits.
    """

    def __init__(self, token: str = TOKEN, *, clock: Clock = real_time, allow_http: bool = False) -> None:
        bot_id = int(token.partition(":")[0])
        bot = {"id": bot_id, "is_bot": True, "first_name": "Randevou", "username": "randevou_bot"}
        self.token = token
        self.world = World(clock, bot)
        self.updates = Updates(clock)
        self.webhook = Webhook(self.updates)
        self.webhook.allow_http = allow_http
        self.service = Service(self.world, self.updates, self.webhook)
        self.limits = self.service.limits
        self.faults = Faults()
        self.calls: list[Call] = []
        self.broken: list[Exception] = []
        """Faults of the counterpart itself; they fail the test at the end."""
        self.revoked = False
        """True: the token is no longer good."""
        self.port = 0
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()
        self.updates.on_change = self._pulse

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.online()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self.webhook.close()
        await self.offline()
        if self.broken and kind is None:
            raise self.broken[0]

    async def online(self) -> None:
        """Listen, on the same port as before."""
        loop = asyncio.get_running_loop()
        self._closing.clear()
        self._server = web.Server(self._serve, request_factory=_request, access_log=None)
        self._listener = await loop.create_server(self._server, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def offline(self) -> None:
        """Nobody listens, and every connection is cut."""
        self._closing.set()
        self._listener.close()
        self.updates.wake()
        await self._server.shutdown(0.01)

    # people

    def person(self, user_id: int, language_code: str | None = None, first_name: str = "Marie") -> Person:
        """Somebody with a telephone; the bot cannot write to them before they write."""
        user: JSON = {"id": user_id, "is_bot": False, "first_name": first_name}
        if language_code is not None:
            user["language_code"] = language_code
        self.world.users[user_id] = user
        chat = self.world.chats.setdefault(user_id, Chat(user_id, "private", {"first_name": first_name}))
        return Person(self.service, chat, user)

    def group(self, chat_id: int, kind: ChatKind = "group", title: str = "Shelter") -> Group:
        """A group, supergroup or channel that the bot is not in yet."""
        chat = self.world.chats.setdefault(chat_id, Chat(chat_id, kind, {"title": title}))
        return Group(self.service, chat)

    # trouble

    def fail(
        self,
        method: str,
        times: int = 1,
        how: How = 500,
        *,
        after: bool = False,
        retry_after: int = 0,
        chat: int | None = None,
    ) -> None:
        """The next calls of a method (or "*") get a status, are dropped, or hang; `after`: once they took effect."""
        self.faults.orders.append(Fault(method, times, how, after, retry_after, chat))

    def push(self, raw: JSON | str) -> int:
        """An update as it is: of an unknown kind, malformed, or no JSON at all; its update_id."""
        return self.updates.push(raw)

    def redeliver(self, ids: Iterable[int]) -> None:
        """Deliver these update ids once more."""
        self.updates.redeliver(ids)

    def reorder(self, ids: Iterable[int]) -> None:
        """Of what is pending, let these go first, in this order."""
        self.updates.reorder(ids)

    # watching

    def called(self, method: str) -> list[Call]:
        """The calls of a method so far."""
        return [call for call in self.calls if call.method == method]

    def unanswered(self) -> list[Tap]:
        """Taps whose button still spins."""
        return [tap for tap in self.world.taps.values() if tap.answer is None]

    async def until(self, condition: Callable[[], T], timeout: float = 20.0) -> T:
        """Wait until something is so, looking whenever something happened; TimeoutError otherwise."""
        async with asyncio.timeout(timeout):
            while not (so := condition()):
                await self._changed.wait()
        return so

    async def drained(self, timeout: float = 20.0) -> None:
        """Wait until every update is acknowledged."""
        await self.until(lambda: not self.updates.live(), timeout)

    def _pulse(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    # HTTP

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        call: Call | None = None
        try:
            name, method = self._method(request.path)
            call = await read_call(request, name, self.world.clock())
            self.calls.append(call)
            fault = self.faults.next(call)
            self._pulse()
            if fault and not fault.after:
                return await self._break(request, call, fault)
            result = method(self.service, call)
            if inspect.isawaitable(result):
                result = await result
            call.effect = True
            if fault:
                return await self._break(request, call, fault)
            body = result.body if isinstance(result, Raw) else json.dumps(result)
            return _answer(call, 200, f'{{"ok":true,"result":{body}}}'.encode())
        except Refused as refused:
            wait = (refused.parameters or {}).get("retry_after")
            headers = {"Retry-After": str(wait)} if wait else {}
            return _answer(call, refused.code, refused.answer(), headers)
        except (KeyError, TypeError, ValueError, AttributeError, AssertionError) as error:
            self.broken.append(error)
            raise
        finally:
            self._pulse()

    def _method(self, path: str) -> tuple[str, Any]:
        """The method that a path names, once the token is right."""
        token, _, name = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or ":" not in token:
            raise Refused("malformed token")
        if token != self.token or self.revoked:
            raise Refused("wrong token")
        found = BY_NAME.get(name.lower())
        if found is None:
            raise Refused("unknown method")
        return found

    async def _break(self, request: web.BaseRequest, call: Call, fault: Fault) -> web.StreamResponse:
        """The trouble that was ordered."""
        if isinstance(fault.how, int | Page):
            return _answer(call, *fault.answer(fault.how))
        if fault.how == "timeout":
            await self._closing.wait()
        if request.transport:
            request.transport.abort()
        return web.Response()


def _answer(
    call: Call | None, status: int, body: bytes | dict[str, Any], headers: dict[str, str] | None = None
) -> web.Response:
    if call:
        call.code = status
        call.description = str(body["description"]) if isinstance(body, dict) else ""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return web.Response(body=content, status=status, headers={"Content-Type": "application/json"} | (headers or {}))


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    """As aiohttp makes one, with room for a file."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MOST_BODY)
