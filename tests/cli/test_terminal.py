"""The terminal: what is on the screen."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.app import App
from bot.channels.local import terminal
from bot.channels.local.talk import Talk
from bot.storage.tables import bookings, people
from tests.conftest import NOW

TO_TICKET = ["kreyòl", "1", "1", "1", "3", "1", "Monterrey", "1", "4", "9", "1", "1", "1"]
CLEARED = "\x1b[3J"


def screen(app: App, person: str, typed: list[str], folder: Path) -> str:
    """Return what a terminal shows after its last clearing."""
    console = Console(force_terminal=True, file=StringIO(), width=80, highlight=False)
    terminal.run(Talk(app, person, lambda: NOW), iter(typed), console, folder)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().rpartition(CLEARED)[2]


@pytest.mark.parametrize("typed", [["es", "1"], TO_TICKET], ids=["before consent", "with an appointment"])
def test_close_leaves_what_a_new_person_sees_first(app: App, tmp_path: Path, typed: list[str]) -> None:
    first = screen(app, "terminal:new", [], tmp_path)
    before = screen(app, "terminal:a", typed, tmp_path)
    assert before != first
    assert screen(app, "terminal:b", [*typed, "close"], tmp_path) == first
    person = people.at(app.db, app.seal, "terminal:b")
    assert bool(person and bookings.of(app.db, app.seal, person, app.pack.id)) is (typed == TO_TICKET)
