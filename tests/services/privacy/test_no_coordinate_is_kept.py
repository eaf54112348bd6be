"""A pin lives for one turn: no file, log or message that waits holds its digits, however it was sent and answered."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import App
from bot.channels.local.talk import TERMINAL, Talk
from bot.cli import main
from bot.core.conversation.events import Arrived, Event, Located, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.services.conversation import respond as service
from bot.services.conversation.respond import respond, respond_all
from bot.services.tick import tick
from bot.storage.store import open_store
from bot.storage.tables import conversations, outbox
from tests.conftest import NOW

TO_PLACE = ("ht", "understood", "continue", "agree", "3", "yes")
PINS = {
    "in the area": (25.676813, -100.318647),
    "outside it": (17.067342, -96.724158),
    "just over a border": (31.751286, -106.487394),
    "abroad": (14.634915, -90.506882),
    "at sea": (22.417369, -94.183527),
}


MOMENTS = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d+")
"""When a migration was applied: a moment of the machine's clock, whose seconds may look like degrees."""


def digits(*numbers: float) -> Iterator[str]:
    """A number as it may be written, whole and with fewer decimals, down to two; its sign says nothing."""
    for number in numbers:
        for decimals in range(2, 7):
            yield f"{abs(number):.{decimals}f}"
            yield str(int(abs(number) * 10**decimals) / 10**decimals)
            yield str(round(abs(number) * 10**decimals))


def traces(folder: Path, pin: tuple[float, float], *more: str) -> list[str]:
    """Where the digits of a pin stand: in a file of the folder, or in these texts."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    contents = [(file.name, MOMENTS.sub(b"", file.read_bytes())) for file in files]
    contents += [("text", text.encode()) for text in more]
    assert {"randevou.db", "randevou.db-wal"} <= {name for name, _ in contents}
    long_enough = {written for written in digits(*pin) if len(written) >= 5}
    return [
        f"{written} in {name}" for name, content in contents for written in long_enough if written.encode() in content
    ]


@pytest.mark.parametrize("where", PINS)
def test_a_pin_in_a_talk_leaves_no_digit_behind(
    app: App, tmp_path: Path, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    caplog.set_level(logging.DEBUG)
    talk = Talk(app, "terminal:a", lambda: NOW)
    for event in (Arrived(), *map(Tapped, TO_PLACE)):
        talk.hear(event)
    said = [outgoing.text for outgoing in talk.hear(Located(*PINS[where], 12.0))]
    said += [outgoing.text for outgoing in talk.hear(Tapped("yes"))]
    for event in (Tapped("know"), Tapped("back"), Said("ki distans")):
        said += [outgoing.text for outgoing in talk.hear(event)]
    tick(app, NOW)
    assert not traces(tmp_path, PINS[where], caplog.text, talk.carry, *said)


@pytest.mark.parametrize("where", PINS)
def test_nothing_that_is_sealed_holds_a_digit_either(app: App, tmp_path: Path, where: str) -> None:
    talk = Talk(app, "terminal:a", lambda: NOW)
    for event in (Arrived(), *map(Tapped, TO_PLACE)):
        talk.hear(event)
    respond(app, Incoming(talk.address, "pin", Located(*PINS[where], 12.0), channel=TERMINAL), NOW)
    waiting = outbox.due(app.db, app.seal, app.pack.id, NOW).replies
    rows = app.db.execute("SELECT person, pack FROM conversation").fetchall()
    opened = [conversations.load(app.db, app.seal, row["person"], row["pack"]) for row in rows]
    assert waiting
    assert opened
    assert not traces(tmp_path, PINS[where], repr(waiting), repr(opened))


def test_a_fault_of_our_own_on_a_pin_says_no_digit(
    app: App, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    pin = Located(*PINS["in the area"], 12.0)

    def breaks(conversation: Conversation, event: Event, world: World) -> Turn:
        raise RuntimeError(f"no idea what to do with {event}")

    monkeypatch.setattr(service, "advance", breaks)
    answers = respond_all(app, [Incoming("terminal:a", "1", pin, hint="ht", channel=TERMINAL)], NOW)
    assert answers[0].replies[0].key == "fault.ours"
    assert not traces(tmp_path, PINS["in the area"], caplog.text)


@pytest.mark.slow
@pytest.mark.parametrize("where", PINS)
def test_a_script_that_sends_pins_leaves_no_digit_in_any_file(tmp_path: Path, where: str) -> None:
    latitude, longitude = PINS[where]
    lines: list[object] = [{"tap": tap} for tap in TO_PLACE]
    lines += [{"location": {"lat": latitude, "lon": longitude, "accuracy": 12.0}}, {"tap": "yes"}, {"tap": "know"}]
    # The database is held open, so that its write-ahead log is still there when the talk is over.
    command = ["chat", "--jsonl", "--at", "2026-11-22"]
    database = tmp_path / "randevou.db"
    db, _ = open_store(database)
    done = CliRunner().invoke(main, [*command, "--db", str(database)], input="\n".join(map(json.dumps, lines)))
    assert len(done.stdout.splitlines()) == len(lines) + 1
    assert not traces(tmp_path, PINS[where], done.stdout, done.stderr)
    db.close()


@pytest.mark.parametrize("written", ["31.751286", "31.75", "-106.4874", "3175129", "106.487"])
def test_the_search_finds_a_digit_that_is_kept(tmp_path: Path, written: str) -> None:
    (tmp_path / "randevou.db").write_bytes(b"\x00")
    (tmp_path / "randevou.db-wal").write_bytes(b"\xff" + written.encode() + b"\x00")
    assert traces(tmp_path, PINS["just over a border"])
