"""The webhook: each update by POST, one after the other in its lane, again and again until the answer is 2xx."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.telegram.calls import Call
from tests.telegram.rules import Refused
from tests.telegram.updates import Lane, Queued, Updates
from tests.telegram.world import stamp

PORTS = (443, 80, 88, 8443)
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
LONGEST_PAUSE = 60.0


class Webhook:
    """Where updates go, and the deliveries under way."""

    def __init__(self, updates: Updates) -> None:
        self.updates = updates
        self.url = ""
        self.secret = ""
        self.connections = 40
        self.allow_http = False
        """As a local Bot API server does; any port is then allowed too."""
        self.second = 0.01
        """How long a second of Telegram's patience lasts here: retries come after 0, 2, 4, 8 ... of them."""
        self.timeout = 60.0
        """Real seconds until an answer is given up."""
        self.halves = 0
        """So many deliveries stop in the middle of their body, and wait there."""
        self.halved = asyncio.Event()
        """Set when half a body is sent."""
        self.answers: list[tuple[int, int]] = []
        """(update_id, status) of every delivery; status 0 is no answer."""
        self.last_error: tuple[int, str] | None = None
        self._lanes: dict[Lane, asyncio.Task[None]] = {}
        self._session: ClientSession | None = None
        self._room = asyncio.Semaphore(self.connections)
        updates.on_new = self.kick

    def set(self, call: Call) -> None:
        """setWebhook; an empty url takes it away."""
        url, secret = call.text("url"), call.text("secret_token")
        parts = urlsplit(url)
        if url and not (parts.scheme in ("http", "https") and parts.hostname):
            raise Refused("webhook url")
        if url and not self.allow_http:
            if parts.scheme != "https":
                raise Refused("https")
            if (parts.port or 443) not in PORTS:
                raise Refused("webhook port")
        if not SECRET.fullmatch(secret):
            raise Refused("secret")
        self._cancel()
        if url:
            self.updates.interrupt("webhook comes")
        self.url, self.secret, self.last_error = url, secret, None
        self.connections = max(1, min(call.integer("max_connections", 40), 100))
        self._room = asyncio.Semaphore(self.connections)
        self.kick()

    def info(self) -> dict[str, Any]:
        """getWebhookInfo."""
        info: dict[str, Any] = {"url": self.url, "has_custom_certificate": False}
        info["pending_update_count"] = len(self.updates.live())
        if self.url:
            info["max_connections"] = self.connections
        if self.updates.allowed:
            info["allowed_updates"] = self.updates.allowed
        if self.last_error:
            info["last_error_date"], info["last_error_message"] = self.last_error
        return info

    def kick(self) -> None:
        """See that every lane with something in it is being delivered."""
        if not self.url:
            return
        for lane in {queued.lane for queued in self.updates.live()}:
            running = self._lanes.get(lane)
            if running is None or running.done():
                self._lanes[lane] = asyncio.get_running_loop().create_task(self._drive(lane))

    async def _drive(self, lane: Lane) -> None:
        failures = 0
        while queued := self.updates.first(lane):
            async with self._room:
                status, pause = await self._post(queued)
            self.answers.append((queued.id, status))
            self.updates.on_change()
            if 200 <= status <= 299:
                failures = 0
                self.updates.forget(queued)
                continue
            failures += 1
            backoff = 0.0 if failures == 1 else min(2.0 ** (failures - 1), LONGEST_PAUSE)
            await asyncio.sleep((pause or backoff) * self.second)

    async def _post(self, queued: Queued) -> tuple[int, int]:
        """Status (0: none) and the Retry-After that came with it."""
        self._session = self._session or ClientSession(timeout=ClientTimeout(total=self.timeout))
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            if self.halves:
                self.halves -= 1
                async with asyncio.timeout(self.timeout):
                    return await self._half(queued.body.encode(), headers), 0
            async with self._session.post(self.url, data=queued.body.encode(), headers=headers) as answer:
                await answer.read()
                if not 200 <= answer.status <= 299:
                    self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                after = answer.headers.get("Retry-After", "")
                return answer.status, int(after) if after.isdigit() else 0
        except (ClientError, TimeoutError, OSError) as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return 0, 0

    async def _half(self, body: bytes, headers: dict[str, str]) -> int:
        """Send half a body over plain HTTP and wait until the other side ends the connection; the status."""
        parts = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        lines = [f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}", f"Content-Length: {len(body)}"]
        head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""])
        try:
            writer.write(head.encode() + body[: len(body) // 2])
            self.halved.set()
            answer = await reader.read()
        finally:
            writer.close()
        return int(answer.split(b" ")[1]) if answer else 0

    def _failed(self, why: str) -> None:
        self.last_error = stamp(self.updates.clock()), why

    def _cancel(self) -> None:
        for task in self._lanes.values():
            task.cancel()
        self._lanes.clear()

    async def close(self) -> None:
        """End all deliveries."""
        tasks = list(self._lanes.values())
        self.url = ""
        self._cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
