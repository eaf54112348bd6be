"""A partner edits its copy of the clinic day by day for two weeks, and tells everybody it must, each of them once."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Tapped
from bot.services.booking.affected import affected
from bot.services.conversation.deliver import parcels
from bot.services.tick import tick
from bot.settings import read_settings
from tests.conftest import NOW, POLICY

Edit = Callable[[Path], None]
TO_DAYS = ["en", "continue", "agree", "3", "none", "asylum", "ht", "no"]


def changed(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


LAST = 9
"""The last day before the appointments, counted from 0."""
CLOSED = "2026-12-02,clinic,Training\n"
HOURS = "09:00 10:00 11:00 12:00 14:00 15:00"
EDITS: list[tuple[Edit, int]] = [
    (changed("capacity.csv", "2026-11-01,,6,no", "2026-11-01,,12,no"), 0),
    (changed("capacity.csv", "2026-11-01,,12,no", "2026-11-01,,6,no"), 0),
    (changed("closed.csv", "note\n", f"note\n{CLOSED}"), 2),
    (changed("closed.csv", CLOSED, ""), 0),
    (changed("sites.csv", HOURS, "09:00 11:00 12:00 14:00 15:00"), 1),
    (changed("sites.csv", "09:00 11:00 12:00", "09:00 12:00"), 1),
    (changed("sites.csv", "09:00 12:00 14:00", "9 o'clock"), 0),
    (changed("sites.csv", "9 o'clock", "09:00 10:00 11:00 12:00 14:00"), 0),
    (changed("services.csv", "application,60,clinic", "application,60,remote"), 2),
    (changed("services.csv", "application,60,remote", "application,60,clinic"), 0),
    (changed("resources.csv", "interpreter:ht,clinic,1,Mon Wed Thu", "interpreter:ht,clinic,1,Mon"), 0),
    (changed("sites.csv", "Legal clinic", "House of the lawyers"), 0),
    (changed("closed.csv", "note\n", f"note\n{CLOSED}"), 0),
    (changed("rules.toml", 'outcome = "listed"', 'outcome = "ask_a_person"'), 0),
]
"""What is changed each day, and how many must be told of it; one edit is a mistake, and the last ones come too late."""


def book(app: App, person: str, hour: str) -> Talk:
    talk = Talk(app, f"terminal:{person}", lambda: NOW)
    for event in (Arrived(), *map(Tapped, [*TO_DAYS, "2026-12-02", f"clinic@2026-12-02T{hour}", "confirm"])):
        talk.hear(event)
    assert talk.step == "booked"
    return talk


def test_everybody_is_told_of_what_they_lose_and_of_nothing_else(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(POLICY / "legal-clinic", tmp_path / "clinic"))
    app = App.open(read_settings({}, database=str(tmp_path / "randevou.db"), pack=str(folder)))
    tick(app, NOW)
    talks = [book(app, person, hour) for person, hour in (("a", "10:00"), ("b", "11:00"))]
    for number, (edit, must) in enumerate(EDITS):
        now: datetime = NOW + timedelta(days=number)
        edit(folder)
        app = current_or_as_it_was(app)
        done = [tick(app, now + timedelta(minutes=minute)) for minute in range(3)]
        assert sum(one.told for one in done) == must, f"day {number}"
        notices = [parcel for parcel in parcels(app, now + timedelta(hours=1)) if parcel.notice]
        assert len(notices) == must + sum(one.reminders for one in done), f"day {number}"
        void = len(affected(app, now))
        shown = [opened(talk, app, now + timedelta(hours=1)) for talk in talks]
        assert shown.count("ticket.void") == void, f"day {number}"
        assert void or number > LAST or shown == ["ticket.booked"] * 2, f"day {number}"
    assert app.db.execute("SELECT count(*) FROM booking").fetchone()[0] == 2, "nothing is lost"
    app.close()


def current_or_as_it_was(app: App) -> App:
    """The pack as the files say or, with a mistake in them, as it was: as a server reads it."""
    try:
        return app.current()
    except Exception:
        return app


def opened(talk: Talk, app: App, at: datetime) -> str:
    """The message that a person sees last after opening the notice, and saying that it is they."""
    talk.app, talk.clock = app, lambda: at
    return [*talk.hear(Tapped("status")), *talk.hear(Tapped("yes"))][-1].key
