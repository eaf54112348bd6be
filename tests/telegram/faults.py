"""Trouble on demand: the next calls of a method fail, before or after they took effect."""

from dataclasses import dataclass
from typing import Literal

from tests.telegram.calls import Call

How = int | Literal["drop", "timeout"]
"""An HTTP status; the connection cut without an answer; no answer until the client gives up."""
GATEWAY = b"<html>\r\n<head><title>%d</title></head>\r\n<body><center><h1>%d</h1></center></body>\r\n</html>\r\n"
"""502 and 504 come from nginx in front of Telegram, and are no JSON."""
NAMES = {429: "Too Many Requests: retry after {}", 500: "Internal Server Error", 401: "Unauthorized", 404: "Not Found"}


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

    def answer(self, status: int) -> tuple[bytes | dict[str, object], dict[str, str]]:
        """Body and headers of a status."""
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
