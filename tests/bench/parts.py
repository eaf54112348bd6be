"""Where the time of our server goes: processor and wall seconds of named parts, in both of its threads."""

import signal
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from inspect import iscoroutinefunction
from threading import local
from typing import Any
from unittest.mock import patch

from bot.channels import outbox_sender
from bot.channels.telegram import http_client, intake, send
from bot.services.conversation import deliver, respond
from bot.storage.keys import sealing
from bot.storage.tables import conversations, outbox

STORE = [
    (intake, "handle", "intake: transaction, commit, received"),
    (intake, "take", "intake: reading updates"),
    (conversations, "case_at", "conversation: load"),
    (conversations, "save", "conversation: save"),
    (respond, "advance", "core"),
    (respond, "perform", "perform (seats, bookings)"),
    (outbox, "add", "outbox: add"),
    (sealing.Seal, "seal", "sealing and unsealing"),
    (sealing.Seal, "unseal", "sealing and unsealing"),
    (outbox_sender, "parcels", "outbox: read"),
    (deliver, "_said", "outbox: conversation, address, files"),
    (deliver, "say", "saying"),
    (outbox_sender, "settle", "outbox: settle"),
]
LOOP = [
    (send, "calls", "messages as calls"),
    (http_client, "call", "telegram: do_api_request, answer out of JSON"),
    (http_client.AiohttpRequest, "do_request", "aiohttp: request"),
]
REST = "event loop, sockets, own coroutines"


class Parts:
    """Seconds by part, (processor, wall); what an inner part takes is not counted for the outer one."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._here = local()
        self.reset()

    def reset(self, *_: object) -> None:
        """Begin anew; called in the thread of the event loop."""
        self.seconds.clear()
        self._loop, self._process = time.thread_time(), time.process_time()

    def spent(self) -> dict[str, list[float]]:
        """What was spent since the beginning; called in the thread of the event loop."""
        loop, process = time.thread_time() - self._loop, time.process_time() - self._process
        inside = sum(self.seconds[part][0] for part in {part for _, _, part in LOOP})
        return dict(self.seconds) | {REST: [loop - inside, 0.0], "(store thread)": [process - loop, 0.0]}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Everything inside belongs to a part."""
        stack = self._here.__dict__.setdefault("stack", [[0.0, 0.0]])
        stack.append([0.0, 0.0])
        begin = time.thread_time(), time.perf_counter()
        try:
            yield
        finally:
            whole = time.thread_time() - begin[0], time.perf_counter() - begin[1]
            inner = stack.pop()
            for at in (0, 1):
                self.seconds[name][at] += whole[at] - inner[at]
                stack[-1][at] += whole[at]

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, measured."""
        if not iscoroutinefunction(function):

            @wraps(function)
            def run(*args: Any, **kwargs: Any) -> Any:
                with self.part(name):
                    return function(*args, **kwargs)

            return run

        @wraps(function)
        async def steps(*args: Any, **kwargs: Any) -> Any:
            return await _Steps(self, name, function(*args, **kwargs))

        return steps


class _Steps:
    """A coroutine whose every step is measured, and none of its waiting."""

    def __init__(self, parts: Parts, name: str, coroutine: Any) -> None:
        self._parts, self._name, self._coroutine = parts, name, coroutine

    def __await__(self) -> Generator[Any, Any, Any]:
        step: Callable[[], Any] = partial(self._coroutine.send, None)
        while True:
            try:
                with self._parts.part(self._name):
                    waits = step()
            except StopIteration as end:
                return end.value
            try:
                value = yield waits
                step = partial(self._coroutine.send, value)
            except BaseException as error:
                step = partial(self._coroutine.throw, error)


@contextmanager
def measured() -> Iterator[Parts]:
    """Measure our server; SIGUSR1 begins anew."""
    parts = Parts()
    signal.signal(signal.SIGUSR1, parts.reset)
    with ExitStack() as patches:
        for owner, name, part in [*STORE, *LOOP]:
            if isinstance(original := owner.__dict__.get(name), property):
                assert original.fget
                patches.enter_context(patch.object(owner, name, property(parts.timed(part, original.fget))))
            elif isinstance(original, classmethod):
                timed = parts.timed(part, original.__func__)
                patches.enter_context(patch.object(owner, name, classmethod(timed)))
            else:
                patches.enter_context(patch.object(owner, name, parts.timed(part, getattr(owner, name))))
        yield parts
