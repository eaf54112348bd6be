"""Trouble on demand: the next calls of a method fail, before or after they took effect."""

from dataclasses import dataclass
from typing import Literal

from tests.telegram.calls import Call


@dataclass(frozen=True)
class Page:
    """An answer that does not come from Telegram, but from something on the way to it."""

    status: int
    body: bytes
    kind: str = "text/html"
    location: str = ""


How = int | Page | Literal["drop", "timeout"]
"""An HTTP status of Telegram; a page of somebody else; the connection cut; no answer until the client gives up."""
GATEWAY = b"<html>\r\n<head><title>%d</title></head>\r\n<body><center><h1>%d</h1></center></body>\r\n</html>\r\n"
"""502 and 504 come from nginx in front of Telegram, and are no JSON."""
FOREIGN = {
    **{f"page {status}": Page(status, GATEWAY % (status, status)) for status in (400, 401, 403, 404, 407, 409, 511)},
    "portal": Page(200, b"<html><body><form action='/login'>Accept the terms</form></body></html>"),
    "redirect": Page(302, b"", location="/login"),
    "nothing": Page(200, b""),
    "no content": Page(204, b""),
    "json 403": Page(403, b'{"error": "forbidden", "description": "Forbidden"}', "application/json"),
    "json 401": Page(401, b'{"message": "Unauthorized"}', "application/json"),
    "json 404": Page(404, b'{"ok": false, "message": "Not Found"}', "application/json"),
    "other status": Page(403, b'{"ok": false, "error_code": 1020, "description": "Access denied"}', "application/json"),
    "other words": Page(403, b'{"ok": false, "error_code": 403, "description": "Access denied"}', "application/json"),
    "other token": Page(401, b'{"ok": false, "error_code": 401, "description": "Proxy login"}', "application/json"),
    "json 200": Page(200, b'{"status": "ok", "result": []}', "application/json"),
    "not ok 200": Page(200, b'{"ok": false, "error_code": 200, "description": "Log in"}', "application/json"),
    "list": Page(200, b"[]", "application/json"),
    "deep": Page(403, b"[" * 100_000, "application/json"),
}
"""What proxies, captive portals and other servers answer in the place of Telegram."""
NAMES = {
    400: "Bad Request: wrong parameter",
    401: "Unauthorized",
    403: "Forbidden: user is deactivated",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request",
    429: "Too Many Requests: retry after {}",
}


@dataclass
class Fault:
    """One order for trouble."""

    method: str
    """A name, or * for every method."""
    times: int
    how: How
    after: bool
    """The call takes effect first."""
    retry_after: int
    chat: int | None

    def hits(self, call: Call) -> bool:
        here = self.method in ("*", call.method)
        return here and self.times > 0 and self.chat in (None, call.integer("chat_id"))

    def answer(self, how: int | Page) -> tuple[int, bytes | dict[str, object], dict[str, str]]:
        """Status, body and headers."""
        if isinstance(how, Page):
            location = {"Location": how.location} if how.location else {}
            return how.status, how.body, {"Content-Type": how.kind} | location
        return how, *self._by_telegram(how)

    def _by_telegram(self, status: int) -> tuple[bytes | dict[str, object], dict[str, str]]:
        if status in (502, 504):
            return GATEWAY % (status, status), {"Content-Type": "text/html"}
        said = NAMES.get(status, "Internal Server Error").format(self.retry_after)
        body: dict[str, object] = {"ok": False, "error_code": status, "description": said}
        if self.retry_after:
            body["parameters"] = {"retry_after": self.retry_after}
        return body, {"Retry-After": str(self.retry_after)} if self.retry_after else {}


class Faults:
    """The orders that stand."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []

    def next(self, call: Call) -> Fault | None:
        """The order that this call falls under, counted down."""
        for order in self.orders:
            if order.hits(call):
                order.times -= 1
                return order
        return None
