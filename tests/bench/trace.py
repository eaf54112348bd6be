"""One tap on "Book it", traced: statements of SQL, files entered, moves between files, and calls of our functions.

Run: .venv/bin/python -m tests.bench.trace
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import bot
from bot.app import App
from bot.core.conversation.events import Arrived, Event, Tapped
from bot.core.conversation.incoming import Incoming
from bot.services.conversation.deliver import deliver
from bot.services.conversation.respond import respond
from bot.services.tick import tick
from bot.settings import read_settings
from tests.bench.turns import CHANNEL, JOURNEY, NOW

OURS = str(Path(bot.__file__).parent)
BOOK_IT = JOURNEY.index(Tapped("confirm"))


@dataclass
class Trace:
    """What was done, in both databases."""

    statements: list[str] = field(default_factory=list)
    of_keys: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    """Calls of our functions, by file."""
    moves: int = -1
    _here: str = ""

    def __str__(self) -> str:
        counts = f"{len(self.statements)} statements, {len(self.of_keys)} of the keys"
        return f"{counts}, {len(self.calls)} files, {self.moves} moves, {self.calls.total()} calls"

    def profile(self, frame: FrameType, what: str, _: object) -> None:
        """Note a call, and whether it or its return leads to another file of ours."""
        if what not in ("call", "return"):
            return
        now = frame if what == "call" else frame.f_back
        file = now.f_code.co_filename if now else ""
        if not file.startswith(OURS):
            return
        self.calls[file] += what == "call"
        self.moves += file != self._here
        self._here = file


@contextmanager
def traced(app: App) -> Iterator[Trace]:
    """Trace what is done inside."""
    trace = Trace()
    app.db.set_trace_callback(trace.statements.append)
    app.seal.keys.db.set_trace_callback(trace.of_keys.append)
    sys.setprofile(trace.profile)
    try:
        yield trace
    finally:
        sys.setprofile(None)
        app.db.set_trace_callback(None)
        app.seal.keys.db.set_trace_callback(None)


def book_it(app: App) -> Trace:
    """Walk to the summary, where every message has arrived, and tap."""
    carry = ""
    for step, event in enumerate([Arrived(), *JOURNEY[:BOOK_IT]]):
        carry = respond(app, message(step, event, carry), NOW).carry
        deliver(app, lambda to, outgoing: None, NOW)
    with traced(app) as trace:
        respond(app, message(BOOK_IT + 1, JOURNEY[BOOK_IT]), NOW)
    return trace


def message(number: int, event: Event, carry: str = "") -> Incoming:
    """A message of one person, in a chat whose messages can be cleared."""
    return Incoming("bench:1", str(number), event, carry, "", CHANNEL, message=str(number))


def main() -> None:
    """Print it."""
    with tempfile.TemporaryDirectory() as folder:
        app = App.open(read_settings({}, database=str(Path(folder) / "bench.db")))
        tick(app, NOW)
        trace = book_it(app)
        app.close()
    for number, statement in enumerate(trace.statements + trace.of_keys, 1):
        print(f"{number:3} {' '.join(statement.split())[:115]}")
    for file, calls in sorted(trace.calls.items(), key=lambda item: -item[1]):
        print(f"{calls:5} {file.removeprefix(OURS)}")
    print(trace)


if __name__ == "__main__":
    main()
