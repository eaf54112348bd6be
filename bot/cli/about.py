"""`randevou tick`, `randevou faults` and `randevou about`."""

import platform
import sqlite3
from importlib.metadata import version

import click

from bot import __version__
from bot.cli.door import (
    FINDING,
    at_option,
    database_option,
    hand,
    json_option,
    moment,
    note,
    opened,
    pack_option,
    print_json,
    print_rows,
)
from bot.services.tick import tick as run_tick
from bot.settings import root
from bot.storage.database import transaction
from bot.storage.tables import outbox, received

PACKAGES = (
    "aiohttp", "babel", "click", "cryptography", "icalendar", "python-telegram-bot", "rapidfuzz", "rich", "segno",
    "sqlite-utils", "starlette", "tzdata", "uvicorn",
)  # fmt: skip


@click.command(epilog="Example: randevou tick --at 2026-11-25")
@pack_option
@database_option
@at_option
def tick(pack: str | None, database: str | None, at: str | None) -> None:
    """Run the clock once: fill the slot table, remind, delete what was kept long enough. Safe to repeat."""
    with opened(pack, database) as app:
        done = run_tick(app, moment(at, app.pack.zone), hand())
    gone = done.forgotten
    rows = gone.bookings + gone.handled + gone.unsent + gone.on_screen
    click.echo(
        f"{done.reminders} reminders, {done.past} appointments past, {done.erased} people erased, "
        f"{rows} rows of others that had been kept long enough"
    )


@click.command(epilog="Example: randevou faults")
@pack_option
@database_option
@json_option
def faults(pack: str | None, database: str | None, as_json: bool) -> None:
    """List what was set aside for a fault, in and out: when, and the kind of error; exit 1 if there is any."""
    with opened(pack, database, there=True) as app, transaction(app.db):
        rows = [
            {"what": what, "at": at, "fault": fault}
            for what, found in (("heard", received.faults(app.db)), ("to say", outbox.faults(app.db)))
            for at, fault in found
        ]
        note(app, "faults", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "Nothing is set aside.")
    if rows:
        raise SystemExit(FINDING)


@click.command(epilog="Example: randevou about")
@json_option
def about(as_json: bool) -> None:
    """Versions, licence, and whose data this is."""
    versions = {
        "randevou": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{package: version(package) for package in PACKAGES},
    }
    credits = (root() / "NOTICE").read_text(encoding="utf-8")
    if as_json:
        print_json({"versions": versions, "notice": credits})
        return
    for name, number in versions.items():
        click.echo(f"{name} {number}")
    click.echo(f"\n{credits}")
