"""`randevou serve` that kills itself at one named point of one update's way, in a process of its own.

The program is the real one. At seven places a call is followed to its end (never changed), and at the one that
RANDEVOU_KILL_AT names the process sends itself SIGKILL. Which update it is about, RANDEVOU_KILL_ON says: a piece of it.
Only Telegram's pace of one message a second in a chat is left out. Every server is forked from one process that has
read this module and the words, and has no file open: to start Python and to read for each takes longer than its test.
"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import App
from bot.channels.telegram.http_client import AiohttpRequest
from bot.channels.telegram.send import Pace
from bot.cli import main
from bot.services.conversation import deliver, respond
from bot.settings import read_settings
from bot.storage.tables import bookings, people, received

POINTS = ("fetch", "received", "booked", "committed", "acknowledged", "sent", "marked")
"""The update came and nothing is kept; its row in `received` is written; so are a person's or a booking's rows, and
the transaction is open still; COMMIT is done; the next offset was answered; an answer was sent; it left the outbox."""
AT, ON = "RANDEVOU_KILL_AT", "RANDEVOU_KILL_ON"


class Killer:
    """Follows one update from point to point; each counts only after the one before it that it needs."""

    def __init__(self, at: str, on: str) -> None:
        self.at, self.on = at, on.encode()
        self.reached: set[str] = set()

    def reach(self, point: str, after: str = "") -> None:
        """The update has come so far, if it had come to the point `after`."""
        if after and after not in self.reached:
            return
        self.reached.add(point)
        if point == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def follow(self) -> None:
        """Stand at all seven points."""
        AiohttpRequest.do_request = self._requested(AiohttpRequest.do_request)
        received.first_time = self._returned(received.first_time, "received")
        bookings.add = self._returned(bookings.add, "booked")
        people.create = self._returned(people.create, "booked")
        respond.transaction = self._left(respond.transaction, "committed", after="received")
        deliver.transaction = self._left(deliver.transaction, "marked", after="sent")

    def _requested(self, request: Callable[..., Any]) -> Callable[..., Any]:
        async def do_request(transport: Any, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            committed = "committed" in self.reached
            status, body = await request(transport, url, *args, **kwargs)
            if status != 200:
                return status, body
            if url.endswith("/getupdates") and self.on in body:
                self.reach("fetch")
            if committed and url.endswith("/getupdates"):
                self.reach("acknowledged")
            if committed and url.endswith("/sendmessage"):
                self.reach("sent")
            return status, body

        return do_request

    def _returned(self, call: Callable[..., Any], point: str) -> Callable[..., Any]:
        def followed(*args: Any, **kwargs: Any) -> Any:
            result = call(*args, **kwargs)
            self.reach(point, after="fetch")
            return result

        return followed

    def _left(self, block: Callable[..., Any], point: str, after: str) -> Callable[..., Any]:
        @contextmanager
        def followed(*args: Any) -> Iterator[None]:
            with block(*args):
                yield
            self.reach(point, after)

        return followed


async def at_once(pace: Pace, chat: int) -> None:
    """Every message may go."""


def serve(environment: Mapping[str, str]) -> None:
    """Serve with this environment until the end."""
    os.environ.clear()
    os.environ.update(environment)
    Pace.turn = at_once
    if AT in environment:
        Killer(environment[AT], environment[ON]).follow()
    main(["serve", "--demo"])


def read_words() -> None:
    """Read pack, words, places and calls for help, before the fork."""
    with TemporaryDirectory() as folder:
        app = App.open(read_settings({}, database=f"{folder}/x.db"))
        assert app.calls.ears
        assert app.items
        app.close()


read_words()
